"""Counts in which only the parcel of papers last received by an elected candidate is looked at.

The clerk's instructions of the Local Elections Rules of Northern Ireland: clauses in comments are
those of Schedule 5 to the Electoral Law Act (Northern Ireland) 1962. A stage is the first
preferences, a surplus or an exclusion (41); an exclusion goes parcel by parcel.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from counting.contest import CandidateId, Contest
from counting.papers import Papers
from counting.parts.batch_table import BatchTable
from counting.parts.blackboard import Blackboard, Figures, Parcels
from counting.parts.ers97 import sizes_together
from counting.parts.ties import TieRule
from counting.record import Action, CountRecord, Transfer
from counting.record_batches import Batch
from counting.rule import Rule
from counting.table import NEW_PAPER
from counting.votes import NO_VOTES, Votes


@dataclass(frozen=True, slots=True, kw_only=True)
class LastParcelRule(Rule):
    """The choices of a rule of this family.

    `quota(valid votes, seats)`; `reaches(votes, quota)`; `value(surplus, transferable papers, value
    received, decimals)` of a paper of the last parcel; `fits(votes of some and all surpluses, votes
    of the candidate next above)`: whether those may be excluded while the surpluses wait.
    """

    quota: Callable[[Votes, int], Votes]
    reaches: Callable[[Votes, Votes], bool]
    value: Callable[[Votes, int, Votes, int | None], Votes]
    fits: Callable[[Votes, Votes], bool]
    ties: TieRule

    def count(self, papers: Papers, contest: Contest) -> CountRecord:
        """Count the papers, stage by stage, until every place is filled."""
        self.require_countable(contest)
        count = _Count(papers, contest, self)
        count.end_first_stage()
        while count.board.vacancies:
            if lowest := count.those_to_exclude():
                count.exclude(lowest)
            else:
                count.transfer_the_largest_surplus()
        return count.board.record(count.table.summary)


class _Count:
    """One count under way."""

    def __init__(self, papers: Papers, contest: Contest, rule: LastParcelRule) -> None:
        self.rule = rule
        self.table = BatchTable(papers, contest)
        self.board = Blackboard(contest, rule, rule.ties)
        self.quota = rule.quota(Votes(self.table.summary.valid), contest.seats)
        # 48(3): where there is one place, nobody is elected before papers of an excluded candidate move.
        self.may_elect = contest.seats > 1

    @property
    def with_surplus(self) -> list[CandidateId]:
        """Those elected with more than the quota, not transferred yet, in the order of the contest."""
        tallies = self.table.tallies
        elected = [c.id for c in self.board.contest.standing if c.id in self.board.elected]
        return [c for c in elected if tallies[c] > self.quota]

    @property
    def total_surplus(self) -> Votes:
        """All surpluses not transferred yet."""
        return sum((self.table.tallies[c] - self.quota for c in self.with_surplus), NO_VOTES)

    def end_first_stage(self) -> None:
        """47 and 48."""
        self.elect(NO_VOTES)
        self.end_stage(Action("first-preferences"))

    def those_to_exclude(self) -> tuple[CandidateId, ...]:
        """49(10), 51(1) and (12): as many of the lowest as may go together; none: a surplus may not wait."""
        board, tallies = self.board, self.table.tallies
        lowest = sorted(board.continuing, key=lambda c: tallies[c])
        spare = len(lowest) - board.vacancies
        votes = [tallies[c] for c in lowest]
        sizes = sizes_together(votes, spare, self.total_surplus, self.rule.fits)
        if size := next(sizes, 0):
            return tuple(c for c in board.continuing if c in lowest[:size])
        if self.with_surplus:
            return ()
        return (board.choose_one("exclusion", board.continuing, tallies, board.stages),)

    def transfer_the_largest_surplus(self) -> None:
        """49 and 50: from all first preferences, or from the parcel that the candidate received last."""
        board, tallies, clauses = self.board, self.table.tallies, self.rule.clauses
        source = board.choose_one("surplus", self.with_surplus, tallies, board.stages)
        surplus = tallies[source] - self.quota
        first = self.rule.reaches(board.stages[0].tallies[source], self.quota)
        which = "largest-surplus-first-preferences" if first else "largest-surplus-last-parcel"
        board.transfer(source, "largest-surplus", clauses[which])
        parcel = self.table.last_batch(source, board.continuing)
        value = self.rule.value(
            surplus, parcel.transferable, parcel.value, self.rule.decimals.value
        )
        transfers, working = self.table.move_sorted(parcel, surplus, value)
        self.elect(NO_VOTES)
        action = Action("surplus", (source,), surplus)
        self.end_stage(action, transfers, Parcels(last_batch=working))

    def exclude(self, lowest: tuple[CandidateId, ...]) -> None:
        """51, unless those who are left fill the places: 52(1) and (3)."""
        board, clauses = self.board, self.rule.clauses
        waiting = self.total_surplus
        if waiting:
            board.defer(self.with_surplus, ", ".join(self.heads(len(lowest), waiting)))
        together = clauses["lowest-together"] if len(lowest) > 1 else None
        board.exclude(lowest, "lowest", together)
        figures = {"deferred_surplus": waiting} if waiting else {}
        self.may_elect = True
        if board.complete:
            board.elect(board.continuing, self.table.tallies, "last-vacancies")
            self.end_stage(Action("last-vacancies"), figures=figures)
            return
        transfers: list[Transfer] = []
        batches: list[Batch] = []
        stopped = False
        for first, value in self.parcels_of(lowest):
            if not board.vacancies:  # 51(5), 52(3)
                stopped = True
                break
            transfers += self.move_parcel(lowest, first, value)
            batches.append(self.end_parcel(lowest, first, value))
        if not batches:
            self.elect(NO_VOTES)
        parcels = Parcels(tuple(batches), stopped)
        self.end_stage(Action("exclusion", lowest), tuple(transfers), parcels, figures)

    def heads(self, size: int, waiting: Votes) -> Iterator[str]:
        """Under which heads of 49(10) the surpluses wait."""
        fewest, next_above = sorted(self.table.tallies[c] for c in self.board.continuing)[:2]
        if self.rule.fits(fewest + waiting, next_above):
            yield self.rule.clauses["deferred-lowest"]
        if size > 1:
            yield self.rule.clauses["deferred-together"]

    def parcels_of(self, lowest: Sequence[CandidateId]) -> Iterator[tuple[bool, Votes]]:
        """First preferences (51(2)), then papers received, in descending order of value (51(5) to (9))."""
        if self.table.hold_first_preferences(lowest):
            yield True, NEW_PAPER
        for value in self.table.values_held(lowest):  # the first preferences have moved by now
            yield False, value

    def move_parcel(
        self, lowest: Sequence[CandidateId], first: bool, value: Votes
    ) -> tuple[Transfer, ...]:
        continuing = self.board.continuing
        if first:
            return self.table.move_first_preferences(lowest, continuing)
        return self.table.move_batch(lowest, value, continuing)

    def end_parcel(self, lowest: Sequence[CandidateId], first: bool, value: Votes) -> Batch:
        """Elect whoever has the votes, and write the parcel down."""
        before = len(self.board.elected)
        self.elect(sum((self.table.tallies[c] for c in lowest), NO_VOTES))
        return Batch(
            value=value,
            quota=self.quota,
            tallies=dict(self.table.tallies),
            non_transferable=self.table.non_transferable,
            rounding=self.table.rounding,
            elected=tuple(self.board.elected[before:]),
            first_preferences=first,
        )

    def elect(self, still_to_move: Votes) -> None:
        """48(3); then 52(1) and (2). `still_to_move`: votes of those being excluded, not moved yet."""
        board, tallies = self.board, self.table.tallies
        if self.may_elect:
            able = [c for c in board.continuing if self.rule.reaches(tallies[c], self.quota)]
            board.elect(able, tallies, "quota")
        if board.vacancies and board.complete:
            board.elect(board.continuing, tallies, "last-vacancies")
        if board.vacancies == 1 and self.may_elect:
            # 52(2): votes still to be moved may come to the others, as may a surplus.
            waiting = self.total_surplus + still_to_move
            votes = sum((tallies[c] for c in board.continuing), NO_VOTES) + waiting
            able = [c for c in board.continuing if 2 * tallies[c] >= votes]
            if len(able) == 1:
                board.elect(able, tallies, "as-many-as-the-rest")

    def end_stage(
        self,
        action: Action,
        transfers: tuple[Transfer, ...] = (),
        parcels: Parcels | None = None,
        figures: dict[str, Votes] | None = None,
    ) -> None:
        """Write the stage down."""
        table = self.table
        shown = {"total_surplus": self.total_surplus, **(figures or {})}
        totals = Figures(self.quota, table.tallies, table.non_transferable, table.rounding, shown)
        self.board.end_stage(action, totals, transfers, parcels or Parcels())
