"""ERS97 with constraints, counted paper by paper: the judge in the tests, with nothing of the engine.

Each paper is a small object with a value; completions are listed one by one. Written from the text
of the rules, and of the schedule of constraints, in `Decimal` hundredths. Slow, and meant to be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import combinations
from typing import Any

from tests.counting.elections import Election

CENT = Decimal("0.01")
NOTHING = Decimal("0.00")


@dataclass
class Paper:
    """One ballot paper: preferences for those standing, what it is worth, where it lies."""

    preferences: tuple[str, ...]
    value: Decimal = Decimal("1.00")
    lies_on: str | None = None
    received: int = 0  # number of the transfer that brought it where it lies


@dataclass
class Hand:
    """A count by hand. `log`: what happened, one entry for each stage and batch."""

    election: Election
    papers: list[Paper] = field(default_factory=list)
    elected: list[str] = field(default_factory=list)
    continuing: list[str] = field(default_factory=list)
    spent: dict[str, Decimal] = field(default_factory=dict)  # surplus transferred away
    lost: Decimal = NOTHING
    transfers: int = 0
    quota: Decimal = NOTHING
    lots_drawn: int = 0
    history: list[dict[str, Decimal]] = field(default_factory=list)
    log: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        contest = self.election.contest
        self.seats = contest.seats
        self.standing = [c.id for c in contest.candidates if c.id not in contest.withdrawn]
        self.continuing = list(self.standing)
        self.spent = dict.fromkeys(self.standing, NOTHING)
        self.attributes = {str(c.id): c.attributes for c in contest.candidates}
        for ranking, how_many in self.election.rankings:
            wanted = tuple(str(n) for n in ranking if str(n) in self.standing)
            if wanted:
                self.papers += [Paper(wanted, lies_on=wanted[0]) for _ in range(how_many)]

    # What can be seen on the table

    def votes(self, candidate: str) -> Decimal:
        held = sum((p.value for p in self.papers if p.lies_on == candidate), NOTHING)
        return held - self.spent[candidate]

    def all_votes(self) -> dict[str, Decimal]:
        return {c: self.votes(c) for c in self.standing}

    def places(self) -> int:
        return self.seats - len(self.elected)

    def share(self, votes: Decimal, places: int) -> Decimal:
        return (votes / (places + 1)).quantize(CENT, ROUND_CEILING)

    def with_surplus(self) -> list[str]:
        return [c for c in self.standing if c in self.elected and self.votes(c) > self.quota]

    def surpluses(self) -> Decimal:
        return sum((self.votes(c) - self.quota for c in self.with_surplus()), NOTHING)

    def required(self) -> Decimal:
        kept = sum((min(self.votes(c), self.quota) for c in self.elected), NOTHING)
        return self.share(len(self.papers) - self.lost - kept, self.places())

    # Constraints, one completion after another

    def meets(self, people: Iterable[str]) -> bool:
        people = list(people)
        for rule in self.election.contest.constraints:
            having = sum(self.attributes[c].get(rule.attribute) == rule.value for c in people)
            if having < (rule.minimum or 0):
                return False
            if rule.maximum is not None and having > rule.maximum:
                return False
        return True

    def completions(self, among: Sequence[str] | None = None) -> list[frozenset[str]]:
        among = self.continuing if among is None else among
        return [
            frozenset(choice)
            for choice in combinations(among, self.places())
            if self.meets([*self.elected, *choice])
        ]

    def guarded(self, among: Sequence[str] | None = None) -> set[str]:
        if not self.election.contest.constraints:
            return set()
        return set(frozenset.intersection(*self.completions(among)))

    def doomed(self, among: Sequence[str] | None = None) -> set[str]:
        if not self.election.contest.constraints:
            return set()
        among = self.continuing if among is None else among
        return set(among) - set(frozenset().union(*self.completions(among)))

    def single(self, among: Sequence[str] | None = None) -> bool:
        return len(self.completions(among)) == 1

    def open_together(self, chosen: Iterable[str]) -> bool:
        wanted = set(chosen)
        return any(wanted <= completion for completion in self.completions())

    # Ties

    def narrowed(self, tied: Sequence[str], most: bool) -> list[str]:
        left = list(tied)
        for votes in self.history:
            best = (max if most else min)(votes[c] for c in left)
            left = [c for c in left if votes[c] == best]
        return left

    def by_lot(self, tied: Sequence[str]) -> str:
        self.lots_drawn += len(tied) > 1
        return min(tied, key=self.election.contest.lots.index)

    # The acts

    def count(self) -> Hand:
        self.quota = self.share(Decimal(len(self.papers)), self.seats)
        self.elect()
        self.note("first-preferences", [])
        while self.places():
            if out := self.doomed():
                self.exclude([c for c in self.standing if c in out])
            elif (together := self.lowest_together()) is not None:
                rest = [c for c in self.continuing if c not in together]
                if self.single(rest):
                    self.continuing = rest
                    self.elect()
                    self.note("last-vacancies", together)
                else:
                    self.exclude(together)
            else:
                self.transfer_surplus()
        return self

    def note(self, action: str, candidates: list[str], last: bool = True) -> None:
        self.log.append(
            {
                "action": action,
                "candidates": candidates,
                "votes": self.all_votes(),
                "lost": self.lost,
                "quota": self.quota,
                "elected": list(self.elected),
                "surpluses": self.surpluses(),
                "required": self.required() if self.places() else None,
                "guarded": self.guarded() if self.places() else set(),
                "doomed": self.doomed() if self.places() else set(),
                "end_of_stage": last,
            }
        )
        self.history.append(self.all_votes())

    def elect(self) -> None:
        while self.places() and not self.single():
            enough = min(self.quota, self.required())
            doomed = self.doomed()
            able = [c for c in self.continuing if c not in doomed and self.votes(c) >= enough]
            if not able:
                return
            most = max(self.votes(c) for c in able)
            tied = [c for c in able if self.votes(c) == most]
            if self.open_together(tied):
                chosen = self.in_order(tied)[0]
            else:
                left = self.narrowed(tied, most=True)
                if self.open_together(left):
                    chosen = left[0]
                elif len(tied) > self.places():
                    return
                else:
                    chosen = self.by_lot(left)
            self.take(chosen)
        if self.places():
            (rest,) = self.completions()
            for chosen in self.in_order(rest):
                self.take(chosen)

    def in_order(self, together: Iterable[str]) -> list[str]:
        """Of those elected together: most votes, then most at the earliest point, then the lots."""
        lots = self.election.contest.lots
        return sorted(
            together,
            key=lambda c: (-self.votes(c), *(-v[c] for v in self.history), lots.index(c)),
        )

    def take(self, chosen: str) -> None:
        self.elected.append(chosen)
        self.continuing.remove(chosen)

    def lowest_together(self) -> list[str] | None:
        """The most who may go out together with all surpluses put off; None: too large to put off."""
        waiting = self.surpluses()
        guarded = self.guarded()
        able = sorted((c for c in self.continuing if c not in guarded), key=self.votes)
        for size in range(len(able) - 1, 0, -1):
            total = sum((self.votes(c) for c in able[:size]), NOTHING)
            if total + waiting > self.votes(able[size]):
                continue
            if len(self.continuing) - size < self.places():
                continue
            out = self.pick_lowest(able, size)
            if out is None:
                continue
            rest = [c for c in self.continuing if c not in out]
            if not self.completions(rest):
                continue
            if size > 1 and self.doomed(rest) and not self.single(rest):
                continue
            return [c for c in self.standing if c in out]
        return None

    def pick_lowest(self, able: list[str], size: int) -> list[str] | None:
        """The lowest so many, those equal at the margin by the earliest difference and then by lot."""
        margin = self.votes(able[size - 1])
        out = [c for c in able if self.votes(c) < margin]
        equal = [c for c in self.standing if c in able and self.votes(c) == margin]
        if len(out) + len(equal) == size:
            return out + equal
        while len(out) < size:
            choice = [
                c
                for c in equal
                if c not in out
                and self.completions([d for d in self.continuing if d not in out and d != c])
            ]
            if not choice:
                return None
            left = self.narrowed(choice, most=False)
            # Where all who are left go, it does not matter who goes first.
            all_go = 1 < len(left) <= size - len(out) and len(left) < len(choice)
            out.append(left[0] if all_go else self.by_lot(left))
        return out

    def next_for(self, paper: Paper) -> str | None:
        assert paper.lies_on is not None
        later = paper.preferences[paper.preferences.index(paper.lies_on) + 1 :]
        return next((c for c in later if c in self.continuing), None)

    def transfer_surplus(self) -> None:
        most = max(self.votes(c) for c in self.with_surplus())
        largest = [c for c in self.with_surplus() if self.votes(c) == most]
        source = self.by_lot(self.narrowed(largest, most=True))
        surplus = most - self.quota
        held = [p for p in self.papers if p.lies_on == source]
        last = max(p.received for p in held)
        going = [p for p in held if p.received == last and self.next_for(p)]
        (value,) = {p.value for p in held if p.received == last}
        if value * len(going) > surplus:
            value = (surplus / len(going)).quantize(CENT, ROUND_FLOOR)
        self.transfers += 1
        for paper in going:
            self.spent[source] -= paper.value  # its old value leaves the pile with the paper
            paper.lies_on = self.next_for(paper)
            paper.value, paper.received = value, self.transfers
        self.spent[source] += surplus
        self.lost += surplus - value * len(going)
        self.elect()
        self.note("surplus", [source])

    def exclude(self, together: list[str]) -> None:
        self.continuing = [c for c in self.continuing if c not in together]
        batches = list(self.batches(together))
        if not batches:
            self.elect()
            self.note("exclusion", together)
        for position, batch in enumerate(batches, start=1):
            self.transfers += 1
            for paper in batch:
                target = self.next_for(paper)
                if target is None:
                    self.lost += paper.value
                    paper.value = NOTHING
                paper.lies_on = target
                paper.received = self.transfers
            if not self.elected:
                self.quota = self.share(len(self.papers) - self.lost, self.seats)
            self.elect()
            self.note("exclusion", together, last=position == len(batches) or not self.places())
            if not self.places():
                return

    def batches(self, together: list[str]) -> Iterator[list[Paper]]:
        held = [p for p in self.papers if p.lies_on in together]
        for value in sorted({p.value for p in held}, reverse=True):
            yield [p for p in held if p.value == value]
