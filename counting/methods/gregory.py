"""Weighted inclusive Gregory counts: every paper of an elected candidate moves on at a reduced value.

The order of acts is that of the Scottish rules; with constraints it is the schedule of
`docs/rules/constraints.md`, which without constraints comes to the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from counting.constraints import assess, electable_together, explain, require_feasible
from counting.contest import CandidateId, Contest
from counting.papers import Papers
from counting.parts.ties import TieRule, choose, in_order_of_votes
from counting.record import Action, CountRecord, Decision, Stage, Tie, Transfer
from counting.rule import Rule
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

    def count(self, papers: Papers, contest: Contest) -> CountRecord:
        """Count the papers, stage by stage, until every seat is filled."""
        self.require_countable(contest)
        require_feasible(contest)
        count = _Count(papers, contest, self)
        count.end_stage(Action("first-preferences"))
        while count.vacancies:
            doomed, pending = count.doomed(), count.candidates_with_a_surplus()
            if doomed:
                count.exclude_the_lowest(doomed, "doomed")
            elif pending:
                count.transfer_the_largest_surplus(pending)
            else:
                count.exclude_the_lowest(count.unguarded(), "lowest")
        return count.record()


class _Count:
    """One count under way: what the clerks have on the table and on the blackboard."""

    def __init__(self, papers: Papers, contest: Contest, rule: GregoryRule) -> None:
        self.contest = contest
        self.rule = rule
        self.table = Table(papers, contest)
        self.quota = rule.quota(Votes(self.table.summary.valid), contest.seats)
        self.stages: list[Stage] = []
        self.elected: list[CandidateId] = []
        self.continuing = [candidate.id for candidate in contest.standing]
        self.with_surplus: list[CandidateId] = []
        self.assessment = assess(contest, (), self.continuing)
        self.before = explain(contest, (), self.continuing, self.assessment)

    @property
    def vacancies(self) -> int:
        return self.contest.seats - len(self.elected)

    def doomed(self) -> tuple[CandidateId, ...]:
        return self.assessment.doomed

    def unguarded(self) -> tuple[CandidateId, ...]:
        return tuple(c for c in self.continuing if c not in self.assessment.guarded)

    def candidates_with_a_surplus(self) -> tuple[CandidateId, ...]:
        """Elected candidates with more than the quota: one exactly on it has no surplus to transfer."""
        return tuple(c for c in self.with_surplus if self.table.tallies[c] > self.quota)

    def transfer_the_largest_surplus(self, pending: tuple[CandidateId, ...]) -> None:
        tallies = self.table.tallies
        most = max(tallies[c] for c in pending)
        tied = [c for c in self.in_contest_order(pending) if tallies[c] == most]
        source, tie = choose(
            "surplus",
            tied,
            most,
            self.stages[:-1],
            self.contest,
            rule=self.rule.ties,
            stage=self.number,
        )
        self.with_surplus.remove(source)
        surplus = most - self.quota

        def value(received: Votes) -> Votes:
            return self.rule.value(surplus, most, received, self.rule.decimals.value)

        transfers = self.table.move_pile(source, self.continuing, value, surplus)
        why = Decision(
            "transfer", (source,), "largest-surplus", self.rule.clauses["largest-surplus"]
        )
        self.end_stage(Action("surplus", (source,), surplus), transfers, [why], tie)

    def exclude_the_lowest(self, among: tuple[CandidateId, ...], reason: str) -> None:
        """Exclude the one with fewest votes; if that leaves a single completion, nothing moves."""
        tallies = self.table.tallies
        fewest = min(tallies[c] for c in among)
        tied = [c for c in self.in_contest_order(among) if tallies[c] == fewest]
        lowest, tie = choose(
            "exclusion",
            tied,
            fewest,
            self.stages[:-1],
            self.contest,
            rule=self.rule.ties,
            stage=self.number,
        )
        passed_over = tuple(c for c in self.assessment.guarded if tallies[c] <= fewest)
        why = Decision(
            "exclude",
            (lowest,),
            reason,
            self.rule.clauses[reason],
            passed_over if reason == "lowest" else (),
        )
        self.continuing.remove(lowest)
        self.assessment = assess(self.contest, self.elected, self.continuing)
        if self.assessment.only_completion and reason == "lowest":
            # SSI 2007/42, 52(2): where the last vacancies can be filled, no further transfer is made.
            self.end_stage(Action("last-vacancies"), (), [why], tie)
            return
        transfers = self.table.move_pile(lowest, self.continuing, lambda v: v, fewest)
        self.end_stage(Action("exclusion", (lowest,)), transfers, [why], tie)

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
        findings = (
            explain(self.contest, self.elected, self.continuing, self.assessment)
            if self.vacancies
            else ()
        )
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
                findings=findings,
            )
        )

    def elect(self, decided: list[Decision], ties: list[Tie]) -> None:
        """One at a time, those at the quota and not doomed; then the rest if a single completion is left."""
        while self.vacancies and (chosen := self.next_elected(ties)):
            self.elect_one(chosen, "quota", decided)
        if self.vacancies and self.assessment.only_completion:
            rest = self.assessment.guarded or tuple(self.continuing)
            all_continuing = len(self.continuing) == self.vacancies
            reason = "last-vacancies" if all_continuing else "only-completion"
            order = in_order_of_votes(
                rest, self.table.tallies, self.stages, self.contest, self.rule.ties
            )
            decided.append(Decision("elect", order, reason, self.rule.clauses[reason]))
            self.elected.extend(order)
            self.continuing = [c for c in self.continuing if c not in order]

    def elect_one(self, chosen: CandidateId, reason: str, decided: list[Decision]) -> None:
        decided.append(Decision("elect", (chosen,), reason, self.rule.clauses[reason]))
        self.elected.append(chosen)
        self.with_surplus.append(chosen)
        self.continuing.remove(chosen)
        self.assessment = assess(self.contest, self.elected, self.continuing)

    def next_elected(self, ties: list[Tie]) -> CandidateId | None:
        """The one with most votes of those at the quota and not doomed."""
        tallies = self.table.tallies
        able = [
            c
            for c in self.continuing
            if c not in self.assessment.doomed and self.rule.reaches(tallies[c], self.quota)
        ]
        if not able:
            return None
        most = max(tallies[c] for c in able)
        tied = [c for c in able if tallies[c] == most]
        if electable_together(self.contest, self.elected, self.continuing, tied):
            return in_order_of_votes(tied, tallies, self.stages, self.contest, self.rule.ties)[0]
        chosen, tie = choose(
            "election",
            tied,
            most,
            self.stages,
            self.contest,
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

    def in_contest_order(self, candidates: tuple[CandidateId, ...]) -> list[CandidateId]:
        return [c.id for c in self.contest.standing if c.id in candidates]

    def record(self) -> CountRecord:
        return CountRecord(
            contest=self.contest,
            rule_version=self.rule.version,
            decimals=self.rule.decimals,
            papers=self.table.summary,
            before=self.before,
            stages=tuple(self.stages),
        )
