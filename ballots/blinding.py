"""The voter's side of the blind credential: prepare, blind, finalize.

The booth does this in the voter's browser; rehearsals, tests and benchmarks do it here.
Source: RFC 9474, sections 4.2 and 4.4 (`PrepareIdentity`, so the message is signed as it is);
RFC 8017, section 9.1.1.
"""

from __future__ import annotations

import hashlib

import gmpy2

from ballots.credential import SALT_BYTES, IssuerPublicKey, verify_credential
from ballots.encoding import u32
from ballots.errors import BadSignatureError, EncodingError


def blind(public: IssuerPublicKey, message: bytes, salt: bytes, r: int) -> bytes:
    """The blinded value z, 384 bytes, to send to the issuer.

    `salt` is 48 secret bytes; `r` a secret unit modulo n. The same message, salt and r give the
    same z. Raises EncodingError for a salt or an r that cannot be used.
    """
    if len(salt) != SALT_BYTES:
        raise EncodingError(f"a credential's salt is {SALT_BYTES} bytes, not {len(salt)}")
    return _blind(public.n, public.e, message, salt, r)


def finalize(public: IssuerPublicKey, message: bytes, blind_signature: bytes, r: int) -> bytes:
    """The credential, 384 bytes, from the issuer's answer; verified before it is returned.

    Raises EncodingError for an answer of the wrong form and BadSignatureError if the issuer did
    not sign what it was sent.
    """
    credential = _unblind(public.n, blind_signature, r)
    try:
        verify_credential(public, message, credential)
    except BadSignatureError:
        raise BadSignatureError(
            "the roll office's answer is not a credential under the contest's key in the manifest: "
            "do not vote with it; keep it and tell the returning officer"
        ) from None
    return credential


def _blind(n: int, e: int, message: bytes, salt: bytes, r: int) -> bytes:
    """`Blind` of RFC 9474, section 4.2, for any modulus and any length of salt."""
    m = int.from_bytes(pss_encode(message, salt, n.bit_length() - 1), "big")
    if gmpy2.gcd(m, n) != 1:
        raise EncodingError("this message shares a factor with n: the issuer's key is not sound")
    _check_unit(n, r)
    z = m * gmpy2.powmod_sec(r, e, n) % n
    return int(z).to_bytes(_octets(n), "big")


def _unblind(n: int, blind_signature: bytes, r: int) -> bytes:
    """The signature inside the issuer's answer. Source: RFC 9474, section 4.4, steps 1 to 5."""
    if len(blind_signature) != _octets(n):
        raise EncodingError(f"a blind signature is {_octets(n)} bytes, not {len(blind_signature)}")
    value = int.from_bytes(blind_signature, "big")
    if not 0 < value < n:
        raise EncodingError("a blind signature lies between 1 and n - 1; this one does not")
    _check_unit(n, r)
    return int(value * gmpy2.invert(r, n) % n).to_bytes(_octets(n), "big")


def _check_unit(n: int, r: int) -> None:
    if not 0 < r < n or gmpy2.gcd(r, n) != 1:
        raise EncodingError("a blinding factor lies between 1 and n - 1 and is invertible")


def _octets(n: int) -> int:
    return (n.bit_length() + 7) // 8


def pss_encode(message: bytes, salt: bytes, bits: int) -> bytes:
    """EMSA-PSS-ENCODE with SHA-384 and MGF1 of SHA-384, ⌈bits / 8⌉ bytes.

    Source: RFC 8017, section 9.1.1. Raises EncodingError if `bits` leave no room.
    """
    size = (bits + 7) // 8
    digest = hashlib.sha384(message).digest()
    room = size - len(digest) - len(salt) - 2
    if room < 0:
        raise EncodingError(f"{bits} bits are too few for this salt")
    h = hashlib.sha384(bytes(8) + digest + salt).digest()
    block = bytes(room) + b"\x01" + salt
    masked = bytearray(a ^ b for a, b in zip(block, _mgf1(h, len(block)), strict=True))
    masked[0] &= 0xFF >> (8 * size - bits)
    return bytes(masked) + h + b"\xbc"


def _mgf1(seed: bytes, size: int) -> bytes:
    """MGF1 of SHA-384. Source: RFC 8017, appendix B.2.1."""
    count = -(-size // hashlib.sha384().digest_size)
    return b"".join(hashlib.sha384(seed + u32(i)).digest() for i in range(count))[:size]
