"""Which sets of winners the constraints still allow: exactly, by counting places kind by kind.

Candidates who count towards the same constraints are of one kind, and any of them will do as well
as another. So a completion is, in effect, a number of places for each kind. Kinds are taken in
turn, and for each the tallies that can be reached (places left, number so far under each
constraint) are kept as a set: forwards from those elected, then backwards from the lawful
outcomes. The numbers that occur for a kind on some lawful way say everything: if only *all of
them* occurs, its candidates are guarded; if only *none*, they are doomed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from counting.contest import Candidate, CandidateId, Constraint, Contest

# (at least, at most) of the places still to be filled; None: no bound on that side.
Bound = tuple[int, int | None]
# The bounds that a kind counts towards (places in the list of bounds), and how many are of the kind.
Kind = tuple[tuple[int, ...], int]
# Places left, then the number so far under each bound.
Reached = tuple[int, ...]

MOST_AT_ONCE = 50_000  # tallies kept for one kind; where there are more they are taken in portions


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


def outlook(
    contest: Contest, elected: Sequence[CandidateId], continuing: Sequence[CandidateId]
) -> Outlook:
    """The outlook when these are elected and these continue, under all constraints of the contest."""
    vacancies = contest.seats - len(elected)
    if not contest.constraints:
        possible = 0 <= vacancies <= len(continuing)
        return Outlook(possible, possible and vacancies in (0, len(continuing)))
    return outlook_under(contest, contest.constraints, elected, continuing)


def outlook_under(
    contest: Contest,
    constraints: Sequence[Constraint],
    elected: Sequence[CandidateId],
    continuing: Sequence[CandidateId],
) -> Outlook:
    """The same under some of the constraints only (or none: then the number of places decides)."""
    vacancies = contest.seats - len(elected)
    bounds, kind_of = _situation(contest, constraints, elected, continuing)
    sizes: dict[tuple[int, ...], int] = {}
    for kind in kind_of.values():
        sizes[kind] = sizes.get(kind, 0) + 1
    taken = numbers_taken(tuple(sorted(sizes.items())), vacancies, bounds)
    if taken is None:
        return Outlook(possible=False, single=False, doomed=tuple(kind_of))
    guarded = tuple(c for c, kind in kind_of.items() if taken[kind] == {sizes[kind]})
    doomed = tuple(c for c, kind in kind_of.items() if taken[kind] == {0})
    return Outlook(True, len(guarded) + len(doomed) == len(kind_of), guarded, doomed)


def biting(
    contest: Contest, elected: Sequence[CandidateId], continuing: Sequence[CandidateId]
) -> tuple[Constraint, ...]:
    """The constraints that some choice of as many continuing candidates as vacancies would break."""
    return tuple(
        constraint
        for constraint in contest.constraints
        if _situation(contest, (constraint,), elected, continuing)[0]
    )


def meets(constraint: Constraint, candidate: Candidate) -> bool:
    """Whether a candidate counts towards a constraint."""
    return candidate.attributes.get(constraint.attribute) == constraint.value


def _situation(
    contest: Contest,
    constraints: Sequence[Constraint],
    elected: Sequence[CandidateId],
    continuing: Sequence[CandidateId],
) -> tuple[tuple[Bound, ...], dict[CandidateId, tuple[int, ...]]]:
    """The bounds on the places to be filled that can be broken at all, and everybody's kind."""
    vacancies = contest.seats - len(elected)
    chosen, left = frozenset(elected), frozenset(continuing)
    standing = [c for c in contest.standing if c.id in left]
    bounds: list[Bound] = []
    kinds: dict[CandidateId, list[int]] = {candidate.id: [] for candidate in standing}
    for constraint in constraints:
        have = sum(c.id in chosen and meets(constraint, c) for c in contest.standing)
        counted = [c.id for c in standing if meets(constraint, c)]
        least = max(0, vacancies - (len(standing) - len(counted)))
        most = min(vacancies, len(counted))
        minimum = max(0, (constraint.minimum or 0) - have)
        maximum = None if constraint.maximum is None else constraint.maximum - have
        if maximum is not None and maximum >= most:
            maximum = None
        if minimum <= least and maximum is None:
            continue
        for candidate in counted:
            kinds[candidate].append(len(bounds))
        bounds.append((minimum, maximum))
    return tuple(bounds), {candidate: tuple(kind) for candidate, kind in kinds.items()}


