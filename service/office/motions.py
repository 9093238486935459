"""Motions with equal votes that wait for the casting vote which the notice grants."""

from __future__ import annotations

import json

from counting.motion import FORMAT, MotionRecord, read_motion
from counting.thresholds import Given
from service.db.office.store import OfficeStore
from service.errors import Refused


def is_motion(record: bytes) -> bool:
    """Whether a kept record is a motion's, and not of a count."""
    return bool(json.loads(record).get("format") == FORMAT)


def undecided(store: OfficeStore, id_: str) -> dict[str, MotionRecord]:
    """The counted motions, by contest, whose casting vote is granted, called for, and not given."""
    found = {}
    for result in store.results(id_):
        if is_motion(result.record):
            record = read_motion(result.record)
            quorate = record.decision.quorate is not False
            if record.tally.equal and quorate and record.given is Given.SILENT:
                found[result.contest] = record
    return found


def require_undecided(store: OfficeStore, id_: str, contest: str) -> None:
    """Raises Refused unless the contest is a motion that a casting vote can settle now."""
    if contest not in undecided(store, id_):
        raise Refused(
            "not-equal",
            "A casting vote settles a motion with equal votes, where the notice grants one, and nothing "
            "else. This is no such motion, or its casting vote has been recorded.",
        )
