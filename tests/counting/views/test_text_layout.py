"""Widths, breaks and figures of text for people."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counting.views.text import (
    bulleted,
    columns,
    pad,
    paragraphs,
    shown_change,
    shown_votes,
    text_width,
    wrap,
)

words = st.text(st.sampled_from("ab cé漢\u0301 "), max_size=60)


@pytest.mark.parametrize(
    ("text", "width"),
    [("", 0), ("Ada", 3), ("Zoë", 3), ("Zoe\u0308", 3), ("漢字", 4), ("a\u200bb", 2), ("−", 1)],
)
def test_the_width_is_what_a_terminal_shows(text: str, width: int) -> None:
    assert text_width(text) == width


@given(words, st.integers(2, 20))
def test_wrapping_keeps_every_character_and_the_width(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(text_width(line) <= width for line in lines)


def test_words_are_broken_only_where_they_are_too_long() -> None:
    assert wrap("one two three", 7) == ["one two", "three"]
    assert wrap("abcdefgh", 3) == ["abc", "def", "gh"]
    assert wrap("a abcdef b", 3) == ["a", "abc", "def", "b"]
    assert wrap("", 5) == [""]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction(1, 3), "0.33333"),
        (Fraction(2, 3), "0.66667"),
        (Fraction(5073, 7), "724.71429"),
        (Fraction(1, 200000), "0.00001"),  # exactly half a unit: away from 0
        (Fraction(-1, 200000), "-0.00001"),
        (Fraction(1, 200001), "0.00000"),
        (Fraction(12), "12.00000"),
        (Fraction(10**30, 1), f"1{'0' * 30}.00000"),
    ],
)
def test_exact_fractions_are_shown_rounded_to_five_decimals(value: Fraction, shown: str) -> None:
    assert shown_votes(value, None) == shown


def test_votes_with_decimals_are_shown_as_the_record_has_them() -> None:
    assert shown_votes(Fraction(724), 5) == "724.00000"
    assert shown_votes(Fraction(724), 0) == "724"


def test_changes_carry_a_sign_and_no_change_is_nothing() -> None:
    assert shown_change(Fraction(3, 2), 1) == "+1.5"
    assert shown_change(Fraction(-3, 2), 1) == "−1.5"
    assert shown_change(Fraction(0), 1) == ""


def test_padding_is_on_the_other_side() -> None:
    assert pad("é", 3) == "é  "
    assert pad("漢", 3, "right") == " 漢"
    assert pad("long", 2) == "long"


def test_paragraphs_are_indented_and_points_hang() -> None:
    assert paragraphs(["one two", "three"], 7, "  ") == "  one\n  two\n  three"
    assert bulleted(["one two"], 8) == "  - one\n    two"


@given(st.lists(st.tuples(words, words, words), min_size=1, max_size=4), st.integers(30, 80))
def test_a_table_fits_its_width(rows, width: int) -> None:
    text = columns(("One", "Two", "Three"), rows, width)
    assert all(text_width(line) <= width for line in text.splitlines())
