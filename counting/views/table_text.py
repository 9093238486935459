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


@dataclass(frozen=True, slots=True)
class _Labels:
    """The first column: candidates' numbers, aligned, and names; both `width` in all."""

    numbers: int
    width: int

    @classmethod
    def of(cls, rows: tuple[Row, ...], most: int) -> _Labels:
        numbers = max(text_width(row.number) for row in rows) + len(_GAP)
        names = max(text_width(row.label) + (numbers if row.number else 0) for row in rows)
        return cls(numbers, max(min(names, most), numbers + 1))

    def lines(self, row: Row) -> list[str]:
        """The label in lines of this width; later lines of a name stay clear of the number."""
        if not row.number:
            return [pad(line, self.width) for line in wrap(row.label, self.width)]
        number = pad(row.number, self.numbers - len(_GAP), "right") + _GAP
        first, *more = wrap(row.label, self.width - self.numbers)
        lines = [number + first, *(" " * self.numbers + line for line in more)]
        return [pad(line, self.width) for line in lines]


def sheet_text(sheet: Sheet, width: int) -> str:
    """The sheet as lines of text no wider than `width` columns, if a single stage fits in it."""
    labels = _Labels.of(sheet.rows, max(width // 3, 16))
    pieces = [_stage_piece(sheet, index) for index in range(len(sheet.columns))]
    outcomes = tuple(row.outcome for row in sheet.rows)
    pieces.append(_Piece(("Result",), outcomes, max(text_width(text) for text in outcomes)))
    blocks = _blocks(pieces, width - labels.width)
    parts = [
        paragraphs([sheet.title], width),
        paragraphs(_fact_lines(sheet), width),
        *(_block_text(sheet.rows, labels, block) for block in blocks),
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


def _block_text(rows: tuple[Row, ...], labels: _Labels, block: list[_Piece]) -> str:
    depth = max(len(piece.heading) for piece in block)
    lines = [
        _line(" " * labels.width, [(_at(piece.heading, line), piece) for piece in block])
        for line in range(depth)
    ]
    lines.append(_line("-" * labels.width, [("-" * piece.width, piece) for piece in block]))
    kind = rows[0].kind
    for index, row in enumerate(rows):
        if kind == "candidate" and row.kind != "candidate":
            lines.append("")
        kind = row.kind
        first, *more = labels.lines(row)
        lines.append(_line(first, [(piece.cells[index], piece) for piece in block]))
        lines.extend(more)
    return "\n".join(line.rstrip() for line in lines)


def _line(label: str, parts: list[tuple[str, _Piece]]) -> str:
    return label + "".join(_GAP + pad(text, piece.width) for text, piece in parts)


def _at(lines: tuple[str, ...], index: int) -> str:
    return lines[index] if index < len(lines) else ""
