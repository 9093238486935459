"""Irregular papers: rankings in which a rank is skipped, or given to several candidates.

Ordinary rankings are plain sequences, and nearly all papers bear one. The others are kept apart, as
marks: which candidates are marked with which rank. Each rule says how it reads them
(`Irregular`), before its count begins: from then on there are ordinary rankings only.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from counting.canonical import Json

Marks = tuple[tuple[int, tuple[int, ...]], ...]  # (rank, candidates marked with it), both ascending
Reading = Callable[[Marks], tuple[int, ...]]

MOST_RANK = 2**16 - 1


def marks_of(ranks: Iterable[Sequence[int]]) -> Marks:
    """The marks of a paper whose ranks, from the first, name these candidates; none: a skipped rank."""
    return tuple(
        (rank, tuple(sorted(candidates)))
        for rank, candidates in enumerate(ranks, start=1)
        if candidates
    )


def ranking_of(marks: Marks) -> tuple[int, ...] | None:
    """The same as an ordinary ranking; None if a rank is skipped or given twice.

    Ranks after the last mark are not skipped: the ranking ends there.
    """
    ranking = ends_before_break(marks)
    return ranking if len(ranking) == len(marks) else None


def marks_fault(marks: Marks, candidates: int) -> str | None:
    """What is wrong with marks, as the end of a sentence; None if nothing is.

    Whether the candidates are candidates, each marked once, is asked of `papers.ranking_fault`.
    """
    ranks = [rank for rank, _ in marks]
    if ranks != sorted(set(ranks)) or not all(marked for _, marked in marks):
        return "the marks are not in order of rank, each rank once."
    if ranks and not 1 <= ranks[0] <= ranks[-1] <= MOST_RANK:
        worst = ranks[0] if ranks[0] < 1 else ranks[-1]
        return f"rank {worst}, but ranks go from 1 to {MOST_RANK}."
    if any(list(marked) != sorted(marked) for _, marked in marks):
        return f"the candidates of a rank are not in the order of their numbers, 1 to {candidates}."
    return None


def marks_bytes(marks: Marks) -> bytes:
    """Canonical bytes: how many ranks are marked, then each: rank, how many candidates, their numbers.

    All in 16 bits, most significant byte first.
    """
    numbers = [len(marks)]
    for rank, marked in marks:
        numbers += (rank, len(marked), *marked)
    return struct.pack(f">{len(numbers)}H", *numbers)


def ends_before_break(marks: Marks) -> tuple[int, ...]:
    """The preferences up to the first rank that is skipped or given to several candidates."""
    ranking: list[int] = []
    for expected, (rank, marked) in enumerate(marks, start=1):
        if rank != expected or len(marked) != 1:
            break
        ranking.append(marked[0])
    return tuple(ranking)


def passes_over_breaks(marks: Marks) -> tuple[int, ...]:
    """The preferences, with ranks that are skipped or given to several candidates passed over."""
    return tuple(marked[0] for _, marked in marks if len(marked) == 1)


@dataclass(frozen=True, slots=True)
class Irregular:
    """How a rule reads irregular papers. A paper read as no preference at all is invalid.

    `sentence`: the reading, as it is printed in the notice of election. `clause`: the rule's, or
    'no clause' where its text is silent and the usual British practice is followed.
    """

    reading: Reading
    sentence: str
    clause: str = "no clause"

    def under(self, clause: str) -> Irregular:
        """The same reading, called for by a clause of a rule."""
        return replace(self, clause=clause)

    def description(self) -> dict[str, Json]:
        """The reading by name, its sentence and clause."""
        return {
            "reading": self.reading.__name__,
            "sentence": self.sentence,
            "clause": self.clause,
        }


ENDS_BEFORE_BREAK = Irregular(
    ends_before_break,
    "If a paper skips a number, or gives one number to several candidates, its preferences count up to "
    "there and no further; if that leaves none, the paper is invalid.",
)
PASSES_OVER_BREAKS = Irregular(
    passes_over_breaks,
    "If a paper skips a number, or gives one number to several candidates, that number is passed over, "
    "and the next one counts in its place; if that leaves no preference, the paper is invalid.",
)
