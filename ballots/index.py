"""Which ballot of each key decides, and whether any is missing or doubled.

The box takes number 1 first and then always the next, and logs every ballot that it has taken.
So the numbers under one key in a closed log are 1, 2, …, m, each once; anything else means that
a ballot was dropped or put in. Source: PROTOCOL, 'The life of a ballot', 6, 7 and 9.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ballots.leaves import BallotLeaf, CloseLeaf


class BallotIndex:
    """The ballots of a log as they stream past. Memory: some 200 bytes for each ballot key."""

    __slots__ = ("_ballots", "_deciding", "_doubled", "_keys", "_numbers")

    def __init__(self) -> None:
        self._deciding: dict[tuple[str, bytes], tuple[int, int]] = {}
        self._numbers: dict[tuple[str, bytes], set[int]] = {}  # keys with several ballots only
        self._doubled: set[tuple[str, bytes]] = set()
        self._ballots: Counter[str] = Counter()
        self._keys: Counter[str] = Counter()

    def add(self, position: int, leaf: BallotLeaf) -> None:
        """Take in one ballot leaf; `position` is its index in the log."""
        key = (leaf.contest, leaf.ballot_pk)
        self._ballots[leaf.contest] += 1
        known = self._deciding.get(key)
        if known is None:
            self._keys[leaf.contest] += 1
            self._deciding[key] = (leaf.seq, position)
            return
        numbers = self._numbers.setdefault(key, {known[0]})
        if leaf.seq in numbers:
            self._doubled.add(key)
        numbers.add(leaf.seq)
        if leaf.seq > known[0]:
            self._deciding[key] = (leaf.seq, position)

    def ballots(self, contest: str) -> int:
        """Ballot leaves of a contest."""
        return self._ballots[contest]

    def keys(self, contest: str) -> int:
        """Distinct ballot keys of a contest: U."""
        return self._keys[contest]

    def decides(self, position: int, leaf: BallotLeaf) -> bool:
        """Whether this leaf, at this position, is the last one of its key."""
        return self._deciding.get((leaf.contest, leaf.ballot_pk)) == (leaf.seq, position)

    def faults(self) -> Iterator[str]:
        """One sentence for each key whose numbers are not 1 to m, each once (in a closed log)."""
        for key, (last, _) in self._deciding.items():
            contest, ballot_pk = key
            name = f"contest '{contest}', ballot key {ballot_pk.hex()}"
            if key in self._doubled:
                yield f"{name}: two ballots with one number"
            elif len(self._numbers.get(key, (last,))) != last:
                yield f"{name}: a ballot is missing before number {last}"

    def faults_of(self, close: CloseLeaf) -> Iterator[str]:
        """One sentence for each count of the close leaf that is not that of the log."""
        for count in close.counts:
            for name, said, found in (
                ("ballots", count.ballots, self.ballots(count.contest)),
                ("ballot keys", count.keys, self.keys(count.contest)),
            ):
                if said != found:
                    yield (
                        f"contest '{count.contest}': the close leaf says {said} {name}; "
                        f"in the log there are {found}"
                    )
