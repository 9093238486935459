"""How few papers must change for candidates to be excluded in a given order: the alternative vote.

With an order of exclusion fixed, a paper acts by the candidates it supports one after another: its
first preference, then the next one who is excluded later, and so on. Papers alike in that are one
kind. An order holds if at each exclusion nobody left has fewer votes. So: how many papers of each
kind are taken away, and how many of each are put in their place? That is a question of whole
numbers within bounds, answered exactly by `constraints.linear` and by branching.
Source: T. Magrino, R. Rivest, E. Shen and D. Wagner, 'Computing the margin of victory in IRV
elections', EVT/WOTE 2011.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from counting.constraints.linear import Tableau
from counting.papers import Ranking
from counting.witness import Change

Kind = tuple[
    int, ...
]  # candidates a paper supports one after another; none: it supports nobody left


def kind_of(ranking: Ranking, place: Mapping[int, int]) -> Kind:
    """Whom a paper supports in turn. `place`: of those left, when each is excluded, from 0."""
    supported: list[int] = []
    for candidate in ranking:
        when = place.get(candidate)
        if when is not None and (not supported or when > place[supported[-1]]):
            supported.append(candidate)
    return tuple(supported)


@dataclass(slots=True)
class Effort:
    """Relaxations that may still be worked out; the search ends without an answer when they are spent."""

    left: int

    def spend(self) -> None:
        """Raise EffortSpent if there is none left."""
        if not self.left:
            raise EffortSpent
        self.left -= 1


class EffortSpent(Exception):
    """The search was left off."""


class Order:
    """Whether an order of exclusion of those left can be had by changing so many papers.

    `order`: candidates' numbers, the first to be excluded first; all others are out before.
    `lead`: votes that the others must have more than the one excluded; 0: equal votes may fall
    either way.
    """

    def __init__(
        self, papers: Mapping[Ranking, int], order: Sequence[int], effort: Effort, lead: int = 0
    ) -> None:
        self.order = tuple(order)
        self._effort = effort
        place = {candidate: when for when, candidate in enumerate(order)}
        self._now: Counter[Kind] = Counter()
        for ranking, number in papers.items():
            self._now[kind_of(ranking, place)] += number
        self._removable = list(self._now)
        self._short = [  # by how many votes each one left falls short, as things stand
            lead - sum(gain * self._now[k] for gain, k in zip(gains, self._removable, strict=True))
            for gains in self._gains(self._removable)
        ]

    @property
    def _kinds(self) -> list[Kind]:
        """Every kind of paper that supports somebody."""
        sizes = range(1, len(self.order) + 1)
        return [kind for size in sizes for kind in combinations(self.order, size)]

    def _gains(self, kinds: Sequence[Kind]) -> Iterator[list[int]]:
        """At each exclusion, for each other left: what a paper of each kind adds to that lead."""
        place = {candidate: when for when, candidate in enumerate(self.order)}
        for when, loser in enumerate(self.order[:-1]):
            counts_for = [next((c for c in kind if place[c] >= when), 0) for kind in kinds]
            for other in self.order[when + 1 :]:
                yield [(who == other) - (who == loser) for who in counts_for]

    def least_by_counting(self) -> int:
        """A number of changes below which there is certainly no way: half of each gap, rounded up."""
        return max(-(-short // 2) for short in (*self._short, 0))

    def possible(self, most: int) -> bool:
        """Whether, if papers could be divided, changing at most so many could be enough."""
        if self.least_by_counting() > most:
            return False
        self._effort.spend()
        return self._tableau(most).search()

    def least(self, below: int) -> tuple[int, tuple[tuple[Kind, Kind, int], ...]] | None:
        """The fewest whole papers to change, fewer than `below`, and which kinds for which.

        None if it takes as many as `below` or more. Raises EffortSpent.
        """
        low, high = self.least_by_counting(), below - 1
        if low > high or not self.possible(high):
            return None
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if self.possible(middle) else (middle + 1, high)
        for number in range(low, below):
            tableau = self._tableau(number)
            if (found := self._whole(tableau)) is not None:
                return self._swaps(found)
        return None

    def _tableau(self, most: int) -> Tableau:
        """Variables: papers put in, of each kind; then papers taken away, of each kind there is."""
        kinds = self._kinds
        added = len(kinds)
        signs = [1] * added + [-1] * len(self._removable)
        groups: list[Mapping[int, int]] = [dict.fromkeys(range(added), 1), dict(enumerate(signs))]
        for gains in self._gains([*kinds, *self._removable]):
            groups.append({v: signs[v] * gain for v, gain in enumerate(gains) if gain})
        highest = [most] * added + [min(most, self._now[k]) for k in self._removable]
        enough = sum(highest) + 1
        lowest = [0] * len(highest) + [0, 0] + [min(short, enough) for short in self._short]
        tableau = Tableau(len(signs), groups)
        tableau.set_bounds(lowest, [*highest, most, 0, *([enough] * len(self._short))])
        return tableau

    def _whole(self, tableau: Tableau) -> list[int] | None:
        """A solution in whole papers, by branching; None if there is none."""
        self._effort.spend()
        if not tableau.search():
            return None
        whole, left, denominator = tableau.point()
        divided = next((v for v, part in enumerate(left) if part), None)
        if divided is None:
            return [int(value) for value in whole]
        low, high = int(tableau.lowest[divided]), int(tableau.highest[divided])
        floor = int(whole[divided])
        halves = [(low, floor), (floor + 1, high)]
        if 2 * int(left[divided]) >= denominator:
            halves.reverse()
        for half in halves:
            tableau.lowest[divided], tableau.highest[divided] = half
            found = self._whole(tableau)
            tableau.lowest[divided], tableau.highest[divided] = low, high
            if found is not None:
                return found
        return None

    def _swaps(self, solution: Sequence[int]) -> tuple[int, tuple[tuple[Kind, Kind, int], ...]]:
        """Pairs what is taken with what is put in; what is both stays as it is."""
        kinds = self._kinds
        added = Counter(dict(zip(kinds, solution, strict=False)))
        taken = Counter(dict(zip(self._removable, solution[len(kinds) :], strict=True)))
        both = added & taken
        put, gone = sorted((added - both).elements()), sorted((taken - both).elements())
        pairs = Counter(zip(gone, put, strict=True))
        return len(put), tuple((before, after, number) for (before, after), number in pairs.items())


def changes_for(
    papers: Mapping[Ranking, int], order: Sequence[int], swaps: Sequence[tuple[Kind, Kind, int]]
) -> tuple[Change, ...]:
    """Rankings for kinds: papers of the one kind are taken, commonest first, and bear the other."""
    place = {candidate: when for when, candidate in enumerate(order)}
    left = dict(papers)
    changes: list[Change] = []
    for before, after, number in swaps:
        needed = number
        alike = [r for r in left if left[r] and kind_of(r, place) == before]
        for ranking in sorted(alike, key=lambda r: (-left[r], r)):
            now = min(needed, left[ranking])
            if now:
                changes.append(Change(ranking, after, now))
                left[ranking] -= now
                needed -= now
    return tuple(changes)
