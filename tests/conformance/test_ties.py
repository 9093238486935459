"""Small samples of real ballots, full of ties, under the Scottish rule."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from counting import Candidate, CandidateId, Contest, LotNeededError, Papers, RuleId, count
from counting.votes import votes_text
from tests.conformance.expected import expected_stages, number, stages_of
from tests.conftest import shared_folder

FILE = (shared_folder() or Path("absent")) / "elections" / "ties" / "ties-shared-40.jsonl.gz"
SAMPLES: list[dict[str, Any]] = (
    [json.loads(line) for line in gzip.decompress(FILE.read_bytes()).splitlines()]
    if FILE.exists()
    else []
)


def contest_of(sample: dict[str, Any]) -> Contest:
    """The sample's contest, with the lots that the other counter drew: ballot paper order."""
    candidates = tuple(
        Candidate(CandidateId(str(index)), name)
        for index, name in enumerate(sample["candidates"], start=1)
    )
    return Contest(
        sample["id"],
        sample["seats"],
        candidates,
        RuleId("scottish-2011"),
        lots=tuple(candidate.id for candidate in candidates),
    )


def papers_of(sample: dict[str, Any]) -> Papers:
    rankings = (([c + 1 for c in ranking], how_many) for how_many, ranking in sample["ballots"])
    return Papers.from_rankings(rankings, len(sample["candidates"]))


def expected_ties(expected: dict[str, Any]) -> list[dict[str, Any]]:
    """The ties that the rule knows: none over surpluses of nothing; stages numbered without those."""
    empty = [stage["stage"] for stage in expected["stages"] if stage.get("zero_surplus")]
    return [
        {key: tie[key] for key in ("kind", "candidates", "votes", "chosen", "by")}
        | {"stage": tie["stage"] - sum(1 for stage in empty if stage < tie["stage"])}
        for tie in expected["ties"]
        if tie["stage"] not in empty
    ]


def test_there_are_forty_samples(shared: Path) -> None:
    assert len(SAMPLES) == 40


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample["id"])
def test_a_sample_gives_the_expected_stages_and_ties(sample: dict[str, Any]) -> None:
    record = count(papers_of(sample), contest_of(sample))
    wanted = expected_stages(sample["expected"])
    found = stages_of(record)
    for side in (*wanted, *found):
        side["elected"] = sorted(side["elected"])
    assert found == wanted
    ties = [
        {
            "stage": stage.number,
            "kind": tie.kind,
            "candidates": [number(c) for c in tie.candidates],
            "votes": votes_text(tie.votes, 5),
            "chosen": number(tie.chosen),
            "by": tie.by,
        }
        for stage in record.stages
        for tie in stage.ties
    ]
    assert ties == expected_ties(sample["expected"])


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample["id"])
def test_a_lot_is_asked_for_exactly_where_the_rule_leaves_the_choice_to_lot(
    sample: dict[str, Any],
) -> None:
    without_lots = replace(contest_of(sample), lots=())
    by_lot = [tie for tie in expected_ties(sample["expected"]) if tie["by"] == "lot"]
    if not by_lot:
        assert count(papers_of(sample), without_lots).elected
        return
    with pytest.raises(LotNeededError) as refused:
        count(papers_of(sample), without_lots)
    assert refused.value.stage == by_lot[0]["stage"]
    assert refused.value.kind == by_lot[0]["kind"]
    assert {number(c) for c in refused.value.candidates} <= set(by_lot[0]["candidates"])
