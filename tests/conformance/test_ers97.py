"""The Electoral Reform Society's rules of 1997, after every batch, to the last digit.

Expectations: OpenSTV's counts, with which a second implementation written from the text of the rules
agrees; the model election printed with the rules; Warren's example; sixty small counts of rare cases.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from counting import (
    Candidate,
    CandidateId,
    Contest,
    LotNeededError,
    Papers,
    RuleId,
    count,
    read_record,
    write_record,
)
from counting.formats.blt import read_blt
from tests.conformance.ers97_expected import assert_as_expected, shape_of, text, ties_of
from tests.conformance.expected import load, number
from tests.conftest import shared_folder

RULE = RuleId("ers97")
ELECTIONS = (shared_folder() or Path("absent")) / "elections"
REFERENCE = sorted(p.name for p in (ELECTIONS / "reference").glob("*.ers97.expected.json"))
SAMPLES_FILE = ELECTIONS / "ties" / "ers97-small-60.jsonl.gz"


def read_samples() -> list[dict[str, Any]]:
    if not SAMPLES_FILE.exists():
        return []
    with gzip.open(SAMPLES_FILE, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


SAMPLES = read_samples()


@pytest.mark.parametrize("name", REFERENCE or ["absent"])
def test_a_real_election_is_as_expected_after_every_batch(shared: Path, name: str) -> None:
    folder = shared / "elections" / "reference"
    expected = load(folder / name)
    ballot_file = read_blt(folder / expected["ballots_file"])
    # No tie of any kind: so no lots are given.
    assert_as_expected(count(ballot_file.papers, ballot_file.contest(RULE)), expected)


def test_the_thirty_elections_are_there(shared: Path) -> None:
    assert len(REFERENCE) == 30


def test_the_model_election_of_the_rules_is_as_printed(shared: Path) -> None:
    folder = shared / "elections" / "published"
    expected = load(folder / "ers97-model.ers97.expected.json")
    ballot_file = read_blt(folder / "ers97-model.blt")
    record = count(ballot_file.papers, ballot_file.contest(RULE))
    assert_as_expected(record, expected)
    printed = expected["published_figures"]
    assert record.papers.valid == printed["total_ballots"]
    assert text(record.quota) == printed["initial_quota"]
    names = [record.contest.name(c) for c in record.stages[0].elected]
    assert [name.split(",")[0].split()[-1] for name in names] == printed[
        "first_preferences_elected"
    ]
    stage = shape_of(record)["stages"][1]
    second = printed["stage_2"]
    assert stage["batch_papers"] == second["papers"]
    for field in ("surplus", "transferable_papers", "transfer_value", "nontransferable_difference"):
        assert stage[field] == second[field]


def test_warren_s_six_hundred_papers_elect_the_one_exactly_on_the_quota_first(shared: Path) -> None:
    folder = shared / "elections" / "published"
    expected = load(folder / "warren-600.expected.json")["ers97"]
    ballot_file = read_blt(folder / "warren-600.blt")
    assert_as_expected(count(ballot_file.papers, ballot_file.contest(RULE)), expected)


def contest_of(sample: dict[str, Any]) -> Contest:
    """The sample's contest, with the lots that the other counter drew: ballot paper order."""
    candidates = tuple(
        Candidate(CandidateId(str(index)), name)
        for index, name in enumerate(sample["candidates"], start=1)
    )
    lots = tuple(candidate.id for candidate in candidates)
    return Contest(sample["id"], sample["seats"], candidates, RULE, lots=lots)


def papers_of(sample: dict[str, Any]) -> Papers:
    rankings = (([c + 1 for c in ranking], how_many) for how_many, ranking in sample["ballots"])
    return Papers.from_rankings(rankings, len(sample["candidates"]))


def test_there_are_sixty_samples_of_which_three_are_disputed(shared: Path) -> None:
    assert len(SAMPLES) == 60
    assert sum("disputed" in sample["expected"] for sample in SAMPLES) == 3


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample["id"])
def test_a_small_count_of_rare_cases_is_as_expected(sample: dict[str, Any]) -> None:
    record = count(papers_of(sample), contest_of(sample))
    assert_as_expected(record, sample["expected"])
    assert write_record(read_record(write_record(record))) == write_record(record)


def test_in_eight_samples_equal_votes_decide_who_is_elected(shared: Path) -> None:
    records = [count(papers_of(sample), contest_of(sample)) for sample in SAMPLES]
    assert sum(bool(ties_of(record, "election")) for record in records) == 8


DISPUTED = [sample for sample in SAMPLES if "disputed" in sample["expected"]]


@pytest.mark.parametrize("sample", DISPUTED, ids=lambda sample: sample["id"])
def test_a_disputed_count_differs_from_openstv_for_the_reason_given(sample: dict[str, Any]) -> None:
    """The expected figures are those of the text; the record shows the clause that OpenSTV leaves out."""
    record = count(papers_of(sample), contest_of(sample))
    disputed = sample["expected"]["disputed"]
    others = {number(c) for c in record.elected}
    last = record.stages[-1]
    assert last.action.type == "last-vacancies"
    none_elected = [d for s in record.stages for d in s.decisions if d.clause == "5.6.2"]
    assert [d.act for d in none_elected] == ["defer"]
    if "5.6.2" in disputed["reason"]:
        # The lot that OpenSTV draws at once comes one stage later, as an exclusion.
        assert [tie.kind for tie in last.ties] == ["exclusion"]
        assert set(none_elected[0].candidates) == set(last.ties[0].candidates)
        assert others == set(disputed["openstv_winners"])
    else:
        assert "5.5.1" in disputed["reason"]
        left_empty = others - set(disputed["openstv_winners"])
        assert left_empty == {number(c) for c in last.elected}
        assert all(last.tallies[c] == 0 for c in last.elected)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample["id"])
def test_a_lot_is_asked_for_exactly_where_ers97_leaves_the_choice_to_lot(
    sample: dict[str, Any],
) -> None:
    without_lots = replace(contest_of(sample), lots=())
    by_lot = [tie for tie in sample["expected"]["ties"] if tie["by"] == "lot"]
    if not by_lot:
        assert count(papers_of(sample), without_lots).elected
        return
    with pytest.raises(LotNeededError) as refused:
        count(papers_of(sample), without_lots)
    assert refused.value.stage == by_lot[0]["stage"]
    assert refused.value.kind == by_lot[0]["kind"]
    assert {number(c) for c in refused.value.candidates} <= set(by_lot[0]["candidates"])
