"""Papers that skip a rank or give one to several candidates, read as each rule's text has it.

Under most rules a voter's numbers must run on from 1, each on one candidate: what comes after the
first number that is missing, or used twice, says nothing certain and is not looked at. Under the
ordinance of Minneapolis the paper goes to its highest ranking that is neither skipped nor an overvote,
so that neither a missing number nor one used twice does harm to the numbers after it.
"""

from __future__ import annotations

from collections.abc import Iterator

from counting.marks import Marks
from counting.papers import Papers

_TO_THE_NEXT_RANKING = {"minneapolis-167"}  # Minneapolis Code of Ordinances, 167.70(c)(2)


def as_read(papers: Papers, rule: str) -> Papers:
    """The papers with ordinary rankings only, as the rule of this id reads the others."""
    read = _single if rule in _TO_THE_NEXT_RANKING else _certain
    return papers.settled(lambda marks: tuple(read(marks)))


def _single(marks: Marks) -> Iterator[int]:
    for _, candidates in marks:
        if len(candidates) < 2:
            yield from candidates


def _certain(marks: Marks) -> Iterator[int]:
    last = 0
    for number, candidates in marks:
        if len(candidates) > 1 or number > last + 1:
            return
        yield from candidates
        last = number
