"""Contests that RCTab counted: every file in `irv/`, and what the city of Minneapolis itself returned.

RCTab has options where a rule has one answer. Where an option is not the rule's, the test counts by
the rule with just that choice replaced, or compares as far as the rule goes; each says which.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import pytest

from counting import (
    CandidateId,
    Contest,
    CountRecord,
    Papers,
    RuleId,
    count,
    read_record,
    write_record,
)
from counting.formats.blt import read_blt
from counting.parts.surplus import value_by_fraction
from counting.parts.ties import TieRule, no_stage
from counting.record import Decimals, Stage
from counting.rules import av, scottish_2011
from tests.conformance.expected import load, number
from tests.conftest import shared_folder

FOLDER = (shared_folder() or Path("absent")) / "elections" / "irv"


def files(rule: str) -> list[str]:
    found = sorted(FOLDER.glob("*.expected.json"))
    return [p.name.removesuffix(".expected.json") for p in found if load(p)["rule"] == rule] or [
        "absent"
    ]


def id_of(candidate: int) -> CandidateId:
    return CandidateId(str(candidate + 1))


def election(
    shared: Path, name: str, rule: str, *, strike_write_ins: bool = False
) -> tuple[Papers, Contest, dict[str, Any]]:
    """Papers, contest and expectation. Lots: an order in which every tie falls as it did there."""
    folder = shared / "elections" / "irv"
    expected = load(folder / f"{name}.expected.json")
    ballot_file = read_blt(folder / f"{name}.blt")
    write_in = expected["write_ins"]
    ids = [id_of(k) for k in range(len(expected["candidates"]))]
    contest = ballot_file.contest(
        RuleId(rule),
        attributes={} if write_in is None else {id_of(write_in): {"write_in": "undeclared"}},
        lots=tuple(drawn(ids, expected["ties"])),
    )
    if strike_write_ins:
        contest = replace(contest, withdrawn=(id_of(write_in),))
    return ballot_file.papers, contest, expected


def drawn(ids: Iterable[CandidateId], ties: list[dict[str, Any]]) -> Iterable[CandidateId]:
    order: TopologicalSorter[CandidateId] = TopologicalSorter(dict.fromkeys(ids, ()))
    for tie in ties:
        for other in tie["candidates"]:
            if other != tie["chosen"]:
                order.add(id_of(other), id_of(tie["chosen"]))
    return order.static_order()


def votes_in_play(stage: Stage, candidates: Iterable[str]) -> dict[str, Fraction]:
    return {candidate: stage.tallies[id_of(int(candidate))] for candidate in candidates}


def expected_votes(round_: dict[str, Any]) -> dict[str, Fraction]:
    return {candidate: Fraction(votes) for candidate, votes in round_["votes"].items()}


def assert_same_votes(stage: Stage, round_: dict[str, Any]) -> None:
    """Those in play have the same votes, and all others, gone from the other report, none."""
    wanted = expected_votes(round_)
    assert votes_in_play(stage, wanted) == wanted
    assert sum(stage.tallies.values()) == sum(wanted.values())


def by_exclusions(stages: Iterable[Stage]) -> Mapping[frozenset[int], Stage]:
    """Each stage under those excluded up to it. A batch is as many stages here; votes then agree."""
    found, gone = {}, frozenset[int]()
    for stage in stages:
        gone |= {number(c) for c in stage.excluded}
        found[gone] = stage
    return found


# Instant run-off.


@pytest.mark.parametrize("name", files("irv"))
def test_a_run_off_passes_through_the_rounds_and_elects_the_same(shared: Path, name: str) -> None:
    """Ties by lot alone, as RCTab's; where it excludes write-ins first, they are struck first here."""
    expected = load(shared / "elections" / "irv" / f"{name}.expected.json")
    first = expected["rounds"][0]
    struck = first.get("elimination") == "write-ins-first"
    papers, contest, _ = election(shared, name, "av", strike_write_ins=struck)
    rule = replace(
        av.RULE,
        ties=TieRule(no_stage, "lot", {"election": "by lot", "exclusion": "by lot"}),
    )
    record = rule.count(papers, contest)
    rounds = expected["rounds"][1:] if struck else expected["rounds"]
    outside = sum(n for why, n in expected["not_in_ballot_file"].items() if why != "undervote")
    emptied = record.papers.no_effective_preference
    stages = by_exclusions(record.stages)
    gone: set[int] = set()
    for round_ in rounds:
        stage = stages[frozenset(gone)]
        assert_same_votes(stage, round_)
        assert stage.quota == Fraction(round_["threshold"])
        inactive = sum(Fraction(votes) for votes in round_["inactive"].values())
        assert stage.non_transferable + emptied + outside == inactive
        gone |= set(round_["eliminated"])
        if round_["elected"]:
            # With `continueUntilTwoCandidatesRemain` the report goes on; the rule does not.
            assert stage is record.stages[-1]
            break
    assert [number(c) for c in record.elected] == expected["winners_in_order"]


