"""What a constraint is: how many of those elected have an attribute, at least, at most or exactly."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from counting.errors import ContestError

EVERY: Final = "every"

Rounding = Literal["up", "down"]
First = int | Literal["every"]


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the places, made whole: 'at least half, rounded up'.

    Raises ContestError for a part below 0 or above 1.
    """

    part: Fraction
    rounding: Rounding

    def __post_init__(self) -> None:
        if not 0 <= self.part <= 1:
            raise ContestError(f"A share of the places is from 0 to 1, not {self.part}.")

    def of(self, places: int) -> int:
        """How many of so many places. Units: places."""
        exact = self.part * places
        return -(-exact.numerator // exact.denominator) if self.rounding == "up" else int(exact)


@dataclass(frozen=True, slots=True)
class Constraint:
    """How many of those elected have `attribute` equal to `value`: at least `minimum`, at most `maximum`.

    None: no bound on that side. Equal bounds mean 'exactly'. `label` is what people read.
    `minimum_share`, `maximum_share`: the bound is this part of the places instead. `first`: the
    bound is on the first so many of an ordered list, or, if 'every', on the first k for every k.
    Raises ContestError where it contradicts itself.
    """

    attribute: str
    value: str
    minimum: int | None
    maximum: int | None
    label: str
    minimum_share: Share | None = None
    maximum_share: Share | None = None
    first: First | None = None

    def __post_init__(self) -> None:
        if self._lower == (None, None) and self._upper == (None, None):
            raise ContestError(f"Constraint '{self.label}' has neither a minimum nor a maximum.")
        for side, bounds in (("minimum", self._lower), ("maximum", self._upper)):
            if None not in bounds:
                raise ContestError(
                    f"Constraint '{self.label}' has a {side} and a share as its {side}. Give one."
                )
        for bound in (self.minimum, self.maximum):
            if bound is not None and bound < 0:
                raise ContestError(f"Constraint '{self.label}': {bound} is less than 0.")
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise ContestError(
                f"Constraint '{self.label}': the minimum, {self.minimum}, "
                f"is more than the maximum, {self.maximum}."
            )
        if isinstance(self.first, int) and self.first < 1:
            raise ContestError(
                f"Constraint '{self.label}' is about the first {self.first} places. Name 1 or more."
            )
        if self.first == EVERY and self.minimum:
            # Of the first place alone no more than one can be asked for.
            raise ContestError(
                f"Constraint '{self.label}': of every first k places a minimum is a share of k, "
                "as in 'at least half, rounded down'."
            )

    @property
    def _lower(self) -> tuple[int | None, Share | None]:
        return self.minimum, self.minimum_share

    @property
    def _upper(self) -> tuple[int | None, Share | None]:
        return self.maximum, self.maximum_share

    def least(self, places: int) -> int | None:
        """The minimum where there are so many places; None: there is none."""
        return self.minimum if self.minimum_share is None else self.minimum_share.of(places)

    def most(self, places: int) -> int | None:
        """The maximum where there are so many places; None: there is none."""
        return self.maximum if self.maximum_share is None else self.maximum_share.of(places)
