"""Laying out text in columns: how wide it is, where it breaks, how a number of votes looks."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Literal

from counting.record import Decimals
from counting.votes import Votes, votes_text

SHOWN_DECIMALS = 5  # of exact fractions, which have no decimals of their own

_GAP = "  "
_LEAST_COLUMN = 8


def shown_votes(value: Votes, decimals: int | None) -> str:
    """A number of votes for people. Exact fractions are rounded to five decimals, half away from 0."""
    if decimals is not None:
        return votes_text(value, decimals)
    unit = 10**SHOWN_DECIMALS
    rounded = (2 * abs(value.numerator) * unit + value.denominator) // (2 * value.denominator)
    return votes_text(Votes(rounded if value >= 0 else -rounded, unit), SHOWN_DECIMALS)


def shown_with_unit(value: Votes, decimals: int | None) -> str:
    """'1 vote', '2 votes', '1.00 votes'."""
    shown = shown_votes(value, decimals)
    return f"{shown} {'vote' if shown == '1' else 'votes'}"


def shown_change(value: Votes, decimals: int | None) -> str:
    """A change of votes, with its sign; nothing for no change."""
    if not value:
        return ""
    return ("+" if value > 0 else "−") + shown_votes(abs(value), decimals)


def is_exact(decimals: Decimals) -> bool:
    """Whether the record's votes are exact fractions, which people are shown rounded."""
    return decimals.votes is None


def text_width(text: str) -> int:
    """Columns of a terminal that the text takes."""
    return len(text) if text.isascii() else sum(map(_character_width, text))


def pad(text: str, width: int, side: Literal["left", "right"] = "left") -> str:
    """The text with spaces to fill the width; `side`: the side the text is on."""
    space = " " * max(width - text_width(text), 0)
    return text + space if side == "left" else space + text


def wrap(text: str, width: int) -> list[str]:
    """The text in lines of at most this width, broken between words where that can be. At least one."""
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if text_width(joined) <= width:
            lines[-1] = joined
            continue
        pieces = _pieces(word, width)
        lines = [*lines, *pieces] if lines[-1] else pieces
    return lines


def paragraphs(texts: Iterable[str], width: int, indent: str = "") -> str:
    """Each text on lines of its own, no wider than this."""
    return "\n".join(indent + line for text in texts for line in wrap(text, width - len(indent)))


def bulleted(texts: Iterable[str], width: int) -> str:
    """Each text as a point of a list, no wider than this."""
    return "\n".join(
        ("    " if later else "  - ") + line
        for text in texts
        for later, line in enumerate(wrap(text, width - 4))
    )


def columns(headings: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> str:
    """A table of texts, each column as wide as it needs; the widest are wrapped to fit `width`."""
    table = [headings, *rows]
    widths = [max(text_width(row[place]) for row in table) for place in range(len(headings))]
    gaps = len(_GAP) * (len(widths) - 1)
    while sum(widths) + gaps > width and max(widths) > _LEAST_COLUMN:
        widths[widths.index(max(widths))] -= 1
    lines = [_row_lines(row, widths) for row in table]
    rule = [_GAP.join("-" * column for column in widths)]
    return "\n".join(line for part in (lines[0], rule, *lines[1:]) for line in part)


def _row_lines(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    cells = [wrap(text, width) for text, width in zip(row, widths, strict=True)]
    depth = max(len(cell) for cell in cells)
    return [
        _GAP.join(
            pad(cell[line] if line < len(cell) else "", width)
            for cell, width in zip(cells, widths, strict=True)
        ).rstrip()
        for line in range(depth)
    ]


def _pieces(word: str, width: int) -> list[str]:
    pieces = [""]
    for character in word:
        if pieces[-1] and text_width(pieces[-1] + character) > width:
            pieces.append("")
        pieces[-1] += character
    return pieces


def _character_width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
