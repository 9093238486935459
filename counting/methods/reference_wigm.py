"""The PR Foundation's reference weighted inclusive Gregory count.

It parts from `gregory` in its loop: every surplus is a stage, one of nothing too; a paper whose
weight is cut to nothing is exhausted; and whether the count is complete is asked after electing
and between a defeat and its transfer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from counting.contest import CandidateId, Contest
from counting.papers import Papers
from counting.parts.blackboard import Blackboard, Figures
from counting.parts.paper_nobody import papers_with_successors
from counting.parts.ties import TieRule
from counting.record import Action, CountRecord, Transfer
from counting.rule import Rule
from counting.table import Table
from counting.votes import Votes


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceWigmRule(Rule):
    """The choices of a reference WIGM count; as those of `gregory.GregoryRule`."""

    quota: Callable[[Votes, int], Votes]
    reaches: Callable[[Votes, Votes], bool]
    value: Callable[[Votes, Votes, Votes, int | None], Votes]
    ties: TieRule
    takes_nobody: ClassVar[bool] = True

    def count(self, papers: Papers, contest: Contest) -> CountRecord:
        """Count the papers, stage by stage, until the count is complete."""
        self.require_countable(contest)
        count = _Count(papers, contest, self)
        count.end_stage(Action("first-preferences"))
        while not count.finished:
            if count.pending:
                count.transfer_the_largest_surplus()
            elif count.board.left_to_nobody:
                count.leave_to_nobody()
            else:
                count.defeat_the_lowest()
        return count.board.record(count.table.summary)


class _Count:
    """One count under way."""

    def __init__(self, papers: Papers, contest: Contest, rule: ReferenceWigmRule) -> None:
        self.rule = rule
        self.board = Blackboard(contest, rule, rule.ties)
        self.table = Table(papers_with_successors(papers, contest), self.board.contest)
        self.board.field.welcome(self.table.admit)
        self.quota = rule.quota(Votes(self.table.summary.valid), contest.seats)
        self.pending: list[CandidateId] = []

    @property
    def finished(self) -> bool:
        return self.board.vacancies == 0

    def transfer_the_largest_surplus(self) -> None:
        tallies = self.table.tallies
        source = self.board.choose_one("surplus", self.pending, tallies, self.board.stages[:-1])
        self.pending.remove(source)
        self.board.transfer(source, "largest-surplus")
        total = tallies[source]
        surplus = total - self.quota

        def weight(received: Votes) -> Votes:
            return self.rule.value(surplus, total, received, self.rule.decimals.value)

        exhausted = self.table.set_aside(source, lambda received: not weight(received))
        moved = self.table.move_pile(source, self.board.continuing, weight, surplus)
        self.end_stage(Action("surplus", (source,), surplus), (*moved, *exhausted))

    def leave_to_nobody(self) -> None:
        """Schedule of None, 3: the places that no person can have."""
        self.board.leave_to_nobody(self.board.left_to_nobody)
        self.end_stage(Action("vacant-places"))

    def defeat_the_lowest(self) -> None:
        tallies, board = self.table.tallies, self.board
        lowest = board.choose_one("exclusion", board.continuing, tallies, board.stages[:-1])
        board.exclude((lowest,), "lowest")
        if board.complete:
            # B.4: complete before the ballots of the one defeated are transferred.
            self.end_stage(Action("last-vacancies"))
            return
        moved = self.table.move_pile(lowest, board.continuing, lambda w: w, tallies[lowest])
        self.end_stage(Action("exclusion", (lowest,)), moved)

    def end_stage(self, action: Action, transfers: tuple[Transfer, ...] = ()) -> None:
        """Elect those with the quota, and the rest if the count is complete; write the stage down."""
        board, tallies = self.board, self.table.tallies
        if (
            not board.complete
        ):  # A.3, and D.3 after a defeat: those who are left are elected as such
            reaching = [c for c in board.continuing if self.rule.reaches(tallies[c], self.quota)]
            board.elect(reaching, tallies, "quota")
            self.pending.extend(reaching)
        board.elect_the_rest(tallies)
        figures = Figures(self.quota, tallies, self.table.non_transferable, self.table.rounding)
        board.end_stage(action, figures, transfers)
