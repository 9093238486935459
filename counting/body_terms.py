"""What a body is, and what its record says: facts only, nothing is counted here.

A body is contests in a published order, joined by constraints over several of them and by persons who
stand in several. Source: COUNTING, 'Bodies: linked contests'; `docs/rules/bodies.md`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from counting.contest import LEAVE_VACANT, RELAX, Candidate, CandidateId, Constraint, Contest
from counting.linked import Condition, SeatRule
from counting.papers import Papers
from counting.record import CountRecord

SeveralPlaces = Literal["skip", "preference"]


@dataclass(frozen=True, slots=True)
class Places:
    """How many places a contest has: `seats`, or what the first of `rules` that holds says.

    Every person elected in the contests `less` takes one away. Conditions count nobody yet.
    """

    seats: int
    rules: tuple[SeatRule, ...] = ()
    less: tuple[str, ...] = ()

    @property
    def fixed(self) -> bool:
        """Whether no result changes it."""
        return not self.rules and not self.less

    def depends_on(self) -> frozenset[str]:
        """The contests whose results it depends on."""
        named = [key for rule in self.rules for key in rule.condition.contests]
        return frozenset((*self.less, *named))


@dataclass(frozen=True, slots=True)
class Part:
    """One contest of a body, with its papers. A person has the same candidate's id in all of them.

    `places`: None: as many as the contest says. Otherwise the contest's own number says nothing.
    """

    key: str
    contest: Contest
    papers: Papers
    places: Places | None = None

    @property
    def seats(self) -> Places:
        """How many places it has."""
        return Places(self.contest.seats) if self.places is None else self.places

    @property
    def standing(self) -> tuple[CandidateId, ...]:
        """The candidates who have not withdrawn, without an option that is nobody."""
        nobody = None if self.contest.none is None else self.contest.none.candidate
        return tuple(c.id for c in self.contest.standing if c.id != nobody)


@dataclass(frozen=True, slots=True)
class JointConstraint:
    """A constraint over those elected in several contests, by their keys, taken together.

    `only_if`: it applies only where this holds.
    """

    constraint: Constraint
    contests: tuple[str, ...]
    only_if: Condition | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """The contests in the order of counting. Raises ContestError where it contradicts itself.

    `teams`: candidates who are several persons standing together, with those persons. They have no
    attributes of their own. `several_places`: what becomes of a person elected twice: `skip` (out of
    the contests counted later) or `preference` (keeps the place higher in `choices`: the contests a
    person stands in, the most wanted first, as lodged at nomination). `if_infeasible`: what is done,
    in this order, where the constraints cannot be met; as in `Contest`.
    """

    title: str
    parts: tuple[Part, ...]
    joint: tuple[JointConstraint, ...] = ()
    teams: Mapping[CandidateId, tuple[Candidate, ...]] = field(default_factory=dict)
    several_places: SeveralPlaces = "skip"
    choices: Mapping[CandidateId, tuple[str, ...]] = field(default_factory=dict)
    if_infeasible: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        from counting.body_faults import require_consistent

        require_consistent(self)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of its contests, in their order."""
        return tuple(part.key for part in self.parts)

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of all its constraints: the joint ones, then those of each contest."""
        own = (c.label for part in self.parts for c in part.contest.constraints)
        return (*(joint.constraint.label for joint in self.joint), *own)

    def persons(self) -> Iterator[Candidate]:
        """Everybody who stands, alone or in a team, each once, in the order of the contests."""
        seen: set[CandidateId] = set()
        for part in self.parts:
            for candidate in part.contest.candidates:
                for one in self.teams.get(candidate.id, (candidate,)):
                    if one.id not in seen:
                        seen.add(one.id)
                        yield one

    def members(self, candidate: CandidateId) -> tuple[CandidateId, ...]:
        """The persons whom a candidate's election elects."""
        return (
            tuple(one.id for one in self.teams[candidate])
            if candidate in self.teams
            else (candidate,)
        )

    def steps(self) -> Iterator[str]:
        """The labels to be relaxed, in order, with `LEAVE_VACANT` where the policy has it."""
        for step in self.if_infeasible:
            yield step if step == LEAVE_VACANT else step.removeprefix(RELAX)


@dataclass(frozen=True, slots=True)
class Bar:
    """Candidates whom no way of filling all places includes, and the fewest constraints that suffice."""

    candidates: tuple[CandidateId, ...]
    constraints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """One contest as it was counted. `struck`: with the contest in which each has a place instead.

    `seats`: places filled in this count. `vacant`: places left vacant by the policy. `applied`: steps
    of the policy taken before this contest. `barred`: struck before the count, under a rule that takes
    no constraints. `unopposed`: no more candidates than places were left. `kept`: those elected here
    before, whose places the count, a second one, kept for them. `gave_up`: those elected here who gave
    up a place for it, with its contest. `record`: None where no place was left to fill.
    """

    key: str
    seats: int
    struck: tuple[tuple[CandidateId, str], ...]
    barred: tuple[Bar, ...]
    unopposed: bool
    record: CountRecord | None
    vacant: int = 0
    applied: tuple[str, ...] = ()
    kept: tuple[CandidateId, ...] = ()
    gave_up: tuple[tuple[CandidateId, str], ...] = ()

    @property
    def elected(self) -> tuple[CandidateId, ...]:
        """Those elected in this count, in order of election."""
        return () if self.record is None else self.record.elected


@dataclass(frozen=True, slots=True)
class BodyRecord:
    """A whole body. `links`: in the order in which they were counted."""

    body: Body
    links: tuple[Link, ...]

    @property
    def elected(self) -> dict[str, tuple[CandidateId, ...]]:
        """Who is elected in which contest, in order of election: as its last count has it."""
        return {link.key: link.elected for link in self.links}
