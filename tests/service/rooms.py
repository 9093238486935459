"""Rooms on a free port of this machine, under a clock in the test's hand, and an election frozen in them.

The office is played by the test: it holds the office's key and carries documents, as the office does.
"""

from __future__ import annotations

import csv
import hashlib
import io
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from pydantic_settings import SettingsConfigDict

from ballots.cast import write_cast
from ballots.credential import IssuerPublicKey
from ballots.encoding import from_base64url, to_base64url
from ballots.manifest import LogTerms, Manifest, Times
from ballots.manifest_people import RoomKeys
from ballots.plaintext import Choice
from ballots.rehearsal import Device
from ballots.signing import public_key, sign
from counting.canonical import Json
from service.app import create_app
from service.clock import Clock
from service.documents import read_document, submission_message, write_document, write_pass
from service.keys import write_private
from service.serving import migrate_rooms
from service.settings import Room, Settings
from service.trust import trust_office
from tests.ballots.elections import ELECTION, a_contest, a_manifest, issuer_key, seed_of
from tests.service.ports import port_of_worker

OPENS = datetime(2027, 2, 8, 9, tzinfo=UTC)
CLOSES = datetime(2027, 2, 22, 12, tzinfo=UTC)
GRACE = 600
CONTESTS = ("executive", "motion-1")
OFFICE_SEED = seed_of("office")


class HandClock:
    """A clock that stands where the test has put it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


class TestSettings(Settings):
    """Settings whose clock is the test's."""

    __test__ = False
    hands: HandClock

    model_config = SettingsConfigDict(
        env_prefix="OMOV_TEST_", frozen=True, extra="forbid", arbitrary_types_allowed=True
    )

    def clock(self) -> Clock:
        return self.hands


@dataclass
class House:
    """Some rooms that answer at `address`. `clock`: what time it is in all of them."""

    settings: TestSettings
    address: str
    clock: HandClock
    clients: list[httpx.Client] = field(default_factory=list)

    def client(self) -> httpx.Client:
        """Somebody's browser: cookies of its own."""
        made = httpx.Client(base_url=self.address, timeout=30)
        self.clients.append(made)
        return made

    @cached_property
    def anybody(self) -> httpx.Client:
        """A client that never signs in."""
        return self.client()


