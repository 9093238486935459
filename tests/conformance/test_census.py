"""Every file of `shared/elections` is read by a conformance test that passes: one nobody tests fails here."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOR_PEOPLE = {"README.md"}


def files_read(log: Path, shared: Path) -> set[str]:
    """Names, from `elections` on, of the files that the conformance tests read when they are run."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    command += ["-p", "tests.conformance.reading_log", "tests/conformance"]
    ended = subprocess.run(
        [*command, f"--ignore={Path(__file__).relative_to(ROOT)}"],
        cwd=ROOT,
        env={**os.environ, "OMOV_READING_LOG": str(log), "OMOV_SHARED": str(shared)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr[-3000:]
    folder = (shared / "elections").resolve()
    paths = {Path(line).resolve() for line in log.read_text(encoding="utf-8").splitlines()}
    return {str(path.relative_to(folder)) for path in paths if path.is_relative_to(folder)}


@pytest.mark.slow
def test_every_election_and_every_expected_result_is_read_by_a_conformance_test(
    shared: Path, tmp_path: Path
) -> None:
    folder = shared / "elections"
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert len(there) > 400
    untested = there - files_read(tmp_path / "log", shared) - FOR_PEOPLE
    assert sorted(untested) == []
