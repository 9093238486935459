"""Whatever is sent to any route of any room, the answer is a result or a problem, and never a crash."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from ballots.encoding import to_base64url
from service.settings import Room
from tests.ballots.elections import ELECTION
from tests.service.databases import postgresql_database
from tests.service.rooms import OPENS, FrozenElection, a_house, freeze, officer_pass

ROUNDS = 6  # for each route and way of being wrong

WORDS: tuple[object, ...] = (
    "", "a\0b", "\ud800", "é" * 70, "'; drop table leaf; --", "../../etc/passwd", "{{7*7}}", "%00",
    "A" * 300, 0, -1, 2**63, 1.5, True, None, [], {}, [[]], {"a": {}}, ELECTION, "executive", "M1",
    to_base64url(bytes(32)), to_base64url(bytes(64)), to_base64url(bytes(384)),
)  # fmt: skip


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def election(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FrozenElection]:
    rooms: tuple[Room, ...] = ("roll", "box", "office")
    databases: Iterator[dict[str, str]] = iter([{}])
    if request.param == "postgresql":
        databases = (
            {"roll_url": roll, "box_url": box, "office_url": office}
            for roll in postgresql_database()
            for box in postgresql_database()
            for office in postgresql_database()
        )
    for urls in databases:
        with a_house(tmp_path_factory.mktemp("house"), rooms, urls=urls) as house:
            found = freeze(house, 3)
            house.clock.now = OPENS
            yield found


def a_value(schema: dict[str, Any], schemas: dict[str, Any], chance: random.Random) -> object:
    """Something like what a schema asks for, and now and then something else."""
    if chance.random() < 0.4:
        return chance.choice(WORDS)
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rsplit("/", 1)[-1]]
    kind = schema.get("type")
    if kind == "object":
        fields = schema.get("properties", {})
        made = {name: a_value(of, schemas, chance) for name, of in fields.items()}
        if made and chance.random() < 0.2:
            del made[chance.choice(sorted(made))]
        return made
    if kind == "array":
        return [a_value(schema["items"], schemas, chance) for _ in range(chance.randint(0, 3))]
    if kind == "integer":
        return chance.choice((0, 1, -1, 2**31, 2**64))
    return chance.choice([word for word in WORDS if isinstance(word, str)])


def encoded(body: object) -> bytes:
    return json.dumps(body).encode()


def check(answer: httpx.Response, what: str) -> None:
    assert answer.status_code < 500, (what, answer.status_code, answer.text[:300])
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json", what
        found = answer.json()
        assert found["type"].startswith("urn:omov:problem:"), what
        assert found["status"] == answer.status_code, what


@pytest.mark.parametrize("room", ["roll", "box", "office"])
def test_every_route_answers_whatever_is_sent(election: FrozenElection, room: str) -> None:
    chance = random.Random(f"fuzz {room}")
    house = election.house
    described = house.anybody.get(f"/{room}/api/v1/openapi.json").json()
    schemas = described["components"]["schemas"]
    browsers = [house.anybody]
    if room == "roll":
        browsers.append(election.sign_in("M1"))
    sent = 0
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {})
            schema = content.get("application/json", {}).get("schema", {})
            for _ in range(ROUNDS):
                filled = f"/{room}{path}".replace(
                    "{election}", chance.choice((ELECTION, "%00", "x"))
                )
                for name in ("path", "roll", "step", "number", "place"):
                    value = chance.choice(("1", "%00", "0/000", "members", "-1", "9" * 30, "%F0"))
                    filled = filled.replace(f"{{{name}}}", value)
                headers = {"Content-Type": "application/json"}
                purpose = chance.choice(("roll-import", "links", "reissue", "on-paper"))
                if chance.random() < 0.7:
                    headers |= officer_pass(house, purpose)
                body = encoded(a_value(schema, schemas, chance)) if schema else b"\xff\0"
                if "links" in filled or filled.endswith("/close"):
                    body, headers = b"", {}  # what would end the election for the other routes
                browser = chance.choice(browsers)
                answer = browser.request(method, filled, content=body, headers=headers)
                check(answer, f"{method} {filled} {body[:200]!r}")
                sent += 1
    assert sent >= 10 * ROUNDS


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[" * 5_000, b"\xff", b'{"a":' * 3_000, b"null", b"1e999"]
)
def test_no_json_breaks_a_room(election: FrozenElection, body: bytes) -> None:
    for path in (
        f"{election.box}/cast", f"{election.box}/leaves", election.box, f"{election.roll}/sign-in",
        f"{election.roll}/prepare", election.roll, "/office/api/v1/sign-in", "/office/api/v1/set-up",
    ):  # fmt: skip
        answer = election.house.anybody.post(
            path, content=body, headers={"Content-Type": "application/json"}
        )
        check(answer, f"{path} {body[:20]!r}")
        assert answer.status_code >= 400
