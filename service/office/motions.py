"""Motions and options with equal votes that wait for the casting vote which the notice grants."""

from __future__ import annotations

import json
from dataclasses import dataclass

from counting import CountRecord, read_record
from counting.motion import FORMAT, MotionRecord, read_motion
from counting.thresholds import Given
from service.db.office.store import OfficeStore
from service.errors import Refused


def is_motion(record: bytes) -> bool:
    """Whether a kept record is a motion's, and not of a count."""
    return bool(json.loads(record).get("format") == FORMAT)


@dataclass(frozen=True, slots=True)
class Undecided:
    """What waits for a casting vote: who has it, and the ids and names that it may be given for.

    `without`: what becomes of it if nobody records one before the declaration.
    """

    title: str
    holder: str
    options: tuple[tuple[str, str], ...]
    without: str


def undecided(store: OfficeStore, id_: str) -> dict[str, Undecided]:
    """The motions and options, by contest, whose casting vote is granted, called for, and not given."""
    found = {}
    for result in store.results(id_):
        if is_motion(result.record):
            waiting = _motion(read_motion(result.record))
        else:
            waiting = _options(read_record(result.record))
        if waiting is not None:
            found[result.contest] = waiting
    return found


def _motion(record: MotionRecord) -> Undecided | None:
    quorate = record.decision.quorate is not False
    if not (record.tally.equal and quorate and record.given is Given.SILENT):
        return None
    in_favour, against = record.options
    options = (("1", in_favour), ("2", against))
    return Undecided(record.title, record.terms.casting_vote or "", options, "the motion is lost")


def _options(record: CountRecord) -> Undecided | None:
    vote, decision = record.contest.casting_vote, record.left_open
    if vote is None or decision is None or decision.reason != "no-casting-vote":
        return None
    options = tuple((str(c), record.contest.name(c)) for c in decision.candidates)
    return Undecided(record.contest.title, vote.holder, options, "no option is chosen")


def require_undecided(store: OfficeStore, id_: str, contest: str, candidate: str) -> None:
    """Raises Refused unless a casting vote for this candidate can settle the contest now."""
    waiting = undecided(store, id_).get(contest)
    if waiting is None or candidate not in dict(waiting.options):
        raise Refused(
            "not-equal",
            "A casting vote settles a motion with equal votes, or decides between the last two options "
            "with equal votes, where the notice grants one, and nothing else. This is no such contest "
            "or option, or its casting vote has been recorded.",
        )
