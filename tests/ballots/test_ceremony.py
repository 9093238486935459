"""The key ceremony: what is public, what opens, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ballots.ceremony import SealingTerms, make_key, open_terms, rehearsal_of, try_opening
from ballots.errors import SealError, ShareError
from ballots.reading import is_identifier
from ballots.seal import SealingKey
from ballots.signing import sign, verify


def test_any_threshold_of_the_shares_opens_and_fewer_do_not() -> None:
    terms, shares = make_key("executive-2027", 4, 3)
    seeds = {open_terms(terms, some) for some in combinations(shares, 3)}
    assert len(seeds) == 1
    assert SealingKey.from_seed(seeds.pop()).public.data == terms.key
    for some in combinations(shares, 2):
        with pytest.raises(ShareError, match="1 missing"):
            open_terms(terms, some)


def test_the_public_part_is_read_as_it_was_written() -> None:
    terms, _ = make_key("executive-2027", 3, 2)
    assert SealingTerms.load(terms.dump()) == terms
    assert SealingTerms.load(terms.dump()).dump() == terms.dump()


def test_two_ceremonies_make_two_keys() -> None:
    (one, shares), (other, _) = make_key("a", 2, 2), make_key("a", 2, 2)
    assert one.key != other.key
    with pytest.raises(ShareError):
        open_terms(other, shares)


def test_shares_of_another_key_than_the_sealing_key_are_found_out() -> None:
    (terms, shares), (other, _) = make_key("a", 2, 2), make_key("a", 2, 2)
    with pytest.raises(SealError, match="not the sealing key"):
        open_terms(replace(terms, key=other.key), shares)


def test_a_test_ballot_opens_with_the_right_seed_only() -> None:
    terms, shares = make_key("a", 2, 2)
    try_opening(terms, open_terms(terms, shares))
    with pytest.raises(SealError):
        try_opening(terms, bytes(32))


def test_a_rehearsal_has_another_name_however_long_the_elections_is() -> None:
    for election in ("a", "executive-2027", "x" * 64, "x" * 50 + "-" + "y" * 13):
        name = rehearsal_of(election)
        assert is_identifier(name)
        assert name != election


@pytest.mark.parametrize(
    "changes",
    [
        {"election": "Executive 2027"},
        {"election": ""},
        {"threshold": 1},
        {"threshold": 4},
        {"key": bytes(1216)},
        {"key": b"short"},
    ],
)
def test_terms_that_contradict_themselves_are_refused(changes: dict[str, object]) -> None:
    terms, _ = make_key("a", 3, 2)
    with pytest.raises(ShareError):
        replace(terms, **changes)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_change_of_a_byte_is_read_as_terms(data: st.DataObject) -> None:
    terms, _ = make_key("a", 2, 2)
    whole = terms.dump()
    at = data.draw(st.integers(0, len(whole) - 1))
    changed = whole[:at] + data.draw(st.binary(max_size=3)) + whole[at + 1 :]
    try:
        found = SealingTerms.load(changed)
    except ShareError:
        return
    assert found.dump() == changed


def test_two_trustees_cannot_have_one_share() -> None:
    terms, _ = make_key("a", 3, 2)
    with pytest.raises(ShareError, match="same share"):
        replace(terms, trustees=(terms.trustees[0],) * 3)


def test_a_trustee_signs_with_the_key_that_the_share_gives() -> None:
    terms, dealt = make_key("a", 3, 2, ("Ann", "Bob", "Cat"))
    assert [trustee.name for trustee in terms.trustees] == ["Ann", "Bob", "Cat"]
    for trustee, share in zip(terms.trustees, dealt, strict=True):
        verify(trustee.key, b"a statement", sign(share.signing_seed, b"a statement"))
    assert len({trustee.key for trustee in terms.trustees}) == 3


def test_every_trustee_is_named_or_none_is() -> None:
    with pytest.raises(ShareError, match="name every trustee"):
        make_key("a", 3, 2, ("Ann", "Bob"))
