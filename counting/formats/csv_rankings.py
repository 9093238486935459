"""Reads rankings from CSV, in either of the two ways that spreadsheets have them; writes the first.

A column for each candidate, and in it the rank that the paper gives; or a column for each rank, and in
it the candidate:

    Papers,Adam,Basil,Charlotte          Papers,Rank 1,Rank 2
    3,1,,2                               3,Adam,Charlotte
    2,,1,                                2,Basil,

- `Papers` says how many papers bear the ranking; without that column, first of all, each row is one paper.
- `Weight`, in its place, says that the row is one ballot which carries so many votes (docs/adr/0015).
- Ranks are whole numbers from 1. An empty cell: not ranked, or a rank given to nobody. The same
  number twice ranks equally, a number left out is a skipped rank, a row of empty cells a blank paper.
- The columns are ranks if they are headed `Rank 1`, `Rank 2` and so on, or `Choice` or `Preference`; not
  if they are headed by bare numbers, which could be anything. The candidates are then those whom some
  paper names, in the order of their names' code points: nobody unranked is known of, and the order of
  the papers does not matter.
- Cells are separated by commas; by semicolons or tabs if the first line has no comma. They may stand
  in quotation marks (RFC 4180). UTF-8, with or without a byte order mark. Empty lines are passed over,
  and refused where they could be blank papers.

Neither the title, the seats nor withdrawn candidates can be said in these files.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from counting.errors import PapersError
from counting.formats import BallotFile, Format, Part, Target
from counting.formats.csv_gathering import PAPERS, WEIGHT, First, Gathering, Row
from counting.formats.text import is_digits, lines_of, require_plain, shown, text_of, whole
from counting.marks import MOST_RANK, Marks
from counting.papers import MOST_CANDIDATES, Papers, PapersBuilder

_SPACES = " \t"
_RANK = re.compile(r"(?:rank|choice|preference)[ _]?([1-9][0-9]*)", re.IGNORECASE)


class _Rows:
    """The rows of a file, with the line on which each ends. Raises PapersError where it is no CSV."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self.line = 0
        self._lines = self._texts(blocks)
        self.separator = ","

    def _texts(self, blocks: Iterator[bytes]) -> Iterator[str]:
        for number, line in enumerate(lines_of(blocks), start=1):
            self.line = number
            yield text_of(line, number) + "\n"

    def __iter__(self) -> Iterator[Row]:
        first = next((line for line in self._lines if line.strip(f"{_SPACES}\n")), None)
        if first is None:
            return
        if "," not in first:
            self.separator = next((sign for sign in ";\t" if sign in first), ",")
        rows = csv.reader(chain([first], self._lines), delimiter=self.separator, strict=True)
        try:
            for row in rows:
                yield tuple(cell.strip(_SPACES) for cell in row)
        except csv.Error as error:
            raise PapersError(f"not a row of a CSV file: {error}.", self.line) from None


def _read(blocks: Iterator[bytes], _contest: str | None) -> BallotFile:
    rows = _Rows(blocks)
    each = iter(rows)
    header = next(each, None)
    if header is None:
        raise PapersError(
            "the file is empty. A CSV file of rankings begins with a line of headings."
        )
    first = First.of_heading(header[0])
    columns = header if first is First.RANK else header[1:]
    if not columns:
        raise PapersError("there is no column of candidates or ranks.", rows.line)
    if all(map(is_digits, columns)):
        raise PapersError(
            "the columns are headed by numbers alone. Head ranks 'Rank 1', 'Rank 2' and so on, and "
            "candidates by their names.",
            rows.line,
        )
    if any(First.of_heading(column) is First.WEIGHT for column in columns):
        raise PapersError(
            "a column 'Weight' comes first, in place of 'Papers', and each row is then one ballot.",
            rows.line,
        )
    if not all(columns):
        raise PapersError(f"column {header.index('') + 1} has no heading.", rows.line)
    if _are_ranks(columns):
        return _by_rank(each, rows, len(columns), first)
    return _by_candidate(each, rows, columns, first)


def _are_ranks(columns: Row) -> bool:
    found = [_RANK.fullmatch(column) for column in columns]
    return all(rank and rank[1] == str(n) for n, rank in enumerate(found, start=1))


def _require_name(name: str, line: int) -> None:
    if "\n" in name:
        raise PapersError(f"the name {shown(name)} goes over several lines.", line)


def _by_candidate(rows: Iterator[Row], where: _Rows, names: Row, first: First) -> BallotFile:
    seen: set[str] = set()
    for name in names:
        _require_name(name, where.line)
        if name in seen:
            raise PapersError(
                f"two columns are headed {shown(name)}. Each needs its own.", where.line
            )
        seen.add(name)
    papers = PapersBuilder(len(names))

    def take(row: Row, number: int, line: int) -> None:
        papers.add_marks(_marks(row, line), number, line)

    gathering = Gathering(len(names), take, first)
    for row in rows:
        gathering.add(row, where.line)
    return BallotFile("", None, names, (), gathering.finish(papers))


