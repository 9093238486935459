"""ERS97 clause by clause, on elections small enough to count on paper."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from counting import (
    Candidate,
    CandidateId,
    Constraint,
    Contest,
    InfeasibleError,
    LotNeededError,
    count,
    write_record,
)
from counting.methods.ers97_schedule import ERS97_CONSTRAINTS
from counting.parts.ers97 import last_batch_value, share_raised, sizes_together
from counting.rules import find_rule
from tests.counting.ers97_builders import contest, papers


def test_the_quota_is_the_next_hundredth_up_unless_it_is_exact() -> None:
    """5.1.6: 753 votes for 6 places in the model election; 600 for 4 are exact."""
    assert share_raised(Fraction(753), 6, 2) == Fraction("107.58")
    assert share_raised(Fraction(600), 4, 2) == 120


def test_a_paper_of_a_surplus_is_never_worth_more_than_it_was() -> None:
    """5.3.7, with the two surpluses of the model election."""
    assert last_batch_value(Fraction("26.42"), 123, Fraction(1), 2) == Fraction("0.21")
    assert last_batch_value(Fraction("14.77"), 8, Fraction(1), 2) == 1
    assert last_batch_value(Fraction("0.50"), 0, Fraction(1), 2) == 1


def test_as_many_go_together_as_cannot_catch_the_next_one_up() -> None:
    """5.2.5, with the fourth stage of the model election: 30.51 + 32.25 + 1.10 do not exceed 64.21."""
    votes = [Fraction(v) for v in ("30.51", "32.25", "64.21", "64.84", "69.21", "88.35")]
    assert list(sizes_together(votes, 5, Fraction("1.10"))) == [2, 1]
    assert list(sizes_together(votes, 1, Fraction("1.10"))) == [1]
    assert list(sizes_together(votes, 5, Fraction("1.45"))) == [2, 1]
    assert list(sizes_together(votes, 5, Fraction("1.46"))) == [1]
    assert list(sizes_together(votes, 5, Fraction("1.75"))) == []


def test_where_no_more_stand_than_places_all_are_elected_at_the_first_stage() -> None:
    record = count(papers("AB", (3, "A"), (5, "B")), contest("AB", 2))
    (stage,) = record.stages
    assert record.elected == ("B", "A")
    assert [d.clause for d in stage.decisions] == ["5.5.1"]


def test_of_candidates_always_equal_and_too_many_for_the_places_none_is_elected_at_that_stage() -> (
    None
):
    """5.6.2: each has half; the lot comes when one is to be excluded, and 5.5.1 elects the other."""
    names = "AB"
    record = count(papers(names, (5, "A"), (5, "B")), contest(names, 1, lots=("A", "B")))
    first, last = record.stages
    assert first.elected == ()
    assert [(d.act, d.candidates, d.clause) for d in first.decisions] == [
        ("defer", ("A", "B"), "5.6.2")
    ]
    assert last.excluded == ("A",)
    assert last.elected == ("B",)
    assert [(tie.kind, tie.by, tie.chosen) for tie in last.ties] == [("exclusion", "lot", "A")]


def test_of_equal_candidates_the_one_ahead_at_the_earliest_difference_takes_the_last_place() -> (
    None
):
    """5.6.2: A and B end with 10 each of 20; A had 8 at the first stage, B 7."""
    names = "ABC"
    record = count(papers(names, (8, "A"), (7, "B"), (2, "CA"), (3, "CB")), contest(names, 1))
    (tie,) = record.stages[-1].ties
    assert (tie.kind, tie.by, tie.chosen) == ("election", "earliest-stage", "A")
    assert record.elected == ("A",)


def test_a_recount_with_the_lots_drawn_gives_the_same_record() -> None:
    """5.6.3."""
    names = "AB"
    held = contest(names, 1, lots=("B", "A"))
    cast = papers(names, (5, "A"), (5, "B"))
    assert write_record(count(cast, held)) == write_record(count(cast, held))
    assert count(cast, held).elected == ("A",)


def test_a_surplus_may_be_worth_nothing_a_paper_and_the_papers_still_go_on_as_a_batch() -> None:
    """5.3.7 with 5.4.1: A's surplus of 0.50 over 150 papers is 0.00 each; C's then are a batch of 0.00."""
    names = "ACDEF"
    record = count(
        papers(names, (150, "ACF"), (110, "CE"), (110, "D"), (114, "E"), (114, "F")),
        contest(names, 3, lots=tuple(names)),
    )
    surplus, exclusion = record.stages[1:3]
    assert surplus.last_batch is not None
    assert surplus.last_batch.transfer_value == 0
    assert surplus.last_batch.transferable == 150
    assert surplus.last_batch.non_transferable_difference == Fraction("0.50")
    assert exclusion.excluded == ("C",)
    assert [batch.value for batch in exclusion.batches] == [1, 0]
    assert [batch.elected for batch in exclusion.batches] == [("E",), ()]
    last = exclusion.transfers[-1]
    assert (last.target, last.papers) == ("F", 150)
    assert last.value == 0


# Constraints


GENDERS = {"A": "woman", "B": "woman", "C": "man", "D": "man", "E": "man", "F": "man"}


def with_genders(names: str, seats: int, *constraints: Constraint, lots: str = "") -> Contest:
    return replace(
        contest(names, seats),
        candidates=tuple(
            Candidate(CandidateId(name), name, {"gender": GENDERS[name]}) for name in names
        ),
        constraints=constraints,
        lots=tuple(CandidateId(lot) for lot in lots),
    )


def women(minimum: int | None, maximum: int | None) -> Constraint:
    return Constraint("gender", "woman", minimum, maximum, "women")


def test_the_doomed_go_together_while_surpluses_wait() -> None:
    """One place is for a woman at most: once A is elected, B is out, before A's surplus moves."""
    names = "ABCDE"
    record = count(
        papers(names, (30, "AC"), (10, "B"), (9, "C"), (8, "D"), (7, "E")),
        with_genders(names, 3, women(None, 1)),
    )
    first, second = record.stages[:2]
    assert first.elected == ("A",)
    assert record.with_status(first.findings, "doomed") == ("B",)
    assert second.excluded == ("B",)
    assert [(d.act, d.candidates, d.reason) for d in second.decisions[:2]] == [
        ("defer", ("A",), "surplus-deferred"),
        ("exclude", ("B",), "doomed"),
    ]
    assert record.stages[2].action.candidates == ("A",)


