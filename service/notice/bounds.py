"""Bounds of a notice as constraints of a count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from counting.constraint import Share
from counting.contest import LEAVE_VACANT, RELAX, Constraint
from service.notice.forms import Bound, Part


def constraint_of(bound: Bound) -> Constraint:
    """The constraint that a bound of the notice says, with words of its own where it has no label."""
    lower, upper = _share(bound.min_share), _share(bound.max_share)
    least = bound.min if lower is None else f"{lower.part} (rounded {lower.rounding})"
    most = bound.max if upper is None else f"{upper.part} (rounded {upper.rounding})"
    words = {
        (True, False): f"at least {least}",
        (False, True): f"at most {most}",
        (True, True): f"{least} to {most}",
    }[(least is not None, most is not None)]
    if least is not None and least == most:
        words = f"exactly {least}"
    label = bound.label or f"{words} with {bound.attribute} '{bound.value}'"
    return Constraint(bound.attribute, bound.value, bound.min, bound.max, label, lower, upper)


def _share(part: Part | None) -> Share | None:
    """Raises ContestError for more than the whole."""
    return None if part is None else Share(Fraction(part.part), part.rounding)


def dead_end(labels: Sequence[str], steps: Sequence[str]) -> Iterator[str]:
    """That a policy could leave a count stuck, if it could.

    Once voting has opened nobody can be asked: a death may make any constraint impossible. Source:
    COUNTING, 'Constraints' (the policy is applied, and never refuses).
    """
    relaxed = {step.removeprefix(RELAX) for step in steps if step.startswith(RELAX)}
    if LEAVE_VACANT not in steps and not set(labels) <= relaxed:
        yield (
            "once voting has opened, a death could make the constraints impossible, and the count must "
            f"go on. End the steps with '{LEAVE_VACANT}', or with '{RELAX}' and the label for each of "
            "the constraints."
        )
