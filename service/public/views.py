"""A declared contest as a page shows it: the sentence, the elected, the sheet, the minutes.

Everything is a view of the published record; nothing is counted here.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from pydantic import JsonValue

from ballots.evidence.written import AnyRecord, record_bytes
from counting.canonical import canonical_json
from counting.minutes import minutes_text
from counting.motion import FORMAT as MOTION_FORMAT
from counting.motion import MotionRecord, read_motion
from counting.motion_words import sentences_of
from counting.record import CountRecord
from counting.record_json import read_record
from counting.views.motion import figure_rows
from counting.views.table import Sheet, count_sheet
from service.public.sources import PublishedResult, Totals

_INDENT = "  "


@dataclass(frozen=True, slots=True)
class MinutesPart:
    """One stage of the minutes: sentences, with lists of figures among them."""

    heading: str
    blocks: tuple[str | tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class ContestView:
    """One contest of the result page. `sheet`, `minutes`: None where nothing was counted.

    `figures`: of a motion, which has no sheet: what the votes were, and how many.
    """

    result: PublishedResult
    sentence: str
    elected: tuple[str, ...]
    seats: int | None
    sheet: Sheet | None
    minutes: tuple[MinutesPart, ...]
    figures: tuple[tuple[str, str], ...] = ()

    @property
    def turnout(self) -> str:
        """Who took part, in a sentence; empty where there are no totals."""
        return turnout_sentence(self.result.totals) if self.result.totals else ""


def contest_view(result: PublishedResult) -> ContestView:
    """The contest as it is shown. Raises RecordError for a record that is none."""
    if result.record is None:
        return ContestView(result, _uncounted(result), tuple(result.elected), None, None, ())
    record = record_of(result.record)
    if isinstance(record, MotionRecord):
        *reasons, outcome = sentences_of(record.decision)
        return ContestView(
            result=result,
            sentence=outcome,
            elected=(),
            seats=None,
            sheet=None,
            minutes=(MinutesPart("", tuple(reasons)),),
            figures=tuple(figure_rows(record)),
        )
    sheet = count_sheet(record)
    names = tuple(record.contest.name(candidate) for candidate in record.elected)
    return ContestView(
        result=result,
        sentence=sheet.result,
        elected=names,
        seats=record.contest.seats,
        sheet=sheet,
        minutes=minutes_parts(minutes_text(record)),
    )


def record_of(found: Mapping[str, JsonValue]) -> AnyRecord:
    """The record that the office publishes, read strictly. Raises RecordError."""
    if found.get("format") == MOTION_FORMAT:
        return read_motion(canonical_json(json.loads(json.dumps(found))))
    return _read(json.dumps(found, ensure_ascii=False, sort_keys=True))


@lru_cache(maxsize=64)
def _read(text: str) -> CountRecord:
    return read_record(text.encode("utf-8"))


def record_file(found: Mapping[str, JsonValue]) -> bytes:
    """The record as its one file: canonical JSON."""
    return record_bytes(record_of(found))


def sheet_csv(sheet: Sheet) -> str:
    """The count sheet for a spreadsheet: a row for each candidate, votes at the end of each stage."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    columns = (f"Stage {column.number}: {column.heading}" for column in sheet.columns)
    writer.writerow(("", *columns, "Outcome"))
    for row in sheet.rows:
        label = f"{row.number} {row.label}".strip()
        writer.writerow((_safe(label), *(cell.votes for cell in row.cells), row.outcome))
    return file.getvalue()


def _safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t") else cell


def minutes_parts(text: str) -> tuple[MinutesPart, ...]:
    """The minutes, cut where they are cut already: an empty line between stages, figures indented."""
    opening, *stages = text.split("\n\n")
    title, _, rest = opening.partition("\n")
    parts = [MinutesPart(title, _blocks(rest.split("\n")))]
    for stage in stages:
        heading, dot, sentence = stage.partition(". ")
        first, _, others = sentence.partition("\n")
        lines = [first, *others.split("\n")] if dot else stage.split("\n")
        parts.append(MinutesPart(heading if dot else "", _blocks(lines)))
    return tuple(parts)


def _blocks(lines: list[str]) -> tuple[str | tuple[str, ...], ...]:
    blocks: list[str | tuple[str, ...]] = []
    figures: list[str] = []
    for line in [*lines, ""]:
        if line.startswith(_INDENT):
            figures.append(line.strip())
            continue
        if figures:
            blocks.append(tuple(figures))
            figures = []
        if line.strip():
            blocks.append(line)
    return tuple(blocks)


def turnout_sentence(totals: Totals) -> str:
    """Who took part, of those who might."""
    voted = totals.keys + totals.papers
    share = f" ({_percent(voted, totals.entitled)})" if totals.entitled else ""
    paper = f", {totals.papers} of them on paper" if totals.papers else ""
    parts = [f"{voted} of {totals.entitled} members entitled to vote took part{share}{paper}."]
    if totals.abstentions:
        parts.append(f"{_ballots(totals.abstentions)} abstained.")
    invalid = sum(totals.invalid.values())
    if invalid:
        parts.append(f"{_ballots(invalid)} {'was' if invalid == 1 else 'were'} invalid.")
    if totals.reissued:
        parts.append(
            f"{totals.reissued} re-issued: so many votes more than members are possible at most."
        )
    return " ".join(parts)


def _ballots(count: int) -> str:
    return "1 ballot" if count == 1 else f"{count} ballots"


def _percent(part: int, whole: int) -> str:
    """Rounded half up to one decimal, in whole numbers."""
    tenths = (2000 * part + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}%"


def _uncounted(result: PublishedResult) -> str:
    if result.state == "uncontested" and result.elected:
        names = ", ".join(result.elected)
        return f"Elected without a vote, since no more stood than there are places: {names}."
    words = {
        "void": "This contest was cancelled.",
        "annulled": "This result has been annulled.",
        "uncontested": "There was no vote in this contest.",
    }
    return words.get(result.state, "This contest has not been counted.")
