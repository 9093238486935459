"""Text into a notice: everything wrong with it at once, each with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import tomli
from pydantic import ValidationError

from service.errors import BadInput
from service.notice.consistency import contradictions
from service.notice.forms import Notice

Place = tuple[str | int, ...]

# Parts of the file's form that later versions know; saying so is kinder than 'unknown key'.
_LATER = {
    "nominating_bodies": "Nominations by bodies",
    "for_each": "Generated contests",
    "then": "Votes that depend on each other",
}


@dataclass(frozen=True, slots=True)
class NoticeFault:
    """One thing wrong: the line (from 1) if it stands on one, the place, and what was expected."""

    line: int | None
    place: str
    what: str

    def __str__(self) -> str:
        where = f"Notice line {self.line}" if self.line else "Notice"
        return f"{where}: {self.place}: {self.what}" if self.place else f"{where}: {self.what}"


class NoticeError(BadInput):
    """A notice that cannot be taken. `faults`: all that is wrong with it, in the order of lines."""

    def __init__(self, faults: Sequence[NoticeFault]) -> None:
        self.faults = tuple(faults)
        lines = [str(fault) for fault in self.faults]
        super().__init__(
            "notice",
            lines[0] if len(lines) == 1 else f"{len(lines)} things are wrong with the notice.",
            faults=[
                {"line": fault.line, "where": fault.place, "what": fault.what}
                for fault in self.faults
            ],
        )


def read_notice(text: str) -> Notice:
    """The notice that this text is. Raises NoticeError with everything that is wrong."""
    try:
        data = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        raise NoticeError([NoticeFault(error.lineno, "", f"{error.msg}.")]) from None
    except RecursionError:
        raise NoticeError([NoticeFault(None, "", "too many brackets within each other.")]) from None
    lines = _lines(text)
    try:
        notice = Notice.model_validate(data)
    except ValidationError as error:
        faults = [_fault(lines, place, kind, message) for place, kind, message in _plainly(error)]
        raise NoticeError(sorted(set(faults), key=lambda f: (f.line or 0, f.place))) from None
    found = [
        NoticeFault(_line_of(lines, place), _dotted(place), what)
        for place, what in contradictions(notice)
    ]
    if found:
        raise NoticeError(sorted(found, key=lambda f: (f.line or 0, f.place)))
    return notice


def _plainly(error: ValidationError) -> Iterator[tuple[Place, str, str]]:
    """Each fault once: of 'a table or the word X', only what is wrong with what was written."""
    faults = error.errors()
    tried = [fault["loc"] for fault in faults]
    for fault in faults:
        place = fault["loc"]
        last = str(place[-1]) if place else ""
        if last.startswith("literal["):
            if any(other[: len(place) - 1] == place[:-1] and other != place for other in tried):
                continue
            place = place[:-1]
        # A model tried among others stands in the place by its name; the notice has no such key.
        plain = tuple(part for part in place if not (isinstance(part, str) and part[:1].isupper()))
        yield plain, fault["type"], fault["msg"]


def _fault(lines: dict[Place, int], place: Place, kind: str, message: str) -> NoticeFault:
    last = place[-1] if place else ""
    if kind == "extra_forbidden":
        later = _LATER.get(str(last))
        what = f"{later} come in a later version." if later else "there is no such key. Remove it."
    elif kind == "missing":
        what = "it is missing."
    else:
        message = message.removeprefix("Value error, ")
        what = message[:1].lower() + message[1:].rstrip(".") + "."
    return NoticeFault(_line_of(lines, place), _dotted(place), what)


def _dotted(place: Place) -> str:
    text = ""
    for part in place:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def _line_of(lines: dict[Place, int], place: Place) -> int | None:
    """The line of a place, or of the nearest thing around it that stands on a line of its own."""
    while place:
        if place in lines:
            return lines[place]
        place = place[:-1]
    return None


_HEADER = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"\s*([A-Za-z0-9_.\"'-]+(?:\s*\.\s*[A-Za-z0-9_\"'-]+)*)\s*=")


def _lines(text: str) -> dict[Place, int]:
    """Where tables and keys stand. For messages only: the file itself is read by the TOML library."""
    found: dict[Place, int] = {}
    counts: dict[Place, int] = {}
    table: Place = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            named = tuple(_names(header[2]))
            if header[1] == "[[":
                index = counts.get(named, -1) + 1
                counts[named] = index
                table = (*named, index)
                found.setdefault(named, number)
            else:
                table = named
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            found.setdefault((*table, *_names(key[1])), number)
    return found


def _names(dotted: str) -> Iterator[str]:
    for name in dotted.split("."):
        yield name.strip().strip("\"'")
