"""What the PR Foundation's reference WIGM rule does that the Scottish one does not."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pytest

from counting import (
    Candidate,
    CandidateId,
    Constraint,
    Contest,
    ContestError,
    LotNeededError,
    Papers,
    RuleId,
    count,
)

Ballots = Sequence[tuple[str, int]]
A, B, C, D = (CandidateId(name) for name in "ABCD")
NOTHING = Fraction(0)


def contest(names: str, seats: int, lots: str = "") -> Contest:
    candidates = tuple(Candidate(CandidateId(name), name, {"of": name}) for name in names)
    order = tuple(CandidateId(name) for name in lots)
    return Contest("Test", seats, candidates, RuleId("wigm-prf"), lots=order)


def papers(names: str, ballots: Ballots) -> Papers:
    rankings = (([names.index(c) + 1 for c in ranking], number) for ranking, number in ballots)
    return Papers.from_rankings(rankings, len(names))


def test_the_quota_is_cut_to_four_decimals_and_a_ten_thousandth_is_added() -> None:
    record = count(papers("ABCD", [("A", 5), ("B", 3), ("C", 2)]), contest("ABCD", 2, "DCBA"))
    assert record.quota == Fraction("3.3334")


def test_papers_whose_weight_is_cut_to_nothing_are_exhausted() -> None:
    # A has 0.9999 above the quota of 10000.0001; 0.9999 / 10001 is 0.0000 to four decimals.
    ballots = [("AB", 10001), ("B", 9000), ("C", 8000), ("D", 2999)]
    record = count(papers("ABCD", ballots), contest("ABCD", 2))
    surplus = record.stages[1]
    assert surplus.action.type == "surplus"
    (exhausted,) = surplus.transfers
    assert (exhausted.target, exhausted.papers, exhausted.value) == (None, 10001, NOTHING)
    assert surplus.tallies[B] == 9000
    assert surplus.rounding == Fraction("0.9999")


def test_a_surplus_of_nothing_is_a_stage_of_its_own() -> None:
    # The quota is 10000.0001; one paper at 0.0001 lifts B to just that.
    ballots = [("A", 10001), ("AB", 1), ("BC", 10000), ("C", 9998), ("D", 10000)]
    record = count(papers("ABCD", ballots), contest("ABCD", 3))
    reached, nothing = record.stages[1:3]
    assert reached.elected == (B,)
    assert reached.tallies[B] == record.quota == Fraction("10000.0001")
    assert (nothing.action.candidates, nothing.action.surplus) == ((B,), NOTHING)
    (exhausted,) = nothing.transfers
    assert (exhausted.target, exhausted.papers) == (None, 10001)
    assert nothing.tallies == reached.tallies
    assert record.stages[3].action.type == "last-vacancies"
    assert record.elected == (A, B, D)


def test_a_tie_is_settled_by_the_lots_alone_and_not_by_earlier_stages() -> None:
    # After D's exclusion B and C have 6 each, though B had more first preferences.
    ballots = [("A", 9), ("B", 6), ("C", 5), ("DC", 1)]
    by_lot = count(papers("ABCD", ballots), contest("ABCD", 1, "BCAD"))
    (tie,) = by_lot.stages[2].ties
    assert (tie.kind, tie.chosen, tie.by, tie.steps) == ("exclusion", B, "lot", ())
    with pytest.raises(LotNeededError) as needed:
        count(papers("ABCD", ballots), contest("ABCD", 1))
    assert (needed.value.stage, needed.value.candidates) == (3, (B, C))


def test_where_no_more_stand_than_there_are_places_all_are_elected_at_once() -> None:
    record = count(papers("AB", [("A", 9), ("B", 1)]), contest("AB", 2))
    assert [stage.action.type for stage in record.stages] == ["first-preferences"]
    assert record.elected == (A, B)
    assert record.stages[0].decisions[0].reason == "last-vacancies"


def test_constraints_are_refused() -> None:
    one = Constraint("of", "A", 1, None, "at least one A")
    bound = Contest("Test", 1, contest("AB", 1).candidates, RuleId("wigm-prf"), (one,))
    with pytest.raises(ContestError, match="takes no constraints"):
        count(papers("AB", [("A", 9), ("B", 1)]), bound)
