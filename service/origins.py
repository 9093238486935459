"""Requests that change something come from our own pages, or from a program without cookies."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request

from service.errors import Forbidden


def require_same_origin(request: Request) -> None:
    """Raise Forbidden for a request that another site's page has sent with our cookie.

    Source: Fetch Metadata (Sec-Fetch-Site) where the browser sends it, else the Origin header.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise Forbidden("cross-site", "This request came from another site's page.")
        return
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise Forbidden("cross-site", "This request came from another site's page.")
