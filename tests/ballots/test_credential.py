"""The issuer's side of blind credentials, and the check of a credential."""

from __future__ import annotations

import pickle
import struct

import gmpy2
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ballots.blinding import blind, finalize
from ballots.credential import (
    IssuerKey,
    IssuerPublicKey,
    blind_sign,
    credential_message,
    verify_credential,
)
from ballots.errors import BadSignatureError, EncodingError, KeyFormatError

MESSAGE = b"a message"
SALT = bytes(range(48))
R = 2**3000 + 1


@pytest.fixture(scope="module")
def key() -> IssuerKey:
    return IssuerKey.generate()


@pytest.fixture(scope="module")
def credential(key: IssuerKey) -> bytes:
    signed = blind_sign(key, blind(key.public, MESSAGE, SALT, R))
    return finalize(key.public, MESSAGE, signed, R)


def library_key(key: IssuerKey) -> rsa.RSAPrivateKey:
    p, q, d = key.p, key.q, key.d
    numbers = rsa.RSAPrivateNumbers(
        p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), rsa.RSAPublicNumbers(key.e, key.n)
    )
    return numbers.private_key()


def test_a_credential_drawn_blind_is_an_ordinary_signature_of_the_issuer(
    key: IssuerKey, credential: bytes
) -> None:
    pss = padding.PSS(padding.MGF1(hashes.SHA384()), 48)
    library_key(key).public_key().verify(credential, MESSAGE, pss, hashes.SHA384())
    verify_credential(key.public, MESSAGE, credential)


def test_the_message_names_manifest_contest_and_ballot_key() -> None:
    fields = (b"omov/credential/v1", b"\x01" * 32, "cadeirydd é".encode(), b"\x02" * 32)
    by_hand = b"".join(struct.pack(">I", len(field)) + field for field in fields)
    assert credential_message(b"\x01" * 32, "cadeirydd é", b"\x02" * 32) == by_hand


@pytest.mark.parametrize(
    ("mh", "contest", "ballot_pk"),
    [(b"", "c", bytes(32)), (bytes(32), "c", bytes(33)), (bytes(32), "\ud800", bytes(32))],
)
def test_a_message_of_the_wrong_form_is_refused(mh: bytes, contest: str, ballot_pk: bytes) -> None:
    with pytest.raises(EncodingError):
        credential_message(mh, contest, ballot_pk)


def test_the_same_blinded_value_is_signed_the_same_each_time(key: IssuerKey) -> None:
    z = blind(key.public, MESSAGE, SALT, R)
    assert blind_sign(key, z) == blind_sign(key, z)


def test_the_smallest_and_the_largest_value_are_signed(key: IssuerKey) -> None:
    assert int.from_bytes(blind_sign(key, (1).to_bytes(384, "big")), "big") == 1
    # d is odd, so (n - 1)^d = -1 mod n
    last = (key.n - 1).to_bytes(384, "big")
    assert blind_sign(key, last) == last


def test_a_blinded_value_out_of_range_or_of_another_length_is_refused(key: IssuerKey) -> None:
    for value in (0, key.n, key.n + 1):
        with pytest.raises(EncodingError, match="between 1 and n - 1"):
            blind_sign(key, value.to_bytes(384, "big"))
    for z in (b"", bytes(383), bytes(384) + b"\x01"):
        with pytest.raises(EncodingError, match="384 bytes"):
            blind_sign(key, z)


@pytest.mark.parametrize("half", ["d_p", "d_q", "q_inverse"])
def test_a_signature_from_a_faulty_computer_is_not_released(half: str) -> None:
    faulty = IssuerKey.generate()
    object.__setattr__(faulty._numbers, half, getattr(faulty._numbers, half) + 2)
    with pytest.raises(BadSignatureError, match="faulty"):
        blind_sign(faulty, (2).to_bytes(384, "big"))


def test_a_credential_for_another_message_or_of_another_issuer_is_refused(
    key: IssuerKey, credential: bytes
) -> None:
    with pytest.raises(BadSignatureError):
        verify_credential(key.public, MESSAGE + b".", credential)
    with pytest.raises(BadSignatureError):
        verify_credential(IssuerKey.generate().public, MESSAGE, credential)


def test_a_credential_is_384_bytes_and_below_the_modulus(key: IssuerKey, credential: bytes) -> None:
    for wrong in (b"", credential[:-1], b"\x00" + credential, credential + b"\x00"):
        with pytest.raises(BadSignatureError, match="384 bytes"):
            verify_credential(key.public, MESSAGE, wrong)
    for value in (key.n, 2**3072 - 1):
        with pytest.raises(BadSignatureError, match="below the issuer's modulus"):
            verify_credential(key.public, MESSAGE, value.to_bytes(384, "big"))


