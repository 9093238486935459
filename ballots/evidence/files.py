"""The files of the evidence: where each stands, how large it may be, and what the small ones say.

All JSON is canonical (RFC 8785); each reader refuses whatever its writer would not have written.
The format for strangers: `docs/evidence-format.md`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ballots.encoding import HASH_BYTES, from_base64url, to_base64url
from ballots.errors import EncodingError, EvidenceError, LogError
from ballots.leaves import LONGEST_LEAF, ActLeaf, decode_leaf
from ballots.manifest_people import ROOMS
from ballots.reading import is_identifier, read_canonical
from ballots.signing import SIGNATURE_BYTES
from ballots.tally import OpenedContest
from ballots.tiles import WIDTH, Tile, parse_path
from counting.canonical import Json, canonical_json

INVENTORY = "inventory.json"
DECLARATION = "declaration.json"
LATER_ACTS = "later-acts.json"
MANIFEST = "manifest.json"
ACKNOWLEDGEMENTS = "acknowledgements.json"
CHECKPOINTS = "log/checkpoints.json"
ACTS = "acts.json"
REASONS = "reasons.json"
OPENING = "opening.json"
OPENING_SEED = "opening-seed.json"
AUDIT = "audit.jsonl"
PAPERS, RECORD, MINUTES = "papers.json", "record.json", "minutes.txt"

OF_A_CONTEST = (PAPERS, RECORD, MINUTES)
NO_FILE = bytes(HASH_BYTES)
"""What is declared as digest of the papers, record and minutes of a cancelled contest, which has none."""

NOT_IN_INVENTORY = frozenset((INVENTORY, DECLARATION, LATER_ACTS))
_LOG = "log/"
_CONTEST = re.compile(r"contests/([^/]+)/(papers\.json|record\.json|minutes\.txt)")
_MIB = 1 << 20
_LARGEST = {
    INVENTORY: 16 * _MIB,
    DECLARATION: 4 * _MIB,
    LATER_ACTS: 16 * _MIB,
    MANIFEST: 16 * _MIB,
    ACKNOWLEDGEMENTS: _MIB,
    CHECKPOINTS: 64 * _MIB,
    ACTS: 16 * _MIB,
    REASONS: 16 * _MIB,
    OPENING: _MIB,
    OPENING_SEED: 1024,
    AUDIT: 1024 * _MIB,
    PAPERS: 2048 * _MIB,
    RECORD: 64 * _MIB,
    MINUTES: 64 * _MIB,
}
LARGEST_BUNDLE = WIDTH * (2 + LONGEST_LEAF)
LONGEST_AUDIT_LINE = 4096  # bytes


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the inventory. `size` in bytes, `digest`: SHA-256, 32 bytes."""

    path: str
    size: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class Acknowledgements:
    """Who confirmed the manifest before voting: every room, and trustees by their place, from 1."""

    rooms: Mapping[str, bytes]
    trustees: Mapping[int, bytes]


@dataclass(frozen=True, slots=True)
class Reason:
    """The published reason of an act, with the 32 bytes of salt that the act's hash binds."""

    act: int
    salt: bytes
    reason: str


def contest_file(contest: str, name: str) -> str:
    """Where a contest's papers, record or minutes stand."""
    return f"contests/{contest}/{name}"


def bundle_file(tile: Tile) -> str:
    """Where a bundle of leaves stands."""
    return _LOG + tile.path


def largest(path: str) -> int | None:
    """How many bytes a file of the evidence may have; None for a file that does not belong to it."""
    if path in OF_A_CONTEST:
        return None
    found = _CONTEST.fullmatch(path)
    if found is not None and is_identifier(found[1]):
        return _LARGEST[found[2]]
    if path.startswith(f"{_LOG}tile/"):
        try:
            return LARGEST_BUNDLE if parse_path(path.removeprefix(_LOG)).level is None else None
        except LogError:
            return None
    return _LARGEST.get(path)


def is_withheld(path: str) -> bool:
    """Whether a file goes to the auditors only, where publication is to auditors."""
    return path == OPENING_SEED or path.endswith(f"/{PAPERS}")


def write_inventory(listed: Iterable[Listed]) -> bytes:
    """The inventory, in ascending order of path."""
    files: Json = [
        {"path": item.path, "size": item.size, "digest": f"sha256:{item.digest.hex()}"}
        for item in sorted(listed, key=lambda item: item.path)
    ]
    return canonical_json({"format": "omov/inventory/v1", "files": files})


def read_inventory(data: bytes) -> dict[str, Listed]:
    """The inventory by path. Raises EvidenceError."""
    parts = read_canonical(data, EvidenceError).object("format", "files")
    parts["format"].one_of(("omov/inventory/v1",))
    found: dict[str, Listed] = {}
    last = ""
    for node in parts["files"].list():
        item = node.object("path", "size", "digest")
        path = item["path"].string()
        if path <= last:
            raise EvidenceError(f"{node.path}: files stand in ascending order of path, each once")
        last = path
        digest = bytes.fromhex(item["digest"].digest().removeprefix("sha256:"))
        found[path] = Listed(path, item["size"].integer(0, 2**53 - 1), digest)
    return found


