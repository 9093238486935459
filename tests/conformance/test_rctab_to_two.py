"""Run-offs that RCTab counted, counted on until two candidates are left."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from counting import Papers, count
from counting.check import check
from tests.conformance.expected import number
from tests.conformance.test_rctab import assert_same_votes, by_exclusions, election, files


def test_a_run_off_that_goes_on_to_two_passes_through_every_round(shared: Path) -> None:
    """RCTab has a round of its own for the first majority, which elects; `av-to-two` elects in the last."""
    name = "continue_tabulation_test"
    papers, contest, expected = election(shared, name, "av-to-two")
    assert expected["rule_options"]["continueUntilTwoCandidatesRemain"]
    record = count(papers, contest)
    stages = by_exclusions(record.stages)
    gone: set[int] = set()
    for round_ in expected["rounds"]:
        stage = stages[frozenset(gone)]
        assert_same_votes(stage, round_)
        assert stage.quota == Fraction(round_["threshold"])
        gone |= set(round_["eliminated"])
    assert stage is record.stages[-1]
    assert [s.elected for s in record.stages[:-1]] == [()] * (len(record.stages) - 1)
    assert [number(c) for c in record.elected] == expected["winners_in_order"]
    assert check(record, papers, contest).faults == ()


@pytest.mark.parametrize("name", files("irv"))
def test_whoever_a_run_off_elects_is_elected_of_the_last_two(shared: Path, name: str) -> None:
    papers, contest, expected = election(shared, name, "av-to-two")
    lots = tuple(candidate.id for candidate in contest.candidates)
    record = count(papers, replace(contest, lots=contest.lots or lots))
    last = record.stages[-1]
    two = [c for c in record.continuing(len(record.stages)) if c not in last.elected]
    assert len(two) == 1
    for candidate, other in ((last.elected[0], two[0]), (two[0], last.elected[0])):
        assert last.tallies[candidate] == preferring(papers, number(candidate), number(other))
    if not expected["plain_irv"]["tie"]:
        assert [number(c) for c in record.elected] == [expected["plain_irv"]["winner"]]


def preferring(papers: Papers, candidate: int, other: int) -> int:
    """Papers that rank the candidate (numbered from 0) and not the other before."""
    found = 0
    for ranking, many in papers:
        first = next((c for c in ranking if c in (candidate + 1, other + 1)), None)
        found += many if first == candidate + 1 else 0
    return found
