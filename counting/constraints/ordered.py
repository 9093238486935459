"""'Of the first k' constraints: ways of filling a list in order, not only of choosing who is on it.

The places of the list are cut into stretches, so that each bound is on a whole number of them. How
many of each profile stand in each stretch is a variable. A choice of winners is a completion if
they can be put in some order that keeps every bound. Source: COUNTING, 'Constraints'.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from counting.constraint import EVERY, Constraint
from counting.constraints.bounds import PLACES, Bounds, Draft, counts_for
from counting.constraints.feasibility import Solver
from counting.contest import Candidate, CandidateId, Contest
from counting.errors import ContestError

Profile = tuple[bool, ...]


def require_within_the_list(contest: Contest) -> None:
    """Raise ContestError for a bound on more places than the list has."""
    for constraint in contest.constraints:
        if isinstance(constraint.first, int) and constraint.first > contest.seats:
            raise ContestError(
                f"Constraint '{constraint.label}' is on the first {constraint.first} places of a list "
                f"that has {contest.seats}."
            )


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Places `after` + 1 to `end` of the list."""

    after: int
    end: int


def ordered_bounds(
    contest: Contest,
    places: int,
    elected: Collection[CandidateId],
    continuing: Collection[CandidateId],
) -> Bounds:
    """The system of a contest whose constraints are on the first places of a list.

    `places`: still to be filled. All whose names are elected have a place in the order too.
    """
    left = _groups(contest, continuing)
    already = {profile: len(those) for profile, those in _groups(contest, elected).items()}
    draft = Draft()
    chosen = {profile: draft.variable(len(those)) for profile, those in left.items()}
    draft.window(PLACES, chosen.values(), places, places)
    stretches = _stretches(contest.constraints, 0, [contest.seats])
    standing: dict[tuple[Profile, _Stretch], int] = {}
    for profile in {**left, **already}:
        fixed = already.get(profile, 0)
        able = fixed + len(left.get(profile, ()))
        for stretch in stretches:
            room = min(able, stretch.end - stretch.after)
            standing[profile, stretch] = draft.variable(room)
        against = [chosen[profile]] if profile in chosen else []
        everywhere = [standing[profile, stretch] for stretch in stretches]
        draft.window(PLACES, everywhere, fixed, fixed, against)
    _fill(draft, standing, stretches)
    _bound(draft, contest, standing, ())
    return Bounds(places, tuple(tuple(those) for those in left.values()), draft.system())


def _groups(
    contest: Contest, candidates: Collection[CandidateId]
) -> dict[Profile, list[CandidateId]]:
    """These candidates by the constraints they count for, in the order of the contest."""
    groups: dict[Profile, list[CandidateId]] = {}
    for candidate in contest.standing:
        if candidate.id in candidates:
            profile = tuple(counts_for(candidate, one) for one in contest.constraints)
            groups.setdefault(profile, []).append(candidate.id)
    return groups


def may_come_next(contest: Contest, listed: Sequence[CandidateId]) -> dict[CandidateId, bool]:
    """For each candidate not listed, whether a lawful list can go on with that one.

    `listed`: who has the first places, in order; fewer than the contest has.
    """
    others = [c.id for c in contest.standing if c.id not in listed]
    groups = _groups(contest, others)
    here = len(listed)
    draft = Draft()
    stretches = _stretches(contest.constraints, here, [here + 1, contest.seats])
    standing: dict[tuple[Profile, _Stretch], int] = {}
    for profile, those in groups.items():
        for stretch in stretches:
            room = min(len(those), stretch.end - stretch.after)
            standing[profile, stretch] = draft.variable(room)
        draft.window(PLACES, [standing[profile, s] for s in stretches], 0, len(those))
    _fill(draft, standing, stretches)
    persons = {c.id: c for c in contest.standing}
    _bound(draft, contest, standing, [persons[c] for c in listed])
    solver = Solver(draft.system())
    can = {
        c: solver.solution(at_least={standing[profile, stretches[0]]: 1}) is not None
        for profile, those in groups.items()
        for c in those[:1]
    }
    return {c: can[those[0]] for those in groups.values() for c in those}


def _stretches(
    constraints: Sequence[Constraint], after: int, cuts: Collection[int]
) -> tuple[_Stretch, ...]:
    """The places after the first `after`, cut at these and wherever a bound ends."""
    seats = max(cuts)
    ends = {end for constraint in constraints for end in _ends(constraint, seats)}
    here = sorted({end for end in ends if end > after} | set(cuts))
    return tuple(_Stretch(a, b) for a, b in zip([after, *here], here, strict=False))


def _ends(constraint: Constraint, seats: int) -> Iterable[int]:
    """After which places a constraint bounds the list."""
    if constraint.first is None:
        return (seats,)
    return range(1, seats + 1) if constraint.first == EVERY else (constraint.first,)


def _fill(
    draft: Draft,
    standing: Mapping[tuple[Profile, _Stretch], int],
    stretches: Sequence[_Stretch],
) -> None:
    """Every place of a stretch is filled."""
    for stretch in stretches:
        length = stretch.end - stretch.after
        draft.window(PLACES, [v for (_, s), v in standing.items() if s == stretch], length, length)


def _bound(
    draft: Draft,
    contest: Contest,
    standing: Mapping[tuple[Profile, _Stretch], int],
    listed: Sequence[Candidate],
) -> None:
    """Every bound of every constraint, over the stretches up to where it ends, less those listed."""
    for index, constraint in enumerate(contest.constraints):
        for end in _ends(constraint, contest.seats):
            if end <= len(listed):
                continue  # kept when those were listed
            members = [v for (p, s), v in standing.items() if p[index] and s.end <= end]
            already = sum(counts_for(person, constraint) for person in listed)
            least, most = constraint.least(end), constraint.most(end)
            draft.window(
                index + 1,
                members,
                None if least is None else least - already,
                None if most is None else most - already,
            )
