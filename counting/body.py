"""Bodies: linked contests, one after another, with one set of joint constraints and nobody in two places.

Contests are counted in their published order; one with no more candidates than places goes first. Who
is elected is struck from every contest counted later, before its first stage. A joint constraint
bounds those elected in several contests together.

Before each contest every way of filling all places still open is considered (`body_system`), exactly:

- for one place, a candidate who is in none of them is barred, by a constraint 'none of these';
- what a joint constraint leaves for the last contest that it is over is a constraint of its own;
- a contest with no more candidates than places leaves no choice.

A contest for several places, with a choice, before another to which a constraint or a candidate
links it, would need more than constraints of its own, and is refused: publish an order in which it
comes last. So whatever is counted is counted exactly. Source: COUNTING, 'Bodies: linked contests'.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from counting.body_system import PersonsLeft, System, body_system, infeasible
from counting.constraints.bounds import counts_for
from counting.constraints.feasibility import Solver
from counting.constraints.reasons import Reasons
from counting.contest import CandidateId, Constraint, Contest
from counting.engine import count
from counting.errors import ContestError
from counting.papers import Papers
from counting.record import CountRecord

# The attribute of those whom the joint constraints leave no place; no organisation's may be named so.
BARRED: Final = "barred-by-the-body"


@dataclass(frozen=True, slots=True)
class Part:
    """One contest of a body, with its papers. A person has the same candidate's id in all of them."""

    key: str
    contest: Contest
    papers: Papers


@dataclass(frozen=True, slots=True)
class JointConstraint:
    """A constraint over those elected in several contests, by their keys, taken together."""

    constraint: Constraint
    contests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Body:
    """The contests in the order of counting. Raises ContestError where it contradicts itself."""

    title: str
    parts: tuple[Part, ...]
    joint: tuple[JointConstraint, ...] = ()

    def __post_init__(self) -> None:
        keys = [part.key for part in self.parts]
        if not keys or len(set(keys)) != len(keys):
            raise ContestError("A body needs contests, each with a key of its own.")
        for joint in self.joint:
            strangers = sorted(set(joint.contests) - set(keys))
            if strangers or not joint.contests:
                raise ContestError(
                    f"Constraint '{joint.constraint.label}' must name contests of the body: "
                    f"{', '.join(keys)}."
                )
        labels = [joint.constraint.label for joint in self.joint]
        labels += [c.label for part in self.parts for c in part.contest.constraints]
        twice = sorted({label for label in labels if labels.count(label) > 1})
        if twice:
            raise ContestError(f"Two constraints of the body are labelled '{twice[0]}'.")
        self._check_persons()

    def _check_persons(self) -> None:
        known: dict[CandidateId, tuple[str, Mapping[str, str]]] = {}
        for part in self.parts:
            for person in part.contest.candidates:
                facts = known.setdefault(person.id, (person.name, person.attributes))
                if facts != (person.name, person.attributes):
                    raise ContestError(
                        f"{person.name} ({person.id}) has another name or other attributes in contest "
                        f"'{part.key}'. One id is one person throughout a body."
                    )
                if BARRED in person.attributes:
                    raise ContestError(f"'{BARRED}' is not free as an attribute's name. Rename it.")


@dataclass(frozen=True, slots=True)
class Bar:
    """Candidates whom no way of filling all places includes, and the fewest constraints that suffice."""

    candidates: tuple[CandidateId, ...]
    constraints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """One contest as it was counted. `struck`: elected before, with the key of the contest.

    `barred`: before the count. `unopposed`: no more candidates than places were left.
    """

    key: str
    struck: tuple[tuple[CandidateId, str], ...]
    barred: tuple[Bar, ...]
    unopposed: bool
    record: CountRecord


@dataclass(frozen=True, slots=True)
class BodyRecord:
    """A whole body. `links`: in the order in which they were counted."""

    body: Body
    links: tuple[Link, ...]

    @property
    def elected(self) -> dict[str, tuple[CandidateId, ...]]:
        """Who is elected in which contest, in order of election."""
        return {link.key: link.record.elected for link in self.links}


def count_body(body: Body) -> BodyRecord:
    """Count all the contests.

    Raises InfeasibleError, before anything is counted, if no way of filling all places meets the
    constraints; ContestError where a contest would have to come last; and as `engine.count` does.
    """
    elected: dict[CandidateId, str] = {}
    links: list[Link] = []
    left = list(body.parts)
    _require_possible(body, elected, left)
    while left:
        part = next((p for p in left if _unopposed(p, elected)), left[0])
        left.remove(part)
        link = _count_part(body, part, elected, left)
        links.append(link)
        elected |= dict.fromkeys(link.record.elected, part.key)
    return BodyRecord(body, tuple(links))


def _unopposed(part: Part, elected: Mapping[CandidateId, str]) -> bool:
    return len(_able(part, elected)) == part.contest.seats


def _able(part: Part, elected: Iterable[CandidateId]) -> tuple[CandidateId, ...]:
    gone = set(elected)
    return tuple(c.id for c in part.contest.standing if c.id not in gone)


