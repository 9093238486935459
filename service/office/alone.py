"""The office for commands on the host, without a server: the same use cases on the same database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from service.db.migrate import migrate
from service.db.session import Database
from service.keys import signing_seed
from service.limits import Limit
from service.office.room import OfficeRoom
from service.peers import Peers
from service.settings import Settings


@contextmanager
def office_alone(settings: Settings) -> Iterator[OfficeRoom]:
    """The office, for as long as a command runs."""
    database = Database(settings.database_url("office"))
    clock = settings.clock()
    folder = settings.data / "keys" / "office"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        migrate("office", database)
        yield OfficeRoom(
            settings=settings,
            clock=clock,
            database=database,
            peers=Peers(settings),
            keys_folder=folder,
            seed=signing_seed(folder, "room"),
            by_officer=Limit(clock, allowed=5),
            by_address=Limit(clock, allowed=50, forgive=30),
        )
    finally:
        database.close()
