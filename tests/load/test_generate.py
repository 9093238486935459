"""The seeded elections: the same for a seed, plausible in shape; and the sample that the package carries."""

from __future__ import annotations

import io
import runpy
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from counting import count
from counting.constraints.loading import load_constraints
from counting.formats import BallotFile
from counting.formats.blt import read_blt

HERE = Path(__file__).parent
SAMPLES = HERE.parents[1] / "service" / "samples"
GENERATE: dict[str, Any] = runpy.run_path(str(HERE / "generate.py"))


def synthetic(**asked: object) -> bytes:
    stream = io.BytesIO()
    whole = {"papers": 30_000, "candidates": 30, "seats": 9, "seed": 1, **asked}
    GENERATE["write_synthetic"](stream, **whole)
    return stream.getvalue()


def lengths(file: BallotFile) -> Counter[int]:
    """How many papers rank so many candidates."""
    found: Counter[int] = Counter()
    for ranking, papers in file.papers:
        found[len(ranking)] += papers
    return found


def test_a_seed_gives_the_same_election_and_another_seed_another() -> None:
    assert synthetic() == synthetic()
    assert synthetic() != synthetic(seed=2)


@pytest.mark.parametrize("candidates", [1, 9, 30, 120])
def test_a_synthetic_election_is_a_good_ballot_file_with_one_paper_a_line(candidates: int) -> None:
    data = synthetic(papers=2_000, candidates=candidates, seats=1)
    file = read_blt(io.BytesIO(data))
    assert (file.papers.total, file.papers.blank) == (2_000, 0)
    assert len(file.names) == candidates
    assert data.count(b"\n1 ") == 2_000


def test_geometric_lengths_have_mean_four() -> None:
    found = lengths(read_blt(io.BytesIO(synthetic())))
    assert max(found) <= 30
    assert 3.9 < sum(length * papers for length, papers in found.items()) / 30_000 < 4.1
    assert 0.24 < found[1] / 30_000 < 0.26  # a quarter stop after each


def test_uniform_lengths_are_as_often_long_as_short() -> None:
    found = lengths(read_blt(io.BytesIO(synthetic(lengths="uniform"))))
    assert set(found) == set(range(1, 31))
    assert all(800 < papers < 1_200 for papers in found.values())


def test_blocs_like_different_candidates() -> None:
    file = read_blt(io.BytesIO(synthetic(candidates=8)))
    firsts = Counter[int]()
    for ranking, papers in file.papers:
        firsts[ranking[0]] += papers
    assert set(firsts) == set(range(1, 9))
    assert max(firsts.values()) > 2 * min(firsts.values())


def test_the_sample_that_the_package_carries_is_what_its_maker_makes() -> None:
    maker = runpy.run_path(str(HERE / "sample.py"))
    for name, content in maker["sample_files"]().items():
        assert (SAMPLES / name).read_bytes() == content


def test_the_sample_needs_no_lot_and_its_constraint_decides_the_last_place() -> None:
    file = read_blt(SAMPLES / "sample.blt")
    rules = load_constraints(
        SAMPLES / "constraints.json", [c.id for c in file.contest("scottish-2011").candidates]
    )
    plain = count(file.papers, file.contest("scottish-2011"))
    bound = count(
        file.papers,
        file.contest("scottish-2011", constraints=rules.constraints, attributes=rules.attributes),
    )
    assert not any(stage.ties for record in (plain, bound) for stage in record.stages)
    women = {id_ for id_, known in rules.attributes.items() if known["gender"] == "woman"}
    assert len(women & set(plain.elected)) == 1
    assert len(women & set(bound.elected)) == 2
    assert plain.elected[:3] == bound.elected[:3]
