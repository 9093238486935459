"""Bounds that are a part of the places, or on the first places of a list, and windows with signs."""

from __future__ import annotations

import itertools
import json
import random
from fractions import Fraction

import pytest

from counting import Candidate, CandidateId, Constraint, Contest, ContestError, RuleId
from counting.constraint import Share
from counting.constraint_json import constraint_object, first_from, share_from
from counting.constraints import parse_constraints, require_feasible
from counting.constraints.feasibility import Solver, System, Window
from counting.errors import InfeasibleError

HALF_UP = Share(Fraction(1, 2), "up")


@pytest.mark.parametrize(("places", "up", "down"), [(1, 1, 0), (4, 2, 2), (5, 3, 2), (9, 5, 4)])
def test_half_the_places_is_rounded_as_the_notice_says(places: int, up: int, down: int) -> None:
    half = Share(Fraction(1, 2), "down")
    assert (HALF_UP.of(places), half.of(places)) == (up, down)


def test_at_least_half_rounded_up_of_five_places_needs_three() -> None:
    people = tuple(
        Candidate(CandidateId(str(n)), f"C{n}", {"gender": "woman"} if n < 3 else {})
        for n in range(1, 7)
    )
    half = Constraint("gender", "woman", None, None, "half are women", minimum_share=HALF_UP)
    contest = Contest("T", 5, people, RuleId("scottish-2011"), (half,))
    with pytest.raises(InfeasibleError, match="3 are needed, but only 2 candidates count"):
        require_feasible(contest)
    require_feasible(Contest("T", 4, people, RuleId("scottish-2011"), (half,)))


def test_a_constraint_file_gives_a_share_and_the_places_it_is_of() -> None:
    text = json.dumps(
        {
            "attributes": {"1": {"gender": "woman"}},
            "constraints": [
                {
                    "attribute": "gender",
                    "value": "woman",
                    "min_share": {"part": "1/2", "rounding": "down"},
                    "first": "every",
                }
            ],
        }
    )
    (constraint,) = parse_constraints(text, [CandidateId("1")]).constraints
    assert constraint.minimum_share == Share(Fraction(1, 2), "down")
    assert constraint.first == "every"
    assert constraint.label == (
        "at least 1/2 (rounded down) of every first k places whose gender is woman"
    )
    written = constraint_object(constraint)
    assert share_from(written["min_share"]) == constraint.minimum_share
    assert first_from(written["first"]) == "every"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"min_share": "1/2"}, "min_share: expected"),
        ({"min_share": {"part": "1/2"}}, "min_share: expected"),
        ({"min_share": {"part": "3/2", "rounding": "up"}}, "from 0 to 1, not 3/2"),
        ({"min_share": {"part": "1/0", "rounding": "up"}}, "expected a fraction"),
        ({"min_share": {"part": "1/2", "rounding": "nearest"}}, "'rounding': expected"),
        ({"min": 1, "min_share": {"part": "1/2", "rounding": "up"}}, "and a share as its minimum"),
        ({"min": 1, "first": 0}, "Name 1 or more"),
        ({"min": 1, "first": "all"}, 'expected a whole number or "every"'),
        ({"min": 1, "first": "every"}, "a minimum is a share of k"),
    ],
)
def test_a_bound_that_is_no_share_is_refused_with_its_place(
    change: dict[str, object], said: str
) -> None:
    item = {"attribute": "gender", "value": "woman", **change}
    text = json.dumps({"attributes": {"1": {"gender": "woman"}}, "constraints": [item]})
    with pytest.raises(ContestError, match=said) as refused:
        parse_constraints(text, [CandidateId("1")])
    assert "constraints[0]" in str(refused.value)


def test_a_solution_with_windows_that_take_off_is_found_exactly_where_there_is_one() -> None:
    chance = random.Random(20261122)
    met = 0
    for _ in range(400):
        capacities = tuple(chance.randint(0, 3) for _ in range(4))
        windows = []
        for _ in range(3):
            sides = [chance.choice("+-0") for _ in capacities]
            low = chance.randint(-2, 2)
            windows.append(
                Window(
                    frozenset(p for p, side in enumerate(sides) if side == "+"),
                    low,
                    low + chance.randint(0, 2),
                    frozenset(p for p, side in enumerate(sides) if side == "-"),
                )
            )
        system = System(capacities, tuple(windows))
        ways = [
            x
            for x in itertools.product(*(range(c + 1) for c in capacities))
            if all(window.holds(x) for window in windows)
        ]
        found = Solver(system).solution()
        assert (found is not None) == bool(ways)
        assert found is None or found in ways
        met += bool(ways)
    assert 40 < met < 360
