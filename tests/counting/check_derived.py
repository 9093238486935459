"""What the check works out by itself, as a record: for laying it beside what others published."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from counting import Contest, CountRecord, Papers
from counting.check.families import KNOWN
from counting.record import PapersSummary


def derived(ballots: Papers, held: Contest) -> CountRecord:
    """The record of the count as the check works it out, the engine nowhere in it."""
    known = KNOWN[held.rule]
    found = known.begin(ballots, held)
    invalid = ballots.total - found.valid - found.without_preference
    summary = PapersSummary(
        found.valid, invalid, found.without_preference, ballots.distinct, ballots.digest
    )
    stages = tuple(due.stage for due in found.stages())
    return CountRecord(held, known.text.version, known.text.decimals, summary, found.before, stages)


def loaded(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
