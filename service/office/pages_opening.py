"""The trustees' page: no sign-in, because only a trustee's share or signature does anything here."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from ballots.encoding import from_base64url, to_base64url
from ballots.errors import BadSignatureError, BallotsError, EncodingError, KeyFormatError
from ballots.manifest import Manifest
from ballots.opening import OpeningSignature, trustee_message
from ballots.signing import SIGNATURE_BYTES, verify
from service.addresses import client_address
from service.db.office.store import OfficeStore
from service.errors import BadInput, NotFound, NotSignedIn, Refused
from service.notice import Notice, read_notice
from service.office import opening
from service.office.freezing import read_acknowledgements
from service.office.opening import OpeningStatus
from service.office.pages_election import HERE
from service.office.room import OfficeRoom, election_of, manifest_of
from service.office.shell import Fault, Sent, Shell, Visitor, go, refusal_text

DONE = {
    "share": "The share is right and has been taken. It is kept in memory only, until the opening.",
    "signed": "The signature holds.",
    "confirmed": "The confirmation holds: this trustee has their share.",
    "opened": "The ballots are open.",
}


@dataclass(frozen=True, slots=True)
class Holder:
    """One trustee, as the page shows them. `statement`: what they sign on taking their share."""

    place: int
    name: str
    confirmed: bool
    released: bool
    signed: bool
    statement: str


@dataclass(frozen=True, slots=True)
class Table:
    """The opening as everybody may see it. `statement`: what trustees sign to open, base64url."""

    election: str
    notice: Notice
    state: str
    needed: int
    holders: tuple[Holder, ...]
    statement: str
    size: int


class Signatures:
    """Signatures on openings that are not complete yet: public, in memory, by election and place."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, bytes], dict[int, OpeningSignature]] = {}

    def of(self, election: str, statement: bytes) -> dict[int, OpeningSignature]:
        """Those on this statement."""
        return self._held.setdefault((election, statement), {})

    def forget(self, election: str) -> None:
        """Forget those of an election."""
        for key in [key for key in self._held if key[0] == election]:
            del self._held[key]


def add(router: APIRouter, shell: Shell) -> None:
    """Add these pages."""
    room = shell.room
    signatures = Signatures()

    def shown(
        request: Request, election: str, faults: list[Fault], typed: dict[str, str], done: str = ""
    ) -> Response:
        table = _table(room, signatures, election)
        return shell.page(
            "opening.html", _visitor(shell, request), status=422 if faults else 200, table=table,
            faults=faults, typed={"share": "", "signature": "", "trustee": "", **typed},
            done=DONE.get(done, ""),
        )  # fmt: skip

    @router.get(HERE + "/opening")
    def get_opening(request: Request, election: str, done: str = "") -> Response:
        return shown(request, election, [], {}, done)

    @router.get(HERE + "/opening/sealing.json")
    def get_public_file(election: str) -> Response:
        _table(room, signatures, election)
        with room.database.reading() as connection:
            data = election_of(OfficeStore(connection), election).ceremony
        return Response(data, media_type="application/json")

    @router.post(HERE + "/opening/share")
    async def post_share(request: Request, election: str) -> Response:
        sent = await shell.sent(request)
        address = client_address(request, room.settings.trusted_proxies)
        room.by_address.check(address)
        text = " ".join(sent.text("share").split())
        words = "Type the 27 words of the share, or paste its line."
        if text:
            try:
                await run_in_threadpool(opening.release, room, election, text)
                return go(f"/elections/{election}/opening", done="share")
            except BadInput as error:
                room.by_address.failed(address)
                words = refusal_text(error)
        typed = {"share": sent.text("share")}
        faults = [Fault("share", words)]
        return await run_in_threadpool(shown, request, election, faults, typed)

    @router.post(HERE + "/opening/{what}")
    async def post_signature(request: Request, election: str, what: str) -> Response:
        sent = await shell.sent(request)
        taking = {"signature": _sign, "confirmation": _confirm}.get(what)
        if taking is None:
            raise NotFound("page", "There is no page at this address.")
        try:
            done = await run_in_threadpool(taking, room, signatures, election, sent)
        except (BadInput, BadSignatureError, EncodingError, KeyFormatError) as error:
            field = "trustee" if isinstance(error, BadInput) and error.code == "trustee" else what
            typed = {"signature": sent.text("signature"), "trustee": sent.text("trustee")}
            faults = [Fault(field, _plain(error))]
            return await run_in_threadpool(shown, request, election, faults, typed)
        return go(f"/elections/{election}/opening", done=done)


