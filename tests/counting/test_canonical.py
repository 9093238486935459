"""Canonical JSON, beside an independent implementation of RFC 8785."""

from __future__ import annotations

import json

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from counting.canonical import canonical_json, sha256_digest

LARGEST = 2**53 - 1

text = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | text,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(text, inner, max_size=5),
    max_leaves=20,
)


@given(values)
def test_the_bytes_are_those_of_another_implementation(value) -> None:
    assert canonical_json(value) == rfc8785.dumps(value)


@given(values)
def test_reading_the_bytes_gives_the_value_again(value) -> None:
    assert json.loads(canonical_json(value)) == value


def test_the_example_of_the_rfc_is_sorted_by_utf16_code_units() -> None:
    # RFC 8785, 3.2.3: the names of its example, with the order it gives.
    names = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }
    expected = [
        "Carriage Return",
        "One",
        "Control",
        "Latin Small Letter O With Diaeresis",
        "Euro Sign",
        "Emoji: Grinning Face",
        "Hebrew Letter Dalet With Dagesh",
    ]
    assert list(json.loads(canonical_json(names)).values()) == expected


def test_strings_are_escaped_as_the_rfc_says() -> None:
    # RFC 8785, 3.2.2.2: short escapes where there are such, lower-case hexadecimal elsewhere.
    string = "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"\u002f"
    assert canonical_json(string) == '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'.encode()


@pytest.mark.parametrize(
    "value",
    [1.0, float("nan"), LARGEST + 1, -LARGEST - 1, {1: "a"}, {"a": {2: 3}}, b"x", {1, 2}, object()],
)
def test_what_has_no_canonical_form_is_refused(value) -> None:
    with pytest.raises(ValueError, match=r"."):
        canonical_json(value)


@pytest.mark.parametrize("value", ["\ud800", {"\udfff": 1}, ["a\udc00"]])
def test_half_a_character_is_refused(value) -> None:
    with pytest.raises(ValueError, match="surrogates"):
        canonical_json(value)


def test_numbers_as_large_as_allowed_are_written_in_full() -> None:
    assert canonical_json([LARGEST, -LARGEST]) == b"[9007199254740991,-9007199254740991]"


def test_the_digest_is_that_of_the_bytes() -> None:
    # SHA-256 of the two bytes '{}', by sha256sum.
    assert sha256_digest({}) == (
        "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    )
