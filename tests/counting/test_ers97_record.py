"""What a record holds of a count in batches, and what it refuses."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from counting import CountRecord, RecordError, RuleId, count, read_record, write_record
from tests.counting.ers97_builders import contest, papers


def a_record_with_batches() -> CountRecord:
    names = "ABCD"
    return count(
        papers(names, (9, "A"), (4, "B"), (3, "CB"), (1, "C"), (2, "DB")), contest(names, 2)
    )


def changed(stage_with: str, **parts: Any) -> None:
    """Put the record together again with one batch changed."""
    record = a_record_with_batches()
    index = next(i for i, s in enumerate(record.stages) if s.batches)
    stage = record.stages[index]
    batches = (*stage.batches[:-1], replace(stage.batches[-1], **parts))
    stages = list(record.stages)
    stages[index] = replace(stage, batches=batches)
    with pytest.raises(RecordError, match=stage_with):
        replace(record, stages=tuple(stages))


def test_a_record_refuses_votes_that_vanish_in_a_batch() -> None:
    changed("batch 1 accounts for", non_transferable=Fraction(99))


def test_a_record_refuses_a_stage_that_does_not_end_as_its_last_batch() -> None:
    changed("does not end as its last batch", quota=Fraction(1))


def test_a_record_refuses_batches_that_elect_others_than_their_stage() -> None:
    changed("do not elect the same", elected=("D",))


@pytest.mark.parametrize(
    ("part", "empty"), [("stopped", False), ("batches", []), ("last_batch", None), ("figures", {})]
)
def test_an_empty_part_is_left_out_of_a_record_and_refused_in_one(part: str, empty: object) -> None:
    written = json.loads(write_record(a_scottish_record()))
    written["stages"][0][part] = empty
    with pytest.raises(RecordError, match=rf"stages\[0\]\.{part}"):
        read_record(json.dumps(written).encode())


def a_scottish_record() -> CountRecord:
    names = "ABCD"
    cast = papers(names, (9, "A"), (4, "B"), (3, "CB"), (1, "C"), (2, "DB"))
    return count(cast, replace(contest(names, 2), rule=RuleId("scottish-2011")))


def test_records_of_rules_without_batches_have_none_of_these_parts() -> None:
    record = a_scottish_record()
    for stage in json.loads(write_record(record))["stages"]:
        assert not stage.keys() & {"batches", "stopped", "last_batch", "figures"}


def test_a_tie_settled_after_a_batch_says_after_which() -> None:
    """A and B begin with 4 each and end with 6 each; when D had gone, A had 6 and B 4."""
    names = "ABCD"
    cast = papers(names, (4, "A"), (4, "B"), (2, "CB"), (1, "C"), (2, "DA"))
    record = count(cast, contest(names, 1))
    (tie,) = record.stages[-1].ties
    assert (tie.kind, tie.chosen) == ("election", "A")
    assert [(step.stage, step.batch) for step in tie.steps] == [(2, 1)]
    (note,) = json.loads(write_record(record))["stages"][-1]["notes"]
    assert "After batch 1 of stage 2 they differed: A had more" in note
    assert read_record(write_record(record)) == record
