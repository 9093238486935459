"""The elections that the box holds, each with its tree in memory and its one writer.

Everything that writes goes through `Urn.write`, one after another, in a transaction of its own:
the log has one writer. Readers read the database and the tree.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from ballots.box import Box
from ballots.checkpoint import Checkpoint, sign_checkpoint
from ballots.leaves import BallotLeaf, decode_leaf
from ballots.log import MerkleLog, leaf_hash
from ballots.manifest import Manifest
from ballots.state import LogState
from service.db.box.store import SqlBoxStore, add_manifest, manifests
from service.db.session import Database
from service.errors import NotFound, Refused

T = TypeVar("T")


@dataclass(slots=True)
class Urn:
    """One election in the box. `state`: as committed; `tree`: over the committed log.

    `documents`: hashes of the leaves that are not ballots. `untidy`: something was written since
    the order of arrival was last forgotten. `to_tidy`: it is to be forgotten now. `suspended`:
    nothing may be written, because another process may be writing.
    """

    box: Box
    state: LogState
    tree: MerkleLog
    database: Database
    log_seed: bytes
    documents: set[bytes]
    untidy: bool = True
    to_tidy: bool = False
    suspended: bool = False
    lock: threading.RLock = field(default_factory=threading.RLock)
    _doubtful: bool = False
    _turnout: tuple[int, dict[str, tuple[int, int]]] | None = None

    @property
    def manifest(self) -> Manifest:
        return self.box.manifest

    def write(self, act: Callable[[SqlBoxStore, LogState], tuple[T, LogState]]) -> T:
        """Run one act of the writer: whole and on disk, or nothing of it.

        `act` gets the store and the state, and gives its answer and the state after it.
        """
        with self.lock:
            if self.suspended:
                raise NotWriting
            try:
                with self.database.transaction() as connection:
                    store = SqlBoxStore(connection, self.manifest.election.id)
                    if self._doubtful:
                        self.state = self.box.state(store)
                    answer, following = act(store, self.state)
                    added = list(store.log(self.tree.size))
            except Exception:
                # Where the commit itself failed, nobody knows whether it was done: look again.
                self._doubtful = True
                raise
            # Committed: only now does anybody see it.
            self._doubtful = False
            self.state = following
            self.untidy = True
            for leaf in added:
                hash_ = leaf_hash(leaf)
                self.tree.append(hash_)
                if not isinstance(decode_leaf(leaf), BallotLeaf):
                    self.documents.add(hash_)
            return answer

    def look_again(self) -> None:
        """Before the next act, read the state from the database: somebody else may have written."""
        with self.lock:
            self._doubtful = True

    def forget_order(self) -> bool:
        """After a batch: leave nothing on disk in the order of arrival. False: to be tried again."""
        with self.lock:
            if self.untidy:

                def tidy(store: SqlBoxStore, state: LogState) -> tuple[None, LogState]:
                    store.forget_order()
                    return None, state

                self.write(tidy)
                self.untidy = not self.database.forget_writes()
            return not self.untidy

    def checkpoint(self) -> bytes:
        """The signed checkpoint of the log as it stands."""
        with self.lock:
            size, root = self.tree.size, self.tree.root()
        checkpoint = Checkpoint(self.manifest.log.origin, size, root)
        return sign_checkpoint(checkpoint, self.log_seed).encode()

    def turnout(self) -> dict[str, tuple[int, int]]:
        """Ballots and distinct keys in the log, by contest: worked out once after each batch."""
        known, size = self._turnout, self.tree.size
        if known is None or known[0] != size:
            with self.database.reading() as connection:
                store = SqlBoxStore(connection, self.manifest.election.id)
                counts = {c.id: store.turnout(c.id) for c in self.manifest.secret_contests}
            known = self._turnout = (size, counts)
        return known[1]


class NotWriting(Refused):
    """This process does not hold the box: nothing is taken, and nothing was lost."""

    status = 503
    title = "The ballot box cannot write now."

    def __init__(self) -> None:
        super().__init__(
            "not-writing",
            "The ballot box has lost its hold of its database. Try again in a minute.",
        )


class Urns:
    """All elections of this box."""

    def __init__(self, database: Database, promise_seed: bytes, log_seed: bytes) -> None:
        self._database = database
        self._promise_seed = promise_seed
        self._log_seed = log_seed
        self._urns: dict[str, Urn] = {}
        self._suspended = False
        self._lock = threading.Lock()

    def load(self) -> None:
        """Take up every election where it was left."""
        with self._database.reading() as connection:
            for data in manifests(connection).values():
                manifest = Manifest.load(data)
                store = SqlBoxStore(connection, manifest.election.id)
                box = Box(manifest, self._promise_seed)
                urn = self._urn(box, box.state(store), store)
                self._urns[manifest.election.id] = urn

    @property
    def suspended(self) -> bool:
        """Whether nothing may be written."""
        return self._suspended

    def suspend(self) -> None:
        """Write nothing until `resume`."""
        self._suspended = True
        for urn in self.all():
            urn.suspended = True

    def resume(self) -> None:
        """Write again, from what is in the database now."""
        for urn in self.all():
            urn.look_again()
            urn.suspended = False
        self._suspended = False

    def all(self) -> Sequence[Urn]:
        """Every election, in no order that matters."""
        return list(self._urns.values())

    def find(self, election: str) -> Urn:
        """The election with this id. Raises NotFound."""
        urn = self._urns.get(election)
        if urn is None:
            raise NotFound("no-election", f"There is no election '{election}' in this box.")
        return urn

    def take_in(self, manifest: Manifest) -> Urn:
        """Take an election in and write leaf 0. The same manifest again changes nothing.

        Raises Refused where another election of that id is there.
        """
        with self._lock:
            known = self._urns.get(manifest.election.id)
            if known is not None:
                if known.manifest.mh != manifest.mh:
                    raise Refused("another-manifest", "This election is frozen already, otherwise.")
                return known
            if self._suspended:
                raise NotWriting
            box = Box(manifest, self._promise_seed)
            with self._database.transaction() as connection:
                add_manifest(connection, manifest.election.id, manifest.data)
                store = SqlBoxStore(connection, manifest.election.id)
                state = box.begin(store)
                urn = self._urn(box, state, store)
            self._urns[manifest.election.id] = urn
            return urn

    def _urn(self, box: Box, state: LogState, store: SqlBoxStore) -> Urn:
        tree = MerkleLog(map(leaf_hash, store.log()))
        documents = set(map(leaf_hash, store.documents()))
        return Urn(box, state, tree, self._database, self._log_seed, documents)
