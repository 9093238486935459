"""A hundred real Scottish council elections, stage by stage, to the last digit."""

from __future__ import annotations

from pathlib import Path

import pytest

from counting import RuleId, count
from counting.formats.blt import read_blt
from tests.conformance.expected import expected_stages, load, number, stages_of
from tests.conftest import shared_folder

FOLDER = (shared_folder() or Path("absent")) / "elections" / "scottish"
NAMES = sorted(path.name.removesuffix(".blt") for path in FOLDER.glob("*.blt")) or ["absent"]


@pytest.mark.parametrize("name", NAMES)
def test_a_scottish_election_gives_the_expected_stages(shared: Path, name: str) -> None:
    folder = shared / "elections" / "scottish"
    expected = load(folder / f"{name.removesuffix('.unquoted')}.expected.json")
    ballot_file = read_blt(folder / f"{name}.blt")
    record = count(ballot_file.papers, ballot_file.contest(RuleId("scottish-2011")))
    assert record.papers.valid == expected["total_ballots"]
    assert str(record.quota) == expected["quota"]
    wanted = expected_stages(expected)
    found = stages_of(record)
    for stage_found, stage_wanted in zip(found, wanted, strict=True):
        # The order of those elected as last vacancies has no meaning in the rule, but is by votes
        # at the end of the last stage called for, where the counter's is by votes one transfer later.
        if stage_wanted["action"] == "last-vacancies":
            stage_found["elected"].sort()
            stage_wanted["elected"] = sorted(stage_wanted["elected"])
        assert stage_found == stage_wanted
    assert {number(c) for c in record.elected} == set(expected["winners_in_order"])
    decided = record.stages[expected["decided_after_stage"] - 1 - zero_surpluses(expected)]
    assert {number(c): str_votes(v) for c, v in decided.tallies.items()} == {
        int(c): votes for c, votes in expected["decided_votes"].items()
    }


def zero_surpluses(expected: dict[str, object]) -> int:
    stages = expected["stages"]
    assert isinstance(stages, list)
    return sum(1 for stage in stages if stage.get("zero_surplus"))


def str_votes(votes: object) -> str:
    from counting.votes import Votes, votes_text

    assert isinstance(votes, Votes)
    return votes_text(votes, 5)


def test_all_hundred_elections_and_the_ten_unquoted_files_are_there(shared: Path) -> None:
    assert len(NAMES) == 110
    assert sum(name.endswith(".unquoted") for name in NAMES) == 10


def test_the_orders_of_2007_and_2011_have_the_same_arithmetic(shared: Path) -> None:
    ballot_file = read_blt(shared / "elections" / "scottish" / "aberdeen_2012_ward12.blt")
    older = count(ballot_file.papers, ballot_file.contest(RuleId("scottish-2007")))
    newer = count(ballot_file.papers, ballot_file.contest(RuleId("scottish-2011")))
    assert stages_of(older) == stages_of(newer)
