"""The compiled kernel: the few loops over papers, compiled by numba where `omov[fast]` is installed.

It is never needed and never changes a byte: each function here has its like in numpy, and does the
same to the same arrays. numba takes about as long to load as numpy takes for two million papers, so
it is loaded only when that many have been met, and used for everything from then on.

`OMOV_KERNEL` says otherwise: `numpy` never uses it, `compiled` always does, or fails.
"""

from __future__ import annotations

import importlib
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Final, TypeVar

import numpy as np

from counting.compiled import ballots, moves, rankings
from counting.errors import KernelError

VARIABLE: Final = "OMOV_KERNEL"
ROWS_TO_PAY: Final = 1 << 21  # about as long in numpy as loading numba takes

_lock = threading.Lock()
_Function = TypeVar("_Function", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Compiled:
    """The functions of the modules here, compiled for one type of rank."""

    read_ballots: Callable[..., tuple[int, int, int, int, int, int, int]]
    pack: Callable[..., None]
    place: Callable[..., None]
    count_runs: Callable[..., int]
    write_out: Callable[..., int]
    sort_out: Callable[..., None]


_loaded: dict[str, Compiled | Exception] = {}


def compiled(rows: int, ranks: type[np.uint8] | type[np.uint16]) -> Compiled | None:
    """The compiled functions, if they are to be used; else None: numpy does it.

    `rows`: how many rankings are at hand, or have been met so far. Raises KernelError where
    `OMOV_KERNEL` calls for what is not there, or is none of its words.
    """
    asked = os.environ.get(VARIABLE) or "auto"
    if asked not in ("auto", "numpy", "compiled"):
        raise KernelError(f"{VARIABLE} is '{asked}', but must be auto, numpy or compiled.")
    if asked == "numpy":
        return None
    found = _loaded.get(ranks.__name__)
    if found is None:
        if asked == "auto" and rows < ROWS_TO_PAY:
            return None
        found = _load(ranks.__name__)
    if isinstance(found, Compiled):
        return found
    if asked == "compiled":
        raise KernelError(
            f"{VARIABLE} is 'compiled', but the compiled kernel cannot be loaded ({found}). "
            "Install omov[fast], let NUMBA_CACHE_DIR name a folder that can be written to, or take "
            f"{VARIABLE} away: numpy gives the same results."
        )
    return None


def _load(ranks: str) -> Compiled | Exception:
    """Loads the functions, or compiles them the first time; what failed is remembered too."""
    with _lock:
        if ranks not in _loaded:
            try:
                _loaded[ranks] = _compile(importlib.import_module("numba"), ranks)
            except Exception as error:  # whatever is wrong with numba, numpy is there
                _loaded[ranks] = error
                if not isinstance(error, ModuleNotFoundError):
                    import logging

                    log = logging.getLogger(__name__)
                    log.warning("The compiled kernel cannot be used; numpy is. %r", error)
        return _loaded[ranks]


def _compile(numba: ModuleType, ranks: str) -> Compiled:
    """Compiles for ranks of this type; keeps what it compiled beside the code or in the user's cache."""
    types = numba.types

    def array(name: str, *, read: bool = False) -> object:
        return types.Array(getattr(types, name), 1, "C", readonly=read)

    def built(function: _Function, *arguments: object) -> _Function:
        made: _Function = numba.njit(arguments, cache=True, error_model="numpy")(function)
        return made

    number, flat, given = types.int64, array(ranks), array(ranks, read=True)
    places, fixed = array("int64"), array("int64", read=True)
    words, fixed_words = array("uint64"), array("uint64", read=True)
    return Compiled(
        read_ballots=built(
            ballots.read_ballots,
            *(array("uint8", read=True), number, number, places, words, flat, places, places),
        ),
        pack=built(rankings.pack, given, fixed, number, words),
        place=built(rankings.place, given, fixed, flat, fixed),
        count_runs=built(rankings.count_runs, words, places),
        write_out=built(
            rankings.write_out,
            *(fixed_words, fixed, number, given, fixed, fixed, fixed_words, flat, places, places),
        ),
        sort_out=built(
            moves.sort_out,
            *(fixed, fixed, places, given, fixed, array("boolean", read=True), array("uint16")),
            *(places, places, places),
        ),
    )
