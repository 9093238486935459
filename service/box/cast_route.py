"""The hot path: a plain ASGI route that takes a cast and answers after the commit."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ballots.cast import LONGEST_CAST, read_cast
from ballots.encoding import to_base64url
from ballots.errors import (
    BadSignatureError,
    BallotsError,
    BoxError,
    ClosedError,
    EncodingError,
    KeyFormatError,
    SequenceConflictError,
)
from service.box.sequencer import Sequencer
from service.box.urns import Urns
from service.errors import Refused, problem

log = structlog.get_logger()


class CastRoute:
    """`POST /api/v1/elections/{election}/cast`. No cookie, no log line, no session."""

    def __init__(self, urns: Urns, sequencer: Sequencer) -> None:
        self._urns = urns
        self._sequencer = sequencer
        self._checkers = ThreadPoolExecutor(2, "box-check")

    async def take(self, request: Request) -> Response:
        """Take one cast."""
        try:
            urn = self._urns.find(request.path_params["election"])
            cast = read_cast(await _body(request))
            # OpenSSL lets go of the interpreter while it verifies: checks run side by side.
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(self._checkers, urn.box.check, cast)
            receipt = await self._sequencer.accept(urn, cast)
        except Refused as error:
            return problem(error.status, error.title, error.code, error.detail, **error.more)
        except BallotsError as error:
            return cast_problem(error)
        except Exception as error:
            log.error("cast_failed", kind=type(error).__name__)
            return problem(
                503,
                "Your ballot was not taken.",
                "not-taken",
                "Send the same ballot again: it counts once, however often you send it.",
                retry_after=5,
            )
        return JSONResponse(
            {"c": to_base64url(receipt.commitment), "promise": to_base64url(receipt.promise)},
            headers={"Cache-Control": "no-store"},
        )


async def _body(request: Request) -> bytes:
    """The body, and never more of it than a cast can have."""
    parts = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > LONGEST_CAST:
            raise EncodingError(f"a ballot has at most {LONGEST_CAST} bytes")
        parts.append(part)
    return b"".join(parts)


def cast_problem(error: BallotsError) -> Response:
    """A refused cast as a problem; what the ballot says is in none of them."""
    detail = str(error)
    if isinstance(error, SequenceConflictError):
        return problem(
            409, "Another ballot came before this one.", "sequence", detail, last_seq=error.last
        )
    if isinstance(error, ClosedError):
        return problem(409, "The box is not open.", "closed", detail)
    if isinstance(error, BadSignatureError | KeyFormatError):
        return problem(403, "This ballot has no right to be here.", "signature", detail)
    if isinstance(error, BoxError):
        return problem(422, "This ballot cannot be taken.", "ballot", detail)
    return problem(422, "This ballot cannot be read.", "encoding", detail)
