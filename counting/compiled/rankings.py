"""Packs rankings into words and writes them out again. Written for numba, as `ballots` is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ranks = NDArray[np.uint8 | np.uint16]
Places = NDArray[np.int64]
Words = NDArray[np.uint64]


def pack(flat: Ranks, cursors: Places, bits: int, words: Words) -> None:
    """The ranks from each cursor on, packed from the left into one word; 0 after the end."""
    for row in range(len(cursors)):
        at = cursors[row]
        word = np.int64(0)
        shift = 64 - bits
        while shift >= 0 and flat[at]:
            word |= np.int64(flat[at]) << shift
            shift -= bits
            at += 1
        words[row] = word


def place(flat: Ranks, cursors: Places, onto: Ranks, begins: Places) -> None:
    """Copies rankings, from each cursor on and with the 0 that ends it, to where each is to begin."""
    for row in range(len(cursors)):
        at = cursors[row]
        to = begins[row]
        while flat[at]:
            onto[to] = flat[at]
            at += 1
            to += 1
        onto[to] = 0


def count_runs(words: Words, papers: Places) -> int:
    """Puts the distinct ones of sorted words to the front, and in `papers` how often each comes.

    Returns how many there are.
    """
    distinct = 0
    for row in range(len(words)):
        # Without a branch: whether a word is another than the last cannot be foreseen.
        word = words[row]
        other = 1 if row == 0 or word != words[distinct - 1] else 0
        words[distinct - 1 + other] = word
        papers[distinct] = row  # where the next begins, if it is one
        distinct += other
    for place in range(distinct):
        following = papers[place + 1] if place + 1 < distinct else len(words)
        papers[place] = following - papers[place]
    return distinct


def write_out(
    words: Words,
    bits: int,
    flat: Ranks,
    starts: Places,
    leads: Words,
    onto: Ranks,
    begins: Places,
    is_long: NDArray[np.bool_],
) -> int:
    """Writes the rankings of sorted words, and long ones also sorted, to `onto`, in order.

    `leads`: the first word of each long ranking, which comes after an equal one of `words`.
    Fills where each begins, and whether it is a long one. Returns how many ranks were written,
    with the 0s that end rankings. `onto` has room for a whole word beyond them.
    """
    mask = (1 << bits) - 1
    per_word = 64 // bits
    to = long = 0
    for place in range(len(begins)):
        short = place - long
        begins[place] = to
        is_long[place] = short == len(words) or (long < len(leads) and leads[long] < words[short])
        if is_long[place]:
            at = starts[long]
            long += 1
            while flat[at]:
                onto[to] = flat[at]
                at += 1
                to += 1
        else:
            word = np.int64(words[short])
            length = 0
            for rank in range(per_word):  # as many steps for each, so that none is unforeseen
                number = word >> 64 - bits * (rank + 1) & mask
                onto[to + rank] = number
                length += 1 if number else 0
            to += length
        onto[to] = 0
        to += 1
    return to
