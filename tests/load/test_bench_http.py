"""The benchmark through HTTP measures what it says."""

from __future__ import annotations

from pathlib import Path

from tests.load.bench_http import measure


def test_everybody_signs_in_draws_and_casts(tmp_path: Path) -> None:
    found = measure("sqlite", 8, tmp_path)
    assert min(found.sign_ins, found.draws, found.casts) > 0
    assert 0 < found.cast_middle <= found.cast_worst
