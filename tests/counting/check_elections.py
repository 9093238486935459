"""Small elections for the tests of the check: builds inputs, computes no result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hypothesis import strategies as st

from counting import Candidate, CandidateId, Constraint, Contest, Papers, RuleId
from counting.rules import all_rules, find_rule

WITH_CONSTRAINTS = tuple(str(rule.id) for rule in all_rules() if rule.takes_constraints)
WITHOUT = tuple(str(rule.id) for rule in all_rules() if not rule.takes_constraints)
RULES = (*WITH_CONSTRAINTS, *WITHOUT)
ATTRIBUTES = {
    "gender": ("woman", "man", "other"),
    "region": ("north", "south"),
    "new": ("yes", "no"),
}


def contest(
    rule: str,
    seats: int,
    candidates: int,
    *,
    attributes: Mapping[int, Mapping[str, str]] | None = None,
    constraints: Sequence[Constraint] = (),
    lots: Sequence[int] = (),
    withdrawn: Sequence[int] = (),
) -> Contest:
    """A contest of candidates '1', '2', … with names."""
    known = attributes or {}
    return Contest(
        title="Branch committee",
        seats=seats,
        candidates=tuple(
            Candidate(CandidateId(str(k)), f"Name {k}", dict(known.get(k, {})))
            for k in range(1, candidates + 1)
        ),
        rule=RuleId(rule),
        constraints=tuple(constraints),
        lots=tuple(CandidateId(str(k)) for k in lots),
        withdrawn=tuple(CandidateId(str(k)) for k in withdrawn),
    )


def papers(candidates: int, *rankings: tuple[Sequence[int], int]) -> Papers:
    """Papers from (ranking, how many)."""
    return Papers.from_rankings(rankings, candidates)


def hill() -> tuple[Papers, Contest]:
    """Hill's three seats: at least two women, at least two black; the black woman is lowest.

    Candidates 1 to 5: BM1, BM2, WW1, WW2, BW.
    """
    attributes = {
        1: {"gender": "man", "ethnicity": "black"},
        2: {"gender": "man", "ethnicity": "black"},
        3: {"gender": "woman", "ethnicity": "white"},
        4: {"gender": "woman", "ethnicity": "white"},
        5: {"gender": "woman", "ethnicity": "black"},
    }
    constraints = (
        Constraint("gender", "woman", 2, None, "at least two women"),
        Constraint("ethnicity", "black", 2, None, "at least two black members"),
    )
    ballots = papers(
        5,
        ((1, 2, 5), 30),
        ((2, 1, 3), 21),
        ((3, 4, 1), 24),
        ((4, 3), 19),
        ((5, 4, 2), 4),
        ((2, 5), 3),
        ((), 2),
    )
    return ballots, contest("scottish-2011", 3, 5, attributes=attributes, constraints=constraints)


@st.composite
def elections(draw: st.DrawFn, most: int = 7) -> tuple[Papers, Contest]:
    """Few papers, so that votes are often equal; any rule; constraints, lots and withdrawals or none."""
    rule = draw(st.sampled_from(RULES))
    count = draw(st.integers(1, most))
    numbers = list(range(1, count + 1))
    withdrawn = draw(st.lists(st.sampled_from(numbers), max_size=min(2, count - 1), unique=True))
    standing = count - len(withdrawn)
    seats = draw(st.integers(1, min(standing, find_rule(rule).most_seats or standing)))
    attributes = {
        number: {name: draw(st.sampled_from(values)) for name, values in ATTRIBUTES.items()}
        for number in numbers
    }
    some = [] if rule in WITHOUT else draw(st.lists(_bounds(seats), max_size=4))
    constraints = [
        Constraint(name, value, low, high, f"bound {place}")
        for place, (name, value, low, high) in enumerate(some)
    ]
    rankings = draw(
        st.lists(
            st.tuples(
                st.lists(st.sampled_from(numbers), unique=True), st.sampled_from((1, 1, 2, 3))
            ),
            max_size=9,
        )
    )
    lots = draw(st.one_of(st.permutations(numbers), st.just([])))
    return papers(count, *rankings), contest(
        rule,
        seats,
        count,
        attributes=attributes,
        constraints=constraints,
        lots=lots,
        withdrawn=withdrawn,
    )


@st.composite
def _bounds(draw: st.DrawFn, seats: int) -> tuple[str, str, int | None, int | None]:
    name = draw(st.sampled_from(sorted(ATTRIBUTES)))
    value = draw(st.sampled_from(ATTRIBUTES[name]))
    low = draw(st.integers(0, min(2, seats)))
    high = draw(st.one_of(st.none(), st.integers(max(low, 1), seats + 1)))
    return name, value, low, high
