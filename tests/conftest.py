"""What all tests share: where the real elections and the standards' vectors are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def shared_folder() -> Path | None:
    """The folder of real elections and vectors: OMOV_SHARED, else `shared` beside the checkout."""
    named = os.environ.get("OMOV_SHARED")
    folder = Path(named) if named else Path(__file__).resolve().parents[2] / "shared"
    return folder if (folder / "elections").is_dir() else None


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real elections and vectors; skips where it is absent (never in CI)."""
    folder = shared_folder()
    if folder is None:
        pytest.skip("the real elections are not beside this checkout: set OMOV_SHARED to their folder")
    return folder
