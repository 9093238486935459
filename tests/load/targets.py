"""The table of targets: what each is, what was measured, and whether it is met."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """One line of the table."""

    measure: str
    target: str
    measured: str
    met: bool


def table(targets: Sequence[Target]) -> str:
    """All of them, a line each, under a heading."""
    rows = [("measure", "target", "measured", "")]
    rows += [(t.measure, t.target, t.measured, "met" if t.met else "MISSED") for t in targets]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
    return "\n".join(lines)
