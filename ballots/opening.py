"""The opening of a closed log: when shares may be released, and the statement that they were.

Source: PROTOCOL, 'The life of a ballot', 9; `opening` and `trustee` in the table of objects.
What each ballot then says is in `ballots.tally`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ballots.checkpoint import Checkpoint, verify_checkpoint
from ballots.documents import sized
from ballots.encoding import HASH_BYTES, sha256, tagged, to_base64url, u64
from ballots.errors import BadSignatureError, KeyFormatError, LogError, SealError
from ballots.leaves import CloseLeaf, decode_leaf
from ballots.log import leaf_hash, verify_inclusion
from ballots.manifest import Manifest
from ballots.reading import read_canonical
from ballots.seal import SealingKey
from ballots.signing import SIGNATURE_BYTES, sign, verify
from counting.canonical import Json, canonical_json

FORMAT = "omov/opening/v1"
_LARGEST_SIZE = 2**53 - 1


@dataclass(frozen=True, slots=True)
class Opening:
    """What the trustees agree to open: the final size and root, with SHA-256 of the opening seed."""

    mh: bytes
    size: int
    root: bytes
    seed_hash: bytes

    def message(self) -> bytes:
        """What each trustee signs: `tagged("opening", mh, size u64, root, seed hash)`."""
        return tagged(
            "opening",
            sized(self.mh, HASH_BYTES),
            u64(self.size),
            sized(self.root, HASH_BYTES),
            sized(self.seed_hash, HASH_BYTES),
        )


@dataclass(frozen=True, slots=True)
class OpeningSignature:
    """One holder's signature. `signer`: a trustee's place in the manifest, from 1.

    0 is the office, where the service holds the key.
    """

    signer: int
    signature: bytes


@dataclass(frozen=True, slots=True)
class SignedOpening:
    """The opening and its signatures, in ascending order of signer."""

    opening: Opening
    signatures: tuple[OpeningSignature, ...]

    def dump(self) -> bytes:
        """Canonical JSON."""
        signatures: Json = [
            {"signer": item.signer, "signature": to_base64url(item.signature)}
            for item in self.signatures
        ]
        return canonical_json(
            {
                "format": FORMAT,
                "mh": to_base64url(self.opening.mh),
                "size": self.opening.size,
                "root": to_base64url(self.opening.root),
                "seed_hash": to_base64url(self.opening.seed_hash),
                "signatures": signatures,
            }
        )

    @classmethod
    def load(cls, data: bytes) -> SignedOpening:
        """The inverse of `dump`, strictly. Raises LogError, naming the key at fault."""
        parts = read_canonical(data, LogError).object(
            "format", "mh", "size", "root", "seed_hash", "signatures"
        )
        parts["format"].one_of((FORMAT,))
        signatures = []
        for node in parts["signatures"].list():
            item = node.object("signer", "signature")
            signatures.append(
                OpeningSignature(
                    item["signer"].integer(0, 255), item["signature"].bytes(SIGNATURE_BYTES)
                )
            )
        opening = Opening(
            parts["mh"].bytes(HASH_BYTES),
            parts["size"].integer(1, _LARGEST_SIZE),
            parts["root"].bytes(HASH_BYTES),
            parts["seed_hash"].bytes(HASH_BYTES),
        )
        return cls(opening, tuple(signatures))


def trustee_message(mh: bytes, share_hash: bytes) -> bytes:
    """What a trustee signs on taking a share: `tagged("trustee", mh, share hash)`."""
    return tagged("trustee", mh, share_hash)


def check_release(
    manifest: Manifest, note: bytes, close_leaf: bytes, proof: Sequence[bytes]
) -> Checkpoint:
    """What a trustee verifies before a share leaves their hands; returns the final checkpoint.

    `note`: the final checkpoint with its cosignatures; `close_leaf`: the encoded last leaf;
    `proof`: its inclusion proof. Raises LogError, EncodingError or BadSignatureError: then
    nothing is to be released.
    """
    checkpoint, _ = verify_checkpoint(note, manifest.log)
    leaf = decode_leaf(close_leaf)
    if not isinstance(leaf, CloseLeaf):
        raise LogError("the last leaf is not a close leaf: the log is not closed")
    if leaf.mh != manifest.mh:
        raise LogError("the close leaf belongs to another election")
    last = checkpoint.size - 1
    verify_inclusion(leaf_hash(close_leaf), last, checkpoint.size, proof, checkpoint.root)
    return checkpoint


def opening_of(manifest: Manifest, checkpoint: Checkpoint, key: SealingKey) -> Opening:
    """The statement to be signed. Raises SealError for a key that is not this election's."""
    check_key(manifest, key)
    return Opening(manifest.mh, checkpoint.size, checkpoint.root, sha256(key.seed))


def check_key(manifest: Manifest, key: SealingKey) -> None:
    """Raises SealError unless the combined key is the private half of the manifest's key."""
    if key.public.data != manifest.seal.key:
        raise SealError(
            "this key does not open this election: it does not give the manifest's sealing key"
        )


def sign_opening(opening: Opening, signer: int, private_seed: bytes) -> OpeningSignature:
    """One signature. `signer`: the trustee's place in the manifest, from 1; 0 for the office."""
    return OpeningSignature(signer, sign(private_seed, opening.message()))


def check_opening(manifest: Manifest, signed: SignedOpening, checkpoint: Checkpoint) -> None:
    """Raises LogError or BadSignatureError unless k trustees opened exactly this closed log."""
    opening = signed.opening
    if opening.mh != manifest.mh:
        raise LogError("this opening belongs to another election")
    if (opening.size, opening.root) != (checkpoint.size, checkpoint.root):
        raise LogError("this opening is of another state of the log than the final checkpoint")
    signers = [item.signer for item in signed.signatures]
    if signers != sorted(set(signers)):
        raise BadSignatureError("signatures of an opening stand in order, each signer once")
    by_service = manifest.seal.holding == "service"
    keys = (
        {0: manifest.rooms.office}
        if by_service
        else dict(enumerate((trustee.key for trustee in manifest.seal.trustees), start=1))
    )
    for item in signed.signatures:
        if item.signer not in keys:
            raise BadSignatureError(f"signer {item.signer} is no holder of this election's key")
        try:
            verify(keys[item.signer], opening.message(), item.signature)
        except (BadSignatureError, KeyFormatError) as error:
            raise BadSignatureError(
                f"the signature of holder {item.signer} does not hold"
            ) from error
    needed = 1 if by_service else manifest.seal.threshold
    if len(signers) < needed:
        raise BadSignatureError(f"opened by {len(signers)} holders, but it takes {needed}")
