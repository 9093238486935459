"""Which winners can still be put in an order that the constraints on a list's first places allow.

Every place of the list, or stretch of places between two bounds, is to be filled by so many of each
kind of candidate: that is one more search by numbers (`search.complete`), in which whoever stands in
a stretch counts towards it, towards all of its kind, and towards every bound that ends there or later.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from counting.check.search import Kind, complete
from counting.constraint import Constraint
from counting.contest import Candidate, CandidateId, Contest

Bound = tuple[int, int | None]


def is_ordered(contest: Contest) -> bool:
    """Whether a constraint is on the first places of a list."""
    return any(constraint.first is not None for constraint in contest.constraints)


@dataclass(frozen=True, slots=True)
class ListMoment:
    """A moment of a count for a list. `kinds`: of everybody continuing; `chosen`, `sizes`: how many."""

    contest: Contest
    kinds: Mapping[CandidateId, Kind]
    chosen: Mapping[Kind, int]
    sizes: Mapping[Kind, int]

    @classmethod
    def of(
        cls, contest: Contest, elected: Collection[CandidateId], continuing: Collection[CandidateId]
    ) -> ListMoment:
        """The moment when these are elected and these continue."""
        all_kinds = {candidate.id: _kind(contest, candidate) for candidate in contest.standing}
        left = {c: kind for c, kind in all_kinds.items() if c in continuing}
        chosen = Counter(kind for c, kind in all_kinds.items() if c in elected)
        return cls(contest, left, chosen, Counter(left.values()))

    def possible(
        self,
        in_force: Collection[int],
        without: Kind | None = None,
        including: Kind | None = None,
    ) -> bool:
        """Whether a lawful list has all who are elected, under these of the constraints.

        `without`: leaving out one of this kind who continues; `including`: with one.
        """
        totals: dict[Kind, Bound] = {}
        for kind in {**self.sizes, **self.chosen}:
            have = self.chosen.get(kind, 0)
            most = have + self.sizes.get(kind, 0)
            totals[kind] = (have + (kind == including), most - (kind == without))
        return list_exists(self.contest, totals, in_force)

    def fewest(self, status: Literal["guarded", "doomed"], kind: Kind) -> tuple[int, ...]:
        """The fewest constraints that make a kind guarded or doomed; of equally few, the first.

        Raises ValueError if all constraints do not suffice.
        """
        every = range(len(self.contest.constraints))
        for size in range(len(every) + 1):
            for some in combinations(every, size):
                against = (
                    self.possible(some, without=kind)
                    if status == "guarded"
                    else self.possible(some, including=kind)
                )
                if not against:
                    return some
        raise ValueError(f"a {kind} is not {status}")

    def of_kinds(self, some: Collection[Kind]) -> tuple[CandidateId, ...]:
        """Those continuing who are of one of these kinds."""
        return tuple(candidate for candidate, kind in self.kinds.items() if kind in some)


def list_exists(
    contest: Contest,
    totals: Mapping[Kind, Bound],
    in_force: Collection[int],
    listed: Sequence[CandidateId] = (),
) -> bool:
    """Whether the places after those of `listed` can be filled with so many of each kind in all."""
    persons = {candidate.id: _kind(contest, candidate) for candidate in contest.standing}
    before = [persons[candidate] for candidate in listed]
    after = len(before)
    bounds: list[Bound] = []
    towards: dict[tuple[Kind, int], list[int]] = {}
    ends = _ends(contest, in_force, after)
    for kind, bound in totals.items():
        for end in ends:
            towards[kind, end] = [len(bounds)]
        bounds.append(bound)
    for start, end in zip([after, *ends], ends, strict=False):
        for kind in totals:
            towards[kind, end].append(len(bounds))
        bounds.append((end - start, end - start))
    for index in in_force:
        constraint = contest.constraints[index]
        for until in _bounded_at(constraint, contest.seats):
            if until <= after:
                continue
            for (kind, end), counts in towards.items():
                if index in kind and end <= until:
                    counts.append(len(bounds))
            have = sum(index in kind for kind in before)
            least, most = constraint.least(until), constraint.most(until)
            if most is not None and most < have:
                return False
            bounds.append((max(0, (least or 0) - have), None if most is None else most - have))
    sizes = {
        tuple(counts): min(totals[kind][1] or 0, contest.seats)
        for (kind, _), counts in towards.items()
    }
    return complete(sizes, contest.seats - after, dict(enumerate(bounds))) is not None


def next_on_the_list(contest: Contest, listed: Sequence[CandidateId]) -> frozenset[CandidateId]:
    """Whoever is not listed and could be next in a lawful list that begins with those listed."""
    every = range(len(contest.constraints))
    left = {c.id: _kind(contest, c) for c in contest.standing if c.id not in listed}
    sizes = Counter(left.values())
    able: set[Kind] = set()
    for kind in sizes:
        someone = next(candidate for candidate, own in left.items() if own == kind)
        fewer = {own: (0, size - (own == kind)) for own, size in sizes.items()}
        if _kept_so_far(contest, [*listed, someone]) and list_exists(
            contest, fewer, every, [*listed, someone]
        ):
            able.add(kind)
    return frozenset(candidate for candidate, kind in left.items() if kind in able)


def _kept_so_far(contest: Contest, listed: Sequence[CandidateId]) -> bool:
    """Whether every bound that ends within those listed is kept."""
    persons = {candidate.id: _kind(contest, candidate) for candidate in contest.standing}
    for index, constraint in enumerate(contest.constraints):
        for until in _bounded_at(constraint, contest.seats):
            if until > len(listed):
                continue
            have = sum(index in persons[candidate] for candidate in listed[:until])
            least, most = constraint.least(until), constraint.most(until)
            if have < (least or 0) or (most is not None and have > most):
                return False
    return True


def _kind(contest: Contest, candidate: Candidate) -> Kind:
    return tuple(
        index
        for index, constraint in enumerate(contest.constraints)
        if candidate.attributes.get(constraint.attribute) == constraint.value
    )


def _bounded_at(constraint: Constraint, seats: int) -> Sequence[int]:
    """After which places a constraint says how many there must be."""
    if constraint.first is None:
        return (seats,)
    return range(1, seats + 1) if constraint.first == "every" else (constraint.first,)


def _ends(contest: Contest, in_force: Collection[int], after: int) -> list[int]:
    ends = {contest.seats}
    for index in in_force:
        ends.update(_bounded_at(contest.constraints[index], contest.seats))
    return sorted(end for end in ends if end > after)
