"""Seeds as words: the published vectors of BIP-39, and what people mistype."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballots.errors import EncodingError
from ballots.words import numbers_to_words, seed_to_words, words_to_numbers, words_to_seed

EIGHT = "letter advice cage absurd amount doctor acoustic avoid"
LEGAL = "legal winner thank year wave sausage worth useful"
# Source: the English test vectors linked from BIP-39, those of 256 bits
VECTORS = {
    "00" * 32: "abandon " * 23 + "art",
    "7f" * 32: f"{LEGAL} {LEGAL} {LEGAL.replace('useful', 'title')}",
    "80" * 32: f"{EIGHT} {EIGHT} {EIGHT.replace('avoid', 'bless')}",
    "ff" * 32: "zoo " * 23 + "vote",
}


@pytest.mark.parametrize(("seed", "words"), VECTORS.items())
def test_a_seed_and_its_words_are_those_of_bip_39(seed: str, words: str) -> None:
    assert seed_to_words(bytes.fromhex(seed)) == words
    assert words_to_seed(words).hex() == seed


@given(st.binary(min_size=32, max_size=32))
def test_every_seed_comes_back_from_its_words(seed: bytes) -> None:
    assert words_to_seed(seed_to_words(seed)) == seed


def test_words_are_taken_in_any_case_and_with_any_white_space() -> None:
    assert words_to_seed("\n ABANDON\t" * 23 + "  Art ") == bytes(32)


def test_a_word_that_is_not_in_the_list_is_named_with_the_nearest_that_is() -> None:
    typed = "abandon " * 6 + "abandn " + "abandon " * 16 + "art"
    with pytest.raises(EncodingError, match=r"word 7, 'abandn'.*did you mean 'abandon'"):
        words_to_seed(typed)


def test_a_word_like_no_other_is_named_without_a_guess() -> None:
    with pytest.raises(EncodingError, match=r"word 1, 'qqqqq', is not in the list of words$"):
        words_to_seed("qqqqq")


def test_too_few_and_too_many_words_are_counted() -> None:
    with pytest.raises(EncodingError, match="expected 24 words, got 23"):
        words_to_seed("abandon " * 23)
    with pytest.raises(EncodingError, match="expected 24 words, got 0"):
        words_to_seed("")
    with pytest.raises(EncodingError, match="expected 24 words, got 25"):
        words_to_seed("abandon " * 24 + "art")


def test_words_whose_checksum_fails_are_refused() -> None:
    with pytest.raises(EncodingError, match="do not belong together"):
        words_to_seed("abandon " * 24)
    with pytest.raises(EncodingError, match="do not belong together"):
        words_to_seed("art " + "abandon " * 23)


@pytest.mark.parametrize("size", [0, 16, 31, 33])
def test_a_seed_of_another_size_has_no_words(size: int) -> None:
    with pytest.raises(EncodingError, match="32 bytes"):
        seed_to_words(bytes(size))


WORD = st.one_of(
    st.text(max_size=6), st.sampled_from(["abandon", "Zoo", "art", "\u212aey", "é", "x" * 99])
)


@given(st.lists(WORD, max_size=30).map(" ".join))
def test_no_typing_crashes_and_what_is_taken_is_what_would_be_printed(words: str) -> None:
    try:
        seed = words_to_seed(words)
    except EncodingError:
        return
    assert seed_to_words(seed) == " ".join(words.lower().split())


@given(
    st.integers(1, 40).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, 2 ** (11 * n) - 1)))
)
def test_numbers_come_back_from_their_words(counted: tuple[int, int]) -> None:
    count, number = counted
    assert words_to_numbers(numbers_to_words(number, count), count) == number
