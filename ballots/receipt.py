"""Receipts: the box's signed promise that a ballot will be in the final log.

The voter keeps `c`, a commitment to the ballot's leaf under a nonce that only the seed gives, so
that nobody gets from the receipt to the ballot. The service keeps neither.
Source: PROTOCOL, 'The life of a ballot', 7; `receipt` and `promise` in the table of objects.
"""

from __future__ import annotations

from dataclasses import dataclass

from ballots.derive import NONCE_BYTES
from ballots.encoding import HASH_BYTES, sha256, tagged
from ballots.errors import BadSignatureError, EncodingError
from ballots.signing import sign, verify


@dataclass(frozen=True, slots=True)
class Receipt:
    """`commitment`: c, 32 bytes. `promise`: the box's Ed25519 signature on it, 64 bytes."""

    commitment: bytes
    promise: bytes


def commitment(leaf_hash: bytes, nonce: bytes) -> bytes:
    """c = SHA-256(tagged("receipt", leaf hash, nonce)); both 32 bytes. Raises EncodingError."""
    if len(leaf_hash) != HASH_BYTES:
        raise EncodingError(f"a leaf's hash has {HASH_BYTES} bytes, not {len(leaf_hash)}")
    if len(nonce) != NONCE_BYTES:
        raise EncodingError(f"a nonce has {NONCE_BYTES} bytes, not {len(nonce)}")
    return sha256(tagged("receipt", leaf_hash, nonce))


def promise_message(mh: bytes, c: bytes) -> bytes:
    """What the box signs: `tagged("promise", mh, c)`."""
    return tagged("promise", mh, c)


def give_receipt(promise_seed: bytes, mh: bytes, leaf_hash: bytes, nonce: bytes) -> Receipt:
    """The receipt for a ballot that is stored. The same ballot always gets the same receipt.

    `promise_seed`: the box's private seed for promises, 32 bytes.
    """
    c = commitment(leaf_hash, nonce)
    return Receipt(c, sign(promise_seed, promise_message(mh, c)))


def check_receipt(promise_key: bytes, mh: bytes, receipt: Receipt) -> None:
    """Raises BadSignatureError unless the box of this election gave this receipt."""
    verify(promise_key, promise_message(mh, receipt.commitment), receipt.promise)


def check_kept(receipt: Receipt, leaf_hash: bytes, nonce: bytes) -> None:
    """Raises BadSignatureError unless the receipt is for this leaf."""
    if commitment(leaf_hash, nonce) != receipt.commitment:
        raise BadSignatureError("this receipt is for another ballot")