def write_acknowledgements(acknowledgements: Acknowledgements) -> bytes:
    """Canonical JSON."""
    trustees: Json = [
        {"trustee": place, "signature": to_base64url(signature)}
        for place, signature in sorted(acknowledgements.trustees.items())
    ]
    return canonical_json(
        {
            "format": "omov/acknowledgements/v1",
            "rooms": {room: to_base64url(acknowledgements.rooms[room]) for room in ROOMS},
            "trustees": trustees,
        }
    )


def read_acknowledgements(data: bytes) -> Acknowledgements:
    """The inverse of `write_acknowledgements`, strictly. Raises EvidenceError."""
    parts = read_canonical(data, EvidenceError).object("format", "rooms", "trustees")
    parts["format"].one_of(("omov/acknowledgements/v1",))
    rooms = parts["rooms"].object(*ROOMS)
    trustees: dict[int, bytes] = {}
    last = 0
    for node in parts["trustees"].list():
        item = node.object("trustee", "signature")
        last = item["trustee"].integer(last + 1, 255)
        trustees[last] = item["signature"].bytes(SIGNATURE_BYTES)
    signed = {room: rooms[room].bytes(SIGNATURE_BYTES) for room in ROOMS}
    return Acknowledgements(signed, trustees)


def write_checkpoints(notes: Sequence[bytes]) -> bytes:
    """Signed notes in ascending order of size, the final one last."""
    return canonical_json(
        {"format": "omov/checkpoints/v1", "notes": [note.decode("utf-8") for note in notes]}
    )


def read_checkpoints(data: bytes) -> tuple[bytes, ...]:
    """The signed notes, at least one. Raises EvidenceError."""
    parts = read_canonical(data, EvidenceError).object("format", "notes")
    parts["format"].one_of(("omov/checkpoints/v1",))
    notes = tuple(node.string().encode("utf-8") for node in parts["notes"].list())
    if not notes:
        raise EvidenceError("there is no checkpoint")
    return notes


def write_acts(leaves: Sequence[ActLeaf]) -> bytes:
    """Acts that came after the close, as the leaves they would have been."""
    encoded: Json = [to_base64url(leaf.encode()) for leaf in leaves]
    return canonical_json({"format": "omov/acts/v1", "leaves": encoded})


def read_acts(data: bytes) -> tuple[ActLeaf, ...]:
    """The inverse of `write_acts`, strictly. Raises EvidenceError or EncodingError."""
    parts = read_canonical(data, EvidenceError).object("format", "leaves")
    parts["format"].one_of(("omov/acts/v1",))
    return tuple(_read_act(node.bytes(), node.path) for node in parts["leaves"].list())


def _read_act(data: bytes, path: str) -> ActLeaf:
    try:
        leaf = decode_leaf(data)
    except EncodingError as error:
        raise EvidenceError(f"{path}: {error}") from None
    if not isinstance(leaf, ActLeaf):
        raise EvidenceError(f"{path}: only acts come after the close")
    return leaf


def write_reasons(reasons: Sequence[Reason]) -> bytes:
    """Canonical JSON, in ascending order of act."""
    items: Json = [
        {"act": item.act, "salt": to_base64url(item.salt), "reason": item.reason}
        for item in sorted(reasons, key=lambda item: item.act)
    ]
    return canonical_json({"format": "omov/reasons/v1", "reasons": items})


def read_reasons(data: bytes) -> tuple[Reason, ...]:
    """The inverse of `write_reasons`, strictly. Raises EvidenceError."""
    parts = read_canonical(data, EvidenceError).object("format", "reasons")
    parts["format"].one_of(("omov/reasons/v1",))
    found: list[Reason] = []
    last = 0
    for node in parts["reasons"].list():
        item = node.object("act", "salt", "reason")
        last = item["act"].integer(last + 1, 2**32 - 1)
        found.append(Reason(last, item["salt"].bytes(HASH_BYTES), item["reason"].words()))
    return tuple(found)


def write_opening_seed(seed: bytes) -> bytes:
    """Canonical JSON."""
    return canonical_json({"format": "omov/opening-seed/v1", "seed": to_base64url(seed)})


def read_opening_seed(data: bytes) -> bytes:
    """The 32 bytes. Raises EvidenceError."""
    parts = read_canonical(data, EvidenceError).object("format", "seed")
    parts["format"].one_of(("omov/opening-seed/v1",))
    return from_base64url(parts["seed"].string(), HASH_BYTES)


def papers_chunks(opened: OpenedContest) -> Iterator[bytes]:
    """The papers of a contest as canonical JSON, in pieces, so that they never stand there whole."""
    head: dict[str, Json] = {
        "abstentions": opened.abstentions,
        "candidates": opened.candidates,
        "contest": opened.contest,
        "format": "omov/papers/v1",
        "invalid": {reason.value: papers for reason, papers in opened.invalid},
    }
    yield canonical_json(head)[:-1] + b',"rankings":['
    held: list[bytes] = []
    begun = b""
    for ranking, papers in opened.rankings:
        held.append(canonical_json({"papers": papers, "ranking": ranking}))
        if len(held) == 4096:
            yield begun + b",".join(held)
            held, begun = [], b","
    if held:
        yield begun + b",".join(held)
    yield b'],"superseded":' + canonical_json(opened.superseded) + b"}"
