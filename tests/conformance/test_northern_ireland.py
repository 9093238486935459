"""Published count sheets of Northern Ireland Assembly elections, count by count.

The papers are made up to fit the sheets: see `northern_ireland/README.md`.
"""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from counting import CountRecord, count
from counting.check import check
from counting.formats.blt import read_blt

FOLDER = Path(__file__).parent / "northern_ireland"
SHEETS = sorted(path.stem for path in FOLDER.glob("*.json"))


def counted(name: str) -> tuple[dict[str, Any], CountRecord]:
    sheet = json.loads((FOLDER / f"{name}.json").read_text())
    ballots = read_blt(FOLDER / f"{name}.blt")
    assert list(ballots.names) == sheet["candidates"]
    contest = ballots.contest("ni-1973")
    record = count(ballots.papers, contest)
    assert check(record, ballots.papers, contest).faults == ()
    return sheet, record


def totals(sheet: dict[str, Any]) -> list[list[Fraction]]:
    """Everybody's votes at the end of each count of the sheet."""
    rows = [[Fraction(votes) for votes in sheet["first_preferences"]]]
    for moved in sheet["transfers"]:
        rows.append([votes + Fraction(more) for votes, more in zip(rows[-1], moved, strict=True)])
    return rows


def test_there_are_seven_sheets_with_twenty_one_surpluses() -> None:
    assert len(SHEETS) == 7
    records = [counted(name)[1] for name in SHEETS]
    assert sum(s.action.type == "surplus" for r in records for s in r.stages) == 21


@pytest.mark.parametrize("name", SHEETS)
def test_everybodys_votes_at_every_count_are_those_of_the_sheet(name: str) -> None:
    sheet, record = counted(name)
    due = totals(sheet)
    moving = [stage for stage in record.stages if stage.action.type != "last-vacancies"]
    assert [list(stage.tallies.values()) for stage in moving] == due
    valid = sum(due[0])
    assert [stage.non_transferable for stage in moving] == [valid - sum(row) for row in due]
    assert len(record.stages) - len(moving) <= 1


@pytest.mark.parametrize("name", SHEETS)
def test_whoever_is_elected_is_so_at_the_count_that_the_sheet_says(name: str) -> None:
    sheet, record = counted(name)
    last = (
        len(sheet["transfers"]) + 1
    )  # who fills the last places, the sheet writes to its last count
    names = {c.id: c.name for c in record.contest.candidates}
    at = {names[c]: min(stage.number, last) for stage in record.stages for c in stage.elected}
    assert at == sheet["elected_at_count"]


@pytest.mark.parametrize("name", SHEETS)
def test_whoever_is_excluded_is_so_after_the_count_that_the_sheet_says(name: str) -> None:
    """The sheet writes an exclusion to the count that decided it, and the runner-up as excluded."""
    sheet, record = counted(name)
    names = {c.id: c.name for c in record.contest.candidates}
    after = {names[c]: stage.number - 1 for stage in record.stages for c in stage.excluded}
    left = [names[c] for c in record.continuing(len(record.stages))]
    last = len(sheet["transfers"]) + 1
    assert after | dict.fromkeys(left, last) == sheet["excluded_at_count"]


def test_between_them_they_show_what_the_text_leaves_open() -> None:
    stages = [stage for name in SHEETS for stage in counted(name)[1].stages]
    decisions = [decision for stage in stages for decision in stage.decisions]
    clauses = {decision.clause for decision in decisions}
    assert {"49(10)(a)", "49(10)(b)", "51(12)", "52(1)", "52(2)"} <= clauses
    # Somebody is elected in the middle of an exclusion, and other papers still move.
    assert any(batch.elected for stage in stages for batch in stage.batches[:-1])
    assert any(len(batch.elected) == 2 for stage in stages for batch in stage.batches[:-1])
    # Papers received at 1.00 move after first preferences.
    assert any([b.value for b in stage.batches].count(1) == 2 for stage in stages)
