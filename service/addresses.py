"""Where a request comes from, for limits only: it is never logged and never stored."""

from __future__ import annotations

from starlette.requests import Request


def client_address(request: Request, trusted_proxies: int) -> str:
    """The address of the client, seen through as many proxies as the operator trusts."""
    direct = request.client.host if request.client else "unknown"
    if not trusted_proxies:
        return direct
    forwarded = [part.strip() for part in request.headers.get("x-forwarded-for", "").split(",")]
    return (
        forwarded[-trusted_proxies]
        if len(forwarded) >= trusted_proxies and forwarded[0]
        else direct
    )
