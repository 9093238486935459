"""The check of the rules with a procedure of their own: it and the engine, written apart, agree.

And what the check derives alone is what other programs and officers published.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from counting import (
    Constraint,
    Contest,
    CountingError,
    InfeasibleError,
    Papers,
    RuleId,
    count,
)
from counting.check import check
from counting.check.rulebook import RULEBOOK
from counting.formats import BallotFile
from counting.formats.blt import read_blt
from counting.rules import all_rules
from tests.counting.check_derived import loaded
from tests.counting.check_elections import contest
from tests.counting.elections import Election, elections

# All rules of several seats that are not in the rulebook of the first families, whoever adds them.
OWN = tuple(sorted(str(r.id) for r in all_rules() if r.id not in RULEBOOK and r.most_seats is None))


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


@settings(max_examples=300, deadline=None)
@given(elections(rules=OWN, withdrawn=True, most_papers=30))
def test_the_check_passes_every_record_of_the_engine_with_its_ties(election: Election) -> None:
    record = count(election.papers, election.contest)
    assert check(record, election.papers, election.contest).faults == ()


@settings(max_examples=60, deadline=None)
@given(elections(rules=("minneapolis-167",), most_seats=2, most_papers=30), st.integers(0, 6))
def test_the_check_passes_every_record_with_undeclared_write_ins(
    election: Election, which: int
) -> None:
    candidates = list(election.contest.candidates)
    which %= len(candidates)
    candidates[which] = replace(candidates[which], attributes={"write_in": "undeclared"})
    held = replace(election.contest, candidates=tuple(candidates))
    if len(candidates) == held.seats:
        reject()
    assert check(count(election.papers, held), election.papers, held).faults == ()


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
            assert "constraints" in fault.what or f"rule {rule}" in fault.what.lower()
            continue
        assert check(record, ballots, held).faults == ()
        passed += 1
    # Of the 25, 12 have minimums only, of categories that nobody shares; one of these nobody can meet.
    assert passed == (20 if rule == "ers97" else 11 if rule.endswith("-promotion") else 0)


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
