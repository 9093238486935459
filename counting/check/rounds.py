"""Counts by rounds of whole piles: the reference WIGM rule, Minneapolis, bottoms-up.

Sources: PR Foundation, Reference WIGM Rule, without B.2; Minneapolis Code of Ordinances, Title 8.5,
167.20 and 167.70; for bottoms-up OMOV, rule text 1 of 2026. Their numbers are in the comments.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from typing import ClassVar

from counting.check.clerks import Clerks, Sheet, Some, Totals
from counting.check.family import Known, RuleText, no_constraints, nobody_or_constraints
from counting.check.piles import Piles
from counting.check.procedure import Due
from counting.check.ties import Point
from counting.contest import CandidateId, Contest
from counting.papers import Papers
from counting.record import Action, Decimals
from counting.votes import NO_VOTES, Votes, cut

_FOUR = 4  # decimals in which both rules with surpluses keep values

_WIGM = RuleText(
    decimals=Decimals(votes=_FOUR, value=_FOUR, quota=_FOUR),
    acts={"quota": "B.1", "largest-surplus": "B.3", "lowest": "B.4", "last-vacancies": "C, D.3"},
    ties={"surplus": "D.1", "exclusion": "D.1", "election": "D.1"},
    ties_from="lot",
)

_MINNEAPOLIS = RuleText(
    decimals=Decimals(votes=_FOUR, value=_FOUR, quota=0),
    acts={
        "quota": "167.70(c)(1)a, d",
        "sure-losers": "167.70(c)(1)c",
        "largest-surplus": "167.70(c)(1)b, d",
        "lowest": "167.70(c)(1)e",
        "last-vacancies": "167.70(c)(1)f",
    },
    ties={
        "election": "167.70(c)(1)f",
        "surplus": "167.70(c)(1)d",
        "exclusion": "167.70(c)(1)e",
    },
    ties_from="lot",
)

_BOTTOMS_UP = RuleText(
    decimals=Decimals(votes=0, value=0, quota=0),
    acts={"lowest": "2", "last-vacancies": "3"},
    ties={"exclusion": "4", "election": "4"},
    ties_from="earliest-stage",
)


class Rounds(Clerks, ABC):
    """One count. `lost`: what rounding has lost so far.

    `last_moves`: whether the papers of one whose exclusion decides the count move all the same.
    """

    rule: ClassVar[RuleText]
    last_moves: ClassVar[bool] = False

    def __init__(self, papers: Papers, contest: Contest) -> None:
        super().__init__(contest, self.rule)
        ids = tuple(candidate.id for candidate in contest.candidates)
        self.piles = Piles(papers, ids, frozenset(self.order))
        self.without_preference = self.piles.without_preference
        self.valid = papers.total - papers.blank - self.without_preference
        self.paid_out: set[CandidateId] = set()  # surplus transferred: they keep the quota
        self.lost = NO_VOTES
        self.quota = self._quota(Votes(self.valid) / (contest.seats + 1))

    def stages(self) -> Iterator[Due]:
        """Every stage that is due, in turn. Raises LotMissing where only a lot could go on."""
        yield self._end(Sheet(Action("first-preferences"), "a count begins with them"))
        while self.places:
            yield self._end(self._opened())

    def succeeded(self, old: CandidateId, new: CandidateId) -> None:
        """What ranks the one goes to the other from now on."""
        self.piles.succeed(old, new)

    @abstractmethod
    def _quota(self, part: Votes) -> Votes:
        """The quota. `part`: the valid votes divided by one more than the places."""

    @abstractmethod
    def _opened(self) -> Sheet:
        """What the rule calls for next, and the papers that it moves."""

    @abstractmethod
    def _elect_those_able(self, sheet: Sheet) -> None:
        """Who is elected when the papers have moved."""

    def _end(self, sheet: Sheet) -> Due:
        votes = self.piles.votes()
        self.now = {c: self.quota if c in self.paid_out else votes[c] for c in self.order}
        self._elect_those_able(sheet)
        self.ended.append(Point(self.number, self.now))
        return self.write(sheet, Totals(self.quota, votes[None], self.lost))

    def _exclude(self, out: Some, reason: str, because: str) -> Sheet:
        """These go; their papers move, unless that leaves no more candidates than places."""
        sheet = Sheet(Action("exclusion", out), because)
        self.exclude(out, reason, sheet)
        if self.enough and not self.last_moves:
            sheet.action = Action("last-vacancies")
            sheet.because += ", and those then left fill the places"
            return sheet
        for source in out:
            sheet.transfers += self.piles.move(source, frozenset(self.continuing), lambda v: v)
        return sheet

    def _pay_out(
        self,
        source: CandidateId,
        sheet: Sheet,
        worth: Callable[[Votes, Votes, Votes], Votes | None],
    ) -> Sheet:
        """A surplus moves. `worth`: of a paper, from its value, the surplus and all votes."""
        total = self.now[source]
        surplus = total - self.quota
        who, votes = self.wording.who(source), self.wording.votes(surplus)
        sheet.action = Action("surplus", (source,), surplus)
        sheet.because = f"the largest surplus is that of {who}: {votes}"
        self.decide("transfer", (source,), "largest-surplus", sheet)
        moved = self.piles.move(
            source, frozenset(self.continuing), lambda value: worth(value, surplus, total)
        )
        self.paid_out.add(source)
        self.lost += surplus - sum(transfer.votes for transfer in moved)
        sheet.transfers += moved
        return sheet

    def _lowest(self) -> Sheet:
        """The one with fewest votes goes."""
        sheet = Sheet(Action("exclusion"), "")
        lowest = self.pick("exclusion", self.continuing, sheet)
        fewest = self.wording.votes(self.now[lowest])
        because = f"of those continuing, {self.wording.who(lowest)} has the fewest votes: {fewest}"
        opened = self._exclude((lowest,), "lowest", because)
        opened.ties += sheet.ties
        return opened


class Wigm(Rounds):
    """The PR Foundation's reference rule. `pending`: elected, surplus not yet transferred."""

    rule = _WIGM

    def __init__(self, papers: Papers, contest: Contest) -> None:
        super().__init__(papers, contest)
        self.pending: list[CandidateId] = []

    def _quota(self, part: Votes) -> Votes:
        """A.1, D.4."""
        return cut(part, _FOUR) + Votes(1, 10**_FOUR)

    def _opened(self) -> Sheet:
        """B.3: a surplus, one of nothing too; else B.4."""
        if not self.pending:
            return self.leave_vacant() if self.left_to_nobody else self._lowest()
        sheet = Sheet(Action("surplus"), "")
        source = self.pick("surplus", self.pending, sheet)
        self.pending.remove(source)

        def worth(value: Votes, surplus: Votes, total: Votes) -> Votes | None:
            # D.4: cut after each step; D.2: a ballot of weight zero is exhausted.
            return cut(cut(value * surplus, _FOUR) / total, _FOUR) or None

        return self._pay_out(source, sheet, worth)

    def _elect_those_able(self, sheet: Sheet) -> None:
        """B.1; and C, as soon as the count is complete (D.3)."""
        if not self.enough:
            able = [c for c in self.continuing if self.now[c] >= self.quota]
            self.elect(able, "quota", sheet)
            self.pending += able
        self.elect_the_rest(sheet)


