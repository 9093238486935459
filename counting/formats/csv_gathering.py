"""The rows of a CSV file of rankings, and what their first column says: papers, or the votes of a ballot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import Enum, auto
from typing import Final

from counting.errors import PapersError
from counting.formats.text import is_digits, shown, whole
from counting.papers import Papers, PapersBuilder

PAPERS: Final = "Papers"
WEIGHT: Final = "weight"  # in any case
_ROWS_AT_ONCE = 1 << 18  # different rows gathered before they are grouped

Row = tuple[str, ...]


class First(Enum):
    """What the first column is: a rank or candidate like the others, papers, or votes of one ballot."""

    RANK = auto()
    PAPERS = auto()
    WEIGHT = auto()

    @classmethod
    def of_heading(cls, heading: str) -> First:
        """What a first column of this heading is."""
        if heading == PAPERS:
            return cls.PAPERS
        return cls.WEIGHT if heading.casefold() == WEIGHT else cls.RANK

    def number(self, cell: str, line: int) -> int:
        """The papers or votes that a row's first cell says. Raises PapersError."""
        what = "number of papers" if self is First.PAPERS else "weight"
        if not is_digits(cell):
            also = (
                ""
                if self is First.PAPERS
                else ", in whole votes: round it as the rules say, and write the votes"
            )
            raise PapersError(f"expected the {what}{also}, not {shown(cell)}.", line)
        number = whole(cell, line)
        if number == 0:
            raise PapersError(f"the {what} is 0. It must be at least 1.", line)
        return number


class Gathering:
    """Counts equal rows before anything is made of them, so that each is looked at once.

    `take`: what is made of a row's cells and its papers, and the line for errors.
    """

    def __init__(self, width: int, take: Callable[[Row, int, int], None], first: First) -> None:
        self._width = width
        self._take = take
        self._first = first
        self._rows = 0
        self._papers: dict[Row, tuple[int, int]] = {}

    def add(self, row: Row, line: int) -> None:
        """Take in one row, which ends on this line. Raises PapersError."""
        width = self._width + (self._first is not First.RANK)
        if not row:
            if width == 1:
                raise PapersError(
                    "an empty line, which could be a blank paper. Give the numbers of papers in a first "
                    f"column '{PAPERS}', or take the line out.",
                    line,
                )
            return
        if len(row) != width:
            raise PapersError(
                f"expected {width} cells, as many as there are headings, not {len(row)}.", line
            )
        papers = 1
        self._rows += 1
        if self._first is not First.RANK:
            papers, row = self._first.number(row[0], line), row[1:]
        known = self._papers.get(row)
        self._papers[row] = (papers, line) if known is None else (known[0] + papers, known[1])
        if len(self._papers) >= _ROWS_AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Have something made of the rows so far."""
        for row, (papers, line) in self._papers.items():
            self._take(row, papers, line)
        self._papers = {}

    def finish(self, gathered: PapersBuilder) -> Papers:
        """The papers, once all rows have been added, with how many ballots they are if that differs."""
        self.flush()
        papers = gathered.papers()
        return replace(papers, ballots=self._rows) if self._first is First.WEIGHT else papers
