"""Meek's method, worked out from the papers: the PR Foundation's reference rule, and New Zealand's.

Sources: PR Foundation, Reference Meek Rule; Local Electoral Regulations 2001 (New Zealand,
SR 2001/145), Schedule 1A; their numbers are in the comments. Keep values and votes are whole
numbers of 10^-9 in here.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping
from typing import ClassVar

from counting.check.clerks import Clerks, Sheet, Totals
from counting.check.family import Known, RuleText, no_constraints
from counting.check.procedure import Due
from counting.check.sharing import UNIT, Sharing
from counting.check.ties import LotMissing, Point
from counting.contest import CandidateId, Contest
from counting.papers import Papers
from counting.record import Action, Decimals, Tie, TieKind
from counting.votes import NO_VOTES, Votes

_NINE = Decimals(votes=9, value=9, quota=9)

_REFERENCE = RuleText(
    decimals=_NINE,
    acts={
        "quota": "B.2.c",
        "surplus-below-limit": "B.2.e, B.3",
        "surplus-falls-no-more": "B.2.e, B.3",
        "last-vacancies": "B.1, C.1",
    },
    ties={"exclusion": "T", "election": "T"},
    ties_from="lot",
)

_NEW_ZEALAND = RuleText(
    decimals=_NINE,
    acts={
        "quota": "6, 12 (one vacancy: 27, 31)",
        "cannot-catch-up": "13 (one vacancy: 28)",
        "surplus-below-limit": "13 (one vacancy: 28)",
        "surplus-falls-no-more": "23",
        "last-vacancies": "3",
        "pseudo-random": "19, 34, 41 to 48",
    },
    ties={"exclusion": "19, 34, 40", "election": "34, 40"},
    ties_from="earliest-stage",
)


class Meek(Clerks, ABC):
    """One count. `limit`: a smaller total surplus leads to an exclusion; in 10^-9 votes."""

    rule: ClassVar[RuleText]
    limit: ClassVar[int]

    def __init__(self, papers: Papers, contest: Contest) -> None:
        super().__init__(contest, self.rule)
        ids = tuple(candidate.id for candidate in contest.candidates)
        self.sharing = Sharing(papers, ids, frozenset(self.order), contest.nobody)
        self.without_preference = self.sharing.without_preference
        self.valid = papers.total - papers.blank - self.without_preference
        self.keep = dict.fromkeys(self.order, UNIT)
        self.given: dict[CandidateId, int] = {}
        self.quota = 0
        self.sharing.sort(self.order, ())

    def stages(self) -> Iterator[Due]:
        """Every stage that is due, in turn. Raises LotMissing where only a lot could go on."""
        while self.places:
            yield self._stage()

    def succeeded(self, old: CandidateId, new: CandidateId) -> None:  # noqa: ARG002 - as the others
        """The successor keeps all that comes to it."""
        self.keep[new] = UNIT
        self.given[new] = 0

    def _exclude_or_leave_vacant(self, reason: str, sheet: Sheet, within: int = 0) -> None:
        """An exclusion; or first, to nobody, the places that no person can have (schedule of None, 3)."""
        if places := self.left_to_nobody:
            self.give_to_nobody(places, sheet)
        else:
            self._exclude_one(reason, sheet, within)

    @abstractmethod
    def _stage(self) -> Due:
        """The next stage."""

    @property
    def surplus(self) -> int:
        """What the elected have above the quota, all together (B.2.d); never less than 0."""
        return max(0, sum(self.given[c] - self.quota for c in self.elected))

    def _sheet(self) -> Sheet:
        if self.number == 1:
            return Sheet(Action("first-preferences"), "a count begins with them")
        return Sheet(Action("iteration"), "the papers are shared out by the keep values")

    def _share_out(self) -> None:
        """B.2.a, B.2.b; 10, 5, 11: everybody's votes, and the quota of those votes."""
        self.given = self.sharing.share(self.keep)
        self.now = {c: Votes(given, UNIT) for c, given in self.given.items()}
        self.quota = self._enough_of(sum(self.given.values()))

    def _enough_of(self, given: int) -> int:
        """The quota, of so many votes given to candidates."""
        return given // (self.contest.seats + 1) + 1

    def _elect_those_able(self, sheet: Sheet) -> bool:
        """B.2.c; 6, 12: whether there was anybody with the quota."""
        able = [c for c in self.continuing if self.given[c] >= self.quota]
        self.elect(able, "quota", sheet)
        return bool(able)

    def _exclude_one(self, reason: str, sheet: Sheet, within: int = 0) -> None:
        """B.3; 13, 19: the lowest; `within` so much, the others are level with the lowest."""
        lowest = self.pick("exclusion", self.continuing, sheet, Votes(within, UNIT))
        self.exclude((lowest,), reason, sheet)

    def _reduce(self, some: Collection[CandidateId]) -> None:
        """B.2.f; 17: keep value times quota, rounded up, divided by votes, rounded up; at most 1."""
        for c in some:
            if not self.given[c]:
                continue  # nobody, in a place that no person could have
            product = _up(self.keep[c] * self.quota, UNIT)
            self.keep[c] = min(UNIT, _up(product * UNIT, self.given[c]))

    def _end(self, sheet: Sheet, keep: Mapping[CandidateId, int]) -> Due:
        """B.1, C.1; 3: those left are elected if there are places for all. `keep`: as shared out."""
        sheet.figures["total_surplus"] = Votes(self.surplus, UNIT)
        self.elect_the_rest(sheet)
        self.ended.append(Point(self.number, self.now))
        for c in self.excluded:
            self.keep[c] = 0
        if sheet.decisions:
            self.sharing.sort(self.continuing, self.elected)
        totals = Totals(Votes(self.quota, UNIT), self.valid - sum(self.now.values(), NO_VOTES))
        # A successor that stands since then keeps everything.
        values = {c: Votes(keep.get(c, UNIT), UNIT) for c in self.order}
        return self.write(sheet, totals, keep=values)


