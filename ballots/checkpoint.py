"""Checkpoints: what the log's key says its size and root are, and what witnesses have seen.

Source: C2SP tlog-checkpoint (three lines, no extensions), C2SP tlog-cosignature (`cosignature/v1`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from ballots.encoding import HASH_BYTES, u64
from ballots.errors import BadSignatureError, EncodingError, KeyFormatError, LogError
from ballots.manifest import LogTerms
from ballots.manifest_people import Witness
from ballots.notes import (
    COSIGNATURE_V1,
    ED25519,
    Note,
    NoteSignature,
    from_base64,
    key_id,
    parse_note,
    to_base64,
)
from ballots.signing import SIGNATURE_BYTES, public_key, sign, verify

_SIZE = re.compile("0|[1-9][0-9]{0,18}")
_LATEST = 2**63 - 1
_TIME_BYTES = 8


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Size (leaves) and root (32 bytes) of the log with this origin."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The text that is signed: origin, size, root, a line each."""
        return f"{self.origin}\n{self.size}\n{to_base64(self.root)}\n"


@dataclass(frozen=True, slots=True)
class Cosigned:
    """A witness that has signed, and when it says it did (POSIX seconds)."""

    witness: str
    time: int

    @property
    def instant(self) -> datetime | None:
        """The time in UTC; None where it is beyond the calendar."""
        try:
            return datetime.fromtimestamp(self.time, UTC)
        except (OverflowError, ValueError, OSError):
            return None


def parse_checkpoint(text: str) -> Checkpoint:
    """The checkpoint of exactly this text. Raises LogError for anything `text` would not write."""
    lines = text.split("\n")
    if len(lines) != 4 or lines[3] or not lines[0]:
        raise LogError("a checkpoint has three lines: origin, size and root")
    origin, size, root_text, _ = lines
    if not _SIZE.fullmatch(size):
        raise LogError(f"the size of a checkpoint is a number, not '{size[:40]}'")
    try:
        root = from_base64(root_text)
    except EncodingError as error:
        raise LogError(f"the root of a checkpoint: {error}") from None
    if len(root) != HASH_BYTES:
        raise LogError(f"the root of a checkpoint has {HASH_BYTES} bytes, not {len(root)}")
    return Checkpoint(origin, int(size), root)


def sign_checkpoint(checkpoint: Checkpoint, log_seed: bytes) -> Note:
    """The checkpoint signed by the log. `log_seed`: its private seed, 32 bytes."""
    public = public_key(log_seed)
    signature = sign(log_seed, checkpoint.text().encode("utf-8"))
    line = NoteSignature(checkpoint.origin, key_id(checkpoint.origin, ED25519, public), signature)
    return Note(checkpoint.text(), (line,))


def cosign(note: Note, name: str, witness_seed: bytes, time: int) -> Note:
    """The note with one witness's cosignature more. `time`: POSIX seconds.

    A witness does this only after verifying that the log continues what it has seen before.
    """
    line_key = key_id(name, COSIGNATURE_V1, public_key(witness_seed))
    signature = u64(time) + sign(witness_seed, cosigned_message(note.text, time))
    return Note(note.text, (*note.signatures, NoteSignature(name, line_key, signature)))


def cosigned_message(text: str, time: int) -> bytes:
    """What a witness signs. Source: C2SP tlog-cosignature, 'Ed25519 signed message'."""
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def verify_checkpoint(data: bytes, log: LogTerms) -> tuple[Checkpoint, tuple[Cosigned, ...]]:
    """The checkpoint in a signed note, signed by the log and by at least w of its witnesses.

    Lines of unknown keys are ignored, as the standard asks; a line of a known key must hold.
    Raises LogError for another origin or too few witnesses, BadSignatureError for a signature
    that is missing or does not hold.
    """
    note = parse_note(data)
    checkpoint = parse_checkpoint(note.text)
    if checkpoint.origin != log.origin:
        raise LogError(f"this checkpoint is of the log '{checkpoint.origin}', not '{log.origin}'")
    own = note.by(log.origin, key_id(log.origin, ED25519, log.key))
    if own is None:
        raise BadSignatureError("this checkpoint is not signed by the log")
    _verify(log.key, note.text.encode("utf-8"), own)
    cosigned = tuple(_cosigned(note, log.witnesses))
    if len(cosigned) < log.needed:
        raise LogError(
            f"this checkpoint has {len(cosigned)} of the {log.needed} witnesses' signatures it needs"
        )
    return checkpoint, cosigned


def _cosigned(note: Note, witnesses: Iterable[Witness]) -> Iterable[Cosigned]:
    for witness in witnesses:
        line = note.by(witness.name, key_id(witness.name, COSIGNATURE_V1, witness.key))
        if line is None:
            continue
        if len(line.signature) != _TIME_BYTES + SIGNATURE_BYTES:
            raise BadSignatureError(f"the cosignature of '{witness.name}' has the wrong length")
        time = int.from_bytes(line.signature[:_TIME_BYTES], "big")
        if time > _LATEST:
            raise BadSignatureError(f"the cosignature of '{witness.name}' has an impossible time")
        bare = NoteSignature(line.name, line.key_id, line.signature[_TIME_BYTES:])
        _verify(witness.key, cosigned_message(note.text, time), bare)
        yield Cosigned(witness.name, time)


def _verify(public: bytes, message: bytes, line: NoteSignature) -> None:
    try:
        verify(public, message, line.signature)
    except (BadSignatureError, KeyFormatError) as error:
        raise BadSignatureError(f"the signature of '{line.name}' does not hold") from error
