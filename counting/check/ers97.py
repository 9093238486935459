"""The Electoral Reform Society's rules of 1997, worked out from the papers.

Source: 'How to conduct an election by the Single Transferable Vote', third edition, sections 5 and 6,
whose numbers are in the comments; with constraints, the schedule of
`docs/adr/0009-ers97-constraints.md`. Whom 5.2.5 proposes to exclude is in `ers97_lowest`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from counting.check.batches import Batches
from counting.check.clerks import Clerks, Sheet, Some, Totals
from counting.check.ers97_lowest import Lowest, Proposal
from counting.check.family import Known, RuleText, anything
from counting.check.procedure import Due
from counting.check.ties import Point
from counting.contest import CandidateId, Contest
from counting.papers import Papers
from counting.record import Action, Decimals, Tie
from counting.record_batches import Batch, LastBatch
from counting.votes import NO_VOTES, Votes, cut, raise_

_PLACES = 2  # every figure of these rules is in hundredths of a vote

TEXT = RuleText(
    decimals=Decimals(votes=_PLACES, value=_PLACES, quota=_PLACES),
    acts={
        "quota-first-preferences": "5.1.7(a)",
        "quota-surplus": "5.3.13(a)",
        "quota-exclusion": "5.4.9(a)",
        "votes-required-first-preferences": "5.1.7(b)",
        "votes-required-surplus": "5.3.13(b)",
        "votes-required-exclusion": "5.4.9(b)",
        "equal-throughout": "5.6.2",
        "largest-surplus": "5.2.2, 5.2.3",
        "lowest": "5.2.5",
        "last-vacancies": "5.5.1",
        "doomed": "schedule 4(a)",
        "only-completion": "schedule 3",
    },
    ties={"election": "5.6.2", "surplus": "5.2.3", "exclusion": "5.2.5"},
    ties_from="earliest-stage",
)


class Ers97(Clerks):
    """One count. `given`: what of the surpluses transferred went to nobody (5.3.9)."""

    def __init__(self, papers: Papers, contest: Contest) -> None:
        super().__init__(contest, TEXT)
        ids = tuple(candidate.id for candidate in contest.candidates)
        self.piles = Batches(papers, ids, frozenset(self.order))
        self.without_preference = self.piles.without_preference
        self.valid = papers.total - papers.blank - self.without_preference
        self.paid_out: set[CandidateId] = set()  # elected, surplus transferred: they keep the quota
        self.differences = NO_VOTES
        self.quota = NO_VOTES
        self.lost = NO_VOTES
        self.before = self.ground.findings((), self.order, self.outlook)

    def stages(self) -> Iterator[Due]:
        """Every stage that is due, in turn. Raises LotMissing where only a lot could go on."""
        self._look()
        self.quota = share(self.valid - self.lost, self.contest.seats)  # 5.1.6
        yield self._end(Sheet(Action("first-preferences"), "a count begins with them"))
        while self.places:
            yield self._opened()

    def succeeded(self, old: CandidateId, new: CandidateId) -> None:
        """What ranks the one goes to the other from now on."""
        self.piles.succeed(old, new)

    def _opened(self) -> Due:
        if self.outlook.doomed:
            return self._exclude_the_doomed()
        if not self.with_surplus and self.left_to_nobody:
            return self._end(self.leave_vacant())
        if proposal := Lowest(self).proposed():
            return self._exclude_the_lowest(proposal)
        return self._transfer_a_surplus()

    @property
    def with_surplus(self) -> Some:
        """The elected who have more than the quota (6.18)."""
        return tuple(c for c in self.order if c in self.elected and self.now[c] > self.quota)

    @property
    def surpluses(self) -> Votes:
        """All surpluses that have not been transferred."""
        return sum((self.now[c] - self.quota for c in self.with_surplus), NO_VOTES)

    @property
    def active(self) -> Votes:
        """The total active vote (6.20): all votes but the quotas of the elected and what is lost."""
        kept = sum((min(self.quota, self.now[c]) for c in self.elected), NO_VOTES)
        return self.valid - self.lost - kept

    @property
    def required(self) -> Votes:
        """The votes required by 5.1.7(b)."""
        return share(self.active, self.places)

    def _look(self) -> None:
        """Work out everybody's votes, and those that are non-transferable."""
        votes = self.piles.votes()
        self.now = {c: self.quota if c in self.paid_out else votes[c] for c in self.order}
        self.lost = votes[None] + self.differences

    def _transfer_a_surplus(self) -> Due:
        """5.2.3 and 5.3: the largest surplus, from the papers that came last."""
        sheet = Sheet(Action("surplus"), "")
        source = self.pick("surplus", self.with_surplus, sheet)
        surplus = self.now[source] - self.quota
        sheet.action = Action("surplus", (source,), surplus)
        who, votes = self.wording.who(source), self.wording.votes(surplus)
        sheet.because = f"the largest surplus is that of {who}, and may not wait: {votes}"
        self.decide("transfer", (source,), "largest-surplus", sheet)
        received, papers, able = self.piles.last_received(source, self.continuing)
        worth = received  # 5.3.7: never more than that
        if able and surplus < received * able:
            worth = cut(surplus / able, _PLACES)
        sheet.transfers += self.piles.move_last(source, self.continuing, worth)
        difference = surplus - worth * able  # 5.3.9
        self.differences += difference
        sheet.last_batch = LastBatch(received, papers, able, worth, difference)
        self.paid_out.add(source)
        self._look()
        return self._end(sheet)

    def _exclude_the_doomed(self) -> Due:
        """Schedule 4(a): all of them together, while surpluses wait."""
        doomed = self.outlook.doomed
        sheet = Sheet(
            Action("exclusion", doomed), "those whom the constraints bar go before anything else"
        )
        self._wait("doomed", sheet)
        self._out(doomed, "doomed", sheet)
        return self._move_batches(doomed, sheet)

    def _exclude_the_lowest(self, proposal: Proposal) -> Due:
        """5.2.5; or 5.5.1, if those who are then left must all be elected."""
        out = proposal.candidates
        sheet = Sheet(Action("exclusion", out), proposal.because, ties=list(proposal.ties))
        self._wait(proposal.heads, sheet)
        self._out(out, "lowest", sheet, proposal.passed_over)
        if not self.outlook.single:
            return self._move_batches(out, sheet)
        sheet.action = Action("last-vacancies")
        sheet.because += ", and those then left fill the places"
        return self._end(sheet)

    def _wait(self, clause: str, sheet: Sheet) -> None:
        """5.2.2: surpluses are put off for this exclusion."""
        if self.with_surplus:
            sheet.figures["deferred_surplus"] = self.surpluses
            clause = self.text.acts.get(clause, clause)
            self.decide("defer", self.with_surplus, "surplus-deferred", sheet, clause=clause)

    def _out(self, out: Some, reason: str, sheet: Sheet, passed_over: Some = ()) -> None:
        self.exclude(out, reason, sheet, passed_over)

    def _move_batches(self, out: Some, sheet: Sheet) -> Due:
        """5.4: their papers, those of the highest value first, until every place is filled."""
        for value in self.piles.values_held(out):
            if not self.places:
                sheet.stopped = True
                break
            sheet.transfers += self.piles.move_value(out, value, self.continuing)
            self._look()
            if not self.elected:  # 5.4.8
                self.quota = share(self.valid - self.lost, self.contest.seats)
            before = len(self.elected)
            self._elect_those_able(sheet)
            elected = tuple(self.elected[before:])
            sheet.batches.append(Batch(value, self.quota, self.now, self.lost, NO_VOTES, elected))
            self.ended.append(Point(self.number, self.now, len(sheet.batches)))
        return self._end(sheet)

    def _end(self, sheet: Sheet) -> Due:
        if not sheet.batches:
            self._elect_those_able(sheet)
            self.ended.append(Point(self.number, self.now))
        sheet.figures["total_surplus"] = self.surpluses
        found = self.ground.findings(self.elected, self.continuing, self.outlook)
        if self.places:
            sheet.figures["total_active_vote"] = self.active
            sheet.figures["votes_required"] = self.required
        return self.write(sheet, Totals(self.quota, self.lost), found if self.places else ())

    def _elect_those_able(self, sheet: Sheet) -> None:
        """5.1.7, 5.3.13, 5.4.9; and as soon as there is but one completion, that one (5.5.1)."""
        while not self.outlook.single:
            chosen = self._next_elected(sheet)
            if chosen is None:
                return
            reason = "quota" if self.now[chosen] >= self.quota else "votes-required"
            clause = self.text.acts[f"{reason}-{sheet.action.type}"]
            self._elect_now((chosen,), reason, clause, sheet)
        if self.places:
            self._elect_the_last(sheet)

    def _elect_the_last(self, sheet: Sheet) -> None:
        """The one choice of persons that is left; then, if places are left, nobody."""
        nobody = len(self.persons) < len(self.continuing)
        bound = self.ground.contest.constrained
        rest = self.outlook.guarded if bound else (() if nobody else self.persons)
        some_are_barred = bound and len(rest) < len(self.persons)
        reason = "only-completion" if some_are_barred else "last-vacancies"
        if rest:
            order = self.ties.in_order(rest, self.now, self.ended)
            self._elect_now(order, reason, self.text.acts[reason], sheet)
        if nobody and self.places:
            self.give_to_nobody(self.places, sheet)

    def _elect_now(self, some: Some, reason: str, clause: str, sheet: Sheet) -> None:
        self.give_places(some)
        self.decide("elect", some, reason, sheet, clause=clause)

    def _next_elected(self, sheet: Sheet) -> CandidateId | None:
        """The one with most votes of those who have the quota, or the votes required."""
        needed = min(self.quota, self.required)
        barred = self.outlook.doomed
        able = [c for c in self.continuing if c not in barred and self.now[c] >= needed]
        if not able:
            return None
        most = max(self.now[c] for c in able)
        equal = tuple(c for c in able if self.now[c] == most)
        if self.together(equal):
            return self.ties.in_order(equal, self.now, self.ended)[0]
        left, steps = self.ties.narrowed("election", equal, self.ended)
        if self.together(left):
            tie = Tie(
                "election",
                equal,
                most,
                left[0],
                "earliest-stage",
                steps,
                self.text.ties["election"],
            )
            sheet.ties.append(tie)
            return left[0]
        if len(equal) > self.places:  # 5.6.2: none is elected at this stage
            put_off = ("defer", left, "equal-throughout")
            if put_off not in [(d.act, d.candidates, d.reason) for d in sheet.decisions]:
                self.decide("defer", left, "equal-throughout", sheet)
            return None
        return self.pick("election", equal, sheet)  # schedule 7: the lot, at once

    def together(self, some: Some, besides: Some = ()) -> bool:
        """Whether there is a completion with all of these, and without those `besides`."""
        rest = [c for c in self.continuing if c not in some and c not in besides]
        if any(c in self.ground.nobody for c in some):
            rest.append(self.ground.nobody[-1])  # for whoever succeeds it
        return self.ground.outlook([*self.elected, *some], rest).possible


def share(votes: Votes, places: int) -> Votes:
    """Votes divided by one more than the places, in hundredths; the next up if not exact (5.1.6)."""
    return raise_(Votes(votes) / (places + 1), _PLACES)


RULES: Mapping[str, Known] = {"ers97": Known(TEXT, Ers97, anything)}
