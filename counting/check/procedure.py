"""What the rule calls for, stage by stage: worked out from the papers, for comparison with a record.

Sources: the clauses in `rulebook`; for constraints the schedule of `docs/rules/constraints.md`,
whose numbers are in the comments here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from counting.check.casting import final_tie, granted, require_settled
from counting.check.ground import Ground
from counting.check.piles import Piles
from counting.check.report import Wording
from counting.check.rulebook import Entry, Reason
from counting.check.ties import Tallies, TieBreak
from counting.contest import CandidateId, Contest
from counting.papers import Papers
from counting.record import Action, Decision, Stage, Tie, Transfer
from counting.votes import NO_VOTES, Votes, cut


@dataclass(frozen=True, slots=True)
class Due:
    """The stage that is due. `because`: one clause in words that says why it opens as it does."""

    stage: Stage
    because: str


@dataclass(slots=True)
class _Draft:
    """A stage as it is worked out: what opened it and why, and what has followed so far."""

    action: Action
    because: str
    transfers: tuple[Transfer, ...] = ()
    decisions: list[Decision] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)


class Procedure:
    """One count by one rule, of a contest that the rule can count. Go through `stages` once."""

    def __init__(self, papers: Papers, contest: Contest, rule: Entry) -> None:
        self.contest = contest
        self.rule = rule
        self.ground = Ground(contest)
        ids = tuple(candidate.id for candidate in contest.candidates)
        self.piles = Piles(papers, ids, frozenset(self.ground.order))
        self.valid = papers.total - papers.blank - self.piles.without_preference
        self.elected: list[CandidateId] = []
        self.excluded: set[CandidateId] = set()
        self.paid_out: set[CandidateId] = set()  # elected, surplus transferred: they keep the quota
        self.left_open = False  # whether neither of the last two is chosen
        self.lost = NO_VOTES
        self.quota = rule.quota(Votes(self.valid), contest.seats)
        self.ended: list[Tallies] = []  # of every stage that has ended
        self.now: Tallies = {}  # those of the stage that ended last
        self.outlook = self.ground.look((), self.order)
        self.before = self.ground.findings((), self.order, self.outlook)
        self.applied = self.ground.take_applied()
        self._ties = TieBreak(rule, contest)
        self.wording = Wording(contest, rule.decimals.votes)

    @property
    def order(self) -> tuple[CandidateId, ...]:
        """All who stand so far, in the order of the contest."""
        return self.ground.order

    @property
    def continuing(self) -> tuple[CandidateId, ...]:
        """Those neither elected nor excluded, in the order of the contest."""
        return tuple(c for c in self.order if c not in self.elected and c not in self.excluded)

    @property
    def without_preference(self) -> int:
        """Papers that rank nobody who stands."""
        return self.piles.without_preference

    @property
    def over(self) -> bool:
        """Whether every place is filled, or stays vacant."""
        return self.left_open or self.ground.places(self.elected) == 0

    def stages(self) -> Iterator[Due]:
        """Every stage that is due. Raises LotMissing where only a lot could go on; Idle at the end."""
        yield (due := self._end(_Draft(Action("first-preferences"), "a count begins with them")))
        while not self.over:
            yield (due := self._end(self._opened()))
        require_settled(self.contest, due.stage.ties)

    def _opened(self) -> _Draft:
        """What the rule calls for next (schedule, point 4)."""
        if self.outlook.doomed:
            return self._exclude(self.outlook.doomed, "doomed")
        pending = tuple(c for c in self.order if c in self.elected and self.now[c] > self.quota)
        if pending:
            return self._pay_out(pending)
        if self.left_to_nobody and not self.rule.majority:
            return self._leave_vacant()
        guarded = self.outlook.guarded
        return self._exclude(tuple(c for c in self.continuing if c not in guarded), "lowest")

    @property
    def left_to_nobody(self) -> int:
        """Places that no person can have any more (schedule of None, 3)."""
        return self.ground.left_to_nobody(self.elected, self.continuing)

    def _leave_vacant(self) -> _Draft:
        """Those places go to nobody, instead of an exclusion."""
        because = "a candidate would be excluded, but no person can have all places left"
        draft = _Draft(Action("vacant-places"), because)
        self._give_to_nobody(self.left_to_nobody, draft)
        return draft

    def _give_to_nobody(self, places: int, draft: _Draft) -> None:
        """To the option that is nobody and to its successors, who come one by one."""
        takers: list[CandidateId] = []
        for _ in range(places):
            takers.append(self.ground.nobody[-1])
            self.elected.append(takers[-1])
            self._succeed(takers[-1:])
        self._look_ahead()
        clause = "schedule of None 3"
        draft.decisions.append(Decision("elect", tuple(takers), "left-to-nobody", clause))

    def _succeed(self, chosen: Sequence[CandidateId]) -> None:
        old = self.ground.nobody[-1:]
        new = self.ground.succeed(chosen, self.elected)
        if new is not None:
            self.piles.succeed(old[0], new)
            self.now = {**self.now, new: NO_VOTES}

    def _pay_out(self, pending: tuple[CandidateId, ...]) -> _Draft:
        """The largest surplus moves: every paper of that candidate, at a part of what it was worth."""
        most = max(self.now[c] for c in pending)
        equal = [c for c in pending if self.now[c] == most]
        source, tie = self._ties.settle("surplus", equal, most, self.ended[:-1])
        surplus = most - self.quota

        def worth(received: Votes) -> Votes:
            return cut(received * surplus / most, self.rule.decimals.value)

        transfers = self.piles.move(source, frozenset(self.continuing), worth)
        self.paid_out.add(source)
        self.lost += surplus - sum(transfer.votes for transfer in transfers)
        who, votes = self.wording.who(source), self.wording.votes(surplus)
        draft = _Draft(
            Action("surplus", (source,), surplus),
            f"the largest surplus is that of {who}: {votes}",
            transfers,
        )
        return self._decided(draft, "transfer", (source,), "largest-surplus", tie)

    def _exclude(
        self, among: tuple[CandidateId, ...], reason: Literal["doomed", "lowest"]
    ) -> _Draft:
        """The one with fewest votes of these goes; the papers move, unless that fills the places."""
        fewest = min(self.now[c] for c in among)
        equal = [c for c in among if self.now[c] == fewest]
        source, tie = self._ties.settle("exclusion", equal, fewest, self.ended[:-1])
        passed_over = tuple(c for c in self.outlook.guarded if self.now[c] <= fewest)
        self.excluded.add(source)
        self._look_ahead()
        of = "doomed" if reason == "doomed" else "continuing and not guarded"
        because = (
            f"of those {of}, {self.wording.who(source)} has the fewest votes: "
            f"{self.wording.votes(fewest)}"
        )
        if reason == "lowest" and self.outlook.single and not self.rule.majority:
            # Schedule, point 5: the places are filled by those left, so no paper moves.
            because += ", and those then left fill the places"
            draft = _Draft(Action("last-vacancies"), because)
        else:
            transfers = self.piles.move(source, frozenset(self.continuing), lambda value: value)
            draft = _Draft(Action("exclusion", (source,)), because, transfers)
        over = passed_over if reason == "lowest" else ()
        return self._decided(draft, "exclude", (source,), reason, tie, over)

    def _end(self, draft: _Draft) -> Due:
        """Who is elected when the papers of a stage have moved, and the stage as it then stands."""
        votes = self.piles.votes()
        self.now = {c: self.quota if c in self.paid_out else votes[c] for c in self.order}
        if self.rule.majority:
            in_play = sum((self.now[c] for c in self.continuing), NO_VOTES)
            self.quota = self.rule.quota(in_play, self.contest.seats)
            self._elect_by_majority(draft)
        else:
            self._elect_by_quota(draft)
        self.ended.append(self.now)
        findings_now = self.ground.findings(self.elected, self.continuing, self.outlook)
        stage = Stage(
            number=len(self.ended),
            action=draft.action,
            quota=self.quota,
            tallies=self.now,
            non_transferable=votes[None],
            rounding=self.lost,
            transfers=draft.transfers,
            decisions=tuple(draft.decisions),
            ties=tuple(draft.ties),
            findings=() if self.over else findings_now,
            applied=self.ground.take_applied(),
        )
        return Due(stage, draft.because)

    def _elect_by_quota(self, draft: _Draft) -> None:
        """Schedule, points 2 and 3: those at the quota one at a time, then a single completion."""
        while not self.over and (able := self._able()):
            most = max(self.now[c] for c in able)
            equal = tuple(c for c in able if self.now[c] == most)
            if self._together(equal):
                chosen, tie = self._ties.in_order(equal, self.now, self.ended)[0], None
            else:
                chosen, tie = self._ties.settle("election", equal, most, self.ended)
            self._elect((chosen,), "quota", draft, tie)
        if not self.over and self.outlook.single:
            self._fill_the_rest(draft)

    def _fill_the_rest(self, draft: _Draft) -> None:
        """The one choice of persons that is left; then, if places are left, nobody."""
        persons = self.ground.persons(self.continuing)
        nobody = len(persons) < len(self.continuing)
        rest = self.outlook.guarded
        if not self.ground.contest.constrained:
            rest = () if nobody else persons
        if rest:
            everybody = len(rest) == len(persons)
            reason: Reason = "last-vacancies" if everybody else "only-completion"
            self._elect(self._ties.in_order(rest, self.now, self.ended), reason, draft)
        if nobody and not self.over:
            self._give_to_nobody(self.ground.places(self.elected), draft)

    def _elect_by_majority(self, draft: _Draft) -> None:
        """More votes than all others together elect; of two with equal votes, the rule chooses one."""
        left = self.continuing
        if self.rule.only_of_two and len(left) > 2:
            return
        able = self._able()
        if able:
            self._elect(able, "majority", draft)
        elif len(left) == 1:
            self._elect(left, "last-vacancies", draft)
        elif len(left) == 2 and granted(self.contest):
            self.elected += final_tie(self.contest, left, self.now, draft.decisions, draft.ties)
            self.left_open = not self.elected
        elif len(left) == 2:
            chosen, tie = self._ties.settle("election", left, self.now[left[0]], self.ended)
            self._elect((chosen,), "final-tie", draft, tie)

    def _able(self) -> tuple[CandidateId, ...]:
        """Those who continue, are not doomed, and have the votes that elect."""
        return tuple(
            c
            for c in self.continuing
            if c not in self.outlook.doomed and self.rule.reached(self.now[c], self.quota)
        )

    def _look_ahead(self) -> None:
        """Works out anew who is guarded and who is doomed."""
        self.outlook = self.ground.look(self.elected, self.continuing)

    def _together(self, some: tuple[CandidateId, ...]) -> bool:
        """Whether all of these can be elected, with those who are."""
        rest = [c for c in self.continuing if c not in some]
        if any(c in self.ground.nobody for c in some):
            rest.append(self.ground.nobody[-1])  # for whoever succeeds it
        return self.ground.outlook([*self.elected, *some], rest).possible

    def _elect(
        self,
        candidates: tuple[CandidateId, ...],
        reason: Reason,
        draft: _Draft,
        tie: Tie | None = None,
    ) -> None:
        self.elected.extend(candidates)
        self._succeed(candidates)
        self._look_ahead()
        self._decided(draft, "elect", candidates, reason, tie)

    def _decided(
        self,
        draft: _Draft,
        act: Literal["elect", "exclude", "transfer"],
        candidates: tuple[CandidateId, ...],
        reason: Reason,
        tie: Tie | None,
        passed_over: tuple[CandidateId, ...] = (),
    ) -> _Draft:
        """Writes a decision down, with the clause that calls for it and the tie, if there was one."""
        clause = self.rule.acts[reason]
        draft.decisions.append(Decision(act, candidates, reason, clause, passed_over))
        if tie is not None:
            draft.ties.append(tie)
        return draft
