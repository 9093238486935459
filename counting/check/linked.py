"""Which winners of a contest leave a way to fill the other contests of its body, too.

Every way in which conditions turn out and teams are elected is taken in turn. In each of them all
bounds are plain numbers: so many in each contest, nobody twice, so many who count for each constraint.
Whoever is elected somewhere is a token that counts towards all of these, and `search.complete` finds
out whether tokens can be chosen within the bounds.

Whoever has a place in another contest is one token of two: elected here, or staying there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations, product
from typing import Literal

from counting.check.linked_tokens import Tokens
from counting.check.search import Kind
from counting.contest import Candidate, CandidateId, Contest
from counting.linked import Linked

HERE = ""  # where a team can be elected, beside the keys of the other contests


@dataclass(frozen=True, slots=True)
class Turn:
    """One way things turn out: which conditions hold, and where each elected team is elected."""

    holds: tuple[bool, ...]
    teams: Mapping[CandidateId, str]


@dataclass(frozen=True, slots=True)
class LinkedMoment:
    """A moment of a count with other contests around it. `kinds`: of everybody continuing; `sizes`."""

    contest: Contest
    linked: Linked
    elected: tuple[CandidateId, ...]
    kinds: Mapping[CandidateId, Kind]
    sizes: Mapping[Kind, int]
    groups: Mapping[Kind, tuple[CandidateId, ...]]
    _possible: list[tuple[frozenset[int], Kind | None, Kind | None]] = field(default_factory=list)

    @classmethod
    def of(
        cls, contest: Contest, elected: Collection[CandidateId], continuing: Collection[CandidateId]
    ) -> LinkedMoment:
        """The moment when these are elected and these continue, of a contest with others around it."""
        linked = contest.linked
        if linked is None:
            raise ValueError("the contest stands alone")
        numbers: dict[object, Kind] = {}
        groups: dict[Kind, list[CandidateId]] = {}
        here = {candidate.id: candidate for candidate in contest.standing}
        everybody = dict.fromkeys((*here, *(c for o in linked.contests for c in o.standing)))
        for candidate in everybody:
            alike = _alike(contest, linked, candidate, here.get(candidate))
            groups.setdefault(numbers.setdefault(alike, (len(numbers),)), []).append(candidate)
        kind_of = {candidate: kind for kind, some in groups.items() for candidate in some}
        kinds = {candidate: kind_of[candidate] for candidate in here if candidate in continuing}
        sizes: dict[Kind, int] = {}
        for kind in kinds.values():
            sizes[kind] = sizes.get(kind, 0) + 1
        members = {kind: tuple(some) for kind, some in groups.items()}
        return cls(contest, linked, tuple(elected), kinds, sizes, members)

    def possible(
        self,
        in_force: Collection[int],
        without: Kind | None = None,
        including: Kind | None = None,
    ) -> bool:
        """Whether all places can be filled under these of the constraints, with all who are elected.

        `without`: leaving out one of this kind who continues; `including`: with one. Constraints are
        numbered as in `Contest.labels`.
        """
        some = frozenset(in_force)
        for more, left, taken in self._possible:
            if some <= more and (left, taken) == (without, including):
                return True
        for turn in turns(self.linked, [c for c in self.kinds if c in self.linked.teams]):
            tokens = Tokens.of(self, turn, some, without, including)
            if tokens is not None and tokens.fit():
                self._possible.append((some, without, including))
                return True
        return False

    def fewest(self, status: Literal["guarded", "doomed"], kind: Kind) -> tuple[int, ...]:
        """The fewest constraints that make a kind guarded or doomed; of equally few, the first.

        Those without which all others do not suffice are found first. Raises ValueError if all
        constraints do not suffice.
        """
        every = frozenset(range(len(self.contest.labels)))

        def suffice(some: frozenset[int]) -> bool:
            if status == "guarded":
                return not self.possible(some, without=kind)
            return not self.possible(some, including=kind)

        needed = frozenset(index for index in every if not suffice(every - {index}))
        for size in range(len(every - needed) + 1):
            for more in combinations(sorted(every - needed), size):
                if suffice(needed.union(more)):
                    return tuple(sorted(needed.union(more)))
        raise ValueError(f"a {kind} is not {status}")

    def of_kinds(self, some: Collection[Kind]) -> tuple[CandidateId, ...]:
        """Those continuing who are of one of these kinds."""
        return tuple(candidate for candidate, kind in self.kinds.items() if kind in some)


def turns(linked: Linked, teams_here: Collection[CandidateId]) -> Iterator[Turn]:
    """Every way in which the conditions turn out and teams that share nobody are elected."""
    where: list[list[tuple[CandidateId, str]]] = []
    for team in linked.teams:
        places = [o.key for o in linked.contests if team in o.standing]
        where.append([(team, key) for key in ([HERE] if team in teams_here else []) + places])
    options = [[None, *ways] for ways in where]
    for chosen in product(*options):
        teams = dict(pair for pair in chosen if pair is not None)
        persons = [person for team in teams for person in linked.teams[team]]
        if len(set(persons)) < len(persons):
            continue
        for holds in product((True, False), repeat=len(tuple(linked.conditions()))):
            yield Turn(holds, teams)


def weight(
    contest: Contest, linked: Linked, candidate: CandidateId, attribute: str, value: str
) -> int:
    """How many persons of a candidate have this value."""
    persons = {one.id: one for one in (*contest.candidates, *linked.persons)}
    those = linked.teams.get(candidate, (candidate,))
    return sum(1 for one in those if persons[one].attributes.get(attribute) == value)


def _alike(
    contest: Contest, linked: Linked, candidate: CandidateId, here: Candidate | None
) -> object:
    """What candidates have in common who are as good as each other."""
    if any(candidate == team or candidate in those for team, those in linked.teams.items()):
        return candidate
    tests = [(b.constraint.attribute, b.constraint.value) for b in linked.bounds]
    tests += [(c.attribute, c.value) for c in linked.conditions()]
    own: tuple[bool, ...] | None = None
    if here is not None:
        own = tuple(here.attributes.get(c.attribute) == c.value for c in contest.constraints)
    return (
        own,
        tuple(weight(contest, linked, candidate, *test) for test in tests),
        tuple(o.key for o in linked.contests if candidate in o.standing),
        linked.holds.get(candidate),
    )