def test_thirteen_run_offs_two_multi_seat_counts_and_a_sequential_one_are_there(
    shared: Path,
) -> None:
    found = [files(rule) for rule in ("irv", "stv", "sequential-irv")]
    assert [len(names) for names in found] == [13, 2, 1]


# Several seats.


@pytest.mark.parametrize("name", files("stv"))
def test_a_multi_seat_count_passes_through_the_rounds_and_elects_the_same(
    shared: Path, name: str
) -> None:
    """RCTab's multi-seat options are the Scottish count to four decimals, by the surplus fraction.

    It makes a round of a surplus of nothing, and transfers papers of the one whose exclusion
    decides: stages that the Scottish rule does not have.
    """
    papers, contest, expected = election(shared, name, "scottish-2011")
    rule = replace(
        scottish_2011.RULE,
        decimals=Decimals(votes=4, value=4, quota=0),
        value=value_by_fraction,
    )
    record = rule.count(papers, contest)
    rounds = expected["rounds"]
    kept = [r for before, r in zip([None, *rounds], rounds, strict=False) if moves(before)]
    assert [stage.action.type for stage in record.stages][-1] == "last-vacancies"
    for stage, round_ in zip(record.stages[:-1], kept, strict=False):
        assert_same_votes(stage, round_)
        assert [number(c) for c in stage.elected] == round_["elected"]
        assert stage.rounding == Fraction(round_["rounding_loss"])
        assert stage.quota == Fraction(round_["threshold"])
    decided = kept[len(record.stages) - 2]
    assert [number(c) for c in record.stages[-1].excluded] == decided["eliminated"]
    assert [number(c) for c in record.elected] == expected["winners_in_order"]


def moves(round_: dict[str, Any] | None) -> bool:
    """Whether something went from one to another at the end of the round; so the next differs."""
    return round_ is None or bool(round_["transfers"])


# Minneapolis.

# Park and Recreation Board, at large, 5 November 2013: rounds as the city returned them (Minneapolis
# Election & Voter Services; reproduced in 'Minneapolis Park and Recreation Board election, 2013',
# Wikipedia). What rounding loses of a surplus stays with the elected candidate in that report.
ERWIN, YOUNG, FORNEY = CandidateId("6"), CandidateId("1"), CandidateId("8")
ERWIN_RETURNED = ("14678", "14866", "15148", *["14866.2472"] * 6)
YOUNG_RETURNED = (
    *("9294", "9452", "9983", "10055.9492", "11055.9536", "11528.0696", "12030.4230"),
    *("13905.6980", "13905.6980"),
)


