"""Can so many places be filled within these bounds? Exactly, by trying, kind by kind.

Candidates who count towards the same bounds are of one kind, and any of them will do as well as
another: so what is looked for is a number for each kind. The kinds are taken in turn and every
number tried for each. Situations from which nothing lawful can come are remembered, so that none is
looked into twice; and a way is given up as soon as the candidates left cannot meet a bound, or
several bounds of which nobody counts towards two.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

# The constraints that a kind of candidate counts towards (their places in the contest).
Kind = tuple[int, ...]
# How many of each kind.
Numbers = Mapping[Kind, int]
# Constraint: at least and at most so many of the places still to be filled; None: no bound.
Bounds = Mapping[int, tuple[int, int | None]]
# Places left; then for each bound what is still needed, and what there is still room for.
Situation = tuple[int, tuple[tuple[int, int | None], ...]]

MOST_REMEMBERED = 200_000  # hopeless situations kept at a time, to bound the memory


def complete(sizes: Numbers, places: int, bounds: Bounds) -> Numbers | None:
    """So many of each kind as fill the places within the bounds; None if nothing does. Exact."""
    alike: dict[Kind, int] = {}
    for kind, size in sizes.items():
        seen = tuple(i for i in kind if i in bounds)
        alike[seen] = alike.get(seen, 0) + size
    found = _Search(alike, bounds).run(places)
    if found is None:
        return None
    numbers: dict[Kind, int] = {}
    for kind, size in sizes.items():
        seen = tuple(i for i in kind if i in bounds)
        numbers[kind] = min(size, found[seen])
        found[seen] -= numbers[kind]
    return numbers


class _Search:
    """One search, kind after kind.

    `left`, `able`: how many candidates kind n and those after it have, in all and for each bound.
    """

    def __init__(self, sizes: Numbers, bounds: Bounds) -> None:
        self.order = _soon_done_with(list(sizes))
        self.sizes = [sizes[kind] for kind in self.order]
        self.bounds = tuple(bounds.values())
        self.counts = [[index in kind for index in bounds] for kind in self.order]
        self.left = [0]
        self.able = [[0] * len(bounds)]
        for size, counts in zip(reversed(self.sizes), reversed(self.counts), strict=True):
            self.left.insert(0, self.left[0] + size)
            here = [able + size * c for able, c in zip(self.able[0], counts, strict=True)]
            self.able.insert(0, here)
        self.groups = _apart(self.counts, len(bounds))

    def run(self, places: int) -> dict[Kind, int] | None:
        """The numbers of the first lawful way that is found; None when every way has been tried."""
        start = self._situation(0, places, self.bounds)
        if start is None:
            return None
        hopeless: list[set[Situation]] = [set() for _ in self.left]
        taken: list[int] = []
        here, ways = [start], [self._ways(0, start)]
        while len(taken) < len(self.order):
            following = len(taken) + 1
            for number, then in ways[-1]:
                if then not in hopeless[following]:
                    taken.append(number)
                    here.append(then)
                    ways.append(self._ways(following, then))
                    break
            else:
                if not taken:
                    return None
                if sum(len(known) for known in hopeless) >= MOST_REMEMBERED:
                    hopeless = [set() for _ in self.left]
                hopeless[len(taken)].add(here.pop())
                ways.pop()
                taken.pop()
        return dict(zip(self.order, taken, strict=True))

    def _ways(self, n: int, now: Situation) -> Iterator[tuple[int, Situation]]:
        """Every number of kind n that can be taken, fair shares first, and what is left then."""
        if n == len(self.order):
            return
        places, bounds = now
        numbers = range(min(self.sizes[n], places) + 1)
        share = places * self.sizes[n]
        for number in sorted(numbers, key=lambda k: abs(k * self.left[n] - share)):
            rest = tuple(
                (max(0, needed - number), None if room is None else room - number)
                if counts
                else (needed, room)
                for (needed, room), counts in zip(bounds, self.counts[n], strict=True)
            )
            then = self._situation(n + 1, places - number, rest)
            if then is not None:
                yield number, then

    def _situation(
        self, n: int, places: int, bounds: tuple[tuple[int, int | None], ...]
    ) -> Situation | None:
        """The situation before kind n without what cannot matter any more; None if it is hopeless."""
        left, able = self.left[n], self.able[n]
        if not 0 <= places <= left:
            return None
        # So many of those who count towards each bound will be taken: at least, at most.
        least = [max(0, places - (left - a)) for a in able]
        most = [min(a, places) for a in able]
        low = [max(one, needed) for one, (needed, _) in zip(least, bounds, strict=True)]
        high = [
            one if room is None else min(one, room)
            for one, (_, room) in zip(most, bounds, strict=True)
        ]
        for group in self.groups:
            # Nobody counts towards two of these, so what they take has to fit side by side, and
            # with those who count towards none of them they have to fill the places.
            spare = places - sum(low[b] for b in group)
            short = places - sum(high[b] for b in group) - (left - sum(able[b] for b in group))
            for b in group:
                low[b], high[b] = max(low[b], high[b] + short), min(high[b], low[b] + spare)
        if any(one > other for one, other in zip(low, high, strict=True)):
            return None
        return places, tuple(
            (low[b] if low[b] > least[b] else 0, high[b] if high[b] < most[b] else None)
            for b in range(len(able))
        )


def _soon_done_with(kinds: list[Kind]) -> list[Kind]:
    """Kinds in an order in which bounds are soon done with, so that few situations differ."""
    waiting, order = sorted(kinds), []
    while waiting:
        users = [index for kind in waiting for index in kind]
        soonest = min(set(users), key=lambda index: (users.count(index), index), default=None)
        following = [kind for kind in waiting if soonest is None or soonest in kind]
        order += following
        waiting = [kind for kind in waiting if kind not in following]
    return order


def _apart(counts: Sequence[Sequence[bool]], bounds: int) -> list[list[int]]:
    """Groups of bounds such that no kind counts towards two of a group."""
    groups: list[list[int]] = []
    for bound in range(bounds):
        for group in groups:
            if not any(kind[bound] and kind[other] for kind in counts for other in group):
                group.append(bound)
                break
        else:
            groups.append([bound])
    return [group for group in groups if len(group) > 1]
