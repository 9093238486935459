"""Brings each room's database up to date. The migrations are shipped with the package."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Literal

from sqlalchemy import MetaData

from service.db.session import Database

StoredRoom = Literal["roll", "box", "office"]
STORED_ROOMS: tuple[StoredRoom, ...] = ("roll", "box", "office")


def migrations_folder() -> Path:
    """Where the migrations lie: in the installed package, or at the top of the checkout."""
    installed = Path(__file__).parent / "migrations"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "alembic"


def metadata_of(room: StoredRoom) -> MetaData:
    """The room's tables, as the code has them."""
    metadata: MetaData = import_module(f"service.db.{room}.tables").metadata
    return metadata


def migrate(room: StoredRoom, database: Database) -> str:
    """Bring one database to the newest version, whole or not at all; the version it then has."""
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    folder = migrations_folder()
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("version_locations", str(folder / room / "versions").replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    with database.transaction() as connection:
        config.attributes["connection"] = connection
        config.attributes["metadata"] = metadata_of(room)
        command.upgrade(config, "head")
    return ScriptDirectory.from_config(config).get_current_head() or ""
