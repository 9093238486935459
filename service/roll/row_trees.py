"""The tree of a frozen roll, built once: rows do not change after the freeze.

It holds salted hashes only: nothing of a person, and nothing of what was drawn.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from ballots.marks import SortedTree


@dataclass(slots=True)
class RowTrees:
    """One tree for each manifest, by its hash. Many members at once wait for the first to build it."""

    _trees: dict[bytes, SortedTree] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def tree(self, mh: bytes, hashes: Callable[[], Iterable[bytes]]) -> SortedTree:
        """The tree of this manifest's roll; `hashes` are asked for once."""
        with self._lock:
            if mh not in self._trees:
                self._trees[mh] = SortedTree.of(hashes())
            return self._trees[mh]