def _require_possible(body: Body, elected: Mapping[CandidateId, str], open_: list[Part]) -> None:
    system = _system(body, elected, open_)
    solver = Solver(system.system)
    if solver.solution() is None:
        raise infeasible(solver, system)


def _system(body: Body, elected: Mapping[CandidateId, str], open_: Sequence[Part]) -> System:
    """All ways of filling the places of the open contests, given who is elected in the others."""
    bounds: list[tuple[Constraint, frozenset[str], int]] = [
        (joint.constraint, frozenset(joint.contests), _already(body, elected, joint))
        for joint in body.joint
    ]
    for part in open_:
        bounds += [(own, frozenset({part.key}), 0) for own in part.contest.constraints]
    places = {part.key: part.contest.seats for part in open_}
    persons = {
        c.id: PersonsLeft(c, frozenset(p.key for p in open_ if c.id in _able(p, elected)))
        for part in open_
        for c in part.contest.candidates
        if c.id in _able(part, elected)
    }
    return body_system(places, tuple(persons.values()), tuple(bounds))


def _already(body: Body, elected: Mapping[CandidateId, str], joint: JointConstraint) -> int:
    """How many elected so far count for a joint constraint."""
    persons = {c.id: c for part in body.parts for c in part.contest.candidates}
    return sum(
        counts_for(persons[c], joint.constraint)
        for c, key in elected.items()
        if key in joint.contests
    )


def _count_part(
    body: Body, part: Part, elected: Mapping[CandidateId, str], later: Sequence[Part]
) -> Link:
    able = _able(part, elected)
    struck = tuple((c.id, elected[c.id]) for c in part.contest.standing if c.id in elected)
    unopposed = len(able) == part.contest.seats
    contest = replace(part.contest, withdrawn=(*part.contest.withdrawn, *(c for c, _ in struck)))
    contest = _with_what_is_left(body, part, contest, elected, later)
    barred: tuple[Bar, ...] = ()
    if later and not unopposed and contest.seats == 1:
        barred = _barred(_system(body, elected, [part, *later]), part, able)
        contest = _barring(contest, barred)
    elif later and not unopposed and _linked(body, part, able, elected, later):
        raise ContestError(
            f"Contest '{part.key}' fills {contest.seats} places and is linked to a contest that would be "
            f"counted after it ({', '.join(p.key for p in later)}). Publish an order in which it comes "
            "last, or hold it as contests for one place each."
        )
    return Link(part.key, struck, barred, unopposed, count(part.papers, contest))


def _linked(
    body: Body,
    part: Part,
    able: Sequence[CandidateId],
    elected: Mapping[CandidateId, str],
    later: Sequence[Part],
) -> bool:
    """Whether what this contest decides bears on a later one, or a later one on this."""
    if any(set(able) & set(_able(other, elected)) for other in later):
        return True
    return any(_reaches(joint, part, later) for joint in body.joint)


def _reaches(joint: JointConstraint, part: Part, later: Sequence[Part]) -> bool:
    """Whether a joint constraint is over this contest and one that is counted later."""
    return part.key in joint.contests and any(p.key in joint.contests for p in later)


def _with_what_is_left(
    body: Body,
    part: Part,
    contest: Contest,
    elected: Mapping[CandidateId, str],
    later: Sequence[Part],
) -> Contest:
    """The contest with those joint constraints that reach no later one, less whoever is elected."""
    left: list[Constraint] = []
    for joint in body.joint:
        if part.key not in joint.contests or _reaches(joint, part, later):
            continue
        whole, already = joint.constraint, _already(body, elected, joint)
        minimum = max((whole.minimum or 0) - already, 0) or None
        maximum = None if whole.maximum is None else whole.maximum - already
        concerned = any(whole.attribute in c.attributes for c in contest.candidates)
        if concerned and (minimum, maximum) != (None, None):
            left.append(replace(whole, minimum=minimum, maximum=maximum))
    return replace(contest, constraints=(*contest.constraints, *left))


def _barred(system: System, part: Part, able: Sequence[CandidateId]) -> tuple[Bar, ...]:
    """Candidates for one place who are in no way of filling all places, by reason."""
    solver = Solver(system.system)
    reasons = Reasons(solver, system.always)
    groups: dict[tuple[str, ...], list[CandidateId]] = {}
    for candidate in able:
        place = system.variable(candidate, part.key)
        if solver.solution(at_least={place: 1}) is None:
            why = system.labels(reasons.fewest(place, "doomed"))
            groups.setdefault(why, []).append(candidate)
    return tuple(Bar(tuple(group), why) for why, group in groups.items())


def _barring(contest: Contest, barred: Sequence[Bar]) -> Contest:
    """The contest in which none of those barred can be elected."""
    out = {candidate for bar in barred for candidate in bar.candidates}
    if not out:
        return contest
    candidates = tuple(
        replace(c, attributes={**c.attributes, BARRED: "yes"}) if c.id in out else c
        for c in contest.candidates
    )
    labels = sorted({label for bar in barred for label in bar.constraints})
    words = ", ".join(f"'{label}'" for label in labels) or "the places of the body"
    none = Constraint(BARRED, "yes", None, 0, f"none with whom the body could not meet {words}")
    return replace(contest, candidates=candidates, constraints=(*contest.constraints, none))
