"""The roll office's working state: how each frozen election stands, and the key that signs."""

from __future__ import annotations

import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from pathlib import Path

from ballots.credential import IssuerKey, blind_sign
from ballots.encoding import un_lp
from ballots.leaves import decode_leaf
from ballots.manifest import Manifest
from ballots.reading import is_identifier
from ballots.state import LogState, state_after
from service.clock import Clock, session_time
from service.db.roll.store import Election, Rolls
from service.db.session import Database
from service.errors import NotFound, Refused
from service.limits import Limit
from service.roll.row_trees import RowTrees
from service.roll.secrets import IssuerKeys
from service.settings import Settings

_MOST_WORKERS = 8


@dataclass(frozen=True, slots=True)
class RollRoom:
    """What the roll office's acts work with. `seed`: the room's own signing key, 32 bytes.

    `states`: how each frozen election stands, with the documents that say so, as last read.
    `row_trees`: the trees of the frozen rolls.
    """

    settings: Settings
    clock: Clock
    database: Database
    keys_folder: Path
    seed: bytes
    issuers: IssuerKeys
    signers: Signers
    by_link: Limit
    by_address: Limit
    states: dict[str, tuple[bytes, LogState]] = field(default_factory=dict)
    row_trees: RowTrees = field(default_factory=RowTrees)

    def now(self) -> int:
        """UTC seconds, for sessions."""
        return session_time(self.clock)


class Signers:
    """Worker processes for blind signatures, so that a rush of draws cannot starve anything else."""

    def __init__(self, workers: int | None = None) -> None:
        self._workers = workers or min(_MOST_WORKERS, max(1, (os.cpu_count() or 2) - 1))
        self._lock = threading.Lock()
        self._pool = self._new_pool()

    def _new_pool(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            self._workers, mp_context=get_context("spawn"), initializer=_serve_the_parent
        )

    def sign(self, key: IssuerKey, z: bytes) -> bytes:
        """The blind signature of z (384 bytes), checked against the public key."""
        pool = self._pool
        try:
            return pool.submit(blind_sign, key, z).result()
        except BrokenProcessPool:
            # A worker has died (out of memory, say): the others of its pool go with it.
            with self._lock:
                if self._pool is pool:
                    self._pool = self._new_pool()
            return self._pool.submit(blind_sign, key, z).result()

    def close(self) -> None:
        """End the workers."""
        self._pool.shutdown(cancel_futures=True)


def _serve_the_parent() -> None:
    """In a worker: leave Ctrl-C to the parent, and end when it has ended, however it did."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent.sentinel,), daemon=True).start()


def _end_after(sentinel: int) -> None:
    wait([sentinel])
    os._exit(0)


def election_of(rolls: Rolls, id_: str) -> Election:
    """The election. Raises NotFound."""
    election = rolls.election(id_) if is_identifier(id_) else None
    if election is None:
        raise _no_election(id_)
    return election


def _no_election(id_: str) -> NotFound:
    return NotFound("no-election", f"There is no election '{id_}' at this roll office.")


def frozen(room: RollRoom, rolls: Rolls, id_: str) -> LogState:
    """How a frozen election stands after its acts. Raises NotFound, Refused before the freeze.

    The manifest is parsed and the acts are verified once, until there is another act.
    """
    found = rolls.documents(id_) if is_identifier(id_) else None
    if found is None:
        raise _no_election(id_)
    is_frozen, documents = found
    if not is_frozen:
        raise Refused("not-frozen", "This election has not been frozen yet.")
    known = room.states.get(id_)
    if known is None or known[0] != documents:
        election = election_of(rolls, id_)
        assert election.manifest is not None
        leaves = map(decode_leaf, un_lp(documents))
        known = (documents, state_after(Manifest.load(election.manifest), leaves))
        room.states[id_] = known
    return known[1]