@lru_cache(maxsize=1 << 12)
def numbers_taken(
    kinds: tuple[Kind, ...], vacancies: int, bounds: tuple[Bound, ...]
) -> dict[tuple[int, ...], set[int]] | None:
    """For each kind, the numbers of it that occur in lawful completions; None if there is none.

    Exact. Memory: some multiple of `MOST_AT_ONCE` tallies for each kind.
    """
    search = _Search(_in_a_good_order(kinds), bounds)
    if vacancies < 0 or vacancies > sum(size for _, size in kinds):
        return None
    if any(minimum > search.later[0][bound] for bound, (minimum, _) in enumerate(bounds)):
        return None
    if any(maximum is not None and maximum < 0 for _, maximum in bounds):
        return None
    if not search.lawful(0, {(vacancies, *(0 for _ in bounds))}):
        return None
    return {kind: taken for (kind, _), taken in zip(search.kinds, search.taken, strict=True)}


def _in_a_good_order(kinds: Iterable[Kind]) -> list[Kind]:
    """Kinds in an order in which constraints are soon done with, so that few tallies differ."""
    waiting, order = list(kinds), []
    while waiting:
        users: dict[int, int] = {}
        for kind, _ in waiting:
            for bound in kind:
                users[bound] = users.get(bound, 0) + 1
        soonest = min(users, key=lambda bound: (users[bound], bound), default=None)
        following = [entry for entry in waiting if soonest is None or soonest in entry[0]]
        order += following
        waiting = [entry for entry in waiting if entry not in following]
    return order


class _Search:
    """One search over the kinds in turn. `taken[i]`: numbers of kind i found on lawful ways."""

    def __init__(self, kinds: list[Kind], bounds: tuple[Bound, ...]) -> None:
        self.kinds = kinds
        self.bounds = bounds
        self.taken: list[set[int]] = [set() for _ in kinds]
        # How many candidates of kind i and later count towards each bound, and in all.
        self.later = [[0] * len(bounds) for _ in range(len(kinds) + 1)]
        self.left = [0] * (len(kinds) + 1)
        for index in reversed(range(len(kinds))):
            kind, size = kinds[index]
            self.left[index] = self.left[index + 1] + size
            self.later[index] = [
                count + size * (bound in kind) for bound, count in enumerate(self.later[index + 1])
            ]

    def lawful(self, first: int, start: set[Reached]) -> set[Reached]:
        """Those of the tallies before kind `first` from which a lawful outcome can be reached."""
        layers = [start]
        for index in range(first, len(self.kinds)):
            if len(layers[-1]) > MOST_AT_ONCE and len(layers) > 1:
                break
            layers.append({then for now in layers[-1] for _, then in self._ways(index, now)})
        index = first + len(layers) - 1
        good = layers.pop()
        if index < len(self.kinds):
            portions = iter(good)
            good = set()
            while portion := set(islice(portions, MOST_AT_ONCE)):
                good |= self.lawful(index, portion)
        while layers:
            index -= 1
            before = layers.pop()
            alive = set()
            for now in before:
                numbers = {number for number, then in self._ways(index, now) if then in good}
                if numbers:
                    alive.add(now)
                    self.taken[index] |= numbers
            good = alive
        return good

    def _ways(self, index: int, now: Reached) -> Iterator[tuple[int, Reached]]:
        """Every number of kind `index` that may be taken, and the tally that it leads to."""
        kind, size = self.kinds[index]
        for number in range(max(0, now[0] - self.left[index + 1]), min(size, now[0]) + 1):
            then = list(now)
            then[0] -= number
            if all(self._counted(then, bound, number, index + 1) for bound in kind):
                yield number, tuple(then)

    def _counted(self, then: list[int], bound: int, number: int, following: int) -> bool:
        """Adds to the number under a bound; whether the bound can still be kept."""
        minimum, maximum = self.bounds[bound]
        count = then[bound + 1] + number
        later = self.later[following][bound]
        if count + later < minimum or (maximum is not None and count > maximum):
            return False
        if later == 0:
            count = 0  # nobody later counts towards it: kept, and done with
        elif maximum is None:
            count = min(count, minimum)  # more than enough is enough
        then[bound + 1] = count
        return True
