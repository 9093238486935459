"""What every officers' page shares: templates, sessions, forms that only our own pages can send.

Errors become pages here, in the words of the refusal; the JSON interface answers them as problems.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

import structlog
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.routing import APIRoute

from ballots.encoding import from_base64url, to_base64url
from ballots.errors import BallotsError
from counting.errors import CountingError
from service.errors import BadInput, Forbidden, NotFound, NotSignedIn, Refused, TooMany
from service.office import accounts
from service.office.accounts import SignedIn
from service.office.app import COOKIE
from service.office.room import OfficeRoom
from service.origins import require_same_origin
from service.web import static_path
from service.web.templating import environment

log = structlog.get_logger()

PREFIX: Final = "/office"
LONGEST_FORM: Final = 10_000_000  # bytes: a notice, typed or as a file
# A page's address holds nothing secret, and without a referrer browsers send no usable Origin.
_HEADERS: Final = {"Referrer-Policy": "same-origin", "Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True)
class Visitor:
    """The officer at the page. `csrf`: what every form of this session carries."""

    officer: SignedIn
    csrf: str


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a form: `field` is the id of what it stands beside; '' for the whole.

    `code`: the words at fault, as they were sent.
    """

    field: str
    text: str
    code: str = ""


class Sent:
    """A form as it was sent. Missing fields are empty; nothing is trimmed away unseen."""

    def __init__(self, texts: Mapping[str, str], files: Mapping[str, bytes]) -> None:
        self._texts = texts
        self._files = files

    @classmethod
    async def read(cls, request: Request) -> Sent:
        """The form of a request. Raises BadInput for one that is too long."""
        length = request.headers.get("content-length", "")
        if not length.isdecimal() or int(length) > LONGEST_FORM:
            raise BadInput("form", f"A form has at most {LONGEST_FORM:,} bytes.")
        texts: dict[str, str] = {}
        files: dict[str, bytes] = {}
        async with request.form(max_part_size=LONGEST_FORM, max_fields=50, max_files=2) as form:
            for name, value in form.items():
                if isinstance(value, str):
                    texts[name] = value.replace("\r\n", "\n")
                elif value.filename:
                    files[name] = await value.read()
        return cls(texts, files)

    def text(self, name: str) -> str:
        """A field's text, with line ends as `\\n`."""
        return self._texts.get(name, "")

    def file(self, name: str) -> bytes | None:
        """The bytes of an uploaded file, or None where none was chosen."""
        return self._files.get(name)


def csrf_token(session: str) -> str:
    """The token of a session's forms: HMAC-SHA256 under the session's own 256-bit secret.

    It survives a restart and serves several processes, because nothing else is needed to make it.
    """
    mac = hmac.new(from_base64url(session, 32), b"omov/office-form/v1", hashlib.sha256)
    return to_base64url(mac.digest())


class Shell:
    """Renders pages and reads forms for the office room."""

    def __init__(self, room: OfficeRoom) -> None:
        self.room = room

    def page(
        self,
        template: str,
        visitor: Visitor | None = None,
        *,
        faults: Sequence[Fault] = (),
        status: int = 200,
        refresh: int | None = None,
        **content: object,
    ) -> HTMLResponse:
        """A page. `refresh`: seconds after which the browser asks for it again."""
        html = (
            environment()
            .get_template(f"office/{template}")
            .render(
                prefix=PREFIX,
                static=static_path,
                visitor=visitor,
                mode=self.room.settings.mode,
                now=self.room.clock(),
                faults=faults,
                **content,
            )
        )
        headers = dict(_HEADERS)
        if refresh is not None:
            headers["Refresh"] = str(refresh)
        return HTMLResponse(html, status_code=status, headers=headers)

    def visitor(self, request: Request) -> Visitor:
        """Who is signed in. Raises NotSignedIn."""
        token = request.cookies.get(COOKIE)
        officer = accounts.signed_in(self.room, token)
        return Visitor(officer, csrf_token(token or ""))

    async def sent(self, request: Request) -> Sent:
        """The form of a page that needs no session. Raises Forbidden if another site sent it."""
        require_same_origin(request)
        return await Sent.read(request)

    async def sent_by(self, request: Request) -> tuple[Visitor, Sent]:
        """Who sent a form, and the form. Raises NotSignedIn, or Forbidden without its token."""
        from fastapi.concurrency import run_in_threadpool

        require_same_origin(request)
        visitor = await run_in_threadpool(self.visitor, request)
        sent = await Sent.read(request)
        if not hmac.compare_digest(sent.text("csrf").encode(), visitor.csrf.encode()):
            raise Forbidden(
                "form", "This form is not from your present session. Load the page again."
            )
        return visitor, sent


def go(path: str, **query: str) -> RedirectResponse:
    """After a form: see another page (303). `path`: below the office; `query`: fixed words only."""
    tail = "&".join(f"{name}={quote(value)}" for name, value in query.items())
    return RedirectResponse(
        f"{PREFIX}{path}{'?' + tail if tail else ''}", status_code=303, headers=dict(_HEADERS)
    )


def refusal_text(error: Exception) -> str:
    """What a refusal says, as a sentence for people."""
    words = error.detail if isinstance(error, Refused) else str(error)
    return words[:1].upper() + words[1:] + ("" if words.endswith((".", "?")) else ".")


def page_route(shell: Shell) -> type[APIRoute]:
    """The kind of route that answers every error as a page."""

    class PageRoute(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            inner = super().get_route_handler()

            async def answer(request: Request) -> Response:
                try:
                    return await inner(request)
                except Exception as error:
                    return _error_page(shell, request, error)

            return answer

    return PageRoute


def _error_page(shell: Shell, request: Request, error: Exception) -> Response:
    if isinstance(error, NotSignedIn) and request.cookies.get(COOKIE) is None:
        return go("/sign-in", next=request.url.path) if request.method == "GET" else go("/sign-in")
    if isinstance(error, NotSignedIn):
        return go("/sign-in", ended="yes", next=request.url.path)
    if isinstance(error, RequestValidationError):
        error = NotFound("page", "There is no page at this address.")
    if isinstance(error, Refused):
        status, title = error.status, error.title
    elif isinstance(error, BallotsError | CountingError):
        status, title = 422, BadInput.title
    else:
        log.error("unexpected_error", kind=type(error).__name__, room="office pages")
        status, title = 500, "Something went wrong here."
        error = Refused("unexpected", "Nothing was changed. Please try again.")
    back = _back(request.path_params)
    page = shell.page(
        "error.html", _maybe(shell, request), status=status,
        title=title, text=refusal_text(error), back=back,
    )  # fmt: skip
    if isinstance(error, TooMany):
        page.headers["Retry-After"] = str(error.more["retry_after"])
    return page


def _back(parameters: Mapping[str, Any]) -> str:
    election = parameters.get("election")
    return f"/elections/{quote(str(election))}" if election else "/"


def _maybe(shell: Shell, request: Request) -> Visitor | None:
    try:
        return shell.visitor(request)
    except NotSignedIn:
        return None
