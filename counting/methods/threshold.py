"""Counts by rounds in which sure losers go together, and whoever is over the threshold still receives.

A candidate is elected only when his or her surplus is transferred; until then papers still come to
the pile. Before any surplus, all who can no longer be elected are defeated together.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import ClassVar, Final

from counting.contest import CandidateId, Contest
from counting.errors import ContestError
from counting.papers import Papers
from counting.parts.blackboard import Blackboard, Figures, Tallies
from counting.parts.paper_nobody import papers_with_successors
from counting.parts.ties import TieRule
from counting.record import Action, CountRecord, Transfer
from counting.rule import Rule
from counting.table import Table
from counting.votes import NO_VOTES, Votes

# The attribute of a candidate that stands for all write-in votes for persons who did not declare.
WRITE_IN: Final = "write_in"
UNDECLARED: Final = "undeclared"


def cannot_be_elected(
    tallies: Tallies, continuing: Collection[CandidateId], more: Votes, enough: int
) -> tuple[CandidateId, ...]:
    """Those whom no transfer can bring level with the next candidate above them, and all below those.

    A candidate's votes, those of all who have no more, and `more` (surpluses and other votes that
    may yet be transferred) are fewer than the votes of the next candidate. At least `enough`
    candidates are always left. Source: Minneapolis Code of Ordinances, 167.20, 'mathematically
    impossible to be elected'.
    """
    ordered = sorted(continuing, key=lambda c: tallies[c])
    total, found = NO_VOTES, 0
    for place, candidate in enumerate(ordered[: max(0, len(ordered) - enough)], start=1):
        total += tallies[candidate]
        # Of equal ones only the last is asked: 'tied candidates' are among those who may transfer.
        if total + more < tallies[ordered[place]]:
            found = place
    return tuple(c for c in continuing if c in ordered[:found])


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdRule(Rule):
    """The choices of such a rule; as those of `gregory.GregoryRule`.

    `sure_losers(tallies, continuing, votes that may yet be transferred, how many must be left)`.
    """

    quota: Callable[[Votes, int], Votes]
    reaches: Callable[[Votes, Votes], bool]
    value: Callable[[Votes, Votes, Votes, int | None], Votes]
    sure_losers: Callable[[Tallies, Collection[CandidateId], Votes, int], tuple[CandidateId, ...]]
    ties: TieRule
    takes_nobody: ClassVar[bool] = True

    def count(self, papers: Papers, contest: Contest) -> CountRecord:
        """Count the papers, round by round, until every seat is filled."""
        self.require_countable(contest)
        count = _Count(papers, contest, self)
        count.end_stage(Action("first-preferences"))
        while count.board.vacancies:
            losers = count.sure_losers()
            at_threshold = count.at_the_threshold()
            if losers:
                count.defeat(losers)
            elif at_threshold:
                count.elect_by_the_largest_surplus(at_threshold)
            elif count.board.left_to_nobody:
                count.leave_to_nobody()
            else:
                count.defeat_the_lowest()
        return count.board.record(count.table.summary)

    def require_countable(self, contest: Contest) -> None:
        """Refuse, too, a contest with fewer candidates for its places than places."""
        Rule.require_countable(self, contest)
        pooled = [c for c in contest.standing if c.attributes.get(WRITE_IN) == UNDECLARED]
        able = [c for c in contest.standing if c not in pooled and c.id not in contest.nobody]
        if pooled and len(able) < contest.seats:
            raise ContestError(
                f"There are {contest.seats} seats but only {len(able)} candidates besides the "
                "undeclared write-ins. Lower the number of seats, or extend nominations."
            )


class _Count:
    """One count under way."""

    def __init__(self, papers: Papers, contest: Contest, rule: ThresholdRule) -> None:
        self.rule = rule
        self.board = Blackboard(contest, rule, rule.ties)
        self.table = Table(papers_with_successors(papers, contest), self.board.contest)
        self.board.field.welcome(self.table.admit)
        self.threshold = rule.quota(Votes(self.table.summary.valid), contest.seats)
        self.write_ins = [
            c.id for c in contest.standing if c.attributes.get(WRITE_IN) == UNDECLARED
        ]

    def sure_losers(self) -> tuple[CandidateId, ...]:
        """Those to be defeated together; the undeclared write-ins with the first of them."""
        tallies, board = self.table.tallies, self.board
        able = [c for c in board.continuing if c not in self.write_ins]
        pooled = [c for c in board.continuing if c in self.write_ins]
        surpluses = sum((max(NO_VOTES, tallies[c] - self.threshold) for c in able), NO_VOTES)
        more = surpluses + sum((tallies[c] for c in pooled), NO_VOTES)
        losers = self.rule.sure_losers(tallies, able, more, board.vacancies)
        return tuple(c for c in board.continuing if c in losers or c in pooled)

    def at_the_threshold(self) -> list[CandidateId]:
        """Continuing candidates with the threshold or more; never the undeclared write-ins."""
        able = [c for c in self.board.continuing if c not in self.write_ins]
        return [c for c in able if self.rule.reaches(self.table.tallies[c], self.threshold)]

    def elect_by_the_largest_surplus(self, among: list[CandidateId]) -> None:
        """Elect the one with the largest surplus, possibly of nothing, and transfer it."""
        tallies, board = self.table.tallies, self.board
        source = board.choose_one("surplus", among, tallies, board.stages[:-1])
        total = tallies[source]
        surplus = total - self.threshold
        board.elect((source,), tallies, "quota")
        board.transfer(source, "largest-surplus")

        def value(received: Votes) -> Votes:
            return self.rule.value(surplus, total, received, self.rule.decimals.value)

        moved = self.table.move_pile(source, board.continuing, value, surplus)
        self.end_stage(Action("surplus", (source,), surplus), moved)

    def leave_to_nobody(self) -> None:
        """Schedule of None, 3: the places that no person can have."""
        self.board.leave_to_nobody(self.board.left_to_nobody)
        self.end_stage(Action("vacant-places"))

    def defeat_the_lowest(self) -> None:
        tallies, board = self.table.tallies, self.board
        lowest = board.choose_one("exclusion", board.continuing, tallies, board.stages[:-1])
        self.defeat((lowest,), "lowest")

    def defeat(self, losers: tuple[CandidateId, ...], reason: str = "sure-losers") -> None:
        """Defeat these together; in the final round they keep their votes."""
        tallies, board = self.table.tallies, self.board
        board.exclude(losers, reason)
        if board.complete:
            self.end_stage(Action("last-vacancies"))
            return
        moved: list[Transfer] = []
        for loser in losers:
            moved += self.table.move_pile(loser, board.continuing, lambda v: v, tallies[loser])
        self.end_stage(Action("exclusion", losers), tuple(moved))

    def end_stage(self, action: Action, transfers: tuple[Transfer, ...] = ()) -> None:
        """Fill the places that are left where votes or numbers decide, and write the stage down."""
        tallies, board = self.table.tallies, self.board
        at_threshold = self.at_the_threshold()
        if len(at_threshold) == board.vacancies:
            board.elect(at_threshold, tallies, "quota")
        else:
            board.elect_the_rest(tallies)
        figures = Figures(self.threshold, tallies, self.table.non_transferable, self.table.rounding)
        board.end_stage(action, figures, transfers)
