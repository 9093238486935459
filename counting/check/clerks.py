"""What the families share: who is elected and excluded, ties, and a stage as it is written down."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from counting.check.family import RuleText
from counting.check.procedure import Due
from counting.check.report import Wording
from counting.check.ties import Point, Tallies, TieBreak
from counting.contest import CandidateId, Contest
from counting.record import (
    Action,
    Batch,
    Decision,
    Finding,
    LastBatch,
    Stage,
    Tie,
    TieKind,
    Transfer,
)
from counting.votes import NO_VOTES, Votes

Some = tuple[CandidateId, ...]


@dataclass(slots=True)
class Sheet:
    """A stage as it is worked out. `because`: one clause in words that says why it opens as it does."""

    action: Action
    because: str
    transfers: list[Transfer] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    batches: list[Batch] = field(default_factory=list)
    stopped: bool = False
    last_batch: LastBatch | None = None
    figures: dict[str, Votes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Totals:
    """The votes at the end of a stage that are nobody's, and the quota."""

    quota: Votes
    non_transferable: Votes
    rounding: Votes = NO_VOTES


class Clerks:
    """One count, as far as it is the same under all rules.

    `now`: everybody's votes as they were last worked out; `ended`: those at every earlier point.
    """

    def __init__(self, contest: Contest, text: RuleText) -> None:
        self.contest = contest
        self.text = text
        self.order: Some = tuple(candidate.id for candidate in contest.standing)
        self.elected: list[CandidateId] = []
        self.excluded: set[CandidateId] = set()
        self.now: Tallies = {}
        self.ended: list[Point] = []
        self.number = 1
        self.ties = TieBreak(text, contest)
        self.wording = Wording(contest, text.decimals.votes)
        self.before: tuple[Finding, ...] = ()

    @property
    def continuing(self) -> Some:
        """Those neither elected nor excluded, in the order of the contest."""
        return tuple(c for c in self.order if c not in self.elected and c not in self.excluded)

    @property
    def places(self) -> int:
        """Places that are not filled yet."""
        return self.contest.seats - len(self.elected)

    @property
    def enough(self) -> bool:
        """Whether every place is filled, or those who continue are no more than the places left."""
        return self.places == 0 or len(self.continuing) <= self.places

    def pick(
        self, kind: TieKind, among: Collection[CandidateId], sheet: Sheet, within: Votes = NO_VOTES
    ) -> CandidateId:
        """The lowest of these, to be excluded, or else the highest; equal ones as the rule says.

        `within`: by so much others may differ and yet count as equal. Raises LotMissing.
        """
        best = (min if kind == "exclusion" else max)(self.now[c] for c in among)
        equal = [c for c in self.order if c in among and abs(self.now[c] - best) <= within]
        chosen, tie = self.ties.settle(kind, equal, best, self.ended)
        if tie:
            alike = all(self.now[c] == best for c in equal)
            sheet.ties.append(tie if alike else replace(tie, within=within))
        return chosen

    def elect(self, some: Collection[CandidateId], reason: str, sheet: Sheet) -> None:
        """Elect these, most votes first; should they be more than the places, the first of them."""
        left = [c for c in self.order if c in some]
        while len(left) > self.places > 0:
            first = self.pick("election", left, sheet)
            left.remove(first)
            self._elect((first,), reason, sheet)
        if left and self.places:
            self._elect(self.ties.in_order(left, self.now, self.ended), reason, sheet)

    def _elect(self, some: Some, reason: str, sheet: Sheet) -> None:
        self.elected.extend(some)
        self.decide("elect", some, reason, sheet)

    def exclude(self, some: Some, reason: str, sheet: Sheet, passed_over: Some = ()) -> None:
        """Exclude these, together."""
        self.excluded.update(some)
        self.decide("exclude", some, reason, sheet, passed_over)

    def decide(
        self,
        act: Literal["elect", "exclude", "transfer", "defer"],
        some: Some,
        reason: str,
        sheet: Sheet,
        passed_over: Some = (),
        clause: str | None = None,
    ) -> None:
        """Write a decision down, with the clause that calls for it: that of the reason, if not given."""
        calls = self.text.acts[reason] if clause is None else clause
        sheet.decisions.append(Decision(act, some, reason, calls, passed_over))

    def write(
        self,
        sheet: Sheet,
        totals: Totals,
        findings: Sequence[Finding] = (),
        keep: Tallies | None = None,
    ) -> Due:
        """The stage, with everything as it now stands; and on to the next."""
        stage = Stage(
            number=self.number,
            action=sheet.action,
            quota=totals.quota,
            tallies=self.now,
            non_transferable=totals.non_transferable,
            rounding=totals.rounding,
            transfers=tuple(sheet.transfers),
            decisions=tuple(sheet.decisions),
            ties=tuple(sheet.ties),
            findings=tuple(findings),
            batches=tuple(sheet.batches),
            stopped=sheet.stopped,
            last_batch=sheet.last_batch,
            figures=sheet.figures,
            keep=keep or {},
        )
        self.number += 1
        return Due(stage, sheet.because)
