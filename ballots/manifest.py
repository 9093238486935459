"""The frozen election: everything that can decide the result, before the first vote.

`mh`, the SHA-256 of the manifest's canonical JSON, stands in every signed object of the
election. Source: PROTOCOL, 'The life of a ballot', 1, and `manifest` in the table of objects.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ballots.encoding import sha256, tagged, to_base64url
from ballots.errors import BallotsError, KeyFormatError, ManifestError
from ballots.manifest_checks import check_manifest
from ballots.manifest_contest import (
    Body,
    ContestTerms,
    body_json,
    contest_json,
    read_body,
    read_contest,
)
from ballots.manifest_people import (
    HASH_BYTES,
    Officer,
    RoomKeys,
    Trustee,
    Witness,
    officer_json,
    read_key,
    read_key_name,
    read_officer,
    read_rooms,
    read_trustee,
    read_witness,
    rooms_json,
    trustee_json,
    witness_json,
)
from ballots.reading import Node, read_canonical
from ballots.seal import PUBLIC_KEY_BYTES as SEALING_KEY_BYTES
from ballots.seal import SUITE, SealingPublicKey
from ballots.times import utc_text
from counting.canonical import Json, canonical_json

FORMAT = "omov/manifest/v1"
HOLDINGS = ("trustees", "service")
MODES = ("one", "two")
LOT_METHODS = ("opening", "witnessed")
PUBLICATIONS = ("auditors", "full")
MOST_TRUSTEES = 255  # Shamir over GF(256)
_LONGEST_SECONDS = 366 * 24 * 3600
_MOST_POOLED = 1_000_000


@dataclass(frozen=True, slots=True)
class Election:
    """The id and the title under which the election goes."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Times:
    """When ballots are drawn and cast.

    `opens`, `closes`: instants in UTC; draws stop at `closes`. `grace`: seconds after it in
    which the box still takes ballots. `interval`: seconds between batches. `pool`: k, the
    ballots that every batch but the last leaves behind.
    """

    opens: datetime
    closes: datetime
    grace: int
    interval: int
    pool: int


@dataclass(frozen=True, slots=True)
class Seal:
    """What ballots are sealed to, and who can open it.

    `key`: X-Wing public key. `holding`: `trustees` (any `threshold` of them) or `service`
    (no trustees, threshold 0).
    """

    key: bytes
    holding: str
    threshold: int
    trustees: tuple[Trustee, ...]
    suite: str = SUITE


@dataclass(frozen=True, slots=True)
class LogTerms:
    """The public log: its name, its key, who watches it and how many of them must have.

    `origin`: first line of every checkpoint and name of the log's key. `needed`: w.
    """

    origin: str
    key: bytes
    witnesses: tuple[Witness, ...]
    needed: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """The frozen election.

    `promise_key`: with which the box promises that a ballot will be in the log.
    `roll_root`: 32 bytes. `lot_method`: `opening` or `witnessed`. `publication`: `full`, or
    `auditors` (then their names). `booth`: digest (`sha256:` hex) of each file of the booth.
    `data`: the one encoding, canonical JSON in UTF-8; `mh`: its SHA-256, 32 bytes.
    Raises ManifestError, naming the key, where it contradicts itself.
    """

    election: Election
    contests: tuple[ContestTerms, ...]
    bodies: tuple[Body, ...]
    times: Times
    seal: Seal
    officers: tuple[Officer, ...]
    mode: str
    rooms: RoomKeys
    promise_key: bytes
    log: LogTerms
    roll_root: bytes
    lot_method: str
    publication: str
    auditors: tuple[str, ...]
    booth: Mapping[str, str]
    data: bytes = field(init=False, repr=False, compare=False)
    mh: bytes = field(init=False, compare=False)

    def __post_init__(self) -> None:
        try:
            data = canonical_json(_json(self))
        except (ValueError, BallotsError) as error:
            raise ManifestError(f"this manifest cannot be written: {error}") from error
        _read(read_canonical(data, ManifestError))
        check_manifest(self)
        object.__setattr__(self, "data", data)
        object.__setattr__(self, "mh", sha256(data))

    @classmethod
    def load(cls, data: bytes) -> Manifest:
        """The manifest of exactly these bytes. Raises ManifestError, naming the key at fault."""
        return cls(*_read(read_canonical(data, ManifestError)))

    def contest(self, id_: str) -> ContestTerms:
        """The contest with this id. Raises ManifestError if there is none."""
        for terms in self.contests:
            if terms.id == id_:
                return terms
        raise ManifestError(f"there is no contest '{id_}' in this election")

    @property
    def sealing_key(self) -> SealingPublicKey:
        """The key to which ballots are sealed."""
        return SealingPublicKey(self.seal.key)

    @property
    def secret_contests(self) -> tuple[ContestTerms, ...]:
        """The contests with credentials and sealed ballots, in the manifest's order."""
        return tuple(terms for terms in self.contests if terms.secrecy == "secret")


