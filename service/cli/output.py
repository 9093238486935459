"""What commands write: text for people, bytes for programs, and one line where something is wrong."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
from typing import TextIO

from service.cli.exits import OutputError

# Control characters, and the marks that reorder or hide text: a name in a file could carry them.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]"
)
_WIDTH_OF_A_FILE = 100


def say(text: str) -> None:
    """Write lines of text for people. Raises OutputError."""
    stream = _standard_output()
    if hasattr(stream, "reconfigure"):
        # A terminal that knows few characters shows the others as escapes, and nothing fails.
        stream.reconfigure(errors="backslashreplace")
    try:
        stream.write(printable(text) + "\n")
        stream.flush()
    except OSError as error:
        raise OutputError(error) from error


def say_bytes(data: bytes) -> None:
    """Write bytes for programs, and a line end. Raises OutputError."""
    stream = _standard_output()
    try:
        stream.flush()
        stream.buffer.write(data + b"\n")
        stream.buffer.flush()
    except OSError as error:
        raise OutputError(error) from error


def complain(message: str) -> None:
    """Write one line on standard error; in silence if there is none."""
    if sys.stderr is None or not message:
        return
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write(one_line(message) + "\n")
        sys.stderr.flush()


def one_line(text: str) -> str:
    """The text on one line, with nothing in it that a terminal would obey."""
    return printable(" ".join(text.split()))


def printable(text: str) -> str:
    """The text with control and reordering characters shown as escapes; line ends and tabs stay."""
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def width() -> int:
    """Columns to lay text out in: those of the terminal or of `COLUMNS`; 100 where there is neither."""
    return max(shutil.get_terminal_size((_WIDTH_OF_A_FILE, 24)).columns, 40)


def abandon_output() -> None:
    """Throw away what is still to be written, so that the interpreter does not fail on it at its end."""
    for stream in (sys.stdout, sys.stderr):
        if stream is None:
            continue
        try:
            stream.flush()
        except (OSError, ValueError):
            with contextlib.suppress(OSError, ValueError):
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, stream.fileno())
                os.close(nowhere)


def _standard_output() -> TextIO:
    if sys.stdout is None:
        raise OutputError(None)
    return sys.stdout
