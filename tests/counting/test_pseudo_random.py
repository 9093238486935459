"""New Zealand's pseudo-random numbers, where candidates were always equal and no lots were drawn."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counting import (
    Candidate,
    CandidateId,
    Contest,
    ContestError,
    Papers,
    RecordError,
    RuleId,
    count,
    read_record,
    write_record,
)
from counting.canonical import sha256_digest
from counting.check import check
from counting.parts.pseudo_random import RANGE, pseudo_random, schedule_numbers
from counting.record import Tie, TieStep
from counting.record_json import record_object
from counting.rules import find_rule
from counting.words import tie_sentence
from tests.counting.elections import Election, elections
from tests.counting.record_changes import changes

A, B, C, D = (CandidateId(name) for name in "ABCD")


def contest(names: str, seats: int, lots: str = "", withdrawn: str = "") -> Contest:
    return Contest(
        "Test",
        seats,
        tuple(Candidate(CandidateId(name), f"Name {name}") for name in names),
        RuleId("meek-nz"),
        lots=tuple(CandidateId(name) for name in lots),
        withdrawn=tuple(CandidateId(name) for name in withdrawn),
    )


def papers(names: str, *ballots: tuple[str, int]) -> Papers:
    rankings = (([names.index(c) + 1 for c in ranking], number) for ranking, number in ballots)
    return Papers.from_rankings(rankings, len(names))


def test_the_numbers_of_a_small_contest_are_those_of_the_schedule_worked_by_hand() -> None:
    # c = 3, n = 1, v = 10: x = 8, y = 1, z = 10. The fifth step gives
    # x = 8 * 171**5 mod 30269 = 2803, y = 172**5 mod 30307 = 18826, z = 10 * 170**5 mod 30323 = 21371:
    # 926 + 6211 + 7047 = 14184, and so 4184.
    assert (8 * 171**5 % 30269, 172**5 % 30307, 10 * 170**5 % 30323) == (2803, 18826, 21371)
    assert pseudo_random(3, 1, 10)[0] == 4184


@given(st.integers(1, 400), st.integers(1, 50), st.integers(0, 10**9))
@settings(max_examples=60)
def test_no_two_candidates_have_the_same_number(
    candidates: int, vacancies: int, number: int
) -> None:
    drawn = pseudo_random(candidates, vacancies, number)
    assert len(set(drawn)) == len(drawn) == candidates
    assert all(0 <= one < RANGE for one in drawn)


def test_more_candidates_than_numbers_are_refused() -> None:
    with pytest.raises(ContestError, match="Draw lots"):
        pseudo_random(RANGE + 1, 1, 1)


def test_every_iteration_takes_the_number_before_from_ten_thousand() -> None:
    numbers = schedule_numbers(contest("ABC", 1), 10, "48")
    first, second, third = (numbers.at(iteration) for iteration in (1, 2, 3))
    assert {c: RANGE - number for c, number in first.items()} == second
    assert first == third


TIED = (("AC", 3), ("BC", 3), ("C", 4))


def test_of_two_always_equal_the_one_with_the_lowest_number_is_excluded() -> None:
    record = count(papers("ABC", *TIED), contest("ABC", 1))
    (tie,) = record.stages[0].ties
    numbers = schedule_numbers(contest("ABC", 1), 10, "").at(1)
    lower, higher = sorted((A, B), key=lambda c: numbers[c])
    assert record.stages[0].excluded == (lower,)
    assert tie == Tie(
        "exclusion",
        (A, B),
        3,  # type: ignore[arg-type]
        lower,
        "pseudo-random",
        (),
        "19, 34, 41 to 48",
        numbers={A: numbers[A], B: numbers[B]},
    )
    assert numbers[lower] < numbers[higher]


def test_in_the_next_iteration_the_same_two_would_be_told_apart_the_other_way() -> None:
    # D is excluded first, for nothing can save D: A and B are equal at the second iteration.
    names, ballots = "ABCD", (("AC", 30), ("BC", 30), ("C", 38), ("D", 2))
    record = count(papers(names, *ballots), contest(names, 1))
    assert record.stages[0].excluded == (D,)
    (tie,) = record.stages[1].ties
    then = schedule_numbers(contest(names, 1), 100, "").at(1)
    assert tie.numbers == {c: RANGE - then[c] for c in (A, B)}
    assert tie.chosen == max((A, B), key=lambda c: then[c])


def test_an_earlier_iteration_tells_first_and_the_numbers_only_those_left() -> None:
    # At the first iteration C has fewer than A and B; C then gets D's papers and equals them.
    names, ballots = "ABCDE", (("A", 30), ("B", 30), ("C", 28), ("DC", 2), ("E", 40))
    record = count(papers(names, *ballots), contest(names, 1))
    ties = [(s.number, t) for s in record.stages for t in s.ties]
    (stage, first), (_, second) = ties
    assert (stage, first.by, first.steps) == (2, "earliest-stage", (TieStep(1, (C,)),))
    assert not first.numbers
    assert (second.by, set(second.numbers)) == ("pseudo-random", {A, B})


def test_lots_that_were_drawn_decide_as_they_did() -> None:
    record = count(papers("ABC", *TIED), contest("ABC", 1, lots="BAC"))
    (tie,) = record.stages[0].ties
    assert (tie.chosen, tie.by, tie.numbers) == (B, "lot", {})
    assert "numbers" not in json.loads(write_record(record))["stages"][0]["ties"][0]


def test_those_withdrawn_and_papers_without_a_preference_count_for_the_numbers() -> None:
    ballots = (*TIED, ("", 3), ("D", 2))
    record = count(papers("ABCD", *ballots), contest("ABCD", 1, withdrawn="D"))
    assert record.papers.valid == 10
    (tie,) = record.stages[0].ties
    fresh = pseudo_random(4, 1, 15)
    assert tie.numbers == {A: RANGE - fresh[0], B: RANGE - fresh[1]}


def test_the_record_gives_the_numbers_and_the_sentence_too() -> None:
    record = count(papers("ABC", *TIED), contest("ABC", 1))
    (tie,) = record.stages[0].ties
    written = json.loads(write_record(record))["stages"][0]["ties"][0]
    assert written["numbers"] == dict(tie.numbers)
    assert read_record(write_record(record)) == record
    chosen = f"Name {tie.chosen}"
    assert tie_sentence(record.contest, tie, 0).endswith(
        f"Of the pseudo-random numbers at this stage Name A has {tie.numbers[A]} and Name B has "
        f"{tie.numbers[B]}; the lowest is excluded, so {chosen} is excluded."
    )


def test_the_check_works_the_numbers_out_and_finds_others() -> None:
    ballots, held = papers("ABC", *TIED), contest("ABC", 1)
    record = count(ballots, held)
    assert check(record, ballots, held).faults == ()
    stage = record.stages[0]
    (tie,) = stage.ties
    for lie in (
        replace(tie, numbers={A: 1, B: 2}),
        replace(tie, numbers={}),
        replace(tie, by="lot"),
        replace(tie, chosen=next(c for c in (A, B) if c != tie.chosen)),
    ):
        forged = replace(record, stages=(replace(stage, ties=(lie,)), *record.stages[1:]))
        (fault,) = check(forged, ballots, held).faults
        assert fault.stage == 1
        assert f"{tie.numbers[A]} for Name A" in fault.what


def test_no_single_change_of_such_a_record_passes_however_it_is_sealed() -> None:
    ballots, held = papers("ABC", *TIED), contest("ABC", 1)
    honest = count(ballots, held)
    tried = 0
    for where, forged in changes(record_object(honest)):
        if where[0] == "digest":
            continue
        body = {name: value for name, value in forged.items() if name != "digest"}
        try:
            record = read_record(json.dumps({**body, "digest": sha256_digest(body)}).encode())
        except RecordError:
            continue
        if record != honest:
            tried += 1
            assert not check(record, ballots, held).ok, where
    assert tried > 50


@settings(max_examples=150, deadline=None)
@given(elections(rules=("meek-nz",), withdrawn=True, most_papers=5))
def test_engine_and_check_agree_wherever_the_numbers_decide(election: Election) -> None:
    held = replace(election.contest, lots=())
    record = count(election.papers, held)
    assert check(record, election.papers, held).faults == ()
    assert read_record(write_record(record)) == record


def test_the_rule_says_in_its_description_whose_numbers_they_are() -> None:
    description = find_rule("meek-nz").description()
    choices = description["choices"]
    assert isinstance(choices, dict)
    assert choices["numbers"] == "schedule_numbers"
    assert "numbers" not in str(find_rule("meek-prf").description()["choices"])
