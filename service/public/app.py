"""The public room as an application: pages for everybody, the booth's shell, downloads."""

from __future__ import annotations

import gzip
from functools import lru_cache

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException

from ballots.errors import BallotsError
from counting.errors import CountingError
from service.context import RoomContext
from service.errors import NotFound, Refused, problem
from service.public.downloads import add_downloads
from service.public.pages import Pages, add_pages
from service.public.sources import Sources
from service.web import static_addresses, static_files

log = structlog.get_logger()

_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}
_FOR_EVER = "public, max-age=31536000, immutable"
_NOT_FOUND = NotFound(
    "no-page", "There is no page at this address. Perhaps it was cut short when it was copied."
)


def create_room(context: RoomContext) -> FastAPI:
    """The public room. It has no database and no key: a client of what other rooms publish."""
    app = FastAPI(
        title="OMOV public", docs_url=None, redoc_url=None, openapi_url="/api/v1/openapi.json"
    )
    pages = Pages(context)
    sources = Sources(context.peers)
    add_pages(app, pages, sources)
    add_downloads(app, sources)
    _add_static(app)
    _install_errors(app, pages)

    @app.get("/api/v1/health", include_in_schema=False)
    def health() -> dict[str, str]:
        return {"state": "well"}

    return app


def _add_static(app: FastAPI) -> None:
    @app.get("/static/{name}", include_in_schema=False)
    def get_static(name: str, request: Request) -> Response:
        # By its address with the digest a file never changes; by its bare name it may.
        plain = static_addresses().get(f"/static/{name}")
        known = plain or name
        if known not in static_files():
            raise _NOT_FOUND
        headers = {
            "Cache-Control": _FOR_EVER if plain else "no-cache",
            "Vary": "Accept-Encoding",
        }
        data = static_files()[known]
        if "gzip" in request.headers.get("accept-encoding", ""):
            data = _compressed(known)
            headers["Content-Encoding"] = "gzip"
        media_type = _TYPES[known.rpartition(".")[2]]
        return Response(data, media_type=media_type, headers=headers)


@lru_cache(maxsize=16)
def _compressed(name: str) -> bytes:
    return gzip.compress(static_files()[name], mtime=0)


def _install_errors(app: FastAPI, pages: Pages) -> None:
    """Errors as pages for people, as problems for programs."""

    def answer(request: Request, error: Refused) -> Response:
        if "/api/" in request.url.path:
            return problem(error.status, error.title, error.code, error.detail, **error.more)
        return error_page(pages, error)

    @app.exception_handler(Refused)
    async def refused(request: Request, error: Refused) -> Response:
        return answer(request, error)

    @app.exception_handler(RequestValidationError)
    async def malformed(request: Request, _error: RequestValidationError) -> Response:
        return answer(request, _NOT_FOUND)

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:
        known = _NOT_FOUND if error.status_code == 404 else Refused("http", str(error.detail))
        made = answer(request, known)
        made.status_code = error.status_code
        made.headers.update(error.headers or {})
        return made

    @app.exception_handler(BallotsError)
    @app.exception_handler(CountingError)
    @app.exception_handler(Exception)
    async def unexpected(request: Request, error: Exception) -> Response:
        log.error("unexpected_error", kind=type(error).__name__, room=app.title)
        return answer(request, Unexpected())


class Unexpected(Refused):
    """Something here is wrong; nothing a visitor did."""

    status = 500
    title = "Something went wrong here."

    def __init__(self) -> None:
        super().__init__(
            "unexpected", "It is not your fault, and no ballot is touched by it. Try again later."
        )


def error_page(pages: Pages, error: Refused) -> HTMLResponse:
    """A refusal as a page in plain words."""
    title = "There is nothing here." if isinstance(error, NotFound) else error.title
    return pages.page("error.html", status=error.status, title=title, detail=error.detail)
