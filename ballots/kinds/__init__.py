"""Ballot kinds, one file each, found by being here.

A kind's module has `KIND`, a `BallotKind`; its name is the module's. The manifest names the
kind of each contest. To add a kind, add a file.
"""

from __future__ import annotations

import pkgutil
from functools import lru_cache
from importlib import import_module
from typing import Protocol

from ballots.errors import EncodingError
from ballots.plaintext import Choice, InvalidReason


class BallotKind(Protocol):
    """How one kind of ballot is written, read and put into words."""

    @property
    def name(self) -> str:
        """The name that stands in the manifest."""
        ...

    def write(self, choice: Choice, candidates: int) -> bytes:
        """The plaintext of a choice. Raises EncodingError for one that would be invalid."""
        ...

    def read(self, plaintext: bytes, candidates: int) -> Choice | InvalidReason:
        """What an opened ballot says, or why it is invalid. Never raises."""
        ...

    def describe(self, choice: Choice, names: tuple[str, ...]) -> str:
        """The choice in one sentence; `names` in the order of the ballot paper."""
        ...


@lru_cache(maxsize=1)
def kind_names() -> tuple[str, ...]:
    """The names of all kinds, in alphabetical order."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


@lru_cache(maxsize=64)
def ballot_kind(name: str) -> BallotKind:
    """The kind with this name. Raises EncodingError if nobody has written it."""
    if name not in kind_names():
        raise EncodingError(
            f"there is no ballot kind '{name}'. The kinds are: {', '.join(kind_names())}."
        )
    kind: BallotKind = import_module(f"{__name__}.{name}").KIND
    return kind
