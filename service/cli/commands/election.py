"""`omov election load` and `omov election schema`: notices of election, on the host."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from service.cli.commands.serve import read_settings
from service.cli.exits import CommandError
from service.cli.output import say


def register(app: typer.Typer) -> None:
    """Add `omov election`."""
    group = typer.Typer(help="Notices of election.", no_args_is_help=True, rich_markup_mode=None)
    group.command("load", short_help="Load a notice of election.")(_load)
    group.command("schema", short_help="Print the JSON schema of a notice.")(_schema)
    app.add_typer(group, name="election", short_help="Notices of election.")


def _load(
    notice: Annotated[Path, typer.Argument(help="The notice of election (TOML).")],
    officer: Annotated[str, typer.Option("--officer", help="Who loads it: an officer's id.")],
    check: Annotated[bool, typer.Option("--check", help="Only say what is wrong with it.")] = False,
) -> None:
    """Load a notice of election as a draft; until the freeze it can be loaded again.

    \b
    Examples:
      omov election load notice.toml --officer jo
      omov election load notice.toml --officer jo --check
    """
    from service.db.office.store import OfficeStore
    from service.errors import Refused
    from service.notice import NoticeError, read_notice
    from service.office.alone import office_alone
    from service.office.freezing import load_notice

    try:
        text = notice.read_text(encoding="utf-8")
        if check:
            say(f"The notice is good. Its election's id is {read_notice(text).election_id}.")
            return
        with office_alone(read_settings()) as room:
            with room.database.reading() as connection:
                if OfficeStore(connection).officer(officer) is None:
                    raise CommandError(
                        f"There is no officer '{officer}'. Add one: omov officer add"
                    )
            id_ = load_notice(room, text, officer).id
    except NoticeError as error:
        raise CommandError("\n".join(str(fault) for fault in error.faults)) from None
    except Refused as error:
        raise CommandError(error.detail) from None
    except UnicodeDecodeError as error:
        raise CommandError(f"The file is not UTF-8 text: {error.reason}.") from None
    except OSError as error:
        raise CommandError(f"{error.filename}: {error.strerror}") from None
    say(f"Loaded as election {id_}. Next: import its rolls, then prepare and freeze it.")


def _schema() -> None:
    """Print the JSON schema of a notice, for editors and other programs.

    \b
    Example:
      omov election schema > notice.schema.json
    """
    import json

    from service.notice import notice_schema

    say(json.dumps(notice_schema(), indent=2, ensure_ascii=False))
