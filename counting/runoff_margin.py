"""The exact margin of an alternative vote: the fewest papers that could elect somebody else.

Every order of exclusion that ends with somebody else is a way to that; the fewest papers for any of
them is the margin. Orders are built from their end: the last ones left first. What it takes for the
last few, all others being out, is never more than what it takes for the whole order; so a beginning
that takes too many is given up with all that could be put before it.
Sources: T. Magrino et al., EVT/WOTE 2011; M. Blom, V. Teague, P. Stuckey and R. Tidhar, 'Efficient
computation of exact IRV margins', ECAI 2016.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable

from counting.papers import Papers, Ranking
from counting.runoff_orders import Effort, EffortSpent, Order, changes_for
from counting.witness import Change

MOST_EFFORT = 4000  # relaxations; a few milliseconds each

Elects = Callable[
    [tuple[Change, ...]], bool
]  # whether these changes elect somebody else, by a count


def runoff_margin(
    papers: Papers,
    standing: tuple[int, ...],
    winner: int,
    known: int,
    elects_another: Elects,
    effort: int = MOST_EFFORT,
) -> int | None:
    """The fewest papers that could elect somebody else than the winner, if equal votes fall that way.

    Fewer papers change nothing, whichever way equal votes fall. Only valid papers are changed, each
    to any ranking. `known`: so many are known to do it. `elects_another`: counts the changed papers
    and says whether somebody else is elected; told every witness with fewer papers than any before,
    of clear votes too, where equal ones fall the other way. None: left off, there being too many orders.
    """
    valid = _among(papers, frozenset(standing))
    valid.pop((), None)
    search = _Search(valid, standing, winner, known, elects_another, effort)
    try:
        search.explore()
    except EffortSpent:
        return None
    return search.least


def _among(
    papers: Iterable[tuple[Ranking, int]], candidates: Collection[int]
) -> dict[Ranking, int]:
    """The papers with everybody else passed over."""
    merged: Counter[Ranking] = Counter()
    for ranking, number in papers:
        merged[tuple(c for c in ranking if c in candidates)] += number
    return dict(merged)


class _Search:
    def __init__(
        self,
        papers: dict[Ranking, int],
        standing: tuple[int, ...],
        winner: int,
        known: int,
        elects_another: Elects,
        effort: int,
    ) -> None:
        self.papers = papers
        self.standing = standing
        self.winner = winner
        self.least = known
        self.known = known
        self.effort = Effort(effort)
        self._elects_another = elects_another
        self._restricted: dict[frozenset[int], dict[Ranking, int]] = {}

    def explore(self) -> None:
        """Look at every order that ends with somebody else, the most promising first."""
        for last in self.standing:
            if last != self.winner:
                self._before((last,))

    def _before(self, order: tuple[int, ...]) -> None:
        """Every order that ends so, as far as it could take fewer than the least found."""
        if len(order) == len(self.standing):
            self._whole_order(order)
            return
        longer = [self._order((first, *order)) for first in self.standing if first not in order]
        for way in sorted(longer, key=Order.least_by_counting):
            if way.possible(self.least - 1):
                self._before(way.order)

    def _whole_order(self, order: tuple[int, ...]) -> None:
        found = self._order(order).least(self.least)
        if found is None:
            return
        self.least, swaps = found
        if self._try(changes_for(self.papers, order, swaps)):
            return
        # Equal votes fall the other way: what if nobody's are equal?
        clear = self._order(order, lead=1).least(self.known)
        if clear is not None:
            self._try(changes_for(self.papers, order, clear[1]))

    def _order(self, order: tuple[int, ...], lead: int = 0) -> Order:
        left = frozenset(order)
        if left not in self._restricted:
            self._restricted[left] = _among(self.papers.items(), left)
        return Order(self._restricted[left], order, self.effort, lead)

    def _try(self, changes: tuple[Change, ...]) -> bool:
        number = sum(change.papers for change in changes)
        if number >= self.known or not self._elects_another(changes):
            return False
        self.known = number
        return True
