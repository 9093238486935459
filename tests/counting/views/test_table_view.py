"""The count sheet says what the record says, whatever the width."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import accumulate
from pathlib import Path

import pytest

from counting import count
from counting.constraints import load_constraints
from counting.formats.blt import read_blt
from counting.record import CountRecord
from counting.views.table import count_sheet, result_sentence
from counting.views.table_text import sheet_text
from counting.views.text import text_width
from counting.votes import votes_text

SAMPLES = Path(__file__).resolve().parents[3] / "service" / "samples"
FIGURE = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)(?: ?([*x]))?(?= |$)")


def sample(rule: str, **more: object) -> CountRecord:
    ballots = read_blt(SAMPLES / "sample.blt")
    return count(ballots.papers, ballots.contest(rule, **more))


def constrained_sample() -> CountRecord:
    ballots = read_blt(SAMPLES / "sample.blt")
    file = load_constraints(SAMPLES / "constraints.json", ballots.ids)
    contest = ballots.contest(
        "scottish-2011",
        constraints=file.constraints,
        attributes={str(candidate): held for candidate, held in file.attributes.items()},
    )
    return count(ballots.papers, contest)


@pytest.fixture(
    scope="module", params=["scottish-2011", "wigm-exact", "av", "constrained", "withdrawn"]
)
def record(request: pytest.FixtureRequest) -> CountRecord:
    if request.param == "constrained":
        return constrained_sample()
    if request.param == "withdrawn":
        return sample("scottish-2011", withdrawn=("2", "6"), lots=[str(n) for n in range(1, 13)])
    return sample(request.param, seats=1 if request.param == "av" else None)


def test_there_is_a_column_for_each_stage_and_a_row_for_each_candidate(record) -> None:
    sheet = count_sheet(record)
    assert [column.number for column in sheet.columns] == [s.number for s in record.stages]
    candidates = [row for row in sheet.rows if row.kind == "candidate"]
    assert [row.number for row in candidates] == [c.id for c in record.contest.standing]
    assert [row.label for row in candidates] == [c.name for c in record.contest.standing]
    assert all(len(row.cells) == len(record.stages) for row in sheet.rows)


def test_every_figure_of_a_candidate_is_that_of_the_record(record) -> None:
    for row in (row for row in count_sheet(record).rows if row.kind == "candidate"):
        for cell, stage in zip(row.cells, record.stages, strict=True):
            tally = stage.tallies[row.number]
            if cell.votes == "–":
                assert tally == 0
            else:
                assert abs(Fraction(cell.votes) - tally) <= Fraction(1, 2 * 10**5)
                assert record.decimals.votes is None or Fraction(cell.votes) == tally


def test_the_changes_of_a_row_add_up_to_its_votes(record) -> None:
    if record.decimals.votes is None:
        return  # rounded to be shown, so they need not
    for row in count_sheet(record).rows:
        if row.kind in ("total", "quota"):
            continue
        start = Fraction(row.cells[0].votes)
        changes = [Fraction((cell.change or "0").replace("−", "-")) for cell in row.cells]
        ends = [Fraction(cell.votes.replace("–", "0")) for cell in row.cells]
        assert [start + change for change in accumulate(changes)] == ends


def test_everybody_is_marked_at_the_stage_that_decided_on_them(record) -> None:
    for row in (row for row in count_sheet(record).rows if row.kind == "candidate"):
        marks = [cell.mark for cell in row.cells]
        elected = [row.number in stage.elected for stage in record.stages]
        excluded = [row.number in stage.excluded for stage in record.stages]
        assert [mark == "elected" for mark in marks] == elected
        assert [mark == "excluded" for mark in marks] == excluded
        if any(elected):
            place = record.elected.index(row.number) + 1
            assert row.outcome == f"Elected {place}, stage {elected.index(True) + 1}"
        elif any(excluded):
            assert row.outcome == f"Excluded, stage {excluded.index(True) + 1}"
        else:
            assert row.outcome == "Not elected"


def test_the_total_of_every_stage_is_the_valid_papers(record) -> None:
    total = next(row for row in count_sheet(record).rows if row.kind == "total")
    assert {Fraction(cell.votes) for cell in total.cells} == {Fraction(record.papers.valid)}


def test_the_quota_of_every_stage_is_shown(record) -> None:
    quota = next(row for row in count_sheet(record).rows if row.kind == "quota")
    assert [Fraction(cell.votes) for cell in quota.cells] == [s.quota for s in record.stages]
    assert quota.label == ("Majority" if record.contest.rule == "av" else "Quota")


@pytest.mark.parametrize("width", [40, 60, 80, 100, 200, 1000])
def test_the_text_keeps_to_the_width_and_loses_no_figure(record, width: int) -> None:
    sheet = count_sheet(record)
    text = sheet_text(sheet, width)
    lines = text.splitlines()
    assert max(text_width(line) for line in lines) <= max(width, 42)
    assert not any(line.endswith(" ") for line in lines)
    if width < 80:
        return  # names may be broken over lines
    for row in (row for row in sheet.rows if row.kind == "candidate"):
        own = [line for line in lines if re.match(rf" *{row.number}  {row.label}(  |$)", line)]
        cells = " ".join(line.split(row.label, 1)[1] for line in own).replace("–", "0")
        changes = r"[+−]\d+(?:\.\d+)?"
        found = re.findall(r"(?<![+−\d.])\d+(?:\.\d+)?", re.sub(changes, "", cells.split("E")[0]))
        shown = [cell.votes.replace("–", "0") for cell in row.cells]
        assert found[: len(shown)] == shown
        assert re.findall(changes, cells) == [cell.change for cell in row.cells if cell.change]


def test_a_wide_terminal_shows_all_stages_side_by_side(record) -> None:
    text = sheet_text(count_sheet(record), 1000)
    heading = next(line for line in text.splitlines() if "Stage 1" in line)
    assert heading.count("Stage ") == len(record.stages)
    assert heading.rstrip().endswith("Result")


def test_the_result_names_the_elected_in_order_of_election(record) -> None:
    sentence = result_sentence(record)
    places = [sentence.index(record.contest.name(candidate)) for candidate in record.elected]
    assert places == sorted(places)
    assert sheet_text(count_sheet(record), 500).count(sentence) == 1


def test_what_the_minutes_note_of_constraints_and_ties_is_below_the_table() -> None:
    record = constrained_sample()
    text = " ".join(sheet_text(count_sheet(record), 100).split())
    assert "Constraint: at least two women" in text
    assert re.search(r"Stage \d+: .*guarded", text)


def test_the_facts_above_the_table_are_those_of_the_record() -> None:
    record = sample("scottish-2011", withdrawn=("2",))
    facts = dict(count_sheet(record).facts)
    assert facts["Rule"] == "scottish-2011, version 1"
    assert facts["Places"] == "4"
    assert facts["Valid papers"] == str(record.papers.valid)
    assert facts["Blank papers"] == "3"
    assert facts["Withdrawn"] == "Bryn Beddoes"
    assert facts["Quota"] == votes_text(record.quota, 0)


def test_exact_fractions_are_said_to_be_rounded() -> None:
    rounded = "shown here rounded to five decimals"
    assert rounded in sheet_text(count_sheet(sample("wigm-exact")), 100)
    assert rounded not in sheet_text(count_sheet(sample("scottish-2011")), 100)


def test_real_elections_are_shown_in_full(shared: Path) -> None:
    path = min((shared / "elections" / "scottish").glob("*.blt"), key=lambda p: p.stat().st_size)
    ballots = read_blt(path)
    record = count(ballots.papers, ballots.contest("scottish-2011"))
    text = sheet_text(count_sheet(record), 120)
    for stage in record.stages:
        assert f"Stage {stage.number}" in text
        for candidate, tally in stage.tallies.items():
            assert not tally or votes_text(tally, 5) in text, candidate
