"""The minutes say every act, figure and clause of the record."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from counting import CountRecord, count
from counting.constraints import load_constraints
from counting.formats.blt import read_blt
from counting.views.minutes import minutes
from counting.votes import votes_text
from counting.words import notes_of

SAMPLES = Path(__file__).resolve().parents[3] / "service" / "samples"
WIDE = 10_000


def sample(rule: str, *, constrained: bool = False, **more: object) -> CountRecord:
    ballots = read_blt(SAMPLES / "sample.blt")
    if constrained:
        file = load_constraints(SAMPLES / "constraints.json", ballots.ids)
        more |= {
            "constraints": file.constraints,
            "attributes": {str(candidate): held for candidate, held in file.attributes.items()},
        }
    return count(ballots.papers, ballots.contest(rule, **more))


def stages_of(record: CountRecord) -> list[str]:
    text = minutes(record, WIDE)
    return re.split(r"^(?=Stage \d+\.)", text.split("\n\nResult.")[0], flags=re.MULTILINE)[1:]


@pytest.fixture(scope="module", params=["scottish-2011", "av", "constrained"])
def record(request: pytest.FixtureRequest) -> CountRecord:
    if request.param == "constrained":
        return sample("scottish-2011", constrained=True)
    return sample(request.param, seats=1 if request.param == "av" else None)


def test_there_is_a_part_for_each_stage_in_order(record) -> None:
    parts = stages_of(record)
    assert len(parts) == len(record.stages)
    assert all(part.startswith(f"Stage {n}.") for n, part in enumerate(parts, start=1))


def test_every_decision_is_said_with_its_clause(record) -> None:
    for part, stage in zip(stages_of(record), record.stages, strict=True):
        for decision in stage.decisions:
            assert f"({decision.clause})." in part
            for candidate in decision.candidates:
                assert record.contest.name(candidate) in part


def test_the_elected_are_named_as_elected_only_at_their_stage(record) -> None:
    for part, stage in zip(stages_of(record), record.stages, strict=True):
        said = " ".join(re.findall(r"Elected: .*|.* (?:is|are) elected.*", part))
        for candidate in record.contest.standing:
            assert (candidate.name in said) == (candidate.id in stage.elected)


def test_every_figure_of_every_stage_is_there(record) -> None:
    decimals = record.decimals.votes
    for part, stage in zip(stages_of(record), record.stages, strict=True):
        now = part.split("Votes now:")[1]
        for candidate, tally in stage.tallies.items():
            if tally:
                name = re.escape(record.contest.name(candidate))
                assert re.search(rf"^  {name} +{votes_text(tally, decimals)}$", now, re.MULTILINE)
        non_transferable = votes_text(stage.non_transferable, decimals)
        assert re.search(rf"^  Non-transferable +{non_transferable}$", now, re.MULTILINE)


def test_every_transfer_is_there_with_its_papers_and_value(record) -> None:
    for part, stage in zip(stages_of(record), record.stages, strict=True):
        before = part.split("Votes now:")[0]
        for transfer in stage.transfers:
            papers = "1 paper" if transfer.papers == 1 else f"{transfer.papers} papers"
            value = votes_text(transfer.value, record.decimals.value)
            to = "Non-transferable"
            if transfer.target is not None:
                to = f"To {record.contest.name(transfer.target)}"
            line = next(line for line in before.splitlines() if line.startswith(f"  {to}:"))
            assert f"{papers} at {value}" in line


def test_every_note_is_there(record) -> None:
    for index, part in enumerate(stages_of(record)):
        for note in notes_of(record, index):
            assert note in part


def test_the_opening_gives_rule_places_papers_and_quota() -> None:
    record = sample("scottish-2011", withdrawn=("2",))
    opening = minutes(record, WIDE).split("Stage 1.")[0]
    assert "scottish-2011, version 1" in opening
    assert "11 candidates for 4 places" in opening
    assert f"{record.papers.valid} valid papers, and 3 blank" in opening
    assert f"The quota is {votes_text(record.quota, 0)} votes" in opening
    assert "Bryn Beddoes has withdrawn" in opening


def test_papers_that_named_only_the_withdrawn_are_said(tmp_path: Path) -> None:
    path = tmp_path / "b.blt"
    path.write_text('3 1\n2 1 0\n3 2 0\n1 3 0\n0\n"A"\n"B"\n"C"\n"T"\n')
    ballots = read_blt(path)
    record = count(ballots.papers, ballots.contest("scottish-2011", withdrawn=("1",)))
    assert "2 papers named nobody else, and are not valid." in minutes(record, WIDE)


def test_the_order_of_the_lots_is_read_out() -> None:
    lots = [str(number) for number in range(12, 0, -1)]
    record = sample("scottish-2011", lots=lots)
    opening = minutes(record, WIDE).split("Stage 1.")[0]
    assert "Order of the lots: Lorcan Lavery, Kit Kessler" in opening


def test_the_minutes_end_with_the_result(record) -> None:
    last = minutes(record, WIDE).splitlines()[-1]
    assert last.startswith("Result. Elected")
    places = [last.index(record.contest.name(candidate)) for candidate in record.elected]
    assert places == sorted(places)


@pytest.mark.parametrize("width", [50, 80])
def test_lines_keep_to_the_width(record, width: int) -> None:
    assert max(map(len, minutes(record, width).splitlines())) <= width


def test_a_doomed_candidate_is_said_to_be_excluded_for_the_constraints(shared: Path) -> None:
    folder = shared / "elections" / "constrained"
    for path in sorted(folder.glob("*.blt")):
        ballots = read_blt(path)
        file = load_constraints(path.with_suffix(".constraints.json"), ballots.ids)
        attributes = {str(candidate): held for candidate, held in file.attributes.items()}
        expected = json.loads(path.with_suffix(".expected.json").read_text(encoding="utf-8"))
        if expected["infeasible"]:
            continue
        contest = ballots.contest(
            "scottish-2011",
            constraints=file.constraints,
            attributes=attributes,
            lots=ballots.ids,
        )
        record = count(ballots.papers, contest)
        for part, stage in zip(stages_of(record), record.stages, strict=True):
            doomed = any(decision.reason == "doomed" for decision in stage.decisions)
            assert ("the constraints leave no place" in part) == doomed
            if doomed:
                return
    pytest.fail("no case excludes anybody as doomed")
