"""What the check derives alone, beside what other programs and officers published, to the last digit.

The engine is nowhere in these tests, but where one says so.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from counting import CandidateId, Papers, RuleId, count
from counting.check import check
from counting.formats.blt import read_blt
from tests.conformance.ers97_expected import assert_as_expected
from tests.conformance.expected import stages_of
from tests.conformance.test_meek import expected_figures, figures
from tests.conformance.test_rctab import (
    ERWIN,
    ERWIN_RETURNED,
    YOUNG,
    YOUNG_RETURNED,
    assert_same_votes,
    election,
    places,
    votes_of,
)
from tests.conformance.test_wigm_prf import called_for
from tests.counting.check_derived import derived, loaded
from tests.counting.check_elections import contest, papers


def test_the_check_alone_derives_the_published_ers97_counts_after_every_batch(shared: Path) -> None:
    folder = shared / "elections"
    files = sorted((folder / "reference").glob("*.ers97.expected.json"))
    model = folder / "published" / "ers97-model.ers97.expected.json"
    for file in (*files, model):
        expected = loaded(file)
        ballots = read_blt(file.parent / expected["ballots_file"])
        # No tie of any kind: so no lots are given.
        held = ballots.contest(RuleId("ers97"))
        assert_as_expected(derived(ballots.papers, held), expected)
    assert len(files) == 30


def test_the_check_alone_derives_sixty_small_ers97_counts_of_rare_cases(shared: Path) -> None:
    with gzip.open(shared / "elections" / "ties" / "ers97-small-60.jsonl.gz", "rt") as lines:
        samples = [json.loads(line) for line in lines]
    assert len(samples) == 60
    for sample in samples:
        standing = len(sample["candidates"])
        rankings = [([c + 1 for c in ranking], papers) for papers, ranking in sample["ballots"]]
        held = contest("ers97", sample["seats"], standing, lots=range(1, standing + 1))
        assert_as_expected(
            derived(Papers.from_rankings(rankings, standing), held), sample["expected"]
        )


@pytest.mark.parametrize(
    ("rule", "steps", "keep"),
    [("meek-prf", "rounds", "keep_factors"), ("meek-nz", "iterations", "keep_values")],
)
def test_the_check_alone_derives_thirty_meek_counts_to_nine_decimals(
    shared: Path, rule: str, steps: str, keep: str
) -> None:
    files = sorted((shared / "elections" / "reference").glob(f"*.{rule}.expected.json"))
    assert len(files) == 30
    for file in files:
        expected = loaded(file)
        ballots = read_blt(file.parent / expected["ballots_file"])
        found = derived(ballots.papers, ballots.contest(RuleId(rule)))
        for stage, wanted in zip(found.stages, expected[steps], strict=True):
            assert figures(stage) == expected_figures(wanted, keep, found.contest.seats)
        assert [int(c) - 1 for c in found.elected] == expected["winners_in_order"]


def test_papers_by_the_thousand_million_are_shared_exactly() -> None:
    # 2 seats: the quota is a third of all votes, and 10^-9; 64 bits do not hold the votes in 10^-9.
    many = 2**61
    ballots = Papers.from_rankings([((1, 2), many), ((2,), 3), ((3,), many // 2)], 3)
    held = contest("meek-prf", 2, 3, lots=(1, 2, 3))
    first = derived(ballots, held).stages[0]
    assert [first.tallies[c.id] for c in held.standing] == [many, 3, many // 2]
    unit = Fraction(1, 10**9)
    assert first.quota == (many + 3 + many // 2) * 10**9 // 3 * unit + unit
    assert check(count(ballots, held), ballots, held).faults == ()


def test_the_check_alone_derives_thirty_reference_wigm_counts(shared: Path) -> None:
    files = sorted((shared / "elections" / "reference").glob("*.wigm-prf.expected.json"))
    assert len(files) == 30
    for file in files:
        expected = loaded(file)
        ballots = read_blt(file.parent / expected["ballots_file"])
        lots = tuple(str(k) for k in range(1, len(ballots.names) + 1))
        record = derived(ballots.papers, ballots.contest(RuleId("wigm-prf"), lots=lots))
        found, wanted = stages_of(record), called_for(expected)
        for side in (found[-1], wanted[-1]):
            if side["action"] == "last-vacancies":
                side["elected"] = sorted(side["elected"])  # C gives them no order
        assert found == wanted


def test_the_check_alone_derives_the_park_board_s_return_of_2013(shared: Path) -> None:
    ballots, held, expected = election(shared, "2013_minneapolis_park", "minneapolis-167")
    found = derived(ballots, held)
    assert [votes_of(stage, ERWIN, lost_too=True) for stage in found.stages] == [
        Fraction(votes) for votes in ERWIN_RETURNED
    ]
    assert [votes_of(stage, YOUNG) for stage in found.stages] == [
        Fraction(votes) for votes in YOUNG_RETURNED
    ]
    assert [int(c) - 1 for c in found.elected] == expected["winners_in_order"]


def test_the_check_alone_derives_the_mayor_s_rounds_of_2013_with_their_batches(
    shared: Path,
) -> None:
    ballots, held, expected = election(shared, "2013_minneapolis_mayor", "minneapolis-167")
    *before, last = derived(ballots, held).stages
    for stage, round_ in zip(before, expected["rounds"], strict=True):
        assert_same_votes(stage, round_)
    assert last.action.type == "last-vacancies"
    assert [int(c) - 1 for c in last.elected] == expected["winners_in_order"]


def test_the_check_alone_derives_every_pass_of_a_sequential_count(shared: Path) -> None:
    ballots, held, expected = election(shared, "sequential_with_batch", "sequential-av")
    passes = list(places(derived(ballots, held)))
    assert len(passes) == len(expected["passes"]) > 1
    for stages, wanted in zip(passes, expected["passes"], strict=True):
        assert_same_votes(stages[0], wanted["rounds"][0])
        assert [int(c) - 1 for c in stages[-1].elected] == wanted["winners"]


def test_bottoms_up_elects_those_left_in_order_of_votes_with_the_last_papers_moved() -> None:
    # 3 goes, with 1 paper, to 4; 4 then has 3 as 2 has, but had 2 before: 4 goes, and 2 has 5.
    ballots = papers(4, ((1,), 4), ((2,), 3), ((4, 2), 2), ((3, 4), 1))
    stages = derived(ballots, contest("bottoms-up", 2, 4)).stages
    assert [stage.action.candidates for stage in stages] == [(), ("3",), ("4",)]
    assert stages[-1].elected == ("2", "1")
    assert stages[-1].tallies[CandidateId("2")] == 5


def test_undeclared_write_ins_go_with_the_first_sure_losers_and_never_fill_a_place() -> None:
    ballots = papers(4, ((1,), 9), ((2,), 8), ((3, 2), 1), ((4, 1), 2))
    held = contest("minneapolis-167", 1, 4, attributes={4: {"write_in": "undeclared"}})
    stages = derived(ballots, held).stages
    assert stages[1].excluded == ("3", "4")
    record = count(ballots, held)  # the engine's
    assert check(record, ballots, held).ok
    attributes = {k: {"write_in": "undeclared"} for k in range(1, 5)}
    nobody = contest("minneapolis-167", 1, 4, attributes=attributes)
    [fault] = check(replace(record, contest=nobody), ballots).faults
    assert "write-ins" in fault.what
