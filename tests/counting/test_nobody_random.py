"""Random contests with RON and policies: the engine and the check agree, and what must hold, holds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from counting import CountRecord, InfeasibleError, LotNeededError, count, read_record, write_record
from counting.check import check
from counting.rules import find_rule
from counting.tie_tree import tie_tree
from counting.views.follow import follow_lines
from counting.views.minutes import minutes
from counting.views.table import count_sheet
from counting.views.why import why
from tests.counting.nobody_random import Drawn, drawn
from tests.counting.test_nobody import SEVERAL_PLACES

NUMBER = 120  # contests for each rule


def records(rule: str, *, constrained: bool = True) -> list[tuple[Drawn, CountRecord]]:
    """Those that can be counted; the refused are looked at in `test_policy`."""
    found = []
    for seed in range(NUMBER):
        made = drawn(seed, rule, constrained=constrained)
        if made is None:
            continue
        try:
            found.append((made, count(made.papers, made.contest)))
        except InfeasibleError:
            continue
    assert len(found) > NUMBER // 2
    return found


@pytest.mark.parametrize("rule", [*SEVERAL_PLACES, "av"])
def test_the_engine_and_the_check_agree(rule: str) -> None:
    policy = vacant = 0
    for made, record in records(rule):
        assert check(record, made.papers, made.contest).faults == ()
        assert read_record(write_record(record)) == record
        policy += bool(record.applied) + any(stage.applied for stage in record.stages)
        vacant += bool(record.vacant)
    assert vacant > NUMBER // 10
    assert policy or not find_rule(rule).takes_constraints


@pytest.mark.parametrize("rule", [*SEVERAL_PLACES, "av"])
def test_places_and_votes_add_up_and_the_elected_meet_what_is_in_force(rule: str) -> None:
    for made, record in records(rule):
        contest = made.contest
        assert len(record.elected) + record.vacant == contest.seats
        assert not set(record.elected) & set(contest.nobody)
        steps = [*record.applied, *(one for stage in record.stages for one in stage.applied)]
        counted = record.vacant if any(one.step == "leave vacant" for one in steps) else 0
        for constraint in contest.constraints:
            if any(one.step == f"relax {constraint.label}" for one in steps):
                continue
            has = sum(
                candidate.attributes.get(constraint.attribute) == constraint.value
                for candidate in contest.candidates
                if candidate.id in record.elected
            )
            assert has + counted >= (constraint.minimum or 0)
            assert constraint.maximum is None or has <= constraint.maximum


@pytest.mark.parametrize(
    "rule", ["scottish-2011", "ers97", "wigm-prf", "meek-prf", "sequential-av"]
)
def test_every_view_shows_every_record(rule: str) -> None:
    for made, record in records(rule)[:40]:
        assert minutes(record, 80)
        assert count_sheet(record).result
        for candidate in made.contest.candidates:
            assert why(record, candidate.id)
        for ranking, _ in made.rankings[:3]:
            assert follow_lines(record, tuple(made.contest.candidates[n - 1].id for n in ranking))


@pytest.mark.parametrize("rule", [*SEVERAL_PLACES, "av"])
def test_where_nobody_ranks_ron_persons_are_elected_as_without_it(rule: str) -> None:
    """RON then has no vote, and never more persons stand than places so that one is left to it."""
    looked_at = 0
    for seed in range(NUMBER):
        made = drawn(seed, rule, constrained=False)
        if made is None or not made.contest.nobody:
            continue
        option = made.contest.nobody[0]
        standing = [c for c in made.contest.standing if c.id != option]
        rankings = tuple(
            (tuple(n for n in ranking if made.contest.candidates[n - 1].id != option), papers)
            for ranking, papers in made.rankings
        )
        if made.contest.seats > len(standing) or not any(ranking for ranking, _ in rankings):
            continue
        without = replace(made.contest, none=None, withdrawn=(*made.contest.withdrawn, option))
        papers = replace(made, rankings=rankings).papers
        first = made.contest.lots.index(option)
        lots = (option, *(lot for lot in made.contest.lots if lot != option))
        assert first >= 0
        with_it = replace(made.contest, lots=lots)  # of those with no votes RON goes first
        record, bare = count(papers, with_it), count(papers, without)
        if _none_without_votes(bare):
            assert set(record.elected) == set(bare.elected)
            looked_at += 1
    assert looked_at


def _none_without_votes(record: CountRecord) -> bool:
    """Whether everybody elected had votes: a person with none is equal to RON."""
    return all(
        any(stage.tallies[c] for stage in record.stages[: record.stages.index(at) + 1])
        for at in record.stages
        for c in at.elected
    )


def test_what_the_lots_decide_is_found_with_successors_too() -> None:
    for seed in range(25):
        made = drawn(seed, "scottish-2011", constrained=False)
        if made is None:
            continue
        tree = tie_tree(made.papers, replace(made.contest, lots=()), 60)
        try:
            record = count(made.papers, replace(made.contest, lots=()))
        except LotNeededError:
            continue
        assert frozenset(record.elected) in tree.winner_sets
