"""Reads a large JSON object without holding it: the elements of its lists come one at a time.

Strict (RFC 8259, and I-JSON's rule that no name comes twice in an object): everything else is a
PapersError with the place, as in `$.CVR[17]`. Numbers with a fraction or an exponent come as text,
so that no float touches anything.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterator
from typing import cast

from counting.canonical import Json
from counting.errors import PapersError

MOST_CHARACTERS = 2**26  # of one member that is read whole
MOST_OF_ELEMENT = 2**22  # of one element of the streamed list

_SPACE = re.compile(r"[ \t\n\r]*")
_LONGEST_NUMBER = 40
_AFTER_VALUE = 64  # characters wanted after a number, to know that it has ended


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a name comes twice in an object")
    return members


def _whole(digits: str) -> int:
    if len(digits) > _LONGEST_NUMBER:
        raise ValueError("a number has too many digits")
    return int(digits)


def _constant(name: str) -> Json:
    raise ValueError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_whole, parse_float=str, parse_constant=_constant
)


class _Text:
    """The characters of a file, from its bytes, with a place in them."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._text = ""
        self._position = 0
        self._ended = False

    def _more(self) -> bool:
        """Reads further, as much again as there is; False at the end of the file."""
        parts = [self._text[self._position :]]
        wanted = max(len(parts[0]), 1)
        while wanted > 0 and not self._ended:
            block = next(self._blocks, None)
            self._ended = block is None
            try:
                parts.append(self._decoder.decode(block or b"", final=self._ended))
            except UnicodeDecodeError:
                raise PapersError("the file is not UTF-8 text.") from None
            wanted -= len(parts[-1])
        grown = len(parts) > 1 and any(parts[1:])
        self._text, self._position = "".join(parts), 0
        return grown

    def next_sign(self) -> str:
        """The next character that is not white space, and stay at it; empty at the end."""
        while True:
            space = _SPACE.match(self._text, self._position)
            self._position = space.end() if space else self._position
            if self._position < len(self._text):
                return self._text[self._position]
            if not self._more():
                return ""

    def take(self, expected: str, path: str) -> str:
        """The next sign, which must be one of those expected; go on after it."""
        sign = self.next_sign()
        if not sign or sign not in expected:
            wanted = " or ".join(f"'{one}'" for one in expected)
            there = f"'{sign}'" if sign else "the end of the file"
            raise PapersError(f"expected {wanted}, not {there}.", path=path)
        self._position += 1
        return sign

    def value(self, path: str, most: int) -> Json:
        """The next value, of at most so many characters. Raises PapersError for what is not JSON."""
        self.next_sign()
        while True:
            try:
                found, end = _DECODER.raw_decode(self._text, self._position)
                length = end - self._position
                if end + _AFTER_VALUE <= len(self._text) or not self._more():
                    self._position += length
                    return cast(Json, found)
                continue
            except json.JSONDecodeError as error:
                fault = f"not JSON: {error.msg}."
            except (ValueError, RecursionError) as error:
                deep = isinstance(error, RecursionError)
                why = "it is nested too deeply" if deep else str(error)
                raise PapersError(f"not JSON that is read here: {why}.", path=path) from None
            if len(self._text) - self._position > most:
                raise PapersError(f"{fault} Or it is longer than {most} characters.", path=path)
            if not self._more():
                raise PapersError(fault, path=path)


def read_members(
    blocks: Iterator[bytes], streamed: str, take: Callable[[Json, str], None]
) -> dict[str, Json]:
    """The members of the file's one object; of the list named `streamed`, each element goes to `take`.

    `take` is given the element and its path. Raises PapersError.
    """
    text = _Text(blocks)
    members: dict[str, Json] = {}
    streamed_once = False
    text.take("{", "$")
    if text.next_sign() == "}":
        text.take("}", "$")
    else:
        while True:
            if text.next_sign() != '"':
                text.take('"', "$")
            name = cast(str, text.value("$", MOST_OF_ELEMENT))
            path = f"$.{name[:_LONGEST_NUMBER]}"
            text.take(":", path)
            if name in members or (name == streamed and streamed_once):
                raise PapersError("this name comes twice.", path=path)
            if name == streamed:
                streamed_once = True
                _stream(text, path, take)
            else:
                members[name] = text.value(path, MOST_CHARACTERS)
            if text.take(",}", "$") == "}":
                break
    if text.next_sign():
        raise PapersError("something follows the end of the object.", path="$")
    return members


def _stream(text: _Text, path: str, take: Callable[[Json, str], None]) -> None:
    text.take("[", path)
    if text.next_sign() == "]":
        text.take("]", path)
        return
    index = 0
    while True:
        place = f"{path}[{index}]"
        take(text.value(place, MOST_OF_ELEMENT), place)
        index += 1
        if text.take(",]", path) == "]":
            return
