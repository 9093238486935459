"""The kernel: moves ballot papers to their next preference and says how many went where.

It knows no rule and no value: it returns whole numbers of papers, and all arithmetic of
votes is the rule's. One kernel serves every rule that moves papers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from counting.grouping import Ranks
from counting.papers import Papers

Rows = NDArray[np.intp]

NON_TRANSFERABLE = 0  # the key under which papers with no further preference come back
_KEYS = 2**16  # numpy sorts keys of 16 bits in linear time


@dataclass(frozen=True, slots=True, eq=False)
class Bundle:
    """Papers that lie together. `rows`: their distinct rankings; `papers`: how many papers bear them."""

    rows: Rows
    papers: int


def joined(bundles: Sequence[Bundle]) -> Bundle:
    """One bundle of all their papers. They must have no row in common. Raises ValueError for none."""
    rows = np.concatenate([bundle.rows for bundle in bundles])
    return Bundle(rows, sum(bundle.papers for bundle in bundles))


class Kernel:
    """Where each distinct ranking lies in one count: a cursor per row, the only thing that changes.

    `papers` is only read: make a new kernel for each count.
    """

    def __init__(self, papers: Papers, continuing: frozenset[int]) -> None:
        if papers.irregular:
            raise ValueError("have irregular papers read by the rule first: Papers.settled")
        self._papers = papers
        self._cursors = papers.starts.copy()
        self._continuing = continuing

    def first_preferences(self) -> dict[int, Bundle]:
        """Every paper with its first preference among the candidates that the kernel was made with.

        Keys: candidates' numbers, ascending, of those who have papers; 0 for rankings of which no
        candidate continues. Blank papers are in none. Call it once, before any `move`.
        """
        every_row = np.arange(self._papers.distinct, dtype=np.intp)
        return self._moved([every_row], self._stops(self._continuing))[0]

    def move(self, parcels: Sequence[Rows], continuing: frozenset[int]) -> list[dict[int, Bundle]]:
        """Takes papers on to the next candidate in `continuing`; answers parcel by parcel.

        `parcels`: rows of bundles that this kernel gave; the candidate they lie on must not be in
        `continuing`, or they stay. Keys: candidates' numbers, ascending; 0 for papers that are not
        transferable. Looks at the rows moved and at no others. Units: papers.
        """
        stops = self._stops(continuing)
        at_once = _KEYS // len(stops)
        return [
            piles
            for low in range(0, len(parcels), at_once)
            for piles in self._moved(parcels[low : low + at_once], stops)
        ]

    def _stops(self, continuing: frozenset[int]) -> NDArray[np.bool_]:
        """For each rank whether a cursor stays there: at a continuing candidate, or at the end (0)."""
        stops = np.zeros(self._papers.candidates + 1, dtype=np.bool_)
        stops[list(continuing)] = True
        stops[NON_TRANSFERABLE] = True
        return stops

    def _moved(self, parcels: Sequence[Rows], stops: NDArray[np.bool_]) -> list[dict[int, Bundle]]:
        """Moves parcels, so few that a parcel and a rank together make a 16-bit key."""
        rows = np.concatenate(parcels)
        ranks = self._advanced(rows, stops)
        parcel = np.repeat(np.arange(len(parcels)), [len(part) for part in parcels])
        keys = (parcel * len(stops) + ranks).astype(np.uint16)
        order = np.argsort(keys, kind="stable")  # stable: rows stay ascending in each bundle
        rows, keys = rows[order], keys[order]
        piles: list[dict[int, Bundle]] = [{} for _ in parcels]
        if not len(rows):
            return piles
        begins = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
        # No sum overflows: Papers holds fewer than 2^63 in all.
        sums = np.add.reduceat(self._papers.weights[rows], begins).tolist()
        bounds = [*begins.tolist(), len(rows)]
        for key, papers, begin, end in zip(
            keys[begins].tolist(), sums, bounds, bounds[1:], strict=False
        ):
            which, rank = divmod(key, len(stops))
            piles[which][rank] = Bundle(rows[begin:end], papers)
        return piles

    def _advanced(self, rows: Rows, stops: NDArray[np.bool_]) -> Ranks:
        """Moves the rows' cursors on to where they stop, and gives the ranks there."""
        flat = self._papers.flat
        cursors = self._cursors[rows]
        ranks: Ranks = flat[cursors]
        going = np.flatnonzero(~stops[ranks])
        while len(going):
            cursors[going] += 1
            ranks[going] = flat[cursors[going]]
            going = going[~stops[ranks[going]]]
        self._cursors[rows] = cursors
        return ranks
