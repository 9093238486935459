"""How the tests of the command line run it: in this process, with what it printed and its status."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from service.cli import run

BALLOTS = """\
4 2
7 1 2 0
3 2 1 0
4 3 0
2 4 3 0
0
"Ada Abbott"
"Ben Brook"
"Cara Cole"
"Dai Davies"
"Two officers"
"""


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    status: int
    out: str
    err: str


Omov = Callable[..., Ended]


@pytest.fixture
def omov(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Omov:
    """Runs one command line: `omov("count", path, "--rule", "av", stdin=b"…")`."""
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("OMOV_TRACEBACK", raising=False)

    def call(*arguments: str | Path, stdin: bytes | None = None) -> Ended:
        if stdin is not None:
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capsys.readouterr()
        status = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Ended(status, captured.out, captured.err)

    return call


@pytest.fixture
def ballots(tmp_path: Path) -> Path:
    """A small ballot file: four candidates for two places, 16 papers, no ties."""
    path = tmp_path / "ballots.blt"
    path.write_text(BALLOTS, encoding="utf-8")
    return path
