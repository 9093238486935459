"""Who holds which key in the frozen election. Source: PROTOCOL, `manifest`.

Every key here is an Ed25519 public key of 32 bytes.
"""

from __future__ import annotations

from dataclasses import dataclass

from ballots.encoding import to_base64url
from ballots.errors import KeyFormatError
from ballots.reading import Node
from ballots.signing import PUBLIC_KEY_BYTES, check_public_key
from counting.canonical import Json

HASH_BYTES = 32
ROOMS = ("roll", "box", "office")


@dataclass(frozen=True, slots=True)
class Trustee:
    """Holder of one share of the opening key: signing key and hash of the share (32 bytes)."""

    name: str
    key: bytes
    share_hash: bytes


@dataclass(frozen=True, slots=True)
class Officer:
    """A returning officer. `key` is None while the service attests what this officer does."""

    id: str
    name: str
    key: bytes | None


@dataclass(frozen=True, slots=True)
class Witness:
    """A witness of the log. `name`: the key name on its cosignatures (C2SP signed note)."""

    name: str
    key: bytes


@dataclass(frozen=True, slots=True)
class RoomKeys:
    """The keys with which the rooms sign: acknowledgements, roll-close, attestations."""

    roll: bytes
    box: bytes
    office: bytes

    def of(self, room: str) -> bytes:
        """The key of `roll`, `box` or `office`."""
        keys = {"roll": self.roll, "box": self.box, "office": self.office}
        return keys[room]


def trustee_json(trustee: Trustee) -> Json:
    """The trustee as it stands in the manifest."""
    return {
        "name": trustee.name,
        "key": to_base64url(trustee.key),
        "share_hash": to_base64url(trustee.share_hash),
    }


def read_trustee(node: Node) -> Trustee:
    """The inverse of `trustee_json`, strictly."""
    parts = node.object("name", "key", "share_hash")
    return Trustee(
        parts["name"].words(), read_key(parts["key"]), parts["share_hash"].bytes(HASH_BYTES)
    )


def officer_json(officer: Officer) -> Json:
    """The officer as they stand in the manifest."""
    key = None if officer.key is None else to_base64url(officer.key)
    return {"id": officer.id, "name": officer.name, "key": key}


def read_officer(node: Node) -> Officer:
    """The inverse of `officer_json`, strictly."""
    parts = node.object("id", "name", "key")
    key = None if parts["key"].is_null() else read_key(parts["key"])
    return Officer(parts["id"].identifier(), parts["name"].words(), key)


def witness_json(witness: Witness) -> Json:
    """The witness as it stands in the manifest."""
    return {"name": witness.name, "key": to_base64url(witness.key)}


def read_witness(node: Node) -> Witness:
    """The inverse of `witness_json`, strictly."""
    parts = node.object("name", "key")
    return Witness(read_key_name(parts["name"]), read_key(parts["key"]))


def rooms_json(rooms: RoomKeys) -> Json:
    """The rooms' keys as they stand in the manifest."""
    return {room: to_base64url(rooms.of(room)) for room in ROOMS}


def read_rooms(node: Node) -> RoomKeys:
    """The inverse of `rooms_json`, strictly."""
    parts = node.object(*ROOMS)
    return RoomKeys(*(read_key(parts[room]) for room in ROOMS))


def read_key(node: Node) -> bytes:
    """An Ed25519 public key that may be used, or the node's error."""
    key = node.bytes(PUBLIC_KEY_BYTES)
    try:
        check_public_key(key)
    except KeyFormatError as error:
        raise node.error(f"{node.path}: {error}") from error
    return key


def read_key_name(node: Node) -> str:
    """The name of a key on a signed note: no space, no plus sign. Source: C2SP signed-note."""
    name = node.words()
    if any(sign.isspace() or sign == "+" for sign in name):
        raise node.fail("a key name without spaces or plus signs, such as votes.example.org/2027")
    return name
