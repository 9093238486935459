"""What the office's acts work with."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path

from ballots.audit import next_entry
from ballots.manifest import Manifest
from ballots.shares import Share
from counting.canonical import Json, canonical_json
from service.clock import Clock, session_time
from service.db.office.store import Election, OfficeStore
from service.db.session import Database
from service.errors import NotFound, Refused
from service.limits import Limit
from service.peers import Peers
from service.settings import Settings


@dataclass(frozen=True, slots=True)
class OfficeRoom:
    """The office. `seed`: its signing key. `shares`: released by trustees, in memory only, by place."""

    settings: Settings
    clock: Clock
    database: Database
    peers: Peers
    keys_folder: Path
    seed: bytes
    by_officer: Limit
    by_address: Limit
    shares: dict[str, dict[int, Share]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def now(self) -> int:
        """UTC seconds, for sessions."""
        return session_time(self.clock)

    def published(self, election: str) -> Path:
        """The folder of what is published of an election."""
        folder = self.settings.data / "published" / election
        folder.mkdir(parents=True, exist_ok=True)
        return folder


def election_of(store: OfficeStore, id_: str) -> Election:
    """The election. Raises NotFound."""
    election = store.election(id_)
    if election is None:
        raise NotFound("no-election", f"There is no election '{id_}'.")
    return election


def manifest_of(election: Election) -> Manifest:
    """The manifest, drawn up or frozen. Raises Refused where there is none yet."""
    if election.manifest is None:
        raise Refused("not-prepared", "The election has not been prepared yet. Prepare it first.")
    return Manifest.load(election.manifest)


def require_state(election: Election, *states: str) -> None:
    """Raise Refused, with the reason, where the election stands elsewhere."""
    if election.state not in states:
        raise Refused(
            "out-of-order", f"The election is {election.state}: {_NEXT[election.state]}",
            state=election.state,
        )  # fmt: skip


_NEXT = {
    "draft": "import its rolls and prepare it.",
    "prepared": "freeze it, or change the notice.",
    "frozen": "voting runs by the timetable; afterwards, close it.",
    "closed": "open the ballots.",
    "opening": "the trustees release their shares now.",
    "opened": "count it.",
    "counted": "declare the result.",
    "declared": "the result stands; corrections and annulment are acts.",
}


def write_audit(
    room: OfficeRoom, store: OfficeStore, election: str, actor: str, act: str, details: Json
) -> None:
    """Append one entry to the election's chain, in the transaction of the act itself."""
    last = store.last_entry(election)
    now = room.clock().replace(microsecond=0)
    if last is not None and last.time > now:
        now = last.time
    entry = next_entry(last, now, actor, act, details)
    store.add_entry(election, entry, canonical_json(details).decode())
