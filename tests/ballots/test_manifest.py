"""The manifest: one encoding, every contradiction refused with its path."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballots.errors import BallotsError, ManifestError
from ballots.manifest import Manifest, ack_message
from counting.canonical import canonical_json
from tests.ballots.elections import CLOSES, OPENS, a_contest, a_manifest, key_of


def parsed(manifest: Manifest) -> Any:
    return json.loads(manifest.data)


def changed(change: Callable[[Any], object]) -> bytes:
    """The manifest's JSON after a change, canonical again."""
    value = parsed(a_manifest())
    change(value)
    return canonical_json(value)


def test_a_manifest_survives_its_encoding_and_its_hash_is_that_of_its_bytes() -> None:
    manifest = a_manifest()
    again = Manifest.load(manifest.data)
    assert again == manifest
    assert again.data == manifest.data
    assert manifest.mh == hashlib.sha256(manifest.data).digest()


def test_a_bound_that_is_a_part_of_the_places_survives_the_encoding() -> None:
    half = {"part": "1/2", "rounding": "up"}
    data = changed(lambda m: m["contests"][0]["constraints"][0].update(min=None, min_share=half))
    manifest = Manifest.load(data)
    assert manifest.data == data
    assert manifest.contests[0].constraints[0].least(5) == 3


def test_the_encoding_is_sorted_compact_json() -> None:
    data = a_manifest().data
    assert (
        data
        == json.dumps(
            json.loads(data), sort_keys=True, separators=(",", ":"), ensure_ascii=False
        ).encode()
    )


def test_the_manifest_has_every_field_of_the_protocols_table() -> None:
    value = parsed(a_manifest())
    assert set(value) == {
        "format", "election", "contests", "bodies", "times", "seal", "officers", "mode", "rooms",
        "promise_key", "log", "roll_root", "lot_method", "publication", "auditors", "booth",
    }  # fmt: skip
    assert set(value["contests"][0]) == {
        "id", "title", "kind", "seats", "candidates", "rule", "constraints", "policy",
        "secrecy", "entitled", "issuer",
    }  # fmt: skip
    assert set(value["contests"][0]["rule"]) == {"id", "digest"}
    assert set(value["times"]) == {"opens", "closes", "grace", "interval", "pool"}
    assert set(value["seal"]) == {"suite", "key", "holding", "threshold", "trustees"}
    assert set(value["log"]) == {"origin", "key", "witnesses", "needed"}
    assert set(value["rooms"]) == {"roll", "box", "office"}


CHANGES: list[tuple[str, Callable[[Any], object], str]] = [
    ("unknown key", lambda m: m.update(extra=1), "extra: there is no such key"),
    ("missing key", lambda m: m.pop("mode"), "mode: this key is missing"),
    ("deep unknown key", lambda m: m["contests"][0]["rule"].update(x=1), r"contests\[0\].rule.x"),
    ("another format", lambda m: m.update(format="omov/manifest/v2"), "format"),
    ("float", lambda m: m["times"].update(grace="600"), "times.grace: expected a whole number"),
    ("boolean for a number", lambda m: m["times"].update(grace=True), "times.grace"),
    ("negative", lambda m: m["times"].update(grace=-1), "times.grace"),
    ("no pool", lambda m: m["times"].update(pool=0), "times.pool"),
    ("closing before opening", lambda m: m["times"].update(closes="2027-01-01T00:00:00Z"), "closes"),
    ("local time", lambda m: m["times"].update(closes="2027-02-22T12:00:00+01:00"), "closes"),
    ("no such day", lambda m: m["times"].update(closes="2027-02-30T12:00:00Z"), "closes"),
    ("upper-case id", lambda m: m["election"].update(id="Exec"), "election.id"),
    ("control character", lambda m: m["election"].update(title="a\u0007"), "election.title"),
    ("right-to-left override", lambda m: m["election"].update(title="a\u202eb"), "election.title"),
    ("line separator", lambda m: m["election"].update(title="a\u2028b"), "election.title"),
    ("empty title", lambda m: m["election"].update(title=""), "election.title"),
    ("not normal form C", lambda m: m["election"].update(title="e\u0301"), "normal form C"),
    ("no contest", lambda m: m.update(contests=[]), "contests"),
    ("contest twice", lambda m: m["contests"].append(m["contests"][0]), "executive"),
    ("unknown kind", lambda m: m["contests"][0].update(kind="approval"), "kind"),
    ("no candidate", lambda m: m["contests"][0].update(candidates=[]), "candidates"),
    ("more seats than candidates", lambda m: m["contests"][0].update(seats=9), "seats"),
    ("candidate twice", lambda m: m["contests"][0]["candidates"].append(
        m["contests"][0]["candidates"][0]), "same id"),
    ("issuer missing", lambda m: m["contests"][0].update(issuer=None), "issuer"),
    ("recorded with an issuer", lambda m: m["contests"][0].update(secrecy="recorded"), "issuer"),
    ("another exponent", lambda m: m["contests"][0]["issuer"].update(e=3), "issuer.e"),
    ("small modulus", lambda m: m["contests"][0]["issuer"].update(n="AQAB"), "issuer.n"),
    ("one issuer's key for two contests", lambda m: m["contests"][1].update(
        issuer=m["contests"][0]["issuer"]), "own"),
    ("motion of three", lambda m: m["contests"][1]["candidates"].append(
        {"id": "3", "name": "Maybe", "attributes": {}}), "motion"),
    ("constraint without bounds", lambda m: m["contests"][0]["constraints"][0].update(min=None),
     "neither"),
    ("share without rounding", lambda m: m["contests"][0]["constraints"][0].update(
        min=None, min_share={"part": "1/2"}), "rounding"),
    ("bound on a list in one count", lambda m: m["contests"][0]["constraints"][0].update(first=1),
     "first: there is no such key"),
    ("rule digest", lambda m: m["contests"][0]["rule"].update(digest="sha256:0"), "rule.digest"),
    ("another suite", lambda m: m["seal"].update(suite="none"), "seal.suite"),
    ("bad sealing key", lambda m: m["seal"].update(key="____" + m["seal"]["key"][4:]), "seal.key"),
    ("threshold of one", lambda m: m["seal"].update(threshold=1), "seal.threshold"),
    ("threshold above trustees", lambda m: m["seal"].update(threshold=4), "seal.threshold"),
    ("trustees with the service", lambda m: m["seal"].update(holding="service"), "seal"),
    ("one officer for mode two", lambda m: m.update(officers=m["officers"][:1]), "officers"),
    ("officer twice", lambda m: m["officers"].append(m["officers"][1]), "bob"),
    ("key twice", lambda m: m.update(promise_key=m["log"]["key"]), "stands twice"),
    ("key of small order", lambda m: m.update(promise_key="A" * 43), "small order"),
    ("padding", lambda m: m.update(roll_root=m["roll_root"] + "="), "roll_root"),
    ("stray bits", lambda m: m.update(roll_root="_" * 43), "roll_root"),
    ("short root", lambda m: m.update(roll_root="AAAA"), "roll_root"),
    ("more witnesses needed than named", lambda m: m["log"].update(needed=3), "log.needed"),
    ("space in the origin", lambda m: m["log"].update(origin="a b"), "log.origin"),
    ("auditors unnamed", lambda m: m.update(publication="auditors"), "auditors"),
    ("auditors without need", lambda m: m.update(auditors=["Eve"]), "auditors"),
    ("unknown lot method", lambda m: m.update(lot_method="dice"), "lot_method"),
    ("body of unknown contests", lambda m: m.update(bodies=[
        {"id": "b", "contests": ["nowhere"], "several_places": "skip", "constraints": []}]), "bodies"),
    ("list for an object", lambda m: m.update(times=[]), "times: expected an object"),
    ("object for a list", lambda m: m.update(officers={}), "officers: expected an array"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "says"), [c[1:] for c in CHANGES], ids=[c[0] for c in CHANGES])
