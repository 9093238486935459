"""The other contests of a body, as variables and windows beside those of the contest being counted.

Candidates who count for the same and stand in the same contests are of one kind. A variable is how many
of a kind are elected in one of the other contests; nobody has two places. Whatever depends on results
(places, constraints that apply only if …) hangs on variables that are 1 where a condition holds.

Who has a place elsewhere and is elected here gives that place up, and it is filled again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from counting.constraints.bounds import PLACES, Draft
from counting.constraints.feasibility import System
from counting.contest import CandidateId, Contest
from counting.linked import Condition, JointBound, Linked, OpenContest

Kind = tuple[object, ...]


@dataclass(slots=True)
class Sum:
    """A sum of variables, each so many times, and a number."""

    times: dict[int, int] = field(default_factory=dict)
    number: int = 0

    def add(self, variable: int, times: int) -> None:
        """Count a variable so many more times."""
        self.times[variable] = self.times.get(variable, 0) + times

    def plus(self, other: Sum, times: int = 1) -> Sum:
        """This and so many times the other."""
        total = Sum(dict(self.times), self.number + times * other.number)
        for variable, often in other.times.items():
            total.add(variable, times * often)
        return total


class Kinds:
    """Which candidates of a body are alike."""

    def __init__(self, linked: Linked, contest: Contest | None) -> None:
        here = () if contest is None else contest.candidates
        self._linked = linked
        self._persons = {one.id: one for one in (*here, *linked.persons)}
        tests = [(b.constraint.attribute, b.constraint.value) for b in linked.bounds]
        tests += [(c.attribute, c.value) for c in linked.conditions()]
        self._tests = list(dict.fromkeys(tests))
        self._in_teams = {one for team in linked.teams.values() for one in team}
        self._stands: dict[CandidateId, list[str]] = {}
        for other in linked.contests:
            for candidate in other.standing:
                self._stands.setdefault(candidate, []).append(other.key)

    def stands(self, candidate: CandidateId) -> tuple[str, ...]:
        """The other contests in which somebody stands."""
        return tuple(self._stands.get(candidate, ()))

    def alone(self, candidate: CandidateId) -> bool:
        """Whether a candidate is one person, and in no team."""
        return candidate not in self._linked.teams and candidate not in self._in_teams

    def weight(self, candidate: CandidateId, attribute: str, value: str) -> int:
        """How many persons of a candidate have this value."""
        members = self._linked.members(candidate)
        return sum(self._persons[one].attributes.get(attribute) == value for one in members)

    def kind(self, candidate: CandidateId) -> Kind:
        """What those have in common who are alike; a team, or one of a team, is like nobody."""
        if not self.alone(candidate):
            return (candidate,)
        counts = tuple(self.weight(candidate, *test) for test in self._tests)
        return (counts, self.stands(candidate), self._linked.holds.get(candidate))


def kinds_of(contest: Contest) -> dict[CandidateId, Kind]:
    """By candidate standing, what the other contests tell apart; nothing where there are none."""
    if contest.linked is None:
        return {}
    kinds = Kinds(contest.linked, contest)
    return {candidate.id: kinds.kind(candidate.id) for candidate in contest.standing}


def surround(
    draft: Draft,
    contest: Contest,
    elected: Collection[CandidateId],
    profiles: Sequence[Sequence[CandidateId]],
) -> None:
    """Add the other contests to the draft of this one, whose first variables are its profiles."""
    if contest.linked is not None:
        _Surroundings(draft, contest.linked, contest, elected, profiles).build()


def open_system(linked: Linked) -> System:
    """The system of contests none of which is being counted; bound i is unit i + 1."""
    draft = Draft()
    _Surroundings(draft, linked, None, (), ()).build()
    return draft.system()


class _Surroundings:
    """Variables and windows of the other contests, on their way into a draft."""

    def __init__(
        self,
        draft: Draft,
        linked: Linked,
        contest: Contest | None,
        elected: Collection[CandidateId],
        profiles: Sequence[Sequence[CandidateId]],
    ) -> None:
        self.draft = draft
        self.linked = linked
        self.kinds = Kinds(linked, contest)
        self.elected = tuple(elected)
        self.profiles = profiles
        self.first_unit = 1 if contest is None else len(contest.constraints) + 1
        self.sizes: dict[int, int] = {p: len(group) for p, group in enumerate(profiles)}
        self.twins: dict[int, list[int]] = {}
        self.places: dict[str, list[tuple[int, CandidateId]]] = {c.key: [] for c in linked.contests}
        standing = () if contest is None else tuple(c.id for c in contest.standing)
        self.candidates = dict.fromkeys(
            (*standing, *(c for o in linked.contests for c in o.standing))
        )
        self.gone = {m for e in elected for m in linked.members(e)}

    def build(self) -> None:
        """Put everything into the draft."""
        self._persons()
        for other in self.linked.contests:
            self._fill(other)
        for place, bound in enumerate(self.linked.bounds):
            self._bound(self.first_unit + place, bound)

    def _persons(self) -> None:
        """A variable for each kind in each contest; nobody has two places."""
        groups: dict[Kind, list[CandidateId]] = {}
        for candidate in self.candidates:
            groups.setdefault(self.kinds.kind(candidate), []).append(candidate)
        here: dict[Kind, list[int]] = {}
        for p, profile in enumerate(self.profiles):
            here.setdefault(self.kinds.kind(profile[0]), []).append(p)
        shared: dict[CandidateId, list[int]] = {}
        for kind, alike in groups.items():
            left = [c for c in alike if self.gone.isdisjoint(self.linked.members(c))]
            elsewhere = {key: self._variable(len(left)) for key in self.kinds.stands(alike[0])}
            for key, variable in elsewhere.items():
                self.places[key].append((variable, alike[0]))
            if not self.kinds.alone(alike[0]):
                for member in self.linked.members(alike[0]):
                    shared.setdefault(member, []).extend((*elsewhere.values(), *here.get(kind, ())))
            elif elsewhere:
                everywhere = (*elsewhere.values(), *here.get(kind, ()))
                self.draft.window(PLACES, everywhere, None, len(left))
        for variables in shared.values():
            self.draft.window(PLACES, variables, None, 1)

    def _fill(self, contest: OpenContest) -> None:
        """All places of a contest are filled, however many results make them."""
        filled = Sum({variable: 1 for variable, _ in self.places[contest.key]})
        filled = filled.plus(self._elected_in(contest.less, None))
        filled = filled.plus(self._given_up(contest.key), -1)
        for rule, applies in zip(contest.rules, self._first_that_holds(contest), strict=True):
            filled = filled.plus(applies, contest.seats - rule.seats)
        self._window(PLACES, filled, contest.seats, contest.seats)

    def _first_that_holds(self, contest: OpenContest) -> Iterator[Sum]:
        """For each rule a sum that is 1 where its condition holds and none before it, else 0."""
        before: list[Sum] = []
        for rule in contest.rules:
            holds = self._indicator(rule.condition)
            if not before:
                yield holds
            else:
                applies = Sum({self._variable(1): 1})
                self._window(PLACES, applies.plus(holds, -1), None, 0)
                either = applies
                for earlier in before:
                    self._window(PLACES, applies.plus(earlier), None, 1)
                    either = either.plus(earlier)
                self._window(PLACES, either.plus(holds, -1), 0, None)
                yield applies
            before.append(holds)

    def _indicator(self, condition: Condition) -> Sum:
        """A sum that is 1 where the condition holds, else 0."""
        elected = self._elected_in(condition.contests, (condition.attribute, condition.value))
        elected.number += condition.counted
        at_most = condition.minimum is None
        least = (condition.maximum or 0) + 1 if condition.minimum is None else condition.minimum
        reached = self._reaches(elected, least)
        return Sum(number=1).plus(reached, -1) if at_most else reached

    def _reaches(self, elected: Sum, least: int) -> Sum:
        """A sum that is 1 where another is at least so much, else 0."""
        most = self._most(elected)
        if elected.number >= least or most < least:
            return Sum(number=int(elected.number >= least))
        reached = Sum({self._variable(1): 1})
        self._window(PLACES, elected.plus(reached, -least), 0, None)
        self._window(PLACES, elected.plus(reached, least - 1 - most), None, least - 1)
        return reached

    def _bound(self, unit: int, bound: JointBound) -> None:
        """A constraint over several contests, less those elected already."""
        constraint = bound.constraint
        elected = self._elected_in(bound.contests, (constraint.attribute, constraint.value))
        low = constraint.minimum
        if low is not None:
            low -= bound.counted + bound.vacant
        high = bound.room
        if bound.only_if is None:
            self._window(unit, elected, low, high)
            return
        applies = self._indicator(bound.only_if)
        if low is not None:
            self._window(unit, elected.plus(applies, -low), 0, None)
        if high is not None and (over := self._most(elected) - high) > 0:
            self._window(unit, elected.plus(applies, over), None, high + over)

    def _elected_in(self, keys: Collection[str], test: tuple[str, str] | None) -> Sum:
        """How many persons are elected in these contests who have a value; without a test, all."""

        def weight(candidate: CandidateId) -> int:
            if test is None:
                return len(self.linked.members(candidate))
            return self.kinds.weight(candidate, *test)

        total = Sum()
        for key in self.places:
            for variable, candidate in self.places[key] if key in keys else ():
                total.add(variable, weight(candidate))
        here, holds = self.linked.key in keys, self.linked.holds
        for candidate in self.elected:
            total.number += weight(candidate) * (here - (holds.get(candidate) in keys))
        for p, profile in enumerate(self.profiles):
            total.add(p, weight(profile[0]) * (here - (holds.get(profile[0]) in keys)))
        return total

    def _given_up(self, key: str) -> Sum:
        """How many who have a place in another contest are elected here."""
        holds = self.linked.holds
        given = Sum(number=sum(holds.get(candidate) == key for candidate in self.elected))
        for p, profile in enumerate(self.profiles):
            if holds.get(profile[0]) == key:
                given.add(p, 1)
        return given

    def _most(self, total: Sum) -> int:
        """What a sum can come to at most."""
        most = sum(self.sizes[v] * often for v, often in total.times.items() if often > 0)
        return total.number + most

    def _variable(self, size: int) -> int:
        variable = self.draft.variable(size)
        self.sizes[variable] = size
        return variable

    def _window(self, unit: int, total: Sum, low: int | None, high: int | None) -> None:
        """A bound on a sum. A variable that counts twice stands there twice, as twins."""
        members: list[int] = []
        against: list[int] = []
        for variable, often in total.times.items():
            if often:
                (members if often > 0 else against).extend(self._times(variable, abs(often)))
        self.draft.window(
            unit,
            members,
            None if low is None else low - total.number,
            None if high is None else high - total.number,
            against,
        )

    def _times(self, variable: int, often: int) -> list[int]:
        """So many variables that are all equal to this one, itself the first."""
        twins = self.twins.setdefault(variable, [variable])
        while len(twins) < often:
            twin = self._variable(self.sizes[variable])
            self.draft.window(PLACES, (variable,), 0, 0, (twin,))
            twins.append(twin)
        return twins[:often]
