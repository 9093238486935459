"""One JSON value with the place where it stands, and what it may be read as."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from counting.canonical import Json
from counting.contest import CandidateId
from counting.errors import RecordError
from counting.votes import Votes, votes_from_text

T = TypeVar("T")
L = TypeVar("L", bound=str)


class Part:
    """One JSON value with the place where it stands, and what it may be read as."""

    def __init__(self, value: Json, place: str) -> None:
        self.value = value
        self.place = place

    def __getitem__(self, name: str) -> Part:
        if not isinstance(self.value, dict):
            raise RecordError(f"{self.place} is not an object.")
        if name not in self.value:
            raise RecordError(f"{self.place}.{name} is missing.")
        return Part(self.value[name], f"{self.place}.{name}")

    def maybe(self, name: str) -> Part | None:
        """The part with this name, or None where it is left out."""
        there = isinstance(self.value, dict) and name in self.value
        return self[name] if there else None

    def text(self) -> str:
        if not isinstance(self.value, str):
            raise RecordError(f"{self.place} is not text.")
        return self.value

    def whole(self) -> int:
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            raise RecordError(f"{self.place} is not a whole number.")
        return self.value

    def optional(self, read: Callable[[Part], T]) -> T | None:
        return None if self.value is None else read(self)

    def items(self) -> list[Part]:
        if not isinstance(self.value, list):
            raise RecordError(f"{self.place} is not a list.")
        return [Part(item, f"{self.place}[{index}]") for index, item in enumerate(self.value)]

    def members(self) -> dict[str, Part]:
        if not isinstance(self.value, dict):
            raise RecordError(f"{self.place} is not an object.")
        return {name: Part(item, f"{self.place}.{name}") for name, item in self.value.items()}

    def ids(self) -> tuple[CandidateId, ...]:
        return tuple(CandidateId(item.text()) for item in self.items())

    def votes(self, decimals: int | None) -> Votes:
        try:
            return votes_from_text(self.text(), decimals)
        except ValueError as error:
            raise RecordError(f"{self.place}: {error}.") from None

    def one_of(self, known: tuple[L, ...]) -> L:
        for word in known:
            if word == self.text():
                return word
        raise RecordError(f"{self.place} is '{self.value}': expected one of {', '.join(known)}.")
