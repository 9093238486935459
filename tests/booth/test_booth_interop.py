"""The built booth and `ballots` give the same bytes, and each takes what the other made."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ballots.blinding import pss_encode
from ballots.box import Box
from ballots.cast import Cast, read_cast, write_cast
from ballots.credential import blind_sign
from ballots.encoding import to_base64url
from ballots.errors import EncodingError
from ballots.kinds import ballot_kind
from ballots.leaves import hash_of
from ballots.manifest import Manifest
from ballots.memory import MemoryBoxStore
from ballots.plaintext import Choice, InvalidReason
from ballots.receipt import commitment
from ballots.rehearsal import Device
from ballots.seal import SealingKey, seal, seal_info
from ballots.tally import open_ballot
from ballots.words import seed_to_words
from tests.ballots.elections import (
    OPENING_SEED,
    OPENS,
    a_contest,
    a_manifest,
    issuer_key,
    key_of,
    seed_of,
)
from tests.booth.node import booth

SEED = bytes(range(7, 39))
NAMES = ("Siân Ŵyn", "Ben", "Cai", "Dee", "Eve")
KINDS = {"ranked": "ranked", "options": "options", "motion": "motion"}


@pytest.fixture(scope="module")
def manifest() -> Manifest:
    return a_manifest(
        contests=(
            a_contest("chair", names=NAMES),
            a_contest("motion-1", "motion", ("For", "Against")),
        )
    )


def ask(op: str, manifest: Manifest, contest: str = "chair", **more: object) -> Any:
    request = {"manifest": manifest.data.hex(), "contest": contest, "seed": SEED.hex()}
    return booth(op, **request, **more)


def drawn(manifest: Manifest, contest: str = "chair") -> tuple[Device, bytes]:
    device = Device(manifest, contest, SEED)
    answer = blind_sign(issuer_key(contest), device.request())
    device.take(answer)
    return device, answer


def test_the_booth_reads_the_same_manifest(manifest: Manifest) -> None:
    found = booth("manifest", manifest=manifest.data.hex())
    assert found["mh"] == manifest.mh.hex()
    assert found["contests"] == [["chair", list(NAMES)], ["motion-1", ["For", "Against"]]]


@pytest.mark.parametrize("contest", ["chair", "motion-1"])
def test_one_seed_gives_both_the_same_secrets(manifest: Manifest, contest: str) -> None:
    device = Device(manifest, contest, SEED)
    secrets = device._secrets
    assert ask("derive", manifest, contest) == {
        "ballot_pk": secrets.ballot_pk.hex(),
        "private_seed": secrets.private_seed.hex(),
        "pss_salt": secrets.pss_salt.hex(),
        "blinding": str(secrets.blinding),
        "nonce": secrets.nonce.hex(),
    }


def test_one_seed_gives_both_the_same_request(manifest: Manifest) -> None:
    assert ask("request", manifest) == {"z": Device(manifest, "chair", SEED).request().hex()}


def test_both_encode_a_message_alike() -> None:
    message, salt = b"a message", bytes(range(48))
    encoded = booth("encode_pss", message=message.hex(), salt=salt.hex())["encoded"]
    assert encoded == pss_encode(message, salt, 3071).hex()


def test_the_booth_makes_the_same_credential(manifest: Manifest) -> None:
    device, answer = drawn(manifest)
    assert ask("take", manifest, answer=answer.hex()) == {"credential": device._credential.hex()}


@pytest.mark.parametrize("fault", ["another contest's key", "another value", "zero", "short"])
def test_the_booth_refuses_what_is_no_credential(manifest: Manifest, fault: str) -> None:
    device, answer = drawn(manifest)
    wrong = {
        "another contest's key": lambda: blind_sign(issuer_key("other"), (1 << 3000).to_bytes(384)),
        "another value": lambda: blind_sign(issuer_key("chair"), (12345).to_bytes(384)),
        "zero": lambda: bytes(384),
        "short": lambda: answer[1:],
    }[fault]()
    assert ask("take", manifest, answer=wrong.hex())["error"] == "CredentialError"
    assert device.ballot_pk


def cast_of(manifest: Manifest, ranking: list[int], seq: int = 1) -> tuple[Cast, Any]:
    device, _ = drawn(manifest)
    made = ask("cast", manifest, credential=device._credential.hex(), ranking=ranking, seq=seq)
    return read_cast(made["body"].encode()), made


def test_the_box_takes_what_the_booth_casts_and_the_opening_reads_it(manifest: Manifest) -> None:
    cast, made = cast_of(manifest, [5, 1, 3])
    assert write_cast(cast).decode() == made["body"]
    box, store = Box(manifest, seed_of("promise")), MemoryBoxStore()
    state = box.begin(store)
    box.check(cast)
    receipt = box.accept(store, state, cast, OPENS)
    assert made["c"] == to_base64url(receipt.commitment)
    opened = open_ballot(manifest, SealingKey.from_seed(OPENING_SEED), cast.leaf)
    assert opened == Choice((5, 1, 3))
    kept = {"seq": 1, "c": made["c"], "promise": to_base64url(receipt.promise)}
    assert ask("accepts", manifest, cast=made, receipt=kept) == {"accepted": True}


def test_the_booth_takes_no_other_promise(manifest: Manifest) -> None:
    _, made = cast_of(manifest, [1])
    for c, promise in ((made["c"], bytes(64)), (to_base64url(bytes(32)), key_of("x") * 2)):
        kept = {"seq": 1, "c": c, "promise": to_base64url(promise)}
        assert ask("accepts", manifest, cast=made, receipt=kept) == {"accepted": False}


def test_leaves_hashes_and_receipts_are_the_same(manifest: Manifest) -> None:
    device, _ = drawn(manifest)
    leaf = device.cast(Choice((2,))).leaf
    found = booth("leaf", leaf=leaf.encode().hex())
    assert found == {"again": leaf.encode().hex(), "hash": hash_of(leaf).hex()}
    given = booth("receipt", hash=hash_of(leaf).hex(), nonce=device.nonce.hex())
    assert given == {"c": commitment(hash_of(leaf), device.nonce).hex()}


def test_the_booth_opens_what_we_seal_and_nothing_moved(manifest: Manifest) -> None:
    key = SealingKey.from_seed(OPENING_SEED)
    info = seal_info(manifest.mh, "chair", bytes(32))
    sealed = seal(key.public, info, b"plaintext")
    request = {"seed": OPENING_SEED.hex(), "sealed": sealed.hex()}
    found = booth("open", info=info.hex(), **request)
    assert found == {"plaintext": b"plaintext".hex(), "key": key.public.data.hex()}
    assert booth("open", info=(info + b".").hex(), **request)["plaintext"] is None


def test_words_are_the_same() -> None:
    assert booth("words", seed=SEED.hex()) == {"words": seed_to_words(SEED), "seed": SEED.hex()}


@pytest.mark.parametrize("kind", ["ranked", "options", "motion"])
@pytest.mark.parametrize("ranking", [(), (2,), (2, 1)])
def test_choices_are_written_and_said_alike(kind: str, ranking: tuple[int, ...]) -> None:
    names = ("For", "Against")
    found = booth("plaintext", kind=kind, ranking=ranking, names=names)
    try:
        data = ballot_kind(kind).write(Choice(ranking), 2)
    except EncodingError:
        assert found["error"] == "EncodingError"
        return
    said = ballot_kind(kind).describe(Choice(ranking), names)
    assert found == {"data": data.hex(), "said": said}


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(sorted(KINDS)),
    st.lists(st.integers(0, 4), min_size=2, max_size=3),
    st.integers(0, 2),
)
def test_both_read_any_plaintext_alike(kind: str, numbers: list[int], first: int) -> None:
    data = bytes([first]) + b"".join(number.to_bytes(2) for number in numbers)
    expected = ballot_kind(kind).read(data, 3)
    found = booth("read", kind=kind, data=data.hex(), candidates=3)["found"]
    if isinstance(expected, InvalidReason):
        assert found == expected.value
    else:
        assert tuple(found) == expected.ranking
