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


def test_a_list_of_weighted_ballots_says_so_and_its_check_knows(
    omov, ballots: Path, tmp_path: Path
) -> None:
    making = ("list", ballots, "--rule", "scottish-2011", "--method", "rosenstiel-1998")
    ended = omov(*making, "--weighted")
    assert (ended.status, ended.err) == (0, "")
    assert "4 ballots carry 16 votes." in ended.out.splitlines()
    assert "ballots carry" not in omov(*making).out
    made = omov(*making, "--weighted", "--json").out
    records = [one["record"] for one in json.loads(made)["counts"]]
    assert [record["papers"]["ballots"] for record in records] == [4] * len(records)
    listed = tmp_path / "list.json"
    listed.write_text(made, encoding="utf-8")
    checked = omov("check", listed, ballots)
    assert checked.status == 0
    assert "that each line is one ballot of several votes" in " ".join(checked.out.split())
    plain = tmp_path / "plain.json"
    plain.write_text(omov(*making, "--json").out, encoding="utf-8")
    assert omov("check", plain, ballots, "--weighted").status == 1


def test_a_countback_of_weighted_ballots_says_ballots_and_votes(omov, ballots: Path) -> None:
    filling = ("countback", ballots, "--rule", "scottish-2011", "--vacating", "1", "--method")
    ended = omov(*filling, "all-papers", "--weighted")
    assert (ended.status, ended.err) == (0, "")
    assert "4 ballots carry 16 votes." in ended.out.splitlines()
    assert "16 valid votes" in ended.out
    bare = omov(*filling, "all-papers").out
    assert "16 valid papers" in bare and "ballots carry" not in bare
    # Ada's two ballots, the first of them with seven votes, make up her votes.
    quota = omov(*filling, "quota-papers", "--weighted")
    assert quota.status == 0
    assert "valid votes" in quota.out and "valid paper" not in quota.out
    answer = json.loads(omov(*filling, "all-papers", "--weighted", "--json").out)
    assert [answer[name]["papers"]["ballots"] for name in ("record", "original")] == [4, 4]


def test_papers_that_carry_no_weights_are_refused_in_one_line(omov, tmp_path: Path) -> None:
    papers = tmp_path / "papers.csv"
    papers.write_text("Papers,Ada,Ben\n3,1,2\n", encoding="utf-8")
    ended = omov("count", papers, *AV, "--weighted")
    assert (ended.status, ended.out) == (2, "")
    assert "a first column 'Weight'" in ended.err
    assert len(ended.err.splitlines()) == 1
