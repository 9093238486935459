"""Contests with constraints, stage by stage, guarded and doomed included."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from counting import CandidateId, Contest, InfeasibleError, Papers, RuleId, count
from counting.constraints import load_constraints
from counting.formats.blt import read_blt
from tests.conformance.expected import expected_stages, load, number, stages_of
from tests.conftest import shared_folder

FOLDER = (shared_folder() or Path("absent")) / "elections" / "constrained"
NAMES = sorted(path.name.removesuffix(".blt") for path in FOLDER.glob("*.blt")) or ["absent"]


def election(folder: Path, name: str) -> tuple[Papers, Contest]:
    """The papers and the contest, with ballot paper order for lots, as the reference has it."""
    ballot_file = read_blt(folder / f"{name}.blt")
    ids = tuple(CandidateId(str(k)) for k in range(1, len(ballot_file.names) + 1))
    file = load_constraints(folder / f"{name}.constraints.json", ids)
    contest = ballot_file.contest(
        RuleId("scottish-2011"), constraints=file.constraints, attributes=file.attributes, lots=ids
    )
    return ballot_file.papers, contest


def test_there_are_twenty_five_contests(shared: Path) -> None:
    assert len(NAMES) == 25


@pytest.mark.parametrize("name", NAMES)
def test_a_constrained_contest_gives_the_expected_stages(shared: Path, name: str) -> None:
    folder = shared / "elections" / "constrained"
    expected = load(folder / f"{name}.expected.json")
    papers, contest = election(folder, name)
    if expected["infeasible"]:
        with pytest.raises(InfeasibleError) as refused:
            count(papers, contest)
        assert {frozenset(labels) for labels in refused.value.conflicts} == {
            frozenset(labels) for labels in expected["minimal_conflicts"]
        }
        return
    record = count(papers, contest)
    assert record.rule == "scottish-2011+constraints"
    assert [number(c) for c in record.with_status(record.before, "guarded")] == expected["before"][
        "guarded"
    ]
    assert [number(c) for c in record.with_status(record.before, "doomed")] == expected["before"][
        "doomed"
    ]
    assert stages_of(record, constrained=True) == expected_stages(expected, constrained=True)
    assert [number(c) for c in record.elected] == expected["winners_in_order"]


@pytest.mark.parametrize("name", NAMES)
def test_without_its_constraints_it_elects_as_the_reference_says(shared: Path, name: str) -> None:
    folder = shared / "elections" / "constrained"
    expected = json.loads((folder / f"{name}.expected.json").read_text(encoding="utf-8"))
    if expected["infeasible"]:
        assert expected["minimal_conflicts"]
        return
    ballot_file = read_blt(folder / f"{name}.blt")
    ids = tuple(CandidateId(str(k)) for k in range(1, len(ballot_file.names) + 1))
    record = count(ballot_file.papers, ballot_file.contest(RuleId("scottish-2011"), lots=ids))
    assert sorted(number(c) for c in record.elected) == sorted(
        expected["winners_without_constraints"]
    )
