"""Sorts rankings and puts equal ones together, in numpy, exactly.

Rankings lie one after another in `flat`, each ended by 0, and begin at `starts`. They are
compared as words: ranks are packed from the left, as many as fit in 64 bits, so that the
order of the words is the order of the rankings, and a ranking comes before those it begins.
Only rankings that are still equal after one word are looked at further.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ranks = NDArray[np.uint8 | np.uint16]
Places = NDArray[np.int64]
Flat = tuple[Ranks, Places, Places]  # flat, starts, weights

_ROWS_AT_ONCE = 1 << 16  # rows gathered at a time, to stay in the processor's cache


def rank_type(candidates: int) -> type[np.uint8] | type[np.uint16]:
    """The smallest unsigned type that holds a candidate's number."""
    return np.uint8 if candidates <= np.iinfo(np.uint8).max else np.uint16


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
    return (*_taken(flat, starts, order[begins]), merged)


def _taken(flat: Ranks, starts: Places, rows: Places) -> tuple[Ranks, Places]:
    """The rankings of some rows, in the order of `rows`: their flat form and where each begins."""
    lengths = np.diff(starts, append=len(flat))[rows]
    ends = np.cumsum(lengths)
    begins = ends - lengths
    taken = np.empty(int(ends[-1]), dtype=flat.dtype)
    for low in range(0, len(rows), _ROWS_AT_ONCE):
        part = slice(low, low + _ROWS_AT_ONCE)
        shift = np.repeat(starts[rows[part]] - begins[part], lengths[part])
        begin = int(begins[low])
        end = begin + len(shift)
        taken[begin:end] = flat[shift + np.arange(begin, end)]
    return taken, begins


def _sorted_rows(flat: Ranks, starts: Places, candidates: int) -> tuple[Places, NDArray[np.bool_]]:
    """Rows in ascending order of ranking, and which of them differ from the one before."""
    bits = candidates.bit_length()
    per_word = 64 // bits
    last_rank = np.uint64((1 << bits) - 1 << (64 - bits * per_word))
    words = _packed(flat, starts, bits)
    order = np.argsort(words)
    words = words[order]
    first = np.concatenate(([True], words[1:] != words[:-1]))
    tied = _tied(first) & ((words & last_rank) != 0)
    places = np.flatnonzero(tied)
    depth = per_word
    while len(places):
        groups = np.cumsum(first)[places]
        words = _packed(flat, starts[order[places]] + depth, bits)
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


def _packed(flat: Ranks, cursors: Places, bits: int) -> NDArray[np.uint64]:
    """The ranks from each cursor on, packed from the left into one word; 0 after the end."""
    words = np.zeros(len(cursors), dtype=np.uint64)
    for low in range(0, len(cursors), _ROWS_AT_ONCE):
        part = cursors[low : low + _ROWS_AT_ONCE]
        here = words[low : low + _ROWS_AT_ONCE]
        rows = np.arange(len(part))
        for place in range(64 // bits):
            ranks = flat[part + place]
            going = np.flatnonzero(ranks)
            if len(going) < len(rows):
                rows, part, ranks = rows[going], part[going], ranks[going]
            if not len(rows):
                break
            here[rows] |= ranks.astype(np.uint64) << np.uint64(64 - bits * (place + 1))
    return words
