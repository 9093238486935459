"""Northern Ireland's rules, clause by clause, on elections small enough to count in one's head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest

from counting import (
    Candidate,
    CandidateId,
    Constraint,
    Contest,
    ContestError,
    CountRecord,
    LotNeededError,
    Papers,
    RuleId,
    count,
    read_record,
    write_record,
)
from counting.gaps import decision_gaps
from counting.marks import marks_of
from counting.papers import PapersBuilder
from counting.record import Stage
from tests.counting.ers97_builders import contest as ers97_contest
from tests.counting.test_following import small

Ballots = Sequence[tuple[str, int]]


def counted(names: str, seats: int, *ballots: tuple[str, int]) -> CountRecord:
    return small("ni-1973", names, seats, ballots)


def reasons(stage: Stage) -> list[tuple[str, str, str]]:
    """'act ABC', reason and clause of every decision."""
    return [(f"{d.act} {''.join(d.candidates)}", d.reason, d.clause) for d in stage.decisions]


def votes(stage: Stage) -> dict[str, Fraction]:
    return {str(c): v for c, v in stage.tallies.items()}


def test_the_quota_is_a_whole_number_and_reaching_it_elects() -> None:
    record = counted("ABCD", 2, ("A", 4), ("B", 3), ("C", 2), ("D", 2))
    assert record.quota == 4  # 11 / 3, fractions disregarded, plus 1
    assert reasons(record.stages[0]) == [("elect A", "quota", "48(3)")]
    assert not [s for s in record.stages if s.action.type == "surplus"]  # A has no surplus


def test_an_original_surplus_is_shared_among_the_transferable_papers_only() -> None:
    """A has 12, 6 more than the quota; 8 papers go on, each at 6/8, and 4 do not."""
    record = counted("ABCD", 2, ("AB", 5), ("AC", 3), ("A", 4), ("B", 2), ("C", 3))
    assert record.quota == 6
    second = record.stages[1]
    assert reasons(second)[0] == ("transfer A", "largest-surplus", "49(1) to (4), 50(1)")
    assert [(t.target, t.papers, t.value) for t in second.transfers][:2] == [
        ("B", 5, Fraction(75, 100)),
        ("C", 3, Fraction(75, 100)),
    ]
    assert (second.tallies["A"], second.non_transferable) == (6, 0)


def test_a_paper_of_an_original_surplus_is_never_worth_more_than_one() -> None:
    """A has a surplus of 7 and two transferable papers: 5 votes are non-transferable."""
    record = counted("ABCD", 2, ("AB", 2), ("A", 10), ("B", 1), ("C", 1))
    second = record.stages[1]
    assert second.last_batch is not None
    assert (second.last_batch.transferable, second.last_batch.transfer_value) == (2, 1)
    assert second.non_transferable == second.last_batch.non_transferable_difference == 5


def test_the_remainder_of_a_transfer_value_is_ignored() -> None:
    """A surplus of 4 among 6 papers: 0.66 each, and 0.04 votes are non-transferable."""
    record = counted("ABC", 2, ("AB", 3), ("AC", 3), ("A", 3), ("B", 2), ("C", 1))
    assert record.quota == 5
    second = record.stages[1]
    assert second.last_batch is not None
    assert second.last_batch.transfer_value == Fraction(66, 100)
    assert second.non_transferable == Fraction(4, 100)


def test_a_later_surplus_comes_from_the_parcel_received_last_and_no_other() -> None:
    """B passes the quota with papers from A: only those are looked at, not the first preferences."""
    record = counted("ABCDE", 3, ("ABD", 18), ("BC", 8), ("C", 6), ("D", 6), ("E", 5))
    assert record.quota == 11
    assert votes(record.stages[1])["B"] == 8 + 18 * Fraction(38, 100)
    third = record.stages[2]
    assert reasons(third)[0] == ("transfer B", "largest-surplus", "49(5) to (7), 50(1)")
    assert third.last_batch is not None
    assert (third.last_batch.papers, third.last_batch.value) == (18, Fraction(38, 100))
    # 3.84 among 18 papers is 0.21 each; C, next on B's own papers, receives nothing.
    assert [(t.target, t.papers, t.value) for t in third.transfers] == [
        ("D", 18, Fraction(21, 100))
    ]
    assert third.non_transferable == record.stages[1].non_transferable + Fraction(6, 100)


def test_a_later_surplus_moves_at_no_more_than_the_value_received() -> None:
    """The surplus of B is 3.84; two of the papers go on, at 0.38 as they came, and not at 1.92."""
    record = counted("ABCDE", 3, ("ABD", 2), ("AB", 16), ("BC", 8), ("C", 6), ("D", 6), ("E", 5))
    third = record.stages[2]
    assert third.last_batch is not None
    assert third.action.surplus == Fraction(384, 100)
    assert third.last_batch.transfer_value == third.last_batch.value == Fraction(38, 100)
    assert third.last_batch.non_transferable_difference == Fraction(308, 100)


def test_a_surplus_waits_only_while_it_is_less_than_the_difference() -> None:
    """49(10)(a): the surplus of A is 1. C and D differ by 1, then by 2."""
    same = counted("ABCD", 2, ("AB", 8), ("B", 5), ("C", 4), ("D", 3))
    assert same.quota == 7
    assert same.stages[1].action.type == "surplus"
    less = counted("ABCD", 2, ("AB", 8), ("B", 6), ("C", 4), ("D", 2))
    assert reasons(less.stages[1])[0] == ("defer A", "surplus-deferred", "49(10)(a)")
    assert less.stages[1].figures["deferred_surplus"] == 1


def test_several_go_together_where_all_of_them_have_less_than_the_next() -> None:
    """51(12): D and E have 4 together, less than the 5 of C; with 4, C would be no more than they."""
    record = counted("ABCDE", 2, ("A", 7), ("B", 6), ("C", 5), ("D", 2), ("E", 2))
    assert reasons(record.stages[1])[0] == ("exclude DE", "lowest", "51(12)")
    equal = counted("ABCDE", 2, ("A", 7), ("B", 6), ("C", 4), ("D", 3), ("E", 1))
    assert reasons(equal.stages[1])[0] == ("exclude E", "lowest", "51(1)")


def test_no_more_go_together_than_leave_a_candidate_for_each_place() -> None:
    """C and D have 2 together, less than the 20 of B; but then only A and B would be left for three."""
    record = counted("ABCD", 3, ("A", 20), ("B", 20), ("C", 1), ("D", 1))
    assert [s.excluded for s in record.stages if s.excluded] == [("C",)]
    assert set(record.elected) == {"A", "B", "D"}


def test_first_preferences_move_before_papers_received_at_one() -> None:
    """51(2), (5): D has four first preferences and three papers from E; B is elected by the former."""
    record = counted("ABCDE", 2, ("A", 9), ("B", 8), ("C", 7), ("DB", 4), ("EDB", 3))
    assert record.quota == 11
    last = record.stages[-1]
    assert [(b.value, b.first_preferences, b.elected) for b in last.batches] == [
        (1, True, ("B",)),
        (1, False, ("A",)),
    ]
    assert last.batches[1].tallies["B"] == 12
    assert last.non_transferable == 3
    assert read_record(write_record(record)) == record


def test_whoever_reaches_the_quota_within_an_exclusion_receives_no_more() -> None:
    record = counted("ABCDE", 2, ("A", 9), ("B", 8), ("C", 7), ("DB", 4), ("EDBC", 3))
    last = record.stages[-1]
    assert last.excluded == ("D",)
    assert [(t.target, t.papers) for t in last.transfers] == [("B", 4), ("C", 3)]


def test_the_last_place_goes_to_whoever_has_as_many_as_all_others_with_all_surpluses() -> None:
    """52(2): A has a surplus of 1. B's 10 are as many as C's 9 and that."""
    record = counted("ABC", 2, ("A", 11), ("B", 10), ("C", 9))
    assert record.quota == 11
    record = counted("ABC", 2, ("A", 12), ("B", 10), ("C", 9))
    assert record.quota == 11
    assert reasons(record.stages[0]) == [
        ("elect A", "quota", "48(3)"),
        ("elect B", "as-many-as-the-rest", "52(2)"),
    ]
    fewer = counted("ABC", 2, ("AC", 13), ("B", 10), ("C", 9))
    assert fewer.quota == 11
    assert [d.reason for d in fewer.stages[0].decisions] == ["quota"]
    assert set(fewer.elected) == {"A", "C"}


def test_the_last_place_was_as_close_as_the_runner_up() -> None:
    record = counted("ABC", 2, ("A", 12), ("B", 10), ("C", 9))
    last = decision_gaps(record)[-1]
    assert (last.candidates, last.rival, last.votes, last.bar, last.gap) == (("B",), "C", 10, 9, 1)


def test_votes_still_held_by_the_excluded_keep_the_last_place_open() -> None:
    """Foyle and Newry and Armagh, 2011 (conformance): the parcels go on, though one is ahead."""
    record = counted("ABCDE", 2, ("A", 20), ("B", 14), ("C", 13), ("DB", 2), ("EDC", 8), ("D", 3))
    out = next(s for s in record.stages if "D" in s.excluded)
    assert out.batches[0].tallies["B"] > out.batches[0].tallies["C"]
    assert "C" in record.elected and "B" not in record.elected


def test_of_two_with_equal_votes_for_the_last_place_the_one_lower_at_first_is_excluded() -> None:
    record = counted("ABCD", 2, ("A", 12), ("B", 8), ("C", 6), ("DC", 2))
    last = record.stages[-1]
    assert votes(last)["B"] == votes(last)["C"] == 8
    (tie,) = last.ties
    assert (tie.kind, tie.by, tie.chosen, tie.clause) == (
        "exclusion",
        "earliest-stage",
        "C",
        "51(13)",
    )
    assert reasons(last)[-1] == ("elect B", "last-vacancies", "52(1)")


def test_where_there_is_one_place_nobody_is_elected_before_an_exclusion() -> None:
    """48(3): A has more than half, but all others go first, together, and their papers stay."""
    record = counted("ABC", 1, ("A", 6), ("B", 3), ("C", 1))
    assert record.stages[0].decisions == ()
    assert reasons(record.stages[1]) == [
        ("exclude BC", "lowest", "51(12)"),
        ("elect A", "last-vacancies", "52(1)"),
    ]


def test_equal_surpluses_and_equal_lowest_are_left_to_the_lot() -> None:
    record = counted("ABCDE", 3, ("A", 6), ("B", 6), ("CD", 2), ("DC", 2), ("E", 1))
    held = record.contest
    ballots: Ballots = (("A", 6), ("B", 6), ("CD", 2), ("DC", 2), ("E", 1))
    cast = Papers.from_rankings(
        (([("ABCDE".index(c) + 1) for c in r], n) for r, n in ballots), len("ABCDE")
    )
    with pytest.raises(LotNeededError):
        count(cast, replace(held, lots=()))
    ties = {(tie.kind, tie.by, tie.clause) for s in record.stages for tie in s.ties}
    assert ties == {("surplus", "lot", "50(1)(a), (b)"), ("exclusion", "lot", "51(13)")}


def test_ties_look_at_the_ends_of_stages_and_not_at_parcels() -> None:
    """No step of a tie names a batch: 41 and 51(4) make the whole exclusion one stage."""
    record = counted("ABCD", 2, ("A", 12), ("B", 8), ("C", 6), ("DC", 2))
    assert [step.batch for s in record.stages for tie in s.ties for step in tie.steps] == [None]


def test_a_paper_counts_up_to_the_break_in_its_numbers() -> None:
    """41, 46(1)(c), 50(4): two first preferences are void; a number given twice ends the preferences."""
    gathering = PapersBuilder(3)
    gathering.add_one((1,), 5)
    gathering.add_one((2,), 3)
    gathering.add_marks(marks_of([[3], [1, 2]]), 2)
    gathering.add_marks(marks_of([[1, 2]]), 1)
    held = replace(ers97_contest("ABC", 1), rule=RuleId("ni-1973"))
    record = count(gathering.papers(), held)
    assert (record.papers.valid, record.papers.invalid) == (10, 1)
    assert record.stages[0].tallies == {"A": 5, "B": 3, "C": 2}


def test_constraints_are_refused() -> None:
    people = tuple(Candidate(CandidateId(c), c, {"gender": "woman"}) for c in "ABC")
    bound = Constraint("gender", "woman", 1, None, "women")
    held = Contest("Constrained", 1, people, RuleId("ni-1973"), constraints=(bound,))
    with pytest.raises(ContestError, match="takes no constraints"):
        count(Papers.from_rankings([((1,), 1)], 3), held)
