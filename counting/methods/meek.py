"""Meek counts: every elected candidate keeps of each paper just what the quota calls for.

The quota is found anew from the votes in play, and all papers are shared out anew by the keep
values, until the elected hold hardly more than the quota; then the lowest is excluded. What the
two rules share is `MeekCount`; they part in when they exclude, and in what a stage is:

- `ReferenceMeekRule`: a stage is a round, which ends with an election or, when the total surplus is
  below a limit or falls no more, with an exclusion;
- `NewZealandMeekRule`: a stage is an iteration, and a candidate is excluded as soon as the total
  surplus could not save him or her.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from counting.canonical import Json
from counting.contest import CandidateId, Contest
from counting.papers import Papers
from counting.parts.blackboard import Blackboard, Figures
from counting.parts.paper_nobody import papers_with_successors
from counting.parts.pseudo_random import Numbers
from counting.parts.sharing import PLACES, UNIT, SharedPapers
from counting.parts.ties import TieRule
from counting.record import Action, CountRecord
from counting.rule import Rule
from counting.votes import NO_VOTES, Votes, votes_text


@dataclass(frozen=True, slots=True, kw_only=True)
class MeekRule(Rule):
    """The choices of a Meek rule. `limit`: a smaller total surplus leads to an exclusion; in votes."""

    limit: Votes
    ties: TieRule
    takes_nobody: ClassVar[bool] = True

    def description(self) -> dict[str, Json]:
        """All that decides a count, the limit too."""
        return {**Rule.description(self), "limit": votes_text(self.limit, PLACES)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceMeekRule(MeekRule):
    """A Meek rule by rounds, as the PR Foundation's."""

    def count(self, papers: Papers, contest: Contest) -> CountRecord:
        """Count the papers, round by round, until every seat is filled."""
        self.require_countable(contest)
        count = MeekCount(papers, contest, self, self.ties)
        while count.board.vacancies:
            self._round(count)
            count.end_stage()
        return count.record()

    def _round(self, count: MeekCount) -> None:
        """Iterate until somebody is elected or excluded."""
        last: Votes | None = None
        while True:
            count.share_out()
            if count.board.complete or count.elect_those_at_the_quota():
                return
            surplus = count.total_surplus
            below = surplus < self.limit
            if below or (last is not None and surplus >= last):
                reason = "surplus-below-limit" if below else "surplus-falls-no-more"
                count.exclude_or_leave_vacant(reason, within=surplus)
                return
            last = surplus
            count.update_keep_values(count.board.elected)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewZealandMeekRule(MeekRule):
    """A Meek rule that excludes in any iteration, as New Zealand's.

    `numbers(contest, papers, clause)`: those that decide if no lots have been drawn.
    """

    numbers: Callable[[Contest, int, str], Numbers]

    def count(self, papers: Papers, contest: Contest) -> CountRecord:
        """Count the papers, iteration by iteration, until every seat is filled."""
        self.require_countable(contest)
        ties = self.ties
        if contest.none is None and not contest.lots:  # nobody has no number
            clause = self.clauses["pseudo-random"]
            ties = replace(ties, numbers=self.numbers(contest, papers.total, clause))
        count = _NewZealandCount(papers, contest, self, ties)
        last: Votes | None = None
        while count.board.vacancies:
            count.share_out()
            elected = count.elect_those_at_the_quota()
            reason = None if count.board.complete else self._exclusion_due(count, last)
            if reason:
                count.exclude_or_leave_vacant(reason)
            last = None if elected or reason else count.total_surplus
            count.end_stage()
            if count.board.vacancies:
                count.update_keep_values(count.board.elected)
        return count.record()

    def _exclusion_due(self, count: MeekCount, last: Votes | None) -> str | None:
        """Why the lowest candidate is to be excluded now; None if nobody is.

        `last`: the total surplus of an iteration just before that elected and excluded nobody.
        """
        surplus = count.total_surplus
        lowest, next_lowest = sorted(count.tallies[c] for c in count.board.continuing)[:2]
        if lowest + surplus < next_lowest:
            return "cannot-catch-up"
        if surplus < self.limit:
            return "surplus-below-limit"
        return "surplus-falls-no-more" if last is not None and surplus >= last else None


