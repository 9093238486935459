"""Places filled one after another, and places filled by exclusions alone."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from counting import (
    Candidate,
    CandidateId,
    Contest,
    LotNeededError,
    Papers,
    RecordError,
    RuleId,
    count,
    read_record,
    write_record,
)
from counting.record import TieStep

Ballots = Sequence[tuple[str, int]]
A, B, C, D = (CandidateId(name) for name in "ABCD")


def contest(names: str, seats: int, rule: str, lots: str = "", withdrawn: str = "") -> Contest:
    return Contest(
        "Test",
        seats,
        tuple(Candidate(CandidateId(name), name) for name in names),
        RuleId(rule),
        lots=tuple(CandidateId(name) for name in lots),
        withdrawn=tuple(CandidateId(name) for name in withdrawn),
    )


def papers(names: str, ballots: Ballots) -> Papers:
    rankings = (([names.index(c) + 1 for c in ranking], number) for ranking, number in ballots)
    return Papers.from_rankings(rankings, len(names))


MAJORITY = [("ABC", 55), ("DCB", 45)]


def test_a_majority_fills_every_place_one_after_another() -> None:
    record = count(papers("ABCD", MAJORITY), contest("ABCD", 3, "sequential-av"))
    assert record.elected == (A, B, C)
    assert [stage.action.type for stage in record.stages] == [
        *("first-preferences", "next-place", "next-place"),
    ]


def test_who_was_excluded_for_one_place_stands_again_for_the_next() -> None:
    ballots = [("AB", 40), ("C", 35), ("BA", 25)]
    record = count(papers("ABC", ballots), contest("ABC", 2, "sequential-av"))
    assert record.stages[1].excluded == (B,)
    assert record.stages[1].elected == (A,)
    assert record.continuing(2) == (C,)
    assert record.stages[2].tallies == {A: 0, B: 65, C: 35}
    assert record.continuing(3) == (C,)
    assert record.elected == (A, B)


def test_papers_for_those_elected_before_and_nobody_else_are_non_transferable() -> None:
    record = count(
        papers("ABC", [("A", 9), ("B", 5), ("C", 2)]), contest("ABC", 2, "sequential-av")
    )
    assert record.papers.valid == 16
    second = record.stages[1]
    assert second.action.type == "next-place"
    assert second.non_transferable == 9
    assert second.quota == 4


def test_papers_emptied_by_a_withdrawal_are_not_valid_in_any_place() -> None:
    ballots = [("AD", 9), ("B", 5), ("C", 2), ("D", 7)]
    record = count(papers("ABCD", ballots), contest("ABCD", 2, "sequential-av", withdrawn="D"))
    assert (record.papers.valid, record.papers.no_effective_preference) == (16, 7)
    assert record.stages[-1].tallies.keys() == {A, B, C}


def test_the_stages_a_tie_looked_back_to_are_numbered_in_the_whole_count() -> None:
    # After A, D's paper lifts C to B's 6 votes: at stage 2 of the whole, the first for this place, C had 5.
    ballots = [("A", 30), ("B", 6), ("C", 5), ("DC", 1), ("E", 8)]
    record = count(papers("ABCDE", ballots), contest("ABCDE", 2, "sequential-av"))
    (tie,) = [tie for stage in record.stages for tie in stage.ties]
    assert (tie.candidates, tie.chosen, tie.by) == ((B, C), C, "earliest-stage")
    assert tie.steps == (TieStep(2, (C,)),)
    assert read_record(write_record(record)) == record


def test_a_lot_that_is_needed_names_the_stage_of_the_whole_count() -> None:
    with pytest.raises(LotNeededError, match="Stage 3") as needed:
        count(
            papers("ABCD", [("A", 9), ("B", 2), ("C", 2), ("D", 3)]),
            contest("ABCD", 2, "sequential-av"),
        )
    assert (needed.value.stage, needed.value.candidates) == (3, (B, C))


def test_as_many_places_as_candidates_give_all_of_them_in_order() -> None:
    record = count(papers("AB", [("A", 9), ("B", 1)]), contest("AB", 2, "sequential-av"))
    assert record.elected == (A, B)


def test_bottoms_up_excludes_until_as_many_are_left_as_places() -> None:
    ballots = [("A", 60), ("B", 20), ("CB", 11), ("D", 9)]
    record = count(papers("ABCD", ballots), contest("ABCD", 2, "bottoms-up"))
    assert [stage.excluded for stage in record.stages] == [(), (D,), (C,)]
    assert record.elected == (A, B)
    assert record.stages[-1].tallies == {A: 60, B: 31, C: 0, D: 0}
    assert record.stages[-1].non_transferable == 9


def test_bottoms_up_elects_nobody_before_the_end_and_transfers_no_surplus() -> None:
    ballots = [("AB", 60), ("B", 1), ("C", 20), ("D", 19)]
    record = count(papers("ABCD", ballots), contest("ABCD", 3, "bottoms-up"))
    assert [stage.elected for stage in record.stages[:-1]] == [()]
    assert record.elected == (A, C, D)


def test_bottoms_up_orders_those_elected_by_their_votes_at_the_end() -> None:
    record = count(papers("ABC", [("A", 5), ("B", 4), ("CB", 3)]), contest("ABC", 2, "bottoms-up"))
    assert record.elected == (B, A)


def test_bottoms_up_settles_ties_by_the_earliest_stage_and_then_by_lot() -> None:
    ballots = [("A", 9), ("B", 6), ("C", 5), ("DC", 1)]
    record = count(papers("ABCD", ballots), contest("ABCD", 1, "bottoms-up"))
    (tie,) = [tie for stage in record.stages for tie in stage.ties]
    assert (tie.chosen, tie.by, tie.steps) == (C, "earliest-stage", (TieStep(1, (C,)),))
    with pytest.raises(LotNeededError):
        count(papers("ABC", [("A", 2), ("B", 1), ("C", 1)]), contest("ABC", 1, "bottoms-up"))


def test_a_record_in_which_somebody_excluded_votes_again_without_a_next_place_is_refused() -> None:
    record = count(papers("ABCD", MAJORITY), contest("ABCD", 2, "sequential-av"))
    text = json.loads(write_record(record))
    text["stages"][1]["action"]["type"] = "next-seat"
    with pytest.raises(RecordError, match="next-seat"):
        read_record(json.dumps(text).encode())