def test_a_guarded_candidate_is_passed_over_and_not_the_one_next_above() -> None:
    """A is guarded and lowest: F's 3 votes are compared with E's 4, and F goes."""
    names = "ACDEF"
    record = count(
        papers(names, (1, "A"), (5, "C"), (5, "D"), (4, "E"), (3, "FC")),
        with_genders(names, 2, women(1, None)),
    )
    assert record.with_status(record.before, "guarded") == ("A",)
    second = record.stages[1]
    assert second.excluded == ("F",)
    (why,) = [d for d in second.decisions if d.act == "exclude"]
    assert why.passed_over == ("A",)
    # C is elected within the exclusion; that leaves a single completion, and ends the count.
    assert [(d.candidates, d.reason) for d in second.decisions if d.act == "elect"] == [
        (("C",), "quota"),
        (("A",), "only-completion"),
    ]


def test_equal_candidates_whom_the_constraints_bar_are_chosen_between_by_lot_at_once() -> None:
    """Two women at the quota, places for both, but one woman at most."""
    names = "ABCD"
    cast = papers(names, (10, "A"), (10, "B"), (5, "C"), (4, "D"))
    held = with_genders(names, 2, women(None, 1), lots="BACD")
    record = count(cast, held)
    assert record.stages[0].elected == ("B",)
    assert [(t.kind, t.by, t.chosen) for t in record.stages[0].ties] == [("election", "lot", "B")]
    assert record.elected == ("B", "C")
    with pytest.raises(LotNeededError) as refused:
        count(cast, replace(held, lots=()))
    assert (refused.value.stage, refused.value.kind) == (1, "election")


def test_an_exclusion_of_several_that_would_break_a_constraint_is_made_smaller() -> None:
    """A and B are lowest and could go together by their votes, but then no woman would be left."""
    names = "ABCDE"
    cast = papers(names, (1, "AC"), (2, "B"), (6, "C"), (6, "D"), (5, "E"))
    bare = count(cast, contest(names, 2, lots=tuple(names)))
    assert bare.stages[1].excluded == ("A", "B")
    bound = count(cast, with_genders(names, 2, women(1, None)))
    assert bound.stages[1].excluded == ("A",)
    assert set(bound.elected) == {"B", "C"}


def test_every_point_of_the_schedule_that_ers97_cites_is_there() -> None:
    rule = find_rule("ers97")
    assert rule.schedule is ERS97_CONSTRAINTS
    assert [point[:3] for point in ERS97_CONSTRAINTS.sentences] == [f"{n}. " for n in range(1, 9)]
    assert rule.clauses["doomed"] == "schedule 4(a)"
    assert "(a) the exclusion of all doomed" in ERS97_CONSTRAINTS.sentences[3]
    assert rule.clauses["only-completion"] == "schedule 3"
    assert "single completion" in ERS97_CONSTRAINTS.sentences[2]


def test_constraints_nobody_can_meet_are_refused_before_an_ers97_count() -> None:
    with pytest.raises(InfeasibleError, match="women"):
        count(papers("ACD", (1, "A")), with_genders("ACD", 2, women(2, None)))
