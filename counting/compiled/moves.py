"""Moves papers to their next preference. Written for numba, as `ballots` is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_ONE = np.uint64(1)


def sort_out(
    rows: NDArray[np.int64],
    bounds: NDArray[np.int64],
    cursors: NDArray[np.int64],
    flat: NDArray[np.uint8 | np.uint16],
    weights: NDArray[np.int64],
    stops: NDArray[np.bool_],
    keys: NDArray[np.uint16],
    ends: NDArray[np.int64],
    papers: NDArray[np.int64],
    sorted_rows: NDArray[np.int64],
) -> None:
    """Moves the rows' cursors on to where they stop, and sorts the rows by parcel and rank there.

    Parcel p is rows[bounds[p]:bounds[p + 1]]; its rows of rank r have the key p * len(stops) + r.
    Fills `keys` of the rows, and for each key where its rows end in `sorted_rows` (`ends`, which
    comes as zeros) and its `papers` (likewise). Rows of one key keep their order.
    """
    for parcel in range(len(bounds) - 1):
        base = parcel * len(stops)
        for place in range(np.uint64(bounds[parcel]), np.uint64(bounds[parcel + 1])):
            row = np.uint64(rows[place])
            at = np.uint64(cursors[row])
            while not stops[flat[at]]:
                at += _ONE
            cursors[row] = at
            key = np.uint64(base + flat[at])
            keys[place] = key
            ends[key] += 1
            papers[key] += weights[row]
    before = 0
    for one in range(len(ends)):  # from how many to where they begin
        here = ends[one]
        ends[one] = before
        before += here
    for place in range(np.uint64(len(rows))):
        key = np.uint64(keys[place])
        sorted_rows[np.uint64(ends[key])] = rows[place]
        ends[key] += 1
