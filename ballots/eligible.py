"""Who may vote in a contest, as a condition on the attributes of the roll.

    joined <= 2026-12-31 and status = 'paid'
    region = 'north' or not (grade = 'associate')

A condition compares an attribute with a value: `=` and `!=` for anything, `<`, `<=`, `>`, `>=` for
dates and whole numbers; with `and`, `or`, `not` and brackets. Values are 'text' in single quotes,
dates (2026-12-31), whole numbers, `true` and `false`. Attributes of the roll are text; a value that
cannot be read as what it is compared with is an error, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from ballots.errors import RollError

Attributes = Mapping[str, str]
Test = Callable[[Attributes], bool]
Value = str | int | date | bool

_TOKEN: Final = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<date>\d{4}-\d{2}-\d{2}(?![\w-]))|(?P<number>-?\d+(?!\w))"
    r"|(?P<sign><=|>=|!=|=|<|>)|(?P<bracket>[()])|(?P<word>[A-Za-z_][\w-]*))"
)
_TRUTH: Final = {"true": True, "false": False}
_DEEPEST: Final = 50


@dataclass(frozen=True, slots=True)
class Condition:
    """A parsed condition. `attributes`: the names it speaks of, each once, in order."""

    text: str
    attributes: tuple[str, ...]
    test: Test

    def holds(self, attributes: Attributes) -> bool:
        """Whether it holds for these attributes. Raises RollError for a missing or unreadable one."""
        return self.test(attributes)


EVERYBODY: Final = Condition("", (), lambda _attributes: True)


def parse_condition(text: str) -> Condition:
    """The condition that this text says; empty text is everybody. Raises RollError, saying where."""
    if not text.strip():
        return EVERYBODY
    parser = _Parser(text)
    test = parser.either(0)
    if parser.kind is not None:
        parser.refuse("'and', 'or' or the end")
    return Condition(text, tuple(dict.fromkeys(parser.attributes)), test)


class _Parser:
    """Reads one condition from left to right; `kind` and `token` are what comes next."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = self._split()
        self.attributes: list[str] = []
        self.kind: str | None = None
        self.token = ""
        self._at = 0
        self.next()

    def _split(self) -> Iterator[tuple[str | None, str, int]]:
        at = 0
        end = len(self._text.rstrip())
        while at < end:
            match = _TOKEN.match(self._text, at)
            if match is None or match.lastgroup is None:
                at += len(self._text[at:]) - len(self._text[at:].lstrip())
                raise RollError(
                    f'Condition "{self._text}", character {at + 1}: expected a name, a value, '
                    "a comparison, 'and', 'or', 'not' or a bracket."
                )
            yield match.lastgroup, match[match.lastgroup], match.start(match.lastgroup)
            at = match.end()
        while True:
            yield None, "", end

    def next(self) -> str:
        taken = self.token
        self.kind, self.token, self._at = next(self._tokens)
        return taken

    def refuse(self, expected: str) -> None:
        found = f"'{self.token}'" if self.kind else "the end"
        raise RollError(
            f'Condition "{self._text}", character {self._at + 1}: expected {expected}, found {found}.'
        )

    def takes(self, word: str) -> bool:
        if self.token.lower() == word and self.kind in ("word", "bracket"):
            self.next()
            return True
        return False

    def either(self, depth: int) -> Test:
        if depth > _DEEPEST:
            self.refuse(f"no more than {_DEEPEST} brackets within each other")
        tests = [self.both(depth)]
        while self.takes("or"):
            tests.append(self.both(depth))
        return tests[0] if len(tests) == 1 else lambda a: any(_every_answer(tests, a))

    def both(self, depth: int) -> Test:
        tests = [self.single(depth)]
        while self.takes("and"):
            tests.append(self.single(depth))
        return tests[0] if len(tests) == 1 else lambda a: all(_every_answer(tests, a))

    def single(self, depth: int) -> Test:
        if self.takes("not"):
            negated = self.single(depth + 1) if depth < _DEEPEST else self.either(depth + 1)
            return lambda a: not negated(a)
        if self.takes("("):
            inner = self.either(depth + 1)
            if not self.takes(")"):
                self.refuse("')'")
            return inner
        return self.comparison()

    def comparison(self) -> Test:
        if self.kind != "word":
            self.refuse("the name of an attribute")
        name = self.next()
        self.attributes.append(name)
        if self.kind != "sign":
            self.refuse("=, !=, <, <=, > or >=")
        sign = self.next()
        value = self.value(sign)
        return _compare(name, sign, value)

    def value(self, sign: str) -> Value:
        kind, token = self.kind, self.token
        ordered = sign not in ("=", "!=")
        if kind == "text" and not ordered:
            self.next()
            return token[1:-1].replace("''", "'")
        if kind == "word" and token.lower() in _TRUTH and not ordered:
            self.next()
            return _TRUTH[token.lower()]
        if kind == "number":
            self.next()
            return int(token)
        if kind == "date":
            try:
                day = date.fromisoformat(token)
            except ValueError:
                self.refuse("a day that exists")
            self.next()
            return day
        self.refuse(
            "a date or a whole number" if ordered else "'text', a date, a number, true or false"
        )
        raise AssertionError


def _every_answer(tests: list[Test], attributes: Attributes) -> list[bool]:
    """Every part is looked at, so that an unreadable value never hides behind another's answer."""
    return [test(attributes) for test in tests]


def _compare(name: str, sign: str, value: Value) -> Test:
    def test(attributes: Attributes) -> bool:
        if name not in attributes:
            raise RollError(f"The roll has no column '{name}', which the condition speaks of.")
        return _holds(_read(name, attributes[name], value), sign, value)

    return test


def _holds(found: Value | None, sign: str, value: Value) -> bool:
    if found is None:
        # An empty cell is no value: it equals nothing, and it is before and after nothing.
        return sign == "!="
    if sign == "=":
        return found == value
    if sign == "!=":
        return found != value
    low, high = (found, value) if sign in ("<", "<=") else (value, found)
    return bool(low < high or (sign in ("<=", ">=") and low == high))  # type: ignore[operator]


def _read(name: str, text: str, like: Value) -> Value | None:
    """The cell as the kind of value it is compared with. Raises RollError if it is not one."""
    text = text.strip()
    if text == "":
        return None
    if isinstance(like, bool):
        known = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
        if text.lower() not in known:
            raise RollError(f"Column '{name}': '{text}' is neither true nor false.")
        return known[text.lower()]
    try:
        if isinstance(like, int):
            return int(text)
        if isinstance(like, date):
            return date.fromisoformat(text)
    except ValueError:
        what = "a whole number" if isinstance(like, int) else "a date such as 2026-12-31"
        raise RollError(f"Column '{name}': '{text}' is not {what}.") from None
    return text
