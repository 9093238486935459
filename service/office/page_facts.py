"""The facts of an election for a page: the office's own, and how many members the roll office has."""

from __future__ import annotations

from fastapi.concurrency import run_in_threadpool

from service.db.office.store import OfficeStore
from service.errors import Refused
from service.office.courier import Courier
from service.office.facts import Facts, facts_of
from service.office.passes import roll_pass
from service.office.room import OfficeRoom, election_of
from service.office.shell import refusal_text


async def read_facts(room: OfficeRoom, id_: str, officer: str) -> tuple[Facts, str]:
    """The facts, and why the rolls are not known where the roll office does not answer.

    Raises NotFound.
    """
    found = await run_in_threadpool(own_facts, room, id_)
    if found.past("prepared"):
        return found, ""
    try:
        rolls = await Courier(room.peers, id_).rolls(roll_pass(room, id_, officer))
    except Refused as error:
        return found, refusal_text(error)
    return found.with_rolls(rolls), ""


def own_facts(room: OfficeRoom, id_: str) -> Facts:
    """What the office knows without asking anybody. Raises NotFound."""
    with room.database.reading() as connection:
        store = OfficeStore(connection)
        election = election_of(store, id_)
        released = len(room.shares.get(id_, {}))
        return facts_of(store, election, room.clock(), released)
