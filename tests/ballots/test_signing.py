"""Strict Ed25519: the RFC's vectors pass, and every known bad encoding is refused.

The corpus: RFC 8032, section 7.1; the twelve cases of 'Taming the many EdDSAs' (Chalkias,
Garillot, Nikolaenko, 2020), table 5; all 14 encodings of the eight points of small order.
"""

from __future__ import annotations

import hashlib
import json
from itertools import product
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from ballots.errors import BadSignatureError, KeyFormatError
from ballots.signing import check_public_key, generate_private_seed, public_key, sign, verify

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493

RFC_8032 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
]

EDDSA_CASES = json.loads((Path(__file__).parent / "eddsa_cases.json").read_text("utf-8"))
BAD_KEY, BAD_SIGNATURE = KeyFormatError, BadSignatureError
# Only in case 3 are A and R neither small nor non-canonical and does the equation without the
# cofactor (RFC 8032, 5.1.7, step 3, as OpenSSL checks it) hold.
OUTCOMES = [BAD_KEY, BAD_KEY, BAD_SIGNATURE, None, *[BAD_SIGNATURE] * 6, BAD_KEY, BAD_KEY]


def double(x: int, y: int) -> tuple[int, int]:
    """Twice a point of edwards25519 (RFC 8032, 5.1.4, affine)."""
    d = -121665 * pow(121666, -1, P)
    t = d * x * x * y * y
    return 2 * x * y * pow(1 + t, -1, P) % P, (y * y + x * x) * pow(1 - t, -1, P) % P


