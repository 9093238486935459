"""Sorts rankings and puts equal ones together, exactly.

Rankings lie one after another in `flat`, each ended by 0, and begin at `starts`. They are
compared as words: ranks are packed from the left, as many as fit in 64 bits, so that the
order of the words is the order of the rankings, and a ranking comes before those it begins.
Only rankings that are still equal after one word are looked at further. Most rankings fit in one
word, and those are sorted as plain numbers: see `counting.gathering`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counting.packing import Flat, Places, Ranks, pack, ranks_per_word, take


def group(flat: Ranks, starts: Places, weights: Places, candidates: int) -> Flat:
    """The distinct rankings in ascending order, with the papers that bear each.

    Shapes: `starts` and `weights` (rows,) int64; `flat` (ranks + rows,). `starts` ascend: the
    rankings fill `flat` in their order. The sum of the weights must be below 2^63: the caller
    sees to it. Time: a sort of the rows.
    """
    if not len(starts):
        return flat[:0].copy(), starts[:0].copy(), weights[:0].copy()
    order, first = _sorted_rows(flat, starts, candidates)
    begins = np.flatnonzero(first)
    merged = np.add.reduceat(weights[order], begins)
    return (*take(flat, starts, order[begins]), merged)


def _sorted_rows(flat: Ranks, starts: Places, candidates: int) -> tuple[Places, NDArray[np.bool_]]:
    """Rows in ascending order of ranking, and which of them differ from the one before."""
    bits = candidates.bit_length()
    per_word = ranks_per_word(candidates)
    last_rank = np.uint64((1 << bits) - 1 << (64 - bits * per_word))
    words = pack(flat, starts, candidates)
    order = np.argsort(words)
    words = words[order]
    first = np.concatenate(([True], words[1:] != words[:-1]))
    tied = _tied(first) & ((words & last_rank) != 0)
    places = np.flatnonzero(tied)
    depth = per_word
    while len(places):
        groups = np.cumsum(first)[places]
        words = pack(flat, starts[order[places]] + depth, candidates)
        finer = np.lexsort((words, groups))
        order[places] = order[places[finer]]
        words = words[finer]
        first[places[1:]] |= words[1:] != words[:-1]  # the first of a group is one already
        places = places[_tied(first)[places] & ((words & last_rank) != 0)]
        depth += per_word
    return order, first


def _tied(first: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Rows that are equal, as far as is known, to the one before or after."""
    following = np.concatenate((first[1:], [True]))
    return ~(first & following)
