"""Which sets of winners the constraints still allow.

A completion is a choice of as many continuing candidates as there are vacancies, which with those
elected meets all constraints. Somebody is guarded if there is no completion *without* one candidate
of the same kind, and doomed if there is none *with* one. `search.complete` answers that exactly.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from counting.check.linked import LinkedMoment
from counting.check.ordered import ListMoment, is_ordered
from counting.check.search import Bounds, Kind, Numbers, complete
from counting.contest import Candidate, CandidateId, Constraint, Contest

Some = frozenset[int]  # constraints, by their place in the contest


@dataclass(frozen=True, slots=True)
class Outlook:
    """What can still come of a count.

    `possible`: at least one completion meets the constraints. `guarded`: in all of them; `doomed`:
    in none; both in the order of the contest, and empty if the contest has no constraints.
    `single`: there is just one.
    """

    possible: bool
    single: bool
    guarded: tuple[CandidateId, ...] = ()
    doomed: tuple[CandidateId, ...] = ()


@dataclass(slots=True)
class Choices:
    """Choices of winners that came to light in a count, so that none has to be looked for twice.

    Each is kept as how many of each kind it has, those elected included: the same choice can still
    be made as long as it has no fewer of a kind than are elected and no more than are left.
    """

    most: int = 300
    _known: list[Numbers] = field(default_factory=list)

    def add(self, whole: Numbers) -> None:
        """Keeps one more, and forgets the oldest of too many."""
        self._known = [*self._known[-self.most :], whole]

    def __iter__(self) -> Iterator[Numbers]:
        return reversed(self._known)


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment of a count, in numbers. `kinds`: of everybody continuing, in the order of the contest.

    `chosen`, `sizes`: how many of each kind are elected, and continue. `bounds`: those of the
    constraints that some choice of continuing candidates would break.
    """

    places: int
    kinds: Mapping[CandidateId, Kind]
    chosen: Numbers
    sizes: Numbers
    bounds: Bounds

    @classmethod
    def of(
        cls, contest: Contest, elected: Collection[CandidateId], continuing: Collection[CandidateId]
    ) -> Moment:
        """The moment when these are elected and these continue."""
        kinds = {
            candidate.id: tuple(
                index
                for index, constraint in enumerate(contest.constraints)
                if meets(constraint, candidate)
            )
            for candidate in contest.standing
        }
        chosen = Counter(kinds[candidate] for candidate in kinds if candidate in elected)
        left = {candidate: kind for candidate, kind in kinds.items() if candidate in continuing}
        sizes = Counter(left.values())
        places = contest.seats - len(elected)
        bounds: dict[int, tuple[int, int | None]] = {}
        for index, one in enumerate(contest.constraints):
            have, able = _towards(index, chosen), _towards(index, sizes)
            least, highest = one.least(contest.seats), one.most(contest.seats)
            needed = max(0, (least or 0) - have)
            room = None if highest is None else highest - have
            most = min(able, places)
            if needed > places - (len(left) - able) or (room is not None and room < most):
                bounds[index] = (needed, room)
        return cls(places, left, chosen, sizes, bounds)

    def of_kinds(self, some: Collection[Kind]) -> tuple[CandidateId, ...]:
        """Those continuing who are of one of these kinds."""
        return tuple(candidate for candidate, kind in self.kinds.items() if kind in some)

    def completion(self, in_force: Collection[int]) -> Numbers | None:
        """A completion under these of the constraints; None if there is none."""
        return complete(self.sizes, self.places, self._some(in_force))

    def completion_without(self, kind: Kind, in_force: Collection[int]) -> Numbers | None:
        """One that leaves out a candidate of this kind."""
        sizes = {**self.sizes, kind: self.sizes[kind] - 1}
        return complete(sizes, self.places, self._some(in_force))

    def completion_with(self, kind: Kind, in_force: Collection[int]) -> Numbers | None:
        """One that a candidate of this kind is in."""
        sizes = {**self.sizes, kind: self.sizes[kind] - 1}
        bounds = {
            index: (
                max(0, needed - (index in kind)),
                None if room is None else room - (index in kind),
            )
            for index, (needed, room) in self._some(in_force).items()
        }
        rest = complete(sizes, self.places - 1, bounds)
        return None if rest is None else {**rest, kind: rest[kind] + 1}

    def kept(self, numbers: Numbers) -> Some:
        """The constraints that a choice of so many of each kind keeps to."""
        return frozenset(
            index
            for index, (needed, room) in self.bounds.items()
            if needed <= _towards(index, numbers)
            and (room is None or _towards(index, numbers) <= room)
        )

    def still_open(self, whole: Numbers) -> Numbers | None:
        """Of a known choice what is still to be elected; None if it cannot be made any more."""
        numbers = {kind: whole.get(kind, 0) - self.chosen.get(kind, 0) for kind in self.sizes}
        if sum(numbers.values()) != self.places or any(
            not 0 <= number <= self.sizes[kind] for kind, number in numbers.items()
        ):
            return None
        # Nobody is missing from the sum: kinds of which nobody is left are full as they are.
        gone = (kind for kind in {*whole, *self.chosen} if kind not in self.sizes)
        if any(whole.get(kind, 0) != self.chosen.get(kind, 0) for kind in gone):
            return None
        return numbers

    def whole(self, numbers: Numbers) -> Numbers:
        """A choice with those elected already."""
        return Counter(self.chosen) + Counter(numbers)

    def _some(self, in_force: Collection[int]) -> Bounds:
        return {index: bound for index, bound in self.bounds.items() if index in in_force}


