"""Bodies of linked contests, held against every way of filling their places, listed one by one."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from counting import InfeasibleError, Papers
from counting.body import Body, count_body
from counting.body_json import read_body_record, write_body_record
from counting.check.body import check_body
from tests.counting.body_builders import (
    bodies,
    bodies_by_choice,
    bodies_that_depend,
    bodies_with_teams,
)
from tests.counting.body_judge import assert_lawful, fillings


def judge(body: Body) -> None:
    """The count against the list of all fillings, and each record against its independent check."""
    try:
        record = count_body(body)
    except InfeasibleError:
        assert not fillings(body)
        return
    assert_lawful(body, record)
    assert check_body(record, body).faults == ()
    assert read_body_record(write_body_record(record), body) == record


@settings(max_examples=150, deadline=None)
@given(bodies())
def test_contests_linked_in_any_order_are_filled_lawfully_or_refused_with_cause(body: Body) -> None:
    judge(body)


@settings(max_examples=100, deadline=None)
@given(bodies_by_choice())
def test_with_orders_of_choice_nobody_holds_two_places_or_one_wanted_less(body: Body) -> None:
    judge(body)


@settings(max_examples=100, deadline=None)
@given(bodies_with_teams())
def test_a_team_takes_one_place_and_counts_all_its_persons(body: Body) -> None:
    judge(body)


@settings(max_examples=100, deadline=None)
@given(bodies_that_depend())
def test_places_and_constraints_that_depend_on_results_are_tested_over_all_branches(
    body: Body,
) -> None:
    judge(body)


@settings(max_examples=25, deadline=None)
@given(bodies(), st.randoms(use_true_random=False))
def test_the_order_of_the_papers_changes_nothing(body: Body, chance: Random) -> None:
    parts = []
    for part in body.parts:
        rankings = [*part.papers, *[((), 1)] * part.papers.blank]
        chance.shuffle(rankings)
        shuffled = Papers.from_rankings(rankings, part.papers.candidates)
        parts.append(replace(part, papers=shuffled))
    other = replace(body, parts=tuple(parts))
    try:
        record = count_body(body)
    except InfeasibleError:
        return
    again = count_body(other)
    assert [link.record for link in again.links] == [link.record for link in record.links]
