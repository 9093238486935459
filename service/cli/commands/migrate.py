"""`omov migrate`: brings the databases up to date."""

from __future__ import annotations

import typer

from service.cli.commands.serve import read_settings
from service.cli.exits import CommandError
from service.cli.output import say


def register(app: typer.Typer) -> None:
    """Add `omov migrate`."""
    app.command("migrate", short_help="Bring the databases up to date.")(_migrate)


def _migrate() -> None:
    """Bring the three databases up to date. Make a backup first.

    \b
    Example:
      OMOV_ROLL_URL=postgresql://omov@db/roll omov migrate
    """
    from sqlalchemy.exc import SQLAlchemyError

    from service.serving import migrate_rooms
    from service.settings import ROOMS

    try:
        versions = migrate_rooms(read_settings(), ROOMS)
    except SQLAlchemyError as error:
        raise CommandError(f"A database could not be brought up to date: {error}") from None
    for room, version in versions.items():
        say(f"{room}: {version}")
