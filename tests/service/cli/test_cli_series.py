"""`omov list` and `omov countback`: what they print, and what they refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

RULE = ("--rule", "scottish-2011")


def test_a_list_is_printed_place_by_place(omov, ballots: Path) -> None:
    ended = omov("list", ballots, *RULE, "--method", "rosenstiel-1998")
    assert (ended.status, ended.err) == (0, "")
    assert "1. Ada Abbott" in ended.out
    answer = json.loads(omov("list", ballots, *RULE, "--method", "otten-1998", "--json").out)
    assert answer["format"] == "omov/ordered-list/v1"
    assert answer["order"][0] == "1"
    assert [made["record"]["format"] for made in answer["counts"]] == ["omov/count-record/v1"] * 2


def test_a_list_with_bounds_on_its_first_places_is_made_and_checked(
    omov, ballots: Path, tmp_path: Path
) -> None:
    bounds = tmp_path / "bounds.json"
    woman = {
        "attribute": "gender",
        "value": "woman",
        "min": 1,
        "first": 1,
        "label": "a woman first",
    }
    bounds.write_text(
        json.dumps({"attributes": {"3": {"gender": "woman"}}, "constraints": [woman]}), "utf-8"
    )
    options = (*RULE, "--constraints", bounds)
    assert "makes no list" in omov("count", ballots, *options).err
    for method in ("rosenstiel-1998", "otten-1998"):
        made = omov("list", ballots, *options, "--method", method, "--json")
        assert json.loads(made.out)["order"][0] == "3"
        listed = tmp_path / "list.json"
        listed.write_text(made.out, "utf-8")
        checked = omov("check", listed, ballots, *options)
        assert (checked.status, checked.err) == (0, "")
        other = omov("check", listed, ballots, *options, "--seats", "1")
        assert other.status == 1


def test_a_vacancy_is_filled(omov, ballots: Path) -> None:
    options = (*RULE, "--method", "all-papers", "--vacating", "1")
    ended = omov("countback", ballots, *options)
    assert (ended.status, ended.err) == (0, "")
    # By hand: without Ada, Ben has 7 + 3 of 16 papers; Cara sits.
    assert ended.out.rstrip().endswith("Ben Brook fills the vacancy.")
    answer = json.loads(omov("countback", ballots, *options, "--json").out)
    assert answer["format"] == "omov/countback/v1"
    assert (answer["replacements"], answer["sitting"]) == (["2"], ["3"])
    without = omov("countback", ballots, *options, "--ineligible", "2")
    assert without.out.rstrip().endswith("Dai Davies fills the vacancy.")


@pytest.mark.parametrize(
    ("command", "options", "says"),
    [
        ("list", (), "Name the list method"),
        ("list", ("--method", "sorted"), "--method: expected one of"),
        ("countback", ("--vacating", "1"), "Name the countback method"),
        ("countback", ("--method", "guess", "--vacating", "1"), "--method: expected one of"),
        ("list", ("--method", "otten-1998", "--none", "4"), "has no vacant places"),
        (
            "countback",
            ("--method", "all-papers", "--vacating", "1", "--none", "4"),
            "no rule of countback says",
        ),
        ("countback", ("--method", "all-papers"), "Name whose place is vacant"),
        ("countback", ("--method", "all-papers", "--vacating", "2"), "was not elected"),
        ("countback", ("--method", "all-papers", "--vacating", "x"), "candidates' numbers"),
        (
            "countback",
            ("--method", "all-papers", "--vacating", "1", "--ineligible", "2,4"),
            "Too few candidates can serve",
        ),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_line(
    command: str, options: tuple[str, ...], says: str, omov, ballots: Path
) -> None:
    ended = omov(command, ballots, *RULE, *options)
    assert (ended.status, ended.out) == (2, "")
    assert says in ended.err
    assert len(ended.err.splitlines()) == 1


@pytest.mark.parametrize("command", ["list", "countback"])
def test_help_has_an_example(command: str, omov) -> None:
    ended = omov(command, "--help")
    assert ended.status == 0
    assert f"omov {command} ballots.blt" in ended.out
