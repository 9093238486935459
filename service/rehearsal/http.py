"""Requests that say in one line what went wrong."""

from __future__ import annotations

from typing import Any

import httpx


class RehearsalError(Exception):
    """Something in the rehearsal did not go as it should; says what and where."""


def answer(response: httpx.Response) -> Any:
    """The JSON of a good answer. Raises RehearsalError with the problem's words."""
    if response.is_success:
        return response.json()
    raise RehearsalError(
        f"{response.request.method} {response.request.url.path}: {problem(response)}"
    )


def problem(response: httpx.Response) -> str:
    """The words of a problem."""
    try:
        found = response.json()
        text = f"{response.status_code} {found.get('detail') or found.get('title')}"
        for fault in found.get("faults", [])[:5]:
            text += f"; {fault}"
        return text
    except ValueError:
        return f"{response.status_code} {response.text[:200]}"
