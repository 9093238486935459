"""Exact numbers of votes: fractions, and the named ways of cutting them to decimal places.

A `Votes` is a `fractions.Fraction`; no float ever touches one. Rules that work to a fixed
number of decimals cut after each product or quotient, in the direction their text names.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import lcm

Votes = Fraction

NO_VOTES = Fraction(0)


def cut(value: Fraction, decimals: int | None) -> Fraction:
    """The value with all digits after `decimals` places ignored (towards zero for votes, never negative).

    None leaves it exact. Units: votes. Source: e.g. SSI 2011/399, rule 49(3), 'any remainder ignored'.
    """
    if decimals is None:
        return value
    unit = 10**decimals
    return Fraction(value.numerator * unit // value.denominator, unit)


def raise_(value: Fraction, decimals: int | None) -> Fraction:
    """The smallest number with `decimals` places that is not less than the value. None leaves it exact."""
    return -cut(-value, decimals)


def votes_text(value: Fraction, decimals: int | None) -> str:
    """The value as it stands in a record: '724.00000' to a fixed number of places, or '5073/7' exact.

    Raises ValueError if the value needs more places than it is given.
    """
    if decimals is None:
        return str(value)
    scaled = value * 10**decimals
    if scaled.denominator != 1:
        raise ValueError(f"{value} has more than {decimals} decimals")
    digits = f"{abs(scaled.numerator):0{decimals + 1}d}"
    sign = "-" if scaled < 0 else ""
    return sign + (f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits)


def votes_from_text(text: str, decimals: int | None) -> Fraction:
    """The inverse of `votes_text`. Raises ValueError for anything that `votes_text` would not write."""
    try:
        value = Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"'{text}' is not a number of votes") from None
    if votes_text(value, decimals) != text:
        raise ValueError(f"'{text}' is not how this number of votes is written")
    return value


def total(votes: Iterable[Fraction]) -> Fraction:
    """The sum, exact: as `sum` gives it, but over one common denominator, which is faster."""
    numbers = [(vote.numerator, vote.denominator) for vote in votes]
    common = lcm(*(denominator for _, denominator in numbers))
    return Fraction(sum(n * (common // denominator) for n, denominator in numbers), common)
