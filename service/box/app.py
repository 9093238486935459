"""The ballot box as an application. It refuses whoever says who they are."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog
from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import PlainTextResponse, Response
from sqlalchemy import text
from starlette.routing import Route

from ballots.encoding import to_base64url
from ballots.signing import public_key
from service import errors
from service.box import use_cases
from service.box.cast_route import CastRoute
from service.box.forms import (
    Acknowledged,
    CastIn,
    CloseOut,
    ElectionOut,
    Keys,
    LeafIn,
    LogSize,
    ManifestIn,
    ReceiptOut,
)
from service.box.sequencer import Sequencer
from service.box.urns import Urns
from service.box.writer import OnlyWriter
from service.context import RoomContext
from service.headers import Application, Receive, Scope, Send
from service.keys import signing_seed
from service.trust import trusted_office

log = structlog.get_logger()

_LOOK_SECONDS = 0.5  # between looks at which election is due
_IMMUTABLE = {"Cache-Control": "public, max-age=31536000, immutable"}


class NoIdentity:
    """Refuses every request with a cookie or an authorisation header. Source: PROTOCOL, 2."""

    def __init__(self, app: Application) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            names = {name.lower() for name, _ in scope["headers"]}
            if names & {b"cookie", b"authorization", b"proxy-authorization"}:
                refusal = errors.problem(
                    400,
                    "The ballot box takes nothing that says who you are.",
                    "identified",
                    "Send the request again without cookies and without authorisation.",
                )
                await refusal(scope, receive, send)
                return
        await self._app(scope, receive, send)


def create_room(context: RoomContext) -> FastAPI:
    """The ballot box. One process writes: a second one on the same data is refused at start."""
    folder = context.keys_folder
    room_seed = signing_seed(folder, "room")
    promise_seed = signing_seed(folder, "promise")
    log_seed = signing_seed(folder, "log")
    keys = Keys(
        room=to_base64url(public_key(room_seed)),
        log=to_base64url(public_key(log_seed)),
        promise=to_base64url(public_key(promise_seed)),
        origin=context.settings.address.split("://", 1)[-1].rstrip("/").replace(" ", "-"),
    )
    urns = Urns(context.database, promise_seed, log_seed)
    sequencer = Sequencer(context.clock)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        with OnlyWriter(context.database, context.keys_folder) as writer:
            await run_in_threadpool(urns.load)
            sequencer.start()
            batches = asyncio.create_task(keep_logging(urns, writer))
            try:
                yield
            finally:
                batches.cancel()
                with suppress(asyncio.CancelledError):
                    await batches
                await sequencer.stop()

    app = FastAPI(
        title="OMOV ballot box", lifespan=lifespan, docs_url=None, redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )  # fmt: skip
    errors.install(app)
    _add_routes(app, context, urns, keys, (room_seed, log_seed, promise_seed))
    cast = CastRoute(urns, sequencer)
    app.router.routes.insert(
        0, Route("/api/v1/elections/{election}/cast", cast.take, methods=["POST"])
    )
    app.add_middleware(NoIdentity)
    return app


def _add_routes(
    app: FastAPI, context: RoomContext, urns: Urns, keys: Keys, seeds: tuple[bytes, bytes, bytes]
) -> None:
    room_seed, log_seed, promise_seed = seeds
    base = "/api/v1/elections/{election}"

    @app.get("/api/v1/keys")
    def get_keys() -> Keys:
        return keys

    @app.get("/api/v1/health", include_in_schema=False)
    def health() -> dict[str, str]:
        with context.database.reading() as connection:
            connection.execute(text("select 1"))
        return {"state": "well"}

    @app.post(base)
    def post_manifest(election: str, form: ManifestIn) -> Acknowledged:
        data = use_cases.decoded(form.manifest)
        return use_cases.take_manifest(
            urns, election, data, use_cases.decoded(form.signature),
            office=trusted_office(context.keys_folder), room_seed=room_seed,
            log_key=public_key(log_seed), promise_key=public_key(promise_seed),
        )  # fmt: skip

    @app.get(base)
    def get_election(election: str) -> ElectionOut:
        return use_cases.describe(urns.find(election))

    @app.get(f"{base}/manifest")
    def get_manifest(election: str) -> Response:
        return Response(urns.find(election).manifest.data, media_type="application/json")

    @app.post(f"{base}/leaves")
    def post_leaf(election: str, form: LeafIn) -> LogSize:
        return use_cases.submit_leaf(urns.find(election), use_cases.decoded(form.leaf))

    @app.post(f"{base}/close")
    def post_close(election: str) -> LogSize:
        return use_cases.close(urns.find(election), context.clock)

    @app.get(f"{base}/close")
    def get_close(election: str) -> CloseOut:
        return use_cases.close_proof(urns.find(election))

    @app.get(f"{base}/checkpoint")
    def get_checkpoint(election: str) -> PlainTextResponse:
        return PlainTextResponse(urns.find(election).checkpoint())

    @app.get(f"{base}/tile/{{path:path}}")
    def get_tile(election: str, path: str) -> Response:
        data = use_cases.tile(urns.find(election), path)
        return Response(data, media_type="application/octet-stream", headers=_IMMUTABLE)

    @app.get(f"{base}/tiles")
    def get_paths(election: str) -> list[str]:
        return use_cases.paths(urns.find(election))

    @app.post(f"{base}/cast", summary="Cast a sealed ballot")
    def described_cast(election: str, form: CastIn) -> ReceiptOut:
        """For the OpenAPI document: the plain route before it answers."""
        raise AssertionError(election, form)


async def keep_logging(urns: Urns, writer: OnlyWriter) -> None:
    """Every interval of each election, log a batch of what waits; by the machine, not the clock.

    Before each look the lock is looked at: without it nothing is written until it is held again.
    """
    due: dict[str, float] = {}
    loop = asyncio.get_running_loop()
    while True:
        if not await run_in_threadpool(writer.held):
            if not urns.suspended:
                log.error("writer_lock_lost")
            urns.suspend()
            await asyncio.sleep(_LOOK_SECONDS)
            continue
        if urns.suspended:
            log.warning("writer_lock_held_again")
            urns.resume()
        for urn in urns.all():
            interval = urn.manifest.times.interval
            at = due.setdefault(urn.manifest.election.id, loop.time() + interval)
            try:
                if loop.time() >= at:
                    due[urn.manifest.election.id] = loop.time() + interval
                    urn.to_tidy = True
                    await run_in_threadpool(use_cases.log_batch, urn)
                if urn.to_tidy:
                    urn.to_tidy = not await run_in_threadpool(urn.forget_order)
            except Exception as error:
                log.error("batch_failed", kind=type(error).__name__)
        await asyncio.sleep(_LOOK_SECONDS)
