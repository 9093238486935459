"""What the constraints leave to be filled, as counts of candidates who are alike."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from counting.constraints.feasibility import System, Window
from counting.contest import Candidate, CandidateId, Constraint, Contest

# The unit of `system` that is always in force: how many places are to be filled, and whatever else
# holds of every choice. Constraint i of the contest is unit i + 1.
PLACES = 0


@dataclass(frozen=True, slots=True)
class Bounds:
    """The places still to be filled, by profiles.

    `profiles`: continuing candidates grouped by the constraints they count for; those of one
    profile are interchangeable. `system`: x[p] of profile p are chosen; unit 0 is the number
    of places, unit i + 1 the contest's constraint i less those elected already; after them come the
    constraints of a body, in the order of `Contest.labels`. Variables after
    those of the profiles are no candidates of this contest. `nobody`: the variable that is the
    number of further places which stay vacant by the votes; None: the votes can leave none vacant.
    """

    vacancies: int
    profiles: tuple[tuple[CandidateId, ...], ...]
    system: System
    nobody: int | None = None


class Draft:
    """A system that is being put together."""

    def __init__(self) -> None:
        self._capacities: list[int] = []
        self._windows: list[Window] = []
        self._units: list[int] = []

    def variable(self, capacity: int) -> int:
        """A whole number from 0 to this; answers its index."""
        self._capacities.append(capacity)
        return len(self._capacities) - 1

    def window(
        self,
        unit: int,
        members: Iterable[int],
        lowest: int | None,
        highest: int | None,
        against: Iterable[int] = (),
    ) -> None:
        """A bound on a sum of variables, in force with the others of its unit."""
        self._windows.append(Window(frozenset(members), lowest, highest, frozenset(against)))
        self._units.append(unit)

    def system(self) -> System:
        """What has been put together."""
        return System(tuple(self._capacities), tuple(self._windows), tuple(self._units))


def counts_for(candidate: Candidate, constraint: Constraint) -> bool:
    """Whether the candidate is one of those whose number the constraint bounds."""
    return candidate.attributes.get(constraint.attribute) == constraint.value


def vacancies(
    contest: Contest, elected: Collection[CandidateId], continuing: Collection[CandidateId]
) -> int:
    """Places still to be filled.

    Raises ValueError for somebody who is not standing, is both elected and continuing, or if
    more are elected than there are seats: faults of the caller, not of the election.
    """
    standing = {candidate.id for candidate in contest.standing}
    strangers = sorted((set(elected) | set(continuing)) - standing)
    if strangers:
        raise ValueError(f"not standing: {', '.join(strangers)}")
    both = sorted(set(elected) & set(continuing))
    if both:
        raise ValueError(f"both elected and continuing: {', '.join(both)}")
    places = contest.seats - len(set(elected))
    if places < 0:
        raise ValueError(f"{len(set(elected))} are elected to {contest.seats} seats")
    return places


def bounds_of(
    contest: Contest,
    elected: Collection[CandidateId],
    continuing: Collection[CandidateId],
    vacant: int | None = None,
) -> Bounds:
    """The system of a contest with some candidates elected and some continuing.

    `vacant`: so many places are left vacant by the policy, and every vacant place counts towards
    every minimum; None: none is, and none does. Raises ValueError as `vacancies` does.
    """
    places = vacancies(contest, elected, continuing) - (vacant or 0)
    if any(constraint.first is not None for constraint in contest.constraints):
        from counting.constraints.ordered import ordered_bounds

        return ordered_bounds(contest, places, elected, continuing)
    from counting.constraints.linked import kinds_of, surround

    kinds = kinds_of(contest)
    groups: dict[tuple[tuple[bool, ...], object], list[CandidateId]] = {}
    in_place = [0] * len(contest.constraints)
    nobody = set(contest.nobody)
    chosen, left = set(elected) - nobody, set(continuing) - nobody
    for candidate in contest.standing:
        profile = tuple(counts_for(candidate, constraint) for constraint in contest.constraints)
        if candidate.id in left:
            groups.setdefault((profile, kinds.get(candidate.id)), []).append(candidate.id)
        elif candidate.id in chosen:
            in_place = [n + counts for n, counts in zip(in_place, profile, strict=True)]
    draft = Draft()
    for group in groups.values():
        draft.variable(len(group))
    spare = [draft.variable(places)] if nobody.intersection(continuing) else []
    draft.window(PLACES, [*range(len(groups)), *spare], places, places)
    relief = 0 if vacant is None else vacant + len(nobody.intersection(elected))
    for index, (constraint, already) in enumerate(zip(contest.constraints, in_place, strict=True)):
        members = [p for p, (profile, _) in enumerate(groups) if profile[index]]
        least, most = constraint.least(contest.seats), constraint.most(contest.seats)
        lowest = None if least is None else least - already - relief
        highest = None if most is None else most - already
        if spare and vacant is not None:
            draft.window(index + 1, [*members, *spare], lowest, None)
            draft.window(index + 1, members, None, highest)
        else:
            draft.window(index + 1, members, lowest, highest)
    profiles = tuple(tuple(group) for group in groups.values())
    surround(draft, contest, elected, profiles)
    return Bounds(places, profiles, draft.system(), spare[0] if spare else None)
