"""Reads plain BLT ballots byte by byte. Written for numba, in the part of Python that it compiles.

Places in arrays are unsigned, here and in the modules beside it: numba would look at the sign of
others each time, since a negative one counts from the end. Unsigned and signed are never mixed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_SPACE, _NEW_LINE, _ZERO = 32, 10, 48
_MOST_DIGITS = 9  # of a number of papers, so that a block's papers cannot overflow
_LARGEST = 2**16 - 1  # candidate
_NONE, _ONE = np.uint64(0), np.uint64(1)


def read_ballots(  # noqa: PLR0912, PLR0915 - one loop over the bytes, compiled as one
    text: NDArray[np.uint8],
    candidates: int,
    bits: int,
    seen: NDArray[np.int64],
    words: NDArray[np.uint64],
    flat: NDArray[np.uint8 | np.uint16],
    starts: NDArray[np.int64],
    weights: NDArray[np.int64],
) -> tuple[int, int, int, int, int, int, int]:
    """Takes lines `COUNT C1 C2 … 0` up to the first that is not plain and in order.

    `text`: ends with a line end. `seen`: zeros, (candidates + 1,). One paper whose ranking fits in
    a word goes to `words`; the rest to `flat`, `starts`, `weights`; blank ones to neither.
    Returns how many were taken: bytes, lines, words, rows, ranks (with the 0s), papers, blank.
    """
    position = short = rows = ranks = _NONE
    lines = papers = blank = 0
    per_word = np.uint64(64 // bits)
    while position < np.uint64(len(text)):
        at = position
        count = digits = 0
        while 0 <= text[at] - _ZERO <= 9 and digits <= _MOST_DIGITS:
            count = 10 * count + (text[at] - _ZERO)
            digits += 1
            at += _ONE
        if count == 0 or digits > _MOST_DIGITS or text[at] != _SPACE:
            break
        length = _NONE
        word = 0
        value = 1
        while value:  # reads a number; 0 is the end
            at += _ONE
            units = text[at] - _ZERO
            if units < 0 or units > 9:
                break
            following = text[at + _ONE] - _ZERO
            if following > 9:
                break
            # Without a branch: whether a number has one digit or two cannot be foreseen.
            two = 1 if following >= 0 else 0
            value = units + two * (9 * units + following)
            at += _ONE + np.uint64(two)
            while 0 <= text[at] - _ZERO <= 9 and value <= _LARGEST:
                value = 10 * value + (text[at] - _ZERO)
                at += _ONE
            if not value:
                break
            if text[at] != _SPACE or value > candidates or seen[np.uint64(value)] > lines:
                break
            seen[np.uint64(value)] = lines + 1
            flat[ranks + length] = value
            length += _ONE
            word = word << bits | value
        if value or text[at] != _NEW_LINE:
            break
        position = at + _ONE
        lines += 1
        if not length:
            blank += count
            continue
        papers += count
        if count == 1 and length <= per_word:
            words[short] = word << 64 - bits * np.int64(length)
            short += _ONE
        else:
            flat[ranks + length] = 0
            starts[rows] = ranks
            weights[rows] = count
            rows += _ONE
            ranks += length + _ONE
    return int(position), lines, int(short), int(rows), int(ranks), papers, blank
