"""All ways of filling the places of several contests at once, as one system of whole numbers.

Persons who stand in the same contests and count for the same constraints are alike. A variable is how
many of one kind are elected in one of the contests they stand in; nobody is elected twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from counting.constraints.bounds import counts_for
from counting.constraints.conflicts import smallest_conflicts
from counting.constraints.feasibility import Solver, Window
from counting.constraints.feasibility import System as Choices
from counting.contest import Candidate, CandidateId, Constraint
from counting.errors import InfeasibleError
from counting.phrases import join_words

# A constraint, the contests it is over, and how many elected already count for it.
Bound = tuple[Constraint, frozenset[str], int]


@dataclass(frozen=True, slots=True)
class PersonsLeft:
    """A person not elected yet, and the contests still open in which he or she stands."""

    person: Candidate
    stands: frozenset[str]


@dataclass(frozen=True, slots=True)
class System:
    """`variables`: for each, the persons alike and the contest. The last windows are `constraints`.

    `always`: windows that are no constraint: the places of each contest, and one place a person.
    """

    system: Choices
    variables: tuple[tuple[frozenset[CandidateId], str], ...]
    constraints: tuple[str, ...]

    @property
    def always(self) -> frozenset[int]:
        """The windows that are no constraint."""
        return frozenset(range(len(self.system.windows) - len(self.constraints)))

    def variable(self, candidate: CandidateId, contest: str) -> int:
        """The variable that holds a person in a contest. Raises ValueError where there is none."""
        for place, (persons, key) in enumerate(self.variables):
            if key == contest and candidate in persons:
                return place
        raise ValueError(f"{candidate} does not stand in {contest}")

    def labels(self, windows: Iterable[int]) -> tuple[str, ...]:
        """The labels of these windows, which are constraints."""
        first = len(self.system.windows) - len(self.constraints)
        return tuple(self.constraints[window - first] for window in windows)


def body_system(
    places: Mapping[str, int], persons: Sequence[PersonsLeft], bounds: Sequence[Bound]
) -> System:
    """The system for filling so many `places` of each contest from these persons within the bounds."""
    kinds: dict[tuple[frozenset[str], tuple[bool, ...]], list[Candidate]] = {}
    for left in persons:
        profile = tuple(counts_for(left.person, bound) for bound, _, _ in bounds)
        kinds.setdefault((left.stands, profile), []).append(left.person)
    variables: list[tuple[frozenset[CandidateId], str]] = []
    profiles: list[tuple[bool, ...]] = []
    once: list[Window] = []
    for (stands, profile), alike in kinds.items():
        mine = [key for key in places if key in stands]
        first = len(variables)
        variables += [(frozenset(person.id for person in alike), key) for key in mine]
        profiles += [profile] * len(mine)
        once.append(Window(frozenset(range(first, len(variables))), None, len(alike)))
    filled = [
        Window(frozenset(v for v, (_, of) in enumerate(variables) if of == key), seats, seats)
        for key, seats in places.items()
    ]
    within = [
        Window(
            frozenset(v for v, (_, of) in enumerate(variables) if profiles[v][b] and of in over),
            None if bound.minimum is None else bound.minimum - already,
            None if bound.maximum is None else bound.maximum - already,
        )
        for b, (bound, over, already) in enumerate(bounds)
    ]
    capacities = tuple(len(alike) for alike, _ in variables)
    return System(
        Choices(capacities, (*filled, *once, *within)),
        tuple(variables),
        tuple(bound.label for bound, _, _ in bounds),
    )


def infeasible(solver: Solver, system: System) -> InfeasibleError:
    """Every smallest set of constraints that, with the places, nobody's election can meet."""
    found, complete = smallest_conflicts(solver, system.always)
    labels = tuple(system.labels(conflict) for conflict in found)
    sentences = [
        f"These cannot be met together in the body: {join_words([repr(one) for one in conflict])}."
        if conflict
        else "There are too few candidates to fill every place of the body with somebody else."
        for conflict in labels
    ]
    if not complete:
        sentences.append("There may be more conflicts.")
    return InfeasibleError(labels, tuple(sentences))
