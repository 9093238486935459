"""Proportional ordered lists: published examples, and what every list by each method must be."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings

from counting import ContestError, LotNeededError, count, read_record
from counting.canonical import canonical_json
from counting.check import check
from counting.formats.blt import read_blt
from counting.list_record import list_object
from counting.lists import METHODS, ordered_list
from counting.protected import PROTECTED, protecting
from counting.views.series import list_lines
from tests.counting.check_elections import contest, papers
from tests.counting.elections import Election, elections

RULES = ("scottish-2011", "ers97", "wigm-exact")


@pytest.mark.parametrize("rule", ["ers97", "scottish-2011", "wigm-exact", "meek-prf"])
def test_warrens_papers_are_listed_as_published(rule: str, shared: Path) -> None:
    folder = shared / "elections" / "published"
    ballots = read_blt(folder / "warren-600.blt")
    expected = json.loads((folder / "warren-600.expected.json").read_text(encoding="utf-8"))
    [order] = [o["list_order"] for o in expected["order_of_election"] if "list_order" in o]
    made = ordered_list(ballots.papers, ballots.contest(rule), "rosenstiel-1998")
    assert [int(candidate) - 1 for candidate in made.order] == order


@settings(max_examples=40, deadline=None)
@given(elections(rules=(*RULES, "meek-prf"), withdrawn=True))
def test_from_the_bottom_up_each_place_goes_to_whoever_drops_out(election: Election) -> None:
    made = ordered_list(election.papers, election.contest, "rosenstiel-1998")
    assert set(made.order) == set(count(election.papers, election.contest).elected)
    assert len(made.order) == election.contest.seats
    for place in range(2, len(made.order) + 1):
        left = made.order[:place]
        others = [c.id for c in election.contest.candidates if c.id not in left]
        fewer = replace(election.contest, seats=place - 1, withdrawn=tuple(others))
        assert set(count(election.papers, fewer).elected) == set(made.order[: place - 1])


@settings(max_examples=40, deadline=None)
@given(elections(rules=RULES, withdrawn=True))
def test_from_the_top_down_each_count_adds_one_to_those_listed(election: Election) -> None:
    made = ordered_list(election.papers, election.contest, "otten-1998")
    assert len(set(made.order)) == election.contest.seats
    for place, placing in enumerate(made.placings, start=1):
        assert placing.places == (place,)
        assert set(placing.record.elected) == set(made.order[:place])


@settings(max_examples=60, deadline=None)
@given(elections(rules=RULES))
def test_where_the_counts_for_one_two_and_more_places_are_nested_they_are_the_list(
    election: Election,
) -> None:
    # Otten: the list's first n are those elected in the count for n, whenever there is such a list.
    sets = [
        set(count(election.papers, replace(election.contest, seats=places)).elected)
        for places in range(1, election.contest.seats + 1)
    ]
    if any(not fewer < more for fewer, more in pairwise(sets)):
        return
    made = ordered_list(election.papers, election.contest, "otten-1998")
    assert [set(made.order[: n + 1]) for n in range(len(sets))] == sets


@settings(max_examples=25, deadline=None)
@given(elections(rules=RULES, withdrawn=True))
def test_every_count_of_a_list_stands_the_independent_check_and_can_be_read_again(
    election: Election,
) -> None:
    for method in METHODS:
        for placing in ordered_list(election.papers, election.contest, method).placings:
            assert check(placing.record, election.papers).faults == ()
        shown = list_object(ordered_list(election.papers, election.contest, method))
        for made in shown["counts"]:
            read_record(canonical_json(made["record"]))


def test_the_whole_list_meets_the_constraints() -> None:
    ballots = papers(4, ([1, 2, 3], 9), ([2, 1, 3], 8), ([3, 1], 2), ([4], 1))
    from counting import Constraint

    bound = Constraint("gender", "woman", 1, None, "at least one woman")
    terms = contest("scottish-2011", 2, 4, attributes={3: {"gender": "woman"}}, constraints=[bound])
    assert "3" in ordered_list(ballots, terms, "rosenstiel-1998").order
    assert "3" in ordered_list(ballots, terms, "otten-1998").order


def test_an_unknown_method_is_refused() -> None:
    with pytest.raises(ContestError, match="no list method 'alphabetical'"):
        ordered_list(papers(2, ([1], 2)), contest("av", 1, 2), "alphabetical")


def test_a_rule_without_constraints_cannot_list_from_the_top_down() -> None:
    ballots = papers(3, ([1], 5), ([2], 4), ([3], 2))
    with pytest.raises(ContestError, match="meek-prf takes no constraints"):
        ordered_list(ballots, contest("meek-prf", 2, 3), "otten-1998")


def test_a_lot_that_is_needed_names_the_count_that_needs_it() -> None:
    # For both places A and B are elected at once; for one, their votes are equal.
    ballots = papers(3, ([1], 5), ([2], 5))
    with pytest.raises(LotNeededError, match=r"The count for place 2\. Stage 2: a lot must decide"):
        ordered_list(ballots, contest("bottoms-up", 2, 3), "rosenstiel-1998")


def test_nobody_is_protected_who_does_not_stand_or_where_there_is_no_place() -> None:
    terms = contest("scottish-2011", 1, 3, withdrawn=[3])
    one, two, three = (candidate.id for candidate in terms.candidates)
    with pytest.raises(ContestError, match="3 cannot keep a place"):
        protecting(terms, [three], "kept")
    with pytest.raises(ContestError, match="2 cannot keep 1 places"):
        protecting(terms, [one, two], "kept")
    taken = contest("scottish-2011", 1, 3, attributes={1: {PROTECTED: "no"}})
    with pytest.raises(ContestError, match="Rename it"):
        protecting(taken, [two], "kept")
    assert protecting(terms, [], "kept") is terms


def test_the_words_name_every_place() -> None:
    ballots = papers(3, ([1], 5), ([2, 1], 4), ([3, 2], 2))
    made = ordered_list(ballots, contest("scottish-2011", 2, 3), "rosenstiel-1998")
    lines = list_lines(made)
    assert lines[1:3] == tuple(
        f"{place}. Name {candidate}" for place, candidate in enumerate(made.order, start=1)
    )
    assert any("number 2 on the list" in line for line in lines)
