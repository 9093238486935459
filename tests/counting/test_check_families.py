"""The check of the rules with a procedure of their own: it and the engine, written apart, agree.

And what the check derives alone is what other programs and officers published.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, reject, settings

from counting import (
    Constraint,
    Contest,
    CountingError,
    CountRecord,
    InfeasibleError,
    Papers,
    RuleId,
    count,
)
from counting.check import check
from counting.check.families import KNOWN
from counting.formats import BallotFile
from counting.formats.blt import read_blt
from counting.record import PapersSummary
from tests.conformance.ers97_expected import assert_as_expected
from tests.conformance.test_meek import expected_figures, figures
from tests.counting.check_elections import contest
from tests.counting.elections import Election, elections

OWN = ("ers97", "meek-nz", "meek-prf")


def derived(ballots: Papers, held: Contest) -> CountRecord:
    """The record of the count as the check works it out, the engine nowhere in it."""
    known = KNOWN[held.rule]
    found = known.begin(ballots, held)
    invalid = ballots.total - found.valid - found.without_preference
    summary = PapersSummary(
        found.valid, invalid, found.without_preference, ballots.distinct, ballots.digest
    )
    stages = tuple(due.stage for due in found.stages())
    return CountRecord(held, known.text.version, known.text.decimals, summary, found.before, stages)


def loaded(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


@cache
def ballot_files(folder: Path) -> list[BallotFile]:
    """Every ballot file of the shared folder that can be read."""
    return [read_blt(path) for path in sorted(folder.glob("*/*.blt"))]


def held_by(file: BallotFile, rule: str) -> Contest | None:
    """Its contest by another rule, if it can be held by it; its ballot paper stands for the lots."""
    lots = tuple(str(k) for k in range(1, len(file.names) + 1))
    try:
        return file.contest(RuleId(rule), lots=lots)
    except CountingError:
        return None


@pytest.mark.parametrize("rule", OWN)
def test_every_real_election_counted_by_the_engine_passes(shared: Path, rule: str) -> None:
    passed = 0
    for file in ballot_files(shared / "elections"):
        held = held_by(file, rule)
        if held is None:
            continue
        assert check(count(file.papers, held), file.papers, held).faults == ()
        passed += 1
    assert passed > 150


@settings(max_examples=120, deadline=None)
@given(elections(rules=OWN, withdrawn=True, most_papers=30))
def test_the_check_passes_every_record_of_the_engine_with_its_ties(election: Election) -> None:
    record = count(election.papers, election.contest)
    assert check(record, election.papers, election.contest).faults == ()


@settings(max_examples=120, deadline=None)
@given(elections(rules=("ers97",), constrained=True, withdrawn=True, most_papers=30))
def test_the_check_passes_every_constrained_record_of_ers97(election: Election) -> None:
    try:
        record = count(election.papers, election.contest)
    except InfeasibleError:
        reject()
    assert check(record, election.papers, election.contest).faults == ()


@pytest.mark.parametrize("rule", OWN)
def test_the_real_contests_with_constraints_pass_or_are_refused(shared: Path, rule: str) -> None:
    passed = 0
    for held, ballots in constrained(shared / "elections" / "constrained", rule):
        try:
            record = count(ballots, held)
        except CountingError:
            plain = count(ballots, replace(held, constraints=()))
            assert check(plain, ballots).ok
            [fault] = check(replace(plain, contest=held), ballots).faults
            assert "constraints" in fault.what
            continue
        assert check(record, ballots, held).faults == ()
        passed += 1
    assert passed == (20 if rule == "ers97" else 0)


def constrained(folder: Path, rule: str) -> Iterator[tuple[Contest, Papers]]:
    """Real contests with invented attributes and constraints."""
    for file in sorted(folder.glob("*.constraints.json")):
        name = file.name.removesuffix(".constraints.json")
        described = loaded(file)
        ballots = read_blt(folder / f"{name}.blt")
        standing = len(ballots.names)
        yield (
            contest(
                rule,
                loaded(folder / f"{name}.expected.json")["seats"],
                standing,
                attributes={int(k): v for k, v in described["attributes"].items()},
                constraints=[
                    Constraint(c["attribute"], c["value"], c["min"], c["max"], c["label"])
                    for c in described["constraints"]
                ],
                lots=range(1, standing + 1),
            ),
            ballots.papers,
        )


# Beside what others published.


def test_the_check_alone_derives_the_published_ers97_counts_after_every_batch(shared: Path) -> None:
    folder = shared / "elections"
    files = sorted((folder / "reference").glob("*.ers97.expected.json"))
    model = folder / "published" / "ers97-model.ers97.expected.json"
    for file in (*files, model):
        expected = loaded(file)
        ballots = read_blt(file.parent / expected["ballots_file"])
        # No tie of any kind: so no lots are given.
        held = ballots.contest(RuleId("ers97"))
        assert_as_expected(derived(ballots.papers, held), expected)
    assert len(files) == 30


def test_the_check_alone_derives_sixty_small_ers97_counts_of_rare_cases(shared: Path) -> None:
    with gzip.open(shared / "elections" / "ties" / "ers97-small-60.jsonl.gz", "rt") as lines:
        samples = [json.loads(line) for line in lines]
    assert len(samples) == 60
    for sample in samples:
        standing = len(sample["candidates"])
        rankings = [([c + 1 for c in ranking], papers) for papers, ranking in sample["ballots"]]
        held = contest("ers97", sample["seats"], standing, lots=range(1, standing + 1))
        assert_as_expected(
            derived(Papers.from_rankings(rankings, standing), held), sample["expected"]
        )


@pytest.mark.parametrize(
    ("rule", "steps", "keep"),
    [("meek-prf", "rounds", "keep_factors"), ("meek-nz", "iterations", "keep_values")],
)
def test_the_check_alone_derives_thirty_meek_counts_to_nine_decimals(
    shared: Path, rule: str, steps: str, keep: str
) -> None:
    files = sorted((shared / "elections" / "reference").glob(f"*.{rule}.expected.json"))
    assert len(files) == 30
    for file in files:
        expected = loaded(file)
        ballots = read_blt(file.parent / expected["ballots_file"])
        found = derived(ballots.papers, ballots.contest(RuleId(rule)))
        for stage, wanted in zip(found.stages, expected[steps], strict=True):
            assert figures(stage) == expected_figures(wanted, keep)
        assert [int(c) - 1 for c in found.elected] == expected["winners_in_order"]


def test_papers_by_the_thousand_million_are_shared_exactly() -> None:
    # 2 seats: the quota is a third of all votes, and 10^-9; 64 bits do not hold the votes in 10^-9.
    many = 2**61
    ballots = Papers.from_rankings([((1, 2), many), ((2,), 3), ((3,), many // 2)], 3)
    held = contest("meek-prf", 2, 3, lots=(1, 2, 3))
    first = derived(ballots, held).stages[0]
    assert [first.tallies[c.id] for c in held.standing] == [many, 3, many // 2]
    unit = Fraction(1, 10**9)
    assert first.quota == (many + 3 + many // 2) * 10**9 // 3 * unit + unit
    assert check(count(ballots, held), ballots, held).faults == ()
