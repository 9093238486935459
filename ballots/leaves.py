"""The six kinds of leaf of the public log: one frozen class, one encoding, one strict decoder each.

Every leaf is `lp("omov/NAME/v1", fields…)`. Contest and officer ids are UTF-8 text, numbers are
u32 unless said otherwise, hashes and Ed25519 keys are 32 bytes, Ed25519 signatures 64.

| NAME                | fields                                                                   |
|---------------------|--------------------------------------------------------------------------|
| `manifest-leaf`     | mh                                                                       |
| `ballot-leaf`       | contest, ballot_pk, seq, credential (384), sealed, signature             |
| `act-leaf`          | the signed `act` object, endorsements                                    |
| `paper-batch-leaf`  | the signed `paper-batch` object, endorsements                            |
| `roll-close-leaf`   | the signed `roll-close` object, the roll office's signature              |
| `close`             | mh, lp(lp(contest, ballots, keys, papers)…), last act (0: none)          |

The objects inside: `act`: mh, number (from 1), kind, parameters (canonical JSON), hash of reason;
`paper-batch`: mh, contest, number (from 1), lp(sealed…); `roll-close`: mh,
lp(lp(contest, E, D, R, P)…), marked root. Contests stand in the manifest's order. Endorsements:
lp(lp(officer, signature)…), officers in ascending order, each once.
No leaf is longer than 65,535 bytes, the longest entry of a C2SP bundle. Source: PROTOCOL,
'Signed and hashed objects'.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ballots.credential import BALLOT_KEY_BYTES, MODULUS_BYTES
from ballots.documents import (
    Act,
    Endorsement,
    PaperBatch,
    RollClose,
    RollCount,
    ballot_message,
    counted,
    identifier,
    sized,
)
from ballots.encoding import HASH_BYTES, from_unsigned, lp, tagged, text, u32, un_lp, untagged
from ballots.errors import EncodingError
from ballots.log import leaf_hash
from ballots.signing import SIGNATURE_BYTES

LONGEST_LEAF = 65_535  # bytes; C2SP tlog-tiles, entry bundles


@dataclass(frozen=True, slots=True)
class ManifestLeaf:
    """Leaf 0: the manifest's hash."""

    mh: bytes

    def encode(self) -> bytes:
        """The leaf's one encoding."""
        return _leaf("manifest-leaf", sized(self.mh, HASH_BYTES))


@dataclass(frozen=True, slots=True)
class BallotLeaf:
    """One sealed ballot. `seq`: 1 for a key's first ballot, then one more each time."""

    contest: str
    ballot_pk: bytes
    seq: int
    credential: bytes
    sealed: bytes
    signature: bytes

    def encode(self) -> bytes:
        """The leaf's one encoding."""
        return _leaf(
            "ballot-leaf",
            identifier(self.contest),
            sized(self.ballot_pk, BALLOT_KEY_BYTES),
            counted(self.seq),
            sized(self.credential, MODULUS_BYTES),
            self.sealed,
            sized(self.signature, SIGNATURE_BYTES),
        )

    def message(self, mh: bytes) -> bytes:
        """What the ballot key signs."""
        return ballot_message(
            mh, self.contest, self.ballot_pk, self.seq, self.credential, self.sealed
        )


@dataclass(frozen=True, slots=True)
class ActLeaf:
    """An act and those who endorse it."""

    act: Act
    endorsements: tuple[Endorsement, ...]

    def encode(self) -> bytes:
        """The leaf's one encoding."""
        return _leaf("act-leaf", self.act.message(), _endorsed(self.endorsements))


@dataclass(frozen=True, slots=True)
class PaperBatchLeaf:
    """A batch of paper ballots and those who endorse it."""

    batch: PaperBatch
    endorsements: tuple[Endorsement, ...]

    def encode(self) -> bytes:
        """The leaf's one encoding."""
        return _leaf("paper-batch-leaf", self.batch.message(), _endorsed(self.endorsements))


@dataclass(frozen=True, slots=True)
class RollCloseLeaf:
    """The roll office's closing statement and its signature."""

    roll_close: RollClose
    signature: bytes

    def encode(self) -> bytes:
        """The leaf's one encoding."""
        return _leaf(
            "roll-close-leaf", self.roll_close.message(), sized(self.signature, SIGNATURE_BYTES)
        )


@dataclass(frozen=True, slots=True)
class BoxCount:
    """A contest's totals in the log: ballot leaves, distinct ballot keys U, paper ballots B."""

    contest: str
    ballots: int
    keys: int
    papers: int


@dataclass(frozen=True, slots=True)
class CloseLeaf:
    """The last leaf of the log, for ever."""

    mh: bytes
    counts: tuple[BoxCount, ...]
    last_act: int

    def encode(self) -> bytes:
        """The leaf's one encoding."""
        rows = (
            lp(identifier(c.contest), u32(c.ballots), u32(c.keys), u32(c.papers))
            for c in self.counts
        )
        return _leaf("close", sized(self.mh, HASH_BYTES), lp(*rows), u32(self.last_act))


