"""A roll from a CSV file: all of it or nothing, and every bad row with its line.

Columns `number`, `name` and `email` must be there; every other column is an attribute that
conditions may speak of. The separator is a comma, a semicolon or a tab.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from service.errors import BadInput

NEEDED = ("number", "name", "email")
_LONGEST = {"number": 100, "name": 200, "email": 254}
_LONGEST_ATTRIBUTE = 1_000
_MOST_FAULTS = 200
_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+")
_COLUMN = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}")


@dataclass(frozen=True, slots=True)
class Member:
    """One row of a roll. `number`: the membership number, which tells people apart on every roll.

    `line`: where it begins in the file.
    """

    number: str
    name: str
    email: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    line: int = field(default=0, compare=False)


class RollFileError(BadInput):
    """A roll file that cannot be taken. `faults`: (line, what), in the order of lines."""

    def __init__(self, faults: Sequence[tuple[int, str]]) -> None:
        self.faults = tuple(faults)
        shown = self.faults[:_MOST_FAULTS]
        first = f"Roll line {self.faults[0][0]}: {self.faults[0][1]}"
        many = f"{len(self.faults)} rows of the roll are wrong. The first: {first}"
        super().__init__(
            "roll-file",
            (first if len(self.faults) == 1 else many) + " Nothing was imported.",
            faults=[{"line": line, "what": what} for line, what in shown],
        )


def read_roll(data: bytes) -> tuple[Member, ...]:
    """The members in a CSV file. Raises RollFileError with every row that is wrong."""
    text = _text(data)
    rows = _rows(text)
    try:
        line, header = next(rows)
    except StopIteration:
        raise RollFileError([(1, "the file is empty. The first line names the columns.")]) from None
    columns = _columns(line, header)
    members: list[Member] = []
    faults: list[tuple[int, str]] = []
    seen: dict[str, int] = {}
    for line, row in rows:
        found = _faults(columns, row)
        number = "" if found else row[columns.index("number")].strip()
        if not found and number.casefold() in seen:
            found = [f"number {number} stands on line {seen[number.casefold()]} already."]
        if found:
            faults.extend((line, fault) for fault in found)
            continue
        seen[number.casefold()] = line
        cells = {column: cell.strip() for column, cell in zip(columns, row, strict=True)}
        needed = [cells.pop(column) for column in NEEDED]
        members.append(Member(needed[0], needed[1], needed[2], cells, line))
    if faults:
        raise RollFileError(faults)
    if not members:
        raise RollFileError([(1, "there is no member below the names of the columns.")])
    return tuple(members)


def _is_invisible(sign: str) -> bool:
    return unicodedata.category(sign) == "Cf"


def _text(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise RollFileError([(line, "this is not UTF-8. Save the file as 'CSV UTF-8'.")]) from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise RollFileError([(line, "there is a NUL character: this is not a CSV file.")])
    return text


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not empty, each with the line it begins on."""
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise RollFileError([(begins, f"{error}. Check the quotation marks.")]) from None
        if any(cell.strip() for cell in row):
            yield begins, row
        begins = reader.line_num + 1


def _columns(line: int, header: list[str]) -> list[str]:
    columns = [name.strip() for name in header]
    columns = [name.lower() if name.lower() in NEEDED else name for name in columns]
    faults = [f"column '{name}' is missing." for name in NEEDED if name not in columns]
    faults += [
        f"'{name}' is no name for a column: letters, figures, - and _ only."
        for name in columns
        if not _COLUMN.fullmatch(name)
    ]
    faults += [
        f"column '{name}' stands twice."
        for name in dict.fromkeys(columns)
        if columns.count(name) > 1
    ]
    if faults:
        raise RollFileError([(line, fault) for fault in faults])
    return columns


def _faults(columns: list[str], row: list[str]) -> list[str]:
    if len(row) != len(columns):
        return [f"{len(row)} cells, but there are {len(columns)} columns."]
    faults = []
    for column, cell in zip(columns, row, strict=True):
        value = cell.strip()
        longest = _LONGEST.get(column, _LONGEST_ATTRIBUTE)
        if column in ("number", "name") and not value:
            faults.append(f"there is no {column}.")
        elif len(value) > longest:
            faults.append(f"the {column} has more than {longest} characters.")
        elif any(unicodedata.category(sign) in ("Cc", "Zl", "Zp") for sign in value):
            faults.append(f"the {column} holds a line end or another control character.")
        elif column in ("number", "email") and any(map(_is_invisible, value)):
            faults.append(f"the {column} holds a sign that cannot be seen. Type it anew.")
        elif column == "email" and value and not _EMAIL.fullmatch(value):
            faults.append("this is not an e-mail address.")
    return faults
