"""Every single-field change of a record's JSON: for the tests of whatever must notice one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from counting.canonical import canonical_json

Path = tuple[str | int, ...]

# What an object of a record might also hold: under other rules, or never.
MORE: tuple[tuple[str, Any], ...] = (
    ("more", "0.00000"),
    ("stopped", True),
    ("first_preferences", True),
    ("figures", {"votes_required": "1.00000"}),
    ("figures", {"votes_required": "1"}),
    ("within", "1.00000"),
    ("within", "1"),
    ("batch", 1),
)


def changes(record: Any) -> Iterator[tuple[Path, Any]]:
    """Every single-field change of a record and where it is; undone before the next."""
    honest = json.loads(canonical_json(record))
    ids = [candidate["id"] for candidate in honest["contest"]["candidates"]]
    for where, value in list(_everything(honest, ())):
        for other in _instead_of(value, ids):
            if canonical_json(other) == canonical_json(value):
                continue
            place = honest
            for step in where[:-1]:
                place = place[step]
            place[where[-1]] = other
            yield where, honest
            place[where[-1]] = value


def _everything(value: Any, where: Path) -> Iterator[tuple[Path, Any]]:
    if where:
        yield where, value
    if isinstance(value, dict | list):
        for name, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _everything(item, (*where, name))


def _instead_of(value: Any, ids: list[str]) -> Iterator[Any]:
    """Other values that could stand in its place."""
    if isinstance(value, bool) or value is None:
        yield from ("1", 1, "1.00000", [])
    elif isinstance(value, int):
        yield from (value + 1, value - 1, str(value), None)
    elif isinstance(value, str):
        yield from (value + "x", "", None, *[id_ for id_ in ids if id_ != value][:2])
        yield from _other_numbers(value)
    elif isinstance(value, list):
        yield from _other_lists(value)
    else:
        yield from ({name: value[name] for name in value if name != left} for left in value)
        yield from ({**value, name: more} for name, more in MORE)
        yield from (
            {**value, one: value[other], other: value[one]}
            for one in value
            for other in value
            if one < other
        )


def _other_numbers(text: str) -> Iterator[str]:
    whole, point, places = text.partition(".")
    if whole.isdigit() and (places.isdigit() or not point):
        unit = 10 ** len(places)
        for scaled in (int(whole + places) + step for step in (1, -1, unit, -unit)):
            if scaled >= 0:
                digits = f"{scaled:0{len(places) + 1}d}"
                yield (
                    f"{digits[: -len(places)]}.{places and digits[-len(places) :]}"
                    if point
                    else digits
                )
    numerator, slash, denominator = text.partition("/")
    if slash and numerator.isdigit() and denominator.isdigit():
        yield from (f"{int(numerator) + 1}/{denominator}", f"{numerator}/{int(denominator) + 1}")


def _other_lists(items: list[Any]) -> Iterator[list[Any]]:
    for place in range(len(items)):
        yield items[:place] + items[place + 1 :]
        yield items[: place + 1] + items[place:]
    for place in range(len(items) - 1):
        yield [*items[:place], items[place + 1], items[place], *items[place + 2 :]]
    if len(items) > 1:
        yield []
    if not items:
        yield from (["1"], [{"id": "1", "name": "", "attributes": {}}])