Leaf = ManifestLeaf | BallotLeaf | ActLeaf | PaperBatchLeaf | RollCloseLeaf | CloseLeaf


def decode_leaf(data: bytes) -> Leaf:
    """The leaf of exactly these bytes. Raises EncodingError for anything `encode` would not write."""
    if len(data) > LONGEST_LEAF:
        raise EncodingError(f"a leaf has at most {LONGEST_LEAF} bytes, not {len(data)}")
    fields = un_lp(data)
    name = fields[0] if fields else b""
    for known, decode in _DECODERS.items():
        if name == f"omov/{known}/v1".encode():
            leaf = decode(data)
            if leaf.encode() != data:
                raise EncodingError(f"this is not the one encoding of a {known}")
            return leaf
    raise EncodingError("this is not a leaf of any known kind")


def hash_of(leaf: Leaf) -> bytes:
    """The leaf's hash in the log. Source: RFC 6962, section 2.1."""
    return leaf_hash(leaf.encode())


def _manifest_leaf(data: bytes) -> Leaf:
    return ManifestLeaf(*untagged("manifest-leaf", data, 1))


def _ballot_leaf(data: bytes) -> Leaf:
    contest, ballot_pk, seq, credential, sealed, signature = untagged("ballot-leaf", data, 6)
    return BallotLeaf(
        text(contest), ballot_pk, from_unsigned(seq, 4), credential, sealed, signature
    )


def _act_leaf(data: bytes) -> Leaf:
    act, endorsements = untagged("act-leaf", data, 2)
    mh, number, kind, parameters, reason = untagged("act", act, 5)
    return ActLeaf(
        Act(mh, from_unsigned(number, 4), text(kind), parameters, reason),
        _endorsements(endorsements),
    )


def _paper_batch_leaf(data: bytes) -> Leaf:
    batch, endorsements = untagged("paper-batch-leaf", data, 2)
    mh, contest, number, sealed = untagged("paper-batch", batch, 4)
    return PaperBatchLeaf(
        PaperBatch(mh, text(contest), from_unsigned(number, 4), un_lp(sealed)),
        _endorsements(endorsements),
    )


def _roll_close_leaf(data: bytes) -> Leaf:
    roll_close, signature = untagged("roll-close-leaf", data, 2)
    mh, rows, marked_root = untagged("roll-close", roll_close, 3)
    counts = tuple(RollCount(contest, *numbers) for contest, numbers in _rows(rows, 4))
    return RollCloseLeaf(RollClose(mh, counts, marked_root), signature)


def _close_leaf(data: bytes) -> Leaf:
    mh, rows, last_act = untagged("close", data, 3)
    counts = tuple(BoxCount(contest, *numbers) for contest, numbers in _rows(rows, 3))
    return CloseLeaf(mh, counts, from_unsigned(last_act, 4))


_DECODERS: dict[str, Callable[[bytes], Leaf]] = {
    "ballot-leaf": _ballot_leaf,
    "manifest-leaf": _manifest_leaf,
    "act-leaf": _act_leaf,
    "paper-batch-leaf": _paper_batch_leaf,
    "roll-close-leaf": _roll_close_leaf,
    "close": _close_leaf,
}


def _leaf(name: str, *fields: bytes) -> bytes:
    data = tagged(name, *fields)
    if len(data) > LONGEST_LEAF:
        raise EncodingError(
            f"a {name} of {len(data)} bytes is too long for the log ({LONGEST_LEAF}): divide it"
        )
    return data


def _rows(data: bytes, numbers: int) -> list[tuple[str, list[int]]]:
    rows = []
    for row in un_lp(data):
        fields = un_lp(row)
        if len(fields) != numbers + 1:
            raise EncodingError(f"a contest's totals are {numbers} numbers, not {len(fields) - 1}")
        rows.append((text(fields[0]), [from_unsigned(field, 4) for field in fields[1:]]))
    return rows


def _endorsed(endorsements: tuple[Endorsement, ...]) -> bytes:
    officers = [endorsement.officer for endorsement in endorsements]
    if officers != sorted(set(officers)):
        raise EncodingError("endorsements stand in ascending order of officer, each officer once")
    return lp(
        *(lp(identifier(e.officer), sized(e.signature, SIGNATURE_BYTES)) for e in endorsements)
    )


def _endorsements(data: bytes) -> tuple[Endorsement, ...]:
    found = []
    for item in un_lp(data):
        fields = un_lp(item)
        if len(fields) != 2:
            raise EncodingError("an endorsement is an officer and a signature")
        found.append(Endorsement(text(fields[0]), fields[1]))
    return tuple(found)
