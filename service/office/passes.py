"""Passes: an officer may do one thing at the roll office, for five minutes, and the chain says so."""

from __future__ import annotations

from service.db.office.store import OfficeStore
from service.documents import write_pass
from service.errors import BadInput
from service.office.room import OfficeRoom, election_of, require_state, write_audit

PURPOSES = ("roll-import", "links", "on-paper")


def roll_pass(room: OfficeRoom, election: str, officer: str) -> str:
    """A pass to bring in a roll. Not in the chain: the roll that is frozen is, by its root."""
    return write_pass(room.seed, election, "roll-import", officer, room.clock())


def give_pass(room: OfficeRoom, id_: str, purpose: str, officer: str) -> str:
    """A pass, with its entry `pass-PURPOSE` in the audit chain. Raises BadInput, Refused.

    Links and marks on the roll are for frozen elections. Whoever exports links could hand them to
    the wrong people, so that it was done is never forgotten.
    """
    if purpose not in PURPOSES:
        raise BadInput("purpose", f"A pass is for one of: {', '.join(PURPOSES)}.")
    if purpose == "roll-import":
        return roll_pass(room, id_, officer)
    with room.database.transaction() as connection:
        store = OfficeStore(connection)
        require_state(election_of(store, id_), "frozen")
        write_audit(room, store, id_, officer, f"pass-{purpose}", {"purpose": purpose})
    return write_pass(room.seed, id_, purpose, officer, room.clock())
