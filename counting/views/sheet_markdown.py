"""The count sheet as Markdown, for web pages and repositories. A view: it counts nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from counting.views.table import Cell, Row, Sheet

# What Markdown, or the HTML in it, takes for markup inside a line, and what it makes links of;
# a backslash before punctuation always gives the character itself (CommonMark 0.31, 2.4).
_SPECIAL = re.compile(r"[\\`*_\[\]<>#!|~&$@]|:(?=//)|(?<=www)\.", re.IGNORECASE)
_MARKS = {"": "", "elected": " **elected**", "excluded": " *excluded*"}


def sheet_markdown(sheet: Sheet) -> str:
    """The whole sheet: title, facts, a table of stages, result and notes.

    The table is that of GitHub Flavored Markdown; names are escaped. Ends with a line feed.
    """
    headings = ["Candidate", *(f"Stage {c.number}: {_plain(c.heading)}" for c in sheet.columns)]
    parts = [
        f"# {_plain(sheet.title)}",
        "\n".join(f"- {_plain(label)}: {_plain(value)}" for label, value in sheet.facts),
        "\n".join(
            [
                _line([*headings, "Result"]),
                _line([":--", *("--:" for _ in sheet.columns), ":--"]),
                *(_row(row) for row in sheet.rows),
            ]
        ),
        _plain(sheet.result),
    ]
    if sheet.notes:
        parts.append("\n".join(f"- {_plain(note)}" for note in sheet.notes))
    return "\n\n".join(parts) + "\n"


def _row(row: Row) -> str:
    label = f"{row.number}. {row.label}" if row.number else row.label
    return _line([_plain(label), *(_cell(cell) for cell in row.cells), _plain(row.outcome)])


def _cell(cell: Cell) -> str:
    change = f" ({_plain(cell.change)})" if cell.change else ""
    return f"{cell.votes}{change}{_MARKS[cell.mark]}"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _plain(text: str) -> str:
    """The text on one line, with nothing in it that is markup."""
    return _SPECIAL.sub(lambda found: f"\\{found[0]}", " ".join(text.split()))
