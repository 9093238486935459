"""Alternative-vote contests counted by another program."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from counting import LotNeededError, RuleId, count
from counting.formats.blt import read_blt
from tests.conformance.expected import load, number
from tests.conftest import shared_folder

FOLDER = (shared_folder() or Path("absent")) / "elections" / "irv"


def plain(expected: dict[str, Any]) -> bool:
    return expected["rule"] == "irv"


FILES = [
    path.name.removesuffix(".expected.json")
    for path in sorted(FOLDER.glob("*.expected.json"))
    if plain(load(path))
] or ["absent"]


@pytest.mark.parametrize("name", FILES)
def test_a_plain_contest_gives_the_expected_winner_and_rounds(shared: Path, name: str) -> None:
    folder = shared / "elections" / "irv"
    expected = load(folder / f"{name}.expected.json")
    ballot_file = read_blt(folder / f"{name}.blt")
    contest = ballot_file.contest(RuleId("av"))
    plainly = expected["plain_irv"]
    if plainly["tie"]:
        # A bare count meets a tie at the lowest: those with fewest votes, and never fewer than two.
        try:
            record = count(ballot_file.papers, contest)
        except LotNeededError as needed:
            assert len(needed.candidates) > 1
        else:
            assert any(stage.ties for stage in record.stages)
        return
    record = count(ballot_file.papers, contest)
    assert not any(stage.ties for stage in record.stages)
    assert [number(c) for c in record.elected] == [plainly["winner"]]
    if plainly["same_rounds"]:
        rounds = expected["rounds"]
        assert len(record.stages) == len(rounds)
        for stage, round_ in zip(record.stages, rounds, strict=True):
            wanted = {int(c): Fraction(votes) for c, votes in round_["votes"].items()}
            # A candidate out of the count has no line in a round, and no votes in a stage.
            assert {number(c): v for c, v in stage.tallies.items() if number(c) in wanted} == wanted
            assert all(not v for c, v in stage.tallies.items() if number(c) not in wanted)


def test_thirteen_contests_are_counted(shared: Path) -> None:
    assert len(FILES) == 13
