"""Alternative vote: one seat, a majority of the votes in play, the lowest excluded until there is one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from counting.contest import CandidateId, Contest
from counting.papers import Papers
from counting.parts.casting import by_casting_vote, require_needed
from counting.parts.ties import TieRule, choose
from counting.record import Action, CountRecord, Decision, Stage, Tie, Transfer
from counting.rule import Rule
from counting.table import Table
from counting.votes import Votes


@dataclass(frozen=True, slots=True, kw_only=True)
class RunoffRule(Rule):
    """The choices of a run-off rule. `majority(votes of continuing candidates)`: what elects."""

    majority: Callable[[Votes], Votes]
    ties: TieRule
    takes_nobody: ClassVar[bool] = True
    takes_casting_vote: ClassVar[bool] = True

    def elects(self, continuing: int) -> bool:  # noqa: ARG002 - for rules that wait until few are left
        """Whether a majority elects while so many candidates continue."""
        return True

    def count(self, papers: Papers, contest: Contest) -> CountRecord:
        """Count the papers, stage by stage, until somebody has a majority."""
        self.require_countable(contest)
        count = _Count(papers, contest, self)
        count.end_stage(Action("first-preferences"))
        while not count.over:
            count.exclude_the_lowest()
        if not count.tied_at_the_end:
            require_needed(contest, ())
        return CountRecord(
            contest=contest,
            rule_version=self.version,
            decimals=self.decimals,
            papers=count.table.summary,
            before=(),
            stages=tuple(count.stages),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ToTwoRule(RunoffRule):
    """The same, but the count goes on until two candidates are left, though one has a majority before."""

    def elects(self, continuing: int) -> bool:
        """Only of two, or one alone."""
        return continuing <= 2


class _Count:
    """One run-off under way."""

    def __init__(self, papers: Papers, contest: Contest, rule: RunoffRule) -> None:
        self.contest = contest
        self.rule = rule
        self.table = Table(papers, contest)
        self.stages: list[Stage] = []
        self.over = False
        self.tied_at_the_end = False
        self.continuing = [candidate.id for candidate in contest.standing]

    def exclude_the_lowest(self) -> None:
        tallies = self.table.tallies
        fewest = min(tallies[c] for c in self.continuing)
        tied = [c for c in self.continuing if tallies[c] == fewest]
        lowest, tie = choose(
            "exclusion",
            tied,
            fewest,
            self.stages[:-1],
            self.contest,
            rule=self.rule.ties,
            stage=len(self.stages) + 1,
        )
        why = Decision("exclude", (lowest,), "lowest", self.rule.clauses["lowest"])
        self.continuing.remove(lowest)
        transfers = self.table.move_pile(lowest, self.continuing, lambda v: v, fewest)
        self.end_stage(Action("exclusion", (lowest,)), transfers, [why], tie)

    def end_stage(
        self,
        action: Action,
        transfers: tuple[Transfer, ...] = (),
        decisions: list[Decision] | None = None,
        tie: Tie | None = None,
    ) -> None:
        """Elect whoever has a majority of the votes in play, and write the stage down."""
        decided = decisions or []
        ties = [tie] if tie else []
        tallies = self.table.tallies
        majority = self.rule.majority(sum((tallies[c] for c in self.continuing), Votes(0)))
        self.elect(majority, decided, ties)
        self.stages.append(
            Stage(
                number=len(self.stages) + 1,
                action=action,
                quota=majority,
                tallies=dict(tallies),
                non_transferable=self.table.non_transferable,
                rounding=self.table.rounding,
                transfers=transfers,
                decisions=tuple(decided),
                ties=tuple(ties),
            )
        )

    def elect(self, majority: Votes, decided: list[Decision], ties: list[Tie]) -> None:
        tallies = self.table.tallies
        if not self.rule.elects(len(self.continuing)):
            return
        for candidate in self.continuing:
            if tallies[candidate] >= majority:
                self._elect(candidate, "majority", decided)
                return
        if len(self.continuing) == 1:
            # Nobody else is left, though no paper in play names the last one either.
            self._elect(self.continuing[0], "last-vacancies", decided)
        elif len(self.continuing) == 2:
            # No majority between two is equality: the rule says who is elected, not who is excluded.
            self.tied_at_the_end = True
            tie = self._break_the_final_tie(tallies[self.continuing[0]], decided)
            if tie:
                ties.append(tie)

    def _break_the_final_tie(self, votes: Votes, decided: list[Decision]) -> Tie | None:
        casting = self.contest.casting_vote
        if casting is not None:
            decision, tie = by_casting_vote(casting, self.continuing, votes, self.contest)
            decided.append(decision)
            self.over = True
            return tie
        chosen, tie = choose(
            "election",
            self.continuing,
            votes,
            self.stages,
            self.contest,
            rule=self.rule.ties,
            stage=len(self.stages) + 1,
        )
        self._elect(chosen, "final-tie", decided)
        return tie

    def _elect(self, candidate: CandidateId, reason: str, decided: list[Decision]) -> None:
        decided.append(Decision("elect", (candidate,), reason, self.rule.clauses[reason]))
        self.over = True
