"""What the check derives from the papers, beside what other counters and officers published.

The check's own procedure is laid beside the published stages without the engine in between.
"""

from __future__ import annotations

import gzip
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

from counting import Constraint, Contest, Papers
from counting.check.feasible import outlook
from counting.check.procedure import Procedure
from counting.check.rulebook import RULEBOOK
from counting.formats.blt import read_blt
from counting.record import Stage
from tests.counting.check_elections import contest


def derived(ballots: Papers, held: Contest) -> list[Stage]:
    """Every stage that the check finds due."""
    return [due.stage for due in Procedure(ballots, held, RULEBOOK[held.rule]).stages()]


def loaded(path: Path) -> dict[str, Any]:
    expected: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return expected


def ids(numbers: list[int]) -> tuple[str, ...]:
    """The expected files number candidates from 0."""
    return tuple(str(number + 1) for number in numbers)


def assert_figures(stage: Stage, expected: dict[str, Any]) -> None:
    votes = {str(int(number) + 1): Fraction(v) for number, v in expected["votes"].items()}
    assert dict(stage.tallies) == votes
    assert stage.non_transferable == Fraction(expected["nontransferable"])
    assert stage.rounding == Fraction(expected["rounding_loss"])


def assert_scottish(stages: list[Stage], expected: dict[str, Any]) -> None:
    """All stages that the rule calls for; the last transfer that counters make is left out."""
    due = [stage for stage in expected["stages"] if not stage.get("zero_surplus")]
    assert len(stages) == len(due)
    for found, wanted in zip(stages, due, strict=True):
        if wanted.get("after_decided"):
            assert found.action.type == "last-vacancies"
        else:
            assert_figures(found, wanted)
            # The counter's order of equal votes within a stage is arbitrary.
            assert sorted(found.elected) == sorted(ids(wanted["elected"]))
    elected = {candidate for stage in stages for candidate in stage.elected}
    assert elected == set(ids(expected["winners_in_order"]))


def test_a_hundred_scottish_elections_are_derived_to_the_last_digit(shared: Path) -> None:
    folder = shared / "elections" / "scottish"
    files = sorted(folder.glob("*.expected.json"))
    assert len(files) == 100
    for file in files:
        expected = loaded(file)
        ballots = read_blt(folder / file.name.replace(".expected.json", ".blt")).papers
        held = contest("scottish-2011", expected["seats"], ballots.candidates)
        assert_scottish(derived(ballots, held), expected)


def test_forty_small_samples_with_ties_are_derived_with_every_tie(shared: Path) -> None:
    with gzip.open(shared / "elections" / "ties" / "ties-shared-40.jsonl.gz", "rt") as lines:
        samples = [json.loads(line) for line in lines]
    assert len(samples) == 40
    ties = 0
    for sample in samples:
        count = len(sample["candidates"])
        rankings = [([c + 1 for c in ranking], papers) for papers, ranking in sample["ballots"]]
        held = contest("scottish-2007", sample["seats"], count, lots=range(1, count + 1))
        stages = derived(Papers.from_rankings(rankings, count), held)
        assert_scottish(stages, sample["expected"])
        due = [stage for stage in sample["expected"]["stages"] if not stage.get("zero_surplus")]
        skipped = {s["stage"] for s in sample["expected"]["stages"] if s.get("zero_surplus")}
        wanted = [
            (tie["kind"], ids(tie["candidates"]), Fraction(tie["votes"]), tie["chosen"], tie["by"])
            for tie in sample["expected"]["ties"]
            if tie["stage"] not in skipped
        ]
        found = [
            (tie.kind, tie.candidates, tie.votes, int(tie.chosen) - 1, tie.by)
            for stage in stages
            for tie in stage.ties
        ]
        assert found == wanted
        assert len(due) == len(stages)
        ties += len(found)
    assert ties > 40


def test_the_constrained_contests_are_derived_with_guarded_doomed_and_reasons(shared: Path) -> None:
    folder = shared / "elections" / "constrained"
    files = sorted(folder.glob("*.constraints.json"))
    assert len(files) == 25
    for file in files:
        name = file.name.removesuffix(".constraints.json")
        expected = loaded(folder / f"{name}.expected.json")
        described = loaded(file)
        ballots = read_blt(folder / f"{name}.blt").papers
        held = contest(
            "scottish-2011",
            expected["seats"],
            ballots.candidates,
            attributes={int(k): v for k, v in described["attributes"].items()},
            constraints=[
                Constraint(c["attribute"], c["value"], c["min"], c["max"], c["label"])
                for c in described["constraints"]
            ],
            lots=range(1, ballots.candidates + 1),
        )
        standing = [candidate.id for candidate in held.standing]
        assert outlook(held, (), standing).possible != expected["infeasible"]
        if not expected["infeasible"]:
            assert_constrained(derived(ballots, held), expected)


def assert_constrained(stages: list[Stage], expected: dict[str, Any]) -> None:
    assert len(stages) == len(expected["stages"])
    for found, wanted in zip(stages, expected["stages"], strict=True):
        assert_figures(found, wanted)
        assert found.elected == ids(wanted["elected"])
        for status in ("guarded", "doomed"):
            named = {c for f in found.findings if f.status == status for c in f.candidates}
            assert named == set(ids(wanted[status]))
        out = [decision for decision in found.decisions if decision.act == "exclude"]
        if "reason" in wanted:
            assert [decision.reason for decision in out] == [wanted["reason"]]
        if "guarded_passed_over" in wanted:
            assert out[0].passed_over == ids(wanted["guarded_passed_over"])
    # Those at the quota are elected by it, one by one, before a single completion is looked for.
    at_quota = [
        c for stage in stages for d in stage.decisions if d.reason == "quota" for c in d.candidates
    ]
    assert at_quota == [
        str(one["candidate"] + 1) for one in expected["elected"] if one["by"] == "quota"
    ]


def test_the_plain_alternative_votes_are_derived_round_by_round(shared: Path) -> None:
    compared = 0
    for file in sorted((shared / "elections" / "irv").glob("*.expected.json")):
        expected = loaded(file)
        plain = expected.get("plain_irv")
        if expected["rule"] != "irv" or not plain or plain["tie"] or not plain["same_rounds"]:
            continue
        ballots = read_blt(file.parent / expected["ballots_file"]).papers
        stages = derived(ballots, contest("av", 1, ballots.candidates))
        for stage, wanted in zip(stages, expected["rounds"], strict=False):
            in_play = {str(int(k) + 1): Fraction(v) for k, v in wanted["votes"].items()}
            assert {c: stage.tallies[c] for c in in_play} == in_play  # type: ignore[index]
        assert stages[-1].elected == ids(expected["winners_in_order"])
        compared += 1
    assert compared >= 3
