"""What is being decided: candidates, places, rule, constraints, lot order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, NewType

from counting.constraint import Constraint
from counting.errors import ContestError

if TYPE_CHECKING:
    from counting.linked import Linked

__all__ = [
    "LEAVE_VACANT",
    "RELAX",
    "Candidate",
    "CandidateId",
    "CastingVote",
    "Constraint",
    "Contest",
    "NoneKind",
    "NoneOption",
    "RuleId",
]

CandidateId = NewType("CandidateId", str)
RuleId = NewType("RuleId", str)
NoneKind = Literal["ron", "neither"]

# Steps of a policy for constraints that cannot be met: this one, or 'relax ' and a label.
LEAVE_VACANT: Final = "leave vacant"
RELAX: Final = "relax "


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody (or an option) that papers rank. Attribute names and values are the organisation's data."""

    id: CandidateId
    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NoneOption:
    """The entry on the paper that is nobody. `kind`: `ron` (re-open nominations) or `neither`.

    Electing `ron` leaves a place vacant, and papers go on to its successor; 'neither' among options
    is one ordinary option. Source: COUNTING, 'Withdrawal, None and thresholds'.
    """

    candidate: CandidateId
    kind: NoneKind


@dataclass(frozen=True, slots=True)
class CastingVote:
    """A casting vote that the instrument grants, between the last two options with equal votes.

    `holder`: who has it, in words. `chosen`: for which option it was given; None: it was not given.
    Source: docs/adr/0020-casting-vote-on-options.md.
    """

    holder: str
    chosen: CandidateId | None = None


