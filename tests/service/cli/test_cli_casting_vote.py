"""`--casting-vote`: options that end with equal votes, on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

BLT = """\
3 1
3 1 0
2 2 0
1 3 2 0
0
"Tea"
"Coffee"
"Milk"
"Drinks"
"""
AV = ("--rule", "av")


@pytest.fixture
def options(tmp_path: Path) -> Path:
    path = tmp_path / "options.blt"
    path.write_text(BLT, encoding="utf-8")
    return path


def said(text: str) -> str:
    return " ".join(text.split())


def test_the_first_count_says_who_may_decide_and_between_whom(omov, options: Path) -> None:
    ended = omov("count", options, *AV, "--casting-vote", "granted", "--holder", "president")
    assert (ended.status, ended.err) == (0, "")
    assert (
        "No option is chosen: Tea and Coffee have equal votes. The casting vote (president) may be given "
        "for Tea or Coffee. It has not been given, and silence carries no option."
        in said(ended.out)
    )
    why = omov("count", options, *AV, "--casting-vote", "granted", "--why", "1")
    assert "only Coffee was left beside Tea" in said(why.out)


def test_the_casting_vote_chooses_and_every_view_says_so(omov, options: Path) -> None:
    given = (*AV, "--casting-vote", "2")
    assert "Elected: Coffee." in omov("count", options, *given).out
    minutes = said(omov("count", options, *given, "--view", "minutes").out)
    assert "Coffee (3 votes) is elected by the casting vote" in minutes
    assert "Casting vote between the last two: chair, for Coffee." in minutes
    assert "No lot decides anything" in omov("count", options, *given, "--tie-tree").out
    margins = omov("count", options, *given, "--margins")
    assert (margins.status, "no margins are worked out" in margins.err) == (2, True)


def test_the_check_takes_the_casting_vote_from_the_record_or_from_the_options(
    omov, options: Path, tmp_path: Path
) -> None:
    record = tmp_path / "record.json"
    made = omov("count", options, *AV, "--casting-vote", "2", "--holder", "president", "--json").out
    record.write_text(made, encoding="utf-8")
    assert json.loads(made)["contest"]["casting_vote"] == {"holder": "president", "chosen": "2"}
    taken = omov("check", record, options)
    assert taken.status == 0
    assert "withdrawn and casting vote" in said(taken.out)
    same = omov("check", record, options, "--casting-vote", "2", "--holder", "president")
    assert same.status == 0
    assert "casting vote" not in said(same.out)
    for other in (("--casting-vote", "1"), ("--casting-vote", "granted"), ("--holder", "chair")):
        assert omov("check", record, options, *other).status == 1


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ((*AV, "--casting-vote", "for"), "expected 'granted', or the number"),
        ((*AV, "--casting-vote", "3"), "the last two options with equal votes are Tea and Coffee"),
        ((*AV, "--casting-vote", "9"), "which is no option that stands"),
        ((*AV, "--holder", "chair"), "Add --casting-vote granted"),
        (("--rule", "ers97", "--casting-vote", "granted"), "Rule ers97 has no final tie"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(omov, options: Path, given, says: str) -> None:
    ended = omov("count", options, *given)
    assert (ended.status, ended.out, len(ended.err.splitlines())) == (2, "", 1)
    assert says in ended.err


def test_the_schedule_is_printed_with_the_rule(omov) -> None:
    page = said(omov("rules", "av+casting-vote").out)
    assert "Schedule of the casting vote" in page and "silence does not carry an option" in page
    found = json.loads(omov("rules", "av+casting-vote", "--json").out)
    assert found["schedule_of_the_casting_vote"]["digest"] in page
    for no_rule in ("ers97+casting-vote", "av+ron+casting-vote"):
        refused = omov("rules", no_rule)
        assert (refused.status, "there is no rule" in refused.err) == (2, True)
