"""The benchmark of ballots measures what it says: evidence that verifies, and acts that happen."""

from __future__ import annotations

from pathlib import Path

from tests.load.bench_ballots import make_evidence, measured, rate


def test_the_evidence_that_is_measured_verifies(tmp_path: Path) -> None:
    data, mh = make_evidence(30)
    path = tmp_path / "evidence.zip"
    path.write_bytes(data)
    found = measured(path, mh)
    assert found["overall"] == "verified"
    assert float(found["seconds"]) > 0
    assert float(found["peak"]) > 2**20


def test_a_rate_counts_how_often_the_act_was_done() -> None:
    done = []
    assert rate(lambda: done.append(1), seconds=0.01) > 0
    assert len(done) > 1
