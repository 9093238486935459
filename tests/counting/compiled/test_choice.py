"""Which kernel counts: numpy where the other does not pay, is not there, or does not work."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from counting import Papers
from counting import compiled as package
from counting.compiled import ROWS_TO_PAY, VARIABLE, compiled
from counting.errors import KernelError

ROOT = Path(__file__).resolve().parents[3]
RANKINGS = [((1, 2), 5), ((2, 1), 1), ((3,), 1), ((1, 2), 1)]


@pytest.fixture(autouse=True)
def nothing_loaded_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "_loaded", {})
    monkeypatch.delenv(VARIABLE, raising=False)


def numba_is(monkeypatch: pytest.MonkeyPatch, found: Callable[[], Any]) -> None:
    """Puts something else in numba's place."""
    real = importlib.import_module
    monkeypatch.setattr(
        package.importlib,
        "import_module",
        lambda name, *rest: found() if name == "numba" else real(name, *rest),
    )


def missing() -> Any:
    raise ModuleNotFoundError("No module named 'numba'")


def cannot_cache() -> Any:
    def njit(*_: object, **__: object) -> Any:
        raise RuntimeError("cannot cache function 'pack': no locator available")

    types = SimpleNamespace(Array=lambda *_, **__: None)
    for name in ("int64", "uint64", "uint16", "uint8", "boolean"):
        setattr(types, name, name)
    return SimpleNamespace(njit=njit, types=types)


def test_a_few_papers_are_numpys() -> None:
    assert compiled(ROWS_TO_PAY - 1, np.uint8) is None


def test_many_papers_are_the_compiled_kernels() -> None:
    assert compiled(ROWS_TO_PAY, np.uint8) is not None


def test_once_loaded_it_serves_few_papers_too() -> None:
    kernel = compiled(ROWS_TO_PAY, np.uint8)
    assert compiled(1, np.uint8) is kernel is not None
    assert compiled(1, np.uint16) is None  # of another width: not loaded yet


def test_numpy_can_be_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "numpy")
    assert compiled(10 * ROWS_TO_PAY, np.uint8) is None


def test_the_compiled_kernel_can_be_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "compiled")
    assert compiled(0, np.uint16) is not None


def test_any_other_word_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "fast")
    with pytest.raises(KernelError, match="OMOV_KERNEL is 'fast', but must be auto, numpy or comp"):
        Papers.from_rankings(RANKINGS, 3)


@pytest.mark.parametrize("wrong", [missing, cannot_cache])
def test_where_it_cannot_be_had_numpy_counts_and_gives_the_same(
    wrong: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = Papers.from_rankings(RANKINGS, 3).digest
    numba_is(monkeypatch, wrong)
    monkeypatch.setattr(package, "ROWS_TO_PAY", 0)
    assert compiled(1, np.uint8) is None
    assert Papers.from_rankings(RANKINGS, 3).digest == expected


def test_a_numba_that_fails_is_warned_of_once_and_a_missing_one_is_not(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    numba_is(monkeypatch, missing)
    compiled(ROWS_TO_PAY, np.uint8)
    assert not caplog.records
    numba_is(monkeypatch, cannot_cache)
    compiled(ROWS_TO_PAY, np.uint16)
    compiled(ROWS_TO_PAY, np.uint16)
    (record,) = caplog.records
    assert "numpy is" in record.getMessage()
    assert "cannot cache function" in record.getMessage()


@pytest.mark.parametrize("wrong", [missing, cannot_cache])
def test_asked_for_where_it_cannot_be_had_it_says_what_to_do(
    wrong: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    numba_is(monkeypatch, wrong)
    monkeypatch.setenv(VARIABLE, "compiled")
    with pytest.raises(KernelError, match=r"Install omov\[fast\], let NUMBA_CACHE_DIR"):
        Papers.from_rankings(RANKINGS, 3)


def test_a_small_count_does_not_load_numba() -> None:
    program = (
        "import io, sys\n"
        "from counting import Papers\n"
        "from counting.kernel import Kernel\n"
        "Kernel(Papers.from_rankings([((1, 2), 1)], 2), frozenset({1, 2})).first_preferences()\n"
        "print('numba' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, cwd=ROOT, text=True
    )
    assert done.stdout == "False\n"
