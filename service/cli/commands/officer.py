"""`omov officer add`: officers, on the host."""

from __future__ import annotations

from typing import Annotated

import typer

from service.cli.commands.serve import read_settings
from service.cli.exits import CommandError
from service.cli.output import say


def register(app: typer.Typer) -> None:
    """Add `omov officer`."""
    group = typer.Typer(help="Returning officers.", no_args_is_help=True, rich_markup_mode=None)
    group.command("add", short_help="Add an officer, or give one a new password.")(_add)
    app.add_typer(group, name="officer", short_help="Returning officers.")


def _add(
    officer: Annotated[str, typer.Argument(help="Id: small letters, figures, hyphens.")],
    name: Annotated[str, typer.Option("--name", help="The officer's name, as it is published.")],
    password_file: Annotated[
        str, typer.Option("--password-file", help="File with the password; - asks for it.")
    ] = "-",  # noqa: S107
) -> None:
    """Add an officer, or give one a new password. The password is asked for, and never shown.

    \b
    Example:
      omov officer add jo --name "Jo Marsh"
    """
    from pathlib import Path

    from service.errors import Refused
    from service.office.accounts import add_officer
    from service.office.alone import office_alone

    try:
        if password_file == "-":  # noqa: S105 - the sign for asking
            password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
        else:
            password = Path(password_file).read_text(encoding="utf-8").rstrip("\n")
        with office_alone(read_settings()) as room:
            add_officer(room, officer, name, password)
    except Refused as error:
        raise CommandError(error.detail) from None
    except UnicodeDecodeError as error:
        raise CommandError(f"The file is not UTF-8 text: {error.reason}.") from None
    except OSError as error:
        raise CommandError(f"{error.filename}: {error.strerror}") from None
    say(f"{name} can sign in as {officer}.")
