"""Margins: every witness can be replayed, and small alternative votes are searched by brute force."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import combinations, combinations_with_replacement, permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counting import CandidateId, InfeasibleError, Papers, PapersError, count
from counting.formats.blt import read_blt
from counting.gaps import decision_gaps
from counting.margins import margins
from counting.runoff_margin import runoff_margin
from counting.views.margins import margins_lines, margins_object
from counting.witness import Change, changed
from tests.counting.check_elections import contest, papers
from tests.counting.elections import Election, elections

RULES = (
    "scottish-2011",
    "ers97",
    "wigm-exact",
    "meek-prf",
    "sequential-av",
    "minneapolis-167",
    "ni-1973",
)
Ranking = tuple[int, ...]


def possible_winners(ballots: Sequence[Ranking], left: frozenset[int]) -> frozenset[int]:
    """Winners of an alternative vote, equal votes falling every way: straight from the definition."""
    if len(left) == 1:
        return left
    votes = dict.fromkeys(left, 0)
    for ranking in ballots:
        first = next((c for c in ranking if c in left), None)
        if first is not None:
            votes[first] += 1
    fewest = min(votes.values())
    ways = (possible_winners(ballots, left - {c}) for c in left if votes[c] == fewest)
    return frozenset().union(*ways)


@lru_cache
def all_rankings(candidates: int) -> tuple[Ranking, ...]:
    numbers = range(1, candidates + 1)
    return tuple(r for size in numbers for r in permutations(numbers, size))


def profiles_after(
    ballots: tuple[Ranking, ...], changes: int, candidates: int
) -> Iterator[list[Ranking]]:
    for gone in {tuple(sorted(chosen)) for chosen in combinations(ballots, changes)}:
        kept = list((Counter(ballots) - Counter(gone)).elements())
        for put in combinations_with_replacement(all_rankings(candidates), changes):
            yield kept + list(put)


def margin_by_brute_force(
    ballots: tuple[Ranking, ...], winner: int, candidates: int, most: int
) -> int:
    """The fewest changes with which somebody else may win; `most` + 1 if it takes more."""
    everybody = frozenset(range(1, candidates + 1))
    for changes in range(most + 1):
        for profile in profiles_after(ballots, changes, candidates):
            if possible_winners(profile, everybody) != {winner}:
                return changes
    return most + 1


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_the_exact_margin_is_that_of_a_brute_force(data: st.DataObject) -> None:
    candidates = data.draw(st.integers(2, 4))
    most = 2 if candidates == 4 else 3
    rankings = st.sampled_from(all_rankings(candidates))
    ballots = tuple(data.draw(st.lists(rankings, min_size=3, max_size=4 + most)))
    grouped = Papers.from_rankings([(ranking, 1) for ranking in ballots], candidates)
    terms = contest("av", 1, candidates, lots=range(1, candidates + 1))
    found = margins(grouped, terms)
    winner = int(found.record.elected[0])
    expected = margin_by_brute_force(ballots, winner, candidates, most)
    assert found.least is not None
    assert min(found.least, most + 1) == expected
    if found.bound is not None:
        assert found.bound.papers >= found.least
    assert found.exact == (found.bound is not None and found.bound.papers == found.least)


def test_an_exact_margin_worked_out_by_hand() -> None:
    # A 8, B 6 (then C), C 5 (then B): C goes, B wins 11 to 8. Two papers from B to C make it 4 to 7:
    # B goes, and C wins 11 to 8; one for a tie of 5 and 6 is not enough; four of B's to A are more.
    ballots = papers(3, ([1], 8), ([2, 3], 6), ([3, 2], 5))
    found = margins(ballots, contest("av", 1, 3, lots=(1, 2, 3)))
    assert found.record.elected == ("2",)
    # With one paper B and C are equal; by first preferences too; then the lot excludes B.
    assert found.least == 1
    assert found.bound is not None
    assert (found.bound.papers, found.bound.elected) in ((1, ("3",)), (2, ("3",)))


@settings(max_examples=40, deadline=None)
@given(elections(rules=(*RULES, "av"), most_seats=3))
def test_every_witness_changes_so_many_papers_and_elects_whom_it_says(election: Election) -> None:
    terms = election.contest
    if terms.rule == "av":
        terms = replace(terms, seats=1)
    found = margins(election.papers, terms)
    if found.bound is None:
        return
    assert sum(change.papers for change in found.bound.changes) == found.bound.papers
    again = count(changed(election.papers, found.bound.changes), terms)
    assert again.elected == found.bound.elected
    assert set(again.elected) != set(found.record.elected)
    assert set(found.bound.gained) == set(again.elected) - set(found.record.elected)
    assert set(found.bound.lost) == set(found.record.elected) - set(again.elected)
    assert again.papers.valid == found.record.papers.valid


@settings(max_examples=25, deadline=None)
@given(elections(rules=("scottish-2011", "ers97"), constrained=True))
def test_with_constraints_the_others_elected_meet_them_too(election: Election) -> None:
    try:
        found = margins(election.papers, election.contest)
    except InfeasibleError:
        return
    if found.bound is None:
        return
    chosen = [c for c in election.contest.candidates if c.id in found.bound.elected]
    for bound in election.contest.constraints:
        number = sum(c.attributes[bound.attribute] == bound.value for c in chosen)
        assert (bound.minimum or 0) <= number
        assert bound.maximum is None or number <= bound.maximum


def test_the_bound_on_an_stv_margin_is_no_less_than_a_brute_force() -> None:
    # Quota 3 of 7: A is elected, then C before B by one paper.
    ballots = ((1,), (1,), (1,), (2,), (3,), (3,), (4, 2))
    grouped = Papers.from_rankings([(r, 1) for r in ballots], 4)
    terms = contest("scottish-2011", 2, 4, lots=(1, 2, 3, 4))
    found = margins(grouped, terms)
    usual = set(found.record.elected)
    fewest = next(
        changes
        for changes in range(1, 4)
        for profile in profiles_after(ballots, changes, 4)
        if set(count(Papers.from_rankings([(r, 1) for r in profile], 4), terms).elected) != usual
    )
    assert found.bound is not None
    assert found.bound.papers >= fewest
    assert found.bound.papers == 1 == fewest


@settings(max_examples=60, deadline=None)
@given(elections(rules=(*RULES, "wigm-prf", "meek-nz", "bottoms-up"), withdrawn=True))
def test_the_gap_of_every_exclusion_is_to_the_lowest_who_stayed(election: Election) -> None:
    record = count(election.papers, election.contest)
    for gap in decision_gaps(record):
        assert gap.gap >= 0
        if gap.act == "exclude" and len(gap.candidates) == 1:
            assert gap.bar == gap.votes + gap.gap
            ties = [
                t
                for t in record.stages[gap.stage - 1].ties
                if t.kind == "exclusion" and t.chosen in gap.candidates and not t.within
            ]
            assert bool(ties) == (gap.gap == 0) or record.stages[gap.stage - 1].keep
        if gap.act == "elect" and gap.rival is None:
            assert gap.votes == gap.bar + gap.gap


@settings(max_examples=40, deadline=None)
@given(elections(rules=("scottish-2011", "ers97"), constrained=True))
def test_guarded_candidates_are_nobodys_rivals(election: Election) -> None:
    try:
        record = count(election.papers, election.contest)
    except InfeasibleError:
        return
    for gap in decision_gaps(record):
        findings = record.stages[gap.stage - 2].findings if gap.stage > 1 else record.before
        if gap.act == "exclude":
            assert gap.rival not in record.with_status(findings, "guarded")


def test_nobody_else_can_be_elected_where_there_are_no_more_candidates_than_places() -> None:
    found = margins(papers(2, ([1], 3), ([2], 1)), contest("scottish-2011", 2, 2))
    assert found.no_other_result
    assert (found.bound, found.least, found.counts) == (None, None, 0)
    assert "no papers could elect others" in margins_lines(found, 80)[-1]


def test_a_single_paper_is_the_exact_margin_under_every_rule() -> None:
    found = margins(papers(3, ([1], 4), ([2], 3), ([3], 1)), contest("scottish-2011", 1, 3))
    assert found.bound is not None
    assert found.bound.papers == 1
    assert found.exact
    assert any("exact margin" in line for line in margins_lines(found, 80))


def test_a_search_that_takes_too_long_is_left_off() -> None:
    ballots = papers(5, ([1, 2], 9), ([2, 3], 7), ([3, 4], 6), ([4, 5], 5), ([5, 1], 4))
    standing = (1, 2, 3, 4, 5)
    assert runoff_margin(ballots, standing, 1, 32, lambda _: False, effort=2) is None
    assert runoff_margin(ballots, standing, 1, 32, lambda _: False) is not None


def test_irregular_papers_are_read_by_the_rule_before_they_are_changed() -> None:
    source = b'3 1\n4 1 2 0\n2 2=3 1 0\n3 3 0\n0\n"A"\n"B"\n"C"\n"T"\n'
    import io

    ballots = read_blt(io.BytesIO(source))
    found = margins(ballots.papers, ballots.contest("scottish-2011", lots=("1", "2", "3")))
    assert found.bound is not None


def test_changing_papers_keeps_their_number_and_nothing_else_changes() -> None:
    ballots = papers(3, ([1, 2], 4), ([2], 3), ([], 2))
    after = changed(ballots, [Change((1, 2), (3,), 4), Change((2,), (1, 2), 1)])
    assert after == papers(3, ([3], 4), ([2], 2), ([1, 2], 1), ([], 2))
    assert changed(ballots, []) == ballots


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (Change((1, 2), (3,), 5), "only 4 papers"),
        (Change((3,), (1,), 1), "no paper bears the ranking 3"),
        (Change((1, 2), (3, 3), 1), "ranked twice"),
    ],
)
def test_changes_that_cannot_be_made_are_refused(change: Change, says: str) -> None:
    with pytest.raises(PapersError, match=says):
        changed(papers(3, ([1, 2], 4), ([2], 3)), [change])


@pytest.mark.parametrize("name", ["aberdeen_2022_ward5", "aberdeenshire_2022_ward2"])
def test_real_alternative_votes_have_an_exact_margin_that_is_replayed(
    name: str, shared: Path
) -> None:
    ballots = read_blt(shared / "elections" / "scottish" / f"{name}.blt")
    terms = ballots.contest("av", seats=1, lots=ballots.ids)
    found = margins(ballots.papers, terms)
    assert found.exact
    assert found.bound is not None
    again = count(changed(ballots.papers, found.bound.changes), terms)
    assert again.elected == found.bound.elected != found.record.elected


def test_the_words_and_the_object_agree() -> None:
    ballots = papers(3, ([1], 8), ([2, 3], 6), ([3, 2], 5))
    found = margins(ballots, contest("av", 1, 3, lots=(1, 2, 3)))
    lines = margins_lines(found, 100)
    shown = margins_object(found)
    assert isinstance(shown["bound"], dict)
    assert f"{shown['bound']['papers']} paper" in "\n".join(lines)
    assert shown["exact"] == found.exact
    assert any(
        line.startswith("Closest decision (*): stage 2, the exclusion of Name 3") for line in lines
    )
    assert CandidateId("2") in found.record.elected
