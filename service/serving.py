"""Runs rooms on a port: migrations first, then the server, with logs that say nothing of anybody."""

from __future__ import annotations

import logging
import os
import socket
import sys
from collections.abc import Sequence

import structlog

from service.db.migrate import STORED_ROOMS, migrate
from service.db.session import Database
from service.settings import Room, Settings


def configure_logs() -> None:
    """Events as JSON lines on standard error. No access log: a path can carry what a log must not."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, handlers=[LibraryEvents()], force=True)


class LibraryEvents(logging.Handler):
    """What libraries have to say, as our events: never an error's words, which may hold a person."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log the library's name, and an error's kind; words only of the server's own start and end."""
        event = {"library": record.name}
        if record.exc_info and record.exc_info[0] is not None:
            event["kind"] = record.exc_info[0].__name__
        elif record.name == "uvicorn.error":
            event["text"] = record.getMessage()
        structlog.get_logger().log(record.levelno, "library_event", **event)


def migrate_rooms(settings: Settings, rooms: Sequence[Room]) -> dict[str, str]:
    """Bring the databases of these rooms up to date; the version of each."""
    versions: dict[str, str] = {}
    for room in STORED_ROOMS:
        if room in rooms:
            database = Database(settings.database_url(room))
            try:
                versions[room] = migrate(room, database)
            finally:
                database.close()
    return versions


def free_port(wanted: int, host: str = "127.0.0.1") -> int:
    """The wanted port, or the next free one."""
    for port in range(wanted, min(wanted + 200, 65_536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    raise OSError(f"no free port from {wanted} on")


def serve(settings: Settings, rooms: Sequence[Room], host: str, port: int) -> None:
    """Serve these rooms until stopped."""
    import uvicorn

    from service.app import create_app

    os.umask(0o077)  # databases, keys and logs are for this user's eyes only
    configure_logs()
    migrate_rooms(settings, rooms)
    uvicorn.run(
        create_app(settings, rooms),
        host=host,
        port=port,
        access_log=False,
        log_config=None,
        server_header=False,
        date_header=True,
        proxy_headers=False,
        timeout_graceful_shutdown=20,
    )
