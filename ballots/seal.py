"""Sealing a ballot until the opening: HPKE base mode with X-Wing.

The suite is fixed: KEM 0x647A (X-Wing, ML-KEM-768 + X25519), KDF 0x0001 (HKDF-SHA256), AEAD
0x0002 (AES-256-GCM). `sealed = enc ‖ ct`: 1120 bytes of enc, then the plaintext's length plus 16;
empty associated data; one message per key. Source: RFC 9180, section 5.1.1;
draft-connolly-cfrg-xwing-kem; FIPS 203; PROTOCOL, 'Building blocks'.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from ballots.encoding import HASH_BYTES, tagged
from ballots.errors import EncodingError, KeyFormatError, SealError

SUITE = "HPKE-Base X-Wing HKDF-SHA256 AES-256-GCM"
"""The suite's name in the manifest."""
SEED_BYTES = 32
PUBLIC_KEY_BYTES = 1216
ENC_BYTES = 1120
TAG_BYTES = 16
OVERHEAD_BYTES = ENC_BYTES + TAG_BYTES
_ML_KEM_SEED_BYTES = 64
_ML_KEM_PUBLIC_BYTES = 1184
_P = 2**255 - 19
# u of every point of small order on Curve25519 and its twist. Source: RFC 7748, section 6.1;
# https://cr.yp.to/ecdh.html, 'How do I validate Curve25519 public keys?'.
_SMALL_ORDER_U = frozenset(
    (
        0,
        1,
        _P - 1,
        325606250916557431795983626356110631294008115727848805560023387167927233504,
        39382357235489614581723060781553021112529911719440698176882885853963445705823,
    )
)


@dataclass(frozen=True, slots=True)
class SealingPublicKey:
    """The key that ballots are sealed to. `data`: ML-KEM-768 key 1184 bytes ‖ X25519 key 32.

    Raises KeyFormatError for a key that is not canonical or cannot seal.
    """

    data: bytes
    _key: MLKEM768X25519PublicKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.data) != PUBLIC_KEY_BYTES:
            raise KeyFormatError(f"a sealing key is {PUBLIC_KEY_BYTES} bytes, not {len(self.data)}")
        lattice, curve = self.data[:_ML_KEM_PUBLIC_BYTES], self.data[_ML_KEM_PUBLIC_BYTES:]
        fault = _fault_of_curve_key(curve)
        if fault:
            raise KeyFormatError(f"the X25519 half of this sealing key {fault}")
        try:
            key = MLKEM768X25519PublicKey(
                MLKEM768PublicKey.from_public_bytes(lattice),
                X25519PublicKey.from_public_bytes(curve),
            )
        except ValueError:
            raise KeyFormatError(
                "the ML-KEM-768 half of this sealing key is not canonical"
            ) from None
        object.__setattr__(self, "_key", key)


@dataclass(frozen=True, slots=True)
class SealingKey:
    """The opening key of an election: what the trustees hold together.

    `seed` (32 bytes) never appears in its `repr`. Source: draft-connolly-cfrg-xwing-kem, 5.2.
    """

    seed: bytes = field(repr=False)
    public: SealingPublicKey = field(init=False)
    _key: MLKEM768X25519PrivateKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.seed) != SEED_BYTES:
            raise KeyFormatError(f"an opening seed is {SEED_BYTES} bytes, not {len(self.seed)}")
        expanded = hashlib.shake_256(self.seed).digest(_ML_KEM_SEED_BYTES + 32)
        lattice = MLKEM768PrivateKey.from_seed_bytes(expanded[:_ML_KEM_SEED_BYTES])
        curve = X25519PrivateKey.from_private_bytes(expanded[_ML_KEM_SEED_BYTES:])
        public = lattice.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()
        object.__setattr__(self, "public", SealingPublicKey(public))
        object.__setattr__(self, "_key", MLKEM768X25519PrivateKey(lattice, curve))

    @classmethod
    def from_seed(cls, seed: bytes) -> SealingKey:
        """The key pair of a 32-byte seed. Raises KeyFormatError."""
        return cls(seed)

    @classmethod
    def generate(cls) -> SealingKey:
        """A fresh key pair from the operating system's randomness."""
        return cls(secrets.token_bytes(SEED_BYTES))


def seal_info(mh: bytes, contest: str, ballot_pk: bytes) -> bytes:
    """The HPKE info that binds a ballot to its place: `tagged("seal", mh, contest, ballot_pk)`.

    `mh` and `ballot_pk` are 32 bytes. Raises EncodingError otherwise.
    """
    for name, value in (("manifest hash", mh), ("ballot key", ballot_pk)):
        if len(value) != HASH_BYTES:
            raise EncodingError(f"a {name} is {HASH_BYTES} bytes, not {len(value)}")
    return tagged("seal", mh, contest, ballot_pk)


def seal(public: SealingPublicKey, info: bytes, plaintext: bytes) -> bytes:
    """`enc ‖ ct` of a plaintext, 1136 bytes longer than it; different each time."""
    return _suite().encrypt(plaintext, public._key, info=info)


def open_sealed(private: SealingKey, info: bytes, sealed: bytes) -> bytes:
    """The plaintext of `enc ‖ ct`.

    Raises SealError if it is too short, was changed, or was sealed to another key or with
    another info (so for another manifest, contest or ballot key).
    """
    check_sealed(sealed, max(0, len(sealed) - OVERHEAD_BYTES))
    try:
        return _suite().decrypt(sealed, private._key, info=info)
    except InvalidTag:
        raise SealError(
            "this sealed ballot does not open: it was changed, or sealed to another key or place"
        ) from None


def check_sealed(sealed: bytes, plaintext_bytes: int) -> None:
    """Return if `sealed` has the form of a sealed plaintext of this many bytes.

    The X25519 half of enc (its last 32 bytes) must be canonical and not of small order, so that
    all implementations agree on what opens: X-Wing itself leaves that to them. Raises SealError.
    """
    if len(sealed) != plaintext_bytes + OVERHEAD_BYTES:
        raise SealError(
            f"expected a sealed ballot of {plaintext_bytes + OVERHEAD_BYTES} bytes, "
            f"got {len(sealed)}"
        )
    fault = _fault_of_curve_key(sealed[ENC_BYTES - 32 : ENC_BYTES])
    if fault:
        raise SealError(f"the X25519 half of this sealed ballot {fault}")


@lru_cache(maxsize=1)
def _suite() -> Suite:
    return Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def _fault_of_curve_key(data: bytes) -> str:
    """What is wrong with 32 bytes as an X25519 public key, or nothing."""
    u = int.from_bytes(data, "little")
    if u >= _P:
        return "is not canonical"
    if u in _SMALL_ORDER_U:
        return "is a point of small order"
    return ""