def test_the_city_s_return_of_the_park_board_of_2013_is_reproduced(shared: Path) -> None:
    """Erwin reached the threshold exactly in round 2, and still received papers in round 3."""
    papers, contest, _ = election(shared, "2013_minneapolis_park", "minneapolis-167")
    record = count(papers, contest)
    assert record.quota == 14866
    assert [votes_of(stage, ERWIN, lost_too=True) for stage in record.stages] == [
        Fraction(votes) for votes in ERWIN_RETURNED
    ]
    assert [votes_of(stage, YOUNG) for stage in record.stages] == [
        Fraction(votes) for votes in YOUNG_RETURNED
    ]
    assert record.stages[3].elected == (ERWIN,)
    assert record.stages[8].elected == (YOUNG, FORNEY)


def votes_of(stage: Stage, candidate: CandidateId, *, lost_too: bool = False) -> Fraction:
    return stage.tallies[candidate] + (stage.rounding if lost_too else 0)


def test_the_park_board_s_winners_are_those_of_the_other_counter(shared: Path) -> None:
    """RCTab elects at the threshold at once and excludes one by one: other rounds after the third."""
    papers, contest, expected = election(shared, "2013_minneapolis_park", "minneapolis-167")
    record = count(papers, contest)
    first, _, third, *_ = expected["rounds"]
    assert_same_votes(record.stages[0], first)
    assert_same_votes(record.stages[1], third)
    assert [number(c) for c in record.elected] == expected["winners_in_order"]


def test_the_mayor_s_contest_of_2013_passes_through_thirty_three_rounds(shared: Path) -> None:
    """The same rounds, batches too. The threshold stays; RCTab's is half of the votes in play."""
    papers, contest, expected = election(shared, "2013_minneapolis_mayor", "minneapolis-167")
    record = count(papers, contest)
    *before, last = record.stages
    for stage, round_ in zip(before, expected["rounds"], strict=True):
        assert_same_votes(stage, round_)
    assert [[number(c) for c in stage.excluded] for stage in before[1:]] == [
        sorted(round_["eliminated"]) for round_ in expected["rounds"][:-1]
    ]
    assert last.action.type == "last-vacancies"
    assert last.tallies == before[-1].tallies
    assert [number(c) for c in record.elected] == expected["winners_in_order"]


def test_the_multi_seat_test_set_gives_the_same_rounds_until_it_is_decided(shared: Path) -> None:
    name = "test_set_multi_winner_whole_threshold"
    papers, contest, expected = election(shared, name, "minneapolis-167")
    record = count(papers, contest)
    *before, last = record.stages
    for stage, round_ in zip(before, expected["rounds"], strict=False):
        assert_same_votes(stage, round_)
        assert stage.rounding == Fraction(round_["rounding_loss"])
    # RCTab transfers the papers of the last one excluded; 167.70(c)(1)e does not.
    assert [number(c) for c in last.excluded] == expected["rounds"][len(before) - 1]["eliminated"]
    assert [number(c) for c in record.elected] == expected["winners_in_order"]


# One place after another.


@pytest.mark.parametrize("name", files("sequential-irv"))
def test_a_sequential_count_passes_through_the_rounds_of_every_pass(
    shared: Path, name: str
) -> None:
    papers, contest, expected = election(shared, name, "sequential-av")
    record = count(papers, contest)
    passes = list(places(record))
    for stages, wanted in zip(passes, expected["passes"], strict=True):
        found = by_exclusions(stages)
        gone: set[int] = set()
        for round_ in wanted["rounds"]:
            stage = found[frozenset(gone)]
            assert_same_votes(stage, round_)
            assert stage.quota == Fraction(round_["threshold"])
            inactive = sum(Fraction(votes) for votes in round_["inactive"].values())
            assert stage.non_transferable == inactive
            gone |= set(round_["eliminated"])
        assert [number(c) for c in stages[-1].elected] == wanted["winners"]
    assert [number(c) for c in record.elected] == expected["winners_in_order"]
    assert read_record(write_record(record)) == record


def places(record: CountRecord) -> Iterable[list[Stage]]:
    """The stages of each place."""
    starts = [k for k, s in enumerate(record.stages) if s.action.type == "next-place"]
    for start, end in zip([0, *starts], [*starts, len(record.stages)], strict=True):
        yield list(record.stages[start:end])
