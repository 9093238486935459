"""A plain fixed-point Meek counter that goes over all papers in every iteration, compiled by numba.

What `counting` is measured against: the rule is `meek-prf`'s, nine decimals in 64-bit whole numbers,
and the pass over the papers is compiled as `counting.compiled` is. What is done once an iteration is
Python, which takes no time beside it. It knows no ties: it raises ValueError where a lot would decide.
"""

from __future__ import annotations

import importlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

UNIT = 10**9
LIMIT = 1000  # of 10^-9 votes


def share_out(
    flat: NDArray[np.uint8],
    starts: NDArray[np.int64],
    keep: NDArray[np.int64],
    given: NDArray[np.int64],
) -> None:
    """Gives every candidate its share of every paper. `keep`: of each candidate, in 10^-9."""
    for paper in range(len(starts)):
        at = starts[paper]
        weight = UNIT
        while flat[at] and weight:
            kept = keep[flat[at]]
            if kept == UNIT:
                given[flat[at]] += weight
                weight = 0
            elif kept:
                taken = (weight * kept + UNIT - 1) // UNIT
                given[flat[at]] += taken
                weight -= taken
            at += 1


def compiled() -> object:
    """`share_out`, compiled. Raises ImportError without numba."""
    numba = importlib.import_module("numba")
    types = numba.types
    ranks = types.Array(types.uint8, 1, "C", readonly=True)
    fixed = types.Array(types.int64, 1, "C", readonly=True)
    places = types.Array(types.int64, 1, "C")
    return numba.njit((ranks, fixed, places, places), cache=True, error_model="numpy")(share_out)


def papers_of(path: Path) -> tuple[int, int, NDArray[np.uint8], NDArray[np.int64]]:
    """Candidates, seats, and the rankings of all papers: one paper a line, in a file as `generate` makes."""
    data = path.read_bytes()
    heading, rest = data.split(b"\n", 1)
    candidates, seats = map(int, heading.split())
    text = np.frombuffer(rest[: rest.index(b"\n0\n") + 1], dtype=np.uint8)
    ends = np.flatnonzero(text < ord("0"))
    units, tens = text[ends - 1] - ord("0"), text[ends - 2] - np.uint8(ord("0"))
    values = units + np.where(tens <= 9, tens, 0) * np.uint8(10)
    lines = np.flatnonzero(text[ends] == ord("\n"))
    begins = np.concatenate(([0], lines[:-1] + 1))
    if (values[begins] != 1).any():
        raise ValueError("a line stands for more than one paper")
    return candidates, seats, values.astype(np.uint8), begins + 1  # after the count


def count(
    candidates: int, seats: int, flat: NDArray[np.uint8], starts: NDArray[np.int64], pass_: object
) -> tuple[tuple[int, ...], int]:
    """Who is elected, ascending, and how many passes over the papers it took."""
    keep = np.full(candidates + 1, UNIT, dtype=np.int64)
    hopeful, elected = list(range(1, candidates + 1)), list[int]()
    last: int | None = None
    passes = 0
    while len(elected) < seats and len(elected) + len(hopeful) > seats:
        shares = np.zeros(candidates + 1, dtype=np.int64)
        pass_(flat, starts, keep, shares)  # type: ignore[operator]
        passes += 1
        given = shares.tolist()
        quota = sum(given) // (seats + 1) + 1
        if reaching := [one for one in hopeful if given[one] >= quota]:
            elected += reaching
            hopeful = [one for one in hopeful if one not in reaching]
            last = None
            continue
        surplus = max(sum(given[one] - quota for one in elected), 0)
        if surplus < LIMIT or (last is not None and surplus >= last):
            lowest, *others = sorted(hopeful, key=given.__getitem__)
            if given[others[0]] - given[lowest] <= surplus:
                raise ValueError("a lot would decide")
            hopeful.remove(lowest)
            keep[lowest] = 0
            last = None
            continue
        last = surplus
        for one in elected:
            product = -(-int(keep[one]) * quota // UNIT)
            keep[one] = min(UNIT, -(-product * UNIT // given[one]))
    return tuple(sorted((elected + hopeful)[:seats])), passes