class MeekReference(Meek):
    """A stage is a round: it ends when somebody is elected or excluded."""

    rule = _REFERENCE
    limit = 1000  # omega: 0.000001

    def _stage(self) -> Due:
        sheet, last = self._sheet(), None
        while True:
            used = dict(self.keep)
            self._share_out()
            if self.enough or self._elect_those_able(sheet):
                return self._end(sheet, used)
            now = self.surplus
            if now < self.limit or (last is not None and now >= last):  # B.2.e
                reason = "surplus-below-limit" if now < self.limit else "surplus-falls-no-more"
                self._exclude_or_leave_vacant(reason, sheet, within=now)
                return self._end(sheet, used)
            last = now
            self._reduce(self.elected)


class MeekNewZealand(Meek):
    """A stage is an iteration; in each, candidates may be elected, and one may be excluded.

    `last`: the total surplus of the iteration before, if it elected and excluded nobody.
    """

    rule = _NEW_ZEALAND
    limit = 100_000  # 0.0001
    last: int | None = None

    def __init__(self, papers: Papers, contest: Contest) -> None:
        super().__init__(papers, contest)
        self.papers = papers.total
        self._allocated: list[int] = []

    def _stage(self) -> Due:
        sheet, used = self._sheet(), dict(self.keep)
        self._share_out()
        self._elect_those_able(sheet)
        reason = None if self.enough else self._due()
        if reason:
            self._exclude_or_leave_vacant(reason, sheet)
        self.last = None if sheet.decisions else self.surplus
        due = self._end(sheet, used)
        if self.places:
            self._reduce(self.elected)
        return due

    def _enough_of(self, given: int) -> int:
        """26: for one vacancy (v - vnt) / 2, and the next whole number if that is not one."""
        if self.contest.seats == 1 and given:
            return UNIT * _up(given // UNIT, 2)
        return super()._enough_of(given)

    @property
    def surplus(self) -> int:
        """14: all votes that candidates have in excess of the quota; nobody's shortfall is set off."""
        return sum(max(0, self.given[c] - self.quota) for c in self.elected)

    def pick(
        self, kind: TieKind, among: Collection[CandidateId], sheet: Sheet, within: Votes = NO_VOTES
    ) -> CandidateId:
        """19, 34, 40; and where neither an earlier iteration nor a lot tells: 41 to 48."""
        try:
            return super().pick(kind, among, sheet, within)
        except LotMissing as missing:
            if self.contest.none or len(self.contest.candidates) > 10_000:
                raise
            out = kind == "exclusion"  # the lowest number is excluded; the other is elected
            votes = (min if out else max)(self.now[c] for c in among)
            equal = tuple(c for c in self.order if c in among and self.now[c] == votes)
            _, steps = self.ties.narrowed(kind, equal, self.ended)
            numbers = {c: self._number(c) for c in missing.left}
            chosen = sorted(numbers, key=lambda c: numbers[c])[0 if out else -1]
            clause = self.text.acts["pseudo-random"]
            sheet.ties.append(
                Tie(kind, equal, votes, chosen, "pseudo-random", steps, clause, numbers=numbers)
            )
            return chosen

    def _number(self, candidate: CandidateId) -> int:
        """48: what was allocated at first, in every other iteration taken from 10,000."""
        listed = [one.id for one in self.contest.candidates]
        if not self._allocated:
            self._allocated = allocated(len(listed), self.contest.seats, self.papers)
        number = self._allocated[listed.index(candidate)]
        return 10_000 - number if self.number % 2 else number

    def _due(self) -> str | None:
        """13, 14, 23: why the lowest is to be excluded in this iteration, if that is so."""
        lowest, *others = sorted(self.given[c] for c in self.continuing)
        if lowest + self.surplus < min(others):
            return "cannot-catch-up"
        if self.surplus < self.limit:
            return "surplus-below-limit"
        stuck = self.last is not None and self.surplus >= self.last
        return "surplus-falls-no-more" if stuck else None


def allocated(candidates: int, vacancies: int, papers: int) -> list[int]:
    """41 to 47: one whole number for each candidate, as the official calculator allocates them."""
    x, y, z = candidates + 5, vacancies, (papers + 1_000 * (papers % 10)) % 30_323
    numbers: list[int] = []
    thrown_away = 0
    while len(numbers) < candidates:
        x, y, z = 171 * x % 30_269, 172 * y % 30_307, 170 * z % 30_323
        if thrown_away < 4:  # 44
            thrown_away += 1
            continue
        number = (10_000 * x // 30_269 + 10_000 * y // 30_307 + 10_000 * z // 30_323) % 10_000
        if number not in numbers:  # 46
            numbers.append(number)
    return numbers


def _up(number: int, divisor: int) -> int:
    """The quotient, rounded up."""
    return -(-number // divisor)


RULES: Mapping[str, Known] = {
    "meek-prf": Known(_REFERENCE, MeekReference, no_constraints),
    "meek-nz": Known(_NEW_ZEALAND, MeekNewZealand, no_constraints),
}
