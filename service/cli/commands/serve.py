"""`omov serve`: runs the service."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.exits import CommandError
from service.cli.output import say

if TYPE_CHECKING:
    from service.settings import Settings


class RoomChoice(StrEnum):
    """Which room a process serves."""

    ALL = "all"
    ROLL = "roll"
    BOX = "box"
    OFFICE = "office"
    PUBLIC = "public"


def register(app: typer.Typer) -> None:
    """Add `omov serve`."""
    app.command("serve", short_help="Run the service.")(_serve)


def _serve(
    room: Annotated[
        RoomChoice, typer.Option("--room", help="All rooms in one process, or one of them.")
    ] = RoomChoice.ALL,
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65_535, help="Port.")] = 8000,
) -> None:
    """Run the service. Settings come from the environment (OMOV_…); see docs/settings.md.

    \b
    Examples:
      omov serve
      OMOV_ADDRESS=https://vote.example.org omov serve --port 8080
      OMOV_BOX_URL=postgresql://omov@db/box omov serve --room box

    Put a proxy with TLS before it. Databases are brought up to date first.
    """
    from service.serving import serve
    from service.settings import ROOMS

    settings = read_settings()
    rooms = ROOMS if room is RoomChoice.ALL else tuple(r for r in ROOMS if r == room.value)
    say(f"OMOV serves {', '.join(rooms)} at http://{host}:{port}/ (data in {settings.data})")
    try:
        serve(settings, rooms, host, port)
    except (RuntimeError, OSError) as error:
        raise CommandError(f"{error}") from None


def read_settings() -> Settings:
    """The settings of the environment. Raises CommandError, naming what is wrong."""
    from pydantic import ValidationError

    from service.settings import Settings

    try:
        return Settings()
    except ValidationError as error:
        faults = "; ".join(
            f"OMOV_{'_'.join(str(part) for part in fault['loc']).upper()}: {fault['msg']}"
            for fault in error.errors()
        )
        raise CommandError(f"The settings are wrong: {faults}") from None
