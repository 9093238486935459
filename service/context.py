"""What a room is given when it is made: nothing else is global."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from service.clock import Clock
from service.db.session import Database
from service.peers import Peers
from service.settings import Room, Settings


@dataclass(frozen=True, slots=True)
class RoomContext:
    """One room's surroundings. `database` is its own and nobody else's; the public room has none."""

    room: Room
    settings: Settings
    clock: Clock
    own_database: Database | None
    peers: Peers

    @property
    def database(self) -> Database:
        """The room's database."""
        if self.own_database is None:
            raise RuntimeError(f"the {self.room} room has no database")
        return self.own_database

    @property
    def keys_folder(self) -> Path:
        """Where this room's private keys lie: a folder only its owner can open."""
        folder = self.settings.data / "keys" / self.room
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return folder
