"""The Local Elections Rules of Northern Ireland, worked out from the papers.

Source: Electoral Law Act (Northern Ireland) 1962, Schedule 5, as the Local Elections (Northern Ireland)
Order 1985 (SI 1985/454) put it in, rules 41 to 52, whose numbers are in the comments.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from counting.check.batches import Batches
from counting.check.clerks import Clerks, Sheet, Some, Totals
from counting.check.family import Known, RuleText, nobody_or_constraints
from counting.check.procedure import Due
from counting.check.ties import Point
from counting.contest import Contest
from counting.papers import Papers
from counting.record import Action, Decimals
from counting.record_batches import Batch, LastBatch
from counting.votes import NO_VOTES, Votes, cut

_PLACES = 2  # 49(4)(b): transfer values have two decimal places, and so have all votes

_TEXT = RuleText(
    decimals=Decimals(votes=_PLACES, value=_PLACES, quota=0),
    acts={
        "quota": "48(3)",
        "largest-surplus-first-preferences": "49(1) to (4), 50(1)",
        "largest-surplus-last-parcel": "49(5) to (7), 50(1)",
        "deferred-lowest": "49(10)(a)",
        "deferred-together": "49(10)(b)",
        "lowest": "51(1)",
        "lowest-together": "51(12)",
        "last-vacancies": "52(1)",
        "as-many-as-the-rest": "52(2)",
    },
    ties={"election": "50(1)(a), (b)", "surplus": "50(1)(a), (b)", "exclusion": "51(13)"},
    ties_from="earliest-stage",
)


class LastParcel(Clerks):
    """One count. `given`: what of surpluses went to nobody (50(2)(c))."""

    def __init__(self, papers: Papers, contest: Contest) -> None:
        super().__init__(contest, _TEXT)
        ids = tuple(candidate.id for candidate in contest.candidates)
        self.piles = Batches(papers, ids, frozenset(self.order))
        self.without_preference = self.piles.without_preference
        self.valid = papers.total - papers.blank - self.without_preference
        self.quota = Votes(self.valid // (contest.seats + 1) + 1)  # 48(1) and (2)
        self.transferred: Some = ()  # whose surplus has been transferred: they keep the quota
        self.given = NO_VOTES
        self.lost = NO_VOTES

    def stages(self) -> Iterator[Due]:
        """Every stage that is due, in turn. Raises LotMissing where only a lot could go on."""
        self._look()
        first = Sheet(Action("first-preferences"), "a count begins with them")
        self._deem(first, ())
        yield self._end(first)
        while self.places:
            if together := self._together():
                yield self._exclude(together)
            elif self._surpluses():
                yield self._transfer_surplus()
            else:
                yield self._exclude(())

    def _look(self) -> None:
        """Work out everybody's votes, and those that are non-transferable."""
        votes = self.piles.votes()
        self.now = {c: self.quota if c in self.transferred else votes[c] for c in self.order}
        self.lost = votes[None] + self.given

    def _surpluses(self) -> dict[str, Votes]:
        """The surpluses that have not been transferred (41)."""
        over = {c: self.now[c] - self.quota for c in self.order if c in self.elected}
        return {c: votes for c, votes in over.items() if votes > 0}

    def _waiting(self) -> Votes:
        return sum(self._surpluses().values(), NO_VOTES)

    def _from_the_bottom(self) -> list[Votes]:
        return sorted(self.now[c] for c in self.continuing)

    def _together(self) -> Some:
        """49(10), 51(12): the most of the lowest whose votes, with all surpluses, are less than the next's.

        One, too, as long as a surplus waits for that one's exclusion.
        """
        bottom = self._from_the_bottom()
        for size in range(len(bottom) - self.places, 0, -1):
            if size < len(bottom) and sum(bottom[:size], self._waiting()) < bottom[size]:
                return tuple(c for c in self.continuing if self.now[c] < bottom[size])
        return ()

    def _transfer_surplus(self) -> Due:
        """49 and 50: the largest surplus, from the papers received last; at the start, those are all."""
        sheet = Sheet(Action("surplus"), "")
        source = self.pick("surplus", [c for c in self.order if c in self._surpluses()], sheet)
        surplus = self.now[source] - self.quota
        sheet.action = Action("surplus", (source,), surplus)
        who, votes = self.wording.who(source), self.wording.votes(surplus)
        sheet.because = f"the largest surplus is that of {who}, and may not wait: {votes}"
        original = self.ended[0].votes[source] > self.quota
        papers_of = "first-preferences" if original else "last-parcel"
        clause = self.text.acts[f"largest-surplus-{papers_of}"]
        self.decide("transfer", (source,), "largest-surplus", sheet, clause=clause)
        received, papers, able = self.piles.last_received(source, self.continuing)
        worth = received
        if able:
            worth = min(
                cut(surplus / able, _PLACES), received
            )  # 49(4), 49(7): whichever is the less
        sheet.transfers += self.piles.move_last(source, self.continuing, worth)
        left = surplus - able * worth
        sheet.last_batch = LastBatch(received, papers, able, worth, left)
        self.given += left  # 50(2)(c)
        self.transferred = (*self.transferred, source)
        self._look()
        self._deem(sheet, ())
        return self._end(sheet)

    def _exclude(self, together: Some) -> Due:
        """51: these, or the one with the then lowest vote; unless those left are no more than the places."""
        sheet = Sheet(Action("exclusion"), "")
        waiting = self._surpluses()
        if waiting:
            self._defer(sheet, len(together))
        out = together or (self.pick("exclusion", self.continuing, sheet),)
        sheet.because = self._because(out)
        sheet.action = Action("exclusion", out)
        several = self.text.acts["lowest-together"] if len(out) > 1 else None
        self.excluded.update(out)
        self.decide("exclude", out, "lowest", sheet, clause=several)
        if self.enough:  # 52(1), 52(3)
            sheet.action = Action("last-vacancies")
            sheet.because += ", and those then left fill the places"
            self.elect(self.continuing, "last-vacancies", sheet)
        else:
            self._parcels(out, sheet)
        return self._end(sheet)

    def _defer(self, sheet: Sheet, size: int) -> None:
        """49(10): under which of its heads the surpluses are not transferred now."""
        bottom = self._from_the_bottom()
        holds = {
            "deferred-lowest": self._waiting() < bottom[1] - bottom[0],
            "deferred-together": size > 1,
        }
        heads = [self.text.acts[head] for head, so in holds.items() if so]
        sources = tuple(c for c in self.order if c in self._surpluses())
        sheet.figures["deferred_surplus"] = self._waiting()
        self.decide("defer", sources, "surplus-deferred", sheet, clause=", ".join(heads))

    def _because(self, out: Some) -> str:
        votes = self.wording.votes(sum((self.now[c] for c in out), NO_VOTES))
        if len(out) == 1 and not self._surpluses():
            return f"{self.wording.who(out[0])} has the lowest vote, {votes}"
        above = min(self.now[c] for c in self.continuing if c not in out)
        return (
            f"{self.wording.all(out)}, the lowest, have {votes}, which with surpluses of "
            f"{self.wording.votes(self._waiting())} are less than the next, {self.wording.votes(above)}"
        )

    def _parcels(self, out: Some, sheet: Sheet) -> None:
        """51(2) to (9): first preferences, then what came by transfer, the highest value first."""
        if self.piles.first_preferences_of(out):
            sheet.transfers += self.piles.move_first_preferences(out, self.continuing)
            self._end_parcel(out, Votes(1), sheet, first=True)
        for value in self.piles.values_held(out):
            if not self.places:
                sheet.stopped = True
                return
            sheet.transfers += self.piles.move_value(out, value, self.continuing)
            self._end_parcel(out, value, sheet, first=False)
        if not sheet.batches:
            self._deem(sheet, ())

    def _end_parcel(self, out: Some, value: Votes, sheet: Sheet, *, first: bool) -> None:
        self._look()
        before = len(self.elected)
        self._deem(sheet, out)
        sheet.batches.append(
            Batch(
                value=value,
                quota=self.quota,
                tallies=self.now,
                non_transferable=self.lost,
                rounding=NO_VOTES,
                elected=tuple(self.elected[before:]),
                first_preferences=first,
            )
        )

    def _deem(self, sheet: Sheet, being_excluded: Some) -> None:
        """48(3), then 52(1) and (2). `being_excluded`: what they still hold has yet to be transferred."""
        barred = (
            self.contest.seats == 1 and not self.excluded
        )  # 48(3): one vacancy, no exclusion yet
        if not barred:
            able = [c for c in self.continuing if self.now[c] >= self.quota]
            self.elect(able, "quota", sheet)
        if self.places and self.enough:
            self.elect(self.continuing, "last-vacancies", sheet)
        if self.places != 1 or barred:
            return
        to_come = self._waiting() + sum((self.now[c] for c in being_excluded), NO_VOTES)
        unbeaten = [
            c
            for c in self.continuing
            if self.now[c] >= to_come + sum(self.now[d] for d in self.continuing if d != c)
        ]
        if len(unbeaten) == 1:  # of two, 51(13) says which goes
            self.elect(unbeaten, "as-many-as-the-rest", sheet)

    def _end(self, sheet: Sheet) -> Due:
        sheet.figures["total_surplus"] = self._waiting()
        self.ended.append(Point(self.number, self.now))
        return self.write(sheet, Totals(self.quota, self.lost))


RULES: Mapping[str, Known] = {"ni-1973": Known(_TEXT, LastParcel, nobody_or_constraints)}
