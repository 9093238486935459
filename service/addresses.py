"""Where a request comes from, for limits only: it is never logged and never stored."""

from __future__ import annotations

from ipaddress import IPv4Address, ip_address, ip_network

from starlette.requests import Request


def client_address(request: Request, trusted_proxies: int) -> str:
    """The address of the client, seen through as many proxies as the operator trusts.

    Of an IPv6 address the first half: one household or phone has all that follow.
    """
    found = request.client.host if request.client else "unknown"
    if trusted_proxies:
        forwarded = [part.strip() for part in request.headers.get("x-forwarded-for", "").split(",")]
        if len(forwarded) >= trusted_proxies and forwarded[0]:
            found = forwarded[-trusted_proxies]
    try:
        address = ip_address(found)
    except ValueError:
        return found
    if isinstance(address, IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ip_network((address, 64), strict=False))