def outlook(
    contest: Contest,
    elected: Sequence[CandidateId],
    continuing: Sequence[CandidateId],
    choices: Choices | None = None,
) -> Outlook:
    """The outlook when these are elected and these continue. `choices`: known ones; more are added."""
    if contest.linked is not None:
        return _outlook_one_by_one(LinkedMoment.of(contest, elected, continuing))
    if is_ordered(contest):
        return _outlook_one_by_one(ListMoment.of(contest, elected, continuing))
    moment = Moment.of(contest, elected, continuing)
    known = Choices() if choices is None else choices
    every = frozenset(moment.bounds)
    sure, never = set(moment.sizes), set(moment.sizes)

    def learn(found: Numbers) -> None:
        """A completion shows, of each kind, what need not be so."""
        sure.difference_update([k for k in sure if found[k] < moment.sizes[k]])
        never.difference_update([k for k in never if found[k] > 0])

    def look(found: Numbers | None) -> bool:
        if found is not None:
            learn(found)
            known.add(moment.whole(found))
        return found is not None

    lawful = [n for n in map(moment.still_open, known) if n is not None and moment.kept(n) == every]
    for numbers in lawful:
        learn(numbers)
    if not lawful and not look(moment.completion(every)):
        return Outlook(possible=False, single=False)
    for kind in moment.sizes:
        if kind in sure:
            look(moment.completion_without(kind, every))
        if kind in never:
            look(moment.completion_with(kind, every))
    single = sure | never == set(moment.sizes)
    if not contest.constrained:
        return Outlook(True, single)
    return Outlook(True, single, moment.of_kinds(sure), moment.of_kinds(never))


def _outlook_one_by_one(moment: ListMoment | LinkedMoment) -> Outlook:
    """The outlook of a count for a list whose first places are bounded, or among linked contests."""
    every = range(len(moment.contest.labels))
    if not moment.possible(every):
        return Outlook(possible=False, single=False)
    sure = {kind for kind in moment.sizes if not moment.possible(every, without=kind)}
    never = {kind for kind in moment.sizes if not moment.possible(every, including=kind)}
    single = sure | never == set(moment.sizes)
    return Outlook(True, single, moment.of_kinds(sure), moment.of_kinds(never))


def meets(constraint: Constraint, candidate: Candidate) -> bool:
    """Whether a candidate counts towards a constraint."""
    return candidate.attributes.get(constraint.attribute) == constraint.value


def _towards(index: int, numbers: Numbers) -> int:
    return sum(number for kind, number in numbers.items() if index in kind)
