"""Sealing: X-Wing's published vectors under an HPKE key schedule written out by RFC 9180."""

from __future__ import annotations

import hashlib
import hmac
import json
import struct
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from ballots.errors import EncodingError, KeyFormatError, SealError
from ballots.seal import (
    ENC_BYTES,
    OVERHEAD_BYTES,
    PUBLIC_KEY_BYTES,
    SealingKey,
    SealingPublicKey,
    check_sealed,
    open_sealed,
    seal,
    seal_info,
)

P = 2**255 - 19
MH, PK = b"\x01" * 32, b"\x02" * 32
INFO = seal_info(MH, "chair", PK)
KEY = SealingKey.from_seed(bytes(range(32)))
# draft-connolly-cfrg-xwing-kem, appendix C: seed, seed of the encapsulation, key, enc, secret
VECTORS = json.loads((Path(__file__).parent / "x_wing_vectors.json").read_text("utf-8"))
# u = (1 + y) / (1 - y) maps edwards25519 to Curve25519 (RFC 7748, 4.1); this y has order 8
Y8 = int.from_bytes(
    bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"), "little"
)
SMALL_ORDER_U = [0, 1, P - 1, *((1 + y) * pow(1 - y, -1, P) % P for y in (Y8, P - Y8))]


def labelled(suite: bytes, salt: bytes, label: bytes, ikm: bytes) -> bytes:
    """LabeledExtract of RFC 9180, section 4."""
    return hmac.new(salt, b"HPKE-v1" + suite + label + ikm, hashlib.sha256).digest()


def expanded(suite: bytes, key: bytes, label: bytes, info: bytes, size: int) -> bytes:
    """LabeledExpand of RFC 9180, section 4, up to one block."""
    text = struct.pack(">H", size) + b"HPKE-v1" + suite + label + info
    return hmac.new(key, text + b"\x01", hashlib.sha256).digest()[:size]


def sealed_by_the_book(shared_secret: bytes, enc: bytes, info: bytes, plaintext: bytes) -> bytes:
    """KeySchedule and Seal of RFC 9180, sections 5.1 and 5.2, base mode."""
    suite = b"HPKE" + struct.pack(">HHH", 0x647A, 0x0001, 0x0002)
    context = b"\x00" + labelled(suite, b"", b"psk_id_hash", b"")
    context += labelled(suite, b"", b"info_hash", info)
    secret = labelled(suite, shared_secret, b"secret", b"")
    key = expanded(suite, secret, b"key", context, 32)
    nonce = expanded(suite, secret, b"base_nonce", context, 12)
    return enc + AESGCM(key).encrypt(nonce, plaintext, b"")


@pytest.mark.parametrize("vector", VECTORS, ids=["1", "2", "3"])
def test_a_seed_gives_the_public_key_of_the_draft(vector: dict[str, str]) -> None:
    assert SealingKey.from_seed(bytes.fromhex(vector["sk"])).public.data.hex() == vector["pk"]


@pytest.mark.parametrize("vector", VECTORS, ids=["1", "2", "3"])
def test_what_is_sealed_by_the_book_opens(vector: dict[str, str]) -> None:
    secret, enc = bytes.fromhex(vector["ss"]), bytes.fromhex(vector["ct"])
    sealed = sealed_by_the_book(secret, enc, INFO, b"a ballot")
    assert (
        open_sealed(SealingKey.from_seed(bytes.fromhex(vector["sk"])), INFO, sealed) == b"a ballot"
    )


@settings(deadline=None, max_examples=30)
@given(plaintext=st.binary(max_size=300))
def test_a_sealed_ballot_opens_and_its_length_tells_only_its_length(plaintext: bytes) -> None:
    sealed = seal(KEY.public, INFO, plaintext)
    assert len(sealed) == len(plaintext) + OVERHEAD_BYTES
    check_sealed(sealed, len(plaintext))
    assert open_sealed(KEY, INFO, sealed) == plaintext


def test_the_same_plaintext_seals_differently_each_time() -> None:
    assert len({seal(KEY.public, INFO, b"same") for _ in range(20)}) == 20


def test_the_info_names_manifest_contest_and_ballot_key() -> None:
    fields = (b"omov/seal/v1", MH, b"chair", PK)
    assert b"".join(struct.pack(">I", len(field)) + field for field in fields) == INFO


@pytest.mark.parametrize(
    "place",
    [(b"\x03" * 32, "chair", PK), (MH, "members", PK), (MH, "chair", b"\x03" * 32)],
    ids=["another manifest", "another contest", "another ballot key"],
)
def test_a_ballot_copied_to_another_place_does_not_open(place: tuple[bytes, str, bytes]) -> None:
    sealed = seal(KEY.public, INFO, b"a ballot")
    with pytest.raises(SealError, match="does not open"):
        open_sealed(KEY, seal_info(*place), sealed)


def test_another_key_does_not_open() -> None:
    with pytest.raises(SealError, match="does not open"):
        open_sealed(SealingKey.generate(), INFO, seal(KEY.public, INFO, b"a ballot"))


