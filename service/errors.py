"""Every error that leaves a room, as problem details. Source: RFC 9457.

Use cases raise typed errors (`Refused` and its kinds, or the packages' own); this is the one
place where they become HTTP. What went wrong inside is logged by its type, never sent, and
neither tells anything about a person or a ranking.
"""

from __future__ import annotations

import re
import traceback
from pathlib import Path

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from ballots.errors import BallotsError, ClosedError
from counting.errors import CountingError

log = structlog.get_logger()

PROBLEM = "application/problem+json"


class Refused(Exception):
    """A request that is understood and refused. `code`: a stable word for programs."""

    status = 409
    title = "This cannot be done now."

    def __init__(self, code: str, detail: str, **more: object) -> None:
        self.code = code
        self.detail = detail
        self.more = more
        super().__init__(detail)


class BadInput(Refused):
    """What was sent cannot be taken: what, where, what was expected."""

    status = 422
    title = "This cannot be taken as it is."


class NotFound(Refused):
    """Nothing of that name, or nothing for this person."""

    status = 404
    title = "There is nothing here."


class NotSignedIn(Refused):
    """Nobody is signed in, or the wrong person."""

    status = 401
    title = "Sign in first."


class Forbidden(Refused):
    """Signed in, but not entitled to this."""

    status = 403
    title = "This is not yours to do."


class TooMany(Refused):
    """Too many attempts; `retry_after` seconds must pass."""

    status = 429
    title = "Too many attempts. Wait a little."


def problem(status: int, title: str, code: str, detail: str, **more: object) -> JSONResponse:
    """One problem as HTTP. `code` is `urn:omov:problem:CODE` in `type`."""
    body = {"type": f"urn:omov:problem:{code}", "title": title, "status": status, "detail": detail}
    headers = {"Cache-Control": "no-store"}
    if "retry_after" in more:
        headers["Retry-After"] = str(more["retry_after"])
    return JSONResponse({**body, **more}, status_code=status, media_type=PROBLEM, headers=headers)


def install(app: FastAPI) -> None:
    """Let this room answer every error as a problem."""

    @app.exception_handler(Refused)
    async def refused(_request: Request, error: Refused) -> Response:
        return problem(error.status, error.title, error.code, error.detail, **error.more)

    @app.exception_handler(BallotsError)
    @app.exception_handler(CountingError)
    async def package_error(_request: Request, error: Exception) -> Response:
        if isinstance(error, ClosedError):
            return problem(409, Refused.title, "closed", str(error))
        return problem(422, BadInput.title, _code(error), str(error))

    @app.exception_handler(RequestValidationError)
    async def malformed(_request: Request, error: RequestValidationError) -> Response:
        # What was sent may name a person: say where it is wrong, and do not send it back.
        faults = [
            {"where": ".".join(str(part) for part in fault["loc"]), "what": fault["msg"]}
            for fault in error.errors()
        ]
        return problem(422, BadInput.title, "malformed", "Some fields are wrong.", faults=faults)

    @app.exception_handler(HTTPException)
    async def http(_request: Request, error: HTTPException) -> Response:
        answer = problem(error.status_code, str(error.detail), "http", str(error.detail))
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(Exception)
    async def unexpected(_request: Request, error: Exception) -> Response:
        # Its kind and place only: an error's own words may hold what it was working on.
        log.error("unexpected_error", kind=type(error).__name__, at=_place(error), room=app.title)
        return problem(
            500,
            "Something went wrong here.",
            "unexpected",
            "Nothing was changed. Please try again.",
        )


def _code(error: Exception) -> str:
    """`BadSignatureError` is `bad-signature`."""
    words = re.findall("[A-Z][a-z]+", type(error).__name__.removesuffix("Error"))
    return "-".join(words).lower()


def _place(error: Exception) -> str:
    """File and line of our code where an error arose."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "site-packages" not in frame.filename] or frames
    return f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else ""