def ack_message(mh: bytes, room: str) -> bytes:
    """What each room signs when it has taken in the manifest: `tagged("ack", mh, room)`."""
    return tagged("ack", mh, room)


_Fields = tuple[
    Election, tuple[ContestTerms, ...], tuple[Body, ...], Times, Seal, tuple[Officer, ...], str,
    RoomKeys, bytes, LogTerms, bytes, str, str, tuple[str, ...], Mapping[str, str],
]  # fmt: skip


def _json(manifest: Manifest) -> Json:
    seal, times, log = manifest.seal, manifest.times, manifest.log
    return {
        "format": FORMAT,
        "election": {"id": manifest.election.id, "title": manifest.election.title},
        "contests": [contest_json(terms) for terms in manifest.contests],
        "bodies": [body_json(body) for body in manifest.bodies],
        "times": {
            "opens": utc_text(times.opens),
            "closes": utc_text(times.closes),
            "grace": times.grace,
            "interval": times.interval,
            "pool": times.pool,
        },
        "seal": {
            "suite": seal.suite,
            "key": to_base64url(seal.key),
            "holding": seal.holding,
            "threshold": seal.threshold,
            "trustees": [trustee_json(trustee) for trustee in seal.trustees],
        },
        "officers": [officer_json(officer) for officer in manifest.officers],
        "mode": manifest.mode,
        "rooms": rooms_json(manifest.rooms),
        "promise_key": to_base64url(manifest.promise_key),
        "log": {
            "origin": log.origin,
            "key": to_base64url(log.key),
            "witnesses": [witness_json(witness) for witness in log.witnesses],
            "needed": log.needed,
        },
        "roll_root": to_base64url(manifest.roll_root),
        "lot_method": manifest.lot_method,
        "publication": manifest.publication,
        "auditors": list(manifest.auditors),
        "booth": dict(manifest.booth),
    }


def _read(node: Node) -> _Fields:
    parts = node.object(
        "format", "election", "contests", "bodies", "times", "seal", "officers", "mode", "rooms",
        "promise_key", "log", "roll_root", "lot_method", "publication", "auditors", "booth",
    )  # fmt: skip
    parts["format"].one_of((FORMAT,))
    election = parts["election"].object("id", "title")
    return (
        Election(election["id"].identifier(), election["title"].words()),
        tuple(read_contest(item) for item in parts["contests"].list()),
        tuple(read_body(item) for item in parts["bodies"].list()),
        _read_times(parts["times"]),
        _read_seal(parts["seal"]),
        tuple(read_officer(item) for item in parts["officers"].list()),
        parts["mode"].one_of(MODES),
        read_rooms(parts["rooms"]),
        read_key(parts["promise_key"]),
        _read_log(parts["log"]),
        parts["roll_root"].bytes(HASH_BYTES),
        parts["lot_method"].one_of(LOT_METHODS),
        parts["publication"].one_of(PUBLICATIONS),
        tuple(item.words() for item in parts["auditors"].list()),
        _read_booth(parts["booth"]),
    )


def _read_times(node: Node) -> Times:
    parts = node.object("opens", "closes", "grace", "interval", "pool")
    return Times(
        opens=parts["opens"].instant(),
        closes=parts["closes"].instant(),
        grace=parts["grace"].integer(0, _LONGEST_SECONDS),
        interval=parts["interval"].integer(1, _LONGEST_SECONDS),
        pool=parts["pool"].integer(1, _MOST_POOLED),
    )


def _read_seal(node: Node) -> Seal:
    parts = node.object("suite", "key", "holding", "threshold", "trustees")
    key = parts["key"].bytes(SEALING_KEY_BYTES)
    try:
        SealingPublicKey(key)
    except KeyFormatError as error:
        raise ManifestError(f"{parts['key'].path}: {error}") from error
    return Seal(
        suite=parts["suite"].one_of((SUITE,)),
        key=key,
        holding=parts["holding"].one_of(HOLDINGS),
        threshold=parts["threshold"].integer(0, MOST_TRUSTEES),
        trustees=tuple(read_trustee(item) for item in parts["trustees"].list()),
    )


def _read_log(node: Node) -> LogTerms:
    parts = node.object("origin", "key", "witnesses", "needed")
    return LogTerms(
        origin=read_key_name(parts["origin"]),
        key=read_key(parts["key"]),
        witnesses=tuple(read_witness(item) for item in parts["witnesses"].list()),
        needed=parts["needed"].integer(0, MOST_TRUSTEES),
    )


def _read_booth(node: Node) -> dict[str, str]:
    found = {}
    for name, item in node.mapping().items():
        found[Node(name, f"{node.path} (a key)", node.error).words()] = item.digest()
    return found
