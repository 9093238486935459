"""`omov demo`: a complete sample election on this machine."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Annotated

import typer

from service.cli.exits import CommandError, Exit
from service.cli.output import say


def register(app: typer.Typer) -> None:
    """Add `omov demo`."""
    app.command("demo", short_help="Try a whole sample election.")(_demo)


def _demo(
    directory: Annotated[
        Path, typer.Option("--directory", help="Where the demonstration keeps its data.")
    ] = Path(".omov-demo"),
    election: Annotated[
        str, typer.Option("--election", help="Which sample election; there is one: demo.")
    ] = "demo",
    reset: Annotated[bool, typer.Option("--reset", help="Forget it and start afresh.")] = False,
    port: Annotated[
        int, typer.Option("--port", min=1, max=65_000, help="Port; if taken, the next free one.")
    ] = 8000,
) -> None:
    """Try a whole sample election: members, an officer, voting open. On SQLite; nothing else needed.

    \b
    Examples:
      omov demo
      omov demo --reset --port 9000

    A second run goes on where the first was stopped.
    """
    from service.demo.run import DemoError, run_demo
    from service.rehearsal.http import RehearsalError
    from service.rehearsal.server import ServerError

    if election != "demo":
        raise CommandError(f"There is no sample election '{election}'. There is one: demo.")
    # Asked to end, it ends its server too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        run_demo(directory, reset=reset, port=port, say=say)
    except DemoError as error:
        raise CommandError(str(error)) from None
    except (ServerError, RehearsalError) as error:
        raise CommandError(
            f"The demonstration stopped: {error}. Start afresh with: omov demo --reset", Exit.FAULTS
        ) from None
