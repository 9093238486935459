"""Other rooms in memory: an office and a box that publish one played election."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import httpx
from fastapi import FastAPI
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from ballots.evidence import make_draft
from ballots.evidence.results import ContestResult
from counting.record_json import write_record
from tests.ballots.elections import CLOSES, OPENS, a_contest
from tests.ballots.whole_election import Ballots, Played, play

NAMES = ("Ada <b>Example</b>", "Ben", "Cai", '=cmd("x")')
RANKINGS = ((1, 2), (1, 2, 4), (2, 1), (3, 1), (1,), (4, 2), (2,), (4,))


@lru_cache(maxsize=1)
def played() -> Played:
    return play([Ballots(a_contest("chair", names=NAMES, seats=2), RANKINGS, ((2, 1),), abstain=1)])


@lru_cache(maxsize=1)
def result() -> ContestResult:
    return make_draft(played().record()).results["chair"]


def election_json(state: str = "open", **changes: Any) -> dict[str, Any]:
    """An election as the office publishes it."""
    found = {
        "id": "executive-2027",
        "title": "Executive 2027",
        "organisation": "The Alliance & Friends",
        "rules": "Standing orders 7 to 12",
        "contact": "Jo Smith",
        "language": ["en"],
        "state": state,
        "zone": "America/New_York",
        "opens": f"{OPENS:%Y-%m-%dT%H:%M:%SZ}",
        "closes": f"{CLOSES:%Y-%m-%dT%H:%M:%SZ}",
        "complaints_until": None,
        "officers": ["Ann Officer"],
        "control": "two",
        "holding": "trustees",
        "publication": "full",
        "mh": "x",
        "contests": [contest_json("declared" if state == "declared" else "open")],
        "acts": [{"number": 1, "kind": "extend", "parameters": {}, "reason": "Post was late"}],
    }
    return {**found, **changes}


def contest_json(state: str) -> dict[str, Any]:
    return {
        "id": "chair", "title": "The chair", "kind": "ranked", "state": state, "seats": 2,
        "rule": "scottish-2011", "candidates": list(NAMES), "entitled": 13,
    }  # fmt: skip


def results_json(state: str = "declared") -> dict[str, Any]:
    """The results as the office publishes them."""
    totals = {
        "entitled": 13, "drawn": 9, "reissued": 2, "on_paper": 1, "keys": 9, "papers": 1,
        "valid": 9, "abstentions": 1, "invalid": {}, "superseded": 0,
    }  # fmt: skip
    contest = {
        "id": "chair", "title": "The chair", "state": state, "elected": [],
        "record": json.loads(write_record(result().record)), "minutes": "", "totals": totals,
    }  # fmt: skip
    void = {
        "id": "vice", "title": "The vice-chair", "state": "uncontested", "elected": ["Eve"],
        "record": None, "minutes": None, "totals": None,
    }  # fmt: skip
    return {"contests": [contest, void], "declared_at": "2027-02-23T10:00:00Z", "declaration": {}}


@dataclass
class Rooms:
    """What the office says now; None: it says 404."""

    election: dict[str, Any] | None = field(default_factory=election_json)
    results: dict[str, Any] | None = None
    failing: bool = False

    def office(self) -> FastAPI:
        """An office that publishes this."""
        app = FastAPI()

        @app.get("/api/v1/elections")
        def elections() -> Response:
            if self.failing:
                return JSONResponse({}, 500)
            return JSONResponse([self.election] if self.election else [])

        @app.get("/api/v1/elections/{election}")
        def election(election: str) -> Response:
            return self._answer(election, self.election)

        @app.get("/api/v1/elections/{election}/results")
        def results(election: str) -> Response:
            return self._answer(election, self.results)

        return app

    def _answer(self, election: str, content: dict[str, Any] | None) -> Response:
        if self.failing:
            return JSONResponse({}, 500)
        if content is None or self.election is None or election != self.election["id"]:
            return JSONResponse({}, 404)
        return JSONResponse(content)

    def box(self) -> FastAPI:
        """A box that holds the played election."""
        app = FastAPI()
        manifest, size = played().manifest, played().store.tree.size

        @app.get("/api/v1/elections/{election}")
        def described(election: str) -> dict[str, Any]:
            closes = f"{CLOSES:%Y-%m-%dT%H:%M:%SZ}"
            contests = [{"id": "chair", "ballots": 9, "keys": 7}]
            return {
                "mh": manifest.mh.hex(), "phase": "open", "opens": closes, "closes": closes,
                "box_closes": closes, "last_act": 0, "size": size, "contests": contests,
            }  # fmt: skip

        @app.get("/api/v1/elections/{election}/manifest")
        def get_manifest(election: str) -> Response:
            return Response(manifest.data, media_type="application/json")

        @app.get("/api/v1/elections/{election}/checkpoint")
        def checkpoint(election: str) -> PlainTextResponse:
            return PlainTextResponse(played().notes[-1].decode())

        return app


class Client:
    """Asks an application in this process, as a browser would."""

    def __init__(self, app: Any) -> None:
        self._app = app

    def get(self, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
        """The answer, whatever it is."""

        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(app=self._app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://public") as client:
                return await client.get(path, headers=headers)

        return asyncio.run(ask())
