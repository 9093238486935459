"""All places of linked contests as tokens to choose: one turn of events, in plain numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from counting.check.search import Kind, complete
from counting.contest import CandidateId
from counting.linked import Condition, JointBound

if TYPE_CHECKING:
    from counting.check.linked import LinkedMoment, Turn


@dataclass(slots=True)
class Tokens:
    """What can be chosen, and the bounds on it. `places`: how many tokens are chosen in all."""

    places: int = 0
    bounds: list[tuple[int, int | None]] = field(default_factory=list)
    sizes: Counter[Kind] = field(default_factory=Counter)

    @classmethod
    def of(
        cls,
        moment: LinkedMoment,
        turn: Turn,
        in_force: Collection[int],
        without: Kind | None,
        including: Kind | None,
    ) -> Tokens | None:
        """The tokens at this moment if things turn out so; None if they cannot."""
        table = _Table(moment, turn, in_force)
        if not table.count_places() or not table.teams_agree(without, including):
            return None
        table.bound_all()
        table.lay_out(without, including)
        return table.tokens

    def bound(self, low: int, high: int | None) -> int:
        """One more bound; answers its number."""
        self.bounds.append((max(0, low), high))
        return len(self.bounds) - 1

    def add(self, size: int, towards: Collection[int]) -> None:
        """So many tokens that count towards these bounds."""
        if size > 0:
            self.sizes[tuple(sorted(towards))] += size

    def fit(self) -> bool:
        """Whether so many can be chosen within the bounds."""
        if any(high is not None and high < low for low, high in self.bounds):
            return False
        return complete(self.sizes, self.places, dict(enumerate(self.bounds))) is not None


class _Table:
    """One turn of events being laid out."""

    def __init__(self, moment: LinkedMoment, turn: Turn, in_force: Collection[int]) -> None:
        self.moment, self.turn, self.in_force = moment, turn, in_force
        self.contest, self.linked = moment.contest, moment.linked
        self.tokens = Tokens()
        self.persons = {c.id: c for c in (*self.contest.candidates, *self.linked.persons)}
        self.seats: dict[str, int] = {}
        self.open_here = self.contest.seats - len(moment.elected)
        self.filled: dict[str, int] = {}  # the bound on the places of each contest
        self.joint: list[tuple[JointBound, int]] = []  # those in force, with their numbers
        self.asked: list[tuple[Condition, int]] = []
        self.own: dict[int, int] = {}
        self.taken = {m for c in [*moment.elected, *turn.teams] for m in self.linked.members(c)}
        holds = self.linked.holds
        # Those who have left a place for one here, and those who still can.
        self.leavers = [c for c in (*moment.elected, *moment.kinds) if c in holds]

    def count_places(self) -> bool:
        """How many places each contest has in this turn; False if it cannot be."""
        holds = iter(self.turn.holds)
        for other in self.linked.contests:
            seats = [rule.seats for rule in other.rules if next(holds)]
            self.seats[other.key] = seats[0] if seats else other.seats
        asked = {other.key: other.less for other in self.linked.contests if other.less}
        while asked:
            ready = [key for key, less in asked.items() if not asked.keys() & set(less)]
            if not ready:
                return False
            for key in ready:
                self.seats[key] -= sum(self._persons_in(of) for of in asked.pop(key))
        return self.open_here >= 0 and all(seats >= 0 for seats in self.seats.values())

    def _persons_in(self, key: str) -> int:
        """How many persons are elected in a contest, when all its places are filled."""
        here = key == self.linked.key
        places = self.contest.seats if here else self.seats[key]
        at = [team for team, where in self.turn.teams.items() if where == ("" if here else key)]
        if here:
            at += [c for c in self.moment.elected if c in self.linked.teams]
        return places + sum(len(self.linked.teams[team]) - 1 for team in at)

    def teams_agree(self, without: Kind | None, including: Kind | None) -> bool:
        """Whether this turn is about the candidate asked about, where that is a team."""
        here = {self.moment.kinds[team] for team, key in self.turn.teams.items() if key == ""}
        taken = [m for e in self.moment.elected for m in self.linked.members(e)]
        if any(m in taken for team in self.turn.teams for m in self.linked.teams[team]):
            return False
        if including is not None and self._is_team(including) and including not in here:
            return False
        return without is None or without not in here

    def _is_team(self, kind: Kind) -> bool:
        return any(candidate in self.linked.teams for candidate in self.moment.groups[kind])

    def bound_all(self) -> None:
        """Every bound, less what is settled: those elected, and the teams of this turn."""
        for key, seats in self.seats.items():
            teams = sum(where == key for where in self.turn.teams.values())
            left = [c for c in self.leavers if self.linked.holds[c] == key]
            number = seats - teams + len(left)
            self.filled[key] = self.tokens.bound(number, number)
            self.tokens.places += number
        self.open_here -= sum(where == "" for where in self.turn.teams.values())
        first = len(self.contest.constraints)
        holds = iter(self.turn.holds[sum(len(o.rules) for o in self.linked.contests) :])
        for place, bound in enumerate(self.linked.bounds):
            applies = bound.only_if is None or next(holds)
            if first + place in self.in_force and applies:
                name = (bound.constraint.attribute, bound.constraint.value)
                settled = self._settled(bound.contests, *name)
                room = None if bound.room is None else bound.room - settled
                low = (bound.constraint.minimum or 0) - bound.counted - bound.vacant - settled
                self.joint.append((bound, self.tokens.bound(low, room)))
        for condition, so in zip(self.linked.conditions(), self.turn.holds, strict=True):
            self._ask(condition, so)

    def _ask(self, condition: Condition, so: bool) -> None:
        """A condition that holds, or does not, is a bound like any other."""
        settled = condition.counted
        settled += self._settled(condition.contests, condition.attribute, condition.value)
        if condition.minimum is not None:
            low, high = (condition.minimum, None) if so else (0, condition.minimum - 1)
        else:
            most = condition.maximum or 0
            low, high = (0, most) if so else (most + 1, None)
        room = None if high is None else high - settled
        self.asked.append((condition, self.tokens.bound(low - settled, room)))

    def _settled(self, keys: Collection[str], attribute: str, value: str) -> int:
        """How many persons who have a value are elected here already, or are in a team of this turn."""
        some = [
            team
            for team, where in self.turn.teams.items()
            if (self.linked.key if where == "" else where) in keys
        ]
        if self.linked.key in keys:
            some += self.moment.elected
        persons = [person for one in some for person in self.linked.members(one)]
        # Those who can leave a place are counted by their tokens, and those who left it are not.
        gone = [c for c in self.leavers if self.linked.holds[c] in keys]
        here = sum(self.persons[one].attributes.get(attribute) == value for one in persons)
        return here - sum(self.persons[one].attributes.get(attribute) == value for one in gone)

    def _towards(self, person: CandidateId, key: str) -> Iterator[int]:
        """The bounds that somebody counts towards when elected in a contest."""
        attributes = self.persons[person].attributes
        for bound, number in self.joint:
            constraint = bound.constraint
            if key in bound.contests and attributes.get(constraint.attribute) == constraint.value:
                yield number
        for condition, number in self.asked:
            if key in condition.contests and attributes.get(condition.attribute) == condition.value:
                yield number

    def lay_out(self, without: Kind | None, including: Kind | None) -> None:
        """A token for everybody in every contest; nobody is two."""
        tokens = self.tokens
        here = tokens.bound(self.open_here, self.open_here)
        tokens.places += self.open_here
        for index in range(len(self.contest.constraints)):
            if index in self.in_force:
                self.own[index] = self._own_bound(index)
        for kind, alike in self.moment.groups.items():
            if self._is_team(kind):
                continue
            left = [person for person in alike if person not in self.taken]
            if not left:
                if kind == including:
                    tokens.bound(1, 0)
                continue
            continuing = sum(person in self.moment.kinds for person in left)
            others = [other for other in self.linked.contests if left[0] in other.standing]
            # Nobody could be two who stands in one contest only.
            once = [tokens.bound(0, len(left))] if bool(continuing) + len(others) > 1 else []
            if (held := self.linked.holds.get(left[0])) is not None:
                once = [tokens.bound(continuing, continuing)]
                tokens.add(continuing, [self.filled[held], *once, *self._towards(left[0], held)])
            more = [tokens.bound(1, None)] if kind == including else []
            towards = [here, *once, *more, *self._own_towards(left[0])]
            towards += self._towards(left[0], self.linked.key)
            tokens.add(min(continuing, self.moment.sizes.get(kind, 0) - (kind == without)), towards)
            for other in others:
                at = [self.filled[other.key], *once, *self._towards(left[0], other.key)]
                tokens.add(len(left), at)

    def _own_bound(self, index: int) -> int:
        """A constraint of the contest itself, less those elected."""
        one = self.contest.constraints[index]
        have = sum(index in self._own_indices(c) for c in self.moment.elected)
        least, most = one.least(self.contest.seats), one.most(self.contest.seats)
        return self.tokens.bound((least or 0) - have, None if most is None else most - have)

    def _own_indices(self, person: CandidateId) -> list[int]:
        if not any(candidate.id == person for candidate in self.contest.standing):
            return []
        attributes = self.persons[person].attributes
        return [
            index
            for index, one in enumerate(self.contest.constraints)
            if attributes.get(one.attribute) == one.value
        ]

    def _own_towards(self, person: CandidateId) -> list[int]:
        return [self.own[index] for index in self._own_indices(person) if index in self.own]
