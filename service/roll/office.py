"""The roll office's working state: how each frozen election stands, and the key that signs."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from ballots.credential import IssuerKey, blind_sign
from ballots.leaves import decode_leaf
from ballots.manifest import Manifest
from ballots.state import LogState, state_after
from service.clock import Clock, session_time
from service.db.roll.store import Election, Rolls
from service.db.session import Database
from service.errors import NotFound, Refused
from service.limits import Limit
from service.roll.secrets import IssuerKeys
from service.settings import Settings


@dataclass(frozen=True, slots=True)
class RollRoom:
    """What the roll office's acts work with. `seed`: the room's own signing key, 32 bytes."""

    settings: Settings
    clock: Clock
    database: Database
    keys_folder: Path
    seed: bytes
    issuers: IssuerKeys
    signers: Signers
    by_link: Limit
    by_address: Limit

    def now(self) -> int:
        """UTC seconds, for sessions."""
        return session_time(self.clock)


class Signers:
    """Worker processes for blind signatures, so that a rush of draws cannot starve anything else."""

    def __init__(self, workers: int = 1) -> None:
        self._pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"))

    def sign(self, key: IssuerKey, z: bytes) -> bytes:
        """The blind signature of z (384 bytes), checked against the public key."""
        return self._pool.submit(blind_sign, key, z).result()

    def close(self) -> None:
        """End the workers."""
        self._pool.shutdown(cancel_futures=True)


def election_of(rolls: Rolls, id_: str) -> Election:
    """The election. Raises NotFound."""
    election = rolls.election(id_)
    if election is None:
        raise NotFound("no-election", f"There is no election '{id_}' at this roll office.")
    return election


def frozen(rolls: Rolls, id_: str) -> LogState:
    """How a frozen election stands after its acts. Raises NotFound, Refused before the freeze."""
    election = election_of(rolls, id_)
    if election.manifest is None:
        raise Refused("not-frozen", "This election has not been frozen yet.")
    documents = map(decode_leaf, election.documents)
    return state_after(Manifest.load(election.manifest), documents)
