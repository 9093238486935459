"""The canonical byte form of ballot papers, and the digest that stands for them.

The form is

    omov/papers/v1 CANDIDATES BLANK DISTINCT LF     in ASCII, numbers in decimal, one space between
    the number of papers of each distinct ranking   64 bits each, unsigned, most significant byte first
    the rankings, one after another                 16 bits a rank, likewise; each ended by 0

with the distinct, non-blank rankings in ascending order (compared rank by rank; a ranking
comes before those that it begins). So it depends on what is on the papers alone: not on the
order in which they came, nor on how a file groups them.

Papers that skip a rank, or give one to several candidates, come apart (`counting.marks`). Where
there are any the form is

    omov/papers/v1+irregular CANDIDATES BLANK DISTINCT IRREGULAR LF
    counts and rankings of the others, as above
    counts of the distinct irregular ones, likewise, and then `marks.marks_bytes` of each, ascending
"""

from __future__ import annotations

import hashlib

import numpy as np

from counting.marks import Marks, marks_bytes
from counting.packing import Places, Ranks

_AT_ONCE = 1 << 16  # to stay in the processor's cache


def papers_digest(
    candidates: int,
    blank: int,
    flat: Ranks,
    weights: Places,
    irregular: tuple[tuple[Marks, int], ...],
) -> str:
    """`sha256:` and the SHA-256 of the form, in hexadecimal. The rankings are grouped and ascending."""
    numbers = f"{candidates} {blank} {len(weights)}"
    heading = f"v1+irregular {numbers} {len(irregular)}" if irregular else f"v1 {numbers}"
    digest = hashlib.sha256(f"omov/papers/{heading}\n".encode())
    for low in range(0, len(weights), _AT_ONCE):
        digest.update(weights[low : low + _AT_ONCE].astype(">u8").data)
    both = np.zeros((_AT_ONCE, 2), dtype=np.uint8)
    for low in range(0, len(flat), _AT_ONCE):
        part = flat[low : low + _AT_ONCE]
        if flat.dtype == np.uint8:  # the same as astype, and faster
            both[: len(part), 1] = part
            digest.update(both[: len(part)].data)
        else:
            digest.update(part.astype(">u2").data)
    for _, papers in irregular:
        digest.update(papers.to_bytes(8, "big"))
    for marks, _ in irregular:
        digest.update(marks_bytes(marks))
    return "sha256:" + digest.hexdigest()
