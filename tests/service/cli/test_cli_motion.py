"""`omov motion`: what it prints, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from counting.canonical import sha256_digest

MAJORITY = ("--more-than", "1/2", "--of", "for and against")


def test_a_motion_is_said_to_be_carried_with_its_figures(omov) -> None:
    ended = omov("motion", "--for", "31", "--against", "30", "--abstain", "4", *MAJORITY)
    assert (ended.status, ended.err) == (0, "")
    assert "For               31" in ended.out
    assert "1/2 of 61 is 61/2, so 31 votes for are needed; there are 31." in " ".join(
        ended.out.split()
    )
    assert ended.out.rstrip().endswith("The motion is carried.")


def test_programs_get_the_record(omov) -> None:
    options = ("--for", "40", "--against", "20", "--at-least", "2/3", "--of", "those voting")
    answer = json.loads(omov("motion", *options, "--quorum", "61", "--json").out)
    assert answer["format"] == "omov/motion-record/v1"
    assert (answer["outcome"], answer["base"], answer["needed"]) == ("no quorum", 60, 40)
    assert answer["digest"].startswith("sha256:")


@pytest.mark.parametrize(
    ("how", "ends"),
    [
        ("granted", "The motion waits for the casting vote; without one it is lost."),
        ("for", "The motion is carried."),
        ("against", "The motion is lost."),
        ("silent", "The motion is lost."),
    ],
)
def test_a_casting_vote_settles_equal_votes(omov, how: str, ends: str) -> None:
    ended = omov("motion", "--for", "9", "--against", "9", *MAJORITY, "--casting-vote", how)
    assert ended.status == 0
    assert ended.out.rstrip().endswith(ends)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--for", "1", *MAJORITY), "--against"),
        (("--for", "1", "--against", "x", *MAJORITY), "--against: expected a whole number"),
        (("--for", "1", "--against", "-1", *MAJORITY), "whole number"),
        (("--for", "1", "--against", "0"), "--more-than or with --at-least"),
        (("--for", "1", "--against", "0", "--more-than", "1/2"), "share of: --of"),
        (("--for", "1", "--against", "0", *MAJORITY, "--at-least", "2/3"), "one of them"),
        (("--for", "1", "--against", "0", "--more-than", "half", "--of", "those voting"), "a share"),
        (("--for", "1", "--against", "0", "--more-than", "1/2", "--of", "present"), "a share of"),
        (("--for", "1", "--against", "0", *MAJORITY, "--casting-vote", "for"), "is for, but"),
        (("--for", "6", "--against", "5", *MAJORITY, "--entitled", "10"), "only 10 are entitled"),
        (("--for", "1", "--against", "1", *MAJORITY, "--casting-vote", "no"), "--casting-vote: expected"),
        (("--for", "1", "--against", "0", "--at-least", "1/2", "--of", "those entitled"), "entitled"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_in_one_line(
    omov, options: tuple[str, ...], says: str
) -> None:
    ended = omov("motion", *options)
    assert (ended.status, ended.out) == (2, "")
    assert says in ended.err
    assert len(ended.err.splitlines()) == 1


BRANCHES = "Weight,For,Against,Abstain\n412,1,,\n96,,1,\n251,,1,\n96,,1,\n30,,,1\n12,,,\n"


@pytest.fixture
def branches(tmp_path: Path) -> Path:
    """Six branches vote by their members: 412 for, 443 against, 30 abstain, 12 blank."""
    path = tmp_path / "branches.csv"
    path.write_text(BRANCHES, encoding="utf-8")
    return path


def test_branches_vote_by_their_weight_and_the_quorum_counts_branches(omov, branches: Path) -> None:
    answer = json.loads(omov("motion", branches, *MAJORITY, "--quorum", "6", "--json").out)
    assert answer["tally"] == {
        "for": 412, "against": 443, "abstain": 30, "blank": 12, "entitled": None, "ballots": 6,
    }  # fmt: skip
    assert (answer["outcome"], answer["quorate"]) == ("lost", True)
    assert answer["papers"].startswith("sha256:")
    short = omov("motion", branches, *MAJORITY, "--quorum", "7")
    said = " ".join(short.out.split())
    assert "6 ballots carry 897 votes." in said
    assert "The quorum is 7 accepted ballots, abstentions included; 6 were accepted" in said


def test_a_record_of_a_motion_is_checked_against_its_papers(
    omov, branches: Path, tmp_path: Path
) -> None:
    record = tmp_path / "motion.json"
    record.write_text(omov("motion", branches, *MAJORITY, "--json").out.strip(), encoding="utf-8")
    ended = omov("check", record, branches)
    assert (ended.status, ended.err) == (0, "")
    assert "Taken from the record itself: threshold, quorum and casting vote" in " ".join(
        ended.out.split()
    )
    assert "as options" not in ended.out  # there are none for the terms of a motion
    branches.write_text(BRANCHES.replace("251,,1,", "251,1,,"), encoding="utf-8")
    wrong = omov("check", record, branches)
    assert wrong.status == 1
    assert "The record gives as votes for 412; it is 663." in " ".join(wrong.out.split())
    options = omov("check", record, branches, "--rule", "av")
    assert (options.status, "not of a motion" in options.err) == (2, True)
    record.write_text(record.read_text().replace('"lost"', '"carried"'), encoding="utf-8")
    assert omov("check", record, branches).status == 1


@pytest.mark.parametrize(
    ("file", "options", "says"),
    [
        ("For,Against\n1,2\n", (), "mark more than one option"),
        ("For,Against\n1,1\n", (), "mark more than one option"),
        ("A,B,C,D\n1,,,\n", (), "this file has 4"),
        ("For,Against\n1,\n", ("--for", "1"), "Leave out --for"),
        ("For,Against\n1,\n", ("--weighted",), "a first column 'Weight'"),
        ("Weight,For,Against\n2.5,1,\n", (), "in whole votes"),
        ("Weight,For,Against\n9,1,\n", ("--entitled", "8"), "only 8 are entitled"),
    ],
)
def test_papers_that_are_no_votes_on_a_motion_are_refused(
    omov, tmp_path: Path, file: str, options: tuple[str, ...], says: str
) -> None:
    papers = tmp_path / "papers.csv"
    papers.write_text(file, encoding="utf-8")
    ended = omov("motion", papers, *MAJORITY, *options)
    assert (ended.status, ended.out) == (2, "")
    assert says in ended.err


def test_how_motions_are_decided_is_printed_with_the_digest_that_a_manifest_freezes(omov) -> None:
    page = " ".join(omov("rules", "motion").out.split())
    assert "It is never carried unless more vote for it than against it." in page
    found = json.loads(omov("rules", "motion", "--json").out)
    digest = found.pop("digest")
    assert digest == sha256_digest(found)
    assert digest in page
