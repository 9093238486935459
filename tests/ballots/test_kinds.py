"""Ballot kinds and their plaintexts: one encoding per choice, a reason for everything else."""

from __future__ import annotations

from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballots.errors import EncodingError
from ballots.kinds import ballot_kind, kind_names
from ballots.plaintext import Choice, InvalidReason, plaintext_bytes, read_plaintext

RANKED = ballot_kind("ranked")
MOTION = ballot_kind("motion")


def data(kind: int, *numbers: int) -> bytes:
    return bytes([kind]) + b"".join(number.to_bytes(2, "big") for number in numbers)


def test_the_three_kinds_are_found() -> None:
    assert kind_names() == ("motion", "options", "ranked")
    assert [ballot_kind(name).name for name in kind_names()] == list(kind_names())


def test_a_kind_nobody_has_written_is_refused_with_the_list_of_those_there_are() -> None:
    with pytest.raises(EncodingError, match="motion, options, ranked"):
        ballot_kind("approval")
    with pytest.raises(EncodingError):
        ballot_kind("../plaintext")


def test_a_ranking_is_a_byte_and_a_u16_for_each_candidate_filled_with_zeros() -> None:
    assert RANKED.write(Choice((3, 1)), 4) == bytes.fromhex("01 0003 0001 0000 0000")
    assert RANKED.write(Choice(()), 4) == bytes(9)
    assert RANKED.write(Choice((300,)), 300)[:3] == bytes.fromhex("01 012c")


@pytest.mark.parametrize(
    ("plaintext", "reason"),
    [
        (b"", "wrong-length"),
        (data(1, 1, 2), "wrong-length"),
        (data(1, 1, 2, 3, 0), "wrong-length"),
        (data(2, 1, 0, 0), "unknown-kind"),
        (data(255, 0, 0, 0), "unknown-kind"),
        (data(0, 1, 0, 0), "abstain-with-numbers"),
        (data(0, 0, 0, 9), "abstain-with-numbers"),
        (data(1, 0, 0, 0), "empty-ranking"),
        (data(1, 0, 1, 0), "gap"),
        (data(1, 1, 0, 2), "gap"),
        (data(1, 4, 0, 0), "out-of-range"),
        (data(1, 1, 65535, 0), "out-of-range"),
        (data(1, 2, 2, 0), "duplicate"),
        (data(1, 1, 2, 1), "duplicate"),
    ],
)
def test_an_invalid_plaintext_has_one_named_reason(plaintext: bytes, reason: str) -> None:
    assert RANKED.read(plaintext, 3) == InvalidReason(reason)


def test_of_all_plaintexts_of_three_candidates_exactly_the_rankings_are_valid() -> None:
    rankings = {order for size in range(4) for order in permutations((1, 2, 3), size)}
    found = {}
    for kind in range(4):
        for numbers in product(range(5), repeat=3):
            plaintext = data(kind, *numbers)
            choice = RANKED.read(plaintext, 3)
            if isinstance(choice, Choice):
                assert choice.ranking not in found
                found[choice.ranking] = plaintext
                assert RANKED.write(choice, 3) == plaintext
    assert set(found) == rankings


def test_a_motion_takes_one_number_only() -> None:
    assert MOTION.read(data(1, 1, 0), 2) == Choice((1,))
    assert MOTION.read(data(1, 2, 0), 2) == Choice((2,))
    assert MOTION.read(data(0, 0, 0), 2) == Choice(())
    assert MOTION.read(data(1, 1, 2), 2) == InvalidReason.MORE_THAN_ONE
    assert MOTION.read(data(1, 2, 2), 2) == InvalidReason.DUPLICATE
    with pytest.raises(EncodingError):
        MOTION.write(Choice((1, 2)), 2)


@pytest.mark.parametrize("wrong", [(0,), (1, 1), (4,), (-1,), (70000,), (1, 2, 3, 1), (1, 0, 2)])
def test_a_ranking_that_would_be_invalid_cannot_be_written(wrong: tuple[int, ...]) -> None:
    with pytest.raises(EncodingError):
        RANKED.write(Choice(wrong), 3)


def test_choices_are_put_into_words() -> None:
    names = ("Ada", "Ben", "Cai")
    assert RANKED.describe(Choice((3, 1)), names) == "Your order of preference: 1. Cai; 2. Ada."
    assert "abstain" in RANKED.describe(Choice(()), names)
    options = ballot_kind("options")
    assert options.describe(Choice((2,)), names) == "You choose Ben, and nothing after it."
    assert options.describe(Choice((2, 1, 3)), names) == (
        "You choose Ben; failing that, Ada; then Cai."
    )
    assert "abstain" in options.describe(Choice(()), names)
    assert MOTION.describe(Choice((2,)), ("For", "Against")) == "You vote: Against."
    assert MOTION.describe(Choice(()), ("For", "Against")) == "You abstain."


@given(st.binary(max_size=12), st.integers(1, 5), st.sampled_from(kind_names()))
def test_reading_never_raises_and_what_is_valid_has_one_encoding(
    plaintext: bytes, candidates: int, name: str
) -> None:
    kind = ballot_kind(name)
    found = kind.read(plaintext, candidates)
    if isinstance(found, Choice):
        assert kind.write(found, candidates) == plaintext
        assert len(plaintext) == plaintext_bytes(candidates)
    else:
        assert found in InvalidReason


def test_every_choice_of_a_contest_has_the_same_length() -> None:
    lengths = {
        len(RANKED.write(Choice(order), 4))
        for size in range(5)
        for order in permutations(range(1, 5), size)
    }
    assert lengths == {9}


def test_the_first_reason_in_the_stated_order_is_given() -> None:
    everything = data(1, 9, 9, 0, 9)  # a gap, out of range, and doubled
    assert read_plaintext(everything, 4) == InvalidReason.GAP
    assert read_plaintext(data(1, 9, 9, 0, 0), 4) == InvalidReason.OUT_OF_RANGE
