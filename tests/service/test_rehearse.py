"""Real elections, from the ballot file through every door of the service to the declared record."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from counting import read_record
from tests.conformance.expected import expected_stages, load, number, stages_of

ROOT = Path(__file__).resolve().parents[2]
# The three smallest of the hundred: 851, 1,055 and 1,150 papers.
ELECTIONS = ("eilean_siar_2022_ward5", "orkney_2012_ward6", "orkney_2022_ward3")


def omov(*arguments: str, status: int = 0) -> str:
    """Run the command as a person would; what it printed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OMOV_")}
    done = subprocess.run(
        [sys.executable, "-c", "from service.cli import main; main()", *arguments],
        capture_output=True,
        check=False,
        cwd=ROOT,
        env=kept,
        text=True,
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("name", ELECTIONS)
def test_a_rehearsed_election_declares_the_expected_stages_and_verifies(
    shared: Path, tmp_path: Path, name: str
) -> None:
    folder = shared / "elections" / "scottish"
    expected = load(folder / f"{name}.expected.json")
    out = tmp_path / "out"
    said = json.loads(
        omov(
            "rehearse", "--papers", str(folder / f"{name}.blt"), "--rule", "scottish-2011",
            "--out", str(out), "--json",
        )
    )  # fmt: skip
    assert said["verdict"] == "verified"
    assert said["members"] == expected["total_ballots"]
    record = read_record((out / "record.json").read_bytes())
    assert record.papers.valid == expected["total_ballots"]
    assert str(record.quota) == expected["quota"]
    found, wanted = stages_of(record), expected_stages(expected)
    for stage_found, stage_wanted in zip(found, wanted, strict=True):
        if stage_wanted["action"] == "last-vacancies":
            # Their order has no meaning in the rule. See tests/conformance/test_scottish.py.
            stage_found["elected"].sort()
            stage_wanted["elected"] = sorted(stage_wanted["elected"])
        assert stage_found == stage_wanted
    assert {number(c) for c in record.elected} == set(expected["winners_in_order"])
    _check_files(out)


def _check_files(out: Path) -> None:
    """The evidence verifies by itself, on the command line; a folder in use is refused."""
    printed = omov("verify", str(out / "evidence.zip"))
    assert "self-consistent" in printed.lower()  # without --expect nothing more can be said
    for name in ("evidence.zip", "record.json"):
        assert (out / name).stat().st_size > 0
    omov("rehearse", "--papers", str(out / "record.json"), "--out", str(out), status=2)


def test_a_rehearsal_that_cannot_begin_says_why(tmp_path: Path) -> None:
    broken = tmp_path / "broken.blt"
    broken.write_text("3 1\n1 9 0\n0\n")
    omov("rehearse", "--papers", str(broken), "--out", str(tmp_path / "out"), status=2)
    omov("rehearse", status=2)
    omov("rehearse", str(tmp_path / "no-notice.toml"), "--out", str(tmp_path / "o"), status=2)
    omov("rehearse", str(broken), "--papers", str(broken), status=2)
    assert not (tmp_path / "out").exists()
