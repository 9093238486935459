"""A contest's record and minutes as files: of a count, or of a motion."""

from __future__ import annotations

from counting import CountRecord, minutes_text, write_record
from counting.motion import MotionRecord, write_motion
from counting.motion_words import motion_minutes

AnyRecord = CountRecord | MotionRecord


def record_bytes(record: AnyRecord) -> bytes:
    """The record as canonical JSON."""
    return write_motion(record) if isinstance(record, MotionRecord) else write_record(record)


def minutes_of(record: AnyRecord) -> str:
    """The minutes in plain English, without a line end after the last line."""
    if isinstance(record, MotionRecord):
        return motion_minutes(record.title, record.decision)
    return minutes_text(record)


def minutes_bytes(record: AnyRecord) -> bytes:
    """The minutes as their file has them."""
    return (minutes_of(record) + "\n").encode("utf-8")
