"""What comes from a voter's seed, checked against HKDF written out by RFC 5869."""

from __future__ import annotations

import hashlib
import hmac
import math
import struct

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ballots.blinding import blind, finalize
from ballots.credential import IssuerKey, IssuerPublicKey, blind_sign, credential_message
from ballots.derive import derive, new_seed
from ballots.errors import EncodingError

SEED = bytes(range(32))
MH = bytes(range(100, 132))


def hkdf(seed: bytes, salt: bytes, info: bytes, size: int) -> bytes:
    extracted = hmac.new(salt, seed, hashlib.sha256).digest()
    block, output = b"", b""
    for counter in range(1, 2 + size // 32):
        block = hmac.new(extracted, block + info + bytes([counter]), hashlib.sha256).digest()
        output += block
    return output[:size]


def info(use: bytes, contest: bytes, n: int, counter: int) -> bytes:
    n_hash = hashlib.sha256(n.to_bytes(384, "big")).digest()
    fields = (b"omov/derive/v1", use, contest, n_hash, struct.pack(">I", counter))
    return b"".join(struct.pack(">I", len(field)) + field for field in fields)


def rough_modulus() -> int:
    """Not an RSA key for use: so many small factors that few numbers have an inverse."""
    small = math.prod(p for p in range(3, 500, 2) if all(p % d for d in range(3, p, 2)))
    cofactor = (2**3072 // small) - 2
    return small * (cofactor - 1 + cofactor % 2)


def test_each_secret_is_the_documented_expansion_of_the_seed() -> None:
    n = rough_modulus()
    assert n.bit_length() == 3072
    assert n % 2 == 1
    made = derive(SEED, MH, "chair", IssuerPublicKey(n))
    private_seed = hkdf(SEED, MH, info(b"ballot-key", b"chair", n, 0), 32)
    assert made.private_seed == private_seed
    public = Ed25519PrivateKey.from_private_bytes(private_seed).public_key().public_bytes_raw()
    assert made.ballot_pk == public
    assert made.pss_salt == hkdf(SEED, MH, info(b"pss-salt", b"chair", n, 0), 48)
    assert made.nonce == hkdf(SEED, MH, info(b"nonce", b"chair", n, 0), 32)


def test_the_blinding_factor_is_the_first_that_has_an_inverse() -> None:
    n = rough_modulus()
    counters = set()
    for number in range(12):
        seed = bytes([number]) * 32
        candidates = (
            (i, int.from_bytes(hkdf(seed, MH, info(b"blinding", b"chair", n, i), 400), "big") % n)
            for i in range(1000)
        )
        counter, expected = next((i, r) for i, r in candidates if math.gcd(r, n) == 1)
        counters.add(counter)
        assert derive(seed, MH, "chair", IssuerPublicKey(n)).blinding == expected
    assert max(counters) > 0, "the test needs a seed whose first factor has no inverse"


def test_the_same_seed_gives_the_same_and_any_other_input_gives_nothing_in_common() -> None:
    issuers = [IssuerPublicKey(2**3071 + 1), IssuerPublicKey(2**3071 + 3)]
    places = [
        derive(seed, mh, contest, issuer)
        for seed in (SEED, new_seed())
        for mh in (MH, bytes(32))
        for contest in ("a", "b")
        for issuer in issuers
    ]
    assert derive(SEED, MH, "a", issuers[0]) == places[0]
    for name in ("ballot_pk", "private_seed", "pss_salt", "blinding", "nonce"):
        assert len({getattr(place, name) for place in places}) == len(places), name


def test_a_paper_can_be_drawn_with_what_the_seed_gives() -> None:
    key = IssuerKey.generate()
    made = derive(SEED, MH, "chair", key.public)
    message = credential_message(MH, "chair", made.ballot_pk)
    z = blind(key.public, message, made.pss_salt, made.blinding)
    assert len(finalize(key.public, message, blind_sign(key, z), made.blinding)) == 384


def test_secrets_are_not_shown() -> None:
    made = derive(SEED, MH, "a", IssuerPublicKey(2**3071 + 1))
    shown = repr(made)
    assert repr(made.ballot_pk) in shown
    for secret in (made.private_seed, made.pss_salt, made.blinding, made.nonce):
        assert repr(secret) not in shown


@pytest.mark.parametrize(
    ("seed", "mh", "contest"),
    [(bytes(31), MH, "a"), (bytes(33), MH, "a"), (SEED, bytes(31), "a"), (SEED, MH, "\udfff")],
)
def test_a_seed_or_place_of_the_wrong_form_is_refused(seed: bytes, mh: bytes, contest: str) -> None:
    with pytest.raises(EncodingError):
        derive(seed, mh, contest, IssuerPublicKey(2**3071 + 1))


def test_new_seeds_differ() -> None:
    assert len({new_seed() for _ in range(100)}) == 100
