"""The blackboard of an ERS97 count: votes, quota, who is elected, who continues, and the stage under way.

It deems candidates elected (5.1.7, 5.3.13, 5.4.9) and writes down what happened; who is to be
transferred or excluded is decided in `ers97` and `ers97_exclusion`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from counting.contest import CandidateId, Contest
from counting.papers import Papers
from counting.parts.batch_table import BatchTable
from counting.parts.field import Field
from counting.parts.paper_nobody import papers_with_successors
from counting.parts.ties import TieRule, choose, in_order_of_votes, narrow
from counting.record import Action, Decision, Stage, Tie, Transfer
from counting.record import Decimals as Places
from counting.record_batches import Batch, LastBatch
from counting.schedule import LEFT_TO_NOBODY
from counting.votes import NO_VOTES, Votes


class Choices(Protocol):
    """What the board needs to know of the rule."""

    @property
    def decimals(self) -> Places: ...
    @property
    def clauses(self) -> Mapping[str, str]: ...
    @property
    def ties(self) -> TieRule: ...
    def quota(self, votes: Votes, places: int, decimals: int | None, /) -> Votes: ...


@dataclass(frozen=True, slots=True)
class Reading:
    """Votes at a point of the count: the first stage, or after a batch of papers (`parts.ties.Point`)."""

    number: int
    batch: int | None
    tallies: Mapping[CandidateId, Votes]


@dataclass(slots=True)
class Sheet:
    """The stage under way, as it is being written."""

    action: Action
    decisions: list[Decision] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    transfers: list[Transfer] = field(default_factory=list)
    batches: list[Batch] = field(default_factory=list)
    stopped: bool = False
    last_batch: LastBatch | None = None
    deferred: Votes = NO_VOTES


class Board:
    """Made for one count and thrown away after it."""

    def __init__(self, papers: Papers, contest: Contest, rule: Choices) -> None:
        self.rule = rule
        self.field = Field(contest)
        self.table = BatchTable(papers_with_successors(papers, contest), self.field.contest)
        self.field.welcome(self.table.admit)
        self.stages: list[Stage] = []
        self.readings: list[Reading] = []
        self.calculate_the_quota()
        self.applied = self.field.take_applied()
        self.before = self.field.findings()

    @property
    def number(self) -> int:
        """The number of the stage under way."""
        return len(self.stages) + 1

    @property
    def with_surplus(self) -> list[CandidateId]:
        """Elected candidates whose vote exceeds the quota (6.18), in the order of the contest."""
        above = [c for c in self.field.elected if self.table.tallies[c] > self.quota]
        return self.field.in_contest_order(above)

    @property
    def total_surplus(self) -> Votes:
        """All surpluses not yet transferred."""
        return sum((self.table.tallies[c] - self.quota for c in self.with_surplus), NO_VOTES)

    @property
    def total_active_vote(self) -> Votes:
        """Votes of continuing candidates, and votes awaiting transfer: surpluses, and what the
        excluded still hold in the middle of an exclusion (6.20)."""
        tallies = self.table.tallies
        not_elected = (votes for c, votes in tallies.items() if c not in self.field.elected)
        return sum(not_elected, NO_VOTES) + self.total_surplus

    @property
    def votes_required(self) -> Votes:
        """Total active vote divided by one more than the places not yet filled: 5.1.7(b), 5.6.1."""
        places = self.rule.decimals.votes
        return self.rule.quota(self.total_active_vote, self.field.vacancies, places)

    def calculate_the_quota(self) -> None:
        """5.1.6; and 5.4.8: again, without the non-transferable vote, while nobody has been elected."""
        if not self.field.elected:
            votes = self.table.summary.valid - self.table.non_transferable
            self.quota = self.rule.quota(votes, self.field.contest.seats, self.rule.decimals.quota)

    def deem_elected(self, sheet: Sheet) -> tuple[CandidateId, ...]:
        """Whoever has the votes, one at a time, most votes first; then whoever must fill the rest."""
        field = self.field
        before = len(field.elected)
        while not field.assessment.only_completion:
            chosen = self._next_elected(sheet)
            if chosen is None:
                break
            # 5.1.7(b): the votes required are worked out again after each.
            reason = "quota" if self.table.tallies[chosen] >= self.quota else "votes-required"
            self._elect((chosen,), reason, sheet)
        if field.vacancies and field.assessment.only_completion:
            rest = field.assessment.guarded or (() if field.nobody else tuple(field.persons))
            if rest:
                chosen_from = field.contest.constrained and len(rest) < len(field.persons)
                reason = "only-completion" if chosen_from else "last-vacancies"
                self._elect(self._in_order(rest), reason, sheet)
            if field.vacancies and field.nobody:
                self.leave_to_nobody(field.vacancies, sheet)
        return tuple(field.elected[before:])

    def leave_to_nobody(self, places: int, sheet: Sheet) -> None:
        """So many places to the option that is nobody and its successors."""
        taken = self.field.leave_to_nobody(places)
        sheet.decisions.append(Decision("elect", taken, *LEFT_TO_NOBODY))

    def _elect(self, chosen: tuple[CandidateId, ...], reason: str, sheet: Sheet) -> None:
        clause = self.rule.clauses.get(reason) or self.rule.clauses[f"{reason}-{sheet.action.type}"]
        sheet.decisions.append(Decision("elect", chosen, reason, clause))
        self.field.elect(chosen)

    def _in_order(self, candidates: tuple[CandidateId, ...]) -> tuple[CandidateId, ...]:
        tallies = self.table.tallies
        return in_order_of_votes(
            candidates, tallies, self.readings, self.field.contest, self.rule.ties
        )

    def _next_elected(self, sheet: Sheet) -> CandidateId | None:
        """The one with most votes, who has the quota or the votes required and is not doomed."""
        tallies = self.table.tallies
        enough = min(self.quota, self.votes_required)
        able = [
            c
            for c in self.field.continuing
            if tallies[c] >= enough and c not in self.field.assessment.doomed
        ]
        if not able:
            return None
        most = max(tallies[c] for c in able)
        tied = tuple(c for c in able if tallies[c] == most)
        if self.field.electable_together(tied):
            return self._in_order(tied)[0]
        return self._select_among_equals(tied, most, sheet)

    def _select_among_equals(
        self, tied: tuple[CandidateId, ...], votes: Votes, sheet: Sheet
    ) -> CandidateId | None:
        """5.6.2: by the earliest point at which they had unequal votes; else none at this stage."""
        rule = self.rule.ties
        left, steps = narrow("election", tied, rule.lookback(self.readings))
        if self.field.electable_together(left):
            clause = rule.clauses["election"]
            sheet.ties.append(Tie("election", tied, votes, left[0], rule.by, steps, clause))
            return left[0]
        if len(tied) > self.field.vacancies:
            none = Decision(
                "defer", left, "equal-throughout", self.rule.clauses["equal-throughout"]
            )
            if none not in sheet.decisions:
                sheet.decisions.append(none)
            return None
        # There are places for all, but the constraints leave room for some only: schedule 7.
        chosen, tie = choose(
            "election", tied, votes, self.readings, self.field.contest, rule=rule, stage=self.number
        )
        sheet.ties.extend([tie] if tie else [])
        return chosen

    def end_batch(self, sheet: Sheet, value: Votes) -> None:
        """5.4.8 and 5.4.9, after each batch of an exclusion; then write the batch down."""
        self.calculate_the_quota()
        elected = self.deem_elected(sheet)
        table = self.table
        sheet.batches.append(
            Batch(
                value,
                self.quota,
                dict(table.tallies),
                table.non_transferable,
                table.rounding,
                elected,
            )
        )
        self.readings.append(Reading(self.number, len(sheet.batches), sheet.batches[-1].tallies))

    def end_stage(self, sheet: Sheet) -> None:
        """Elect, unless that was done batch by batch, and write the stage down."""
        table = self.table
        if not sheet.batches:
            self.deem_elected(sheet)
            self.readings.append(Reading(self.number, None, dict(table.tallies)))
        self.stages.append(
            Stage(
                number=self.number,
                action=sheet.action,
                quota=self.quota,
                tallies=dict(table.tallies),
                non_transferable=table.non_transferable,
                rounding=table.rounding,
                transfers=tuple(sheet.transfers),
                decisions=tuple(sheet.decisions),
                ties=tuple(sheet.ties),
                findings=self.field.findings(),
                applied=self.field.take_applied(),
                batches=tuple(sheet.batches),
                stopped=sheet.stopped,
                last_batch=sheet.last_batch,
                figures=self._figures(sheet),
            )
        )

    def _figures(self, sheet: Sheet) -> dict[str, Votes]:
        """What the count control form and the result sheet show besides (5.6.1)."""
        figures = {"total_surplus": self.total_surplus}
        if sheet.deferred:
            figures["deferred_surplus"] = sheet.deferred
        if self.field.vacancies:
            figures["total_active_vote"] = self.total_active_vote
            figures["votes_required"] = self.votes_required
        return figures
