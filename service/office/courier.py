"""The office as courier: it carries signed documents to the other rooms' public doors."""

from __future__ import annotations

from typing import Any

import httpx

from ballots.encoding import to_base64url
from service.errors import Refused
from service.peers import Peers
from service.settings import Room

Json = dict[str, Any]


class Courier:
    """Requests to the roll office and the box about one election. Raises Refused with their reasons."""

    def __init__(self, peers: Peers, election: str) -> None:
        self._peers = peers
        self._base = f"/api/v1/elections/{election}"

    async def keys(self, room: Room) -> Json:
        """A room's public keys."""
        return await self._send(room, "GET", "/api/v1/keys")

    async def rolls(self, pass_: str) -> dict[str, int]:
        """How many members each roll has at the roll office."""
        found = await self._send("roll", "GET", f"{self._base}/rolls", pass_=pass_)
        return {str(roll): int(members) for roll, members in found["rolls"].items()}

    async def prepare(self, document: Json) -> Json:
        """The roll office works out who is entitled."""
        return await self._send("roll", "POST", f"{self._base}/prepare", document)

    async def submit_manifest(self, room: Room, manifest: bytes, signature: bytes) -> Json:
        """A room takes the manifest in."""
        body = {"manifest": to_base64url(manifest), "signature": to_base64url(signature)}
        return await self._send(room, "POST", self._base, body)

    async def log_leaf(self, leaf: str) -> Json:
        """The box logs a signed document."""
        return await self._send("box", "POST", f"{self._base}/leaves", {"leaf": leaf})

    async def tell_roll(self, leaf: str) -> Json:
        """The roll office learns of an act."""
        return await self._send("roll", "POST", f"{self._base}/leaves", {"leaf": leaf})

    async def next_reissue(self, who: Json, pass_: str) -> int:
        """Which re-issue of this member would be the next, from 1."""
        found = await self._send("roll", "POST", f"{self._base}/reissues/next", who, pass_)
        return int(found["again"])

    async def reissue(self, body: Json, pass_: str) -> Json:
        """The roll office lets a member draw once more."""
        return await self._send("roll", "POST", f"{self._base}/reissues", body, pass_)

    async def close_roll(self) -> str:
        """The roll's closing statement, as an encoded leaf."""
        return str((await self._send("roll", "POST", f"{self._base}/close"))["leaf"])

    async def close_box(self) -> Json:
        """The box logs what waits and closes."""
        return await self._send("box", "POST", f"{self._base}/close")

    async def closing(self) -> Json:
        """The close leaf, its proof and the final checkpoint."""
        return await self._send("box", "GET", f"{self._base}/close")

    async def box_election(self) -> Json:
        """Where the election stands in the box."""
        return await self._send("box", "GET", self._base)

    async def bundle(self, path: str) -> bytes:
        """One bundle of leaves."""
        return (await self._request("box", "GET", f"{self._base}/{path}")).content

    async def _send(
        self, room: Room, method: str, path: str, body: Json | None = None, pass_: str | None = None
    ) -> Json:
        answer: Json = (await self._request(room, method, path, body, pass_)).json()
        return answer

    async def _request(
        self, room: Room, method: str, path: str, body: Json | None = None, pass_: str | None = None
    ) -> httpx.Response:
        headers = {"Omov-Pass": pass_} if pass_ else {}
        try:
            async with self._peers.client(room) as client:
                response = await client.request(
                    method, path.lstrip("/"), json=body, headers=headers
                )
        except httpx.HTTPError as error:
            raise Refused(
                "room-away",
                f"The {_NAMES[room]} does not answer ({type(error).__name__}). "
                "Nothing was changed here. Try again.",
            ) from None
        if response.is_success:
            return response
        raise _refusal(room, response)


_NAMES = {"roll": "roll office", "box": "ballot box", "office": "office", "public": "public room"}


def _refusal(room: Room, response: httpx.Response) -> Refused:
    try:
        problem = response.json()
        detail = str(problem["detail"])
        code = str(problem["type"]).rsplit(":", 1)[-1]
    except (ValueError, KeyError, TypeError):
        detail, code = f"it answered {response.status_code}", "room"
    return Refused(code, f"The {_NAMES[room]} refuses: {detail}", room=room)
