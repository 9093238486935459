"""Writes the stages of a count as CSV: its count sheet, for spreadsheets."""

from __future__ import annotations

from counting.formats import Format, Target
from counting.record import CountRecord
from counting.views.sheet_csv import sheet_csv
from counting.views.table import count_sheet


def _write(record: CountRecord, target: Target) -> None:
    target.stream.write(sheet_csv(count_sheet(record)).encode())


FORMATS = (Format(id="stages-csv", title="CSV of the stages", write_record=_write),)
