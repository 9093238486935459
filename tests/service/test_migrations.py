"""Migrations: up from empty, no drift from the tables, one head each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from service.db.migrate import STORED_ROOMS, StoredRoom, metadata_of, migrate, migrations_folder
from service.db.session import Database
from tests.service.databases import database_url

pytestmark = pytest.mark.parametrize("room", STORED_ROOMS)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    for url in database_url(request.param, tmp_path, "room"):
        made = Database(url)
        yield made
        made.close()


def test_migrations_lead_from_nothing_to_the_tables_of_the_code(
    room: StoredRoom, database: Database
) -> None:
    migrate(room, database)
    with database.reading() as connection:
        difference = compare_metadata(MigrationContext.configure(connection), metadata_of(room))
    assert difference == []


def test_migrating_twice_changes_nothing(room: StoredRoom, database: Database) -> None:
    first = migrate(room, database)
    assert migrate(room, database) == first
    with database.reading() as connection:
        assert set(inspect(connection).get_table_names()) == {
            *metadata_of(room).tables,
            "alembic_version",
        }


def test_there_is_one_newest_version(room: StoredRoom) -> None:
    config = Config()
    config.set_main_option("script_location", str(migrations_folder()))
    config.set_main_option("version_locations", str(migrations_folder() / room / "versions"))
    config.set_main_option("path_separator", "newline")
    assert len(ScriptDirectory.from_config(config).get_heads()) == 1
