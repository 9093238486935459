"""Sentences on constraints: who is guarded or doomed and why, and what cannot be met."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counting import words
from counting.constraints import assess, explain, require_feasible
from counting.contest import Constraint, Contest
from counting.errors import InfeasibleError
from counting.record import Finding
from tests.counting.wording import NORTH, ONE_MAN, PEOPLE, WOMEN, contest_of, ids


def sentences(contest: Contest, elected: str, continuing: str) -> list[str]:
    """What the minutes say of a state, found by the assessment itself."""
    state = (contest, ids(elected), ids(continuing))
    return [words.finding_sentence(*state, f) for f in explain(*state, assess(*state))]


def test_as_many_women_as_are_needed_are_guarded() -> None:
    assert sentences(contest_of(PEOPLE, 3, WOMEN), "", "abcde") == [
        "Still needed for 'at least 2 women': 2; continuing candidates who count for it: 2. "
        "Ada Example and Bea Example are guarded and must be elected."
    ]


def test_places_that_are_all_needed_for_women_doom_the_men() -> None:
    assert sentences(contest_of(PEOPLE, 3, WOMEN), "c", "abd")[1] == (
        "Still needed for 'at least 2 women': 2; places left: 2, so none is left for candidates "
        "who do not count for it. D. Ek is doomed and cannot be elected."
    )


def test_a_maximum_that_is_reached_dooms_the_others_whom_it_bounds() -> None:
    people = {**PEOPLE, "F. Fox": "woman north"}
    assert sentences(contest_of(people, 3, ONE_MAN), "c", "abdef") == [
        "Room left under 'at most 1 man': none, with 1 elected who count for it. "
        "D. Ek and E. Lowe are doomed and cannot be elected."
    ]


def test_a_maximum_guards_those_whom_it_does_not_bound_if_there_are_just_enough() -> None:
    assert sentences(contest_of(PEOPLE, 3, ONE_MAN), "", "abcde") == [
        "Room left under 'at most 1 man': 1; places left: 3, so 2 must go to candidates who do "
        "not count for it. Ada Example and Bea Example are guarded and must be elected."
    ]


def test_the_number_of_places_alone_guards_the_last_ones() -> None:
    assert sentences(contest_of(PEOPLE, 3, WOMEN), "c", "ab") == [
        "Places left: 2; continuing candidates: 2. "
        "Ada Example and Bea Example are guarded and must be elected."
    ]


def test_constraints_that_bind_only_together_are_named_together() -> None:
    people = {"A": "woman south", "B": "woman south", "C": "woman north", "D": "man north"}
    contest = contest_of({**people, "E": "man south"}, 2, WOMEN, NORTH)
    assert sentences(contest, "", "abcde")[0] == (
        "Places left: 2. Still needed for 'at least 2 women': 2; continuing candidates who count "
        "for it: 3. Still needed for 'at least 1 from the north': 1; continuing candidates who "
        "count for it: 2. All of this can be met only if C is elected: C is guarded."
    )


def test_exact_and_bounded_constraints_say_how_many_more_may_be_elected() -> None:
    people = {"A": "man north", "B": "man south", "C": "woman north", "D": "woman south"}
    men = Constraint("gender", "man", 1, 1, "exactly 1 man")
    north = Constraint("region", "north", 0, 1, "at most 1 from the north")
    finding = Finding("doomed", ids("ac"), ("exactly 1 man", "at most 1 from the north"))
    contest = contest_of(people, 2, men, north)
    assert words.finding_sentence(contest, (), ids("abcd"), finding) == (
        "Places left: 2. Still needed for 'exactly 1 man': exactly 1; continuing candidates who "
        "count for it: 2. Room left under 'at most 1 from the north': 1; continuing candidates "
        "who count for it: 2. All of this can be met only if none of A and C is elected: "
        "they are doomed."
    )
    some = replace(men, maximum=2, label="1 or 2 men")
    contest = replace(contest, constraints=(some, north))
    finding = replace(finding, constraints=("1 or 2 men", "at most 1 from the north"))
    assert "Still needed for '1 or 2 men': 1, at most 2; continuing" in words.finding_sentence(
        contest, (), ids("abcd"), finding
    )


def refusals(contest: Contest) -> tuple[str, ...]:
    with pytest.raises(InfeasibleError) as refusal:
        require_feasible(contest)
    return refusal.value.sentences


@pytest.mark.parametrize(
    ("seats", "constraint", "sentence"),
    [
        (
            4,
            replace(WOMEN, minimum=3, label="at least 3 women"),
            "'at least 3 women' cannot be met: 3 are needed, but only 2 candidates count for it.",
        ),
        (
            1,
            WOMEN,
            "'at least 2 women' cannot be met: 2 are needed, but there is only 1 place to fill.",
        ),
        (
            4,
            ONE_MAN,
            "'at most 1 man' cannot be met: it leaves 3 of the 4 places to fill to candidates who "
            "do not count for it, but there are only 2 candidates of that kind.",
        ),
    ],
)
def test_a_constraint_that_cannot_be_met_even_alone_says_why(
    seats: int, constraint: Constraint, sentence: str
) -> None:
    assert refusals(contest_of(PEOPLE, seats, constraint)) == (sentence,)


def test_two_constraints_that_conflict_say_what_each_asks() -> None:
    people = {"A": "woman south", "B": "woman south", "C": "man north", "D": "man north"}
    assert refusals(contest_of(people, 2, WOMEN, NORTH)) == (
        "'at least 2 women' and 'at least 1 from the north' cannot both be met with 2 places to "
        "fill: 'at least 2 women' needs 2 of 2 candidates who count for it; 'at least 1 from the "
        "north' needs 1 of 2 candidates who count for it. "
        "Without any one of them the other could be met.",
    )


def test_three_constraints_that_conflict_name_their_maxima_too() -> None:
    people = {"A": "woman south", "B": "woman south", "C": "man north", "D": "other north"}
    men = Constraint("gender", "man", 1, 1, "exactly 1 man")
    other = Constraint("gender", "other", 1, 2, "1 or 2 others")
    south = Constraint("region", "south", 1, None, "at least 1 from the south")
    assert refusals(contest_of(people, 2, men, other, south)) == (
        "'exactly 1 man', '1 or 2 others' and 'at least 1 from the south' cannot all be met with "
        "2 places to fill: 'exactly 1 man' needs exactly 1 of 1 candidate who counts for it; "
        "'1 or 2 others' needs 1 and allows 2 of 1 candidate who counts for it; 'at least 1 from "
        "the south' needs 1 of 2 candidates who count for it. "
        "Without any one of them the others could be met.",
    )


def test_a_conflict_in_the_middle_of_a_count_speaks_of_what_is_left() -> None:
    contest = contest_of(PEOPLE, 3, WOMEN, ONE_MAN)
    assert words.conflict_sentence(contest, ("at least 2 women",), ids("ac"), ids("d")) == (
        "'at least 2 women' cannot be met: 1 more is needed, but no candidates count for it."
    )
    assert words.conflict_sentence(contest, ("at most 1 man",), ids("cd"), ids("ab")) == (
        "'at most 1 man' cannot be met: 2 elected count for it already."
    )
    assert words.conflict_sentence(contest, (), ids("c"), ids("a")) == (
        "There are 2 places left but only 1 candidate."
    )


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(["woman", "man", "other"]), min_size=2, max_size=6), st.data())
def test_one_constraint_always_explains_itself_with_numbers_that_add_up(
    genders: list[str], data: st.DataObject
) -> None:
    # Whatever a single constraint decides, the numbers in the sentence prove it by themselves.
    low = data.draw(st.integers(0, 4))
    high = data.draw(st.one_of(st.none(), st.integers(low, 6)))
    bound = Constraint("gender", "woman", low, high, "women")
    seats = data.draw(st.integers(1, len(genders)))
    contest = contest_of({f"P{n}": gender for n, gender in enumerate(genders)}, seats, bound)
    everybody = tuple(c.id for c in contest.candidates)
    try:
        assessment = assess(contest, (), everybody)
    except InfeasibleError:
        return
    women = genders.count("woman")
    proofs = {
        ("guarded", True): f"Still needed for 'women': {women}; continuing candidates who count "
        f"for it: {women}.",
        ("guarded", False): f"Room left under 'women': {high}; places left: {seats}, so "
        f"{len(genders) - women} must go to candidates who do not count for it.",
        ("doomed", True): "Room left under 'women': none, with 0 elected who count for it.",
        ("doomed", False): f"Still needed for 'women': {seats}; places left: {seats}, so none is "
        "left for candidates who do not count for it.",
    }
    for finding in explain(contest, (), everybody, assessment):
        sentence = words.finding_sentence(contest, (), everybody, finding)
        if finding.constraints:
            members = contest.candidates[everybody.index(finding.candidates[0])].attributes
            assert sentence.startswith(proofs[finding.status, members["gender"] == "woman"])
        else:
            assert sentence.startswith(f"Places left: {seats}; continuing candidates: {seats}.")
