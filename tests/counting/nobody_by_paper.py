"""A second reading of None, paper by paper: each paper bears the successors' names, one list of names each.

For the Scottish rules of 2011 and for the alternative vote, without constraints. Nothing of `counting`
is used: papers are moved one at a time, and every tally is added up anew.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

Tallies = dict[str, Fraction]


@dataclass
class Sheet:
    """One paper: the names on it in order, what it is worth, and with whom it lies."""

    names: list[str]
    worth: Fraction = Fraction(1)
    holder: str | None = None


@dataclass
class Count:
    """A count by hand. `order`: names as on the paper; `nobody`: the option and its successors."""

    sheets: list[Sheet]
    order: list[str]
    nobody: list[str]
    places: int
    lots: list[str]
    taken: list[str] = field(default_factory=list)
    history: list[Tallies] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.left = [name for name in self.order if name not in self.nobody[1:]]
        self.waiting = self.nobody[1:]
        self.paid: list[str] = []
        for sheet in self.sheets:
            self._lay(sheet)
        self.valid = sum(sheet.holder is not None for sheet in self.sheets)
        self.quota = Fraction(self.valid // (self.places + 1) + 1)

    def _lay(self, sheet: Sheet) -> None:
        sheet.holder = next((name for name in sheet.names if name in self.left), None)

    def votes(self, name: str) -> Fraction:
        if name in self.paid:
            return self.quota
        return sum((s.worth for s in self.sheets if s.holder == name), Fraction(0))

    def take(self, name: str) -> None:
        """A place for this one; a successor of nobody stands at once, while a place is left."""
        self.taken.append(name)
        self.left.remove(name)
        if name in self.nobody and len(self.taken) < self.places:
            self.left.append(self.waiting.pop(0))
            self.left.sort(key=self.order.index)

    def pick(self, names: list[str], *, fewest: bool, so_far: list[Tallies]) -> str:
        """By votes, then by the latest stage that tells them apart, then by lot."""
        sign = 1 if fewest else -1
        for point in [{n: self.votes(n) for n in names}, *reversed(so_far)]:
            best = min(sign * point.get(n, Fraction(0)) for n in names)
            names = [n for n in names if sign * point.get(n, Fraction(0)) == best]
        return min(names, key=self.lots.index)

    @property
    def persons(self) -> list[str]:
        return [name for name in self.left if name not in self.nobody]

    def scottish(self) -> list[str]:
        """All to whom places go, in order."""
        self._end()
        while len(self.taken) < self.places:
            above = [n for n in self.taken if n not in self.paid and self.votes(n) > self.quota]
            option = [n for n in self.left if n in self.nobody]
            free = self.places - len(self.taken)
            if above:
                self._surplus(self.pick(above, fewest=False, so_far=self.history[:-1]))
            elif option and free > len(self.persons):
                for _ in range(free - len(self.persons)):
                    self.take(next(n for n in self.left if n in self.nobody))
            else:
                self._exclude(self.pick(self.left, fewest=True, so_far=self.history[:-1]))
            self._end()
        return self.taken

    def _surplus(self, name: str) -> None:
        total = self.votes(name)
        self.paid.append(name)
        for sheet in self.sheets:
            if sheet.holder == name:
                worth = (total - self.quota) * sheet.worth / total
                sheet.worth = Fraction(worth * 10**5 // 1, 10**5)
                self._lay(sheet)

    def _exclude(self, name: str) -> None:
        self.left.remove(name)
        option = [n for n in self.left if n in self.nobody]
        if not self.persons or (not option and len(self.left) == self.places - len(self.taken)):
            return
        for sheet in self.sheets:
            if sheet.holder == name:
                self._lay(sheet)

    def _end(self) -> None:
        while len(self.taken) < self.places:
            able = [n for n in self.left if self.votes(n) >= self.quota]
            if not able:
                break
            self.take(self.pick(able, fewest=False, so_far=self.history))
        option = [n for n in self.left if n in self.nobody]
        free = self.places - len(self.taken)
        if option and not self.persons:
            for _ in range(free):
                self.take(next(n for n in self.left if n in self.nobody))
        elif not option and len(self.left) <= free:
            for name in sorted(self.left, key=self.votes, reverse=True):
                self.take(name)
        self.history.append({name: self.votes(name) for name in (*self.left, *self.taken)})

    def alternative_vote(self) -> str:
        """Who has the place: more votes than all others, else the lowest goes; ties by the earliest."""
        while True:
            now = {name: self.votes(name) for name in self.left}
            most = max(now, key=lambda n: now[n])
            if 2 * now[most] > sum(now.values()) or len(self.left) == 1:
                return most
            earlier = [*self.history, now]
            if len(self.left) == 2:
                return self._earliest(list(self.left), earlier, fewest=False)
            lowest = [n for n in self.left if now[n] == min(now.values())]
            self.history.append(now)
            gone = self._earliest(lowest, earlier, fewest=True)
            self.left.remove(gone)
            for sheet in self.sheets:
                if sheet.holder == gone:
                    self._lay(sheet)

    def _earliest(self, names: list[str], points: list[Tallies], *, fewest: bool) -> str:
        sign = 1 if fewest else -1
        for point in points:
            best = min(sign * point[n] for n in names)
            names = [n for n in names if sign * point[n] == best]
        return min(names, key=self.lots.index)
