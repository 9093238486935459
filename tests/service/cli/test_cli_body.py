"""`omov body`: counts and checks the documented example, and ends as the other commands do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.counting.test_body_file import EXAMPLE
from tests.counting.test_body_file import ballots as _ballots

ballots = _ballots


@pytest.fixture
def committee(tmp_path: Path, ballots: object) -> Path:
    """The documented file beside its ballots."""
    file = tmp_path / "committee.json"
    file.write_text(EXAMPLE, "utf-8")
    return file


def test_a_body_is_counted_and_its_record_checked(omov, committee: Path, tmp_path: Path) -> None:
    counted = omov("body", committee, "--json")
    assert (counted.status, counted.err) == (0, "")
    whole = json.loads(counted.out)
    assert whole["format"] == "omov/body-record/v1" and whole["digest"].startswith("sha256:")
    assert omov("body", committee, "--json").out == counted.out
    record = tmp_path / "record.json"
    record.write_text(counted.out, "utf-8")
    checked = omov("body", committee, "--check", record)
    assert (checked.status, checked.err) == (0, "")
    assert "Every check holds" in checked.out
    assert omov("check", record, committee).out == checked.out
    assert omov("check", record, committee, "--seats", "2").status == 2
    whole["contests"][0]["seats"] = 2
    record.write_text(json.dumps(whole), "utf-8")
    wrong = omov("body", committee, "--check", record, "--json")
    assert wrong.status == 1 and json.loads(wrong.out)["ok"] is False
    record.write_text("{}", "utf-8")
    assert omov("body", committee, "--check", record).status == 1


def test_the_sheets_and_the_minutes_name_the_links_and_the_result(omov, committee: Path) -> None:
    for view in ("table", "minutes"):
        shown = omov("body", committee, "--view", view)
        assert (shown.status, shown.err) == (0, "")
        assert "  Chair: Hana Hill and Ivo Innes." in shown.out
        assert "  Ben Brook is elected in secretary and passed over here." in shown.out
        assert "\nResult\n" in shown.out
        joint = "Joint constraint over chair, secretary and members: half of the six are women."
        assert joint in shown.out
        assert "Constraint" in shown.out.partition("members: Members (")[2]


def test_what_is_wrong_ends_as_in_other_commands(omov, committee: Path, tmp_path: Path) -> None:
    assert omov("body", tmp_path / "none.json").status == 2
    assert omov("body", "-").status == 2
    document = json.loads(EXAMPLE)
    document["if_infeasible"] = []
    document["constraints"][1]["min"] = 6
    committee.write_text(json.dumps(document), "utf-8")
    refused = omov("body", committee)
    assert refused.status == 3 and "'half of the six are women'" in refused.err
    document = json.loads(EXAMPLE)
    document["contests"][0]["ballots"] = "nowhere.blt"
    committee.write_text(json.dumps(document), "utf-8")
    assert omov("body", committee).status == 2
