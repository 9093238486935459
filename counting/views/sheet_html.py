"""The count sheet as a fragment of HTML that stands by itself. A view: it counts nothing.

No script, no style and no address in it: a page that holds it gives it its looks by the classes
`count-sheet`, `change`, `elected` and `excluded`. Decisions are words, never colour alone.
Source: WCAG 2.2, 1.3.1 (techniques H39, H63), 1.4.1.
"""

from __future__ import annotations

from html import escape

from counting.views.table import Cell, Column, Row, Sheet


def sheet_html(sheet: Sheet, heading: int = 2) -> str:
    """A section with heading, facts, table, result and notes; every text is escaped.

    `heading`: the level of its heading, 1 to 6. The table has a caption, and headings of columns
    and rows with their scope. Ends with a line feed. Raises ValueError for another level.
    """
    if heading not in range(1, 7):
        raise ValueError(f"a heading has level 1 to 6, not {heading}")
    lines = [
        '<section class="count-sheet">',
        f"<h{heading}>{escape(sheet.title)}</h{heading}>",
        "<dl>",
        *(f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in sheet.facts),
        "</dl>",
        *_table(sheet),
        f"<p>{escape(sheet.result)}</p>",
    ]
    if sheet.notes:
        lines += ["<ul>", *(f"<li>{escape(note)}</li>" for note in sheet.notes), "</ul>"]
    return "\n".join([*lines, "</section>"]) + "\n"


def _table(sheet: Sheet) -> list[str]:
    columns = "".join(_column(column) for column in sheet.columns)
    bodies = [
        [row for row in sheet.rows if row.kind == "candidate"],
        [row for row in sheet.rows if row.kind != "candidate"],
    ]
    lines = [
        "<table>",
        f"<caption>Votes of each candidate at the end of each stage: {escape(sheet.title)}</caption>",
        "<thead>",
        f'<tr><th scope="col">Candidate</th>{columns}<th scope="col">Result</th></tr>',
        "</thead>",
    ]
    for body in bodies:
        lines += ["<tbody>", *(_row(row) for row in body), "</tbody>"]
    return [*lines, "</table>"]


def _column(column: Column) -> str:
    return f'<th scope="col">Stage {column.number}<br>{escape(column.heading)}</th>'


def _row(row: Row) -> str:
    label = f"{row.number}. {row.label}" if row.number else row.label
    cells = "".join(_cell(cell) for cell in row.cells)
    return f'<tr><th scope="row">{escape(label)}</th>{cells}<td>{escape(row.outcome)}</td></tr>'


def _cell(cell: Cell) -> str:
    kind = f' class="{cell.mark}"' if cell.mark else ""
    parts = [escape(cell.votes)]
    if cell.change:
        parts.append(f'<span class="change">({escape(cell.change)})</span>')
    if cell.mark:
        parts.append(f"<strong>{cell.mark}</strong>")
    return f"<td{kind}>{' '.join(parts)}</td>"
