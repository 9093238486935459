"""The kernel: moves ballot papers to their next preference and says how many went where.

It knows no rule and no value: it returns whole numbers of papers, and all arithmetic of
votes is the rule's. One kernel serves every rule that moves papers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from counting.compiled import Compiled, compiled
from counting.packing import Places, Ranks, first_of_runs, rank_type
from counting.papers import Papers

Rows = NDArray[np.int64]
_SortedOut = tuple[Rows, NDArray[np.integer], Places, Places]  # rows; keys, papers and ends of each

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
        every_row = np.arange(self._papers.distinct, dtype=np.int64)
        firsts = self._papers.flat[self._papers.starts]
        begins = first_of_runs(firsts)  # rankings ascend, and so their first ranks
        numbers = firsts[begins].tolist()
        if not self._continuing.issuperset(numbers):
            return self._moved([every_row], self._stops(self._continuing))[0]
        papers = np.add.reduceat(self._papers.weights, begins).tolist() if numbers else []
        parts = np.split(every_row, begins[1:])
        return {
            number: Bundle(rows, count)
            for number, rows, count in zip(numbers, parts, papers, strict=False)
        }

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
        bounds = np.cumsum([0, *(len(part) for part in parcels)])
        kernel = compiled(len(rows), rank_type(self._papers.candidates))
        sort_out = partial(self._sorted_out_by, kernel) if kernel else self._sorted_out
        rows, keys, sums, ends = sort_out(rows, bounds, stops)
        piles: list[dict[int, Bundle]] = [{} for _ in parcels]
        begin = 0
        for key, papers, end in zip(keys.tolist(), sums.tolist(), ends.tolist(), strict=True):
            which, rank = divmod(key, len(stops))
            piles[which][rank] = Bundle(rows[begin:end], papers)
            begin = end
        return piles

    def _sorted_out(self, rows: Rows, bounds: Places, stops: NDArray[np.bool_]) -> _SortedOut:
        """Moves the rows' cursors on to where they stop, and sorts them by parcel and rank there."""
        ranks = self._advanced(rows, stops)
        parcel = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
        keys = (parcel * len(stops) + ranks).astype(np.uint16)
        order = np.argsort(keys, kind="stable")  # stable: rows stay ascending in each bundle
        rows, keys = rows[order], keys[order]
        begins = first_of_runs(keys)
        # No sum overflows: Papers holds fewer than 2^63 in all.
        sums = np.add.reduceat(self._papers.weights[rows], begins) if len(rows) else begins
        return rows, keys[begins], sums, np.append(begins, len(rows))[1:]

    def _sorted_out_by(
        self,
        kernel: Compiled,
        rows: Rows,
        bounds: Places,
        stops: NDArray[np.bool_],
    ) -> _SortedOut:
        """The same, compiled."""
        keys = np.empty(len(rows), dtype=np.uint16)
        ends, papers = np.zeros((2, (len(bounds) - 1) * len(stops)), dtype=np.int64)
        sorted_rows = np.empty_like(rows)
        kernel.sort_out(
            rows,
            bounds,
            self._cursors,
            self._papers.flat,
            self._papers.weights,
            stops,
            keys,
            ends,
            papers,
            sorted_rows,
        )
        there = np.flatnonzero(papers)  # no row is without papers
        return sorted_rows, there, papers[there], ends[there]

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
