"""How a room reaches the other rooms: through their public doors, like anybody.

In one process the request goes straight to the other application; otherwise to its address.
No cookie is ever sent or kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from service.settings import Room, Settings

TIMEOUT_SECONDS = 60.0


class Peers:
    """The other rooms. `applications`: those that run in this process, filled by the parent app."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.applications: dict[Room, Any] = {}

    def address(self, room: Room) -> str:
        """Where a room is reached, without a trailing slash; room paths start at `/ROOM`."""
        named: Mapping[Room, str] = {
            "roll": self._settings.roll_address,
            "box": self._settings.box_address,
            "office": self._settings.office_address,
        }
        return (named.get(room) or self._settings.address).rstrip("/")

    def client(self, room: Room) -> httpx.AsyncClient:
        """A client for one room, whose base is `/ROOM`. Use it in `async with`."""
        application = self.applications.get(room)
        # An unexpected error next door is an answer too, as it would be from another host.
        transport = (
            httpx.ASGITransport(app=application, raise_app_exceptions=False)
            if application is not None
            else None
        )
        base = self.address(room) + ("" if application is not None else f"/{room}")
        return httpx.AsyncClient(
            base_url=base, transport=transport, timeout=TIMEOUT_SECONDS, follow_redirects=False
        )
