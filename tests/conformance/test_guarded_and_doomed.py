"""The constrained elections and Hill and Otten's fourteen seats, state by state."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from counting.constraints import assess, electable_together, parse_constraints, require_feasible
from counting.contest import Candidate, CandidateId, Constraint, Contest, RuleId
from counting.errors import InfeasibleError

NAMES = (
    "01-hill-three-seats",
    "02-five-seats-infeasible",
    "03-region-max",
    "04-three-overlap-tight",
    "05-max-men",
    "06-half-women",
    "07-min-women",
    "08-max-men",
    "09-region-each",
    "10-list-max-women",
    "11-half-women",
    "12-women-bame",
    "13-exact-women",
    "14-half-both",
    "15-list-max-women",
    "16-exact-list-min-women-max-region",
    "17-women-bame",
    "18-min-women",
    "19-exact-list-exact-women",
    "20-half-both",
    "21-region-each",
    "22-half-women",
    "23-three-overlap-tight",
    "24-half-both",
    "25-list-max-women",
)


def from_zero(numbers: Iterable[int]) -> tuple[CandidateId, ...]:
    """Ids (numbers of the ballot file, from 1) of candidates whom expected files number from 0."""
    return tuple(CandidateId(str(number + 1)) for number in numbers)


def read(shared: Path, name: str) -> tuple[Contest, dict[str, Any]]:
    folder = shared / "elections" / "constrained"
    expected = json.loads((folder / f"{name}.expected.json").read_text("utf-8"))
    first_line = (folder / f"{name}.blt").read_text("utf-8").splitlines()[0]
    number = int(first_line.split()[0])
    everybody = from_zero(range(number))
    text = (folder / f"{name}.constraints.json").read_text("utf-8")
    file = parse_constraints(text, everybody)
    candidates = tuple(
        Candidate(c, f"Candidate {c}", file.attributes.get(c, {})) for c in everybody
    )
    rule = RuleId("scottish-2011")
    return Contest(name, expected["seats"], candidates, rule, file.constraints), expected


def test_every_constrained_election_is_listed_here(shared: Path) -> None:
    found = (shared / "elections" / "constrained").glob("*.expected.json")
    assert sorted(path.name.removesuffix(".expected.json") for path in found) == list(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_each_stage_guards_and_dooms_whom_the_enumeration_of_completions_does(
    shared: Path, name: str
) -> None:
    contest, expected = read(shared, name)
    if expected["infeasible"]:
        with pytest.raises(InfeasibleError) as refusal:
            require_feasible(contest)
        conflicts = {frozenset(conflict) for conflict in refusal.value.conflicts}
        assert conflicts == {frozenset(conflict) for conflict in expected["minimal_conflicts"]}
        assert len(refusal.value.conflicts) == len(expected["minimal_conflicts"])
        return
    require_feasible(contest)
    elected: tuple[CandidateId, ...] = ()
    excluded: tuple[CandidateId, ...] = ()
    states = [{**expected["before"], "elected": []}, *expected["stages"]]
    for state in states:
        elected += from_zero(state["elected"])
        if state.get("action") == "exclude":
            excluded += from_zero([state["candidate"]])
        continuing = tuple(
            c.id for c in contest.candidates if c.id not in elected and c.id not in excluded
        )
        assessment = assess(contest, elected, continuing)
        assert assessment.guarded == from_zero(state["guarded"])
        assert assessment.doomed == from_zero(state["doomed"])
        assert assessment.only_completion is (state["completions"] in (1, None))
    assert len(elected) == contest.seats


def fourteen_seats(shared: Path) -> tuple[dict[str, Any], Contest, dict[str, list[CandidateId]]]:
    path = shared / "elections" / "constrained" / "hill-otten-14-seats.feasibility.json"
    case = json.loads(path.read_text("utf-8"))
    groups = {
        category: [CandidateId(f"{category}{number}") for number in range(1, standing + 1)]
        for category, standing in case["standing"].items()
    }
    candidates = tuple(
        Candidate(candidate, candidate, case["categories"][category])
        for category, members in groups.items()
        for candidate in members
    )
    constraints = tuple(
        Constraint(c["attribute"], c["value"], c["min"], c["max"], c["label"])
        for c in case["constraints"]
    )
    return case, Contest("Hill", case["seats"], candidates, RuleId("r"), constraints), groups


def test_hill_and_ottens_fourteen_seats_come_out_right_in_every_state(shared: Path) -> None:
    case, contest, groups = fourteen_seats(shared)
    assert len(case["states"]) == 9
    for state in case["states"]:
        elected = [c for k, n in state["elected"].items() for c in groups[k][:n]]
        excluded = [c for k, n in state["excluded"].items() for c in groups[k][-n:]]
        continuing = [
            c.id for c in contest.candidates if c.id not in elected and c.id not in excluded
        ]
        assessment = assess(contest, elected, continuing)
        left = {k: [c for c in group if c in continuing] for k, group in groups.items()}
        assert {k: len(group) for k, group in left.items()} == state["remaining"]
        guarded = [c for k in case["row_order"] if k in state["guarded"] for c in left[k]]
        doomed = [c for k in case["row_order"] if k in state["doomed"] for c in left[k]]
        assert list(assessment.guarded) == guarded, state["note"]
        assert list(assessment.doomed) == doomed, state["note"]
        for row in case["conforming_rows"]:
            wanted = dict(zip(case["row_order"], row, strict=True))
            chosen = {c for k, n in wanted.items() for c in groups[k][:n]}
            reachable = chosen.issuperset(elected) and chosen.isdisjoint(excluded)
            if reachable:
                reachable = electable_together(
                    contest, elected, continuing, chosen.difference(elected)
                )
            assert reachable is (row in state["conforming_rows"]), (state["note"], row)
