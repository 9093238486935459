"""The demonstration's clock: a button in demos, rehearsals and tests; real elections have none."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from service.clock import DemoClock
from service.errors import Forbidden, Refused
from service.office.page_facts import read_facts
from service.office.pages_election import HERE
from service.office.shell import Shell, go


def add(router: APIRouter, shell: Shell) -> None:
    """Add the clock, where time can be moved at all."""
    room = shell.room
    clock = room.clock
    if not isinstance(clock, DemoClock):
        return

    @router.post(HERE + "/clock")
    async def post_clock(request: Request, election: str) -> Response:
        visitor, sent = await shell.sent_by(request)
        facts, _ = await read_facts(room, election, visitor.officer.id)
        if not facts.past("frozen"):
            # Time never goes back, and nothing can be frozen after its opening time.
            raise Refused("not-frozen", "Freeze the election first: then its clock can be moved.")
        instants = {"opens": facts.opens, "closes": facts.closes, "box": facts.box_closes}
        if sent.text("to") not in instants:
            raise Forbidden("clock", "The clock moves to the opening or the closing time only.")
        await run_in_threadpool(clock.advance_to, instants[sent.text("to")])
        return go(f"/elections/{election}", done="clock")
