"""`omov check`: what it accepts, what it faults, and what it calls no record at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from counting.canonical import sha256_digest

COUNT = ("--rule", "scottish-2011")


@pytest.fixture
def record(omov, ballots: Path, tmp_path: Path) -> Path:
    path = tmp_path / "record.json"
    path.write_text(omov("count", ballots, *COUNT, "--json").out, encoding="utf-8")
    return path


def changed(record: Path, change, *, reseal: bool = True) -> Path:
    """The record with something changed, and (as a forger would) its digest made again."""
    value = json.loads(record.read_text(encoding="utf-8"))
    change(value)
    if reseal:
        value["digest"] = sha256_digest({k: v for k, v in value.items() if k != "digest"})
    path = record.with_name("changed.json")
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def test_a_true_record_passes(omov, record: Path, ballots: Path) -> None:
    ended = omov("check", record, ballots)
    assert (ended.status, ended.err) == (0, "")
    assert "Every check holds" in ended.out
    assert json.loads(record.read_text())["digest"] in ended.out


def test_what_was_not_announced_is_said_to_come_from_the_record(
    omov, record: Path, ballots: Path
) -> None:
    assert "rule, seats, constraints, lots and withdrawn" in omov("check", record, ballots).out
    announced = omov("check", record, ballots, *COUNT, "--seats", "2")
    assert announced.status == 0
    assert "Taken from the record itself: constraints, lots and withdrawn" in announced.out


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (("--seats", "3"), "seats"),
        (("--rule", "scottish-2007"), "rule"),
        (("--lots", "1,2,3,4"), "lot order"),
        (("--withdrawn", "4"), "withdrawn"),
    ],
)
def test_a_record_of_another_contest_than_announced_is_faulted(
    options, word: str, omov, record: Path, ballots: Path
) -> None:
    ended = omov("check", record, ballots, *options)
    assert (ended.status, ended.err) == (1, "")
    assert "Does not hold" in ended.out and word in ended.out


def test_constraints_that_were_announced_must_be_in_the_record(
    omov, record: Path, ballots: Path, tmp_path: Path
) -> None:
    bound = {"attribute": "g", "value": "w", "min": 1, "max": None, "label": "one w"}
    file = tmp_path / "c.json"
    file.write_text(json.dumps({"attributes": {"4": {"g": "w"}}, "constraints": [bound]}))
    ended = omov("check", record, ballots, "--constraints", file)
    assert ended.status == 1
    assert "'one w'" in ended.out
    constrained = tmp_path / "constrained.json"
    constrained.write_text(
        omov("count", ballots, *COUNT, "--constraints", file, "--json").out, encoding="utf-8"
    )
    assert omov("check", constrained, ballots, "--constraints", file).status == 0
    assert omov("check", constrained, ballots).status == 0


def test_the_order_in_which_the_withdrawn_are_listed_means_nothing(
    omov, ballots: Path, tmp_path: Path
) -> None:
    path = tmp_path / "record.json"
    path.write_text(omov("count", ballots, *COUNT, "--withdrawn", "4,3", "--json").out)
    assert omov("check", path, ballots, "--withdrawn", "3,4").status == 0
    assert omov("check", path, ballots, "--withdrawn", "3").status == 1


def test_other_papers_are_faulted(omov, record: Path, ballots: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.blt"
    other.write_text(ballots.read_text().replace("7 1 2 0", "7 1 3 0"))
    ended = omov("check", record, other)
    assert ended.status == 1
    assert "digest of the papers" in ended.out


def test_papers_with_other_names_are_faulted(
    omov, record: Path, ballots: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.blt"
    other.write_text(ballots.read_text().replace("Cara Cole", "Carl Cole"))
    ended = omov("check", record, other)
    assert ended.status == 1
    assert "Carl Cole" in ended.out


def test_papers_for_other_candidates_are_faulted(omov, record: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.blt"
    other.write_text('2 1\n1 1 0\n0\n"A"\n"B"\n"T"\n')
    ended = omov("check", record, other)
    assert ended.status == 1
    assert "1, 2, 3, 4" in ended.out and "1 to 2" in ended.out


def test_a_figure_changed_without_its_digest_is_a_fault_of_the_record(
    omov, record: Path, ballots: Path
) -> None:
    def change(value) -> None:
        value["papers"]["distinct"] = 5

    ended = omov("check", changed(record, change, reseal=False), ballots)
    assert (ended.status, ended.err) == (1, "")
    assert "digest" in ended.out


def test_a_forged_winner_is_faulted_though_the_digest_is_made_again(
    omov, record: Path, ballots: Path
) -> None:
    def change(value) -> None:
        text = json.dumps(value["stages"])
        value["stages"] = json.loads(text)
        last = value["stages"][-1]
        last["elected"] = ["2"]
        last["decisions"][-1]["candidates"] = ["2"]
        value["elected"] = ["1", "2"]

    ended = omov("check", changed(record, change), ballots)
    assert ended.status == 1
    assert "Ben Brook" in ended.out


def test_votes_that_vanish_are_faulted(omov, record: Path, ballots: Path) -> None:
    def change(value) -> None:
        value["stages"][0]["tallies"]["4"] = "1.00000"

    ended = omov("check", changed(record, change), ballots)
    assert ended.status == 1
    assert "Stage 1" in ended.out


def test_the_report_is_json_where_asked_for(omov, record: Path, ballots: Path) -> None:
    report = json.loads(omov("check", record, ballots, "--json").out)
    assert report["format"] == "omov/check-report/v1"
    assert report["ok"] is True
    assert report["faults"] == []
    assert report["record"] == json.loads(record.read_text())["digest"]
    assert report["papers"] == json.loads(record.read_text())["papers"]["digest"]
    assert report["taken_from_record"] == ["rule", "seats", "constraints", "lots", "withdrawn"]
    wrong = omov("check", record, ballots, "--seats", "1", "--json")
    assert wrong.status == 1
    faulted = json.loads(wrong.out)
    assert faulted["ok"] is False
    assert any("seats" in fault for fault in faulted["faults"])


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b'{"format": "x"}', b"\xff\xfe", b"[" * 100_000]
)
def test_what_is_no_record_is_bad_input(
    content: bytes, omov, ballots: Path, tmp_path: Path
) -> None:
    path = tmp_path / "none.json"
    path.write_bytes(content)
    ended = omov("check", path, ballots)
    assert (ended.status, ended.out) == (2, "")
    assert ended.err.startswith("omov check: ") and ended.err.count("\n") == 1


def test_a_record_that_is_not_there_is_named(omov, ballots: Path, tmp_path: Path) -> None:
    ended = omov("check", tmp_path / "none.json", ballots)
    assert ended.status == 2
    assert ended.err.count("\n") == 1 and "none.json" in ended.err


def test_papers_that_are_not_there_are_named(omov, record: Path, tmp_path: Path) -> None:
    ended = omov("check", record, tmp_path / "none.blt")
    assert ended.status == 2
    assert ended.err.count("\n") == 1 and "none.blt" in ended.err


def test_an_unknown_rule_is_bad_input(omov, record: Path, ballots: Path) -> None:
    ended = omov("check", record, ballots, "--rule", "scottish")
    assert ended.status == 2
    assert "'scottish'" in ended.err


def test_the_record_may_come_from_standard_input(omov, record: Path, ballots: Path) -> None:
    assert omov("check", "-", ballots, stdin=record.read_bytes()).status == 0
