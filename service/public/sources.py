"""What the other rooms publish, as the public room reads it. It has no other knowledge.

Fields that it does not use are left alone, so that a room may publish more.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, TypeVar

import httpx
from pydantic import BaseModel, BeforeValidator, ConfigDict, JsonValue, TypeAdapter, ValidationError

from ballots.manifest import Manifest
from ballots.times import utc_from_text
from service.errors import NotFound, Refused
from service.peers import Peers
from service.settings import Room

T = TypeVar("T")


def _instant(value: object) -> object:
    return utc_from_text(value) if isinstance(value, str) and value else None


Instant = Annotated[datetime, BeforeValidator(_instant)]


class _Read(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class ElectionSummary(_Read):
    """One line of the list of elections."""

    id: str
    title: str
    organisation: str
    state: str
    opens: Instant
    closes: Instant


class Act(_Read):
    """An act of the officers: number, kind, what it is about, and the reason that they gave."""

    number: int
    kind: str
    parameters: dict[str, JsonValue] = {}
    reason: str | None = None


class PublishedContest(_Read):
    """A contest with its lifecycle."""

    id: str
    title: str
    kind: str
    state: str
    seats: int
    rule: str
    candidates: list[str]
    entitled: int | None = None


class PublishedElection(_Read):
    """An election as the office publishes it. `mh`: the manifest's hash, base64url."""

    id: str
    title: str
    organisation: str
    rules: str
    contact: str | None = None
    state: str
    zone: str
    opens: Instant
    closes: Instant
    complaints_until: Instant | None = None
    officers: list[str] = []
    control: str = "two"
    holding: str = "service"
    publication: str = "full"
    mh: str | None = None
    contests: list[PublishedContest]
    acts: list[Act] = []


class Totals(_Read):
    """Totals of one contest, in members and papers. See `ballots.totals`."""

    entitled: int
    drawn: int
    reissued: int
    on_paper: int
    keys: int
    papers: int
    valid: int
    abstentions: int
    invalid: dict[str, int] = {}
    superseded: int = 0


class PublishedResult(_Read):
    """A contest's result; `record` is the count record as JSON, None where nothing was counted."""

    id: str
    title: str
    state: str
    elected: list[str] = []
    record: dict[str, JsonValue] | None = None
    minutes: str | None = None
    totals: Totals | None = None


class Results(_Read):
    """What has been declared."""

    contests: list[PublishedResult]
    declared_at: Instant | None = None


class Turnout(_Read):
    """Ballots and distinct ballot keys of a contest in the public log so far."""

    id: str
    ballots: int
    keys: int


class BoxElection(_Read):
    """Where an election stands in the box."""

    phase: str
    closes: Instant
    box_closes: Instant
    size: int
    contests: list[Turnout]


class Sources:
    """Reads the other rooms. Raises NotFound where they have nothing, Refused where they are silent."""

    def __init__(self, peers: Peers) -> None:
        self._peers = peers

    async def elections(self) -> list[ElectionSummary]:
        """Every election that is public, as the office lists them."""
        data = await self._get("office", "/api/v1/elections")
        return _parsed(TypeAdapter(list[ElectionSummary]), data)

    async def election(self, id_: str) -> PublishedElection:
        """One election, as the office publishes it."""
        data = await self._get("office", f"/api/v1/elections/{id_}")
        return _parsed(TypeAdapter(PublishedElection), data)

    async def results(self, id_: str) -> Results:
        """What has been declared."""
        data = await self._get("office", f"/api/v1/elections/{id_}/results")
        return _parsed(TypeAdapter(Results), data)

    async def box(self, id_: str) -> BoxElection:
        """Where the election stands in the box."""
        data = await self._get("box", f"/api/v1/elections/{id_}")
        return _parsed(TypeAdapter(BoxElection), data)

    async def manifest(self, id_: str) -> Manifest:
        """The frozen election. Raises ManifestError for what is none."""
        return Manifest.load(await self._get("box", f"/api/v1/elections/{id_}/manifest"))

    async def checkpoint(self, id_: str) -> str:
        """The signed checkpoint of the log."""
        return (await self._get("box", f"/api/v1/elections/{id_}/checkpoint")).decode("utf-8")

    async def _get(self, room: Room, path: str) -> bytes:
        try:
            async with self._peers.client(room) as client:
                answer = await client.get(path)
        except httpx.HTTPError:
            raise Silent(room) from None
        if answer.status_code == httpx.codes.NOT_FOUND:
            raise NotFound("nothing", "There is no such election, or it is not public yet.")
        if not answer.is_success:
            raise Silent(room)
        return answer.content


class Silent(Refused):
    """Another room does not answer, or not with what this one can read."""

    status = 503
    title = "A part of the service does not answer."

    def __init__(self, room: str) -> None:
        names = {"office": "The office", "box": "The ballot box", "roll": "The roll office"}
        super().__init__(
            "silent", f"{names.get(room, room)} does not answer. Try again in a minute."
        )


def _parsed(adapter: TypeAdapter[T], data: bytes) -> T:
    try:
        return adapter.validate_json(data)
    except ValidationError:
        raise Silent("office") from None
