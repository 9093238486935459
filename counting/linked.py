"""What surrounds a contest of a body while it is counted: all that is still open besides it.

A contest whose places, candidates or constraints reach other contests is decided with them: whoever is
elected here may be wanted elsewhere, and what is elected here counts there. So the contest carries
the others with it, and its record can be checked by itself. Source: COUNTING, 'Bodies: linked contests'.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from counting.errors import ContestError

if TYPE_CHECKING:
    from counting.constraint import Constraint
    from counting.contest import Candidate, CandidateId


def elected_to(key: str) -> str:
    """Why a candidate is struck who has a place in another contest."""
    return f"elected to '{key}'"


def barred_by(labels: Sequence[str]) -> str:
    """Why a candidate is struck with whom the body could not meet these constraints."""
    return "barred by " + (
        " and ".join(f"'{label}'" for label in labels) or "the places of the body"
    )


@dataclass(frozen=True, slots=True)
class Condition:
    """Whether at least `minimum`, or at most `maximum`, of those elected in `contests` have a value.

    `counted`: how many of them are elected already. Exactly one bound is given, or ContestError.
    """

    attribute: str
    value: str
    minimum: int | None
    maximum: int | None
    contests: tuple[str, ...]
    counted: int = 0

    def __post_init__(self) -> None:
        if (self.minimum is None) == (self.maximum is None):
            raise ContestError(
                f"A condition on '{self.attribute}' is 'at least' or 'at most' so many: give one of both."
            )
        if (self.minimum or self.maximum or 0) < 0 or self.counted < 0:
            raise ContestError(f"A condition on '{self.attribute}' has a number below 0.")

    def holds(self, number: int) -> bool:
        """Whether it is so when this many count for it, those elected already among them."""
        return number >= self.minimum if self.minimum is not None else number <= (self.maximum or 0)


@dataclass(frozen=True, slots=True)
class SeatRule:
    """So many places, if the condition holds."""

    condition: Condition
    seats: int


@dataclass(frozen=True, slots=True)
class OpenContest:
    """Another contest with places to fill. `standing`: its candidates, in the order of its paper.

    `seats`: places, unless the first of `rules` whose condition holds says otherwise; every person
    elected in the open contests `less` takes one away.
    """

    key: str
    seats: int
    standing: tuple[CandidateId, ...]
    rules: tuple[SeatRule, ...] = ()
    less: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class JointBound:
    """A constraint over those elected in several contests; or in one of the others.

    `contests`: those of them that are open. `counted`: elected already who count for it. `vacant`:
    places of it that stay vacant; each counts towards the minimum and not towards the maximum.
    `only_if`: it applies only then. Its bounds are whole numbers.
    """

    constraint: Constraint
    contests: tuple[str, ...]
    counted: int = 0
    vacant: int = 0
    only_if: Condition | None = None

    @property
    def needed(self) -> int:
        """How many more must be elected who count for it."""
        return max((self.constraint.minimum or 0) - self.counted - self.vacant, 0)

    @property
    def room(self) -> int | None:
        """How many more may be elected who count for it; None: any number."""
        highest = self.constraint.maximum
        return None if highest is None else highest - self.counted


@dataclass(frozen=True, slots=True)
class Linked:
    """The open contests around one, and what joins them. `key`: of the contest that carries this.

    `persons`: all who stand in them or in a team, and are not candidates of the contest itself.
    `teams`: the persons of each candidate who is a team; every other candidate is one person.
    `holds`: candidates of the contest itself who have a place in another, which they give up if they
    are elected here, and which is filled again by somebody without a place; everybody else who has a
    place stays in it. Raises ContestError where it contradicts itself.
    """

    key: str
    contests: tuple[OpenContest, ...]
    bounds: tuple[JointBound, ...] = ()
    persons: tuple[Candidate, ...] = ()
    teams: Mapping[CandidateId, tuple[CandidateId, ...]] = field(default_factory=dict)
    holds: Mapping[CandidateId, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        keys = [contest.key for contest in self.contests]
        if len(set(keys)) != len(keys):
            raise ContestError("Two contests of a body have the same key.")
        known = {*keys, self.key}
        for over in self._named():
            if not set(over) <= known:
                raise ContestError(
                    f"'{sorted(set(over) - known)[0]}' is no open contest of the body."
                )
        labels = [bound.constraint.label for bound in self.bounds]
        if len(set(labels)) != len(labels):
            raise ContestError("Two constraints of a body have the same label. Give each its own.")
        if self.holds and (self.teams or any(c.rules or c.less for c in self.contests)):
            raise ContestError(
                "Where places are given up for others, there are no teams, and no places that depend on "
                "results."
            )
        if not set(self.holds.values()) <= set(keys):
            raise ContestError("Somebody holds a place in a contest that is not among the others.")

    def _named(self) -> Iterator[tuple[str, ...]]:
        """All lists of contests in it."""
        for bound in self.bounds:
            yield bound.contests
        for condition in self.conditions():
            yield condition.contests
        for contest in self.contests:
            yield contest.less

    def conditions(self) -> Iterator[Condition]:
        """All conditions in it, in order."""
        for contest in self.contests:
            for rule in contest.rules:
                yield rule.condition
        for bound in self.bounds:
            if bound.only_if is not None:
                yield bound.only_if

    def members(self, candidate: CandidateId) -> tuple[CandidateId, ...]:
        """The persons whom a candidate's election elects."""
        return self.teams.get(candidate, (candidate,))
