"""Exclusions from below, and nothing else: no quota, no surplus, until no more are left than places."""

from __future__ import annotations

from dataclasses import dataclass

from counting.contest import Contest
from counting.papers import Papers
from counting.parts.blackboard import Blackboard, Figures
from counting.parts.ties import TieRule
from counting.record import Action, CountRecord, Transfer
from counting.rule import Rule
from counting.table import Table
from counting.votes import NO_VOTES


@dataclass(frozen=True, slots=True, kw_only=True)
class BottomsUpRule(Rule):
    """The choice of such a rule: how ties are settled. Its record has a quota of 0: there is none."""

    ties: TieRule

    def count(self, papers: Papers, contest: Contest) -> CountRecord:
        """Count the papers, excluding one candidate after another, until as many are left as places."""
        self.require_countable(contest)
        table = Table(papers, contest)
        board = Blackboard(contest, self, self.ties)

        def end_stage(action: Action, transfers: tuple[Transfer, ...] = ()) -> None:
            board.elect_the_rest(table.tallies)
            figures = Figures(NO_VOTES, table.tallies, table.non_transferable, table.rounding)
            board.end_stage(action, figures, transfers)

        end_stage(Action("first-preferences"))
        while board.vacancies:
            lowest = board.choose_one(
                "exclusion", board.continuing, table.tallies, board.stages[:-1]
            )
            board.exclude((lowest,), "lowest")
            votes = table.tallies[lowest]
            # Moved even when it decides: the order of election is by the votes with these papers.
            moved = table.move_pile(lowest, board.continuing, lambda value: value, votes)
            end_stage(Action("exclusion", (lowest,)), moved)
        return board.record(table.summary)
