"""Reads a constraints file: candidates' attributes, and the bounds on those elected.

    {"attributes": {"1": {"gender": "woman"}},
     "constraints": [{"attribute": "gender", "value": "woman", "min": 2, "max": null, "label": "…"}]}

`min`, `max` (null or left out: no bound) and `label` (left out: made of the other words) may be
missing. Instead of `min` or `max` there may be a part of the places, and a bound may be on the first
places of an ordered list only:

    {"attribute": "gender", "value": "woman", "min_share": {"part": "1/2", "rounding": "up"}}
    {"attribute": "gender", "value": "woman", "min_share": {"part": "1/2", "rounding": "down"},
     "first": "every"}

`first` is a number of places, or "every": of the first k places for every k. Beside `attributes` and
`constraints` there may be `if_infeasible`, the policy: `["relax LABEL", "leave vacant"]`. Whatever
else is wrong is refused with the place where it stands.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn, TypeVar

from counting.constraint import EVERY, First, Share
from counting.constraint_json import first_from, share_from
from counting.contest import LEAVE_VACANT, RELAX, CandidateId, Constraint
from counting.errors import ContestError

_MEMBERS = frozenset(
    {"attribute", "value", "min", "max", "label", "min_share", "max_share", "first"}
)

T = TypeVar("T")

# More than anybody elects; keeps the arithmetic far from its limits.
_MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class ConstraintsFile:
    """What a constraints file says. `attributes`: by candidate; those not listed have none.

    `if_infeasible`: the steps of the policy, as in `Contest`.
    """

    attributes: Mapping[CandidateId, Mapping[str, str]]
    constraints: tuple[Constraint, ...]
    if_infeasible: tuple[str, ...] = ()


def load_constraints(path: Path, candidates: Collection[CandidateId]) -> ConstraintsFile:
    """Read a constraints file from disk.

    Raises ContestError as `parse_constraints` does, or if the file is not UTF-8; OSError if it
    cannot be read.
    """
    try:
        text = path.read_bytes().decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise ContestError(
            f"Constraints file: byte {error.start + 1} is not UTF-8. Save the file as UTF-8."
        ) from None
    return parse_constraints(text, candidates)


def parse_constraints(text: str, candidates: Collection[CandidateId]) -> ConstraintsFile:
    """Read the text of a constraints file for these candidates.

    Raises ContestError, with the path in the JSON, for the first fault found.
    """
    document = _object(_json(text), "the file")
    _only(document, frozenset({"attributes", "constraints", "if_infeasible"}), "the file")
    for member in ("attributes", "constraints"):
        if member not in document:
            _refuse("the file", f"'{member}' is missing. Add it, empty if there are none")
    attributes = _attributes(document["attributes"], candidates)
    listed = document["constraints"]
    if not isinstance(listed, list):
        _refuse("constraints", f"expected a list, not {_kind(listed)}")
    held = {attribute for of_one in attributes.values() for attribute in of_one}
    constraints: list[Constraint] = []
    for index, item in enumerate(listed):
        where = f"constraints[{index}]"
        constraint = _constraint(item, where, held)
        if any(constraint.label == earlier.label for earlier in constraints):
            _refuse(f"{where}.label", f"'{constraint.label}' is used twice. Give each its own")
        constraints.append(constraint)
    return ConstraintsFile(attributes, tuple(constraints), _policy(document, constraints))


def constraint_at(item: object, held: Collection[str]) -> Constraint | str:
    """One constraint as it stands in a constraints file, out of another file; or what is wrong with it."""
    try:
        return _constraint(item, "", set(held))
    except ContestError as error:
        return str(error).removeprefix("Constraints file, ").lstrip(".:, ").removesuffix(".")


def default_label(
    attribute: str,
    value: str,
    minimum: int | None,
    maximum: int | None,
    lower: Share | None = None,
    upper: Share | None = None,
    first: First | None = None,
) -> str:
    """'at least 2 whose gender is woman': the label of a constraint that has none of its own."""
    least = str(minimum) if lower is None else f"{lower.part} (rounded {lower.rounding})"
    most = str(maximum) if upper is None else f"{upper.part} (rounded {upper.rounding})"
    has_least, has_most = (minimum, lower) != (None, None), (maximum, upper) != (None, None)
    if has_least and least == most:
        bounds = f"exactly {least}"
    elif has_least and has_most:
        bounds = f"at least {least} and at most {most}"
    elif has_least:
        bounds = f"at least {least}"
    else:
        bounds = f"at most {most}"
    of = "" if first is None else f" of the first {first} places"
    if first == EVERY:
        of = " of every first k places"
    return f"{bounds}{of} whose {attribute} is {value}"


def _policy(document: Mapping[str, object], constraints: list[Constraint]) -> tuple[str, ...]:
    steps = document.get("if_infeasible", [])
    if not isinstance(steps, list):
        _refuse("if_infeasible", f"expected a list, not {_kind(steps)}")
    known = {LEAVE_VACANT, *(f"{RELAX}{constraint.label}" for constraint in constraints)}
    for index, step in enumerate(steps):
        where = f"if_infeasible[{index}]"
        if _words(step, where) not in known:
            _refuse(where, f"expected one of {', '.join(sorted(known))}, not '{step}'")
        if step in steps[:index]:
            _refuse(where, f"'{step}' is named twice. Name each step once")
    return tuple(steps)


def _attributes(
    value: object, candidates: Collection[CandidateId]
) -> dict[CandidateId, Mapping[str, str]]:
    known = set(candidates)
    attributes: dict[CandidateId, Mapping[str, str]] = {}
    for number, of_one in _object(value, "attributes").items():
        where = f"attributes.{number}"
        candidate = CandidateId(number)
        if candidate not in known:
            _refuse(where, f"there is no candidate '{number}' (there are {len(known)} candidates)")
        attributes[candidate] = {
            _words(name, f"{where}, a name"): _words(is_, f"{where}.{name}")
            for name, is_ in _object(of_one, where).items()
        }
    return attributes


def _constraint(item: object, where: str, held: set[str]) -> Constraint:
    members = _object(item, where)
    _only(members, _MEMBERS, where)
    for member in ("attribute", "value"):
        if member not in members:
            _refuse(where, f"'{member}' is missing")
    attribute = _words(members["attribute"], f"{where}.attribute")
    value = _words(members["value"], f"{where}.value")
    if attribute not in held:
        _refuse(f"{where}.attribute", f"no candidate has the attribute '{attribute}'")
    constraint = _bounded(members, attribute, value, where)
    if "label" not in members:
        return constraint
    return replace(constraint, label=_words(members["label"], f"{where}.label"))


def _bounded(members: Mapping[str, object], attribute: str, value: str, where: str) -> Constraint:
    """The constraint, with a label made of the other words."""
    minimum = _bound(members.get("min"), f"{where}.min")
    maximum = _bound(members.get("max"), f"{where}.max")
    lower = _part(members, "min_share", where, share_from)
    upper = _part(members, "max_share", where, share_from)
    first = _part(members, "first", where, first_from)
    if (minimum, maximum, lower, upper) == (None, None, None, None):
        _refuse(where, "there is neither a 'min' nor a 'max'. Give at least one")
    if minimum is not None and maximum is not None and minimum > maximum:
        _refuse(where, f"'min', {minimum}, is more than 'max', {maximum}")
    label = default_label(attribute, value, minimum, maximum, lower, upper, first)
    try:
        return Constraint(attribute, value, minimum, maximum, label, lower, upper, first)
    except ContestError as error:
        _refuse(where, str(error).removesuffix("."))


def _part(
    members: Mapping[str, object], name: str, where: str, read: Callable[[object], T]
) -> T | None:
    if members.get(name) is None:
        return None
    try:
        return read(members[name])
    except ContestError as error:
        _refuse(f"{where}.{name}", str(error).removesuffix("."))


def _bound(value: object, where: str) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        _refuse(where, f"expected a whole number or null, not {_kind(value)}")
    if not 0 <= value <= _MOST:
        _refuse(where, f"expected a number from 0 to {_MOST}, not {value}")
    return value


def _words(value: object, where: str) -> str:
    """A string that says something and can be written in UTF-8."""
    if not isinstance(value, str):
        _refuse(where, f"expected a string, not {_kind(value)}")
    if not value.strip():
        _refuse(where, "the string is empty")
    if any("\ud800" <= character <= "\udfff" for character in value):
        _refuse(where, "half a surrogate pair is not a character")
    return value


def _object(value: object, where: str) -> dict[str, object]:
    if not isinstance(value, dict):
        _refuse(where, f"expected an object, not {_kind(value)}")
    return value


def _only(members: Mapping[str, object], known: frozenset[str], where: str) -> None:
    for name in members:
        if name not in known:
            expected = ", ".join(f"'{one}'" for one in sorted(known))
            _refuse(where, f"'{name}' is not known here. Expected: {expected}")


def _json(text: str) -> object:
    def without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
        members = dict(pairs)
        if len(members) != len(pairs):
            twice = sorted({name for name, _ in pairs if [n for n, _ in pairs].count(name) > 1})
            raise ContestError(f"Constraints file: '{twice[0]}' stands twice in one object.")
        return members

    def no_number(word: str) -> NoReturn:
        raise ContestError(f"Constraints file: {word} is not a number in JSON.")

    try:
        document: object = json.loads(
            text, object_pairs_hook=without_repeats, parse_constant=no_number
        )
    except json.JSONDecodeError as error:
        raise ContestError(
            f"Constraints file line {error.lineno}, column {error.colno}: not JSON ({error.msg})."
        ) from None
    except (ValueError, RecursionError):
        raise ContestError(
            "Constraints file: a number is too long or the nesting too deep."
        ) from None
    return document


def _kind(value: object) -> str:
    if value is None:
        return "null"
    names = {bool: "true or false", int: "a number", float: "a fraction", str: "a string"}
    return names.get(type(value), "a list" if isinstance(value, list) else "an object")


def _refuse(where: str, why: str) -> NoReturn:
    raise ContestError(f"Constraints file, {where}: {why}.")
