"""How many of those elected may, or must, have an attribute: tested exactly at every moment."""

from __future__ import annotations

from counting.constraints.assess import (
    Assessment,
    assess,
    electable_together,
    explain,
    fewest_in_conflict,
    fewest_vacant,
    left_to_nobody,
    require_feasible,
)
from counting.constraints.loading import ConstraintsFile, load_constraints, parse_constraints
from counting.constraints.ordered import may_come_next, require_within_the_list

__all__ = [
    "Assessment",
    "ConstraintsFile",
    "assess",
    "electable_together",
    "explain",
    "fewest_in_conflict",
    "fewest_vacant",
    "left_to_nobody",
    "load_constraints",
    "may_come_next",
    "parse_constraints",
    "require_feasible",
    "require_within_the_list",
]
