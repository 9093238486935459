"""Fresh databases for tests: SQLite in a temporary folder, PostgreSQL where it answers."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

POSTGRESQL = os.environ.get("OMOV_TEST_POSTGRESQL", "postgresql+psycopg://postgres@127.0.0.1:5432")


def postgresql_database() -> Iterator[str]:
    """The URL of a new PostgreSQL database, dropped afterwards; skips where there is no server."""
    admin = create_engine(
        f"{POSTGRESQL}/postgres", isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 2}
    )
    name = f"omov_test_{secrets.token_hex(6)}"
    try:
        with admin.connect() as connection:
            connection.execute(text(f'create database "{name}"'))
    except OperationalError:
        admin.dispose()
        pytest.skip("no PostgreSQL answers at 127.0.0.1:5432 (or at OMOV_TEST_POSTGRESQL)")
    try:
        yield f"{POSTGRESQL}/{name}"
    finally:
        with admin.connect() as connection:
            connection.execute(text(f'drop database if exists "{name}" with (force)'))
        admin.dispose()


def database_url(kind: str, folder: Path, room: str) -> Iterator[str]:
    """The URL of a new database of this kind: `sqlite` or `postgresql`."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / f'{room}.sqlite'}"
    else:
        yield from postgresql_database()