def xs_of(y: int) -> list[int]:
    """Both x of a y on edwards25519; none if it is on no point."""
    d = -121665 * pow(121666, -1, P) % P
    square = (y * y - 1) * pow(d * y * y + 1, -1, P) % P
    root = pow(square, (P + 3) // 8, P)
    if root * root % P != square:
        root = root * pow(2, (P - 1) // 4, P) % P
    return sorted({root, (P - root) % P}) if root * root % P == square else []


def small_order_encodings() -> list[bytes]:
    """Every 32 bytes that some decoder takes for a point of small order: 8 points, 14 encodings.

    Points of order 8 come from halving: those whose double has y = 0.
    """
    # x² = -y² doubles to y = 0, and -x² + y² = 1 + d·x²·y² with x² = -y² gives d·y⁴ + 2·y² - 1 = 0
    d = -121665 * pow(121666, -1, P) % P
    root = next(r for r in square_roots(1 + d))
    ys = {0, 1, P - 1}
    for either in (root, -root):
        for y in square_roots((-1 + either) * pow(d, -1, P) % P):
            ys.add(y)
    assert len(ys) == 5
    raw = {y + shift for y in ys for shift in (0, P) if y + shift < 2**255}
    return [(y | sign << 255).to_bytes(32, "little") for y, sign in product(sorted(raw), (0, 1))]


def square_roots(square: int) -> list[int]:
    root = pow(square, (P + 3) // 8, P)
    if (root * root - square) % P:
        root = root * pow(2, (P - 1) // 4, P) % P
    return [root, P - root] if (root * root - square) % P == 0 else []


SMALL_ORDER = small_order_encodings()


def test_the_corpus_holds_all_fourteen_encodings_of_the_eight_points() -> None:
    assert len(set(SMALL_ORDER)) == 14
    points = {(x, y % P) for e in SMALL_ORDER for y in [y_of(e)] for x in xs_of(y % P)}
    assert len(points) == 8
    for point in points:
        assert double(*double(*double(*point))) == (0, 1)


def y_of(encoded: bytes) -> int:
    return int.from_bytes(encoded, "little") % 2**255


@pytest.mark.parametrize(("seed", "public", "message", "signature"), RFC_8032)
def test_keys_and_signatures_are_those_of_rfc_8032(
    seed: str, public: str, message: str, signature: str
) -> None:
    assert public_key(bytes.fromhex(seed)).hex() == public
    assert sign(bytes.fromhex(seed), bytes.fromhex(message)).hex() == signature
    verify(bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature))


@pytest.mark.parametrize(
    ("case", "error"),
    list(zip(EDDSA_CASES, OUTCOMES, strict=True)),
    ids=[f"case {case['case']}" for case in EDDSA_CASES],
)
def test_each_case_of_taming_the_many_eddsas_has_its_strict_outcome(
    case: dict[str, str], error: type[Exception] | None
) -> None:
    call = [bytes.fromhex(case[name]) for name in ("key", "message", "signature")]
    if error is None:
        verify(*call)
    else:
        with pytest.raises(error):
            verify(*call)


def test_the_library_alone_would_let_a_key_of_small_order_sign_everything() -> None:
    seed = bytes(range(32))
    scalar = bytearray(hashlib.sha512(seed).digest()[:32])
    scalar[0] &= 248
    scalar[31] = scalar[31] & 127 | 64
    s = int.from_bytes(scalar, "little") % L
    identity = b"\x01" + bytes(31)
    universal = public_key(seed) + s.to_bytes(32, "little")  # R = s·B, and h·A is the identity
    for message in (b"one", b"another"):
        Ed25519PublicKey.from_public_bytes(identity).verify(universal, message)
        with pytest.raises(KeyFormatError, match="small order"):
            verify(identity, message, universal)


@pytest.mark.parametrize("encoded", SMALL_ORDER, ids=bytes.hex)
def test_no_encoding_of_a_point_of_small_order_is_a_key_or_half_a_signature(encoded: bytes) -> None:
    with pytest.raises(KeyFormatError, match=r"small order|not canonical"):
        check_public_key(encoded)
    with pytest.raises(KeyFormatError, match=r"small order|not canonical"):
        verify(encoded, b"", sign(bytes(32), b""))
    with pytest.raises(BadSignatureError, match="first half"):
        verify(public_key(bytes(32)), b"", encoded + bytes(32))


@pytest.mark.parametrize("y", range(P, 2**255))
@pytest.mark.parametrize("sign_bit", [0, 1])
def test_no_y_of_the_field_has_a_second_encoding(y: int, sign_bit: int) -> None:
    encoded = (y | sign_bit << 255).to_bytes(32, "little")
    with pytest.raises(KeyFormatError, match="not canonical"):
        check_public_key(encoded)
    with pytest.raises(BadSignatureError, match="not canonical"):
        verify(public_key(bytes(32)), b"", encoded + bytes(32))


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=50))
def test_a_signature_verifies_and_its_second_form_does_not(seed: bytes, message: bytes) -> None:
    public, signature = public_key(seed), sign(seed, message)
    verify(public, message, signature)
    s = int.from_bytes(signature[32:], "little")
    for second in range(s + L, 2**256, L):
        with pytest.raises(BadSignatureError, match="group's order"):
            verify(public, message, signature[:32] + second.to_bytes(32, "little"))


@given(place=st.integers(0, 511), message=st.binary(max_size=20))
def test_a_signature_changed_in_any_bit_is_refused(place: int, message: bytes) -> None:
    signature = bytearray(sign(bytes(32), message))
    signature[place // 8] ^= 1 << place % 8
    with pytest.raises(BadSignatureError):
        verify(public_key(bytes(32)), message, bytes(signature))


def test_another_key_or_message_is_refused() -> None:
    signature = sign(bytes(32), b"message")
    with pytest.raises(BadSignatureError):
        verify(public_key(bytes(32)), b"messagf", signature)
    with pytest.raises(BadSignatureError):
        verify(public_key(b"\x01" * 32), b"message", signature)


def test_a_key_on_no_point_of_the_curve_verifies_nothing() -> None:
    off_curve = (2).to_bytes(32, "little")
    assert xs_of(2) == []
    with pytest.raises(BadSignatureError):
        verify(off_curve, b"", sign(bytes(32), b""))


@given(
    public=st.binary(max_size=70), signature=st.binary(max_size=70), message=st.binary(max_size=5)
)
def test_no_bytes_crash_the_check(public: bytes, signature: bytes, message: bytes) -> None:
    with pytest.raises((KeyFormatError, BadSignatureError)):
        verify(public, message, signature)
    with pytest.raises(BadSignatureError):
        verify(public_key(bytes(32)), message, signature)


@given(st.binary(min_size=32, max_size=32))
def test_a_key_that_is_accepted_is_canonical_and_of_no_small_order(public: bytes) -> None:
    try:
        check_public_key(public)
    except KeyFormatError:
        assert y_of(public) >= P or public in SMALL_ORDER
    else:
        assert y_of(public) < P
        assert public not in SMALL_ORDER


@pytest.mark.parametrize("size", [0, 31, 33, 64])
def test_seeds_and_keys_are_32_bytes(size: int) -> None:
    for call in (public_key, check_public_key):
        with pytest.raises(KeyFormatError, match="32 bytes"):
            call(bytes(size))
    with pytest.raises(KeyFormatError, match="32 bytes"):
        sign(bytes(size), b"")


def test_fresh_keys_differ_and_sign() -> None:
    seeds = {generate_private_seed() for _ in range(50)}
    assert len(seeds) == 50
    for seed in seeds:
        verify(public_key(seed), b"m", sign(seed, b"m"))
