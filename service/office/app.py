"""The office as an application: JSON under `/api/v1`, officers' pages beside it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from typing import Annotated

import structlog
from fastapi import Cookie, Depends, FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse, PlainTextResponse
from sqlalchemy import text

from ballots.encoding import from_base64url, to_base64url
from ballots.opening import OpeningSignature
from ballots.signing import public_key
from ballots.times import utc_from_text, utc_text
from service import errors
from service.addresses import client_address
from service.clock import DemoClock
from service.context import RoomContext
from service.db.office.store import OfficeStore, Proposal
from service.errors import BadInput
from service.keys import signing_seed
from service.limits import Limit
from service.office import accounts, ceremony, forms, freezing, opening, public, setup, steps
from service.office.passes import give_pass
from service.office.room import OfficeRoom, election_of
from service.origins import require_same_origin
from service.trust import trust_office

log = structlog.get_logger()

COOKIE = "omov_office"
BASE = "/api/v1/elections/{election}"
SAME_ORIGIN = [Depends(require_same_origin)]
Token = Annotated[str | None, Cookie(alias=COOKIE)]


def create_room(context: RoomContext) -> FastAPI:
    """The office. In one process it makes itself known to the other rooms by its public key."""
    room = OfficeRoom(
        settings=context.settings,
        clock=context.clock,
        database=context.database,
        peers=context.peers,
        keys_folder=context.keys_folder,
        seed=signing_seed(context.keys_folder, "room"),
        by_officer=Limit(context.clock, allowed=5),
        by_address=Limit(context.clock, allowed=50, forgive=30),
    )
    for other in ("roll", "box"):
        folder = context.settings.data / "keys" / other
        if folder.is_dir():
            trust_office(folder, public_key(room.seed))

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        code = await run_in_threadpool(setup.offer_setup, room)
        if code is not None:
            log.warning("no_officer_yet", set_up_code=str(code))
        yield

    app = FastAPI(
        title="OMOV office", lifespan=lifespan, docs_url=None, redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )  # fmt: skip
    errors.install(app)
    app.state.room = room
    _add_public_routes(app, room)
    _add_account_routes(app, room)
    _add_election_routes(app, room)
    _add_step_routes(app, room)
    _add_trustee_routes(app, room)
    if isinstance(context.clock, DemoClock):
        _add_clock_route(app, room, context.clock)
    import_module("service.office.pages").add_pages(app, room)
    return app


def _add_public_routes(app: FastAPI, room: OfficeRoom) -> None:
    @app.get("/api/v1/keys")
    def get_keys() -> dict[str, str]:
        return {"room": to_base64url(public_key(room.seed))}

    @app.get("/api/v1/health", include_in_schema=False)
    def health() -> dict[str, str]:
        with room.database.reading() as connection:
            connection.execute(text("select 1"))
        return {"state": "well"}

    @app.get("/api/v1/elections")
    def get_elections() -> list[forms.ElectionSummary]:
        return public.elections(room)

    @app.get(BASE)
    def get_election(election: str) -> forms.ElectionOut:
        return public.describe(room, election)

    @app.get(f"{BASE}/notice")
    def get_notice(election: str) -> PlainTextResponse:
        return PlainTextResponse(public.notice_text(room, election), media_type="application/toml")

    @app.get(f"{BASE}/results")
    def get_results(election: str) -> forms.ResultsOut:
        return public.results(room, election)

    @app.get(f"{BASE}/opening-seed")
    def get_seed(election: str) -> dict[str, str]:
        return {"seed": to_base64url(public.opening_seed(room, election))}

    @app.get(f"{BASE}/evidence.zip")
    def get_evidence(election: str) -> FileResponse:
        return FileResponse(
            public.evidence(room, election), media_type="application/zip",
            filename=f"{election}-evidence.zip",
        )  # fmt: skip


def _add_account_routes(app: FastAPI, room: OfficeRoom) -> None:
    @app.post("/api/v1/sign-in", dependencies=SAME_ORIGIN)
    def post_sign_in(form: forms.SignIn, request: Request, response: Response) -> forms.OfficerOut:
        address = client_address(request, room.settings.trusted_proxies)
        officer, token = accounts.sign_in(room, form.officer, form.password, address)
        set_session(response, room, token)
        return forms.OfficerOut(id=officer.id, name=officer.name)

    @app.post("/api/v1/set-up", dependencies=SAME_ORIGIN)
    def post_set_up(form: forms.SetUpIn) -> forms.Done:
        setup.add_first_officer(room, form.code, form.id, form.name, form.password)
        return forms.Done()

    @app.post("/api/v1/sign-out", dependencies=SAME_ORIGIN)
    def post_sign_out(response: Response, token: Token = None) -> forms.Done:
        accounts.sign_out(room, token)
        response.delete_cookie(COOKIE, path="/office")
        return forms.Done()

    @app.get("/api/v1/officers")
    def get_officers(token: Token = None) -> list[forms.OfficerOut]:
        accounts.signed_in(room, token)
        with room.database.reading() as connection:
            found = OfficeStore(connection).officers()
        return [forms.OfficerOut(id=officer.id, name=officer.name) for officer in found]

    @app.post("/api/v1/officers", dependencies=SAME_ORIGIN)
    def post_officer(form: forms.OfficerIn, token: Token = None) -> forms.Done:
        accounts.signed_in(room, token)
        accounts.add_colleague(room, form.id, form.name, form.password)
        return forms.Done()


def set_session(response: Response, room: OfficeRoom, token: str) -> None:
    """The session's cookie: this room's path only, never for scripts, never across sites."""
    response.set_cookie(
        COOKIE, token, path="/office", httponly=True, samesite="strict",
        secure=room.settings.secure_cookies,
    )  # fmt: skip


def _add_election_routes(app: FastAPI, room: OfficeRoom) -> None:
    @app.post("/api/v1/elections", dependencies=SAME_ORIGIN)
    def post_notice(form: forms.NoticeIn, token: Token = None) -> dict[str, str]:
        officer = accounts.signed_in(room, token)
        return {"id": freezing.load_notice(room, form.notice, officer.id).id}

    @app.get(f"{BASE}/draft")
    def get_draft(election: str, token: Token = None) -> forms.ElectionOut:
        accounts.signed_in(room, token)
        return public.describe(room, election, for_officers=True)

    @app.get(f"{BASE}/counted")
    def get_counted(election: str, token: Token = None) -> forms.ResultsOut:
        accounts.signed_in(room, token)
        return public.results(room, election, for_officers=True)

    @app.post(f"{BASE}/ceremony", dependencies=SAME_ORIGIN)
    def post_ceremony(election: str, form: forms.CeremonyIn, token: Token = None) -> forms.Done:
        officer = accounts.signed_in(room, token)
        ceremony.load_ceremony(room, election, form.ceremony.encode(), officer.id)
        return forms.Done()

    @app.post(f"{BASE}/prepare", dependencies=SAME_ORIGIN)
    async def post_prepare(election: str, token: Token = None) -> forms.Prepared:
        officer = accounts.signed_in(room, token)
        manifest = await freezing.prepare(room, election, officer.id)
        entitled = {terms.id: terms.entitled for terms in manifest.contests}
        return forms.Prepared(mh=to_base64url(manifest.mh), entitled=entitled)

    @app.post(f"{BASE}/passes", dependencies=SAME_ORIGIN)
    def post_pass(election: str, form: forms.PassIn, token: Token = None) -> forms.PassOut:
        officer = accounts.signed_in(room, token)
        return forms.PassOut(omov_pass=give_pass(room, election, form.purpose, officer.id))

    @app.get(f"{BASE}/audit")
    def get_audit(election: str, token: Token = None) -> list[forms.AuditLine]:
        accounts.signed_in(room, token)
        return public.audit_lines(room, election)


def _proposal(proposal: Proposal) -> forms.ProposalOut:
    return forms.ProposalOut(
        number=proposal.number,
        step=proposal.step,
        parameters=json.loads(proposal.parameters),
        reason=proposal.reason,
        proposer=proposal.proposer,
        confirmer=proposal.confirmer,
        state=proposal.state,
    )


def _add_step_routes(app: FastAPI, room: OfficeRoom) -> None:
    @app.get(f"{BASE}/proposals")
    def get_proposals(election: str, token: Token = None) -> list[forms.ProposalOut]:
        accounts.signed_in(room, token)
        with room.database.reading() as connection:
            store = OfficeStore(connection)
            election_of(store, election)
            return [_proposal(found) for found in store.proposals(election)]

    @app.post(f"{BASE}/steps/{{step}}", dependencies=SAME_ORIGIN)
    async def post_step(
        election: str, step: str, form: forms.StepIn, token: Token = None
    ) -> forms.ProposalOut:
        officer = accounts.signed_in(room, token)
        made = await steps.propose(room, election, step, form.parameters, form.reason, officer.id)
        return _proposal(_as_it_stands(room, made))

    @app.post(f"{BASE}/proposals/{{number}}/confirm", dependencies=SAME_ORIGIN)
    async def post_confirm(election: str, number: int, token: Token = None) -> forms.ProposalOut:
        officer = accounts.signed_in(room, token)
        made = await steps.confirm(room, election, number, officer.id)
        return _proposal(_as_it_stands(room, made))

    @app.post(f"{BASE}/proposals/{{number}}/withdraw", dependencies=SAME_ORIGIN)
    def post_withdraw(election: str, number: int, token: Token = None) -> forms.Done:
        officer = accounts.signed_in(room, token)
        steps.withdraw(room, election, number, officer.id)
        return forms.Done()


def _as_it_stands(room: OfficeRoom, proposal: Proposal) -> Proposal:
    with room.database.reading() as connection:
        found = OfficeStore(connection).proposals(proposal.election)
    return next(item for item in found if item.number == proposal.number)


def _add_trustee_routes(app: FastAPI, room: OfficeRoom) -> None:
    def shown(found: opening.OpeningStatus) -> forms.OpeningOut:
        made = found.opening
        return forms.OpeningOut(
            state=found.state,
            needed=found.needed,
            released=list(found.released),
            signed=list(found.signed),
            message=to_base64url(made.message()) if made else None,
            seed_hash=to_base64url(made.seed_hash) if made else None,
        )

    @app.post(f"{BASE}/trustees/{{place}}/confirm", dependencies=SAME_ORIGIN)
    def post_confirm_share(election: str, place: int, form: forms.ConfirmShareIn) -> forms.Done:
        opening.confirm_share(room, election, place, from_base64url(form.signature, 64))
        return forms.Done()

    @app.get(f"{BASE}/opening")
    def get_opening(election: str) -> forms.OpeningOut:
        return shown(opening.status(room, election))

    @app.post(f"{BASE}/shares", dependencies=SAME_ORIGIN)
    def post_share(election: str, form: forms.ShareIn, request: Request) -> forms.OpeningOut:
        address = client_address(request, room.settings.trusted_proxies)
        room.by_address.check(address)
        try:
            return shown(opening.release(room, election, form.share))
        except BadInput:
            room.by_address.failed(address)
            raise

    @app.post(f"{BASE}/opening", dependencies=SAME_ORIGIN)
    def post_signatures(election: str, form: forms.OpeningSignaturesIn) -> forms.OpeningOut:
        signatures = [
            OpeningSignature(item.signer, from_base64url(item.signature, 64))
            for item in form.signatures
        ]
        return shown(opening.sign(room, election, signatures))


def _add_clock_route(app: FastAPI, room: OfficeRoom, clock: DemoClock) -> None:
    @app.get("/api/v1/clock")
    def get_clock() -> forms.ClockOut:
        return forms.ClockOut(now=utc_text(clock().replace(microsecond=0)))

    @app.post("/api/v1/clock", dependencies=SAME_ORIGIN)
    def post_clock(form: forms.ClockIn, token: Token = None) -> forms.ClockOut:
        accounts.signed_in(room, token)
        clock.advance_to(utc_from_text(form.to))
        return forms.ClockOut(now=utc_text(clock().replace(microsecond=0)))
