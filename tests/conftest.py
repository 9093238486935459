"""What all tests share: where the real elections and the standards' vectors are."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, settings

# No test is about time: a busy machine must not make one fail.
settings.register_profile("omov", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("omov")

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)

_IN_CI = bool(os.environ.get("OMOV_CI"))


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
        pytest.skip(
            "the real elections are not beside this checkout: set OMOV_SHARED to their folder"
        )
    return folder


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI (OMOV_CI set) a test that skips fails: a check that does not run protects nobody."""
    report = yield
    return _failed_if_skipped(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a whole file that skips."""
    report = yield
    return _failed_if_skipped(report)


def _failed_if_skipped(report: Report) -> Report:
    if _IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which is a failure in CI: {report.longrepr}"
    return report
