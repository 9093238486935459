"""Trustees' shares: the field, the secrecy, the refusals, the printed forms."""

from __future__ import annotations

import hashlib
import random
import struct
from collections.abc import Callable
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ballots.errors import ShareError
from ballots.shares import (
    Share,
    _inverse,
    _multiply,
    combine,
    combine_checked,
    deal,
    split,
)

SECRET = bytes(range(100, 132))
SHARES = deal("spring-2027", SECRET, 5, 3)
HASHES = [share.hash for share in SHARES]


def opened(*shares: Share) -> bytes:
    return combine_checked("spring-2027", shares, HASHES, 3)


def product_by_polynomials(a: int, b: int) -> int:
    """Multiply, then divide by x⁸ + x⁴ + x³ + x + 1: FIPS 197, section 4.2."""
    product = 0
    for i in range(8):
        if b >> i & 1:
            product ^= a << i
    for i in range(14, 7, -1):
        if product >> i & 1:
            product ^= 0b100011011 << (i - 8)
    return product


def test_the_field_is_that_of_aes() -> None:
    assert _multiply(0x57, 0x83) == 0xC1  # the examples of FIPS 197
    assert _multiply(0x57, 0x13) == 0xFE
    for a in range(256):
        for b in range(256):
            assert _multiply(a, b) == product_by_polynomials(a, b)


def test_every_element_but_zero_has_its_inverse() -> None:
    assert _inverse(0) == 0
    assert all(_multiply(a, _inverse(a)) == 1 for a in range(1, 256))


def constant(coefficient: int) -> Callable[[int], bytes]:
    """In place of randomness: one coefficient for every byte."""
    return lambda size: bytes([coefficient]) * size


def test_one_share_fewer_than_the_threshold_says_nothing_about_the_secret() -> None:
    # Brute force over every secret and every polynomial of one byte: whatever one share of two
    # shows, each of the 256 secrets explains it by exactly one polynomial.
    explains: dict[bytes, list[int]] = {}
    for secret in range(256):
        for coefficient in range(256):
            (_, second) = split(bytes([secret]), 2, 2, constant(coefficient))
            explains.setdefault(second, []).append(secret)
    assert len(explains) == 256
    assert all(sorted(secrets) == list(range(256)) for secrets in explains.values())


@settings(max_examples=60, deadline=None)
@given(
    secret=st.binary(min_size=1, max_size=40),
    numbers=st.integers(2, 8).flatmap(lambda n: st.tuples(st.just(n), st.integers(2, n))),
    shuffle=st.randoms(use_true_random=False),
)
def test_any_set_of_enough_shares_in_any_order_gives_the_secret(
    secret: bytes, numbers: tuple[int, int], shuffle: random.Random
) -> None:
    shares, threshold = numbers
    dealt = list(split(secret, shares, threshold))
    shuffle.shuffle(dealt)
    assert combine(dealt[:threshold]) == secret
    assert combine(dealt) == secret


def test_a_raw_share_is_the_y_bytes_and_then_its_x() -> None:
    coefficient = b"\x10\x20"
    dealt = split(b"\x01\x02", 3, 2, lambda _size: coefficient)
    for x, share in enumerate(dealt, start=1):
        y = [
            s ^ product_by_polynomials(c, x) for s, c in zip(b"\x01\x02", coefficient, strict=True)
        ]
        assert share == bytes([*y, x])


def test_all_255_shares_can_be_dealt() -> None:
    dealt = split(SECRET, 255, 2)
    assert combine([dealt[0], dealt[254]]) == SECRET


@pytest.mark.parametrize(
    ("shares", "threshold"), [(5, 1), (5, 6), (1, 1), (256, 2), (5, 0), (5, -1)]
)
def test_impossible_numbers_of_shares_are_refused(shares: int, threshold: int) -> None:
    with pytest.raises(ShareError, match="threshold"):
        split(SECRET, shares, threshold)
    with pytest.raises(ShareError, match="threshold"):
        combine_checked("e", [], [bytes(32)] * shares, threshold)


def test_only_an_opening_seed_is_dealt() -> None:
    with pytest.raises(ShareError, match="32 bytes"):
        deal("e", bytes(31), 3, 2)
    with pytest.raises(ShareError, match="empty"):
        split(b"", 3, 2)