def _marks(row: Row, line: int) -> Marks:
    """The marks of a row with a rank, or nothing, for each candidate."""
    ranks: dict[int, list[int]] = {}
    for candidate, cell in enumerate(row, start=1):
        if cell:
            if not is_digits(cell) or not 1 <= (rank := whole(cell, line)) <= MOST_RANK:
                raise PapersError(
                    f"expected a rank, a whole number from 1 to {MOST_RANK}, not {shown(cell)}.",
                    line,
                )
            ranks.setdefault(rank, []).append(candidate)
    return tuple((rank, tuple(ranks[rank])) for rank in sorted(ranks))


def _by_rank(rows: Iterator[Row], where: _Rows, ranks: int, first: First) -> BallotFile:
    """Candidates are numbered as they come, and afterwards in the order of their names."""
    if ranks > MOST_RANK:
        raise PapersError(f"there are {ranks} ranks; at most {MOST_RANK} can be.", where.line)
    numbers: dict[str, int] = {}
    papers = PapersBuilder(MOST_CANDIDATES)

    def take(row: Row, number: int, line: int) -> None:
        named: dict[str, int] = {}
        for rank, name in enumerate(row, start=1):
            if name in named:
                raise PapersError(f"{shown(name)} is ranked twice. Each may be ranked once.", line)
            if name:
                _require_name(name, line)
                named[name] = rank
                numbers.setdefault(name, len(numbers) + 1)
        if len(numbers) > MOST_CANDIDATES:
            raise PapersError(f"more than {MOST_CANDIDATES} candidates.", line)
        papers.add_marks(tuple((named[name], (numbers[name],)) for name in named), number, line)

    gathering = Gathering(ranks, take, first)
    for row in rows:
        gathering.add(row, where.line)
    found = gathering.finish(papers)
    if not numbers:
        raise PapersError("no paper names a candidate, so nothing says who the candidates are.")
    names = tuple(sorted(numbers))
    order = {numbers[name]: place for place, name in enumerate(names, start=1)}
    return BallotFile("", None, names, (), _renumbered(found, order))


def _renumbered(papers: Papers, order: dict[int, int]) -> Papers:
    renumbered = PapersBuilder(len(order))
    for ranking, number in papers.rankings():
        renumbered.add_one([order[candidate] for candidate in ranking], number)
    for marks, number in papers.irregular:
        renumbered.add_marks(tuple((rank, (order[one],)) for rank, (one,) in marks), number)
    if papers.blank:
        renumbered.add_one((), papers.blank)
    return replace(renumbered.papers(), ballots=papers.ballots)


def _write(ballot_file: BallotFile, target: Target) -> None:
    names = ballot_file.names
    for name in names:
        require_plain(name)
        if not name or name != name.strip(_SPACES):
            raise PapersError(f"CSV cannot keep an empty name, or spaces around one: {name!r}.")
    if len(set(names)) != len(names):
        raise PapersError("CSV knows candidates by name, and two have the same.")
    if _are_ranks(names) or all(map(is_digits, names)):
        raise PapersError("the candidates' names would be taken for ranks in a CSV file.")
    if any(name.casefold() == WEIGHT for name in names):
        raise PapersError(
            "a candidate's name would be taken for a column of weights in a CSV file."
        )
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")

    def put(cells: list[str | int]) -> None:
        rows.writerow(cells)
        target.stream.write(text.getvalue().encode())
        text.seek(0)
        text.truncate()

    put([PAPERS, *names])
    papers = ballot_file.papers
    if papers.blank:
        put([papers.blank, *[""] * len(names)])
    for ranking, count in papers.rankings():
        put([count, *_cells(len(names), [(r, (c,)) for r, c in enumerate(ranking, start=1)])])
    for marks, count in papers.irregular:
        put([count, *_cells(len(names), marks)])


def _cells(candidates: int, marks: Marks | list[tuple[int, tuple[int, ...]]]) -> list[str | int]:
    cells: list[str | int] = [""] * candidates
    for rank, marked in marks:
        for candidate in marked:
            cells[candidate - 1] = rank
    return cells


def _looks(head: bytes) -> bool:
    """Whether the first line has a separator in it, and does not begin as files of other formats do."""
    first = next((line for line in head.splitlines() if line.strip()), b"")
    begins = first.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    return begins not in (b"#", b"{", b"[") and any(sign in first for sign in b",;")


FORMATS = (
    Format(
        id="csv",
        title="CSV",
        suffixes=(".csv", ".tsv"),
        looks=_looks,
        carries=frozenset({Part.BLANK, Part.SKIPPED, Part.EQUAL}),
        read=_read,
        write=_write,
    ),
)
