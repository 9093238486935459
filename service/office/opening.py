"""The opening: officers decide it, trustees release their shares and sign, or the service's key opens."""

from __future__ import annotations

from dataclasses import dataclass

from ballots.checkpoint import Checkpoint, verify_checkpoint
from ballots.encoding import from_base64url, to_base64url
from ballots.errors import BadSignatureError, BallotsError, EncodingError, ShareError
from ballots.manifest import Manifest
from ballots.manifest_people import Trustee
from ballots.opening import (
    Opening,
    OpeningSignature,
    SignedOpening,
    check_opening,
    opening_of,
    sign_opening,
    trustee_message,
)
from ballots.seal import SealingKey
from ballots.shares import Share, combine_checked
from ballots.signing import verify
from counting.canonical import Json, canonical_json
from service.db.office.store import Election, OfficeStore
from service.errors import BadInput, Refused
from service.office.freezing import read_acknowledgements, sealing_key_file
from service.office.room import OfficeRoom, election_of, manifest_of, require_state, write_audit


@dataclass(frozen=True, slots=True)
class OpeningStatus:
    """How far an opening is. `opening`: what trustees sign, once the key has been put together."""

    state: str
    needed: int
    released: tuple[int, ...]
    opening: Opening | None
    signed: tuple[int, ...]


def confirm_share(room: OfficeRoom, id_: str, place: int, signature: bytes) -> None:
    """A trustee confirms, after the freeze, that they hold their share. Raises BadInput."""
    with room.database.transaction() as connection:
        store = OfficeStore(connection)
        election = election_of(store, id_)
        require_state(election, "frozen", "closed")
        manifest = manifest_of(election)
        trustee = _trustee(manifest, place)
        try:
            verify(trustee.key, trustee_message(manifest.mh, trustee.share_hash), signature)
        except BadSignatureError:
            raise BadInput("signature", "This is not this trustee's signature.") from None
        rooms, trustees = read_acknowledgements(election)
        trustees[place] = signature
        store.change(id_, acknowledgements=_acknowledgements(rooms, trustees))
        write_audit(room, store, id_, "office", "confirm-share", {"place": place})


def _acknowledgements(rooms: dict[str, bytes], trustees: dict[int, bytes]) -> bytes:
    found: Json = {
        "rooms": {name: to_base64url(ack) for name, ack in rooms.items()},
        "trustees": {str(place): to_base64url(ack) for place, ack in trustees.items()},
    }
    return canonical_json(found)


async def begin(room: OfficeRoom, id_: str) -> None:
    """Officers decide to open. The service's key opens at once; trustees release theirs now."""
    with room.database.reading() as connection:
        election = election_of(OfficeStore(connection), id_)
    require_state(election, "closed")
    manifest = manifest_of(election)
    if manifest.seal.holding == "trustees":
        with room.database.transaction() as connection:
            OfficeStore(connection).change(id_, state="opening")
        return
    seed = from_base64url(sealing_key_file(room, id_).read_text(encoding="ascii"), 32)
    opening = opening_of(manifest, _checkpoint(manifest, election), SealingKey.from_seed(seed))
    signed = SignedOpening(opening, (sign_opening(opening, 0, room.seed),))
    _finish(room, id_, manifest, election, signed, seed)


def release(room: OfficeRoom, id_: str, text: str) -> OpeningStatus:
    """A trustee releases a share: its line of text, or its words. Raises BadInput for a wrong one.

    The share is kept in memory only, until enough are there.
    """
    with room.database.reading() as connection:
        election = election_of(OfficeStore(connection), id_)
    require_state(election, "opening")
    manifest = manifest_of(election)
    share = _read_share(id_, text)
    trustee = _trustee(manifest, share.index)
    if share.hash != trustee.share_hash:
        raise BadInput("share", f"This is not the share of trustee {share.index}, {trustee.name}.")
    with room.lock:
        room.shares.setdefault(id_, {})[share.index] = share
    return status(room, id_)


def _read_share(election: str, text: str) -> Share:
    try:
        share = (
            Share.from_text(text) if len(text.split()) == 1 else Share.from_words(election, text)
        )
    except (ShareError, EncodingError) as error:
        raise BadInput("share", str(error)) from None
    if share.election != election:
        raise BadInput("share", f"This share is of election '{share.election}'.")
    return share


def _combined(room: OfficeRoom, manifest: Manifest) -> bytes | None:
    held = room.shares.get(manifest.election.id, {})
    seal = manifest.seal
    if len(held) < seal.threshold:
        return None
    hashes = [trustee.share_hash for trustee in seal.trustees]
    return combine_checked(manifest.election.id, list(held.values()), hashes, seal.threshold)


def status(room: OfficeRoom, id_: str) -> OpeningStatus:
    """How far the opening is."""
    with room.database.reading() as connection:
        election = election_of(OfficeStore(connection), id_)
    manifest = manifest_of(election)
    held = room.shares.get(id_, {})
    opening = None
    signed: tuple[int, ...] = ()
    if election.opening is not None:
        whole = SignedOpening.load(election.opening)
        opening, signed = whole.opening, tuple(item.signer for item in whole.signatures)
    elif election.state == "opening" and (seed := _combined(room, manifest)) is not None:
        opening = opening_of(manifest, _checkpoint(manifest, election), SealingKey.from_seed(seed))
    return OpeningStatus(
        election.state, manifest.seal.threshold, tuple(sorted(held)), opening, signed
    )


def sign(room: OfficeRoom, id_: str, signatures: list[OpeningSignature]) -> OpeningStatus:
    """The trustees' signatures on the opening, all together: then the ballots are open."""
    with room.database.reading() as connection:
        election = election_of(OfficeStore(connection), id_)
    require_state(election, "opening")
    manifest = manifest_of(election)
    seed = _combined(room, manifest)
    if seed is None:
        raise Refused("shares", "Not enough trustees have released their shares yet.")
    opening = opening_of(manifest, _checkpoint(manifest, election), SealingKey.from_seed(seed))
    in_order = tuple(sorted(signatures, key=lambda item: item.signer))
    try:
        _finish(room, id_, manifest, election, SignedOpening(opening, in_order), seed)
    except BallotsError as error:
        raise BadInput("signature", str(error)) from None
    with room.lock:
        room.shares.pop(id_, None)
    return status(room, id_)


def _finish(
    room: OfficeRoom,
    id_: str,
    manifest: Manifest,
    election: Election,
    signed: SignedOpening,
    seed: bytes,
) -> None:
    check_opening(manifest, signed, _checkpoint(manifest, election))
    with room.database.transaction() as connection:
        store = OfficeStore(connection)
        require_state(election_of(store, id_), "closed", "opening")
        store.change(id_, state="opened", opening=signed.dump(), opening_seed=seed)
        signers: list[Json] = [item.signer for item in signed.signatures]
        write_audit(room, store, id_, "office", "opened", {"signers": signers})


def _checkpoint(manifest: Manifest, election: Election) -> Checkpoint:
    if election.checkpoint is None:
        raise Refused("log-open", "The log is not closed yet.")
    checkpoint, _ = verify_checkpoint(election.checkpoint, manifest.log)
    return checkpoint


def _trustee(manifest: Manifest, place: int) -> Trustee:
    if not 1 <= place <= len(manifest.seal.trustees):
        raise BadInput("trustee", f"There is no trustee {place} in this election.")
    return manifest.seal.trustees[place - 1]