def _plain(error: Exception) -> str:
    if isinstance(error, BallotsError):
        return "This is not this trustee's signature of the statement: sign it again and paste all of it."
    return refusal_text(error)


def _visitor(shell: Shell, request: Request) -> Visitor | None:
    try:
        return shell.visitor(request)
    except NotSignedIn:
        return None


def _table(room: OfficeRoom, signatures: Signatures, id_: str) -> Table:
    """Raises NotFound where no trustees hold the key, or nothing has been frozen yet."""
    with room.database.reading() as connection:
        election = election_of(OfficeStore(connection), id_)
    notice = read_notice(election.notice)
    if election.state in ("draft", "prepared"):
        raise NotFound("no-election", f"There is no election '{id_}' with trustees here yet.")
    manifest = manifest_of(election)
    if manifest.seal.holding != "trustees":
        raise NotFound("no-trustees", "In this election the service holds the opening key.")
    status = opening.status(room, id_)
    _, confirmed = read_acknowledgements(election)
    message = status.opening.message() if status.opening else b""
    signed = {*status.signed, *(signatures.of(id_, message) if message else ())}
    return Table(
        election=id_,
        notice=notice,
        state=status.state,
        needed=status.needed,
        holders=_holders(manifest, status, set(confirmed), signed),
        statement=to_base64url(message) if message else "",
        size=status.opening.size if status.opening else 0,
    )


def _holders(
    manifest: Manifest, status: OpeningStatus, confirmed: set[int], signed: set[int]
) -> tuple[Holder, ...]:
    return tuple(
        Holder(
            place,
            trustee.name,
            place in confirmed,
            place in status.released or place in status.signed,
            place in signed,
            to_base64url(trustee_message(manifest.mh, trustee.share_hash)),
        )
        for place, trustee in enumerate(manifest.seal.trustees, start=1)
    )


def _place(room: OfficeRoom, election: str, sent: Sent) -> tuple[int, Manifest]:
    with room.database.reading() as connection:
        manifest = manifest_of(election_of(OfficeStore(connection), election))
    text = sent.text("trustee").strip()
    if not text.isascii() or not text.isdecimal() or len(text) > 3:
        raise BadInput("trustee", "Choose the trustee who has signed.")
    if not 1 <= int(text) <= len(manifest.seal.trustees):
        raise BadInput("trustee", "Choose the trustee who has signed.")
    return int(text), manifest


def _signature(sent: Sent) -> bytes:
    return from_base64url("".join(sent.text("signature").split()), SIGNATURE_BYTES)


def _confirm(room: OfficeRoom, _held: Signatures, election: str, sent: Sent) -> str:
    place, _ = _place(room, election, sent)
    opening.confirm_share(room, election, place, _signature(sent))
    return "confirmed"


def _sign(room: OfficeRoom, held: Signatures, election: str, sent: Sent) -> str:
    """Take one trustee's signature; when enough are there, the ballots are opened."""
    place, manifest = _place(room, election, sent)
    status = opening.status(room, election)
    if status.state != "opening" or status.opening is None:
        raise Refused("shares", "The trustees have not released enough shares yet.")
    message = status.opening.message()
    signature = _signature(sent)
    verify(manifest.seal.trustees[place - 1].key, message, signature)
    known = held.of(election, message)
    known[place] = OpeningSignature(place, signature)
    if len(known) < status.needed:
        return "signed"
    opening.sign(room, election, list(known.values()))
    held.forget(election)
    return "opened"
