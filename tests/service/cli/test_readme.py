"""The README's first count by hand does what it says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

README = (Path(__file__).resolve().parents[3] / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```\w*\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the two files that the README has its reader make."""
    (ballots,) = (block for block in BLOCKS if block.startswith("4 2\n"))
    (balance,) = (block for block in BLOCKS if block.startswith("{"))
    (tmp_path / "ballots.blt").write_text(ballots, encoding="utf-8")
    (tmp_path / "balance.json").write_text(balance, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_command_of_the_readme_works(omov, folder: Path) -> None:
    lines = [
        line.removeprefix(".venv/bin/omov ")
        for block in BLOCKS
        for line in block.splitlines()
        if line.startswith(".venv/bin/omov ")
    ]
    assert len(lines) >= 5
    for line in lines:
        command, _, target = line.partition(" > ")
        ended = omov(*command.split())
        assert (ended.status, ended.err) == (0, ""), line
        if target:
            (folder / target).write_text(ended.out, encoding="utf-8")


def test_the_constraint_does_what_is_said_of_it(omov, folder: Path) -> None:
    bound = json.loads((folder / "balance.json").read_text())
    women = {id_ for id_, held in bound["attributes"].items() if held["gender"] == "woman"}
    options = ("--rule", "scottish-2011", "--constraints", "balance.json", "--json")
    record = json.loads(omov("count", "ballots.blt", *options).out)
    assert women & set(record["elected"])


def test_every_exit_status_that_it_names_is_one() -> None:
    from service.cli.exits import Exit

    (sentence,) = re.findall(r"^Exit statuses of the commands: (.*)$", README, re.MULTILINE)
    named = {int(number) for number in re.findall(r"\b\d+\b", sentence)}
    assert named == {status for status in Exit if status < 70}
