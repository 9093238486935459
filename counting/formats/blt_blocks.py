"""Reads whole blocks of a BLT file's ballots at once, in numpy or compiled: the fast path.

It takes only the plainest form, `COUNT C1 C2 … 0` with single spaces and `\\n`, and only if
everything in the block is in order, up to the line `0` that ends the ballots. Anything else it
leaves to the reader of single lines, which alone decides what is wrong: so no two can disagree
about a fault.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from counting.compiled import Compiled, compiled
from counting.packing import Places, Ranks, Words, rank_type

_SPACE, _NEW_LINE, _ZERO = b" \n0"
_SHORTEST_LINE = len(b"1 0\n")
_END = b"\n0\n"
_NO_WORDS = np.zeros(0, dtype=np.uint64)
_MOST_DIGITS = 9  # so that a block's papers cannot overflow


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Rankings as `PapersBuilder` takes them: `words`, and the rest in `flat`, `starts`, `weights`.

    `words` hold only until the next block is read. `size`: the bytes they took. `papers`: those in
    `flat`. Units of `papers` and `blank`: papers.
    """

    size: int
    lines: int
    words: Words
    flat: Ranks
    starts: Places
    weights: Places
    papers: int
    blank: int


class BlockReader:
    """Reads the blocks of one file's ballots. `candidates`: how many there are."""

    def __init__(self, candidates: int) -> None:
        self._candidates = candidates
        self._scratch: _Scratch | None = None

    def read(self, block: bytes, begin: int, end: int, lines: int) -> Block | None:
        """The ballots of whole lines, up to a line `0`; None unless all are plain and in order.

        `block`: its lines from `begin` to `end`, at most 2^24 bytes. Neither an empty line, nor a
        ranking that has a fault, nor a line `0` that comes first is in order. `lines`: how many were
        read before.
        """
        text = np.frombuffer(block, dtype=np.uint8)[begin:end]
        if kernel := compiled(lines, rank_type(self._candidates)):
            read = self._compiled(kernel, text)
            at = begin + (read.size if read else 0)
            return read if at == end or block.startswith(_END[1:], at) else None
        whole = _plain_block(text, self._candidates)
        if whole is None and (last := block.find(_END, begin, end) + 1):
            return _plain_block(text[: last - begin], self._candidates)
        return whole

    def _compiled(self, kernel: Compiled, text: NDArray[np.uint8]) -> Block | None:
        if self._scratch is None or self._scratch.size < len(text):
            self._scratch = _Scratch(len(text), self._candidates)
        scratch = self._scratch
        size, lines, short, rows, ranks, papers, blank = kernel.read_ballots(
            text,
            self._candidates,
            self._candidates.bit_length(),
            np.zeros(self._candidates + 1, dtype=np.int64),
            scratch.words,
            scratch.flat,
            scratch.starts,
            scratch.weights,
        )
        if not lines:
            return None
        return Block(
            size,
            lines,
            scratch.words[:short],  # copied by who takes it, before the next block is read
            scratch.flat[:ranks].copy(),
            scratch.starts[:rows].copy(),
            scratch.weights[:rows].copy(),
            papers - short,
            blank,
        )


class _Scratch:
    """Room for what blocks of up to `size` bytes hold, kept from block to block."""

    def __init__(self, size: int, candidates: int) -> None:
        self.size = size
        lines = size // _SHORTEST_LINE
        self.words = np.empty(lines, dtype=np.uint64)
        self.starts = np.empty(lines, dtype=np.int64)
        self.weights = np.empty(lines, dtype=np.int64)
        self.flat = np.empty(size // 2 + 1, dtype=rank_type(candidates))


def _plain_block(text: NDArray[np.uint8], candidates: int) -> Block | None:
    """All of a block, in numpy; a line `0` is not in order anywhere."""
    if len(text) < _SHORTEST_LINE:
        return None
    ends = np.flatnonzero((text - np.uint8(_ZERO)) > 9)  # below '0' wraps round
    separators = text[ends]
    lines_end = separators == _NEW_LINE
    if not (lines_end | (separators == _SPACE)).all():
        return None
    values = _numbers(text, ends)
    if values is None:
        return None
    last = np.flatnonzero(lines_end)  # the number before each line end
    first = np.concatenate(([0], last[:-1] + 1))
    per_line = last - first  # numbers after the count, the closing 0 among them
    is_rank = np.ones(len(values), dtype=np.bool_)
    is_rank[first] = False
    weights = values[first].astype(np.int64)
    ranks = values[is_rank]
    closing = np.cumsum(per_line) - 1
    if not per_line.all() or not weights.all() or ranks.max() > candidates or ranks[closing].any():
        return None
    # A second 0 in a ranking is found here, as a repeat.
    starts = closing - per_line + 1
    flat: Ranks = ranks.astype(rank_type(candidates), copy=False)
    if _has_repeat(flat, starts, per_line, candidates):
        return None
    return _without_blanks(len(text), flat, starts, weights, per_line)


def _without_blanks(
    size: int, flat: Ranks, starts: Places, weights: Places, per_line: Places
) -> Block:
    papers = int(weights.sum())
    marked = per_line > 1
    lines = len(starts)
    if marked.all():
        return Block(size, lines, _NO_WORDS, flat, starts, weights, papers, 0)
    kept = np.repeat(marked, per_line)
    starts = (np.cumsum(per_line * marked) - per_line)[marked]
    blank = int(weights[~marked].sum())
    return Block(size, lines, _NO_WORDS, flat[kept], starts, weights[marked], papers - blank, blank)


def _numbers(text: NDArray[np.uint8], ends: Places) -> NDArray[np.uint8] | Places | None:
    """The number before each of `ends`; None if there is none, or one has too many digits.

    uint8 if all have one or two digits, else int64.
    """
    units, tens, hundreds = (text[ends - back] - np.uint8(_ZERO) for back in (1, 2, 3))
    # Before the block's first number lies, counted backwards, its last line end: no digit either.
    if units.max() > 9:
        return None
    two = tens <= 9
    values = units + tens * two * np.uint8(10)
    longer = np.flatnonzero(two & (hundreds <= 9))
    if not len(longer):
        return values
    whole = values.astype(np.int64)
    for digit in range(3, _MOST_DIGITS + 2):
        digits = text[ends[longer] - digit] - np.uint8(_ZERO)
        there = digits <= 9
        longer = longer[there]
        if not len(longer):
            return whole
        whole[longer] += digits[there].astype(np.int64) * 10 ** (digit - 1)
    return None


def _has_repeat(flat: Ranks, starts: Places, per_line: Places, candidates: int) -> bool:
    """Whether any ranking, with its closing 0, has a number twice."""
    if candidates < 64:
        bits = np.left_shift(np.uint64(1), flat.astype(np.uint64))
        named = np.bitwise_or.reduceat(bits, starts)
        return bool((np.bitwise_count(named) != per_line).any())
    rows = np.repeat(np.arange(len(starts)), per_line)
    keys = np.sort(rows << 16 | flat)
    return bool((keys[1:] == keys[:-1]).any())
