"""Thirty real elections under the PR Foundation's reference WIGM rule, stage by stage."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from counting import CountRecord, RuleId, count, read_record, write_record
from counting.formats.blt import read_blt
from counting.votes import votes_text
from tests.conformance.expected import expected_stages, load, number, stages_of
from tests.conftest import shared_folder

FOLDER = (shared_folder() or Path("absent")) / "elections" / "reference"
SUFFIX = ".wigm-prf.expected.json"
NAMES = sorted(path.name.removesuffix(SUFFIX) for path in FOLDER.glob(f"*{SUFFIX}")) or ["absent"]


def counted(shared: Path, name: str) -> tuple[CountRecord, dict[str, Any]]:
    """The record of an election and what the other counter gives; its ties go by the ballot paper."""
    expected = load(shared / "elections" / "reference" / f"{name}{SUFFIX}")
    ballot_file = read_blt(shared / "elections" / "reference" / expected["ballots_file"])
    ids = tuple(str(k) for k in range(1, len(ballot_file.names) + 1))
    return count(ballot_file.papers, ballot_file.contest(RuleId("wigm-prf"), lots=ids)), expected


def called_for(expected: dict[str, Any]) -> list[dict[str, Any]]:
    """The stages that the rule calls for: the counter goes on for one transfer after the decision.

    Where the last place was filled by the quota, that transfer is no stage of the rule; where a
    defeat decided, the defeat is, but not its transfer.
    """
    stages = expected_stages(expected)
    if not expected["stages"][-1]["elected"]:
        stages.pop()
    return stages


@pytest.mark.parametrize("name", NAMES)
def test_an_election_gives_the_expected_stages(shared: Path, name: str) -> None:
    record, expected = counted(shared, name)
    assert votes_text(record.quota, 4) == expected["quota"]
    found, wanted = stages_of(record), called_for(expected)
    for side in (found[-1], wanted[-1]):
        if side["action"] == "last-vacancies":
            # All who continue are elected together (C): the rule gives them no order.
            side["elected"] = sorted(side["elected"])
    assert found == wanted
    assert {number(c) for c in record.elected} == set(expected["winners_in_order"])
    by_quota = [one["candidate"] for one in expected["elected"] if one["by"] == "quota"]
    assert [number(c) for c in record.elected][: len(by_quota)] == by_quota
    decided = record.stages[-1].tallies
    assert {str(number(c)): votes_text(v, 4) for c, v in decided.items()} == expected[
        "decided_votes"
    ]


@pytest.mark.parametrize("name", NAMES)
def test_its_record_is_read_back_as_it_was_written(shared: Path, name: str) -> None:
    record, _ = counted(shared, name)
    assert read_record(write_record(record)) == record


def test_all_thirty_elections_are_there(shared: Path) -> None:
    assert len(NAMES) == 30