@pytest.mark.parametrize(
    "shares",
    [[], [b"\x01\x01"], [b"\x01\x01", b"\x01\x01"], [b"\x01\x00", b"\x01\x01"],
     [b"\x01\x01", b"\x01\x01\x02"], [b"\x01", b"\x02"]],
    ids=["none", "one", "the same place", "place zero", "lengths differ", "no y"],
)  # fmt: skip
def test_raw_shares_that_cannot_belong_together_are_refused(shares: list[bytes]) -> None:
    with pytest.raises(ShareError):
        combine(shares)


def test_any_three_of_five_trustees_open() -> None:
    for chosen in combinations(SHARES, 3):
        assert opened(*chosen) == SECRET
    assert opened(*reversed(SHARES)) == SECRET


def test_too_few_shares_are_refused_with_the_number_missing() -> None:
    with pytest.raises(ShareError, match="3 shares are needed to open; 2 given, 1 missing"):
        opened(*SHARES[:2])
    with pytest.raises(ShareError, match="0 given, 3 missing"):
        opened()


def test_a_share_given_twice_is_named() -> None:
    with pytest.raises(ShareError, match="share 2 was given twice"):
        opened(SHARES[0], SHARES[1], SHARES[1])


def test_a_share_of_another_election_is_named_with_that_election() -> None:
    (_, stranger, _) = deal("autumn-2026", SECRET, 3, 2)
    with pytest.raises(
        ShareError, match="share 2 is of election 'autumn-2026', not of 'spring-2027'"
    ):
        opened(SHARES[0], stranger, SHARES[2])


@pytest.mark.parametrize("place", range(33))
def test_a_share_wrong_in_any_byte_is_named(place: int) -> None:
    data = bytearray(SHARES[3].data)
    data[place] ^= 0x80
    with pytest.raises(ShareError, match="share 4 is not the one in the manifest"):
        opened(SHARES[0], SHARES[1], Share("spring-2027", 4, bytes(data)))


def test_a_share_under_another_trustees_number_is_named() -> None:
    with pytest.raises(ShareError, match="share 5 is not the one in the manifest"):
        opened(SHARES[0], SHARES[1], Share("spring-2027", 5, SHARES[3].data))


def test_a_share_beyond_the_manifests_number_is_named() -> None:
    with pytest.raises(ShareError, match="share 6: this election has 5 shares"):
        opened(SHARES[0], SHARES[1], Share("spring-2027", 6, SHARES[3].data))


def test_two_numbers_for_one_share_are_refused_even_if_the_manifest_says_so() -> None:
    twin = Share("e", 2, SHARES[0].data)
    first = Share("e", 1, SHARES[0].data)
    with pytest.raises(ShareError, match="shares 1 and 2 are the same share"):
        combine_checked("e", [first, twin], [first.hash, twin.hash], 2)


def test_a_dealer_whose_shares_do_not_agree_is_found_out() -> None:
    strange = Share("spring-2027", 4, bytes(32) + b"\x04")
    hashes = [*HASHES[:3], strange.hash, HASHES[4]]
    with pytest.raises(ShareError, match="share 4 does not agree with the others"):
        combine_checked("spring-2027", [*SHARES[:3], strange], hashes, 3)


def test_the_hash_is_that_of_election_number_and_share() -> None:
    share = SHARES[1]
    fields = (b"omov/share/v1", b"spring-2027", b"\x02", share.data)
    by_hand = b"".join(struct.pack(">I", len(field)) + field for field in fields)
    assert share.hash == hashlib.sha256(by_hand).digest()


@pytest.mark.parametrize(
    ("election", "index", "data"),
    [("", 1, SHARES[0].data), ("e", 0, SHARES[0].data), ("e", 256, SHARES[0].data),
     ("e", 1, SHARES[0].data[:-1]), ("e", 1, bytes(33)), ("\ud800", 1, SHARES[0].data)],
    ids=["no election", "number 0", "number 256", "short", "place zero", "not text"],
)  # fmt: skip
def test_a_share_of_the_wrong_form_is_refused(election: str, index: int, data: bytes) -> None:
    with pytest.raises(ShareError):
        Share(election, index, data)


def test_a_share_is_not_shown() -> None:
    shown = repr(SHARES[0])
    assert SHARES[0].data.hex() not in shown
    assert repr(SHARES[0].data) not in shown
