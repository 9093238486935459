"""`--weighted`: ballots that carry several votes, counted and checked."""

from __future__ import annotations

import json
from pathlib import Path

AV = ("--rule", "scottish-2011", "--seats", "1")


def test_weighted_ballots_are_counted_as_votes(omov, ballots: Path) -> None:
    ended = omov("count", ballots, *AV, "--weighted", "--view", "minutes")
    assert (ended.status, ended.err) == (0, "")
    assert "4 ballots carry 16 votes. There are 16 valid votes." in " ".join(ended.out.split())
    assert (
        json.loads(omov("count", ballots, *AV, "--weighted", "--json").out)["papers"]["ballots"]
        == 4
    )
    assert "ballots" not in json.loads(omov("count", ballots, *AV, "--json").out)["papers"]


def test_the_check_reads_the_papers_as_the_record_says_and_says_so(
    omov, ballots: Path, tmp_path: Path
) -> None:
    record = tmp_path / "record.json"
    record.write_text(omov("count", ballots, *AV, "--weighted", "--json").out, encoding="utf-8")
    ended = omov("check", record, ballots)
    assert ended.status == 0
    assert "that each line is one ballot of several votes" in " ".join(ended.out.split())
    given = omov("check", record, ballots, "--weighted")
    assert given.status == 0
    assert "that each line is one ballot" not in " ".join(given.out.split())
    plain = tmp_path / "plain.json"
    plain.write_text(omov("count", ballots, *AV, "--json").out, encoding="utf-8")
    wrong = omov("check", plain, ballots, "--weighted")
    assert wrong.status == 1
    assert "number of ballots" in wrong.out


def test_papers_that_carry_no_weights_are_refused_in_one_line(omov, tmp_path: Path) -> None:
    papers = tmp_path / "papers.csv"
    papers.write_text("Papers,Ada,Ben\n3,1,2\n", encoding="utf-8")
    ended = omov("count", papers, *AV, "--weighted")
    assert (ended.status, ended.out) == (2, "")
    assert "a first column 'Weight'" in ended.err
    assert len(ended.err.splitlines()) == 1
