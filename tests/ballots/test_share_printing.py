"""Trustees' shares on paper: words to type and a line to scan."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ballots.errors import ShareError
from ballots.shares import Share, deal
from ballots.words import numbers_to_words

SHARES = deal("spring-2027", bytes(range(100, 132)), 5, 3)
DATA = st.tuples(st.binary(min_size=32, max_size=32), st.integers(1, 255)).map(
    lambda parts: parts[0] + bytes([parts[1]])
)


@given(st.integers(1, 255), DATA, st.text(min_size=1, max_size=20))
def test_both_printed_forms_give_the_share_back(index: int, data: bytes, election: str) -> None:
    try:
        share = Share(election, index, data)
    except ShareError:
        assert any("\ud800" <= letter <= "\udfff" for letter in election)
        return
    assert Share.from_words(election, share.to_words().upper().replace(" ", "\n")) == share
    assert len(share.to_words().split()) == 27
    assert Share.from_text(share.to_text()) == share


def test_the_words_are_the_number_the_share_and_the_start_of_its_hash() -> None:
    share = SHARES[2]
    bits = f"{3:08b}" + "".join(f"{byte:08b}" for byte in share.data)
    bits += "".join(f"{byte:08b}" for byte in share.hash)[:25]
    assert share.to_words() == numbers_to_words(int(bits, 2), 27)


def test_an_unknown_word_is_named() -> None:
    words = SHARES[0].to_words().split()
    words[16] = "trusteee"
    with pytest.raises(ShareError, match="word 17, 'trusteee', is not in the list"):
        Share.from_words("spring-2027", " ".join(words))
    with pytest.raises(ShareError, match="expected 27 words, got 26"):
        Share.from_words("spring-2027", " ".join(SHARES[0].to_words().split()[1:]))


@pytest.mark.parametrize("place", range(26))
def test_exchanged_words_are_refused(place: int) -> None:
    words = SHARES[0].to_words().split()
    words[place], words[place + 1] = words[place + 1], words[place]
    if words[place] == words[place + 1]:
        words[place] = "zoo"
    with pytest.raises(ShareError, match="are not a share of election 'spring-2027'"):
        Share.from_words("spring-2027", " ".join(words))


def test_words_of_another_election_are_refused() -> None:
    with pytest.raises(ShareError, match="another election"):
        Share.from_words("autumn-2027", SHARES[0].to_words())


@given(st.integers(0, 2**297 - 1))
def test_no_words_crash_the_reading_and_what_is_taken_prints_the_same(number: int) -> None:
    words = numbers_to_words(number, 27)
    try:
        share = Share.from_words("e", words)
    except ShareError:
        return
    assert share.to_words() == words


TEXTS = st.one_of(
    st.text(max_size=60),
    st.text(max_size=60).map(lambda tail: "omov-share." + tail),
    st.builds(
        lambda text, at, letter: text[:at] + letter + text[at + len(letter) :],
        st.just(SHARES[0].to_text()),
        st.integers(0, 120),
        st.text(max_size=3),
    ),
)


@settings(max_examples=300)
@given(TEXTS)
def test_no_line_crashes_the_reading_and_what_is_taken_prints_the_same(line: str) -> None:
    try:
        share = Share.from_text(line)
    except ShareError:
        return
    assert share.to_text() == line


def test_a_misread_line_is_named_by_its_share() -> None:
    line = SHARES[1].to_text()
    other = SHARES[2].to_text()
    swapped = line[: line.rindex(".")] + other[other.rindex(".") :]
    with pytest.raises(ShareError, match="share 2 was misread"):
        Share.from_text(swapped)


def test_a_line_for_a_qr_code_is_short() -> None:
    assert len(SHARES[0].to_text()) < 150
