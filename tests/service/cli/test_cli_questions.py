"""What may be asked with `omov count`: views as files, why, follow, and what they refuse."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

COUNT = ("--rule", "scottish-2011")


def test_the_sheet_comes_as_csv(omov, ballots: Path) -> None:
    ended = omov("count", ballots, *COUNT, "--view", "csv")
    assert (ended.status, ended.err) == (0, "")
    header, *rows = list(csv.reader(io.StringIO(ended.out)))
    assert header[:4] == [
        "Number",
        "Candidate",
        "Stage 1: change",
        "Stage 1: First preferences",
    ]
    assert rows[0][:4] == ["1", "Ada Abbott", "", "7.00000"]


@pytest.mark.parametrize(("view", "begins"), [("html", "<section"), ("markdown", "# Two officers")])
def test_the_sheet_comes_as_a_page(view: str, begins: str, omov, ballots: Path) -> None:
    ended = omov("count", ballots, *COUNT, "--view", view)
    assert (ended.status, ended.err) == (0, "")
    assert ended.out.startswith(begins)
    assert "3.99995" in ended.out


def test_a_name_cannot_reorder_what_a_page_shows(omov, tmp_path: Path) -> None:
    path = tmp_path / "odd.blt"
    path.write_text('2 1\n2 1 0\n1 2 0\n0\n"A\u202eB"\n"C"\n"T"\n', encoding="utf-8")
    for view in ("csv", "markdown", "html"):
        ended = omov("count", path, *COUNT, "--view", view)
        assert ended.status == 0
        assert "\u202e" not in ended.out
        assert "u202e" in ended.out


def test_why_is_answered_in_lines_or_as_an_object(omov, ballots: Path) -> None:
    ended = omov("count", ballots, *COUNT, "--why", "3")
    assert (ended.status, ended.err) == (0, "")
    assert ended.out.startswith("Cara Cole is")
    assert len(ended.out.splitlines()) <= 5
    answer = json.loads(omov("count", ballots, *COUNT, "--why", "3", "--json").out)
    assert answer["format"] == "omov/why/v1"
    assert answer["lines"] == ended.out.splitlines()


def test_a_paper_is_followed_in_lines_or_as_an_object(omov, ballots: Path) -> None:
    ended = omov("count", ballots, *COUNT, "--follow", "1,2")
    assert (ended.status, ended.err) == (0, "")
    assert "worth 0.14285" in ended.out
    answer = json.loads(omov("count", ballots, *COUNT, "--follow", "1,2", "--json").out)
    assert answer["format"] == "omov/followed-paper/v1"
    assert answer["ranking"] == ["1", "2"]
    assert answer["stages"][1]["worth"] == "0.14285"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--why", "9"), "Candidate 9 is not in this contest"),
        (("--why", "1,2"), "one candidate's number"),
        (("--why", "Ada"), "expected candidates' numbers"),
        (("--follow", "1,9"), "ranks candidate 9"),
        (("--follow", "1,1"), "ranks candidate 1 twice"),
        (("--follow", "1;2"), "expected candidates' numbers"),
        (("--follow", "1", "--why", "1"), "ask different things"),
        (("--view", "csv", "--why", "1"), "ask different things"),
        (("--tie-tree", "--compare", "av"), "ask different things"),
        (("--compare", "nonsense"), "no rule 'nonsense'"),
        (("--compare", "ers97,ers97"), "Name each rule once"),
        (("--compare", "scottish-2011"), "Name each rule once"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused_in_one_line(
    options: tuple[str, ...], says: str, omov, ballots: Path
) -> None:
    ended = omov("count", ballots, *COUNT, *options)
    assert (ended.status, ended.out) == (2, "")
    assert says in ended.err
    assert len(ended.err.splitlines()) == 1


def test_the_tie_tree_needs_no_lots(omov, tmp_path: Path) -> None:
    path = tmp_path / "tied.blt"
    path.write_text('3 1\n2 1 2 0\n2 2 1 0\n3 3 0\n0\n"A"\n"B"\n"C"\n"T"\n')
    assert omov("count", path, *COUNT).status == 4
    ended = omov("count", path, *COUNT, "--tie-tree")
    assert (ended.status, ended.err) == (0, "")
    assert "If it falls on A: B is elected." in ended.out
    drawn = omov("count", path, *COUNT, "--tie-tree", "--lots", "2,1,3")
    assert "It fell on B: the same candidate is elected." in drawn.out
    assert "Had it fallen on A: B instead of A." in drawn.out
    answer = json.loads(omov("count", path, *COUNT, "--tie-tree", "--json").out)
    assert answer["format"] == "omov/tie-tree/v1"
    assert answer["winner_sets"] == [["1"], ["2"]]


def test_rules_are_compared_and_one_that_cannot_count_says_why(omov, ballots: Path) -> None:
    options = ("--compare", "ers97,av", "--compare", "meek-prf")
    ended = omov("count", ballots, *COUNT, *options)
    assert (ended.status, ended.err) == (0, "")
    assert "av cannot count this contest: Rule av fills 1 seat" in ended.out
    answer = json.loads(omov("count", ballots, *COUNT, *options, "--json").out)
    assert answer["format"] == "omov/comparison/v1"
    assert answer["first"]["rule"] == "scottish-2011"
    assert [other["rule"] for other in answer["others"]] == ["ers97", "av", "meek-prf"]
    assert "refused" in answer["others"][1]


def test_margins_are_told_with_a_witness_that_can_be_replayed(omov, ballots: Path) -> None:
    ended = omov("count", ballots, *COUNT, "--margins")
    assert (ended.status, ended.err) == (0, "")
    assert "Closest decision (*)" in ended.out
    answer = json.loads(omov("count", ballots, *COUNT, "--margins", "--json").out)
    assert answer["format"] == "omov/margins/v1"
    bound = answer["bound"]
    assert bound["papers"] == sum(change["papers"] for change in bound["changes"])
    assert f"{bound['papers']} paper" in ended.out
    assert answer["gaps"][answer["closest"]]["gap"] == min(g["gap"] for g in answer["gaps"])
