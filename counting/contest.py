"""What is being decided: candidates, places, rule, constraints, lot order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NewType

from counting.errors import ContestError

CandidateId = NewType("CandidateId", str)
RuleId = NewType("RuleId", str)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody (or an option) that papers rank. Attribute names and values are the organisation's data."""

    id: CandidateId
    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Constraint:
    """How many of those elected have `attribute` equal to `value`: at least `minimum`, at most `maximum`.

    None: no bound on that side. Equal bounds mean 'exactly'. `label` is what people read.
    """

    attribute: str
    value: str
    minimum: int | None
    maximum: int | None
    label: str

    def __post_init__(self) -> None:
        if self.minimum is None and self.maximum is None:
            raise ContestError(f"Constraint '{self.label}' has neither a minimum nor a maximum.")
        for bound in (self.minimum, self.maximum):
            if bound is not None and bound < 0:
                raise ContestError(f"Constraint '{self.label}': {bound} is less than 0.")
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise ContestError(
                f"Constraint '{self.label}': the minimum, {self.minimum}, "
                f"is more than the maximum, {self.maximum}."
            )


@dataclass(frozen=True, slots=True)
class Contest:
    """One contest as it is counted. Candidates are in the order of the ballot paper.

    `lots`: every candidate's id; of those tied, the one listed first is the one acted on
    (elected, transferred or excluded). Empty: no lot has been drawn.
    Raises ContestError where it contradicts itself.
    """

    title: str
    seats: int
    candidates: tuple[Candidate, ...]
    rule: RuleId
    constraints: tuple[Constraint, ...] = ()
    lots: tuple[CandidateId, ...] = ()
    withdrawn: tuple[CandidateId, ...] = ()

    def __post_init__(self) -> None:
        ids = [candidate.id for candidate in self.candidates]
        known = set(ids)
        if len(known) != len(ids):
            raise ContestError("Two candidates have the same id. Give each candidate its own.")
        if self.seats < 1:
            raise ContestError(f"There must be at least 1 seat, not {self.seats}.")
        for struck in self.withdrawn:
            if struck not in known:
                raise ContestError(f"Withdrawn candidate {struck} is not a candidate.")
        if len(set(self.withdrawn)) != len(self.withdrawn):
            raise ContestError("A candidate is withdrawn twice. List each once.")
        if self.seats > len(self.standing):
            raise ContestError(
                f"There are {self.seats} seats but only {len(self.standing)} candidates. "
                "Lower the number of seats, or extend nominations."
            )
        if self.lots and (set(self.lots) != known or len(self.lots) != len(ids)):
            raise ContestError(_lots_message(self.lots, ids))
        labels = [constraint.label for constraint in self.constraints]
        if len(set(labels)) != len(labels):
            raise ContestError("Two constraints have the same label. Give each its own.")
        self._check_attributes()

    def _check_attributes(self) -> None:
        for constraint in self.constraints:
            if not any(constraint.attribute in c.attributes for c in self.candidates):
                raise ContestError(
                    f"Constraint '{constraint.label}' is about '{constraint.attribute}', "
                    "but no candidate has that attribute."
                )

    @property
    def standing(self) -> tuple[Candidate, ...]:
        """The candidates who have not withdrawn, in the order of the ballot paper."""
        return tuple(c for c in self.candidates if c.id not in self.withdrawn)

    def name(self, candidate: CandidateId) -> str:
        """The name that goes with an id. Raises KeyError for an unknown id."""
        for known in self.candidates:
            if known.id == candidate:
                return known.name
        raise KeyError(candidate)


def _lots_message(lots: tuple[CandidateId, ...], ids: list[CandidateId]) -> str:
    unknown = [lot for lot in lots if lot not in ids]
    missing = [id_ for id_ in ids if id_ not in lots]
    twice = sorted({lot for lot in lots if lots.count(lot) > 1})
    faults = [
        f"{what}: {', '.join(which)}"
        for what, which in (("not a candidate", unknown), ("missing", missing), ("twice", twice))
        if which
    ]
    return f"The lot order must list every candidate once ({'; '.join(faults)})."
