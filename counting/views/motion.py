"""A motion for people: the votes in a small table, and the sentences of the minutes."""

from __future__ import annotations

from counting.motion import MotionRecord
from counting.motion_words import sentences_of
from counting.views.text import columns, paragraphs


def motion_text(record: MotionRecord, width: int) -> str:
    """The votes as a table, then the sentences, in lines no wider than `width` columns."""
    parts = [record.title] if record.title else []
    parts.append(columns(("Votes", "Number"), figure_rows(record), width))
    parts.append(paragraphs(sentences_of(record.decision), width))
    return "\n\n".join(parts)


def figure_rows(record: MotionRecord) -> list[tuple[str, str]]:
    """What the votes were, and how many of each; then ballots and those entitled, where known."""
    tally = record.tally
    in_favour, against = record.options
    rows = [
        (in_favour, tally.in_favour),
        (against, tally.against),
        ("Abstaining", tally.abstain),
        ("Blank or invalid", tally.blank),
    ]
    if tally.ballots is not None:
        rows.append(("Ballots that carry them", tally.ballots))
    if tally.entitled is not None:
        rows.append(("Entitled to vote", tally.entitled))
    return [(label, str(number)) for label, number in rows]
