"""Lays a count sheet out as text, in as many blocks of stages as the width asks for."""

from __future__ import annotations

from dataclasses import dataclass

from counting.views.table import Cell, Row, Sheet
from counting.views.text import pad, paragraphs, text_width, wrap

_GAP = "  "
_MARKS = {"": " ", "elected": "*", "excluded": "x"}
_LEAST_HEADING = 14  # columns that a stage's heading has at least, so that words stay whole


@dataclass(frozen=True, slots=True)
class _Piece:
    """A column of text: the lines above it and, for each row, what stands in it."""

    heading: tuple[str, ...]
    cells: tuple[str, ...]
    width: int


def sheet_text(sheet: Sheet, width: int) -> str:
    """The sheet as lines of text no wider than `width` columns, if a single stage fits in it."""
    label_width = min(max(text_width(row.label) for row in sheet.rows), max(width // 3, 16))
    pieces = [_stage_piece(sheet, index) for index in range(len(sheet.columns))]
    outcomes = tuple(row.outcome for row in sheet.rows)
    pieces.append(_Piece(("Result",), outcomes, max(text_width(text) for text in outcomes)))
    blocks = _blocks(pieces, width - label_width)
    parts = [
        paragraphs([sheet.title], width),
        paragraphs(_fact_lines(sheet), width),
        *(_block_text(sheet.rows, label_width, block) for block in blocks),
        paragraphs([sheet.result], width),
    ]
    notes = [*_legend(sheet), *sheet.notes]
    if notes:
        parts.append(paragraphs(notes, width))
    return "\n\n".join(parts)


def _legend(sheet: Sheet) -> list[str]:
    used = {cell.mark for row in sheet.rows for cell in row.cells}
    return [
        f"{sign} {mark} at this stage" for mark, sign in _MARKS.items() if mark and mark in used
    ]


def _fact_lines(sheet: Sheet) -> list[str]:
    return [f"{label}: {value}" for label, value in sheet.facts]


def _stage_piece(sheet: Sheet, index: int) -> _Piece:
    cells = [row.cells[index] for row in sheet.rows]
    changes = max(text_width(cell.change) for cell in cells)
    votes = max(text_width(cell.votes) for cell in cells)
    texts = tuple(_cell_text(cell, changes, votes) for cell in cells)
    column = sheet.columns[index]
    width = max(text_width(texts[0]), _LEAST_HEADING)
    heading = (f"Stage {column.number}", *wrap(column.heading, width))
    return _Piece(heading, texts, max(width, *(text_width(line) for line in heading)))


def _cell_text(cell: Cell, changes: int, votes: int) -> str:
    change = pad(cell.change, changes, "right") + _GAP if changes else ""
    return f"{change}{pad(cell.votes, votes, 'right')} {_MARKS[cell.mark]}"


def _blocks(pieces: list[_Piece], width: int) -> list[list[_Piece]]:
    """Pieces side by side as far as the width goes, at least one in a block."""
    blocks: list[list[_Piece]] = [[]]
    used = 0
    for piece in pieces:
        needed = len(_GAP) + piece.width
        if blocks[-1] and used + needed > width:
            blocks.append([])
            used = 0
        blocks[-1].append(piece)
        used += needed
    return blocks


def _block_text(rows: tuple[Row, ...], label_width: int, block: list[_Piece]) -> str:
    depth = max(len(piece.heading) for piece in block)
    lines = [
        _line("", label_width, [(_at(piece.heading, line), piece) for piece in block])
        for line in range(depth)
    ]
    rule = _line("", label_width, [("-" * piece.width, piece) for piece in block])
    lines.append("-" * label_width + rule[label_width:])
    kind = rows[0].kind
    for index, row in enumerate(rows):
        if kind == "candidate" and row.kind != "candidate":
            lines.append("")
        kind = row.kind
        first, *more = _label_lines(row, label_width)
        lines.append(_line(first, label_width, [(piece.cells[index], piece) for piece in block]))
        lines.extend(more)
    return "\n".join(line.rstrip() for line in lines)


def _line(label: str, label_width: int, parts: list[tuple[str, _Piece]]) -> str:
    return pad(label, label_width) + "".join(_GAP + pad(text, p.width) for text, p in parts)


def _label_lines(row: Row, width: int) -> list[str]:
    """The label in lines of this width; a candidate's name stays clear of the number before it."""
    if row.kind != "candidate":
        return wrap(row.label, width)
    number, _, name = row.label.partition("  ")
    indent = len(number) + len(_GAP)
    first, *more = wrap(name, width - indent)
    return [f"{number}{_GAP}{first}", *(" " * indent + line for line in more)]


def _at(lines: tuple[str, ...], index: int) -> str:
    return lines[index] if index < len(lines) else ""
