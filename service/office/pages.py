"""The officers' pages: plain HTML forms beside the office's JSON interface. No script is needed."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import PlainTextResponse, Response

from service.addresses import client_address
from service.db.office.store import Officer, OfficeStore
from service.errors import BadInput, Forbidden, NotFound, NotSignedIn, Refused, TooMany
from service.office import (
    accounts,
    pages_acts,
    pages_clock,
    pages_election,
    pages_opening,
    pages_result,
    setup,
)
from service.office.app import COOKIE, set_session
from service.office.room import OfficeRoom
from service.office.shell import PREFIX, Fault, Sent, Shell, go, page_route, refusal_text
from service.office.timeline import home_lines
from service.office.work import Works
from service.web import TEMPLATES


def add_pages(app: FastAPI, room: OfficeRoom) -> None:
    """Add every officers' page to the office."""
    shell = Shell(room)
    router = APIRouter(route_class=page_route(shell), include_in_schema=False)
    _add_sign_in(router, shell)
    _add_set_up(router, shell)
    _add_home(router, shell)
    _add_officers(router, shell)
    pages_election.add(router, shell)
    pages_acts.add(router, shell, Works(room.clock))
    pages_opening.add(router, shell)
    pages_result.add(router, shell)
    pages_clock.add(router, shell)

    @router.get("/elections/{election}/{rest:path}")
    def nothing_here(election: str, rest: str) -> Response:
        raise NotFound("page", f"There is no page '{rest}' for election '{election}'.")

    app.include_router(router)


def _add_sign_in(router: APIRouter, shell: Shell) -> None:
    room = shell.room

    def shown(then: str, id_: str, faults: list[Fault], status: int, ended: str) -> Response:
        return shell.page(
            "sign_in.html", status=status, faults=faults, next=then, ended=bool(ended), id=id_,
            first=not _officers(room),
        )  # fmt: skip

    @router.get("/sign-in")
    def get_sign_in(next: str = "", ended: str = "") -> Response:
        return shown(own_path(next), "", [], 200, ended)

    @router.post("/sign-in")
    async def post_sign_in(request: Request) -> Response:
        sent = await shell.sent(request)
        id_, then = sent.text("officer").strip(), own_path(sent.text("next"))
        address = client_address(request, room.settings.trusted_proxies)
        try:
            _, token = await run_in_threadpool(
                accounts.sign_in, room, id_, sent.text("password"), address
            )
        except (NotSignedIn, TooMany) as error:
            faults = [Fault("officer", refusal_text(error))]
            return await run_in_threadpool(shown, then, id_, faults, error.status, "")
        answer = go(then.removeprefix(PREFIX) or "/")
        set_session(answer, room, token)
        return answer

    @router.post("/sign-out")
    async def post_sign_out(request: Request) -> Response:
        await shell.sent_by(request)
        await run_in_threadpool(accounts.sign_out, room, request.cookies.get(COOKIE))
        answer = go("/sign-in")
        answer.delete_cookie(COOKIE, path=PREFIX)
        return answer


def own_path(path: str) -> str:
    """The path if it is a page of the office, else ''. So nobody is sent elsewhere after signing in."""
    plain = path.isascii() and path.isprintable() and not set(path) & set("\\?#% ")
    return path if plain and path.startswith(f"{PREFIX}/") and "//" not in path else ""


def _add_set_up(router: APIRouter, shell: Shell) -> None:
    room = shell.room

    def shown(sent: Sent | None, faults: list[Fault]) -> Response:
        typed = {name: sent.text(name) if sent else "" for name in ("id", "name")}
        return shell.page(
            "set_up.html", status=422 if faults else 200, faults=faults,
            typed=typed, file=setup.code_file(room).name,
        )  # fmt: skip

    @router.get("/set-up")
    def get_set_up() -> Response:
        if _officers(room):
            raise Refused("set-up", "There are officers already: one of them adds others.")
        return shown(None, [])

    @router.post("/set-up")
    async def post_set_up(request: Request) -> Response:
        sent = await shell.sent(request)
        faults = _password_faults(sent)
        if not faults:
            try:
                await run_in_threadpool(
                    setup.add_first_officer, room, sent.text("code"), sent.text("id").strip(),
                    sent.text("name"), sent.text("password"),
                )  # fmt: skip
            except Forbidden as error:
                faults = [Fault("code", refusal_text(error))]
            except BadInput as error:
                faults = [_officer_fault(error, sent)]
        return await run_in_threadpool(shown, sent, faults) if faults else go("/sign-in")


def _add_home(router: APIRouter, shell: Shell) -> None:
    room = shell.room

    @router.get("/")
    def get_home(request: Request) -> Response:
        visitor = shell.visitor(request)
        with room.database.reading() as connection:
            store = OfficeStore(connection)
            lines = home_lines(store, room.clock(), visitor.officer.id)
            officers = len(store.officers())
        return shell.page("home.html", visitor, lines=lines, officers=officers)

    @router.get("/notice-example")
    def get_example() -> Response:
        text = (TEMPLATES / "office" / "notice_example.toml").read_text(encoding="utf-8")
        return PlainTextResponse(text)


def _add_officers(router: APIRouter, shell: Shell) -> None:
    room = shell.room

    def shown(request: Request, added: str, sent: Sent | None, faults: list[Fault]) -> Response:
        typed = {name: sent.text(name) if sent else "" for name in ("id", "name")}
        return shell.page(
            "officers.html", shell.visitor(request), status=422 if faults else 200, faults=faults,
            officers=_officers(room), typed=typed, added=added,
        )  # fmt: skip

    @router.get("/officers")
    def get_officers(request: Request, added: str = "") -> Response:
        known = {officer.id for officer in _officers(room)}
        return shown(request, added if added in known else "", None, [])

    @router.post("/officers")
    async def post_officer(request: Request) -> Response:
        _, sent = await shell.sent_by(request)
        faults = await run_in_threadpool(_add_officer, room, sent)
        if faults:
            return await run_in_threadpool(shown, request, "", sent, faults)
        return go("/officers", added=sent.text("id").strip())


def _add_officer(room: OfficeRoom, sent: Sent) -> list[Fault]:
    faults = _password_faults(sent)
    if not faults:
        id_ = sent.text("id").strip()
        try:
            accounts.add_colleague(room, id_, sent.text("name"), sent.text("password"))
        except BadInput as error:
            faults = [_officer_fault(error, sent)]
    return faults


def _password_faults(sent: Sent) -> list[Fault]:
    if sent.text("password") != sent.text("again"):
        return [Fault("again", "The two passwords differ. Type the same one twice.")]
    return []


def _officer_fault(error: BadInput, sent: Sent) -> Fault:
    field = "id" if sent.text("name").strip() else "name"
    return Fault("password" if error.code == "password" else field, refusal_text(error))


def _officers(room: OfficeRoom) -> Sequence[Officer]:
    with room.database.reading() as connection:
        return OfficeStore(connection).officers()
