"""Weighted inclusive Gregory counts: every paper of an elected candidate moves on at a reduced value.

The order of acts is that of the Scottish rules; with constraints it is the schedule of
`docs/rules/constraints.md`, which without constraints comes to the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from counting.contest import CandidateId, Contest
from counting.papers import Papers
from counting.parts.field import Field
from counting.parts.paper_nobody import papers_with_successors
from counting.parts.ties import TieRule, choose, in_order_of_votes
from counting.record import Action, CountRecord, Decision, Stage, Tie, Transfer
from counting.rule import Rule
from counting.schedule import LEFT_TO_NOBODY
from counting.table import Table
from counting.votes import Votes


@dataclass(frozen=True, slots=True, kw_only=True)
class GregoryRule(Rule):
    """The choices of a weighted inclusive Gregory rule.

    `quota(valid votes, seats)`; `reaches(votes, quota)`; `value(surplus, total, received,
    decimals)` of a paper on leaving an elected candidate.
    """

    quota: Callable[[Votes, int], Votes]
    reaches: Callable[[Votes, Votes], bool]
    value: Callable[[Votes, Votes, Votes, int | None], Votes]
    ties: TieRule
    takes_nobody: ClassVar[bool] = True

    def count(self, papers: Papers, contest: Contest) -> CountRecord:
        """Count the papers, stage by stage, until every seat is filled."""
        self.require_countable(contest)
        count = _Count(papers, contest, self)
        count.end_stage(Action("first-preferences"))
        while count.field.vacancies:
            doomed, pending = count.field.assessment.doomed, count.candidates_with_a_surplus()
            if doomed:
                count.exclude_the_lowest(doomed, "doomed")
            elif pending:
                count.transfer_the_largest_surplus(pending)
            elif count.field.left_to_nobody:
                count.leave_to_nobody()
            else:
                count.exclude_the_lowest(count.unguarded(), "lowest")
        return count.record()


class _Count:
    """One count under way: what the clerks have on the table and on the blackboard."""

    def __init__(self, papers: Papers, contest: Contest, rule: GregoryRule) -> None:
        self.contest = contest
        self.rule = rule
        self.field = Field(contest)
        self.table = Table(papers_with_successors(papers, contest), self.field.contest)
        self.field.welcome(self.table.admit)
        self.quota = rule.quota(Votes(self.table.summary.valid), contest.seats)
        self.stages: list[Stage] = []
        self.with_surplus: list[CandidateId] = []
        self.applied = self.field.take_applied()
        self.before = self.field.findings()

    def unguarded(self) -> tuple[CandidateId, ...]:
        guarded = self.field.assessment.guarded
        return tuple(c for c in self.field.continuing if c not in guarded)

    def candidates_with_a_surplus(self) -> tuple[CandidateId, ...]:
        """Elected candidates with more than the quota: one exactly on it has no surplus to transfer."""
        return tuple(c for c in self.with_surplus if self.table.tallies[c] > self.quota)

    def transfer_the_largest_surplus(self, pending: tuple[CandidateId, ...]) -> None:
        tallies = self.table.tallies
        most = max(tallies[c] for c in pending)
        tied = [c for c in self.field.in_contest_order(pending) if tallies[c] == most]
        source, tie = choose(
            "surplus",
            tied,
            most,
            self.stages[:-1],
            self.field.contest,
            rule=self.rule.ties,
            stage=self.number,
        )
        self.with_surplus.remove(source)
        surplus = most - self.quota

        def value(received: Votes) -> Votes:
            return self.rule.value(surplus, most, received, self.rule.decimals.value)

        transfers = self.table.move_pile(source, self.field.continuing, value, surplus)
        why = Decision(
            "transfer", (source,), "largest-surplus", self.rule.clauses["largest-surplus"]
        )
        self.end_stage(Action("surplus", (source,), surplus), transfers, [why], tie)

    def exclude_the_lowest(self, among: tuple[CandidateId, ...], reason: str) -> None:
        """Exclude the one with fewest votes; if that leaves a single completion, nothing moves."""
        tallies = self.table.tallies
        fewest = min(tallies[c] for c in among)
        tied = [c for c in self.field.in_contest_order(among) if tallies[c] == fewest]
        lowest, tie = choose(
            "exclusion",
            tied,
            fewest,
            self.stages[:-1],
            self.field.contest,
            rule=self.rule.ties,
            stage=self.number,
        )
        passed_over = tuple(c for c in self.field.assessment.guarded if tallies[c] <= fewest)
        why = Decision(
            "exclude",
            (lowest,),
            reason,
            self.rule.clauses[reason],
            passed_over if reason == "lowest" else (),
        )
        self.field.exclude((lowest,))
        if self.field.assessment.only_completion and reason == "lowest":
            # SSI 2007/42, 52(2): where the last vacancies can be filled, no further transfer is made.
            self.end_stage(Action("last-vacancies"), (), [why], tie)
            return
        transfers = self.table.move_pile(lowest, self.field.continuing, lambda v: v, fewest)
        self.end_stage(Action("exclusion", (lowest,)), transfers, [why], tie)

    def leave_to_nobody(self) -> None:
        """The option that is nobody takes the places that no lawful choice gives to a person."""
        decided = [self.places_to_nobody(self.field.left_to_nobody)]
        self.end_stage(Action("vacant-places"), (), decided)

    def places_to_nobody(self, number: int) -> Decision:
        return Decision("elect", self.field.leave_to_nobody(number), *LEFT_TO_NOBODY)

    def end_stage(
        self,
        action: Action,
        transfers: tuple[Transfer, ...] = (),
        decisions: list[Decision] | None = None,
        tie: Tie | None = None,
    ) -> None:
        """Elect whom the votes and the constraints elect, and write the stage down."""
        decided = decisions or []
        ties = [tie] if tie else []
        self.elect(decided, ties)
        self.stages.append(
            Stage(
                number=self.number,
                action=action,
                quota=self.quota,
                tallies=dict(self.table.tallies),
                non_transferable=self.table.non_transferable,
                rounding=self.table.rounding,
                transfers=transfers,
                decisions=tuple(decided),
                ties=tuple(ties),
                findings=self.field.findings(),
                applied=self.field.take_applied(),
            )
        )

    def elect(self, decided: list[Decision], ties: list[Tie]) -> None:
        """One at a time, those at the quota and not doomed; then the rest if a single completion is left."""
        field = self.field
        while field.vacancies and (chosen := self.next_elected(ties)):
            self.with_surplus.append(chosen)
            self.give_places((chosen,), "quota", decided)
        if field.vacancies and field.assessment.only_completion:
            persons = field.persons
            rest = field.assessment.guarded or (() if field.nobody else tuple(persons))
            if rest:
                reason = "last-vacancies" if len(rest) == len(persons) else "only-completion"
                order = in_order_of_votes(
                    rest, self.table.tallies, self.stages, field.contest, self.rule.ties
                )
                self.give_places(order, reason, decided)
            if field.vacancies and field.nobody:
                decided.append(self.places_to_nobody(field.vacancies))

    def give_places(
        self, chosen: tuple[CandidateId, ...], reason: str, decided: list[Decision]
    ) -> None:
        decided.append(Decision("elect", chosen, reason, self.rule.clauses[reason]))
        self.field.elect(chosen)

    def next_elected(self, ties: list[Tie]) -> CandidateId | None:
        """The one with most votes of those at the quota and not doomed."""
        tallies = self.table.tallies
        able = [
            c
            for c in self.field.continuing
            if c not in self.field.assessment.doomed and self.rule.reaches(tallies[c], self.quota)
        ]
        if not able:
            return None
        most = max(tallies[c] for c in able)
        tied = [c for c in able if tallies[c] == most]
        if self.field.electable_together(tied):
            contest = self.field.contest
            return in_order_of_votes(tied, tallies, self.stages, contest, self.rule.ties)[0]
        chosen, tie = choose(
            "election",
            tied,
            most,
            self.stages,
            self.field.contest,
            rule=self.rule.ties,
            stage=self.number,
        )
        if tie:
            ties.append(tie)
        return chosen

    @property
    def number(self) -> int:
        """The number of the stage under way."""
        return len(self.stages) + 1

    def record(self) -> CountRecord:
        return CountRecord(
            contest=self.contest,
            rule_version=self.rule.version,
            decimals=self.rule.decimals,
            papers=self.table.summary,
            before=self.before,
            stages=tuple(self.stages),
            applied=self.applied,
        )
