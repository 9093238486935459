"""Rankings as they are kept and as words, and the way from one to the other.

Rankings lie one after another in `flat`, each ended by 0. In a word of 64 bits ranks are packed
from the left, as many as fit, with zeros after the last: so the order of the words is the order of
the rankings. Each function here is there twice, in numpy and compiled (`counting.compiled`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from counting.compiled import compiled

Ranks = NDArray[np.uint8 | np.uint16]
Places = NDArray[np.int64]
Words = NDArray[np.uint64]
Flat = tuple[Ranks, Places, Places]  # flat, starts, weights

_ROWS_AT_ONCE = 1 << 16  # rows gathered at a time, to stay in the processor's cache


def rank_type(candidates: int) -> type[np.uint8] | type[np.uint16]:
    """The smallest unsigned type that holds a candidate's number."""
    return np.uint8 if candidates <= np.iinfo(np.uint8).max else np.uint16


def ranks_per_word(candidates: int) -> int:
    """How many ranks fit in a word of 64 bits."""
    return 64 // candidates.bit_length()


def pack(flat: Ranks, cursors: Places, candidates: int) -> Words:
    """The ranks from each cursor on, packed from the left into one word; 0 after the end."""
    bits = candidates.bit_length()
    if kernel := compiled(len(cursors), rank_type(candidates)):
        packed = np.empty(len(cursors), dtype=np.uint64)
        kernel.pack(flat, cursors, bits, packed)
        return packed
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


def take(flat: Ranks, starts: Places, rows: Places) -> tuple[Ranks, Places]:
    """The rankings of some rows, in the order of `rows`: their flat form and where each begins.

    `starts`: of all rows, ascending; the rankings fill `flat` in their order.
    """
    lengths = np.diff(starts, append=len(flat))[rows]
    begins = np.cumsum(lengths) - lengths
    taken = np.empty(int(lengths.sum()), dtype=flat.dtype)
    if kernel := compiled(len(rows), _type(flat)):
        kernel.place(flat, starts[rows], taken, begins)
        return taken, begins
    for low in range(0, len(rows), _ROWS_AT_ONCE):
        part = slice(low, low + _ROWS_AT_ONCE)
        shift = np.repeat(starts[rows[part]] - begins[part], lengths[part])
        begin = int(begins[low])
        end = begin + len(shift)
        taken[begin:end] = flat[shift + np.arange(begin, end)]
    return taken, begins


def count_runs(words: Words, candidates: int) -> tuple[Words, Places]:
    """The distinct ones of sorted words, and how often each comes. May use the room of `words`."""
    if len(words) and (kernel := compiled(len(words), rank_type(candidates))):
        papers = np.empty(len(words), dtype=np.int64)
        distinct = kernel.count_runs(words, papers)
        return words[:distinct].copy(), papers[:distinct].copy()
    begins = first_of_runs(words)
    return words[begins], np.diff(begins, append=len(words))


def write_out(words: Words, papers: Places, long: Flat, candidates: int) -> Flat:
    """Rankings that fit in a word, with their papers, and longer ones, as one whole.

    Both are sorted and distinct, and so is the whole.
    """
    flat, starts, weights = long
    leads = pack(flat, starts, candidates)
    if kernel := compiled(len(words), rank_type(candidates)):
        onto = np.empty(len(words) * (ranks_per_word(candidates) + 1) + len(flat), flat.dtype)
        begins, merged = (np.empty(len(words) + len(starts), dtype=np.int64) for _ in range(2))
        bits = candidates.bit_length()
        size = kernel.write_out(
            words, papers, bits, flat, starts, weights, leads, onto, begins, merged
        )
        return onto[:size].copy(), begins, merged
    short = _unpacked(words, candidates, flat.dtype)
    is_long = np.zeros(len(words) + len(starts), dtype=np.bool_)
    # A ranking of just one word comes before those it begins.
    is_long[np.searchsorted(words, leads, side="right") + np.arange(len(starts))] = True
    sizes, merged = (np.empty(len(is_long), dtype=np.int64) for _ in range(2))
    sizes[is_long] = np.diff(starts, append=len(flat))
    sizes[~is_long] = np.diff(np.flatnonzero(short == 0), prepend=-1)
    merged[is_long], merged[~is_long] = weights, papers
    of_long = np.repeat(is_long, sizes)
    onto = np.empty(len(of_long), dtype=flat.dtype)
    onto[of_long], onto[~of_long] = flat, short
    return onto, np.cumsum(sizes) - sizes, merged


def _lengths_of(words: Words, candidates: int) -> Places:
    """How many ranks each word holds."""
    bits = candidates.bit_length()
    lengths = np.zeros(len(words), dtype=np.int64)
    for shift in range(64 - bits, -1, -bits):
        lengths += (words << np.uint64(64 - bits - shift)) >> np.uint64(64 - bits) != 0
    return lengths


def _unpacked(words: Words, candidates: int, type_: np.dtype[Any]) -> Ranks:
    """The rankings of words, one after another, each ended by 0."""
    bits = candidates.bit_length()
    lengths = _lengths_of(words, candidates)
    begins = np.cumsum(lengths + 1) - lengths - 1
    onto = np.zeros(int(lengths.sum()) + len(words), dtype=type_)
    for low in range(0, len(words), _ROWS_AT_ONCE):
        part = slice(low, low + _ROWS_AT_ONCE)
        left, to, last = words[part], begins[part], lengths[part]
        for rank in range(int(last.max(initial=0))):
            going = np.flatnonzero(last > rank)
            left, to, last = left[going], to[going], last[going]
            onto[to + rank] = left >> np.uint64(64 - bits)
            left = left << np.uint64(bits)
    return onto


def first_of_runs(keys: NDArray[Any]) -> Places:
    """Where, in sorted keys, each one comes first."""
    if not len(keys):
        return np.zeros(0, dtype=np.int64)
    return np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))


def _type(flat: Ranks) -> type[np.uint8] | type[np.uint16]:
    return np.uint8 if flat.dtype == np.uint8 else np.uint16
