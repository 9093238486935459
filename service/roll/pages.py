"""The roll office's two pages for officers: a roll comes in, and links go out, by plain forms.

A form cannot set a header, and members' data must not pass through the office, so the form posts
here with the officer's pass as a field. The pass is the proof: there is no cookie to be misused.
"""

from __future__ import annotations

from typing import Annotated

import structlog
from fastapi import APIRouter, FastAPI, Header, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData, UploadFile

from ballots.errors import BallotsError
from service.db.roll.store import Rolls
from service.documents import read_pass
from service.errors import BadInput, Refused
from service.roll import use_cases
from service.roll.forms import RollSizes
from service.roll.importing import RollFileError
from service.roll.office import RollRoom
from service.trust import trusted_office
from service.web import static_path
from service.web.templating import environment

log = structlog.get_logger()

LONGEST_ROLL = 200_000_000  # bytes of a roll file
_SHOWN = 200  # faults on one page


def add_pages(app: FastAPI, room: RollRoom) -> None:
    """Add the pages, and the number of members on each roll for officers."""
    router = APIRouter(include_in_schema=False)

    @router.post("/pages/elections/{election}/rolls/{roll}")
    async def post_roll(request: Request, election: str, roll: str) -> Response:
        try:
            _check_length(request)
            async with request.form(max_files=1, max_fields=4) as form:
                _require_pass(room, form, election, "roll-import")
                data = await _file(form)
            made = await run_in_threadpool(
                use_cases.import_roll, room.database, election, roll, data
            )
        except RollFileError as error:
            return _page(room, "roll_refused.html", 422, election, roll=roll, wrong=error.faults)
        except (Refused, BallotsError) as error:
            return _refused(room, error, election, "rolls")
        return _page(room, "roll_imported.html", 200, election, made=made)

    @router.post("/pages/elections/{election}/links")
    async def post_links(request: Request, election: str) -> Response:
        try:
            _check_length(request)
            async with request.form(max_files=1, max_fields=4) as form:
                _require_pass(room, form, election, "links")
            made = await run_in_threadpool(use_cases.make_links, room, election)
        except (Refused, BallotsError) as error:
            return _refused(room, error, election, "links")
        name = f'attachment; filename="{election}-links.csv"'
        return Response(
            made, media_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": name, "Cache-Control": "no-store"},
        )  # fmt: skip

    app.include_router(router)

    @app.get("/api/v1/elections/{election}/rolls")
    def get_rolls(
        election: str, omov_pass: Annotated[str | None, Header(alias="Omov-Pass")] = None
    ) -> RollSizes:
        read_pass(
            trusted_office(room.keys_folder), omov_pass, election, "roll-import", room.clock()
        )
        with room.database.reading() as connection:
            return RollSizes(rolls=Rolls(connection).sizes(election))


def _check_length(request: Request) -> None:
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or int(length) > LONGEST_ROLL:
        raise BadInput("roll-file", f"A roll file has at most {LONGEST_ROLL:,} bytes.")


def _require_pass(room: RollRoom, form: FormData, election: str, purpose: str) -> None:
    value = form.get("pass")
    read_pass(
        trusted_office(room.keys_folder),
        value if isinstance(value, str) else None,
        election,
        purpose,
        room.clock(),
    )


async def _file(form: FormData) -> bytes:
    value = form.get("file")
    if not isinstance(value, UploadFile) or not value.filename:
        raise BadInput("roll-file", "No file was chosen. Go back and choose the roll's CSV file.")
    return await value.read()


def _refused(room: RollRoom, error: Refused | BallotsError, election: str, back: str) -> Response:
    status, title = (
        (error.status, error.title) if isinstance(error, Refused) else (422, BadInput.title)
    )
    return _page(
        room, "roll_problem.html", status, election, title=title, text=str(error), back=back
    )


def _page(
    room: RollRoom, template: str, status: int, election: str, **content: object
) -> HTMLResponse:
    html = (
        environment()
        .get_template(f"office/{template}")
        .render(
            election=election,
            shown=_SHOWN,
            prefix="/office",
            static=static_path,
            mode=room.settings.mode,
            **content,
        )
    )
    return HTMLResponse(html, status_code=status, headers={"Cache-Control": "no-store"})
