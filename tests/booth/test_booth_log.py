"""The booth follows its ballots through a whole closed log, and finds every fault in it."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any

import pytest

from ballots.encoding import to_base64url
from ballots.tiles import write_bundles
from tests.ballots.elections import OPENING_SEED, a_contest
from tests.ballots.whole_election import Ballots, Played, play
from tests.booth.node import booth

NAMES = ("Ada", "Ben", "Cai")


@lru_cache(maxsize=1)
def played() -> Played:
    """An election of 320 voters, so that the log has a full bundle and a partial one."""
    rankings = tuple((1 + number % 3,) for number in range(320))
    return play([Ballots(a_contest("chair", names=NAMES), rankings, abstain=3)], again=7)


def seed_of(member: str) -> bytes:
    return hashlib.sha256(f"{member} device 1".encode()).digest()


def receipts_of(member: str) -> list[dict[str, Any]]:
    keys = {key for who, _, key in played().order if who == member}
    return [
        {
            "seq": cast.leaf.seq,
            "c": to_base64url(receipt.commitment),
            "promise": to_base64url(receipt.promise),
        }
        for cast, receipt in played().receipts
        if cast.leaf.ballot_pk in keys
    ]


def trace(member: str, **changes: Any) -> Any:
    leaves = changes.pop("leaves", played().store.leaves)
    request = {
        "manifest": played().manifest.data.hex(),
        "seed": seed_of(member).hex(),
        "checkpoint": played().notes[-1].hex(),
        "bundles": {tile.path: data.hex() for tile, data in write_bundles(leaves)},
        "opening": OPENING_SEED.hex(),
        "receipts": {"chair": receipts_of(member)},
    }
    return booth("trace", **{**request, **changes})


def voted_twice() -> str:
    members = [who for who, _, _ in played().order]
    # The first two lost a device and drew again; they are left to another test.
    return next(who for who in members if members.count(who) == 2 and who > "member-2")


def test_a_ballot_is_found_among_all_others_and_opened() -> None:
    member = voted_twice()
    found = trace(member)
    assert found["size"] == len(played().store.leaves) > 300
    assert found["closed"]
    (chair,) = found["contests"]
    mine = sorted(
        (cast.leaf.seq, cast.leaf.encode())
        for cast, receipt in played().receipts
        if to_base64url(receipt.commitment) in kept(member)
    )
    positions = chair["positions"]
    assert [played().store.leaves[position] for position in positions] == [leaf for _, leaf in mine]
    assert (chair["kept"], chair["missing"], chair["unsigned"]) == (2, 0, 0)
    place = int(member.removeprefix("member-")) - 1
    expected = (1 + place % 3,) if place < 320 else ()
    assert tuple(chair["opened"]) == expected


def kept(member: str) -> set[str]:
    return {receipt["c"] for receipt in receipts_of(member)}


def test_nothing_is_said_of_a_ballot_that_is_not_opened() -> None:
    (chair,) = trace(voted_twice(), opening=None)["contests"]
    assert chair["opened"] is None
    assert chair["kept"] == 2


def test_a_promised_ballot_that_is_missing_and_a_false_promise_are_told_apart() -> None:
    member, other = voted_twice(), "member-300"
    signed = receipts_of(other)
    false = {"seq": 1, "c": signed[0]["c"], "promise": to_base64url(bytes(64))}
    found = trace(member, receipts={"chair": [*receipts_of(member), *signed, false]})
    (chair,) = found["contests"]
    assert (chair["kept"], chair["missing"], chair["unsigned"]) == (2, len(signed), 1)


@pytest.mark.parametrize("fault", ["leaf changed", "leaves exchanged", "leaf dropped", "cut short"])
def test_a_log_that_is_not_what_its_checkpoint_says_is_refused(fault: str) -> None:
    leaves = list(played().store.leaves)
    if fault == "leaf changed":
        leaves[5] = leaves[5][:-1] + bytes([leaves[5][-1] ^ 1])
    elif fault == "leaves exchanged":
        leaves[5], leaves[6] = leaves[6], leaves[5]
    elif fault == "leaf dropped":
        leaves[5] = leaves[6]
    bundles = {tile.path: data for tile, data in write_bundles(leaves)}
    if fault == "cut short":
        bundles = {path: data[:-1] for path, data in bundles.items()}
    sent = {path: data.hex() for path, data in bundles.items()}
    assert trace(voted_twice(), bundles=sent)["error"] == "LogError"


@pytest.mark.parametrize("fault", ["size", "root", "signature", "origin", "unsigned"])
def test_a_checkpoint_that_the_log_has_not_signed_is_refused(fault: str) -> None:
    note = played().notes[-1].decode()
    origin, size, root, *rest = note.split("\n")
    earlier = played().notes[-2].decode().partition("\n\n")[2]
    changed = {
        "size": "\n".join([origin, str(int(size) + 1), root, *rest]),
        "root": "\n".join([origin, size, "A" * 43 + "=", *rest]),
        "origin": "\n".join([origin + "x", size, root, *rest]),
        "signature": "\n".join([origin, size, root, "", earlier]),
        "unsigned": "\n".join([origin, size, root, "", ""]),
    }[fault]
    assert trace(voted_twice(), checkpoint=changed.encode().hex())["error"] == "LogError"


def test_another_elections_opening_key_is_refused() -> None:
    wrong = hashlib.sha256(b"another seed").digest()
    assert trace(voted_twice(), opening=wrong.hex())["error"] == "LogError"
