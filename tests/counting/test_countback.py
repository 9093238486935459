"""Countbacks: who sits stays, who cannot serve does not come in, and the constraints hold."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counting import (
    CandidateId,
    Constraint,
    ContestError,
    InfeasibleError,
    count,
)
from counting.check import check
from counting.countback import Vacancy, countback, vacancy_of
from counting.views.series import countback_lines, countback_object
from tests.counting.check_elections import contest, papers
from tests.counting.elections import Election, elections

RULES = ("scottish-2011", "ers97", "wigm-exact")


def ids(*numbers: int) -> tuple[CandidateId, ...]:
    return tuple(CandidateId(str(number)) for number in numbers)


@settings(max_examples=60, deadline=None)
@given(st.data(), elections(rules=RULES, withdrawn=True, constrained=True))
def test_whoever_sits_stays_and_the_constraints_bind_them_with_the_replacement(
    data: st.DataObject, election: Election
) -> None:
    try:
        record = count(election.papers, election.contest)
    except InfeasibleError:
        return
    vacating = data.draw(st.sampled_from(record.elected))
    lost = [c.id for c in record.contest.standing if c.id not in record.elected]
    unable = data.draw(st.sets(st.sampled_from(lost))) if lost else set()
    vacancy = vacancy_of(record, [vacating], sorted(unable))
    try:
        made = countback(election.papers, election.contest, vacancy)
    except (InfeasibleError, ContestError) as refusal:
        # By the definition: nobody who can serve completes the members who sit.
        able = [c for c in lost if c not in unable]
        assert not any(meets(election, {*vacancy.sitting, c}) for c in able), refusal
        return
    [new] = made.replacements
    assert new not in {vacating, *vacancy.sitting, *unable, *election.contest.withdrawn}
    assert set(made.record.elected) == {new, *vacancy.sitting}
    assert meets(election, set(made.record.elected))
    assert check(made.record, election.papers).faults == ()


def meets(election: Election, elected: set[CandidateId]) -> bool:
    """Whether those elected meet all the constraints: by counting them."""
    members = [c for c in election.contest.candidates if c.id in elected]
    for bound in election.contest.constraints:
        number = sum(c.attributes.get(bound.attribute) == bound.value for c in members)
        if number < (bound.minimum or 0) or (bound.maximum is not None and number > bound.maximum):
            return False
    return True


def test_a_countback_worked_out_by_hand() -> None:
    # Quota 6 of 16 for two places: A (7) and C are elected. A goes: without A, B has 7 + 3 of 16.
    ballots = papers(4, ([1, 2], 7), ([2, 1], 3), ([3], 4), ([4, 3], 2))
    terms = contest("scottish-2011", 2, 4)
    record = count(ballots, terms)
    assert record.elected == ids(1, 3)
    made = countback(ballots, terms, vacancy_of(record, ids(1)))
    assert made.replacements == ids(2)
    assert made.record.stages[0].tallies["2"] == 10
    assert made.vacancy == Vacancy(ids(1), ids(3))
    without = countback(ballots, terms, vacancy_of(record, ids(1), ids(2)))
    assert without.replacements == ids(4)


def test_the_papers_of_the_quota_are_those_that_made_up_the_members_votes() -> None:
    # A's 7 papers moved at 1/7, cut to 0.14285: each still counts 0.85715 for A, 6.00005 in all.
    ballots = papers(4, ([1, 2], 4), ([1, 4], 3), ([2, 1], 3), ([3], 4), ([4, 3], 2))
    terms = contest("scottish-2011", 2, 4)
    record = count(ballots, terms)
    vacancy = vacancy_of(record, ids(1))
    made = countback(ballots, terms, vacancy, "quota-papers")
    assert made.unit == 20_000  # 0.85715 is 17143 / 20000
    assert dict(made.papers) == {(1, 2): 4 * 17143, (1, 4): 3 * 17143}
    assert Fraction(made.papers.total, made.unit) == 7 * Fraction("0.85715")
    assert made.record.contest.rule == "av"
    [new] = made.replacements
    assert new == "2"
    assert new not in vacancy.sitting
    assert check(made.record, made.papers).faults == ()
    assert any("20000 votes here" in line for line in countback_lines(made))


@settings(max_examples=30, deadline=None)
@given(elections(rules=("wigm-exact", "bottoms-up"), most_seats=3))
def test_the_papers_of_the_quota_come_to_the_members_votes(election: Election) -> None:
    record = count(election.papers, election.contest)
    if len(record.contest.standing) == record.contest.seats:
        return  # nobody is left to fill a vacancy
    for member in record.elected:
        vacancy = vacancy_of(record, [member])
        try:
            made = countback(election.papers, election.contest, vacancy, "quota-papers")
        except ContestError as error:
            assert "choose nobody" in str(error)
            continue
        votes = record.stages[-1].tallies[member]
        assert Fraction(made.papers.total, made.unit) == votes


def test_a_candidate_with_whom_the_constraints_fail_is_passed_over() -> None:
    ballots = papers(4, ([1, 2, 4], 7), ([2, 1], 3), ([3], 6), ([4, 3], 2))
    terms = contest(
        "scottish-2011",
        2,
        4,
        attributes={1: {"g": "w"}, 4: {"g": "w"}},
        constraints=[Constraint("g", "w", 1, None, "one w")],
    )
    record = count(ballots, terms)
    assert record.elected == ids(1, 3)
    vacancy = vacancy_of(record, ids(1))
    for method in ("all-papers", "quota-papers"):
        made = countback(ballots, terms, vacancy, method)
        assert made.replacements == ids(4)
    assert made.passed_over == ids(2)
    with pytest.raises(InfeasibleError, match="one w"):
        countback(ballots, terms, replace(vacancy, ineligible=ids(4)))


def test_two_vacancies_are_filled_together_from_all_papers() -> None:
    ballots = papers(5, ([1, 4], 7), ([2, 5], 7), ([3], 6), ([4], 2), ([5], 1))
    terms = contest("scottish-2011", 3, 5)
    record = count(ballots, terms)
    vacancy = vacancy_of(record, ids(1, 2))
    made = countback(ballots, terms, vacancy)
    assert set(made.replacements) == set(ids(4, 5))
    with pytest.raises(ContestError, match="one vacancy at a time"):
        countback(ballots, terms, vacancy, "quota-papers")


def test_a_later_vacancy_names_those_who_sit_by_then() -> None:
    ballots = papers(5, ([1, 4], 7), ([2, 5], 7), ([3], 6), ([4], 2), ([5], 1))
    terms = contest("scottish-2011", 3, 5)
    record = count(ballots, terms)
    made = countback(ballots, terms, vacancy_of(record, ids(4), ids(1), sitting=ids(2, 3)))
    assert made.replacements == ids(5)
    with pytest.raises(ContestError, match="no papers make up that member's votes"):
        countback(ballots, terms, made.vacancy, "quota-papers")


@pytest.mark.parametrize(
    ("vacating", "ineligible", "sitting", "says"),
    [
        (ids(4), (), None, "not elected, so vacates nothing"),
        (ids(9), (), None, "was not a candidate"),
        (ids(1), ids(1), None, "named twice"),
        ((), (), None, "Nobody vacates"),
        (ids(1), (), ids(2, 3, 4), "but there are 3 places"),
    ],
)
def test_a_vacancy_that_cannot_be_is_refused(vacating, ineligible, sitting, says) -> None:
    ballots = papers(5, ([1, 4], 7), ([2, 5], 7), ([3], 6), ([4], 2), ([5], 1))
    record = count(ballots, contest("scottish-2011", 3, 5))
    with pytest.raises(ContestError, match=says):
        vacancy_of(record, vacating, ineligible, sitting)


def test_where_nobody_can_serve_the_refusal_points_to_the_rules() -> None:
    ballots = papers(3, ([1], 4), ([2], 3), ([3], 1))
    terms = contest("scottish-2011", 2, 3)
    vacancy = vacancy_of(count(ballots, terms), ids(1), ids(3))
    for method in ("all-papers", "quota-papers"):
        with pytest.raises(ContestError, match="What the rules say instead applies"):
            countback(ballots, terms, vacancy, method)
    with pytest.raises(ContestError, match="no countback method 'guess'"):
        countback(ballots, terms, vacancy, "guess")


def test_the_object_has_both_records_and_the_words_the_result() -> None:
    ballots = papers(4, ([1, 2], 7), ([2, 1], 3), ([3], 4), ([4, 3], 2))
    terms = contest("scottish-2011", 2, 4)
    made = countback(ballots, terms, vacancy_of(count(ballots, terms), ids(1)))
    shown = countback_object(made)
    assert shown["replacements"] == ["2"]
    assert shown["record"]["rule"] == "scottish-2011+constraints"
    assert shown["original"]["elected"] == ["1", "3"]
    assert countback_lines(made)[-1] == "Name 2 fills the vacancy."


def test_papers_that_rank_nobody_who_can_serve_choose_nobody() -> None:
    ballots = papers(3, ([1], 6), ([2], 1))
    terms = contest("scottish-2011", 1, 3, lots=[1, 2, 3])
    vacancy = vacancy_of(count(ballots, terms), [CandidateId("1")])
    with pytest.raises(ContestError, match="they choose nobody"):
        countback(ballots, terms, vacancy, "quota-papers")
