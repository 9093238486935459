"""The audit log: every act of an officer or room, each entry bound to all before it.

`tagged("audit", previous, number u64, time, actor, act, hash of details)`; the head is the
SHA-256 of the last entry, and 32 zero bytes before the first. Actors are officers' ids or rooms,
never members. Source: PROTOCOL, `audit` in the table of objects.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ballots.documents import identifier, sized
from ballots.encoding import HASH_BYTES, sha256, tagged, to_base64url, u64
from ballots.errors import LogError
from ballots.reading import read_canonical
from ballots.times import utc_text
from counting.canonical import Json, canonical_json

NO_ENTRY = bytes(HASH_BYTES)
_LARGEST_NUMBER = 2**53 - 1


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry. `number` counts from 1; `details_hash`: SHA-256 of what is kept about it."""

    previous: bytes
    number: int
    time: datetime
    actor: str
    act: str
    details_hash: bytes

    def hash(self) -> bytes:
        """The head of the chain after this entry, 32 bytes."""
        return sha256(
            tagged(
                "audit",
                sized(self.previous, HASH_BYTES),
                u64(self.number),
                utc_text(self.time),
                identifier(self.actor),
                identifier(self.act),
                sized(self.details_hash, HASH_BYTES),
            )
        )

    def dump(self) -> bytes:
        """Canonical JSON; one line of the audit file, without its newline."""
        return canonical_json(
            {
                "previous": to_base64url(self.previous),
                "number": self.number,
                "time": utc_text(self.time),
                "actor": self.actor,
                "act": self.act,
                "details_hash": to_base64url(self.details_hash),
            }
        )

    @classmethod
    def load(cls, data: bytes) -> AuditEntry:
        """The inverse of `dump`, strictly. Raises LogError, naming the key at fault."""
        parts = read_canonical(data, LogError).object(
            "previous", "number", "time", "actor", "act", "details_hash"
        )
        return cls(
            previous=parts["previous"].bytes(HASH_BYTES),
            number=parts["number"].integer(1, _LARGEST_NUMBER),
            time=parts["time"].instant(),
            actor=parts["actor"].identifier(),
            act=parts["act"].identifier(),
            details_hash=parts["details_hash"].bytes(HASH_BYTES),
        )


def next_entry(
    last: AuditEntry | None, time: datetime, actor: str, act: str, details: Json
) -> AuditEntry:
    """The entry that follows. `details`: any canonical JSON; only its hash enters the chain.

    Raises LogError for a time before the last entry's, EncodingError for a bad id or instant.
    """
    entry = AuditEntry(
        previous=NO_ENTRY if last is None else last.hash(),
        number=1 if last is None else last.number + 1,
        time=time,
        actor=actor,
        act=act,
        details_hash=sha256(canonical_json(details)),
    )
    entry.hash()
    if last is not None and entry.time < last.time:
        raise LogError("an audit entry cannot be earlier than the one before it")
    return entry


def verify_chain(entries: Iterable[AuditEntry]) -> bytes:
    """The head of a chain, 32 bytes. Raises LogError, naming the first entry that does not follow."""
    head, number, time = NO_ENTRY, 0, None
    for entry in entries:
        if entry.number != number + 1:
            raise LogError(f"audit entry {entry.number} cannot follow entry {number}")
        if entry.previous != head:
            raise LogError(f"audit entry {entry.number} does not continue the one before it")
        if time is not None and entry.time < time:
            raise LogError(f"audit entry {entry.number} is earlier than the one before it")
        head, number, time = entry.hash(), entry.number, entry.time
    return head
