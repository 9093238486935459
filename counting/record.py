"""What happened in a count: one frozen fact per stage, and the whole.

Everything that people read (tables, minutes, charts, answers of an interface) is a view of a
`CountRecord`; none of them counts again. All numbers of votes are exact (`votes.Votes`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from counting.contest import CandidateId, Contest
from counting.errors import RecordError
from counting.further_counts import decided_in, elected_in, rule_name
from counting.nobody import Applied, arrived, in_order
from counting.record_batches import Batch, LastBatch
from counting.record_sums import require_conserved
from counting.votes import NO_VOTES, Votes

ActionType = Literal[
    "first-preferences",
    "surplus",
    "exclusion",
    "last-vacancies",
    "iteration",
    "next-place",
    "larger-committee",
    "smaller-committee",
    "vacant-places",
]
TieKind = Literal["election", "surplus", "exclusion", "promotion", "making-way"]
TieBy = Literal["prior-stage", "earliest-stage", "lot", "pseudo-random", "casting-vote"]


@dataclass(frozen=True, slots=True)
class Decimals:
    """Places after the point in which numbers are kept and written; None: exact fractions."""

    votes: int | None
    value: int | None
    quota: int | None


@dataclass(frozen=True, slots=True)
class PapersSummary:
    """Which papers were counted, in numbers of papers.

    `valid`: papers with at least one effective preference. `invalid`: papers that the rule finds blank.
    `no_effective_preference`: papers emptied because every candidate on them withdrew.
    `distinct` and `digest` are those of the papers as they were cast. `irregular`: papers, among all
    these, that skip a rank or give it to several candidates. `ballots`: the sheets that carry them, where
    a sheet may carry several votes; the other numbers are then of votes.
    """

    valid: int
    invalid: int
    no_effective_preference: int
    distinct: int
    digest: str
    irregular: int = 0
    ballots: int | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """What opened a stage. `surplus`: the votes transferred, where a surplus is.

    `iteration`: every paper is shared out afresh by the keep values (Meek). `next-place`: the papers
    are counted afresh for the next place, and those excluded before continue again.
    `larger-committee`, `smaller-committee`: they are counted afresh for so many `places`, only to
    find whom promotion takes up and who makes way. `vacant-places`: no person can have them.
    """

    type: ActionType
    candidates: tuple[CandidateId, ...] = ()
    surplus: Votes | None = None
    places: int | None = None


@dataclass(frozen=True, slots=True)
class Transfer:
    """Papers that moved together: from one pile to one pile at one value.

    `target` None: non-transferable. `value`: votes each paper is worth on arrival.
    `votes`: papers times value.
    """

    source: CandidateId
    target: CandidateId | None
    papers: int
    value: Votes
    votes: Votes


Act = Literal["elect", "exclude", "transfer", "defer", "promote", "make-way", "leave-open"]


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision, why it was taken, and the clause that calls for it.

    `reason`: `quota`, `majority`, `last-vacancies`, `only-completion`, `lowest`, `doomed`,
    `largest-surplus` …  `passed_over`: guarded candidates with no more votes than the one excluded.
    `defer`: what the rule puts off: surpluses (`surplus-deferred`), or the election of candidates
    equal throughout, too many for the places (`equal-throughout`). `promote`, `make-way`: after a
    further count, who takes a place in the end and who gives one up. `leave-open`: of two options
    with equal votes neither is chosen (`no-casting-vote`, or `no-votes` at all).
    """

    act: Act
    candidates: tuple[CandidateId, ...]
    reason: str
    clause: str
    passed_over: tuple[CandidateId, ...] = ()


@dataclass(frozen=True, slots=True)
class TieStep:
    """A stage at which some of those tied differed, and who was left after it.

    `batch`: within an exclusion, after which batch of papers, from 1; None: at the end of the stage.
    """

    stage: int
    candidates: tuple[CandidateId, ...]
    batch: int | None = None


