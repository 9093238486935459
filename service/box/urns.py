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
from ballots.log import MerkleLog, leaf_hash
from ballots.manifest import Manifest
from ballots.state import LogState
from service.db.box.store import SqlBoxStore, add_manifest, manifests
from service.db.session import Database
from service.errors import NotFound, Refused

T = TypeVar("T")


@dataclass(slots=True)
class Urn:
    """One election in the box. `state`: as committed; `tree`: over the committed log."""

    box: Box
    state: LogState
    tree: MerkleLog
    database: Database
    log_seed: bytes
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def manifest(self) -> Manifest:
        return self.box.manifest

    def write(self, act: Callable[[SqlBoxStore, LogState], tuple[T, LogState]]) -> T:
        """Run one act of the writer: whole and on disk, or nothing of it.

        `act` gets the store and the state, and gives its answer and the state after it.
        """
        with self.lock:
            with self.database.transaction() as connection:
                store = SqlBoxStore(connection, self.manifest.election.id)
                answer, following = act(store, self.state)
                added = [leaf_hash(leaf) for leaf in store.log(self.tree.size)]
            # Committed: only now does anybody see it.
            self.state = following
            for hash_ in added:
                self.tree.append(hash_)
            if added:
                forget_order(self.database)
            return answer

    def checkpoint(self) -> bytes:
        """The signed checkpoint of the log as it stands."""
        with self.lock:
            size, root = self.tree.size, self.tree.root()
        checkpoint = Checkpoint(self.manifest.log.origin, size, root)
        return sign_checkpoint(checkpoint, self.log_seed).encode()


def forget_order(database: Database) -> None:
    """After a batch: empty the write-ahead log, whose frames stand in the order of arrival."""
    if database.is_sqlite:
        with database.engine.connect() as connection:
            raw = connection.connection.dbapi_connection
            if raw is not None:
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")


class Urns:
    """All elections of this box."""

    def __init__(self, database: Database, promise_seed: bytes, log_seed: bytes) -> None:
        self._database = database
        self._promise_seed = promise_seed
        self._log_seed = log_seed
        self._urns: dict[str, Urn] = {}
        self._lock = threading.Lock()

    def load(self) -> None:
        """Take up every election where it was left."""
        with self._database.reading() as connection:
            for data in manifests(connection).values():
                manifest = Manifest.load(bytes(data))
                store = SqlBoxStore(connection, manifest.election.id)
                box = Box(manifest, self._promise_seed)
                self._put(box, box.state(store), MerkleLog(map(leaf_hash, store.log())))

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
            box = Box(manifest, self._promise_seed)
            with self._database.transaction() as connection:
                add_manifest(connection, manifest.election.id, manifest.data)
                store = SqlBoxStore(connection, manifest.election.id)
                state = box.begin(store)
                hashes = [leaf_hash(leaf) for leaf in store.log()]
            return self._put(box, state, MerkleLog(hashes))

    def _put(self, box: Box, state: LogState, tree: MerkleLog) -> Urn:
        urn = Urn(box, state, tree, self._database, self._log_seed)
        self._urns[box.manifest.election.id] = urn
        return urn