@dataclass(frozen=True, slots=True)
class Contest:
    """One contest as it is counted. Candidates are in the order of the ballot paper.

    `lots`: every candidate's id; of those tied, the one listed first is the one acted on
    (elected, transferred or excluded). Empty: no lot has been drawn.
    `none`: which entry on the paper is nobody. `if_infeasible`: what is done, in this order, where
    the constraints cannot be met any more: `leave vacant`, or `relax ` and the label of a constraint.
    `linked`: the contests of its body that are still open, and what joins them.
    `struck`: those among `withdrawn` who have not withdrawn but are passed over because of other
    contests of a body, and why.
    `casting_vote`: where the instrument grants one at the final tie; None: the rule settles it.
    Raises ContestError where it contradicts itself.
    """

    title: str
    seats: int
    candidates: tuple[Candidate, ...]
    rule: RuleId
    constraints: tuple[Constraint, ...] = ()
    lots: tuple[CandidateId, ...] = ()
    withdrawn: tuple[CandidateId, ...] = ()
    none: NoneOption | None = None
    if_infeasible: tuple[str, ...] = ()
    linked: Linked | None = None
    casting_vote: CastingVote | None = None
    struck: tuple[tuple[CandidateId, str], ...] = ()

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
        self._check_number()
        if self.lots and (set(self.lots) != known or len(self.lots) != len(ids)):
            raise ContestError(_lots_message(self.lots, ids))
        labels = list(self.labels)
        if len(set(labels)) != len(labels):
            raise ContestError("Two constraints have the same label. Give each its own.")
        self._check_attributes()
        self._check_none(known)
        self._check_casting_vote(known)
        if not {candidate for candidate, _ in self.struck} <= set(self.withdrawn):
            raise ContestError("Whoever is struck from a contest is among those passed over.")
        self._check_policy(labels)

    def _check_number(self) -> None:
        """Places may stay vacant where the paper offers it, or the policy; if at least one person stands."""
        persons = len([c for c in self.standing if c.id not in self.nobody])
        vacant = bool(self.nobody) or LEAVE_VACANT in self.if_infeasible
        if persons >= self.seats or (vacant and persons):
            return
        who = "candidates besides the option that is nobody" if self.nobody else "candidates"
        raise ContestError(
            f"There are {self.seats} seats but only {persons} {who}. "
            "Lower the number of seats, or extend nominations."
        )

    def _check_none(self, known: set[CandidateId]) -> None:
        if self.none is None:
            return
        option = self.none.candidate
        if option not in known:
            raise ContestError(f"The option {option}, which is nobody, is not on the paper.")
        if option in self.withdrawn:
            raise ContestError(f"The option {option}, which is nobody, cannot withdraw.")
        if next(c for c in self.candidates if c.id == option).attributes:
            raise ContestError(f"The option {option}, which is nobody, has no attributes.")

    def _check_casting_vote(self, known: set[CandidateId]) -> None:
        if self.casting_vote is None:
            return
        if not self.casting_vote.holder.strip():
            raise ContestError("A casting vote has a holder. Say who, as in 'chair'.")
        chosen = self.casting_vote.chosen
        if chosen is not None and (chosen not in known or chosen in self.withdrawn):
            raise ContestError(f"The casting vote is for {chosen}, which is no option that stands.")

    def _check_policy(self, labels: list[str]) -> None:
        for step in self.if_infeasible:
            if step != LEAVE_VACANT and step.removeprefix(RELAX) not in labels:
                raise ContestError(
                    f"'{step}' is no step of a policy. Expected '{LEAVE_VACANT}', or '{RELAX}' and the "
                    "label of a constraint."
                )
        if len(set(self.if_infeasible)) != len(self.if_infeasible):
            raise ContestError("A step of the policy is named twice. Name each once.")

    def _check_attributes(self) -> None:
        for constraint in self.constraints:
            if not any(constraint.attribute in c.attributes for c in self.candidates):
                raise ContestError(
                    f"Constraint '{constraint.label}' is about '{constraint.attribute}', "
                    "but no candidate has that attribute."
                )

    @property
    def constrained(self) -> bool:
        """Whether more than the votes can decide who is elected: constraints, or contests linked to it."""
        return bool(self.constraints) or self.linked is not None

    @property
    def bearing(self) -> tuple[str, ...]:
        """The labels of the constraints on those elected here: its own, and those of its body over it."""
        own = tuple(constraint.label for constraint in self.constraints)
        if self.linked is None:
            return own
        return own + tuple(
            b.constraint.label for b in self.linked.bounds if self.linked.key in b.contests
        )

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of its constraints, then of those of its body that reach it."""
        joint = () if self.linked is None else self.linked.bounds
        return tuple(c.label for c in (*self.constraints, *(b.constraint for b in joint)))

    @property
    def gone(self) -> tuple[CandidateId, ...]:
        """Those who have withdrawn themselves, and are not struck because of other contests."""
        struck = {candidate for candidate, _ in self.struck}
        return tuple(c for c in self.withdrawn if c not in struck)

    @property
    def standing(self) -> tuple[Candidate, ...]:
        """The candidates who have not withdrawn, in the order of the ballot paper."""
        return tuple(c for c in self.candidates if c.id not in self.withdrawn)

    @property
    def nobody(self) -> tuple[CandidateId, ...]:
        """The option whose election leaves a place vacant, and its successors in turn: one for each place.

        Empty where the paper has none; 'neither' is an ordinary option. Source: docs/adr/0018.
        """
        if self.none is None or self.none.kind != "ron":
            return ()
        option = self.none.candidate
        later = (CandidateId(f"{option}:{place}") for place in range(2, self.seats + 1))
        return (option, *later)

    def on_paper(self, candidate: CandidateId) -> CandidateId:
        """The entry on the paper that a candidate stands for: of a successor, the option it succeeds."""
        nobody = self.nobody
        return nobody[0] if candidate in nobody else candidate

    def name(self, candidate: CandidateId) -> str:
        """The name that goes with an id, a successor's too. Raises KeyError for an unknown id."""
        for known in self.candidates:
            if known.id == candidate:
                return known.name
        if candidate in self.nobody:
            return f"{self.name(self.nobody[0])} (place {self.nobody.index(candidate) + 1})"
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
