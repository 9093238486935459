"""What the check says, in words, of batches, last batches, figures and keep values that are wrong."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from counting import CandidateId, CountRecord, count
from counting.check import check
from counting.record import Stage
from tests.counting.check_cases import CASES


def faults(name: str, number: int, **changed: object) -> list[str]:
    """What is said of the case's record with some fields of one stage changed."""
    ballots, held = CASES[name]
    record = count(ballots, held)
    stages = list(record.stages)
    stages[number - 1] = with_changes(stages[number - 1], changed)
    return [f.what for f in check(replace(record, stages=tuple(stages)), ballots, held).faults]


def with_changes(stage: Stage, changed: dict[str, object]) -> Stage:
    return replace(stage, **changed)  # type: ignore[arg-type]


def stage_with(name: str, what: str) -> Stage:
    """The first stage of the case's record that has this."""
    record: CountRecord = count(*CASES[name])
    return next(stage for stage in record.stages if getattr(stage, what))


def test_a_wrong_last_batch_is_told_with_both_workings() -> None:
    stage = stage_with("ers97-stopped", "last_batch")
    assert stage.last_batch is not None
    papers = stage.last_batch.papers
    wrong = replace(stage.last_batch, papers=papers + 1)
    [what] = faults("ers97-stopped", stage.number, last_batch=wrong)
    assert what.startswith(
        f"the record works the surplus out from {papers + 1} papers received at "
    )
    assert f"; it is {papers} papers received at " in what
    [what] = faults("ers97-stopped", stage.number, last_batch=None)
    assert what.startswith("the record works the surplus out from no batch; it is ")


def test_votes_moved_within_a_batch_are_told_with_the_batch() -> None:
    stage = stage_with("ers97-two-batches", "batches")
    assert len(stage.batches) > 1
    tallies = dict(stage.batches[0].tallies)
    one, other = list(tallies)[:2]
    tallies[one] += 1
    tallies[other] -= 1
    batches = (replace(stage.batches[0], tallies=tallies), *stage.batches[1:])
    told = faults("ers97-two-batches", stage.number, batches=batches)
    assert len(told) == 2
    assert told[0].startswith(f"batch 1: the record gives the votes of Name {one} ({one}) as ")


def test_a_batch_left_out_is_told() -> None:
    stage = stage_with("ers97-two-batches", "batches")
    told = faults("ers97-two-batches", stage.number, batches=stage.batches[1:])
    assert (
        f"the record has {len(stage.batches) - 1} batches of papers; due are {len(stage.batches)}."
        in told
    )


def test_a_count_that_does_not_say_where_it_stopped_is_told() -> None:
    stage = stage_with("ers97-stopped", "stopped")
    assert faults("ers97-stopped", stage.number, stopped=False) == [
        "the record does not say that the lower batches stay where they are."
    ]


def test_wrong_and_missing_figures_are_told_by_name() -> None:
    stage = count(*CASES["ers97-two-batches"]).stages[0]
    figures = {**stage.figures, "votes_required": stage.figures["votes_required"] + 1}
    del figures["total_active_vote"]
    told = faults("ers97-two-batches", 1, figures=figures)
    assert [what.split(" as ")[0] for what in told] == [
        "the record gives the figure 'total_active_vote'",
        "the record gives the figure 'votes_required'",
    ]
    assert " as none; due is " in told[0]


def test_a_wrong_keep_value_is_told_with_the_name() -> None:
    stage = count(*CASES["meek-nz"]).stages[1]
    someone = CandidateId("1")
    keep = {**stage.keep, someone: stage.keep[someone] - Fraction(1, 10**9)}
    [what] = faults("meek-nz", stage.number, keep=keep)
    assert what.startswith("the record gives the keep value 'Name 1 (1)' as ")