class Minneapolis(Rounds):
    """Minneapolis, several seats. `write_ins`: all votes for persons who did not declare."""

    rule = _MINNEAPOLIS

    def __init__(self, papers: Papers, contest: Contest) -> None:
        super().__init__(papers, contest)
        self.write_ins = _undeclared(contest)

    def _quota(self, part: Votes) -> Votes:
        """167.20, 'threshold': plus 1, fractions disregarded."""
        return cut(part + 1, 0)

    @property
    def _declared(self) -> Some:
        return tuple(c for c in self.continuing if c not in self.write_ins)

    @property
    def _able(self) -> Some:
        """Those whose votes equal or exceed the threshold (b)."""
        return tuple(c for c in self._declared if self.now[c] >= self.quota)

    def _opened(self) -> Sheet:
        """c: all who cannot be elected; else d: the largest surplus; else e: the lowest."""
        if losers := self._sure_losers():
            because = f"{self.wording.all(losers)} cannot be elected any more"
            return self._exclude(losers, "sure-losers", because)
        if not self._able:
            return self.leave_vacant() if self.left_to_nobody else self._lowest()
        sheet = Sheet(Action("surplus"), "")
        source = self.pick("surplus", self._able, sheet)
        self.elect((source,), "quota", sheet)

        def worth(value: Votes, surplus: Votes, total: Votes) -> Votes:
            return cut(value * cut(surplus / total, _FOUR), _FOUR)  # 167.20, 'transfer value'

        return self._pay_out(source, sheet, worth)

    def _sure_losers(self) -> Some:
        """167.20, 'mathematically impossible to be elected'; and the write-ins with those.

        The first of these cases asks of a candidate: could those with no more votes, the surpluses
        and the write-ins together reach the next above? The second: are his or her votes fewer
        than those of somebody of whom that is so?
        """
        others = [c for c in self.continuing if c in self.write_ins]
        spare = sum((max(NO_VOTES, self.now[c] - self.quota) for c in self._declared), NO_VOTES)
        spare += sum((self.now[c] for c in others), NO_VOTES)
        lost: Some = ()
        for top in sorted({self.now[c] for c in self._declared}):
            low = tuple(c for c in self._declared if self.now[c] <= top)
            above = [self.now[c] for c in self._declared if self.now[c] > top]
            if not above or len(above) < self.places:
                break
            if sum((self.now[c] for c in low), spare) < min(above):
                lost = low
        return tuple(c for c in self.continuing if c in lost or c in others)

    def _elect_those_able(self, sheet: Sheet) -> None:
        """a: as many at the threshold as places; f: as many continuing as places."""
        if self.places and len(self._able) == self.places:
            self.elect(self._able, "quota", sheet)
        else:
            self.elect_the_rest(sheet)


class BottomsUp(Rounds):
    """Exclusions only. There is no quota, and the order of election is by the votes at the end."""

    rule = _BOTTOMS_UP
    last_moves = True

    def _quota(self, part: Votes) -> Votes:  # noqa: ARG002 - as the others
        """1: none."""
        return NO_VOTES

    def _opened(self) -> Sheet:
        """2."""
        return self._lowest()

    def _elect_those_able(self, sheet: Sheet) -> None:
        """3."""
        self.elect_the_rest(sheet)


def _undeclared(contest: Contest) -> Some:
    return tuple(c.id for c in contest.standing if c.attributes.get("write_in") == "undeclared")


def _declared_enough(contest: Contest) -> str | None:
    others = len(contest.standing) - len(_undeclared(contest)) - len(contest.nobody[:1])
    if _undeclared(contest) and others < contest.seats:
        return "The undeclared write-ins cannot be elected; without them there are too few for the places."
    return no_constraints(contest)


RULES: Mapping[str, Known] = {
    "wigm-prf": Known(_WIGM, Wigm, no_constraints),
    "minneapolis-167": Known(_MINNEAPOLIS, Minneapolis, _declared_enough),
    "bottoms-up": Known(_BOTTOMS_UP, BottomsUp, nobody_or_constraints),
}