@contextmanager
def a_house(
    data: Path,
    rooms: Sequence[Room] = ("roll", "box"),
    urls: dict[str, str] | None = None,
    now: datetime = OPENS - timedelta(days=1),
) -> Iterator[House]:
    """Serve these rooms with uvicorn until the block ends. `urls`: databases, by `ROOM_url`."""
    clock = HandClock(now)
    port = port_of_worker()
    address = f"http://127.0.0.1:{port}"
    databases: dict[str, Any] = dict(urls or {})
    settings = TestSettings(data=data, address=address, mode="test", hands=clock, **databases)
    for room in ("roll", "box"):
        folder = data / "keys" / room
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        trust_office(folder, public_key(OFFICE_SEED))
    migrate_rooms(settings, rooms)
    config = uvicorn.Config(
        create_app(settings, rooms), host="127.0.0.1", port=port, log_config=None, access_log=False
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        if not thread.is_alive():
            raise RuntimeError("the rooms did not start")
        time.sleep(0.02)
    house = House(settings, address, clock)
    try:
        yield house
    finally:
        for client in house.clients:
            client.close()
        server.should_exit = True
        thread.join(30)


def roll_file(members: int, mark: str = "M") -> bytes:
    """Members M1, M2, …, or with another mark before the figures."""
    lines = ["number,name,email,status"]
    lines += [
        f"{mark}{n},Member {n},{mark.lower()}{n}@example.org,paid" for n in range(1, members + 1)
    ]
    return "\r\n".join(lines).encode()


@dataclass
class FrozenElection:
    """An election that stands in roll and box. `links`: by membership number."""

    house: House
    manifest: Manifest
    links: dict[str, str]

    @property
    def roll(self) -> str:
        """Where it is at the roll office."""
        return f"/roll/api/v1/elections/{self.manifest.election.id}"

    @property
    def box(self) -> str:
        """Where it is in the box."""
        return f"/box/api/v1/elections/{self.manifest.election.id}"

    def sign_in(self, number: str) -> httpx.Client:
        """The browser of a member who is signed in."""
        client = self.house.client()
        form = {"link": self.links[number], "number": number}
        answer = client.post(f"{self.roll}/sign-in", json=form)
        assert answer.status_code == 200, answer.text
        return client

    def device(self, name: str, contest: str = CONTESTS[0]) -> Device:
        """A device whose seed goes with the name."""
        return Device(self.manifest, contest, hashlib.sha256(name.encode()).digest())

    def draw(self, client: httpx.Client, device: Device, contest: str = CONTESTS[0]) -> None:
        """Draw a paper and make its credential."""
        body = {"contest": contest, "z": to_base64url(device.request())}
        answer = client.post(f"{self.roll}/draw", json=body)
        assert answer.status_code == 200, answer.text
        device.take(from_base64url(answer.json()["signature"], 384))

    def a_cast(
        self, number: str, contest: str = CONTESTS[0], ranking: tuple[int, ...] = (1,)
    ) -> bytes:
        """The body of a cast by a member who signs in and draws for it."""
        device = self.device(number, contest)
        self.draw(self.sign_in(number), device, contest)
        return write_cast(device.cast(Choice(ranking)))

    def cast(self, body: bytes) -> httpx.Response:
        """Send a cast to the box."""
        return self.house.anybody.post(f"{self.box}/cast", content=body)


def officer_pass(house: House, purpose: str, election: str = ELECTION) -> dict[str, str]:
    """The header with an officer's pass."""
    return {"Omov-Pass": write_pass(OFFICE_SEED, election, purpose, "ann", house.clock())}


def put_issuer_keys(house: House, election: str = ELECTION) -> None:
    """Keys that were made once for all tests: making one takes a second."""
    folder = house.settings.data / "keys" / "roll" / "issuers" / election
    for contest in CONTESTS:
        write_private(folder / f"{contest}.key", issuer_key(contest).to_bytes())


def question(election: str = ELECTION, eligible: str = "status = 'paid'") -> dict[str, Json]:
    """What the office asks the roll office when it prepares an election."""
    return {
        "election": election,
        "contests": [
            {"id": id_, "roll": "members", "eligible": eligible, "electorate": ""}
            for id_ in CONTESTS
        ],
    }


def import_roll(house: House, data: bytes, roll: str = "members") -> httpx.Response:
    """Send a roll with a pass."""
    path = f"/roll/api/v1/elections/{ELECTION}/rolls/{roll}"
    return house.anybody.post(path, content=data, headers=officer_pass(house, "roll-import"))


def prepare(house: House) -> dict[str, Json]:
    """Have the roll office work out who is entitled."""
    document = write_document(OFFICE_SEED, "prepare", question())
    answer = house.anybody.post(f"/roll/api/v1/elections/{ELECTION}/prepare", json=document)
    assert answer.status_code == 200, answer.text
    key = from_base64url(house.anybody.get("/roll/api/v1/keys").json()["room"])
    return read_document(key, "prepared", answer.json()["document"], answer.json()["signature"])


def manifest_for(
    house: House, prepared: dict[str, Json], *, interval: int = 3_600, pool: int = 2
) -> Manifest:
    """The manifest of what was prepared, with the keys of these rooms."""
    roll = house.anybody.get("/roll/api/v1/keys").json()
    box = house.anybody.get("/box/api/v1/keys").json()
    listed = prepared["contests"]
    assert isinstance(listed, list)
    contests = []
    for item in listed:
        assert isinstance(item, dict)
        kind, names = (
            ("ranked", ("Ada", "Ben", "Cai", "Dee")) if item["id"] == CONTESTS[0]
            else ("motion", ("For", "Against"))
        )  # fmt: skip
        terms = a_contest(str(item["id"]), kind, names)
        n = from_base64url(str(item["n"]))
        entitled = item["entitled"]
        assert isinstance(entitled, int)
        contests.append(replace(terms, entitled=entitled, issuer=IssuerPublicKey.from_bytes(n)))
    return replace(
        a_manifest(holding="service"),
        contests=tuple(contests),
        times=Times(OPENS, CLOSES, GRACE, interval, pool),
        rooms=RoomKeys(
            from_base64url(roll["room"]), from_base64url(box["room"]), public_key(OFFICE_SEED)
        ),
        promise_key=from_base64url(box["promise"]),
        log=LogTerms(f"{box['origin']}/{ELECTION}", from_base64url(box["log"]), (), 0),
        roll_root=from_base64url(str(prepared["roll_root"])),
    )


def submission(manifest: Manifest, seed: bytes = OFFICE_SEED) -> dict[str, str]:
    """A manifest as the office submits it."""
    return {
        "manifest": to_base64url(manifest.data),
        "signature": to_base64url(sign(seed, submission_message(manifest.mh))),
    }


def links_of(house: House) -> dict[str, str]:
    """New links for everybody, by number."""
    path = f"/roll/api/v1/elections/{ELECTION}/links"
    answer = house.anybody.post(path, headers=officer_pass(house, "links"))
    assert answer.status_code == 200, answer.text
    rows = csv.DictReader(io.StringIO(answer.text))
    return {row["number"]: row["link"].split("#l=", 1)[1].split("&", 1)[0] for row in rows}


def freeze(
    house: House,
    members: int = 5,
    *,
    interval: int = 3_600,
    pool: int = 2,
    mark: str = "M",
) -> FrozenElection:
    """Import, prepare, submit the manifest to both rooms, make links."""
    put_issuer_keys(house)
    answer = import_roll(house, roll_file(members, mark))
    assert answer.status_code == 200, answer.text
    manifest = manifest_for(house, prepare(house), interval=interval, pool=pool)
    for room in ("roll", "box"):
        path = f"/{room}/api/v1/elections/{ELECTION}"
        taken = house.anybody.post(path, json=submission(manifest))
        assert taken.status_code == 200, taken.text
    return FrozenElection(house, manifest, links_of(house))


def problem_of(answer: httpx.Response, status: int, code: str) -> dict[str, Json]:
    """The problem in an answer: what RFC 9457 asks for, and a code that stays the same."""
    assert answer.status_code == status, (answer.status_code, answer.text)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    found: dict[str, Json] = answer.json()
    assert found["type"] == f"urn:omov:problem:{code}", found
    assert found["status"] == status
    assert found["title"] and found["detail"]
    return found
