"""Meek counts: how papers are shared out, when candidates are excluded, what settles a tie."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counting import (
    Candidate,
    CandidateId,
    Constraint,
    Contest,
    ContestError,
    LotNeededError,
    Papers,
    RecordError,
    RuleId,
    count,
    read_record,
    write_record,
)
from counting.parts.sharing import UNIT, SharedPapers
from counting.record import TieStep

Ballots = Sequence[tuple[str, int]]
A, B, C, D, E = (CandidateId(name) for name in "ABCDE")
BOTH = pytest.mark.parametrize("rule", ["meek-prf", "meek-nz"])


def contest(names: str, seats: int, rule: str = "meek-prf", lots: str = "") -> Contest:
    candidates = tuple(Candidate(CandidateId(name), name, {"of": name}) for name in names)
    order = tuple(CandidateId(name) for name in lots)
    return Contest("Test", seats, candidates, RuleId(rule), lots=order)


def papers(names: str, ballots: Ballots) -> Papers:
    rankings = (([names.index(c) + 1 for c in ranking], number) for ranking, number in ballots)
    return Papers.from_rankings(rankings, len(names))


@st.composite
def histories(draw: st.DrawFn) -> tuple[Ballots, list[tuple[str, int]]]:
    """Ballots, and what becomes of some candidates in turn: a keep value, or 0 for an exclusion."""
    names = "ABCDEF"
    ranking = st.lists(st.sampled_from(names), min_size=1, max_size=6, unique=True).map("".join)
    ballots = draw(st.lists(st.tuples(ranking, st.integers(1, 10**6)), min_size=1, max_size=12))
    order = draw(st.lists(st.sampled_from(names), max_size=5, unique=True))
    keep = st.one_of(st.just(0), st.integers(1, UNIT))
    return ballots, [(candidate, draw(keep)) for candidate in order]


@given(histories())
@settings(max_examples=150, deadline=None)
def test_the_tree_gives_what_sharing_out_paper_by_paper_gives(
    history: tuple[Ballots, list[tuple[str, int]]],
) -> None:
    ballots, events = history
    shared = SharedPapers(papers("ABCDEF", ballots), contest("ABCDEF", 1))
    keep = {CandidateId(name): UNIT for name in "ABCDEF"}
    for name, value in events:
        candidate = CandidateId(name)
        keep[candidate] = value
        if value:
            shared.elect([candidate])
        else:
            shared.exclude(candidate)
    # PR Foundation Meek rule, B.2.a, word for word: weight times keep factor, rounded up.
    wanted = dict.fromkeys(keep, 0)
    for ranking, number in ballots:
        weight = Fraction(1)
        for name in ranking:
            share = weight * Fraction(keep[CandidateId(name)], UNIT)
            given_ = -(-share.numerator * UNIT // share.denominator)
            wanted[CandidateId(name)] += given_ * number
            weight -= Fraction(given_, UNIT)
    assert shared.share_out(keep) == wanted


def test_electing_several_at_once_gives_what_electing_them_in_turn_gives() -> None:
    ballots = [("ABCD", 7), ("BACD", 5), ("CABD", 3), ("ADBC", 2), ("D", 1)]
    keep = {A: UNIT // 3, B: UNIT // 7, C: UNIT, D: UNIT}
    together = SharedPapers(papers("ABCD", ballots), contest("ABCD", 2))
    together.elect([A, B])
    in_turn = SharedPapers(papers("ABCD", ballots), contest("ABCD", 2))
    in_turn.elect([B])
    in_turn.elect([A])
    assert together.share_out(keep) == in_turn.share_out(keep)


@pytest.mark.parametrize(
    ("rule", "first", "second"),
    [
        ("meek-prf", "5.500000001", "4.500000001"),
        ("meek-nz", "6", "5"),  # SR 2001/145, Schedule 1A, clause 26: one vacancy
    ],
)
def test_the_quota_falls_as_votes_drop_out(rule: str, first: str, second: str) -> None:
    ballots = [("A", 5), ("B", 4), ("C", 2)]
    record = count(papers("ABC", ballots), contest("ABC", 1, rule))
    assert record.stages[0].quota == Fraction(first)
    assert record.stages[0].excluded == (C,)
    assert record.stages[1].quota == Fraction(second)
    assert record.stages[1].non_transferable == 2
    assert record.elected == (A,)


def test_half_of_the_votes_fill_a_single_vacancy_in_new_zealand() -> None:
    """SR 2001/145, Schedule 1A, clauses 26 and 31: by clause 12, B would be ahead in a tie at the end."""
    ballots = [("A", 4), ("B", 6), ("CB", 4), ("DA", 3), ("EA", 3)]
    record = count(papers("ABCDE", ballots), contest("ABCDE", 1, "meek-nz", "DEABC"))
    assert [stage.excluded for stage in record.stages] == [(D,), (E,), ()]
    assert (record.stages[-1].quota, record.stages[-1].tallies[A]) == (10, 10)
    assert record.elected == (A,)


def test_two_with_half_of_the_votes_each_are_told_apart_by_the_earliest_difference() -> None:
    """SR 2001/145, Schedule 1A, clause 34(b): the one whom the first difference does not exclude."""
    ballots = [("A", 5), ("B", 6), ("CA", 2), ("CB", 1)]
    record = count(papers("ABC", ballots), contest("ABC", 1, "meek-nz"))
    (tie,) = record.stages[-1].ties
    assert (tie.kind, tie.chosen, tie.steps) == ("election", B, (TieStep(1, (B,)),))
    assert record.elected == (B,)


@BOTH
def test_the_first_stage_has_the_first_preferences_and_later_ones_are_iterations(rule: str) -> None:
    record = count(papers("ABC", [("AB", 5), ("B", 4), ("CB", 2)]), contest("ABC", 1, rule))
    assert [stage.action.type for stage in record.stages] == ["first-preferences", "iteration"]
    assert set(record.stages[0].keep.values()) == {Fraction(1)}
    assert record.stages[1].keep == {A: 1, B: 1, C: 0}


@BOTH
def test_where_no_more_stand_than_there_are_places_all_are_elected_at_once(rule: str) -> None:
    record = count(papers("AB", [("A", 9), ("B", 1)]), contest("AB", 2, rule))
    assert len(record.stages) == 1
    assert record.elected == (A, B)


@BOTH
def test_no_valid_papers_leave_the_whole_count_to_the_lots(rule: str) -> None:
    record = count(papers("ABC", [("", 3)]), contest("ABC", 1, rule, "CAB"))
    assert [stage.excluded for stage in record.stages] == [(C,), (A,)]
    assert record.elected == (B,)
    if rule == "meek-prf":
        with pytest.raises(LotNeededError):
            count(papers("ABC", [("", 3)]), contest("ABC", 1, rule))
    else:  # the Schedule's numbers take the place of lots
        by = {
            t.by
            for s in count(papers("ABC", [("", 3)]), contest("ABC", 1, rule)).stages
            for t in s.ties
        }
        assert by == {"pseudo-random"}


@BOTH
def test_candidates_equal_throughout_are_excluded_by_lot(rule: str) -> None:
    ballots = [("AC", 3), ("BC", 3), ("C", 4)]
    record = count(papers("ABC", ballots), contest("ABC", 1, rule, "BAC"))
    (tie,) = record.stages[0].ties
    assert (tie.candidates, tie.chosen, tie.by) == ((A, B), B, "lot")
    assert not tie.within


def test_votes_that_differ_by_no_more_than_the_surplus_left_are_tied_under_the_reference_rule() -> (
    None
):
    # Found by search: rounding leaves the last two within the surplus of each other.
    ballots = [("BDA", 4), ("BCD", 2)]
    record = count(papers("ABCD", ballots), contest("ABCD", 3, lots="ABCD"))
    near = [tie for stage in record.stages for tie in stage.ties if tie.within]
    for tie in near:
        stage = next(stage for stage in record.stages if tie in stage.ties)
        tallies = [stage.tallies[candidate] for candidate in tie.candidates]
        assert min(tallies) < max(tallies) <= min(tallies) + stage.figures["total_surplus"]
        assert tie.within == stage.figures["total_surplus"]
        assert tie.votes == min(tallies)
    assert near
    assert read_record(write_record(record)) == record


def test_under_the_new_zealand_rule_the_earliest_difference_settles_a_tie() -> None:
    # D's paper lifts B to A's 6 votes; at stage 1 B had 5.
    ballots = [("A", 6), ("B", 5), ("DB", 1), ("C", 8)]
    record = count(papers("ABCD", ballots), contest("ABCD", 1, "meek-nz"))
    (tie,) = [tie for stage in record.stages for tie in stage.ties]
    assert (tie.candidates, tie.votes, tie.chosen) == ((A, B), Fraction(6), B)
    assert (tie.by, tie.steps) == ("earliest-stage", (TieStep(1, (B,)),))


def test_under_the_new_zealand_rule_who_cannot_catch_up_is_excluded_before_the_surplus_is_gone() -> (
    None
):
    # A's surplus is non-transferable, so the quota falls with it: 21.7 votes, then 7.2.
    ballots = [("A", 60), ("B", 20), ("C", 10), ("D", 25)]
    record = count(papers("ABCD", ballots), contest("ABCD", 2, "meek-nz"))
    first = record.stages[0]
    assert first.elected == (A,)
    assert first.figures["total_surplus"] > 20 - 10
    assert [d.reason for d in first.decisions] == ["quota"]
    second = record.stages[1]
    assert second.excluded == (C,)
    assert second.decisions[-1].reason == "cannot-catch-up"
    assert 7 < second.figures["total_surplus"] < 8


def test_under_the_new_zealand_rule_every_successful_candidate_gets_a_new_keep_value() -> None:
    """SR 2001/145, Schedule 1A, clauses 17 and 14, also of one whom rounding leaves below the quota."""
    ballots = [("CBAD", 10**8), ("CBDA", 10**8)]
    record = count(papers("ABCD", ballots), contest("ABCD", 3, "meek-nz", "ABCD"))

    def nine_places_up(votes: Fraction) -> Fraction:
        return Fraction(-(-votes * UNIT // 1), UNIT)

    successful: list[CandidateId] = []
    below = []
    for stage, following in itertools.pairwise(record.stages):
        successful += stage.elected
        below += [c for c in successful if stage.tallies[c] < stage.quota]
        for c in successful:
            product = nine_places_up(stage.quota * stage.keep[c])
            assert following.keep[c] == min(1, nine_places_up(product / stage.tallies[c]))
        surpluses = [max(0, stage.tallies[c] - stage.quota) for c in successful]
        assert stage.figures["total_surplus"] == sum(surpluses)
    assert below


@pytest.mark.parametrize(
    ("rule", "limit"), [("meek-prf", Fraction(1, 10**6)), ("meek-nz", Fraction(1, 10**4))]
)
def test_a_surplus_that_falls_no_more_does_not_hold_the_count_up(
    rule: str, limit: Fraction
) -> None:
    # A's keep value is held in steps of 10^-9, which on so many papers is a tenth of a vote.
    ballots = [("A", 10**8), ("B", 110), ("C", 110), ("D", 120)]
    record = count(papers("ABCD", ballots), contest("ABCD", 2, rule, "ABCD"))
    held_up = next(stage for stage in record.stages if stage.excluded)
    assert held_up.decisions[-1].reason == "surplus-falls-no-more"
    assert held_up.figures["total_surplus"] >= limit
    assert record.elected == (A, D)


@BOTH
def test_nine_hundred_million_million_papers_are_counted_exactly(rule: str) -> None:
    many = 9 * 10**17
    record = count(papers("ABC", [("AB", many), ("B", 5), ("C", 7)]), contest("ABC", 2, rule))
    for stage in record.stages:
        assert sum(stage.tallies.values()) + stage.non_transferable == many + 12
    assert record.elected == (A, B)


@BOTH
def test_constraints_are_refused(rule: str) -> None:
    one = Constraint("of", "A", 1, None, "at least one A")
    bound = Contest("Test", 1, contest("AB", 1).candidates, RuleId(rule), (one,))
    with pytest.raises(ContestError, match="takes no constraints"):
        count(papers("AB", [("A", 9), ("B", 1)]), bound)


def test_a_record_with_keep_values_of_others_than_those_standing_is_refused() -> None:
    record = count(papers("ABC", [("A", 5), ("B", 4), ("C", 2)]), contest("ABC", 1))
    text = json.loads(write_record(record))
    del text["stages"][0]["keep"]["C"]
    with pytest.raises(RecordError, match="Stage 1: the keep values are not of those standing"):
        read_record(json.dumps(text).encode())


def test_a_withdrawn_candidate_is_passed_over() -> None:
    ballots = [("A", 5), ("BA", 4), ("B", 1), ("C", 6)]
    struck = Contest("Test", 1, contest("ABC", 1).candidates, RuleId("meek-prf"), withdrawn=(B,))
    record = count(papers("ABC", ballots), struck)
    assert record.stages[0].tallies == {A: 9, C: 6}
    assert (record.papers.valid, record.papers.no_effective_preference) == (15, 1)
