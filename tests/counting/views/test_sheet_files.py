"""The count sheet as CSV, Markdown and HTML: read back by others' parsers, it is the sheet."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from counting import count
from counting.formats.blt import read_blt
from counting.record import CountRecord
from counting.views.sheet_csv import sheet_csv
from counting.views.sheet_html import sheet_html
from counting.views.sheet_markdown import sheet_markdown
from counting.views.table import Sheet, count_sheet

SAMPLES = Path(__file__).resolve().parents[3] / "service" / "samples"
HOSTILE = (
    '<script>alert("x")</script>',
    "=HYPERLINK(1)",
    " @SUM(A1)",
    'Quote " comma, and\nline',
    "a|b *c* [d](https://e.example)",
    "& <b>",
)


def sample(rule: str) -> CountRecord:
    ballots = read_blt(SAMPLES / "sample.blt")
    return count(ballots.papers, ballots.contest(rule, seats=1 if rule == "av" else None))


@pytest.fixture(scope="module", params=["scottish-2011", "wigm-exact", "av", "meek-prf"])
def sheet(request: pytest.FixtureRequest) -> Sheet:
    return count_sheet(sample(request.param))


@pytest.fixture(scope="module")
def hostile() -> Sheet:
    record = sample("scottish-2011")
    names = [*HOSTILE, *(c.name for c in record.contest.candidates[len(HOSTILE) :])]
    candidates = tuple(
        replace(c, name=name) for c, name in zip(record.contest.candidates, names, strict=True)
    )
    contest = replace(record.contest, title="</caption><script>", candidates=candidates)
    return count_sheet(replace(record, contest=contest))


class Table(HTMLParser):
    """Cells of the table as another parser reads them, and what elements there are."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.headings: list[tuple[str, str | None]] = []
        self.rows: list[list[str]] = []
        self.caption = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag != "br":
            self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("th", "td"):
            self.rows[-1].append("")
        if tag == "th":
            self.headings.append((tag, dict(attrs).get("scope")))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "caption" in self.open:
            self.caption += data
        elif "th" in self.open or "td" in self.open:
            self.rows[-1][-1] += data


def test_csv_has_a_row_for_each_row_and_three_columns_for_each_stage(sheet: Sheet) -> None:
    header, *rows = list(csv.reader(io.StringIO(sheet_csv(sheet))))
    assert len(header) == 3 + 3 * len(sheet.columns)
    assert [row[:2] for row in rows] == [[row.number, row.label] for row in sheet.rows]
    for read, row in zip(rows, sheet.rows, strict=True):
        for place, cell in enumerate(row.cells):
            change, votes, mark = read[2 + 3 * place : 5 + 3 * place]
            assert (votes, mark) == (cell.votes.replace("–", ""), cell.mark)
            assert re.fullmatch(r"(-?\d+(\.\d+)?)?", change)
            assert change.lstrip("-") == cell.change.lstrip("+−")
            assert change.startswith("-") == cell.change.startswith("−")
        assert read[-1] == row.outcome


def test_no_name_in_csv_begins_like_a_formula(hostile: Sheet) -> None:
    rows = list(csv.reader(io.StringIO(sheet_csv(hostile))))[1:]
    assert [row[1] for row in rows[:6]] == [
        name if name not in ("=HYPERLINK(1)", " @SUM(A1)") else f"'{name}" for name in HOSTILE
    ]


def test_html_is_well_formed_and_holds_every_cell(sheet: Sheet) -> None:
    table = Table(sheet_html(sheet))
    assert table.open == []
    header, *rows = table.rows
    assert header == [
        "Candidate",
        *(f"Stage {c.number}{c.heading}" for c in sheet.columns),
        "Result",
    ]
    for read, row in zip(rows, sheet.rows, strict=True):
        assert read[0] == (f"{row.number}. {row.label}" if row.number else row.label)
        assert read[-1] == row.outcome
        for text, cell in zip(read[1:-1], row.cells, strict=True):
            parts = [cell.votes, f"({cell.change})" if cell.change else "", cell.mark]
            assert text == " ".join(part for part in parts if part)


def test_every_heading_of_the_html_table_has_a_scope_and_the_table_a_caption(sheet: Sheet) -> None:
    table = Table(sheet_html(sheet))
    scopes = [scope for _, scope in table.headings]
    assert scopes == ["col"] * (len(sheet.columns) + 2) + ["row"] * len(sheet.rows)
    assert sheet.title in table.caption


def test_no_name_or_title_adds_an_element_to_the_html(hostile: Sheet) -> None:
    page = sheet_html(hostile)
    table = Table(page)
    assert "script" not in table.tags and "b" not in table.tags
    assert [row[0] for row in table.rows[1:7]] == [
        f"{number}. {name}" for number, name in enumerate(HOSTILE, start=1)
    ]
    assert "<script" not in page


def test_the_heading_of_the_html_has_the_level_asked_for(sheet: Sheet) -> None:
    assert "<h3>" in sheet_html(sheet, heading=3)
    with pytest.raises(ValueError, match="level 1 to 6"):
        sheet_html(sheet, heading=7)


def table_of(markdown: str) -> list[list[str]]:
    """Cells of the one table, as GitHub Flavored Markdown divides them: at every '|' not escaped."""
    lines = [line for line in markdown.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def test_markdown_has_every_row_and_stage(sheet: Sheet) -> None:
    header, alignment, *rows = table_of(sheet_markdown(sheet))
    assert len(header) == len(alignment) == len(sheet.columns) + 2
    assert len(rows) == len(sheet.rows)
    for read, row in zip(rows, sheet.rows, strict=True):
        assert [text.split()[0] for text in read[1:-1]] == [cell.votes for cell in row.cells]
        assert ["elected" in text for text in read[1:-1]] == [
            cell.mark == "elected" for cell in row.cells
        ]


def test_names_in_markdown_are_neither_markup_nor_cells(hostile: Sheet) -> None:
    text = sheet_markdown(hostile)
    rows = table_of(text)
    assert {len(row) for row in rows} == {len(hostile.columns) + 2}
    unescaped = re.sub(r"\\(.)", "", text)
    assert "<" not in unescaped
    assert "://" not in unescaped
    assert r"a\|b \*c\* \[d\](https\://e.example)" in text
