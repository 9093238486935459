"""The ballot box: takes ballots, promises, logs them in pooled batches, and closes for ever.

Pure decisions over a small store; the store's methods are called inside one transaction of its
own, and no receipt leaves before it has committed. No time, address or serial number reaches
the store. Source: PROTOCOL, 'The life of a ballot', 6 to 8.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from random import Random
from secrets import SystemRandom
from typing import Protocol

from ballots.cast import Cast
from ballots.errors import BoxError, ClosedError, KeyFormatError, SequenceConflictError
from ballots.leaves import (
    ActLeaf,
    BallotLeaf,
    BoxCount,
    CloseLeaf,
    Leaf,
    ManifestLeaf,
    PaperBatchLeaf,
    RollCloseLeaf,
    decode_leaf,
    hash_of,
)
from ballots.manifest import Manifest
from ballots.receipt import Receipt, commitment, give_receipt
from ballots.signing import public_key
from ballots.state import LogState, check_ballot, state_after

_SYSTEM = SystemRandom()


class BoxStore(Protocol):
    """What the box remembers. Nothing here may keep an order of arrival, a time or an id."""

    def knows(self, leaf_hash: bytes) -> bool:
        """Whether a ballot with this leaf hash has been taken, logged or not."""
        ...

    def last_seq(self, contest: str, ballot_pk: bytes) -> int:
        """The number of this key's last ballot; 0 if there is none."""
        ...

    def put_pending(self, leaf_hash: bytes, leaf: BallotLeaf) -> None:
        """Keep a ballot, by its hash, until it is logged; its number becomes the key's last."""
        ...

    def pending(self, contest: str) -> Sequence[bytes]:
        """The hashes of the contest's ballots that wait, in ascending order."""
        ...

    def take_pending(self, leaf_hashes: Sequence[bytes]) -> Sequence[bytes]:
        """Remove these waiting ballots and give their leaves, encoded, in the order asked for."""
        ...

    def append(self, leaves: Sequence[bytes]) -> None:
        """Append encoded leaves to the log."""
        ...

    def documents(self) -> Iterable[bytes]:
        """The encoded leaves that are not ballots, in the log's order."""
        ...

    def tally(self, contest: str) -> tuple[int, int]:
        """Ballots taken and distinct ballot keys of a contest."""
        ...


class Box:
    """One election's box. `promise_seed`: private seed of the manifest's promise key, 32 bytes."""

    __slots__ = ("_promise_seed", "_random", "manifest")

    def __init__(self, manifest: Manifest, promise_seed: bytes, random: Random = _SYSTEM) -> None:
        if public_key(promise_seed) != manifest.promise_key:
            raise KeyFormatError("this is not the promise key of the manifest")
        self.manifest = manifest
        self._promise_seed = promise_seed
        self._random = random

    def begin(self, store: BoxStore) -> LogState:
        """Write leaf 0, unless it stands already."""
        if not any(True for _ in store.documents()):
            store.append([ManifestLeaf(self.manifest.mh).encode()])
        return self.state(store)

    def state(self, store: BoxStore) -> LogState:
        """Where the log stands, from its documents."""
        return state_after(self.manifest, map(decode_leaf, store.documents()))

    def check(self, cast: Cast) -> None:
        """Form, credential and signature of a cast; no store, so many can be checked at once.

        Raises EncodingError, BoxError, BadSignatureError or KeyFormatError.
        """
        commitment(hash_of(cast.leaf), cast.nonce)
        check_ballot(self.manifest, cast.leaf)

    def accept(self, store: BoxStore, state: LogState, cast: Cast, now: datetime) -> Receipt:
        """Take a cast that `check` has passed, and give its receipt.

        The identical cast again, at any time, gets the identical receipt. Raises ClosedError
        outside the hours, SequenceConflictError (with the last number) for any other number than
        the next, BoxError for a cancelled contest. The receipt may leave after the commit.
        """
        leaf = cast.leaf
        hash_ = hash_of(leaf)
        if not store.knows(hash_):
            self._check_hours(state, now)
            if leaf.contest in state.standing.cancelled:
                raise BoxError(f"contest '{leaf.contest}' has been cancelled")
            last = store.last_seq(leaf.contest, leaf.ballot_pk)
            if leaf.seq != last + 1:
                raise SequenceConflictError(last, leaf.seq)
            store.put_pending(hash_, leaf)
        return give_receipt(self._promise_seed, self.manifest.mh, hash_, cast.nonce)

    def batch(self, store: BoxStore, state: LogState) -> int:
        """Log part of what waits; returns how many ballots.

        Where a contest has at least 2k waiting: a random subset that leaves k behind, all
        contests together in random order.
        """
        if state.close is not None:
            raise ClosedError("the log is closed")
        pool = self.manifest.times.pool
        chosen: list[bytes] = []
        for terms in self.manifest.secret_contests:
            waiting = store.pending(terms.id)
            if len(waiting) >= 2 * pool:
                chosen += self._random.sample(waiting, len(waiting) - pool)
        self._log(store, chosen)
        return len(chosen)

    def submit(self, store: BoxStore, state: LogState, leaf: Leaf) -> LogState:
        """Log a signed document: an act, a batch of paper ballots, or the roll's closing.

        Raises LogError or BadSignatureError where it may not be logged.
        """
        if not isinstance(leaf, ActLeaf | PaperBatchLeaf | RollCloseLeaf):
            raise BoxError("only acts, batches of paper ballots and the roll-close are submitted")
        following = state.after(leaf)
        store.append([leaf.encode()])
        return following

    def close(self, store: BoxStore, state: LogState, now: datetime) -> LogState:
        """Log everything that waits, in random order, and then the `close` leaf: all or nothing.

        Raises ClosedError before T + g or if the log is closed, LogError without a roll-close.
        """
        if state.close is not None:
            raise ClosedError("the log is closed already")
        if now < state.standing.box_closes:
            raise ClosedError("the box closes only when voting and its grace have ended")
        leaf = CloseLeaf(
            self.manifest.mh,
            tuple(self._count(store, state, terms.id) for terms in self.manifest.secret_contests),
            state.standing.last_act,
        )
        following = state.after(leaf)
        waiting = [
            hash_ for terms in self.manifest.secret_contests for hash_ in store.pending(terms.id)
        ]
        self._log(store, waiting)
        store.append([leaf.encode()])
        return following

    def _log(self, store: BoxStore, hashes: list[bytes]) -> None:
        self._random.shuffle(hashes)
        if hashes:
            store.append(store.take_pending(hashes))

    def _count(self, store: BoxStore, state: LogState, contest: str) -> BoxCount:
        ballots, keys = store.tally(contest)
        return BoxCount(contest, ballots, keys, state.papers.get(contest, 0))

    def _check_hours(self, state: LogState, now: datetime) -> None:
        if state.close is not None or now >= state.standing.box_closes:
            raise ClosedError("voting has ended: the box takes no more ballots")
        if now < self.manifest.times.opens:
            raise ClosedError("voting has not begun: the box takes no ballots yet")
