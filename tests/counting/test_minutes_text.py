"""The minutes that go into the evidence depend on the record alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from counting import count, minutes_text, read_record, write_record
from counting.formats.blt import read_blt


@pytest.mark.parametrize("rule", ["scottish-2011", "wigm-exact"])
def test_a_record_that_was_written_and_read_again_has_the_same_minutes(
    shared: Path, rule: str
) -> None:
    # Eleven candidates: as text '10' comes before '2', and so it does in canonical JSON.
    ballot_file = read_blt(shared / "elections" / "scottish" / "orkney_2012_ward2.blt")
    record = count(ballot_file.papers, ballot_file.contest(rule))
    assert minutes_text(read_record(write_record(record))) == minutes_text(record)


def test_no_line_of_the_minutes_is_broken(shared: Path) -> None:
    ballot_file = read_blt(shared / "elections" / "scottish" / "orkney_2012_ward2.blt")
    record = count(ballot_file.papers, ballot_file.contest("scottish-2011"))
    lines = minutes_text(record).splitlines()
    assert max(map(len, lines)) > 120
    assert sum(line.startswith("Stage ") for line in lines) == len(record.stages)
