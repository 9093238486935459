"""Which sets of winners are lawful where places may stay vacant: by the votes, or by the policy.

A completion then fills some of the places left with persons. For every number of places that could stay
vacant it is asked, as elsewhere, whether the others can be filled within the bounds.
Source: the schedules of constraints, 7, and of None, 4.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from counting.check.search import Kind, complete
from counting.contest import CandidateId, Contest


@dataclass(frozen=True, slots=True)
class Places:
    """Places that nobody fills. `taken`: by the votes so far; `kept`: by the policy.

    `open`: whether the votes can leave more of them vacant. `counted`: whether vacant places count
    towards every minimum, since the policy says so.
    """

    taken: int
    kept: int
    open: bool
    counted: bool


@dataclass(frozen=True, slots=True)
class VacantMoment:
    """A moment of a count, in numbers. `kinds`: of the persons continuing; `sizes`: how many of each.

    `have`: how many elected count towards each constraint. `left`: places that are neither filled nor
    vacant yet.
    """

    contest: Contest
    places: Places
    left: int
    kinds: Mapping[CandidateId, Kind]
    sizes: Mapping[Kind, int]
    have: tuple[int, ...]

    @classmethod
    def of(
        cls,
        contest: Contest,
        persons_elected: Collection[CandidateId],
        persons_continuing: Collection[CandidateId],
        places: Places,
    ) -> VacantMoment:
        """The moment when these persons are elected and these continue."""
        kinds = {
            candidate.id: tuple(
                index
                for index, one in enumerate(contest.constraints)
                if candidate.attributes.get(one.attribute) == one.value
            )
            for candidate in contest.standing
        }
        here = {
            candidate: kinds[candidate] for candidate in kinds if candidate in persons_continuing
        }
        have = Counter(i for candidate in persons_elected for i in kinds[candidate])
        left = contest.seats - len(persons_elected) - places.taken - places.kept
        counts = tuple(have[i] for i in range(len(contest.constraints)))
        return cls(contest, places, left, here, Counter(here.values()), counts)

    def possible(
        self,
        in_force: Collection[int],
        without: Kind | None = None,
        including: Kind | None = None,
        vacant: int | None = None,
    ) -> bool:
        """Whether there is a completion under these of the constraints.

        `without`: that leaves one of this kind out; `including`: with one. `vacant`: in which just so
        many more places go to nobody by the votes; None: any number that can.
        """
        sizes = dict(self.sizes)
        for kind in (without, including):
            if kind is not None:
                sizes[kind] -= 1
        most = self.left if self.places.open else 0
        numbers = range(most + 1) if vacant is None else [vacant]
        return any(self._fills(sizes, in_force, including, number) for number in numbers)

    def _fills(
        self, sizes: Mapping[Kind, int], in_force: Collection[int], chosen: Kind | None, vacant: int
    ) -> bool:
        """Whether these fill all places but `vacant` of them, one of the kind `chosen` among them."""
        free = self.left - vacant - (chosen is not None)
        nobody = self.places.taken + self.places.kept + vacant if self.places.counted else 0
        bounds = {}
        for index in in_force:
            have = self.have[index] + (chosen is not None and index in chosen)
            one = self.contest.constraints[index]
            least, most = one.least(self.contest.seats), one.most(self.contest.seats)
            if most is not None and most < have:
                return False
            needed = max(0, (least or 0) - have - nobody)
            bounds[index] = (needed, None if most is None else most - have)
        return free >= 0 and complete(sizes, free, bounds) is not None

    def fewest(self, status: Literal["guarded", "doomed"], kind: Kind) -> tuple[int, ...]:
        """The fewest constraints that make a kind guarded or doomed; of equally few, the first.

        Raises ValueError if all constraints do not suffice.
        """
        leaves_out, takes_in = (kind, None) if status == "guarded" else (None, kind)
        for some in self._subsets():
            if not self.possible(some, without=leaves_out, including=takes_in):
                return some
        raise ValueError(f"a {kind} is not {status}")

    def fewest_in_conflict(self) -> tuple[int, ...]:
        """The fewest constraints that no completion keeps together; of equally few, the first.

        Raises ValueError if there is a completion.
        """
        for some in self._subsets():
            if not self.possible(some):
                return some
        raise ValueError("there is a completion")

    def _subsets(self) -> Iterator[tuple[int, ...]]:
        """Some of the constraints: none first, then the smaller sets before the larger."""
        every = range(len(self.contest.constraints))
        for size in range(len(every) + 1):
            yield from combinations(every, size)

    def of_kinds(self, some: Collection[Kind]) -> tuple[CandidateId, ...]:
        """Those continuing who are of one of these kinds."""
        return tuple(candidate for candidate, kind in self.kinds.items() if kind in some)
