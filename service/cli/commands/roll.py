"""`omov roll import`: rolls of members, on the host of the roll office."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.commands.serve import read_settings
from service.cli.exits import CommandError
from service.cli.output import say

if TYPE_CHECKING:
    from service.roll.forms import Imported


def register(app: typer.Typer) -> None:
    """Add `omov roll`."""
    group = typer.Typer(help="Rolls of members.", no_args_is_help=True, rich_markup_mode=None)
    group.callback()(lambda: None)
    group.command("import", short_help="Import a roll from a CSV file.")(_import)
    app.add_typer(group, name="roll", short_help="Rolls of members.")


def _import(
    file: Annotated[Path, typer.Argument(help="CSV: number, name, email, then attributes.")],
    election: Annotated[str, typer.Option("--election", help="The election's id.")],
    roll: Annotated[str, typer.Option("--roll", help="The roll's name in the notice.")],
) -> None:
    """Import a roll: all of it, or nothing, with every bad row and its line.

    \b
    Example:
      omov roll import members.csv --election executive-2027 --roll members
    """
    from service.roll.importing import RollFileError

    try:
        done = _imported(file.read_bytes(), election, roll)
    except RollFileError as error:
        lines = [f"Roll line {line}: {what}" for line, what in error.faults]
        raise CommandError("\n".join([*lines, "Nothing was imported."])) from None
    except OSError as error:
        raise CommandError(f"{error.filename}: {error.strerror}") from None
    say(
        f"{done.members} members on roll {done.roll}. Columns: {', '.join(done.columns) or 'none'}."
    )


def _imported(data: bytes, election: str, roll: str) -> Imported:
    from service.db.migrate import migrate
    from service.db.session import Database
    from service.errors import Refused
    from service.roll.importing import RollFileError
    from service.roll.use_cases import import_roll

    settings = read_settings()
    database = Database(settings.database_url("roll"))
    try:
        migrate("roll", database)
        return import_roll(database, election, roll, data)
    except RollFileError:
        raise
    except Refused as error:
        raise CommandError(error.detail) from None
    finally:
        database.close()
