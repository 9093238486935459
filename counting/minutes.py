"""The minutes of a count as they go into the evidence: one paragraph or figure a line, never broken.

So they depend on the record alone, not on the width of anybody's screen.
"""

from __future__ import annotations

from counting.record import CountRecord

_NO_WIDTH = 10**9  # columns


def minutes_text(record: CountRecord) -> str:
    """The minutes in plain English, without a line end after the last line."""
    from counting.views.minutes import minutes

    return minutes(record, _NO_WIDTH)