@pytest.mark.parametrize(
    ("digest", "mgf", "salt"),
    [
        (hashes.SHA384(), hashes.SHA384(), 0),
        (hashes.SHA384(), hashes.SHA384(), 47),
        (hashes.SHA384(), hashes.SHA256(), 48),
        (hashes.SHA256(), hashes.SHA384(), 48),
    ],
)
def test_the_issuers_signature_under_other_parameters_is_no_credential(
    key: IssuerKey, digest: hashes.HashAlgorithm, mgf: hashes.HashAlgorithm, salt: int
) -> None:
    other = library_key(key).sign(MESSAGE, padding.PSS(padding.MGF1(mgf), salt), digest)
    with pytest.raises(BadSignatureError):
        verify_credential(key.public, MESSAGE, other)


@settings(max_examples=40, deadline=None)
@given(place=st.integers(0, 383), change=st.integers(1, 255))
def test_a_credential_changed_in_any_byte_is_refused(
    key: IssuerKey, credential: bytes, place: int, change: int
) -> None:
    changed = bytearray(credential)
    changed[place] ^= change
    with pytest.raises(BadSignatureError):
        verify_credential(key.public, MESSAGE, bytes(changed))


@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=400))
def test_no_bytes_crash_the_check_or_the_signer(key: IssuerKey, data: bytes) -> None:
    with pytest.raises(BadSignatureError):
        verify_credential(key.public, MESSAGE, data)
    with pytest.raises(EncodingError):  # below 384 bytes, or n has to be met by chance
        blind_sign(key, data[:383])


def test_a_private_key_survives_its_encoding_and_a_process_boundary(key: IssuerKey) -> None:
    again = IssuerKey.from_bytes(key.to_bytes())
    assert again == key
    assert again.to_bytes() == key.to_bytes()
    z = blind(key.public, MESSAGE, SALT, R)
    assert blind_sign(pickle.loads(pickle.dumps(key)), z) == blind_sign(again, z)


def test_a_private_key_shows_none_of_its_numbers(key: IssuerKey) -> None:
    shown = repr(key)
    for number in (key.p, key.q, key.d):
        assert str(number) not in shown
        assert str(gmpy2.mpz(number)) not in shown


def test_the_private_exponent_inverts_the_public_one(key: IssuerKey) -> None:
    assert pow(pow(5, key.e, key.n), key.d, key.n) == 5
    assert key.p.bit_length() == key.q.bit_length() == 1536


@pytest.mark.parametrize(
    ("n", "e", "why"),
    [
        (2**3071 + 2, 65537, "odd"),
        (2**3071 - 1, 65537, "3071"),
        (2**3072 + 1, 65537, "3073"),
        (-(2**3071) - 1, 65537, "positive"),
        (0, 65537, "0"),
        (2**3071 + 1, 3, "65537"),
        (2**3071 + 1, 65539, "65537"),
    ],
    ids=["even", "short", "long", "negative", "zero", "e = 3", "e = 65539"],
)
def test_a_public_key_that_must_not_be_used_is_refused(n: int, e: int, why: str) -> None:
    with pytest.raises(KeyFormatError, match=why):
        IssuerPublicKey(n, e)


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.binary(max_size=400), st.binary(min_size=384, max_size=384)))
def test_a_public_key_that_is_accepted_encodes_to_the_same_bytes(data: bytes) -> None:
    try:
        public = IssuerPublicKey.from_bytes(data)
    except KeyFormatError:
        assert len(data) != 384 or data[0] < 0x80 or data[-1] % 2 == 0
    else:
        assert public.n_bytes == data


def test_a_leading_zero_makes_a_modulus_too_long(key: IssuerKey) -> None:
    with pytest.raises(KeyFormatError, match="384 bytes"):
        IssuerPublicKey.from_bytes(b"\x00" + key.public.n_bytes)


def test_unsound_primes_are_refused(key: IssuerKey) -> None:
    p, q = key.p, key.q
    next_to_q = int(gmpy2.next_prime(q))
    while next_to_q % 65537 == 1:
        next_to_q = int(gmpy2.next_prime(next_to_q))
    for factors, why in (
        ((q, p), "larger prime comes first"),
        ((p, p), "larger prime comes first"),
        ((p, q + 1), "not prime"),
        ((p, 3), "1536 bits"),
        ((next_to_q, q), "too close"),
    ):
        with pytest.raises(KeyFormatError, match=why):
            IssuerKey(*factors)


@settings(max_examples=60, deadline=None)
@given(cut=st.integers(0, 413), noise=st.binary(max_size=8))
def test_a_private_key_cut_or_lengthened_is_refused(key: IssuerKey, cut: int, noise: bytes) -> None:
    data = key.to_bytes()
    changed = data[:cut] + noise + data[cut + len(noise) + 1 :]
    assume(changed != data)
    with pytest.raises(KeyFormatError):
        IssuerKey.from_bytes(changed)