@settings(deadline=None, max_examples=60)
@given(place=st.integers(0, 8 * (OVERHEAD_BYTES + 8) - 1))
def test_a_sealed_ballot_changed_in_any_bit_does_not_open(place: int) -> None:
    sealed = bytearray(seal(KEY.public, INFO, b"a ballot"))
    sealed[place // 8] ^= 1 << place % 8
    with pytest.raises(SealError):
        open_sealed(KEY, INFO, bytes(sealed))


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=OVERHEAD_BYTES + 40))
def test_no_bytes_crash_the_opening(sealed: bytes) -> None:
    with pytest.raises(SealError):
        open_sealed(KEY, INFO, sealed)


@pytest.mark.parametrize("size", [0, 1, ENC_BYTES, OVERHEAD_BYTES - 1])
def test_a_sealed_ballot_that_is_too_short_is_refused(size: int) -> None:
    with pytest.raises(SealError, match="bytes"):
        open_sealed(KEY, INFO, bytes(size))


def test_a_sealed_ballot_of_another_length_than_the_manifests_is_refused() -> None:
    sealed = seal(KEY.public, INFO, bytes(9))
    for size in (8, 10):
        with pytest.raises(SealError, match=f"expected a sealed ballot of {size + 1136} bytes"):
            check_sealed(sealed, size)


NON_CANONICAL_U = [*range(P, 2**255), 9 + 2**255, P + 2**255, 2**256 - 1]


@pytest.mark.parametrize("u", SMALL_ORDER_U + NON_CANONICAL_U)
def test_a_key_or_sealed_ballot_with_a_bad_curve_point_is_refused(u: int) -> None:
    encoded = u.to_bytes(32, "little")
    with pytest.raises(KeyFormatError, match="X25519 half"):
        SealingPublicKey(KEY.public.data[:-32] + encoded)
    sealed = seal(KEY.public, INFO, b"a ballot")
    with pytest.raises(SealError, match="X25519 half"):
        open_sealed(KEY, INFO, sealed[: ENC_BYTES - 32] + encoded + sealed[ENC_BYTES:])


@pytest.mark.parametrize("u", SMALL_ORDER_U)
def test_the_listed_points_are_those_that_give_no_secret(u: int) -> None:
    point = X25519PublicKey.from_public_bytes(u.to_bytes(32, "little"))
    with pytest.raises(ValueError, match="shared key"):
        X25519PrivateKey.generate().exchange(point)


@pytest.mark.parametrize("coefficient", [3329, 3330, 4095])
@pytest.mark.parametrize("place", [0, 1, 767])
def test_a_lattice_key_with_a_coefficient_out_of_range_is_refused(
    coefficient: int, place: int
) -> None:
    # FIPS 203, 7.2: ByteEncode12(ByteDecode12(ek)) must give ek back; q is 3329
    data = bytearray(KEY.public.data)
    number = int.from_bytes(data[:1152], "little")
    number &= ~(0xFFF << 12 * place)
    number |= coefficient << 12 * place
    data[:1152] = number.to_bytes(1152, "little")
    with pytest.raises(KeyFormatError, match="ML-KEM-768 half"):
        SealingPublicKey(bytes(data))


@pytest.mark.parametrize("size", [0, 32, PUBLIC_KEY_BYTES - 1, PUBLIC_KEY_BYTES + 1])
def test_a_sealing_key_of_another_length_is_refused(size: int) -> None:
    with pytest.raises(KeyFormatError, match="1216 bytes"):
        SealingPublicKey(bytes(size))


@pytest.mark.parametrize("size", [0, 31, 33, 96])
def test_an_opening_seed_of_another_length_is_refused(size: int) -> None:
    with pytest.raises(KeyFormatError, match="32 bytes"):
        SealingKey.from_seed(bytes(size))


KEY_BYTES = st.builds(
    lambda at, piece: KEY.public.data[:at] + piece + KEY.public.data[at + len(piece) :],
    st.integers(0, PUBLIC_KEY_BYTES),
    st.binary(max_size=40),
)


@settings(deadline=None, max_examples=80)
@given(KEY_BYTES | st.binary(min_size=PUBLIC_KEY_BYTES, max_size=PUBLIC_KEY_BYTES))
def test_no_bytes_crash_the_reading_of_a_key_and_one_that_is_accepted_seals(data: bytes) -> None:
    try:
        public = SealingPublicKey(data)
    except KeyFormatError:
        return
    assert public.data == data
    assert len(seal(public, INFO, b"")) == OVERHEAD_BYTES


@pytest.mark.parametrize("place", [(b"", "c", PK), (MH, "c", b""), (MH, "\ud800", PK)])
def test_an_info_of_the_wrong_form_is_refused(place: tuple[bytes, str, bytes]) -> None:
    with pytest.raises(EncodingError):
        seal_info(*place)


def test_the_opening_seed_is_not_shown() -> None:
    key = SealingKey.generate()
    assert repr(key.seed) not in repr(key)
    assert key.seed.hex() not in repr(key)
