"""Reads the files that commands are given; `-` is standard input. Long reading shows its progress."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from service.cli.exits import CommandError

if TYPE_CHECKING:
    from rich.progress import Progress

    from counting.formats import BallotFile, Format

STANDARD_INPUT = "-"

_PATIENCE = 0.5  # seconds of reading before progress is shown


def read_papers(
    name: str,
    format_: Format | None = None,
    contest: str | None = None,
    *,
    weighted: bool = False,
) -> BallotFile:
    """The ballot file of this name. Raises PapersError, CommandError (no standard input).

    `format_`: None has it told by the name, or by how the file begins. `contest`: which, of several.
    `weighted`: each line is one ballot of so many votes, not so many papers.
    """
    from counting.errors import PapersError
    from counting.formats.door import read_ballots

    source = _standard_input() if name == STANDARD_INPUT else Path(name)
    try:
        with _progress(f"Reading {name}") as progress:
            found = read_ballots(source, progress, format_=format_, contest=contest)
            return found.weighted() if weighted else found
    except (OSError, ValueError) as error:
        raise PapersError(f"{_quoted(name)} cannot be read: {reason(error)}.") from error


def read_bytes(name: str, what: str) -> bytes:
    """All bytes of a small file. `what`: what it is, as an error says it. Raises CommandError."""
    try:
        if name == STANDARD_INPUT:
            return _standard_input().read()
        return Path(name).read_bytes()
    except (OSError, ValueError) as error:
        raise CommandError(f"{what} {_quoted(name)} cannot be read: {reason(error)}.") from error


def only_one_from_standard_input(*names: str | None) -> None:
    """Raise CommandError where two files are both to come from standard input."""
    if names.count(STANDARD_INPUT) > 1:
        raise CommandError("Only one file can come from standard input ('-'). Name the other.")


def _standard_input() -> BinaryIO:
    if sys.stdin is None:
        raise CommandError("Standard input is closed. Name a file, or send one to standard input.")
    return sys.stdin.buffer


def _quoted(name: str) -> str:
    return "standard input" if name == STANDARD_INPUT else f"'{name}'"


def reason(error: OSError | ValueError) -> str:
    """Why a file cannot be read, in the system's words."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


class _Bar:
    """Told of bytes read, shows a bar once reading has taken a while."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._start = time.monotonic()
        self._bar: Progress | None = None

    def __call__(self, read: int, size: int | None) -> None:
        if self._bar is None:
            if time.monotonic() - self._start < _PATIENCE:
                return
            self._bar = _new_bar()
            self._bar.start()
            self._bar.add_task(self._what)
        self._bar.update(self._bar.task_ids[0], completed=read, total=size)

    def stop(self) -> None:
        if self._bar is not None:
            self._bar.stop()


def _new_bar() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )


@contextmanager
def _progress(what: str) -> Iterator[_Bar | None]:
    """A bar on standard error if somebody is looking at it; otherwise none."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    bar = _Bar(what)
    try:
        yield bar
    finally:
        bar.stop()
