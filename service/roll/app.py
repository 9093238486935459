"""The roll office as an application."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Annotated

import structlog
from fastapi import Cookie, Depends, FastAPI, Header, Request, Response
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import text

from ballots.documents import Endorsement
from ballots.encoding import from_base64url, to_base64url
from ballots.errors import AlreadyDrawnError, ClosedError, NotEntitledError, RollError
from ballots.signing import public_key
from service import errors
from service.addresses import client_address
from service.context import RoomContext
from service.documents import read_pass
from service.errors import problem
from service.keys import signing_seed
from service.limits import Limit
from service.origins import require_same_origin
from service.roll import pages, use_cases, voting
from service.roll.forms import (
    Acknowledged,
    Done,
    Draw,
    Drawn,
    ElectionOut,
    Imported,
    Keys,
    LeafIn,
    LeafOut,
    ManifestIn,
    Me,
    NextReissue,
    OnPaperIn,
    Proof,
    ReissueIn,
    Signed,
    SignIn,
)
from service.roll.importing import RollFileError
from service.roll.office import RollRoom, Signers
from service.roll.pages import LONGEST_ROLL
from service.roll.secrets import IssuerKeys
from service.trust import trusted_office

log = structlog.get_logger()

COOKIE = "omov_roll"
_TIDY_SECONDS = 15.0
BASE = "/api/v1/elections/{election}"
Token = Annotated[str | None, Cookie(alias=COOKIE)]
Pass = Annotated[str | None, Header(alias="Omov-Pass")]


def create_room(context: RoomContext) -> FastAPI:
    """The roll office."""
    folder = context.keys_folder
    room = RollRoom(
        settings=context.settings,
        clock=context.clock,
        database=context.database,
        keys_folder=folder,
        seed=signing_seed(folder, "room"),
        issuers=IssuerKeys(folder),
        signers=Signers(),
        by_link=Limit(context.clock, allowed=5),
        by_address=Limit(context.clock, allowed=50, forgive=30),
    )

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        tidying = asyncio.create_task(_keep_tidy(room))
        try:
            yield
        finally:
            tidying.cancel()
            with suppress(asyncio.CancelledError):
                await tidying
            room.signers.close()

    app = FastAPI(
        title="OMOV roll office", lifespan=lifespan, docs_url=None, redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )  # fmt: skip
    errors.install(app)
    _install_problems(app)
    _add_public_routes(app, room)
    _add_officers_routes(app, room)
    _add_members_routes(app, room)
    pages.add_pages(app, room)
    return app


async def _keep_tidy(room: RollRoom) -> None:
    """Every few seconds, leave nothing on disk that says when somebody came."""
    while True:
        await asyncio.sleep(_TIDY_SECONDS)
        try:
            await run_in_threadpool(use_cases.tidy, room)
        except Exception as error:
            log.error("tidy_failed", kind=type(error).__name__)


def _install_problems(app: FastAPI) -> None:
    """The refusals of `ballots.roll` that a booth has to tell apart."""
    codes: dict[type[RollError], tuple[int, str, str]] = {
        AlreadyDrawnError: (409, "already-drawn", "Your paper has been drawn already."),
        NotEntitledError: (403, "not-entitled", "You may not vote in this contest."),
        ClosedError: (409, "closed", "Papers are not drawn now."),
    }

    def add(kind: type[RollError], status: int, code: str, title: str) -> None:
        @app.exception_handler(kind)
        async def answer(_request: Request, error: Exception) -> Response:
            return problem(status, title, code, str(error))

    for kind, (status, code, title) in codes.items():
        add(kind, status, code, title)


def _add_public_routes(app: FastAPI, room: RollRoom) -> None:
    @app.get("/api/v1/keys")
    def get_keys() -> Keys:
        return Keys(room=to_base64url(public_key(room.seed)))

    @app.get("/api/v1/health", include_in_schema=False)
    def health() -> dict[str, str]:
        with room.database.reading() as connection:
            connection.execute(text("select 1"))
        return {"state": "well"}

    @app.get(BASE)
    def get_election(election: str) -> ElectionOut:
        return use_cases.describe(room, election)

    @app.post(f"{BASE}/prepare")
    def post_prepare(election: str, form: Signed) -> Signed:
        return Signed(**use_cases.prepare(room, election, form.document, form.signature))

    @app.post(BASE)
    def post_manifest(election: str, form: ManifestIn) -> Acknowledged:
        data, signature = from_base64url(form.manifest), from_base64url(form.signature)
        return use_cases.take_manifest(room, election, data, signature)

    @app.post(f"{BASE}/leaves")
    def post_leaf(election: str, form: LeafIn) -> Done:
        use_cases.take_leaf(room, election, from_base64url(form.leaf))
        return Done()

    @app.post(f"{BASE}/close")
    def post_close(election: str) -> LeafOut:
        return use_cases.close_roll(room, election)


def _add_officers_routes(app: FastAPI, room: RollRoom) -> None:
    def held(purpose: str, election: str, pass_: str | None) -> None:
        read_pass(trusted_office(room.keys_folder), pass_, election, purpose, room.clock())

    @app.post(f"{BASE}/rolls/{{roll}}")
    async def post_roll(
        election: str, roll: str, request: Request, omov_pass: Pass = None
    ) -> Imported:
        held("roll-import", election, omov_pass)
        parts = []
        size = 0
        async for part in request.stream():
            size += len(part)
            if size > LONGEST_ROLL:
                raise RollFileError([(1, f"the file has more than {LONGEST_ROLL} bytes.")])
            parts.append(part)
        return await run_in_threadpool(
            use_cases.import_roll, room.database, election, roll, b"".join(parts)
        )

    @app.post(f"{BASE}/links", response_class=Response)
    def post_links(election: str, omov_pass: Pass = None) -> Response:
        held("links", election, omov_pass)
        return Response(
            use_cases.make_links(room, election),
            media_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="links.csv"'},
        )

    @app.post(f"{BASE}/reissues/next")
    def post_next_reissue(election: str, form: OnPaperIn, omov_pass: Pass = None) -> NextReissue:
        held("reissue", election, omov_pass)
        return NextReissue(again=use_cases.next_reissue(room, election, form.number, form.contest))

    @app.post(f"{BASE}/reissues")
    def post_reissue(election: str, form: ReissueIn, omov_pass: Pass = None) -> Done:
        held("reissue", election, omov_pass)
        endorsements = tuple(
            Endorsement(item.officer, from_base64url(item.signature)) for item in form.endorsements
        )
        use_cases.reissue(room, election, form.number, form.contest, endorsements)
        return Done()

    @app.post(f"{BASE}/on-paper")
    def post_on_paper(election: str, form: OnPaperIn, omov_pass: Pass = None) -> Done:
        held("on-paper", election, omov_pass)
        use_cases.mark_on_paper(room, election, form.number, form.contest)
        return Done()


def _add_members_routes(app: FastAPI, room: RollRoom) -> None:
    same_origin = [Depends(require_same_origin)]

    @app.post(f"{BASE}/sign-in", dependencies=same_origin)
    def post_sign_in(election: str, form: SignIn, request: Request, response: Response) -> Done:
        address = client_address(request, room.settings.trusted_proxies)
        _, token = voting.sign_in(room, election, form, address)
        response.set_cookie(
            COOKIE, token, path="/roll", httponly=True, samesite="strict",
            secure=room.settings.secure_cookies,
        )  # fmt: skip
        return Done()

    @app.post(f"{BASE}/sign-out", dependencies=same_origin)
    def post_sign_out(election: str, response: Response, token: Token = None) -> Done:
        del election  # one session, whichever election's page ends it
        voting.sign_out(room, token)
        response.delete_cookie(COOKIE, path="/roll")
        return Done()

    @app.get(f"{BASE}/me")
    def get_me(election: str, token: Token = None) -> Me:
        return voting.me(room, election, token)

    @app.get(f"{BASE}/me/row")
    def get_row(election: str, token: Token = None) -> Proof:
        return voting.row_proof(room, election, token)

    @app.post(f"{BASE}/draw", dependencies=same_origin)
    def post_draw(election: str, form: Draw, token: Token = None) -> Drawn:
        return voting.draw(room, election, token, form)
