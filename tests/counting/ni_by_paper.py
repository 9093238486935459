"""Northern Ireland's rules counted paper by paper: the judge in the tests, with nothing of the engine.

Written from the text of Schedule 5 to the Electoral Law Act (Northern Ireland) 1962, rule by rule;
numbers in comments are its. Every paper is an object that is marked with its value, as 50(3) has it,
and lies in a sub-parcel on a candidate's pile. Slow, and meant to be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from tests.counting.elections import Election

CENT = Decimal("0.01")
ZERO = Decimal(0)


@dataclass(eq=False)
class Paper:
    """One ballot paper. `marked`: the value last marked on it; None: first preferences are not marked."""

    preferences: list[str]
    marked: Decimal | None = None

    @property
    def value(self) -> Decimal:
        return Decimal(1) if self.marked is None else self.marked


@dataclass
class Hall:
    """The count centre. `piles`: the sub-parcels of each candidate, in the order they were received.

    `credited`: the votes written on the board. `stages`: the board at the end of each stage.
    """

    election: Election
    piles: dict[str, list[list[Paper]]] = field(default_factory=dict)
    credited: dict[str, Decimal] = field(default_factory=dict)
    non_transferable: Decimal = ZERO
    deemed_elected: list[str] = field(default_factory=list)
    excluded: list[str] = field(default_factory=list)
    stages: list[dict[str, Any]] = field(default_factory=list)
    transferred: list[str] = field(default_factory=list)
    lots_drawn: int = 0
    procedure_of_51_followed: bool = False

    def __post_init__(self) -> None:
        contest = self.election.contest
        self.names = [c.id for c in contest.candidates if c.id not in contest.withdrawn]
        self.members = contest.seats
        papers = []
        for ranking, how_many in self.election.rankings:
            wanted = [str(n) for n in ranking if str(n) in self.names]
            papers += [Paper(wanted) for _ in range(how_many) if wanted]
        self.piles = {name: [] for name in self.names}
        for name in self.names:  # 47
            parcel = [p for p in papers if p.preferences[0] == name]
            self.piles[name] += [parcel] if parcel else []
            self.credited[name] = Decimal(len(parcel))
        self.valid = len(papers)
        self.quota = self.valid // (self.members + 1) + 1  # 48

    # What the returning officer sees on the board

    def continuing(self) -> list[str]:
        gone = {*self.deemed_elected, *self.excluded}
        return [name for name in self.names if name not in gone]

    def vacancies(self) -> int:
        return self.members - len(self.deemed_elected)

    def surplus(self, name: str) -> Decimal:
        return max(ZERO, self.credited[name] - self.quota) if name in self.deemed_elected else ZERO

    def surpluses(self) -> Decimal:
        return sum((self.surplus(name) for name in self.names), ZERO)

    def next_available(self, paper: Paper) -> str | None:
        continuing = self.continuing()
        return next((name for name in paper.preferences if name in continuing), None)

    # Who is deemed to be elected

    def deem(self, not_yet_transferred: Decimal = ZERO) -> None:
        if self.members > 1 or self.procedure_of_51_followed:  # 48(3)
            for name in self.ranked(self.continuing()):
                if self.credited[name] >= self.quota:
                    self.deemed_elected.append(name)
        self.fill_last_vacancies(not_yet_transferred)

    def fill_last_vacancies(self, not_yet_transferred: Decimal) -> None:
        left = self.continuing()
        if self.vacancies() and len(left) == self.vacancies():  # 52(1)
            self.deemed_elected += self.ranked(left)
        elif self.vacancies() == 1 and (self.members > 1 or self.procedure_of_51_followed):
            more = self.surpluses() + not_yet_transferred
            total = sum((self.credited[name] for name in left), ZERO)
            safe = [n for n in left if self.credited[n] >= total - self.credited[n] + more]  # 52(2)
            if len(safe) == 1:
                self.deemed_elected += safe

    def ranked(self, names: Sequence[str]) -> list[str]:
        """Most votes first; equal ones as 50(1) ranks their surpluses. No lot is drawn for it."""
        earlier = [stage["votes"] for stage in self.stages]
        lots = [str(c) for c in self.election.contest.lots]

        def key(name: str) -> tuple[Any, ...]:
            return (-self.credited[name], *(-votes[name] for votes in earlier), lots.index(name))

        return sorted(names, key=key)

    def earliest_difference(self, equal: list[str], want: Any) -> str:
        """50(1)(a), (b) and 51(13): by the earliest stage at which they had unequal votes, or by lot."""
        for stage in self.stages:
            sought = want(stage["votes"][name] for name in equal)
            equal = [name for name in equal if stage["votes"][name] == sought]
        self.lots_drawn += len(equal) > 1
        return min(equal, key=[str(c) for c in self.election.contest.lots].index)

    # The stages

    def count(self) -> Hall:
        self.deem()
        self.write("first-preferences", [])
        while self.vacancies():
            if self.surpluses() and not self.put_off():
                self.transfer_a_surplus()
            else:
                self.exclude(self.lowest())
        return self

    def write(self, action: str, names: list[str], **more: Any) -> None:
        assert (
            sum(self.credited.values()) + self.non_transferable == self.valid
        )  # 50(2)(d), 51(10)(d)
        self.stages.append(
            {
                "action": action,
                "candidates": names,
                "votes": dict(self.credited),
                "lost": self.non_transferable,
                "elected": list(self.deemed_elected),
                "excluded": sorted(self.excluded),
                **more,
            }
        )

    def groups(self) -> list[list[str]]:
        """51(12): the groups of two or more lowest whose votes and all surpluses are less than the next's."""
        left = sorted(self.continuing(), key=lambda name: self.credited[name])
        found = []
        for size in range(2, len(left) - self.vacancies() + 1):
            together = sum((self.credited[name] for name in left[:size]), ZERO)
            if size < len(left) and together + self.surpluses() < self.credited[left[size]]:
                found.append(left[:size])
        return found

    def put_off(self) -> bool:
        """49(10)."""
        lowest, next_lowest = sorted(self.credited[name] for name in self.continuing())[:2]
        return self.surpluses() < next_lowest - lowest or bool(self.groups())

    def transfer_a_surplus(self) -> None:
        largest = max(self.surplus(name) for name in self.names)
        equal = [name for name in self.names if self.surplus(name) == largest]
        source = self.earliest_difference(equal, max)
        parcel = self.piles[source][
            -1
        ]  # 49(1): all first preferences; 49(5): the one last received
        going = [paper for paper in parcel if self.next_available(paper)]
        values = {paper.value for paper in parcel}
        assert len(values) == 1
        received = values.pop()
        value = received
        if going:
            value = min(received, (largest / len(going)).quantize(CENT, ROUND_FLOOR))
        self.hand_over(source, going, value)
        self.credited[source] = Decimal(self.quota)
        self.non_transferable += largest - value * len(going)  # 50(2)(c)
        self.transferred.append(source)
        self.deem()
        self.write("surplus", [source], value=value, going=len(going), parcel=len(parcel))

    def hand_over(self, source: str, going: list[Paper], value: Decimal) -> None:
        """Papers go to the candidates next available, each lot of them one sub-parcel with what others
        give in the same operation."""
        arriving: dict[str, list[Paper]] = {}
        for paper in going:
            target = self.next_available(paper)
            assert target is not None
            arriving.setdefault(target, []).append(paper)
            paper.marked = value
        for target, papers in arriving.items():
            self.piles[target].append(papers)
            self.credited[target] += value * len(papers)

    def lowest(self) -> list[str]:
        if groups := self.groups():
            return groups[-1]
        fewest = min(self.credited[name] for name in self.continuing())
        equal = [name for name in self.continuing() if self.credited[name] == fewest]
        return [self.earliest_difference(equal, min)]

    def exclude(self, names: list[str]) -> None:
        self.excluded += names
        self.procedure_of_51_followed = True
        if len(self.continuing()) == self.vacancies():
            self.fill_last_vacancies(ZERO)
            self.write("last-vacancies", sorted(names))
            return
        held = [paper for name in names for parcel in self.piles[name] for paper in parcel]
        subs = [[p for p in held if p.marked is None]]  # 51(2)
        marks = {p.marked for p in held if p.marked is not None}
        subs += [[p for p in held if p.marked == mark] for mark in sorted(marks, reverse=True)]
        moved = 0
        for sub in subs:
            if sub and self.vacancies():
                moved += 1
                self.transfer_sub_parcel(names, sub)
        if not moved:
            self.deem()
        self.write("exclusion", sorted(names), parcels=moved)

    def transfer_sub_parcel(self, names: list[str], sub: list[Paper]) -> None:
        value = sub[0].value
        going = [paper for paper in sub if self.next_available(paper)]
        self.non_transferable += value * (len(sub) - len(going))  # 51(8)
        holders = {id(p): n for n in names for parcel in self.piles[n] for p in parcel}
        for paper in sub:
            self.credited[holders[id(paper)]] -= value
        self.hand_over("", going, value)
        self.deem(sum((self.credited[name] for name in names), ZERO))
