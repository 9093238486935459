"""Reading canonical JSON strictly: one place where unknown keys, wrong types and stray spellings end.

A `Node` is a value and its path (`contests[2].seats`); each reading method gives the typed
value or raises the reader's own error, naming the path and what was expected.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from ballots.encoding import from_base64url
from ballots.errors import BallotsError, EncodingError
from ballots.times import utc_from_text
from counting.canonical import Json, canonical_json

LONGEST_TEXT = 2000  # characters
LONGEST_ID = 64  # characters
_IDENTIFIER = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# Embeddings, overrides and isolates: they can make one name look like another.
_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_HIDDEN = frozenset({"Cc", "Cs", "Zl", "Zp"})  # controls, surrogates, line and paragraph ends
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Node:
    """A JSON value, where it stands, and the error to raise about it."""

    value: Json
    path: str
    error: type[BallotsError]

    def fail(self, expected: str) -> BallotsError:
        """The error that says what was expected here."""
        return self.error(f"{self.path or 'the whole'}: expected {expected}")

    def object(self, *names: str, optional: Collection[str] = ()) -> dict[str, Node]:
        """The members of an object that has exactly these names, and perhaps some of the optional."""
        members = self.mapping()
        for name in members:
            if name not in names and name not in optional:
                raise self.error(f"{_join(self.path, name)}: there is no such key")
        for name in names:
            if name not in members:
                raise self.error(f"{_join(self.path, name)}: this key is missing")
        return members

    def mapping(self) -> dict[str, Node]:
        """The members of an object with any names."""
        if not isinstance(self.value, Mapping):
            raise self.fail("an object")
        return {
            name: Node(value, _join(self.path, name), self.error)
            for name, value in self.value.items()
        }

    def list(self) -> tuple[Node, ...]:
        """The items of an array."""
        if not isinstance(self.value, list | tuple):
            raise self.fail("an array")
        return tuple(
            Node(value, f"{self.path}[{at}]", self.error) for at, value in enumerate(self.value)
        )

    def is_null(self) -> bool:
        """Whether the value is null."""
        return self.value is None

    def integer(self, smallest: int, largest: int) -> int:
        """A whole number between these two, inclusive."""
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise self.fail("a whole number")
        if not smallest <= self.value <= largest:
            raise self.fail(f"a whole number from {smallest} to {largest}, not {self.value}")
        return self.value

    def string(self) -> str:
        """Any text."""
        if not isinstance(self.value, str):
            raise self.fail("text")
        return self.value

    def words(self) -> str:
        """Text for people: not empty, no control characters, in Unicode normal form C."""
        text = self.string()
        if not is_plain_text(text):
            raise self.fail(
                f"text of 1 to {LONGEST_TEXT} characters, without control characters, "
                "in Unicode normal form C"
            )
        return text

    def identifier(self) -> str:
        """A short name of small letters, digits and single hyphens."""
        text = self.string()
        if not is_identifier(text):
            raise self.fail("an id of small letters and digits, with single hyphens between them")
        return text

    def one_of(self, choices: Collection[str]) -> str:
        """One of these words."""
        text = self.string()
        if text not in choices:
            raise self.fail(f"one of {', '.join(sorted(choices))}, not '{text}'")
        return text

    def bytes(self, size: int | None = None) -> bytes:
        """Bytes in base64url without padding; `size` of them where it is given."""
        try:
            return from_base64url(self.string(), size)
        except EncodingError as error:
            raise self.error(f"{self.path}: {error}") from None

    def digest(self) -> str:
        """`sha256:` and 64 hexadecimal digits."""
        text = self.string()
        if not _DIGEST.fullmatch(text):
            raise self.fail("'sha256:' and 64 small hexadecimal digits")
        return text

    def instant(self) -> datetime:
        """An instant in UTC, to the second."""
        try:
            return utc_from_text(self.string())
        except EncodingError as error:
            raise self.error(f"{self.path}: {error}") from None


def is_identifier(text: str) -> bool:
    """Whether the text can name a contest, a candidate or an officer in hashed objects."""
    return len(text) <= LONGEST_ID and _IDENTIFIER.fullmatch(text) is not None


def is_plain_text(text: str) -> bool:
    """Whether the text is fit to be shown and hashed: one spelling, nothing invisible."""
    return (
        0 < len(text) <= LONGEST_TEXT
        and text == unicodedata.normalize("NFC", text)
        and _BIDI_CONTROLS.isdisjoint(text)
        and not any(unicodedata.category(sign) in _HIDDEN for sign in text)
    )


def read_canonical(data: bytes, error: type[BallotsError]) -> Node:
    """The value of a canonical JSON text (RFC 8785). Raises `error` for any other spelling."""
    node = read_json(data, error)
    try:
        again = canonical_json(node.value)
    except (ValueError, RecursionError):
        again = b""
    if again != data:
        raise error("this is not canonical JSON (RFC 8785)")
    return node


def read_json(data: bytes, error: type[BallotsError]) -> Node:
    """The value of a JSON text in any spelling, without floats or repeated keys. Raises `error`."""
    try:
        text = data.decode("utf-8")
        value = json.loads(
            text,
            object_pairs_hook=_once,
            parse_float=_refuse,
            parse_constant=_refuse,
        )
    except (ValueError, RecursionError) as fault:
        raise error(f"this is not JSON: {fault}") from None
    return Node(value, "", error)


def _once(pairs: Iterable[tuple[str, Json]]) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"the key '{name}' stands twice")
        found[name] = value
    return found


def _refuse(number: str) -> Json:
    raise ValueError(f"{number} is not a whole number")


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
