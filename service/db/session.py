"""Databases and their transactions. Nothing else in the service commits."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL

BUSY_SECONDS = 10
THREADS = 40  # that the server runs requests in


class Database:
    """One room's database. SQLite: a file of its own, write-ahead log, every commit on disk."""

    def __init__(self, url: str) -> None:
        self.url: URL = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        # SQLite has one writer: threads queue here, in turn, instead of asking it again and again.
        self._turn: AbstractContextManager[object] = (
            threading.RLock() if self.is_sqlite else nullcontext()
        )
        if self.is_sqlite:
            self.engine = _sqlite(self.url)
        else:
            # psycopg 3 is the one driver; a bare postgresql:// means it too.
            self.engine = create_engine(
                self.url.set(drivername="postgresql+psycopg"),
                pool_pre_ping=True,
                pool_size=10,
                hide_parameters=True,  # no error message holds what was being stored
            )

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A transaction that is whole or absent: committed at the end, rolled back on any error."""
        with self._turn, self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for reading; nothing done in it is kept."""
        with self.engine.connect() as connection:
            yield connection.execution_options(reading=True)

    def forget_writes(self) -> bool:
        """Empty SQLite's write-ahead log, whose frames stand in the order of writing.

        False where a reader holds it: try again later. PostgreSQL: nothing to do, nothing done.
        """
        if not self.is_sqlite:
            return True
        with self.engine.connect() as connection:
            raw = connection.connection.dbapi_connection
            assert raw is not None
            cursor = raw.cursor()
            # Ballots wait while this waits for a reader: so it does not wait, but comes again.
            cursor.execute("PRAGMA busy_timeout=0")
            try:
                (busy, _, _) = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            except sqlite3.OperationalError:
                return False
            finally:
                cursor.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
                cursor.close()
        return not busy

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def _make_private(file: Path) -> None:
    """The file that SQLite is to fill: its owner's only; its write-ahead log is made like it."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file.touch(mode=0o600, exist_ok=True)


def _sqlite(url: URL) -> Engine:
    if url.database:
        _make_private(Path(url.database))
    engine = create_engine(
        url,
        connect_args={"timeout": BUSY_SECONDS},
        hide_parameters=True,
        pool_size=THREADS,  # each keeps its connection: opening one costs more than it does
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions are begun below, not by the driver
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            f"busy_timeout={BUSY_SECONDS * 1000}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # Take the write lock at once: a use case that reads and then writes must not find
        # that another has written in between.
        reading = connection.get_execution_options().get("reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine
