"""Reads whole blocks of a BLT file's ballots at once, in numpy: the fast path.

It takes only the plainest form, `COUNT C1 C2 … 0` with single spaces and `\\n`, and only if
everything in the block is in order. Anything else it leaves to the reader of single lines,
which alone decides what is wrong: so the two cannot disagree about a fault.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from counting.grouping import Places, Ranks, rank_type

_SPACE, _NEW_LINE, _ZERO = b" \n0"
_COUNT_DIGITS = 9  # so that a block's papers cannot overflow
_RANK_DIGITS = 5


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Rankings as `PapersBuilder.add_block` takes them. Units of `papers` and `blank`: papers."""

    lines: int
    flat: Ranks
    starts: Places
    weights: Places
    papers: int
    blank: int


def parse_block(block: bytes, candidates: int) -> Block | None:
    """The ballots of a block of whole lines; None unless all are plain and in order.

    `block`: ends with a line end, at most 2^24 bytes. Neither a line `0`, nor an empty one,
    nor a ranking that has a fault is in order.
    """
    text = np.frombuffer(block, dtype=np.uint8)
    ends = np.flatnonzero((text - np.uint8(_ZERO)) > 9)  # below '0' wraps round
    separators = text[ends]
    lines_end = separators == _NEW_LINE
    if not (lines_end | (separators == _SPACE)).all():
        return None
    lengths = np.diff(ends, prepend=-1) - 1
    if not lengths.all():
        return None
    last = np.flatnonzero(lines_end)  # the token before each line end
    first = np.concatenate(([0], last[:-1] + 1))
    per_line = last - first  # tokens after the count, the closing 0 among them
    if not per_line.all():
        return None
    is_rank = np.ones(len(ends), dtype=np.bool_)
    is_rank[first] = False
    weights = _numbers(text, ends[first], lengths[first], _COUNT_DIGITS)
    ranks = _numbers(text, ends[is_rank], lengths[is_rank], _RANK_DIGITS)
    if weights is None or ranks is None or not weights.all() or ranks.max() > candidates:
        return None
    closing = np.cumsum(per_line) - 1
    if ranks[closing].any():
        return None
    # A second 0 in a ranking is found below, as a repeat.
    starts = closing - per_line + 1
    if _has_repeat(ranks, starts, per_line - 1, candidates):
        return None
    return _without_blanks(ranks.astype(rank_type(candidates)), starts, weights, per_line)


def _without_blanks(flat: Ranks, starts: Places, weights: Places, per_line: Places) -> Block:
    papers = int(weights.sum())
    marked = per_line > 1
    lines = len(starts)
    if marked.all():
        return Block(lines, flat, starts, weights, papers, 0)
    kept = np.repeat(marked, per_line)
    starts = (np.cumsum(per_line * marked) - per_line)[marked]
    blank = int(weights[~marked].sum())
    return Block(lines, flat[kept], starts, weights[marked], papers - blank, blank)


def _numbers(text: NDArray[np.uint8], ends: Places, lengths: Places, most: int) -> Places | None:
    """The numbers that end before `ends`; None if one has more digits than `most`."""
    longest = int(lengths.max())
    if longest > most:
        return None
    values = (text[ends - 1] - np.uint8(_ZERO)).astype(np.int64)
    for digit in range(2, longest + 1):
        longer = np.flatnonzero(lengths >= digit)
        digits = (text[ends[longer] - digit] - np.uint8(_ZERO)).astype(np.int64)
        values[longer] += digits * 10 ** (digit - 1)
    return values


def _has_repeat(ranks: Places, starts: Places, lengths: Places, candidates: int) -> bool:
    """Whether any ranking names a candidate twice."""
    if candidates < 64:
        # One bit per candidate; the closing 0 sets bit 0 once, in every ranking.
        bits = np.left_shift(np.uint64(1), ranks.astype(np.uint64))
        named = np.bitwise_or.reduceat(bits, starts)
        return bool((np.bitwise_count(named) != lengths + 1).any())
    rows = np.repeat(np.arange(len(starts)), lengths + 1)
    keys = np.sort(rows << 16 | ranks)
    return bool((keys[1:] == keys[:-1]).any())