@dataclass(frozen=True, slots=True)
class Tie:
    """Candidates with equal votes between whom a choice had to be made.

    `by`: what settled it in the end. `steps`: every narrowing on the way, in the order looked at.
    `within`: votes by which they may differ and yet count as equal, where the rule says so; `votes`
    are then those of the lowest. `numbers`: of those left, where pseudo-random numbers settled it.
    """

    kind: TieKind
    candidates: tuple[CandidateId, ...]
    votes: Votes
    chosen: CandidateId
    by: TieBy
    steps: tuple[TieStep, ...]
    clause: str
    within: Votes = NO_VOTES
    numbers: Mapping[CandidateId, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """Candidates guarded (in every completion) or doomed (in none), and the constraints that make them so.

    `constraints`: labels of the fewest constraints that suffice; of equally few, the first in
    the order of the contest. Empty: the number of places alone suffices.
    """

    status: Literal["guarded", "doomed"]
    candidates: tuple[CandidateId, ...]
    constraints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage. Everything is as it stands at the end of the stage.

    `tallies`: votes of every candidate standing. `non_transferable`, `rounding`: votes so far.
    `guarded`, `doomed`: continuing candidates, in the order of the contest; empty when the count ends.
    Only under rules that know them: `batches` of an exclusion; `stopped`: lower batches were not
    transferred, because every place was filled; `last_batch` of a surplus; `figures`: other numbers
    of votes by name, such as `votes_required`; `keep`: the keep values of all standing, with which
    the papers were shared out. `applied`: steps of the policy, where the constraints could not be met.
    """

    number: int
    action: Action
    quota: Votes
    tallies: Mapping[CandidateId, Votes]
    non_transferable: Votes
    rounding: Votes
    transfers: tuple[Transfer, ...] = ()
    decisions: tuple[Decision, ...] = ()
    ties: tuple[Tie, ...] = ()
    findings: tuple[Finding, ...] = ()
    batches: tuple[Batch, ...] = ()
    stopped: bool = False
    last_batch: LastBatch | None = None
    figures: Mapping[str, Votes] = field(default_factory=dict)
    keep: Mapping[CandidateId, Votes] = field(default_factory=dict)
    applied: tuple[Applied, ...] = ()

    @property
    def batch(self) -> None:
        """A point of the count (`parts.ties.Point`) that is the end of a stage, not of a batch in it."""

    @property
    def elected(self) -> tuple[CandidateId, ...]:
        """Those elected at this stage, in order of election; an option that is nobody among them."""
        return tuple(c for d in self.decisions if d.act == "elect" for c in d.candidates)

    @property
    def excluded(self) -> tuple[CandidateId, ...]:
        """Those excluded at this stage."""
        return tuple(c for d in self.decisions if d.act == "exclude" for c in d.candidates)


@dataclass(frozen=True, slots=True)
class CountRecord:
    """A whole count. Votes are conserved at every stage, or it cannot be constructed.

    `before`: what the constraints decide before anyone is elected. `applied`: steps of the policy before.
    Raises RecordError if votes appear or vanish, or a stage speaks of other candidates.
    """

    contest: Contest
    rule_version: int
    decimals: Decimals
    papers: PapersSummary
    before: tuple[Finding, ...]
    stages: tuple[Stage, ...]
    applied: tuple[Applied, ...] = ()

    def __post_init__(self) -> None:
        if not self.stages:
            raise RecordError("The record has no stage.")
        require_conserved(self)

    @property
    def rule(self) -> str:
        """The rule that was counted, with the schedules that were added to it (`rule_name`)."""
        return rule_name(
            self.contest.rule,
            constrained=self.contest.constrained,
            with_nobody=bool(self.contest.nobody),
            with_casting_vote=self.contest.casting_vote is not None,
        )

    @property
    def quota(self) -> Votes:
        """The quota at the first stage."""
        return self.stages[0].quota

    @property
    def places_taken(self) -> tuple[CandidateId, ...]:
        """All to whom the count gives a place, in order: those elected, and an option that is nobody."""
        return elected_in(self.stages)

    @property
    def elected(self) -> tuple[CandidateId, ...]:
        """All those elected, in order of election; after them, those promoted in place of others."""
        return tuple(c for c in self.places_taken if c not in self.contest.nobody)

    @property
    def vacant(self) -> int:
        """How many places stay vacant."""
        return self.contest.seats - len(self.elected)

    @property
    def left_open(self) -> Decision | None:
        """The decision that leaves two options with equal votes, neither of them chosen."""
        found = (d for d in self.stages[-1].decisions if d.act == "leave-open")
        return next(found, None)

    def standing(self, stages: int | None = None) -> tuple[CandidateId, ...]:
        """Those who stand after so many stages (None: at the end), successors among them, in order."""
        decisions = (d for stage in self.stages[:stages] for d in stage.decisions)
        chosen = (d.candidates for d in decisions if d.act == "elect")
        return in_order(self.contest, arrived(self.contest, chosen))

    def continuing(self, stages: int) -> tuple[CandidateId, ...]:
        """Those neither elected nor excluded after so many stages, in the order of the contest."""
        gone = decided_in(self.stages[:stages])
        return tuple(c for c in self.standing(stages) if c not in gone)

    def with_status(self, findings: tuple[Finding, ...], status: str) -> tuple[CandidateId, ...]:
        """Those whom the findings give this status, in the order of the contest."""
        named = {c for f in findings if f.status == status for c in f.candidates}
        return tuple(c.id for c in self.contest.standing if c.id in named)