def test_a_contradiction_is_refused_and_named(change: Callable[[Any], object], says: str) -> None:
    with pytest.raises(ManifestError, match=says):
        Manifest.load(changed(change))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data + b"\n",
        lambda data: b" " + data,
        lambda data: data.replace(b'"bodies":[]', b'"bodies": []'),
        lambda data: data.replace(b'"bodies":[]', b'"bodies":[],"bodies":[]'),
        lambda data: data.replace(b"600", b"600.0"),
        lambda data: data.replace(b"600", b"6e2"),
        lambda data: data.replace(b"Executive", b"\\u0045xecutive"),
        lambda data: data[:-1],
        lambda data: b"\xff" + data,
        lambda data: b"",
        lambda data: b"[" * 100_000,
        lambda data: b'{"a":' * 100_000,
        lambda data: b"9" * 10_000,
    ],
)
def test_only_the_one_spelling_is_read(spoil: Callable[[bytes], bytes]) -> None:
    with pytest.raises(ManifestError):
        Manifest.load(spoil(a_manifest().data))


def test_a_manifest_cannot_be_made_that_could_not_be_read() -> None:
    manifest = a_manifest()
    for wrong in (
        {"mode": "three"},
        {"roll_root": b"short"},
        {"promise_key": manifest.log.key},
        {"contests": (replace(manifest.contests[0], title=""),)},
        {"times": replace(manifest.times, closes=OPENS)},
        {"times": replace(manifest.times, closes=CLOSES + timedelta(microseconds=1))},
        {"times": replace(manifest.times, closes=CLOSES.replace(tzinfo=None))},
    ):
        with pytest.raises(ManifestError):
            replace(manifest, **wrong)


def test_any_change_of_the_election_changes_its_hash() -> None:
    manifest = a_manifest()
    others = [
        a_manifest(members=9),
        a_manifest(pool=3),
        a_manifest(mode="one"),
        a_manifest(holding="service"),
        a_manifest(needed=2),
        a_manifest(lot_method="witnessed"),
        replace(manifest, promise_key=key_of("another promise")),
    ]
    assert len({manifest.mh, *(other.mh for other in others)}) == len(others) + 1


def test_questions_about_contests_that_are_not_there_are_refused() -> None:
    with pytest.raises(ManifestError, match="nowhere"):
        a_manifest().contest("nowhere")


def test_a_recorded_contest_has_no_issuer_and_is_not_among_the_secret_ones() -> None:
    recorded = replace(a_contest("branches"), secrecy="recorded", issuer=None)
    manifest = a_manifest(contests=(a_contest(), recorded))
    assert [terms.id for terms in manifest.secret_contests] == ["executive"]
    assert Manifest.load(manifest.data) == manifest


def test_an_acknowledgement_binds_manifest_and_room() -> None:
    mh = a_manifest().mh
    assert ack_message(mh, "box") == (
        b"\0\0\0\x0bomov/ack/v1" + b"\0\0\0\x20" + mh + b"\0\0\0\x03box"
    )


@given(data=st.data())
def test_a_damaged_manifest_is_refused_or_reads_as_itself(data: st.DataObject) -> None:
    good = a_manifest().data
    at = data.draw(st.integers(0, len(good) - 1))
    byte = data.draw(st.integers(0, 255))
    damaged = good[:at] + bytes([byte]) + good[at + data.draw(st.integers(0, 2)) :]
    try:
        manifest = Manifest.load(damaged)
    except BallotsError:
        return
    assert manifest.data == damaged
