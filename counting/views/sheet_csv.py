"""The count sheet as comma-separated values, for spreadsheets. A view: it counts nothing."""

from __future__ import annotations

import csv
import io

from counting.views.table import Cell, Sheet

# What makes a spreadsheet take a cell for a formula; a candidate's name could begin so.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def sheet_csv(sheet: Sheet) -> str:
    """The sheet's table: a row for each candidate and sum, three columns for each stage.

    Lines end with a line feed. Numbers are plain ('-3.00000', no sign before gains); a name
    that a spreadsheet would take for a formula has an apostrophe before it. Source: RFC 4180;
    OWASP, 'CSV Injection'.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_headings(sheet))
    for row in sheet.rows:
        cells = [text for cell in row.cells for text in _cell(cell)]
        writer.writerow([_words(row.number), _words(row.label), *cells, _words(row.outcome)])
    return out.getvalue()


def _headings(sheet: Sheet) -> list[str]:
    stages = [
        _words(f"Stage {column.number}: {what}")
        for column in sheet.columns
        for what in ("change", column.heading, "decision")
    ]
    return ["Number", "Candidate", *stages, "Result"]


def _cell(cell: Cell) -> tuple[str, str, str]:
    change = cell.change.replace("−", "-").removeprefix("+")
    return change, cell.votes.replace("–", ""), cell.mark


def _words(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text
