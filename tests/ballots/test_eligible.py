"""Conditions on the roll: who may vote in a contest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballots.eligible import parse_condition
from ballots.errors import RollError

MEMBER = {
    "joined": "2026-05-01",
    "status": "paid",
    "branch": "O'Neill",
    "grade": "3",
    "group": "Yes",
}


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("", True),
        ("joined <= 2026-12-31 and status = 'paid'", True),
        ("joined < 2026-05-01", False),
        ("joined <= 2026-05-01", True),
        ("joined >= 2026-05-01", True),
        ("joined > 2026-05-01", False),
        ("status != 'paid'", False),
        ("branch = 'O''Neill'", True),
        ("grade >= 3 and grade < 4", True),
        ("grade = 10", False),
        ("group = true", True),
        ("group = false", False),
        ("not group = true", False),
        ("status = 'late' or grade = 3 and group = true", True),
        ("(status = 'late' or grade = 3) and group = false", False),
        ("not (status = 'late' or grade = 4)", True),
        ("status = 'PAID'", False),
    ],
)
def test_a_condition_holds_or_not(condition: str, holds: bool) -> None:
    assert parse_condition(condition).holds(MEMBER) is holds


def test_an_empty_cell_equals_nothing() -> None:
    empty = {"group": " ", "joined": ""}
    assert not parse_condition("group = true").holds(empty)
    assert not parse_condition("group = false").holds(empty)
    assert not parse_condition("joined <= 2026-01-01").holds(empty)
    assert parse_condition("group != true").holds(empty)


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("status", "expected =, !="),
        ("status =", "found the end"),
        ("= 'x'", "name of an attribute"),
        ("status = paid", "'text'"),
        ("status < 'paid'", "a date or a whole number"),
        ("status = 'paid", "character 10"),
        ("joined = 2026-02-30", "a day that exists"),
        ("(status = 'paid'", "expected ')'"),
        ("status = 'paid' status = 'late'", "'and', 'or' or the end"),
        ("grade = 3x", "character"),
        ("(" * 60 + "a = 1" + ")" * 60, "brackets"),
        ("not " * 200 + "a = 1", "brackets"),
    ],
)
def test_a_condition_that_cannot_be_read_says_where(condition: str, message: str) -> None:
    with pytest.raises(RollError) as refused:
        parse_condition(condition)
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("joined <= 2026-12-31", "not a date"),
        ("grade > 1", "not a whole number"),
        ("group = true", "neither true nor false"),
        ("region = 'north'", "no column 'region'"),
        ("status = 'paid' or region = 'north'", "no column 'region'"),
    ],
)
def test_a_cell_that_cannot_be_read_is_an_error_not_a_guess(condition: str, message: str) -> None:
    wrong = {"joined": "soon", "grade": "three", "group": "maybe", "status": "paid"}
    with pytest.raises(RollError) as refused:
        parse_condition(condition).holds(wrong)
    assert message in str(refused.value)


@given(st.text(max_size=60))
def test_no_text_does_more_than_be_refused(text: str) -> None:
    try:
        condition = parse_condition(text)
    except RollError:
        return
    try:
        condition.holds(dict.fromkeys(condition.attributes, "1"))
    except RollError:
        return
