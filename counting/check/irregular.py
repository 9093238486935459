"""Papers that skip a rank or give one to several candidates, read as each rule's text has it.

Under most rules a voter's numbers must run on from 1, each on one candidate: what comes after the
first number that is missing, or used twice, says nothing certain and is not looked at. Under the
ordinance of Minneapolis the paper goes to its highest ranking that counts, so that a missing number
does no harm; a number used twice ends it.
"""

from __future__ import annotations

from collections.abc import Iterator

from counting.marks import Marks
from counting.papers import Papers

_PASSING_OVER_SKIPS = {"minneapolis-167"}  # Minneapolis Code of Ordinances, 167.20 and 167.70


def as_read(papers: Papers, rule: str) -> Papers:
    """The papers with ordinary rankings only, as the rule of this id reads the others."""
    gaps = rule in _PASSING_OVER_SKIPS
    return papers.settled(lambda marks: tuple(_certain(marks, gaps=gaps)))


def _certain(marks: Marks, *, gaps: bool) -> Iterator[int]:
    last = 0
    for number, candidates in marks:
        if len(candidates) > 1 or (number > last + 1 and not gaps):
            return
        yield from candidates
        last = number
