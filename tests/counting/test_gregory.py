"""What decides real elections under the Scottish and the exact rules, one behaviour a test."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pytest

from counting import (
    Candidate,
    CandidateId,
    Contest,
    ContestError,
    CountRecord,
    LotNeededError,
    Papers,
    RuleId,
    UnknownRuleError,
    count,
)
from tests.counting.letters import lettered


def counted(
    rankings: Sequence[tuple[str, int]],
    seats: int,
    *,
    rule: str = "scottish-2011",
    lots: str = "",
    withdrawn: str = "",
    names: str = "",
) -> CountRecord:
    """Counts rankings written as letters: ('ABC', 5) is five papers for A, then B, then C."""
    return count(*lettered(rankings, seats, rule, lots=lots, withdrawn=withdrawn, names=names))


def test_a_candidate_exactly_on_the_quota_has_no_surplus_stage() -> None:
    # 12 papers, 2 seats: quota 5. A has 5, B 4, C 3.
    record = counted([("AB", 5), ("B", 4), ("C", 3)], 2)
    assert record.quota == 5
    assert [stage.action.type for stage in record.stages] == ["first-preferences", "last-vacancies"]
    assert record.elected == ("A", "B")


def test_when_as_many_continue_as_there_are_vacancies_nothing_more_is_transferred() -> None:
    record = counted([("A", 6), ("BA", 4), ("CA", 2)], 2, rule="scottish-2007")
    last = record.stages[-1]
    assert last.action.type == "last-vacancies"
    assert last.excluded == ("C",)
    assert last.tallies["C"] == 2
    assert last.transfers == ()


def test_as_many_candidates_as_seats_are_all_elected_at_the_first_stage() -> None:
    record = counted([("A", 3), ("B", 1)], 2)
    assert len(record.stages) == 1
    assert record.elected == ("A", "B")


def test_with_no_papers_at_all_lots_decide_everything() -> None:
    record = counted([], 1, names="ABC", lots="CBA")
    assert record.papers.valid == 0
    # C and B, first in the lot order, are the ones excluded.
    assert [s.excluded for s in record.stages if s.excluded] == [("C",), ("B",)]
    assert record.elected == ("A",)


def test_the_value_on_transfer_is_cut_to_five_decimals_and_the_rest_is_rounding() -> None:
    # 3 seats of 11 papers: quota 3. A has 7: surplus 4, each paper 4/7 = 0.57142857…
    record = counted([("AB", 7), ("B", 1), ("C", 2), ("D", 1)], 3)
    surplus = record.stages[1]
    assert surplus.action.surplus == 4
    assert {t.value for t in surplus.transfers} == {Fraction(57142, 100000)}
    assert surplus.tallies["B"] == 1 + 7 * Fraction(57142, 100000)
    assert surplus.rounding == 4 - 7 * Fraction(57142, 100000)


def test_papers_without_a_next_preference_are_not_transferable_at_their_new_value() -> None:
    record = counted([("A", 3), ("AB", 4), ("B", 1), ("C", 2), ("D", 1)], 3)
    surplus = record.stages[1]
    assert surplus.non_transferable == 3 * Fraction(57142, 100000)


def test_the_largest_surplus_goes_first() -> None:
    record = counted([("AC", 9), ("BC", 12), ("C", 1), ("D", 2)], 3)
    assert record.stages[1].action.candidates == ("B",)
    assert record.stages[2].action.candidates == ("A",)


def test_a_tie_is_settled_by_the_most_recent_stage_at_which_any_of_those_tied_differ() -> None:
    """Recursive narrowing: three tied, two of them lowest at the nearest stage that differs."""
    # C, D and E tie at 6 after F's papers move; before that C 5, D 5, E 6. C and D were level
    # throughout, so the lot decides between these two alone.
    rankings = [("A", 12), ("C", 5), ("D", 5), ("E", 6), ("FC", 1), ("FD", 1)]
    record = counted(rankings, 1, lots="EDCAF")
    stage = record.stages[2]
    (tie,) = stage.ties
    assert tie.candidates == ("C", "D", "E")
    assert [step.candidates for step in tie.steps] == [("C", "D")]
    assert tie.chosen == "D"
    assert tie.by == "lot"


def test_a_lot_that_is_needed_and_not_given_names_the_tied_and_the_stage() -> None:
    with pytest.raises(LotNeededError) as needed:
        counted([("A", 3), ("B", 2), ("C", 2), ("AB", 1)], 1, rule="wigm-exact")
    assert needed.value.stage == 2
    assert needed.value.candidates == ("B", "C")


def test_an_exact_tie_is_no_tie_of_floating_point() -> None:
    """52 × A1>…>A5 and 8 × B1, five seats: at the end A5 and B1 have exactly 8 each."""
    record = counted([("ABCDE", 52), ("X", 8)], 5, rule="wigm-exact-droop")
    (tie,) = record.stages[-1].ties
    assert tie.candidates == ("E", "X")
    assert tie.votes == 8
    # Before the last surplus E had nothing and X had 8.
    assert (tie.chosen, tie.by) == ("E", "prior-stage")
    assert record.elected == ("A", "B", "C", "D", "X")


def test_the_exact_quota_must_be_exceeded_not_reached() -> None:
    """Ten papers, one seat: five and five are both exactly on V/(s+1), and neither is elected by it."""
    record = counted([("A", 5), ("B", 5)], 1, rule="wigm-exact", lots="AB")
    assert record.stages[0].elected == ()
    assert record.stages[1].excluded == ("A",)
    assert record.elected == ("B",)


def test_two_candidates_exactly_on_half_of_a_tiny_electorate_are_settled_by_lot() -> None:
    """ABC, BAD, ACDB, BCA and one seat."""
    rankings = [("ABC", 1), ("BAD", 1), ("ACDB", 1), ("BCA", 1)]
    with pytest.raises(LotNeededError) as needed:
        counted(rankings, 1)
    assert set(needed.value.candidates) == {"C", "D"}
    record = counted(rankings, 1, lots="CDAB")
    assert [tie.candidates for stage in record.stages for tie in stage.ties] == [
        ("C", "D"),
        ("A", "B"),
    ]
    assert record.elected == ("B",)


def test_transfer_values_never_exceed_what_the_paper_was_worth() -> None:
    record = counted([("ABCD", 30), ("BCD", 11), ("CD", 9), ("D", 2), ("E", 1)], 4, lots="ABCDE")
    for stage in record.stages:
        for transfer in stage.transfers:
            assert 0 <= transfer.value <= 1


def test_counts_share_nothing() -> None:
    papers = Papers.from_rankings([((1, 2), 7), ((2,), 1), ((3,), 2), ((4,), 1)], 4)
    contest = Contest(
        "Twice",
        3,
        tuple(Candidate(CandidateId(c), c) for c in "ABCD"),
        RuleId("scottish-2011"),
    )
    assert count(papers, contest) == count(papers, contest)


def test_a_withdrawn_candidate_is_struck_before_the_first_stage() -> None:
    record = counted([("AB", 4), ("A", 2), ("B", 3), ("C", 5)], 1, withdrawn="A")
    assert record.papers.no_effective_preference == 2
    assert record.papers.valid == 12
    assert record.quota == 7
    assert record.stages[0].tallies == {"B": 7, "C": 5}
    assert record.elected == ("B",)


def test_blank_papers_are_invalid_and_outside_the_quota() -> None:
    record = counted([("A", 3), ("B", 2), ("", 4)], 1)
    assert record.papers.invalid == 4
    assert record.quota == 3


def test_an_unknown_rule_is_refused_with_the_rules_there_are() -> None:
    with pytest.raises(UnknownRuleError, match="scottish-2011"):
        counted([("A", 1), ("B", 2)], 1, rule="scottish-2099")


def test_the_alternative_vote_fills_one_seat_only() -> None:
    with pytest.raises(ContestError, match="fills 1 seat"):
        counted([("A", 1), ("B", 2), ("C", 1)], 2, rule="av")


def test_under_the_alternative_vote_a_majority_is_of_papers_still_in_play() -> None:
    # 11 papers; C's two go nowhere: A has 5 of the 9 in play, and is elected.
    record = counted([("A", 5), ("B", 4), ("C", 2)], 1, rule="av")
    assert [stage.quota for stage in record.stages] == [6, 5]
    assert record.elected == ("A",)
    assert record.stages[1].non_transferable == 2


def test_under_the_alternative_vote_equal_lowest_are_settled_by_first_preferences() -> None:
    # After D goes, B and C have 4 each; B had 3 first preferences and C 4: B is excluded.
    record = counted([("A", 6), ("B", 3), ("C", 4), ("DB", 1)], 1, rule="av")
    (tie,) = record.stages[2].ties
    assert (tie.chosen, tie.by) == ("B", "earliest-stage")


def test_under_the_alternative_vote_a_lot_between_the_last_two_elects() -> None:
    record = counted([("A", 2), ("B", 2)], 1, rule="av", lots="AB")
    (tie,) = record.stages[-1].ties
    assert (tie.kind, tie.chosen) == ("election", "A")
    assert record.elected == ("A",)
