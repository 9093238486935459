"""What readers of text files share: lines, their characters, whole numbers, and how a fault is shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from counting.errors import PapersError
from counting.papers import MOST_PAPERS

LONGEST_LINE = 2**20  # bytes; a ranking of all candidates that there can be takes 400,000

_CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f]")
_SHOWN = 40  # characters of a faulty line that a message repeats


def lines_of(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of a file, without their line feeds, from its bytes in blocks of any size.

    Raises PapersError for a line longer than `LONGEST_LINE`.
    """
    rest, number = b"", 0
    for block in blocks:
        *whole, rest = (rest + block).split(b"\n")
        for line in whole:
            number += 1
            if len(line) > LONGEST_LINE:
                raise too_long(number)
            yield line
        if len(rest) > LONGEST_LINE:
            raise too_long(number + 1)
    if rest:
        yield rest


def too_long(line: int) -> PapersError:
    """The error for a line that is longer than any ballot can be."""
    return PapersError(
        f"longer than {LONGEST_LINE} bytes, which no line of a ballot file is. "
        "Is this a ballot file?",
        line,
    )


def text_of(line: bytes, number: int) -> str:
    """The characters of a line, without a carriage return at its end or a byte order mark in line 1.

    Raises PapersError for what is not UTF-8, and for control characters other than the tab.
    """
    line = line.removesuffix(b"\r")
    if number == 1:
        line = line.removeprefix(b"\xef\xbb\xbf")
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise PapersError(
            f"byte {error.start + 1} of the line is not UTF-8 text. "
            "Save the file as text in UTF-8.",
            number,
        ) from None
    control = _CONTROL.search(text)
    if control:
        raise PapersError(
            f"character {control.start() + 1} of the line is the control character "
            f"U+{ord(control[0]):04X}. Is this a ballot file? It must be plain text, with "
            "each line ended by LF or CR LF.",
            number,
        )
    return text


def is_digits(token: str) -> bool:
    """Whether it is made of the digits 0 to 9 only, and of one at least."""
    return token.isascii() and token.isdigit()


def whole(digits: str, line: int | None) -> int:
    """The number that digits make. Raises PapersError for one that is more than can be counted."""
    significant = digits.lstrip("0")
    # The length first: Python refuses to read very long numbers.
    if len(significant) <= len(str(MOST_PAPERS)) and int(significant or "0") <= MOST_PAPERS:
        return int(significant or "0")
    raise PapersError(f"{shown(digits)} is more than can be counted: at most {MOST_PAPERS}.", line)


def shown(text: str) -> str:
    """A piece of the file as a message repeats it: in quotes, short, on one line."""
    return repr(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")


def require_plain(name: str) -> None:
    """Raise PapersError for a name that a text file cannot hold on one line."""
    if any(ord(character) < 32 and character != "\t" for character in name) or "\x7f" in name:
        raise PapersError(f"the name {name!r} has a control character, which text cannot hold.")
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        raise PapersError(f"the name {name!r} is not Unicode text.") from None
