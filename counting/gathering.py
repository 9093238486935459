"""Gathers rankings as they come, and groups equal ones from time to time.

Rankings that fit in one word are kept as words, sorted as plain numbers; longer ones as they are
(`counting.grouping`). The two have no ranking in common. Neither the order in which rankings come
nor when they are grouped makes a difference.
"""

from __future__ import annotations

import numpy as np

from counting.grouping import group
from counting.packing import (
    Flat,
    Places,
    Ranks,
    Words,
    count_runs,
    first_of_runs,
    pack,
    rank_type,
    ranks_per_word,
    write_out,
)

_ROWS_BEFORE_GROUPING = 1 << 20
_WORDS_AT_FIRST = 1 << 14


class Gathering:
    """Rankings of one contest's papers, none blank; those with the same ranking are put together.

    Memory: the distinct rankings, and about as many again (a million at least) not yet grouped.
    The sum of all weights must be below 2^63: the caller sees to it.
    """

    def __init__(self, candidates: int) -> None:
        self._candidates = candidates
        self._pending = 0
        self._words: Words = np.zeros(0, dtype=np.uint64)  # room for rankings of one paper each
        self._used = 0
        self._parts: list[Flat] = []
        self._short = (np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int64))
        nothing = np.zeros(0, dtype=np.int64)
        self._long: Flat = (np.zeros(0, dtype=rank_type(candidates)), nothing, nothing)

    def take_words(self, words: Words) -> None:
        """Takes rankings that fit in a word each, of one paper each. Copies them."""
        self._keep(words)
        self._taken(len(words))

    def _keep(self, words: Words) -> None:
        used = self._used + len(words)
        if used > len(self._words):
            # Room that is not used yet takes no memory, and little is copied.
            room = np.empty(max(_WORDS_AT_FIRST, used, 8 * len(self._words)), dtype=np.uint64)
            room[: self._used] = self._words[: self._used]
            self._words = room
        self._words[self._used : used] = words
        self._used = used

    def take(self, flat: Ranks, starts: Places, weights: Places) -> None:
        """Takes rankings with the papers that bear each. Shapes as for `grouping.group`."""
        if len(starts):
            self._parts.append((flat, starts, weights))
            self._taken(len(starts))

    def grouped(self) -> Flat:
        """The distinct rankings taken, in ascending order, with the papers that bear each."""
        self._group()
        words, papers = self._short
        return write_out(words, papers, self._long, self._candidates)

    def _taken(self, rows: int) -> None:
        self._pending += rows
        # Grouping whenever the rows have doubled keeps the work within twice one sort of all.
        distinct = len(self._short[0]) + len(self._long[1])
        if self._pending >= max(_ROWS_BEFORE_GROUPING, distinct):
            self._group()

    def _group(self) -> None:
        if self._parts:
            self._sort_parts()
        if self._used:
            words = self._words[: self._used]
            self._used = 0
            words.sort()
            self._merge(*count_runs(words, self._candidates))
        self._pending = 0

    def _sort_parts(self) -> None:
        """Sends short rankings to the words, and groups the long ones."""
        flat, starts, weights = _joined(self._parts)
        self._parts = []
        sizes = np.diff(starts, append=len(flat))
        short = sizes - 1 <= ranks_per_word(self._candidates)
        words = pack(flat, starts[short], self._candidates)
        papers = weights[short]
        single = papers == 1
        self._keep(words[single])
        if not single.all():
            words, papers = words[~single], papers[~single]
            order = np.argsort(words)
            self._merge(*_summed(words[order], papers[order]))
        if not short.all():
            long = flat, starts, weights
            if short.any():
                ends = np.cumsum(sizes[~short])
                long = flat[np.repeat(~short, sizes)], ends - sizes[~short], weights[~short]
            known = [self._long] if len(self._long[1]) else []
            self._long = group(*_joined([*known, long]), self._candidates)

    def _merge(self, words: Words, papers: Places) -> None:
        """Puts words, sorted and distinct, with their papers to those there."""
        if len(self._short[0]) and len(words):
            words = np.concatenate((self._short[0], words))
            papers = np.concatenate((self._short[1], papers))
            order = np.argsort(words, kind="stable")  # merges the two parts
            words, papers = _summed(words[order], papers[order])
        if len(words):
            self._short = words, papers


def _summed(words: Words, papers: Places) -> tuple[Words, Places]:
    """The distinct ones of sorted words, and the papers of each."""
    begins = first_of_runs(words)
    return words[begins], np.add.reduceat(papers, begins)


def _joined(parts: list[Flat]) -> Flat:
    """Parts one after another."""
    if len(parts) == 1:
        return parts[0]
    ends = np.cumsum([0] + [len(part[0]) for part in parts])
    return (
        np.concatenate([part[0] for part in parts]),
        np.concatenate([part[1] + end for part, end in zip(parts, ends, strict=False)]),
        np.concatenate([part[2] for part in parts]),
    )
