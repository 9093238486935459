"""Packs rankings into words and writes them out again. Written for numba, as `ballots` is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ranks = NDArray[np.uint8 | np.uint16]
Places = NDArray[np.int64]
Words = NDArray[np.uint64]


_NONE, _ONE = np.uint64(0), np.uint64(1)


def pack(flat: Ranks, cursors: Places, bits: int, words: Words) -> None:
    """The ranks from each cursor on, packed from the left into one word; 0 after the end."""
    for row in range(len(cursors)):
        at = np.uint64(cursors[row])
        word = np.int64(0)
        shift = 64 - bits
        while shift >= 0 and flat[at]:
            word |= np.int64(flat[at]) << shift
            shift -= bits
            at += _ONE
        words[row] = word


def place(flat: Ranks, cursors: Places, onto: Ranks, begins: Places) -> None:
    """Copies rankings, from each cursor on and with the 0 that ends it, to where each is to begin."""
    for row in range(len(cursors)):
        at = np.uint64(cursors[row])
        to = np.uint64(begins[row])
        while flat[at]:
            onto[to] = flat[at]
            at += _ONE
            to += _ONE
        onto[to] = 0


def count_runs(words: Words, papers: Places) -> int:
    """Puts the distinct ones of sorted words to the front, and in `papers` how often each comes.

    Returns how many there are. There must be one.
    """
    last = words[0]
    distinct = _ONE
    papers[0] = 0
    for row in range(1, len(words)):
        # Without a branch: whether a word is another than the last cannot be foreseen.
        word = words[row]
        words[distinct] = word
        papers[distinct] = row  # where the next begins, if it is one
        distinct += _ONE if word != last else _NONE
        last = word
    for one in range(np.int64(distinct)):
        following = papers[one + 1] if one + 1 < distinct else len(words)
        papers[one] = following - papers[one]
    return int(distinct)


def write_out(
    words: Words,
    papers: Places,
    bits: int,
    flat: Ranks,
    starts: Places,
    weights: Places,
    leads: Words,
    onto: Ranks,
    begins: Places,
    merged: Places,
) -> int:
    """Writes the rankings of sorted words, and long ones also sorted, to `onto`, in order.

    `papers`, `weights`: those of the words, and of the long ones. `leads`: the first word of each
    long ranking, which comes after an equal one of `words`. Fills where each begins, and its papers
    in `merged`. Returns how many ranks were written, with the 0s that end rankings. `onto` has room
    for a whole word beyond them.
    """
    mask = (1 << bits) - 1
    per_word = np.uint64(64 // bits)
    to = short = long = _NONE
    for row in range(len(begins)):
        begins[row] = to
        if short == len(words) or (long < len(leads) and leads[long] < words[short]):
            at = np.uint64(starts[long])
            merged[row] = weights[long]
            long += _ONE
            while flat[at]:
                onto[to] = flat[at]
                at += _ONE
                to += _ONE
        else:
            word = np.int64(words[short])
            merged[row] = papers[short]
            short += _ONE
            length = _NONE
            shift = 64
            for rank in range(per_word):  # as many steps for each, so that none is unforeseen
                shift -= bits
                number = word >> shift & mask
                onto[to + rank] = number
                length += _ONE if number else _NONE
            to += length
        onto[to] = 0
        to += _ONE
    return int(to)
