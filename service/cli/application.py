"""The command line as one application: which commands there are, `--version`, and faults of usage."""

from __future__ import annotations

from typing import Annotated

import typer

from service.cli import commands
from service.cli.exits import CommandError, Exit
from service.cli.output import say

ABOUT = """One member, one vote: preferential elections that everyone can check.

\b
Example:
  omov count ballots.blt --rule scottish-2011
"""


def dispatch(arguments: list[str]) -> int:
    """Run the command that the arguments name, and return its exit status.

    Only that command is imported; all of them are for `omov --help` or an unknown name.
    Raises CommandError for a faulty command line, and whatever the command raises.
    """
    app = typer.Typer(
        add_completion=False,
        rich_markup_mode=None,  # plain help: for pasting, for screen readers, and quick
        pretty_exceptions_enable=False,
        no_args_is_help=False,
        help=ABOUT,
        context_settings={"help_option_names": ["--help", "-h"]},
    )
    app.callback(invoke_without_command=True, help=ABOUT)(_root)
    known = commands.names()
    for name in arguments[:1] if arguments and arguments[0] in known else known:
        commands.register(app, name)
    command = typer.main.get_command(app)
    try:
        status = command.main(arguments or ["--help"], prog_name="omov", standalone_mode=False)
    except typer.TyperException as error:
        raise CommandError(_usage_message(error)) from error
    except typer.Abort:
        return Exit.INTERRUPTED
    return status if isinstance(status, int) else Exit.OK


def _root(
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    if version:
        say(f"omov {version_text()}")
        raise typer.Exit


def version_text() -> str:
    """The installed version of this distribution."""
    from importlib.metadata import version

    return version("omov")


def _usage_message(error: typer.TyperException) -> str:
    """What is wrong with the command line, and where its help is."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "omov"
    format_message = getattr(error, "format_message", None)
    message = format_message() if callable(format_message) else str(error)
    message = message.replace("Value error, ", "")  # the words of the library that reads options
    return f"{message.rstrip('.?')}. See '{path} --help'."
