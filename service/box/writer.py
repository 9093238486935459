"""The box has one writer: a lock that one process holds, and that is looked at while it runs.

On SQLite a file lock beside the database, which lasts as long as the process. On PostgreSQL an
advisory lock of one connection: if the server restarts, it is gone, and another process could take
it. So it is looked at again and again; while it is not held, nothing is written.
"""

from __future__ import annotations

import fcntl
import time
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from service.db.session import Database

_ADVISORY_LOCK = 0x6F6D6F76  # 'omov': one writer process per box database
_PATIENCE = 5.0  # seconds at the start: a killed process may hold it until the server has noticed
_MINE = text(
    "select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid() "
    "and classid = 0 and objid = :key and granted"
)


class OnlyWriter:
    """The lock of one box database, while inside. Raises RuntimeError if another process has it."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self._folder = folder
        self._file: IO[str] | None = None
        self._connection: Connection | None = None

    def __enter__(self) -> OnlyWriter:
        if self._database.is_sqlite:
            self._file = (self._folder / "writer.lock").open("w", encoding="ascii")
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self._file.close()
                raise RuntimeError("another process is writing to this ballot box") from None
            return self
        ends = time.monotonic() + _PATIENCE
        while not self._take():
            if time.monotonic() > ends:
                raise RuntimeError("another process is writing to this ballot box")
            time.sleep(0.1)
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()
        self._let_go()

    def held(self) -> bool:
        """Whether this process has the lock: looked up, and taken again where it was lost and is free."""
        if self._file is not None:
            return True
        if self._connection is not None:
            try:
                if self._connection.execute(_MINE, {"key": _ADVISORY_LOCK}).scalar():
                    self._connection.rollback()
                    return True
            except DBAPIError:
                pass  # the connection is gone, and the lock with it
        self._let_go()
        try:
            return self._take()
        except DBAPIError:
            return False  # the server does not answer: nothing can be written anyhow

    def _take(self) -> bool:
        connection = self._database.engine.connect()
        taken = connection.execute(
            text("select pg_try_advisory_lock(:key)"), {"key": _ADVISORY_LOCK}
        ).scalar()
        connection.commit()
        if taken:
            self._connection = connection
        else:
            connection.close()
        return bool(taken)

    def _let_go(self) -> None:
        if self._connection is not None:
            # Not back to the pool: the lock belongs to the connection and ends with it.
            self._connection.invalidate()
            self._connection.close()
            self._connection = None
