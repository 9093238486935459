"""Constraints as JSON values, in records, manifests and constraint files: the members that are new.

    "min_share": {"part": "1/2", "rounding": "up"}, "max_share": {…}, "first": 4 or "every"

They stand only in constraints that have them. `min` and `max` are then null.
"""

from __future__ import annotations

import re
from fractions import Fraction

from counting.canonical import Json
from counting.constraint import EVERY, Constraint, First, Share
from counting.errors import ContestError


def constraint_object(constraint: Constraint) -> dict[str, Json]:
    """The constraint as JSON values."""
    more: dict[str, Json] = {}
    for name, share in (
        ("min_share", constraint.minimum_share),
        ("max_share", constraint.maximum_share),
    ):
        if share is not None:
            more[name] = {"part": str(share.part), "rounding": share.rounding}
    if constraint.first is not None:
        more["first"] = constraint.first
    return {
        "attribute": constraint.attribute,
        "value": constraint.value,
        "min": constraint.minimum,
        "max": constraint.maximum,
        "label": constraint.label,
        **more,
    }


def share_from(value: object) -> Share:
    """A share as `constraint_object` writes it. Raises ContestError that says what was expected."""
    if not isinstance(value, dict) or value.keys() != {"part", "rounding"}:
        raise ContestError('expected {"part": "1/2", "rounding": "up"} (or "down")')
    part, rounding = value["part"], value["rounding"]
    if not isinstance(part, str) or not re.fullmatch("[0-9]{1,6}(/[1-9][0-9]{0,5})?", part):
        raise ContestError(f"'part': expected a fraction such as \"1/2\", not {part!r}")
    if rounding not in ("up", "down"):
        raise ContestError(f'\'rounding\': expected "up" or "down", not {rounding!r}')
    return Share(Fraction(part), "up" if rounding == "up" else "down")


def first_from(value: object) -> First:
    """'Of the first k' as `constraint_object` writes it. Raises ContestError."""
    if value == EVERY:
        return "every"
    if isinstance(value, bool) or not isinstance(value, int):
        raise ContestError(f'expected a whole number or "every", not {value!r}')
    return value
