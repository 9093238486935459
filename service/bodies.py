"""What no room has to look at: bodies that are too long, and addresses with a NUL in them."""

from __future__ import annotations

import re
from typing import Final

from starlette.exceptions import HTTPException

from service.errors import problem
from service.headers import Application, Message, Receive, Scope, Send

USUAL: Final = 1_000_000  # bytes
_LONGER: Final = (
    (re.compile(r"/(roll|box)/api/v1/elections/[^/]+"), 30_000_000),  # a manifest, base64url
    (re.compile(r"/roll/api/v1/elections/[^/]+/prepare"), 8_000_000),
    (re.compile(r"/office/.*"), 8_000_000),  # a notice, with what candidates say of themselves
    (re.compile(r"/roll/(api/v1|pages)/elections/[^/]+/rolls/[^/]+"), 201_000_000),
)
_TITLE = "This is too long."


def longest(path: str) -> int:
    """The most bytes that a request to this path may have."""
    return next((most for pattern, most in _LONGER if pattern.fullmatch(path)), USUAL)


class BodyLimit:
    """Refuses longer bodies with 413, by their stated length or once they grow beyond it.

    An address with a NUL is refused with 404.
    """

    def __init__(self, app: Application) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if "\0" in scope["path"]:
            # No id holds one, and PostgreSQL takes none even in a question.
            await problem(404, "There is nothing here.", "http", "Not Found")(scope, receive, send)
            return
        most = longest(scope["path"])
        detail = f"The body of this request may have {most:,} bytes and no more."
        stated = dict(scope["headers"]).get(b"content-length", b"0")
        if not stated.isdigit() or int(stated) > most:
            await problem(413, _TITLE, "too-long", detail)(scope, receive, send)
            return
        size = 0

        async def counted() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > most:
                raise HTTPException(413, detail)
            return message

        await self._app(scope, counted, send)
