"""A ballot as the booth sends it: JSON with base64url, one spelling of every field.

`{"contest", "ballot_pk", "credential", "seq", "sealed", "signature", "nonce"}`, nothing else.
Source: PROTOCOL, 'The life of a ballot', 6.
"""

from __future__ import annotations

from dataclasses import dataclass

from ballots.credential import BALLOT_KEY_BYTES, MODULUS_BYTES
from ballots.derive import NONCE_BYTES
from ballots.encoding import to_base64url
from ballots.errors import EncodingError
from ballots.leaves import LONGEST_LEAF, BallotLeaf
from ballots.reading import read_json
from ballots.signing import SIGNATURE_BYTES
from counting.canonical import canonical_json

LONGEST_CAST = 2 * LONGEST_LEAF  # bytes: a leaf in base64, and the rest
_LARGEST_U32 = 2**32 - 1


@dataclass(frozen=True, slots=True)
class Cast:
    """The leaf that the ballot will be, and the nonce of its receipt (32 bytes)."""

    leaf: BallotLeaf
    nonce: bytes


def write_cast(cast: Cast) -> bytes:
    """The cast as it is sent, canonical JSON."""
    leaf = cast.leaf
    return canonical_json(
        {
            "contest": leaf.contest,
            "ballot_pk": to_base64url(leaf.ballot_pk),
            "credential": to_base64url(leaf.credential),
            "seq": leaf.seq,
            "sealed": to_base64url(leaf.sealed),
            "signature": to_base64url(leaf.signature),
            "nonce": to_base64url(cast.nonce),
        }
    )


def read_cast(body: bytes) -> Cast:
    """The cast in the body of a request. Raises EncodingError, naming the key at fault.

    White space and the order of keys are free; everything else has one spelling.
    """
    if len(body) > LONGEST_CAST:
        raise EncodingError(f"a ballot has at most {LONGEST_CAST} bytes, not {len(body)}")
    parts = read_json(body, EncodingError).object(
        "contest", "ballot_pk", "credential", "seq", "sealed", "signature", "nonce"
    )
    leaf = BallotLeaf(
        contest=parts["contest"].identifier(),
        ballot_pk=parts["ballot_pk"].bytes(BALLOT_KEY_BYTES),
        seq=parts["seq"].integer(1, _LARGEST_U32),
        credential=parts["credential"].bytes(MODULUS_BYTES),
        sealed=parts["sealed"].bytes(),
        signature=parts["signature"].bytes(SIGNATURE_BYTES),
    )
    return Cast(leaf, parts["nonce"].bytes(NONCE_BYTES))
