"""The first officer: whoever can read the set-up code on the host."""

from __future__ import annotations

import hmac
import secrets
from pathlib import Path

from service.db.office.store import OfficeStore
from service.errors import Forbidden, Refused
from service.keys import write_private
from service.office.accounts import add_officer
from service.office.room import OfficeRoom


def code_file(room: OfficeRoom) -> Path:
    """Where the set-up code lies until the first officer has been added."""
    return room.keys_folder / "setup-code"


def offer_setup(room: OfficeRoom) -> Path | None:
    """Write a set-up code if there is no officer yet; where it is."""
    with room.database.reading() as connection:
        if OfficeStore(connection).officers():
            return None
    file = code_file(room)
    if not file.exists():
        write_private(file, secrets.token_urlsafe(24).encode())
    return file


def add_first_officer(room: OfficeRoom, code: str, id_: str, name: str, password: str) -> None:
    """Add the first officer. Raises Refused if there is one, Forbidden for a wrong code."""
    with room.database.reading() as connection:
        if OfficeStore(connection).officers():
            raise Refused("set-up", "There are officers already: one of them adds others.")
    room.by_address.check("set-up")
    file = code_file(room)
    known = file.read_bytes() if file.exists() else b""
    if not known or not hmac.compare_digest(known, code.strip().encode()):
        room.by_address.failed("set-up")
        raise Forbidden("set-up", f"This is not the set-up code. It is in the file {file.name}.")
    add_officer(room, id_, name, password)
    file.unlink(missing_ok=True)
