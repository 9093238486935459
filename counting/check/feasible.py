"""Which sets of winners the constraints still allow: exactly, by trying, kind by kind.

Candidates who count towards the same constraints are of one kind, and any of them will do as well
as another. So a completion is, in effect, a number of places for each kind. `complete` takes the
kinds in turn and tries every number for each, remembering the situations from which nothing lawful
can come, so that none is looked at twice; it gives up a way as soon as the places or the candidates
left cannot meet a bound, or several bounds of which nobody can meet two.

Somebody is guarded if there is no completion *without* one candidate of that kind, and doomed if
there is none *with* one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from counting.contest import Candidate, CandidateId, Constraint, Contest

# The constraints that a kind of candidate counts towards (their places in a list).
Kind = tuple[int, ...]
# How many of each kind.
Numbers = Mapping[Kind, int]
# Constraint: at least and at most so many of the places still to be filled; None: no bound.
Bounds = Mapping[int, tuple[int, int | None]]
# Places left; then for each bound what is still needed, and what there is still room for.
Situation = tuple[int, tuple[tuple[int, int | None], ...]]

MOST_REMEMBERED = 200_000  # hopeless situations kept at a time, to bound the memory


@dataclass(frozen=True, slots=True)
class Outlook:
    """What can still come of a count.

    `possible`: at least one completion meets the constraints. `guarded`: in all of them; `doomed`:
    in none; both in the order of the contest, and empty if the contest has no constraints.
    `single`: there is just one.
    """

    possible: bool
    single: bool
    guarded: tuple[CandidateId, ...] = ()
    doomed: tuple[CandidateId, ...] = ()


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment of a count, in numbers. `kinds`: of everybody continuing, in the order of the contest.

    `bounds`: those of the constraints that some choice of continuing candidates would break.
    """

    places: int
    kinds: Mapping[CandidateId, Kind]
    sizes: Numbers
    bounds: Bounds

    @classmethod
    def of(
        cls, contest: Contest, elected: Sequence[CandidateId], continuing: Sequence[CandidateId]
    ) -> Moment:
        """The moment when these are elected and these continue."""
        places = contest.seats - len(elected)
        left = frozenset(continuing)
        standing = [candidate for candidate in contest.standing if candidate.id in left]
        chosen = [candidate for candidate in contest.standing if candidate.id in elected]
        bounds: dict[int, tuple[int, int | None]] = {}
        for index, one in enumerate(contest.constraints):
            have = sum(meets(one, candidate) for candidate in chosen)
            able = sum(meets(one, candidate) for candidate in standing)
            needed = max(0, (one.minimum or 0) - have)
            room = None if one.maximum is None else one.maximum - have
            if needed > places - (len(standing) - able) or _less(room, min(able, places)):
                bounds[index] = (needed, room)
        kinds = {
            candidate.id: tuple(i for i in bounds if meets(contest.constraints[i], candidate))
            for candidate in standing
        }
        sizes = {kind: list(kinds.values()).count(kind) for kind in sorted(set(kinds.values()))}
        return cls(places, kinds, sizes, bounds)

    def of_kinds(self, some: Collection[Kind]) -> tuple[CandidateId, ...]:
        """Those continuing who are of one of these kinds."""
        return tuple(candidate for candidate, kind in self.kinds.items() if kind in some)

    def completion(self, in_force: Collection[int]) -> Numbers | None:
        """A completion under these of the constraints; None if there is none."""
        return complete(self.sizes, self.places, _some(self.bounds, in_force))

    def completion_without(self, kind: Kind, in_force: Collection[int]) -> Numbers | None:
        """One that leaves out a candidate of this kind."""
        sizes = {**self.sizes, kind: self.sizes[kind] - 1}
        return complete(sizes, self.places, _some(self.bounds, in_force))

    def completion_with(self, kind: Kind, in_force: Collection[int]) -> Numbers | None:
        """One that a candidate of this kind is in."""
        sizes = {**self.sizes, kind: self.sizes[kind] - 1}
        bounds = {
            i: (max(0, needed - (i in kind)), None if room is None else room - (i in kind))
            for i, (needed, room) in _some(self.bounds, in_force).items()
        }
        rest = complete(sizes, self.places - 1, bounds)
        return None if rest is None else {**rest, kind: rest[kind] + 1}


def outlook(
    contest: Contest, elected: Sequence[CandidateId], continuing: Sequence[CandidateId]
) -> Outlook:
    """The outlook when these are elected and these continue."""
    moment = Moment.of(contest, elected, continuing)
    everything = moment.bounds
    some = moment.completion(everything)
    if some is None:
        return Outlook(possible=False, single=False)
    sure, never = set(moment.sizes), set(moment.sizes)

    def learn(found: Numbers) -> None:
        """Every completion shows, of each kind, what need not be so."""
        sure.difference_update([k for k in sure if found[k] < moment.sizes[k]])
        never.difference_update([k for k in never if found[k] > 0])

    learn(some)
    for kind in moment.sizes:
        if kind in sure and (found := moment.completion_without(kind, everything)):
            learn(found)
        if kind in never and (found := moment.completion_with(kind, everything)):
            learn(found)
    single = sure | never == set(moment.sizes)
    if not contest.constraints:
        return Outlook(True, single)
    return Outlook(True, single, moment.of_kinds(sure), moment.of_kinds(never))


def meets(constraint: Constraint, candidate: Candidate) -> bool:
    """Whether a candidate counts towards a constraint."""
    return candidate.attributes.get(constraint.attribute) == constraint.value


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


def _some(bounds: Bounds, in_force: Collection[int]) -> Bounds:
    return {index: bound for index, bound in bounds.items() if index in in_force}


def _less(room: int | None, most: int) -> bool:
    return room is not None and room < most
