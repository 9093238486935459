"""Who can no longer be elected, and who still receives papers, under the Minneapolis rule."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counting import (
    Candidate,
    CandidateId,
    Contest,
    ContestError,
    LotNeededError,
    Papers,
    RuleId,
    count,
    read_record,
    write_record,
)
from counting.methods.threshold import cannot_be_elected
from counting.votes import Votes

Ballots = Sequence[tuple[str, int]]
A, B, C, D, E, W = (CandidateId(name) for name in "ABCDEW")


def contest(names: str, seats: int, lots: str = "") -> Contest:
    """W stands for the undeclared write-ins."""
    candidates = tuple(
        Candidate(CandidateId(n), n, {"write_in": "undeclared"} if n == "W" else {}) for n in names
    )
    order = tuple(CandidateId(name) for name in lots)
    return Contest("Test", seats, candidates, RuleId("minneapolis-167"), lots=order)


def papers(names: str, ballots: Ballots) -> Papers:
    rankings = (([names.index(c) + 1 for c in ranking], number) for ranking, number in ballots)
    return Papers.from_rankings(rankings, len(names))


def losers(votes: dict[CandidateId, int], more: int = 0, enough: int = 1) -> set[CandidateId]:
    tallies = {candidate: Votes(number) for candidate, number in votes.items()}
    return set(cannot_be_elected(tallies, list(votes), Votes(more), enough))


def test_those_who_together_cannot_reach_the_next_one_go_together() -> None:
    assert losers({A: 50, B: 40, C: 6, D: 5}) == {C, D}


def test_those_who_could_draw_level_with_the_next_one_stay() -> None:
    assert losers({A: 20, B: 11, C: 6, D: 5}) == {D}
    assert losers({A: 20, B: 11, C: 6, D: 5}, more=1) == set()


def test_equal_ones_go_together_or_not_at_all() -> None:
    assert losers({A: 20, B: 11, C: 5, D: 5}) == {C, D}
    assert losers({A: 20, B: 10, C: 5, D: 5}) == set()


def test_a_lower_one_who_could_pass_goes_where_one_above_cannot_be_elected() -> None:
    # D could pass C with E's votes, but all three together cannot pass B.
    assert losers({A: 50, B: 40, C: 6, D: 5, E: 4}) == {C, D, E}


def test_as_many_stay_as_there_are_places_left() -> None:
    assert losers({A: 50, B: 40, C: 6, D: 5}, enough=3) == {D}
    assert losers({A: 50, B: 40, C: 6, D: 5}, enough=4) == set()


@given(st.lists(st.integers(0, 12), min_size=2, max_size=6), st.integers(0, 6), st.integers(1, 3))
@settings(max_examples=200, deadline=None)
def test_it_is_the_definition_of_the_code_candidate_by_candidate(
    votes: list[int], more: int, enough: int
) -> None:
    """167.20, 'mathematically impossible to be elected', (1) and (2), asked of each in turn."""
    named = {CandidateId(str(k)): number for k, number in enumerate(votes)}

    def impossible_by_1(mine: int) -> bool:
        above = [other for other in votes if other > mine]
        reachable = more + sum(other for other in votes if other <= mine)
        return bool(above) and reachable < min(above)

    groups = {
        frozenset(c for c, number in named.items() if number <= mine)
        for mine in votes
        if impossible_by_1(mine)
    }
    small_enough = [group for group in groups if len(votes) - len(group) >= enough]
    wanted = max(small_enough, key=len, default=frozenset())
    assert losers(named, more, enough) == wanted


def test_a_candidate_over_the_threshold_receives_papers_until_the_surplus_is_transferred() -> None:
    # 31 needed. E goes as a sure loser while A, with 40, is still continuing.
    ballots = [("AB", 40), ("B", 28), ("C", 18), ("EA", 4)]
    record = count(papers("ABCE", ballots), contest("ABCE", 2))
    assert record.quota == 31
    assert (record.stages[1].action.type, record.stages[1].excluded) == ("exclusion", (E,))
    assert record.stages[1].tallies[A] == 44
    assert record.stages[1].elected == ()
    assert record.stages[2].elected == (A, B)
    # 13 / 44 is 0.2954; 40 papers go on at it.
    assert record.stages[2].tallies[B] == 28 + 40 * Fraction("0.2954")


def test_one_exactly_at_the_threshold_is_elected_in_turn_by_a_surplus_of_nothing() -> None:
    ballots = [("A", 31), ("B", 21), ("C", 19), ("D", 19)]
    record = count(papers("ABCD", ballots), contest("ABCD", 2, "ABCD"))
    nothing = next(stage for stage in record.stages if stage.action.type == "surplus")
    assert (nothing.action.candidates, nothing.action.surplus) == ((A,), Fraction(0))
    assert nothing.elected == (A,)


def test_as_many_at_the_threshold_as_there_are_seats_are_elected_at_once() -> None:
    record = count(papers("ABC", [("A", 50), ("B", 40), ("C", 3)]), contest("ABC", 2))
    assert len(record.stages) == 1
    assert record.elected == (A, B)


def test_undeclared_write_ins_go_in_the_second_round_though_they_have_most_votes() -> None:
    ballots = [("W", 40), ("WA", 2), ("A", 20), ("B", 19), ("C", 19)]
    record = count(papers("ABCW", ballots), contest("ABCW", 1, "ABCW"))
    assert record.stages[0].elected == ()
    assert record.stages[1].excluded == (W,)
    assert record.stages[1].tallies[A] == 22
    assert W not in record.elected


def test_undeclared_write_ins_at_the_threshold_are_not_elected() -> None:
    record = count(papers("ABW", [("W", 60), ("A", 20), ("B", 10)]), contest("ABW", 1))
    assert record.elected == (A,)


def test_votes_for_undeclared_write_ins_may_yet_save_a_candidate() -> None:
    # Without the 10 of W, B's 5 could not reach A's 12.
    record = count(papers("ABW", [("A", 12), ("B", 5), ("WB", 10)]), contest("ABW", 1))
    assert record.stages[1].excluded == (W,)
    assert record.elected == (B,)


def test_write_ins_do_not_count_towards_the_candidates_a_contest_needs() -> None:
    with pytest.raises(ContestError, match="only 1 candidates besides the undeclared write-ins"):
        count(papers("AW", [("A", 3)]), contest("AW", 2))


def test_where_only_write_ins_are_too_many_they_are_excluded_and_keep_their_votes() -> None:
    record = count(papers("ABW", [("A", 5), ("B", 1), ("WB", 4)]), contest("ABW", 2))
    last = record.stages[-1]
    assert (last.action.type, last.excluded) == ("last-vacancies", (W,))
    assert last.tallies[W] == 4
    assert record.elected == (A, B)


def test_ties_are_settled_by_lot_alone() -> None:
    ballots = [("A", 10), ("B", 9), ("C", 5), ("D", 4), ("ED", 1)]
    with pytest.raises(LotNeededError) as needed:
        count(papers("ABCDE", ballots), contest("ABCDE", 1))
    assert (needed.value.kind, needed.value.candidates) == ("exclusion", (C, D))
    record = count(papers("ABCDE", ballots), contest("ABCDE", 1, "DCBAE"))
    assert [stage.excluded for stage in record.stages[1:3]] == [(E,), (D,)]


@pytest.mark.parametrize("seats", [1, 2, 3])
@pytest.mark.parametrize("weights", [(9, 7, 5, 3, 1), (5, 5, 5, 5, 4)])
def test_its_record_is_read_back_as_it_was_written(seats: int, weights: tuple[int, ...]) -> None:
    rankings = ("ABCD", "BADC", "CBDA", "DCAB", "EDCB")
    ballots = list(zip(rankings, weights, strict=True))
    record = count(papers("ABCDE", ballots), contest("ABCDE", seats, "ABCDE"))
    assert len(record.elected) == seats
    assert read_record(write_record(record)) == record