class MeekCount:
    """One Meek count under way. Inside, votes and keep values are whole numbers of 10^-9."""

    def __init__(self, papers: Papers, contest: Contest, rule: Rule, ties: TieRule) -> None:
        self.board = Blackboard(contest, rule, ties)
        wide = papers_with_successors(papers, contest)
        self._shared = SharedPapers(wide, self.board.contest)
        self.board.field.welcome(self._admit)
        self._keep = dict.fromkeys(self.board.continuing, UNIT)
        self._keep_now = dict(self._keep)
        self._given: dict[CandidateId, int] = {}
        self._quota = 0

    def _admit(self, successor: CandidateId) -> None:
        """A successor of nobody stands, and takes what papers have left for it from now on."""
        self._shared.admit(successor)
        self._keep[successor] = self._keep_now[successor] = UNIT
        self._given[successor] = 0

    @property
    def tallies(self) -> Mapping[CandidateId, Votes]:
        """Votes of every candidate standing, as last shared out."""
        return {candidate: Votes(given, UNIT) for candidate, given in self._given.items()}

    @property
    def total_surplus(self) -> Votes:
        """What the elected hold above the quota, together; never less than 0. Units: votes."""
        above = sum(self._given[c] - self._quota for c in self.board.elected)
        return max(Votes(above, UNIT), NO_VOTES)

    def share_out(self) -> None:
        """Share all papers out by the keep values, and find the quota from the votes in play.

        The votes divided by one more than the seats, cut to nine decimals, plus 10^-9. Source: PR
        Foundation Meek rule, B.2.a and B.2.b; SR 2001/145, Schedule 1A, clauses 5, 10 and 11.
        """
        self._keep_now = dict(self._keep)
        self._given = self._shared.share_out(self._keep)
        self._quota = self._quota_of(sum(self._given.values()), self.board.contest.seats)

    def _quota_of(self, given: int, seats: int) -> int:
        return given // (seats + 1) + 1

    def elect_those_at_the_quota(self) -> bool:
        """Elect every hopeful candidate with the quota; answers whether there was one."""
        reaching = [c for c in self.board.continuing if self._given[c] >= self._quota]
        before = len(self.board.elected)
        self.board.elect(reaching, self.tallies, "quota")
        self._shared.elect(self.board.elected[before:])
        return bool(reaching)

    def exclude_or_leave_vacant(self, reason: str, within: Votes = NO_VOTES) -> None:
        """An exclusion; or first, to nobody, the places that no person can have (schedule of None, 3)."""
        before = len(self.board.elected)
        self.board.leave_to_nobody(self.board.left_to_nobody)
        self._shared.elect(self.board.elected[before:])
        if len(self.board.elected) == before:
            self.exclude_the_lowest(reason, within)

    def exclude_the_lowest(self, reason: str, within: Votes = NO_VOTES) -> None:
        """Exclude the hopeful candidate with fewest votes. `within`: by how much others are tied."""
        board = self.board
        lowest = board.choose_one("exclusion", board.continuing, self.tallies, board.stages, within)
        board.exclude((lowest,), reason)
        self._shared.exclude(lowest)
        self._keep[lowest] = 0

    def update_keep_values(self, elected: Sequence[CandidateId]) -> None:
        """Keep value times quota, divided by votes, for these; each rounded up to 10^-9.

        No keep value is ever above 1: a paper cannot give more than it is worth. Source: PR
        Foundation Meek rule, B.2.f; SR 2001/145, Schedule 1A, clause 17.
        """
        for candidate in elected:
            given = self._given[candidate]
            if not given:
                continue  # nobody, with a place that no person could have: nothing to keep of nothing
            product = -(-self._keep[candidate] * self._quota // UNIT)
            self._keep[candidate] = min(UNIT, -(-product * UNIT // given))

    def end_stage(self) -> None:
        """Elect all who are left if they are no more than the places, and write the stage down."""
        board = self.board
        surplus = self.total_surplus
        board.elect_the_rest(self.tallies)
        valid = self._shared.summary.valid
        figures = Figures(
            quota=Votes(self._quota, UNIT),
            tallies=self.tallies,
            non_transferable=Votes(valid * UNIT - sum(self._given.values()), UNIT),
            figures={"total_surplus": surplus},
            keep={candidate: Votes(keep, UNIT) for candidate, keep in self._keep_now.items()},
        )
        board.end_stage(Action("iteration" if board.stages else "first-preferences"), figures)

    def record(self) -> CountRecord:
        """The whole count."""
        return self.board.record(self._shared.summary)


class _NewZealandCount(MeekCount):
    """One count under way by the New Zealand rule."""

    def _quota_of(self, given: int, seats: int) -> int:
        """For a single vacancy half of the votes, rounded up to a whole number: clause 26."""
        if seats > 1 or not given:
            return super()._quota_of(given, seats)
        return -(-given // (2 * UNIT)) * UNIT

    @property
    def total_surplus(self) -> Votes:
        """All that candidates have in excess of the quota. Units: votes.

        One who has fewer votes takes nothing off it. Source: SR 2001/145, Schedule 1A, clause 14.
        """
        excess = (self._given[c] - self._quota for c in self.board.elected)
        return Votes(sum(votes for votes in excess if votes > 0), UNIT)
