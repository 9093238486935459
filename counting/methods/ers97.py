"""Counts under the Electoral Reform Society's rules of 1997: the clerk's instructions of section 5.

Clauses in comments and records are those of the rules. With constraints the order of acts is that
of `counting.methods.ers97_schedule`, which without constraints comes to the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from counting.contest import CandidateId, Contest
from counting.methods.ers97_board import Board, Sheet
from counting.methods.ers97_exclusion import Proposal, propose_exclusion
from counting.methods.ers97_schedule import ERS97_CONSTRAINTS
from counting.papers import Papers
from counting.parts.ties import TieRule, choose
from counting.record import Action, CountRecord, Decision
from counting.rule import Rule
from counting.schedule import Schedule
from counting.votes import Votes


@dataclass(frozen=True, slots=True, kw_only=True)
class Ers97Rule(Rule):
    """The choices of a rule of this family.

    `quota(votes, places, decimals)`, also of the total active vote and the places left;
    `value(surplus, transferable papers, value received, decimals)` of a paper of the last batch.
    """

    schedule: ClassVar[Schedule] = ERS97_CONSTRAINTS

    quota: Callable[[Votes, int, int | None], Votes]
    value: Callable[[Votes, int, Votes, int | None], Votes]
    ties: TieRule
    takes_nobody: ClassVar[bool] = True

    def count(self, papers: Papers, contest: Contest) -> CountRecord:
        """Count the papers, stage by stage, until every place is filled."""
        self.require_countable(contest)
        board = Board(papers, contest, self)
        board.end_stage(Sheet(Action("first-preferences")))  # 5.1
        while board.field.vacancies:  # 5.5.2
            if board.field.assessment.doomed:
                _exclude_the_doomed(board)
            elif not board.with_surplus and (places := board.field.left_to_nobody):
                _leave_to_nobody(board, places)
            elif proposal := propose_exclusion(board):  # 5.2.5
                _exclude_the_lowest(board, proposal)
            else:
                _transfer_the_largest_surplus(board, self)  # 5.2.2
        return CountRecord(
            contest=contest,
            rule_version=self.version,
            decimals=self.decimals,
            papers=board.table.summary,
            before=board.before,
            stages=tuple(board.stages),
            applied=board.applied,
        )


def _transfer_the_largest_surplus(board: Board, rule: Ers97Rule) -> None:
    """5.2.3 and 5.3: the last batch of papers that the candidate received, and no other."""
    tallies = board.table.tallies
    most = max(tallies[c] for c in board.with_surplus)
    largest = [c for c in board.with_surplus if tallies[c] == most]
    source, tie = choose(
        "surplus",
        largest,
        most,
        board.readings,
        board.field.contest,
        rule=rule.ties,
        stage=board.number,
    )
    surplus = most - board.quota
    sheet = Sheet(Action("surplus", (source,), surplus), ties=[tie] if tie else [])
    reason = "largest-surplus"
    sheet.decisions.append(Decision("transfer", (source,), reason, rule.clauses[reason]))
    batch = board.table.last_batch(source, board.field.continuing)
    value = rule.value(surplus, batch.transferable, batch.value, rule.decimals.value)
    transfers, sheet.last_batch = board.table.move_sorted(batch, surplus, value)
    sheet.transfers.extend(transfers)
    board.end_stage(sheet)


def _exclude_the_lowest(board: Board, proposal: Proposal) -> None:
    """5.2.5, unless that leaves just enough candidates: 5.5.1."""
    sheet = Sheet(Action("exclusion", proposal.candidates), ties=list(proposal.ties))
    _defer_surpluses(board, sheet, ", ".join(proposal.heads))
    board.field.exclude(proposal.candidates)
    why = Decision(
        "exclude",
        proposal.candidates,
        "lowest",
        board.rule.clauses["lowest"],
        proposal.passed_over,
    )
    sheet.decisions.append(why)
    if board.field.assessment.only_completion:
        sheet.action = Action("last-vacancies")
        board.end_stage(sheet)
    else:
        _transfer_batches(board, sheet, proposal.candidates)


def _leave_to_nobody(board: Board, places: int) -> None:
    """Schedule of None, 3: where a candidate would be excluded, the places that no person can have."""
    sheet = Sheet(Action("vacant-places"))
    board.leave_to_nobody(places, sheet)
    board.end_stage(sheet)


def _exclude_the_doomed(board: Board) -> None:
    """Schedule 4(a): all who can no longer be elected, together, before any surplus is transferred."""
    doomed = board.field.assessment.doomed
    sheet = Sheet(Action("exclusion", doomed))
    clause = board.rule.clauses["doomed"]
    _defer_surpluses(board, sheet, clause)
    sheet.decisions.append(Decision("exclude", doomed, "doomed", clause))
    board.field.exclude(doomed)
    _transfer_batches(board, sheet, doomed)


def _defer_surpluses(board: Board, sheet: Sheet, clause: str) -> None:
    """5.2.2: they are reconsidered at the next stage."""
    if sources := tuple(board.with_surplus):
        sheet.deferred = board.total_surplus
        sheet.decisions.append(Decision("defer", sources, "surplus-deferred", clause))


def _transfer_batches(board: Board, sheet: Sheet, excluded: tuple[CandidateId, ...]) -> None:
    """5.4: batch by batch, in descending order of value, until every place is filled."""
    for value in board.table.values_held(excluded):
        if not board.field.vacancies:  # 5.5.2: no further transfers of papers are made
            sheet.stopped = True
            break
        sheet.transfers.extend(board.table.move_batch(excluded, value, board.field.continuing))
        board.end_batch(sheet, value)
    board.end_stage(sheet)
