"""A pytest plugin that writes down which files the tests that pass have opened.

`OMOV_READING_LOG=FILE pytest -p tests.conformance.reading_log …`: FILE gets one path a line. Files that
are opened while tests are being collected are not counted, except collections of samples (`.jsonl.gz`),
each of whose lines is a test of its own.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from pathlib import Path

import pytest

_opened: list[str] = []
_read: set[str] = set()
_collecting = True


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" and isinstance(arguments[0], str | os.PathLike):
        path = os.fspath(arguments[0])
        if isinstance(path, str) and (not _collecting or path.endswith(".jsonl.gz")):
            _opened.append(path)


sys.addaudithook(_note)


def pytest_collection_finish() -> None:
    """From now on what is opened is opened by a test."""
    global _collecting  # noqa: PLW0603 - a plugin is a module
    _read.update(_opened)
    _collecting = False


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    call: pytest.CallInfo[None],
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Count what a test opened, if it passed."""
    report = yield
    if call.when == "call":
        if report.passed:
            _read.update(_opened)
        _opened.clear()
    return report


def pytest_sessionfinish() -> None:
    """Write the log."""
    Path(os.environ["OMOV_READING_LOG"]).write_text("\n".join(sorted(_read)), encoding="utf-8")
