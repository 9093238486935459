"""What the constraints decide about those still continuing: guarded, doomed, or open.

A completion is a choice of as many continuing candidates as there are vacancies, such that all
constraints hold for those elected and those chosen together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from counting.constraints.bounds import PLACES, Bounds, bounds_of, vacancies
from counting.constraints.conflicts import smallest_conflicts
from counting.constraints.feasibility import Solver
from counting.constraints.reasons import Reasons, Status, first_smallest_hitting_set
from counting.contest import CandidateId, Contest
from counting.errors import InfeasibleError
from counting.record import Finding
from counting.words import conflict_sentence


@dataclass(frozen=True, slots=True)
class Assessment:
    """Who is in every completion, who is in none, and whether there is just one.

    `guarded`, `doomed`: in the order of the contest. `only_completion`: exactly one is left;
    then the guarded are exactly those to be elected.
    """

    guarded: tuple[CandidateId, ...]
    doomed: tuple[CandidateId, ...]
    only_completion: bool


def assess(
    contest: Contest,
    elected: Collection[CandidateId],
    continuing: Collection[CandidateId],
    vacant: int | None = None,
) -> Assessment:
    """Test every continuing candidate against all completions.

    Without constraints nobody is guarded or doomed. Without vacancies only the empty
    completion is left, and nobody is guarded or doomed. The option that is nobody is neither.
    `vacant`: as in `bounds_of`. Raises InfeasibleError if there is no completion.
    """
    places = vacancies(contest, elected, continuing) - (vacant or 0)
    persons = len(set(continuing) - set(contest.nobody))
    nobody = len(set(continuing)) > persons
    if not contest.constrained:
        if nobody:
            return Assessment((), (), only_completion=0 in (places, persons))
        if places <= persons:
            return Assessment((), (), only_completion=places in (0, persons))
    bounds = bounds_of(contest, elected, continuing, vacant)
    solver = Solver(bounds.system)
    first = solver.solution()
    if first is None:
        raise _infeasible(contest, elected, continuing, solver, vacant)
    if places == 0:
        return Assessment((), (), only_completion=True)
    guarded, doomed = _decided(solver, first, len(bounds.profiles))
    return Assessment(
        _members(contest, bounds, guarded),
        _members(contest, bounds, doomed),
        # Of every profile all or none: then there is no other choice of persons. But as long as nobody
        # continues, the votes can leave places vacant even so: schedule of None, 4.
        only_completion=not persons
        or (not nobody and len(guarded) + len(doomed) == len(bounds.profiles)),
    )


def explain(
    contest: Contest,
    elected: Collection[CandidateId],
    continuing: Collection[CandidateId],
    assessment: Assessment,
    vacant: int | None = None,
) -> tuple[Finding, ...]:
    """The findings of an assessment: those with the same status and reason together.

    The reason is the fewest constraints that, with the number of places, suffice; of equally
    few the first in the order of the contest. Guarded come before doomed, then in the order of
    the first candidate of each.
    """
    if not assessment.guarded and not assessment.doomed:
        return ()
    bounds = bounds_of(contest, elected, continuing, vacant)
    reasons = Reasons(Solver(bounds.system), frozenset({PLACES}))
    profile_of = {c: p for p, profile in enumerate(bounds.profiles) for c in profile}
    decided: tuple[tuple[Status, tuple[CandidateId, ...]], ...] = (
        ("guarded", assessment.guarded),
        ("doomed", assessment.doomed),
    )
    groups: dict[tuple[Status, tuple[int, ...]], list[CandidateId]] = {}
    for status, candidates in decided:
        known: dict[int, tuple[int, ...]] = {}
        for candidate in candidates:
            profile = profile_of[candidate]
            if profile not in known:
                known[profile] = reasons.fewest(profile, status)
            groups.setdefault((status, known[profile]), []).append(candidate)
    return tuple(
        Finding(status, tuple(group), _labels(contest, windows))
        for (status, windows), group in groups.items()
    )


def electable_together(
    contest: Contest,
    elected: Collection[CandidateId],
    continuing: Collection[CandidateId],
    chosen: Collection[CandidateId],
    vacant: int | None = None,
) -> bool:
    """Whether a completion contains all of `chosen` (continuing candidates).

    The option that is nobody is in it if a place stays vacant. With nobody chosen: whether there is
    a completion at all. Raises ValueError for somebody chosen who is not continuing.
    """
    strangers = sorted(set(chosen) - set(continuing))
    if strangers:
        raise ValueError(f"not continuing: {', '.join(strangers)}")
    bounds = bounds_of(contest, elected, continuing, vacant)
    wanted = set(chosen)
    at_least = {p: len(wanted.intersection(group)) for p, group in enumerate(bounds.profiles)}
    if bounds.nobody is not None:
        at_least[bounds.nobody] = len(wanted.intersection(contest.nobody))
    return Solver(bounds.system).solution(at_least=at_least) is not None


def left_to_nobody(
    contest: Contest,
    elected: Collection[CandidateId],
    continuing: Collection[CandidateId],
    vacant: int | None = None,
) -> int:
    """Places that no completion gives to a person, while the option that is nobody continues.

    Raises ValueError where it does not continue, or there is no completion.
    """
    bounds = bounds_of(contest, elected, continuing, vacant)
    if bounds.nobody is None:
        raise ValueError("the option that is nobody does not continue")
    solver = Solver(bounds.system)
    for places in range(bounds.vacancies + 1):
        if solver.solution(at_most={bounds.nobody: places}) is not None:
            return places
    raise ValueError("there is no completion")


def fewest_vacant(
    contest: Contest, elected: Collection[CandidateId], continuing: Collection[CandidateId]
) -> int | None:
    """The fewest places with which, left vacant by the policy, there is a completion; None: none do."""
    for places in range(vacancies(contest, elected, continuing) + 1):
        if electable_together(contest, elected, continuing, (), places):
            return places
    return None


def fewest_in_conflict(
    contest: Contest,
    elected: Collection[CandidateId],
    continuing: Collection[CandidateId],
    vacant: int | None = None,
) -> tuple[str, ...]:
    """The fewest constraints that cannot be met together; of equally few the first in the contest.

    Their labels; none: there are fewer candidates than places. Raises ValueError if all can be met.
    """
    solver = Solver(bounds_of(contest, elected, continuing, vacant).system)
    choices = solver.can_fail - {PLACES}
    broken: list[frozenset[int]] = []
    windows = first_smallest_hitting_set(broken)
    while windows is not None:
        solution = solver.solution(windows={PLACES, *windows})
        if solution is None:
            return _labels(contest, windows)
        broken.append(frozenset(j for j in choices if not solver.system.holds(j, solution)))
        windows = first_smallest_hitting_set(broken, len(windows))
    raise ValueError("there is a completion")


def require_feasible(contest: Contest) -> None:
    """Refuse, before counting, a contest whose constraints no set of winners can meet.

    Withdrawn candidates do not count. Raises InfeasibleError with every smallest conflict.
    """
    standing = tuple(candidate.id for candidate in contest.standing)
    solver = Solver(bounds_of(contest, (), standing).system)
    if solver.solution() is None:
        raise _infeasible(contest, (), standing, solver)


def _decided(solver: Solver, first: tuple[int, ...], profiles: int) -> tuple[list[int], list[int]]:
    """Profiles all of whom, and none of whom, are in every solution; each solution found helps.

    `profiles`: how many there are: the first variables of the system.
    """
    capacities = solver.system.capacities[:profiles]
    may_be_left = [x < n for x, n in zip(first, capacities, strict=False)]
    may_be_chosen = [x > 0 for x in first]

    def learn(solution: tuple[int, ...]) -> None:
        for p, x in enumerate(solution[:profiles]):
            may_be_left[p] |= x < capacities[p]
            may_be_chosen[p] |= x > 0

    for p, capacity in enumerate(capacities):
        if not may_be_left[p]:
            learn(solver.solution(at_most={p: capacity - 1}) or ())
        if not may_be_chosen[p]:
            learn(solver.solution(at_least={p: 1}) or ())
    everybody = range(len(capacities))
    return (
        [p for p in everybody if not may_be_left[p]],
        [p for p in everybody if not may_be_chosen[p]],
    )


def _members(contest: Contest, bounds: Bounds, profiles: list[int]) -> tuple[CandidateId, ...]:
    members = {candidate for p in profiles for candidate in bounds.profiles[p]}
    return tuple(c.id for c in contest.standing if c.id in members)


def _labels(contest: Contest, windows: Collection[int]) -> tuple[str, ...]:
    return tuple(contest.labels[j - 1] for j in windows)


def _infeasible(
    contest: Contest,
    elected: Collection[CandidateId],
    continuing: Collection[CandidateId],
    solver: Solver,
    vacant: int | None = None,
) -> InfeasibleError:
    conflicts, complete = smallest_conflicts(solver, frozenset({PLACES}))
    labels = tuple(_labels(contest, conflict) for conflict in conflicts)

    def sentences() -> Iterator[str]:
        for conflict in labels:
            yield conflict_sentence(contest, conflict, elected, continuing, vacant)
        if not complete:
            yield f"These are the first {len(labels)} conflicts; there may be more."

    return InfeasibleError(labels, tuple(sentences()))
