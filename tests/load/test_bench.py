"""The benchmark of counting measures what it says: counts that are counts, and others' results."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))  # as the benchmark's own processes have it

from bench import Election, compared, kernels, largest_real  # noqa: E402
from measures import Figures, measured  # noqa: E402
from targets import Target, table  # noqa: E402

LIMIT = 120


@pytest.fixture(scope="module")
def election(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Election(3000, 12, 4).made(tmp_path_factory.mktemp("bench"))


def found(counter: str, path: Path, **asked: str) -> Figures:
    figures = measured(counter, path, LIMIT, **asked)
    assert figures is not None
    return figures


def test_both_kernels_count_all_papers_to_the_same_record(election: Path) -> None:
    plain, fast = (found("omov", election, kernel=one) for one in ("numpy", "compiled"))
    assert plain.papers == fast.papers == 3000
    assert plain.record == fast.record != ""
    assert min(plain.read, plain.count, fast.read, fast.count, fast.peak) > 0


def test_pyrankvote_counts_the_same_papers(election: Path) -> None:
    theirs = found("pyrankvote", election)
    assert theirs.papers == 3000
    assert theirs.elected == found("omov", election).elected


def test_the_counter_that_goes_over_all_papers_elects_as_meek_does(election: Path) -> None:
    naive = found("naive-meek", election)
    assert naive.papers == 3000
    assert naive.elected == found("omov", election, rule="meek-prf").elected
    assert len(naive.elected) == 4


def test_a_count_that_takes_too_long_is_stopped_and_said_to_be(election: Path) -> None:
    assert measured("omov", election, 0) is None
    assert compared(None, None, 9) == "omov was stopped after 9 seconds"


def test_reading_takes_some_time(election: Path) -> None:
    reading = found("reading", election)
    assert min(reading.read, reading.count) > 0


def test_the_table_says_which_targets_are_missed() -> None:
    targets = [Target("speed", ">= 2", "1", met=False), Target("memory", "<= 2", "1", met=True)]
    lines = table(targets).splitlines()
    assert [line.split()[-1] for line in lines] == ["measured", "MISSED", "met"]


def test_the_real_election_with_most_papers_is_found(shared: Path) -> None:
    real = largest_real()
    assert real is not None
    assert real.parent == shared / "elections" / "scottish"


def test_without_numba_it_says_so_and_measures_numpy(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert kernels.__wrapped__() == ("numpy",)
    assert "numba is not installed (omov[fast])" in capsys.readouterr().out
