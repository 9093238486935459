"""The small decoders: what they accept they would write the same; all else is our own error."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballots.encoding import from_base64url, lp, to_base64url, un_lp
from ballots.errors import BallotsError, EncodingError
from ballots.notes import from_base64, to_base64
from ballots.reading import is_identifier, read_canonical, read_json
from ballots.tiles import parse_path, read_bundle, write_bundle
from ballots.times import utc_from_text, utc_text
from counting.canonical import canonical_json

TEXTUAL: list[tuple[Callable[[str], str], str]] = [
    (lambda text: utc_text(utc_from_text(text)), "2027-02-08T09:00:00Z"),
    (lambda text: to_base64url(from_base64url(text)), "AAECAw"),
    (lambda text: to_base64(from_base64(text)), "AAECAw=="),
    (lambda text: parse_path(text).path, "tile/0/x001/234.p/7"),
]
BINARY: list[tuple[Callable[[bytes], bytes], bytes]] = [
    (lambda data: lp(*un_lp(data)), lp(b"one", b"", b"two")),
    (lambda data: write_bundle(read_bundle(data, 2)), write_bundle([b"one", b"two"])),
    (lambda data: canonical_json(read_canonical(data, EncodingError).value), b'{"a":[1,"b",null]}'),
]


@given(st.data())
def test_a_text_that_is_accepted_is_written_the_same(data: st.DataObject) -> None:
    again, good = data.draw(st.sampled_from(TEXTUAL))
    at = data.draw(st.integers(0, len(good)))
    cut = data.draw(st.integers(0, 2))
    noise = data.draw(st.text(max_size=2) | st.sampled_from(list("0123456789AZ+-=/_.xpT")))
    text = good[:at] + noise + good[at + cut :]
    try:
        found = again(text)
    except BallotsError:
        return
    assert found == text


@given(st.data())
def test_bytes_that_are_accepted_are_written_the_same(data: st.DataObject) -> None:
    again, good = data.draw(st.sampled_from(BINARY))
    at = data.draw(st.integers(0, len(good)))
    damaged = (
        good[:at] + data.draw(st.binary(max_size=3)) + good[at + data.draw(st.integers(0, 2)) :]
    )
    try:
        found = again(damaged)
    except BallotsError:
        return
    assert found == damaged


@pytest.mark.parametrize(
    "text",
    [
        "", "2027-02-08", "2027-02-08T09:00:00", "2027-02-08 09:00:00Z", "2027-02-08T09:00:00z",
        "2027-2-8T09:00:00Z", "2027-02-08T9:00:00Z", "2027-02-08T09:00:00.0Z", "27-02-08T09:00:00Z",
        "2027-02-29T09:00:00Z", "2027-02-08T24:00:00Z", "2027-02-08T09:00:60Z",
        "2027-02-08T09:00:00+00:00", " 2027-02-08T09:00:00Z", "２０２７-02-08T09:00:00Z",
    ],
)  # fmt: skip
def test_an_instant_has_one_spelling(text: str) -> None:
    with pytest.raises(EncodingError):
        utc_from_text(text)


def test_an_instant_is_written_in_utc_whatever_its_zone() -> None:
    summer = timezone(timedelta(hours=1))
    assert utc_text(datetime(2027, 7, 1, 12, tzinfo=summer)) == "2027-07-01T11:00:00Z"
    assert utc_text(datetime(1, 1, 1, tzinfo=UTC)) == "0001-01-01T00:00:00Z"
    assert utc_from_text("0001-01-01T00:00:00Z") == datetime(1, 1, 1, tzinfo=UTC)
    for wrong in (datetime(2027, 7, 1), datetime(2027, 7, 1, microsecond=1, tzinfo=UTC)):
        with pytest.raises(EncodingError):
            utc_text(wrong)


@pytest.mark.parametrize(
    ("text", "fine"),
    [
        ("a", True), ("executive-2027", True), ("7", True), ("x" * 64, True), ("", False),
        ("A", False), ("-a", False), ("a-", False), ("a--b", False), ("a_b", False), ("é", False),
        ("x" * 65, False), ("a\n", False), ("٣", False),
    ],
)  # fmt: skip
def test_ids_are_small_letters_digits_and_single_hyphens(text: str, fine: bool) -> None:
    assert is_identifier(text) is fine


@pytest.mark.parametrize(
    "data",
    [
        b"NaN", b"Infinity", b"1.5", b"1e3", b'{"a":1,"a":2}', b"[1,]", b"'a'", b"\xff", b"",
        b"[" * 200_000, b"9" * 5000, b"\xef\xbb\xbf{}",
    ],
)  # fmt: skip
def test_json_without_floats_repeated_keys_or_depth_without_end(data: bytes) -> None:
    with pytest.raises(EncodingError):
        read_json(data, EncodingError)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
        max_leaves=8,
    )
)
def test_canonical_json_reads_back_and_any_other_spacing_does_not(value: object) -> None:
    data = canonical_json(value)  # type: ignore[arg-type]
    assert read_canonical(data, EncodingError).value == value
    spaced = json.dumps(value, indent=1).encode()
    if spaced != data:
        with pytest.raises(EncodingError):
            read_canonical(spaced, EncodingError)


@given(st.binary(max_size=40))
def test_noise_is_refused_with_our_own_errors_only(noise: bytes) -> None:
    for read in (
        lambda: un_lp(noise),
        lambda: read_bundle(noise, 1),
        lambda: read_json(noise, EncodingError),
        lambda: read_canonical(noise, EncodingError),
    ):
        try:
            read()
        except BallotsError:
            continue
