"""What the families share: who is elected and excluded, ties, and a stage as it is written down."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from counting.check.family import RuleText
from counting.check.ground import Ground
from counting.check.procedure import Due
from counting.check.report import Wording
from counting.check.ties import Point, Tallies, TieBreak
from counting.contest import CandidateId, Contest
from counting.record import Action, Decision, Finding, Stage, Tie, TieKind, Transfer
from counting.record_batches import Batch, LastBatch
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
        self.ground = Ground(contest)
        self.outlook = self.ground.look((), self.ground.order)
        self.applied = self.ground.take_applied()
        self.elected: list[CandidateId] = []
        self.excluded: set[CandidateId] = set()
        self.now: Tallies = {}
        self.ended: list[Point] = []
        self.number = 1
        self.ties = TieBreak(text, contest)
        self.wording = Wording(contest, text.decimals.votes)
        self.before: tuple[Finding, ...] = ()

    @property
    def order(self) -> Some:
        """All who stand so far, in the order of the contest."""
        return self.ground.order

    @property
    def continuing(self) -> Some:
        """Those neither elected nor excluded, in the order of the contest."""
        return tuple(c for c in self.order if c not in self.elected and c not in self.excluded)

    @property
    def places(self) -> int:
        """Places that are neither filled nor vacant yet."""
        return self.ground.places(self.elected)

    @property
    def persons(self) -> Some:
        """Those continuing who are not nobody."""
        return self.ground.persons(self.continuing)

    @property
    def enough(self) -> bool:
        """Whether every place is filled, or those who continue are no more than the places left.

        While nobody continues it could take every place, unless no person continues.
        """
        if len(self.persons) < len(self.continuing):
            return self.places == 0 or not self.persons
        return self.places == 0 or len(self.continuing) <= self.places

    def elect_the_rest(self, sheet: Sheet) -> None:
        """The persons left, if that is enough; or else all places left go to nobody."""
        if self.places and self.enough:
            self.elect(self.persons, "last-vacancies", sheet)
            if self.places:
                self.give_to_nobody(self.places, sheet)

    @property
    def left_to_nobody(self) -> int:
        """Places that no person can have any more (schedule of None, 3)."""
        return self.ground.left_to_nobody(self.elected, self.continuing)

    def leave_vacant(self) -> Sheet:
        """Those places go to nobody, where a candidate would be excluded."""
        because = "a candidate would be excluded, but no person can have all places left"
        sheet = Sheet(Action("vacant-places"), because)
        self.give_to_nobody(self.left_to_nobody, sheet)
        return sheet

    def give_to_nobody(self, places: int, sheet: Sheet) -> None:
        """To the option that is nobody, and to its successors, who come one by one."""
        takers: list[CandidateId] = []
        for _ in range(places):
            takers.append(self.ground.nobody[-1])
            self.elected.append(takers[-1])
            self._succeed(takers[-1:])
        self.outlook = self.ground.look(self.elected, self.continuing)
        clause = "schedule of None 3"
        sheet.decisions.append(Decision("elect", tuple(takers), "left-to-nobody", clause))

    def _succeed(self, chosen: Sequence[CandidateId]) -> None:
        """Where nobody is among the chosen and a place is left, the successor stands."""
        old = self.ground.nobody[-1:]
        new = self.ground.succeed(chosen, self.elected)
        if new is not None:
            self.now = {**self.now, new: NO_VOTES}
            self.succeeded(old[0], new)

    def succeeded(self, old: CandidateId, new: CandidateId) -> None:
        """Whatever a family has to know of it."""

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
        self.give_places(some)
        self.decide("elect", some, reason, sheet)

    def give_places(self, some: Some) -> None:
        """These are elected."""
        self.elected.extend(some)
        self._succeed(some)
        self.outlook = self.ground.look(self.elected, self.continuing)

    def exclude(self, some: Some, reason: str, sheet: Sheet, passed_over: Some = ()) -> None:
        """Exclude these, together."""
        self.excluded.update(some)
        self.outlook = self.ground.look(self.elected, self.continuing)
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
            applied=self.ground.take_applied(),
        )
        self.number += 1
        return Due(stage, sheet.because)
