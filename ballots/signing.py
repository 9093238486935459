"""Strict Ed25519: one valid encoding of every key and signature, and no key of small order.

`cryptography` verifies the equation of RFC 8032, section 5.1.7, without the cofactor. Before
that, here: A and R must be canonical (y < 2^255 - 19) and not of small order, and S < L.
Source: PROTOCOL, 'Building blocks'; 'Taming the many EdDSAs' (Chalkias, Garillot, Nikolaenko,
2020), section 5.
"""

from __future__ import annotations

import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ballots.errors import BadSignatureError, KeyFormatError

PRIVATE_SEED_BYTES = 32
PUBLIC_KEY_BYTES = 32
SIGNATURE_BYTES = 64

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_SIGN_BIT = 1 << 255
# y of a point of order 8; the other is its negative. Together with 0 (order 4), 1 (the identity)
# and -1 (order 2) these are the y of all eight points of small order.
_Y_OF_ORDER_8 = 2707385501144840649318225287225658788936804267575313519463743609750303402022
_SMALL_ORDER_Y = frozenset((0, 1, _P - 1, _Y_OF_ORDER_8, _P - _Y_OF_ORDER_8))


def generate_private_seed() -> bytes:
    """A fresh private seed, 32 bytes, from the operating system's randomness."""
    return secrets.token_bytes(PRIVATE_SEED_BYTES)


def public_key(private_seed: bytes) -> bytes:
    """The public key, 32 bytes, of a 32-byte private seed. Raises KeyFormatError."""
    return _private(private_seed).public_key().public_bytes_raw()


def sign(private_seed: bytes, message: bytes) -> bytes:
    """The signature, 64 bytes (R ‖ S). Raises KeyFormatError for a seed of the wrong size."""
    return _private(private_seed).sign(message)


def check_public_key(public: bytes) -> None:
    """Return if these 32 bytes may be used as a public key; KeyFormatError says why not.

    A y that is on no point of the curve is found by `verify`, which then refuses the signature.
    """
    if len(public) != PUBLIC_KEY_BYTES:
        raise KeyFormatError(f"an Ed25519 key is {PUBLIC_KEY_BYTES} bytes, not {len(public)}")
    fault = _fault_of_point(public)
    if fault:
        raise KeyFormatError(f"this Ed25519 key {fault}")


def verify(public: bytes, message: bytes, signature: bytes) -> None:
    """Return if `signature` (64 bytes) is the strict Ed25519 signature on `message`.

    Raises KeyFormatError for a key that must not be used, BadSignatureError for the rest.
    """
    check_public_key(public)
    if len(signature) != SIGNATURE_BYTES:
        raise BadSignatureError(
            f"an Ed25519 signature is {SIGNATURE_BYTES} bytes, not {len(signature)}"
        )
    fault = _fault_of_point(signature[:32])
    if fault:
        raise BadSignatureError(f"the first half of this signature {fault}")
    if int.from_bytes(signature[32:], "little") >= _L:
        raise BadSignatureError("the second half of this signature is not below the group's order")
    try:
        _public(public).verify(signature, message)
    except InvalidSignature:
        raise BadSignatureError("this signature is not by this key on this message") from None


def _fault_of_point(encoded: bytes) -> str:
    """What is wrong with the 32-byte encoding of a point, or nothing. Source: RFC 8032, 5.1.3."""
    y = int.from_bytes(encoded, "little") & (_SIGN_BIT - 1)
    if y >= _P:
        return "is not canonical: its y is not below 2^255 - 19"
    if y in _SMALL_ORDER_Y:
        return "is a point of small order"
    return ""


def _private(seed: bytes) -> Ed25519PrivateKey:
    if len(seed) != PRIVATE_SEED_BYTES:
        raise KeyFormatError(
            f"an Ed25519 private seed is {PRIVATE_SEED_BYTES} bytes, not {len(seed)}"
        )
    return Ed25519PrivateKey.from_private_bytes(seed)


@lru_cache(maxsize=64)
def _public(public: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(public)
