"""Small bodies for tests: persons named by letters, of whom every second is a woman."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from counting import Candidate, CandidateId, Constraint, Contest, Papers, RuleId
from counting.body import Body, JointConstraint, Part, Places
from counting.linked import Condition, SeatRule

WOMEN = "ACEGIK"
NORTH = "ABGHIJ"

# Rules that take constraints, of both families.
RULES = ("scottish-2011", "ers97", "wigm-exact")

Ballot = tuple[str, int]


def person(letter: str) -> Candidate:
    """A person with a gender, and a region that overlaps with it."""
    gender = "woman" if letter in WOMEN else "man"
    region = {"region": "north"} if letter in NORTH else {}
    return Candidate(CandidateId(letter), letter, {"gender": gender, **region})


def part(
    key: str,
    names: Sequence[str],
    seats: int,
    *ballots: Ballot,
    constraints: tuple[Constraint, ...] = (),
    rule: str = "scottish-2011",
    places: Places | None = None,
    withdrawn: str = "",
) -> Part:
    """A contest among persons, and teams (names of two letters)."""
    candidates = tuple(
        person(n) if len(n) == 1 else Candidate(CandidateId(n), n, {}) for n in names
    )
    contest = Contest(
        key.title(),
        seats,
        candidates,
        RuleId(rule),
        constraints=constraints,
        lots=tuple(c.id for c in candidates),
        withdrawn=tuple(CandidateId(n) for n in withdrawn),
    )
    order = list(names)
    rankings = (([order.index(c) + 1 for c in ranking], papers) for ranking, papers in ballots)
    return Part(key, contest, Papers.from_rankings(rankings, len(order)), places)


def women(
    low: int | None, high: int | None, *contests: str, label: str = "women"
) -> JointConstraint:
    """How many women those contests elect together."""
    return JointConstraint(Constraint("gender", "woman", low, high, label), contests)


def north(low: int | None, high: int | None, *contests: str) -> JointConstraint:
    """How many from the north those contests elect together."""
    return JointConstraint(Constraint("region", "north", low, high, "north"), contests)


def if_women(least: int, *contests: str) -> Condition:
    """That at least so many women are elected there."""
    return Condition("gender", "woman", least, None, contests)


@st.composite
def papers_for(draw: st.DrawFn, names: Sequence[str]) -> list[Ballot]:
    """A few rankings of these."""
    lists = st.lists(st.sampled_from(list(names)), unique=True, max_size=4)
    return draw(st.lists(st.tuples(lists, st.integers(1, 4)), max_size=6))


@st.composite
def contests_of(draw: st.DrawFn, most: int = 3) -> tuple[list[str], list[tuple[str, int]]]:
    """Keys of two or more contests, and for each who stands, and how many places."""
    keys = ["chair", "clerk", "members", "council"][: draw(st.integers(2, most))]
    found = []
    for _ in keys:
        seats = draw(st.integers(1, 3))
        stand = draw(st.sets(st.sampled_from("ABCDEFGH"), min_size=seats, max_size=6))
        found.append(("".join(sorted(stand)), seats))
    return keys, found


@st.composite
def joint_of(draw: st.DrawFn, keys: Sequence[str], most: int = 3) -> tuple[JointConstraint, ...]:
    """Constraints over some of these contests."""
    joint = []
    for number in range(draw(st.integers(0, most))):
        over = tuple(draw(st.lists(st.sampled_from(list(keys)), unique=True, min_size=1)))
        low = draw(st.sampled_from([0, 0, 1, 1, 2, 3]))
        high = draw(st.one_of(st.none(), st.integers(low, 4)))
        attribute = draw(st.sampled_from(["gender", "region"]))
        value = {"gender": "woman", "region": "north"}[attribute]
        joint.append(
            JointConstraint(Constraint(attribute, value, low, high, f"bound {number}"), over)
        )
    return tuple(joint)


@st.composite
def bodies(draw: st.DrawFn) -> Body:
    """Contests for one place or several, in any order; persons overlap; constraints over any of them."""
    keys, contests = draw(contests_of())
    parts = tuple(
        part(
            key,
            names,
            seats,
            *draw(papers_for(names)),
            rule=draw(st.sampled_from((*RULES, "av") if seats == 1 else RULES)),
        )
        for key, (names, seats) in zip(keys, contests, strict=True)
    )
    return Body("A body", parts, draw(joint_of(keys)))


@st.composite
def bodies_by_choice(draw: st.DrawFn) -> Body:
    """The same, with an order of choice lodged by everybody."""
    body = draw(bodies())
    choices = {}
    for one in body.persons():
        stands = [p.key for p in body.parts if one.id in p.standing]
        if len(stands) > 1:
            choices[one.id] = tuple(draw(st.permutations(stands)))
    return Body(body.title, body.parts, body.joint, several_places="preference", choices=choices)


@st.composite
def bodies_with_teams(draw: st.DrawFn) -> Body:
    """A contest in which teams stand, and others in which their persons stand alone."""
    keys, contests = draw(contests_of())
    pairs = draw(st.lists(st.sampled_from(["IJ", "KL", "AB"]), unique=True, min_size=1))
    parts = []
    for key, (names, seats) in zip(keys, contests, strict=True):
        teams = [pair for pair in pairs if draw(st.booleans()) and not set(pair) & set(names)]
        stand = [*names, *teams]
        parts.append(part(key, stand, seats, *draw(papers_for(stand))))
    used = {c.id for p in parts for c in p.contest.candidates}
    teams_used = {CandidateId(t): tuple(map(person, t)) for t in pairs if t in used}
    return Body("Teams", tuple(parts), draw(joint_of(keys)), teams=teams_used)


@st.composite
def bodies_that_depend(draw: st.DrawFn) -> Body:
    """The last contest has places that depend on the others; a constraint may apply only if …"""
    keys, contests = draw(contests_of())
    parts = []
    for place, (key, (names, seats)) in enumerate(zip(keys, contests, strict=True)):
        places = None
        if place == len(keys) - 1:
            rules = tuple(
                SeatRule(if_women(draw(st.integers(1, 2)), *keys[:place]), draw(st.integers(0, 3)))
                for _ in range(draw(st.integers(0, 2)))
            )
            less = (keys[0],) if draw(st.booleans()) else ()
            places = Places(seats + (contests[0][1] if less else 0), rules, less)
        parts.append(part(key, names, seats, *draw(papers_for(names)), places=places))
    joint = draw(joint_of(keys, 2))
    if joint and draw(st.booleans()):
        over = draw(st.sampled_from(keys))
        condition = Condition("region", "north", None, draw(st.integers(0, 2)), (over,))
        first = JointConstraint(joint[0].constraint, joint[0].contests, condition)
        joint = (first, *joint[1:])
    return Body("Depends", tuple(parts), joint)
