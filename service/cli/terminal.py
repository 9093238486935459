"""A terminal on which secrets are shown to one person at a time, and files that only their owner reads."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from service.cli.exits import CommandError
from service.cli.output import printable, say

# Alternate screen, which keeps no lines to scroll back to; then clear it, and what can be scrolled.
_ENTER = "\x1b[?1049h\x1b[2J\x1b[3J\x1b[H"
_LEAVE = "\x1b[2J\x1b[3J\x1b[H\x1b[?1049l"


class Terminal(Protocol):
    """Where a ceremony talks to people."""

    def say(self, text: str) -> None:
        """Show text that everybody may see."""
        ...

    def ask(self, question: str) -> str:
        """One line typed in answer. Raises CommandError when the input ends."""
        ...

    def secret(self) -> contextlib.AbstractContextManager[None]:
        """What is said and typed within is on a screen of its own, and gone afterwards."""
        ...


class Console:
    """The real terminal. Raises CommandError if there is none at both ends."""

    def __init__(self) -> None:
        if not (sys.stdin and sys.stdout and sys.stdin.isatty() and sys.stdout.isatty()):
            raise CommandError(
                "This shows secrets to one person after another, so it needs a terminal: run it "
                "without pipes, or see --unattended in the help for what it does instead."
            )

    def say(self, text: str) -> None:
        """See Terminal."""
        say(text)

    def ask(self, question: str) -> str:
        """See Terminal."""
        try:
            return input(printable(question) + " ")
        except (EOFError, UnicodeDecodeError):
            raise CommandError("The input ended, so nothing was done.") from None

    @contextlib.contextmanager
    def secret(self) -> Iterator[None]:
        """See Terminal."""
        self._send(_ENTER)
        try:
            yield
        finally:
            self._send(_LEAVE)

    def _send(self, codes: str) -> None:
        sys.stdout.write(codes)
        sys.stdout.flush()


@contextlib.contextmanager
def new_file(name: str, mode: int) -> Iterator[list[bytes]]:
    """Reserve a new file, and write into it what the block leaves in the list; none if it fails.

    `mode`: permissions, such as 0o600. Raises CommandError for a file that exists or cannot be made.
    """
    path = Path(name)
    try:
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        raise CommandError(
            f"'{name}' exists already, and is not overwritten: name another file, or move it away."
        ) from None
    except (OSError, ValueError) as error:
        raise CommandError(f"'{name}' cannot be written: {_reason(error)}.") from error
    chunks: list[bytes] = []
    try:
        with os.fdopen(number, "wb") as file:
            yield chunks
            file.write(b"".join(chunks))
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def new_folder(name: str) -> Path:
    """A new folder that only its owner can enter. Raises CommandError if it exists or cannot be made."""
    path = Path(name)
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        raise CommandError(f"'{name}' exists already: name a new folder.") from None
    except (OSError, ValueError) as error:
        raise CommandError(f"'{name}' cannot be made: {_reason(error)}.") from error
    return path


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
