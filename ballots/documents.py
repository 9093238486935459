"""Documents that people and rooms sign: acts, batches of paper ballots, the roll's closing statement.

Their signatures come beside them (`ballots.leaves`). Encodings: see there.
"""

from __future__ import annotations

from dataclasses import dataclass

from ballots.encoding import HASH_BYTES, lp, sha256, tagged, u32
from ballots.errors import EncodingError
from ballots.reading import is_identifier, read_canonical


@dataclass(frozen=True, slots=True)
class Endorsement:
    """An officer's signature, or the service's attestation that this officer has agreed."""

    officer: str
    signature: bytes


@dataclass(frozen=True, slots=True)
class Act:
    """A numbered change by officers. `parameters`: canonical JSON; see `ballots.acts`."""

    mh: bytes
    number: int
    kind: str
    parameters: bytes
    reason_hash: bytes

    def message(self) -> bytes:
        """What the officers sign."""
        read_canonical(self.parameters, EncodingError).mapping()
        return tagged(
            "act",
            sized(self.mh, HASH_BYTES),
            counted(self.number),
            identifier(self.kind),
            self.parameters,
            sized(self.reason_hash, HASH_BYTES),
        )


@dataclass(frozen=True, slots=True)
class PaperBatch:
    """Sealed paper ballots of one contest, entered by officers. `number` counts from 1 per contest.

    Each is sealed with `paper_place` in the place of a ballot key.
    """

    mh: bytes
    contest: str
    number: int
    sealed: tuple[bytes, ...]

    def message(self) -> bytes:
        """What the officers sign."""
        if not self.sealed:
            raise EncodingError("a batch of paper ballots holds at least one")
        return tagged(
            "paper-batch",
            sized(self.mh, HASH_BYTES),
            identifier(self.contest),
            counted(self.number),
            lp(*self.sealed),
        )


@dataclass(frozen=True, slots=True)
class RollCount:
    """A contest's totals at the roll office: entitled E, drawn D, re-issued R, on paper P."""

    contest: str
    entitled: int
    drawn: int
    reissued: int
    on_paper: int


@dataclass(frozen=True, slots=True)
class RollClose:
    """What the roll office states at the end: totals per contest, and the root of all marks."""

    mh: bytes
    counts: tuple[RollCount, ...]
    marked_root: bytes

    def message(self) -> bytes:
        """What the roll office signs."""
        rows = (
            lp(
                identifier(c.contest),
                u32(c.entitled),
                u32(c.drawn),
                u32(c.reissued),
                u32(c.on_paper),
            )
            for c in self.counts
        )
        return tagged(
            "roll-close",
            sized(self.mh, HASH_BYTES),
            lp(*rows),
            sized(self.marked_root, HASH_BYTES),
        )


def ballot_message(
    mh: bytes, contest: str, ballot_pk: bytes, seq: int, credential: bytes, sealed: bytes
) -> bytes:
    """What a ballot key signs: `ballot` in PROTOCOL's table, the credential by its SHA-256."""
    return tagged("ballot", mh, contest, ballot_pk, u32(seq), sha256(credential), sealed)


def paper_place(contest: str, number: int, index: int) -> bytes:
    """32 bytes that stand for the ballot key when a paper ballot is sealed: its batch and place in it.

    `index` counts from 0. `SHA-256(tagged("paper-place", contest, number, index))`.
    """
    return sha256(tagged("paper-place", contest, u32(number), u32(index)))


def sized(data: bytes, size: int) -> bytes:
    """The bytes, if there are `size` of them. Raises EncodingError."""
    if len(data) != size:
        raise EncodingError(f"expected {size} bytes, got {len(data)}")
    return data


def counted(number: int) -> bytes:
    """A number from 1, as u32. Raises EncodingError."""
    if number < 1:
        raise EncodingError(f"numbers start at 1, not {number}")
    return u32(number)


def identifier(name: str) -> bytes:
    """An id, as it is hashed. Raises EncodingError."""
    if not is_identifier(name):
        raise EncodingError(f"'{name}' is not an id of small letters, digits and single hyphens")
    return name.encode("ascii")
