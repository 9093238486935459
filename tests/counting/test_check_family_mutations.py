"""No record of any family passes after one field of it has been changed.

As in `test_check_mutations`, every leaf, list and object in the JSON of a record is changed in turn,
and the attacker seals the digest anew, or writes the whole record anew.
"""

from __future__ import annotations

import json
from functools import cache

import pytest

from counting import CountRecord, RecordError, count, read_record
from counting.canonical import sha256_digest
from counting.check import check
from counting.record_json import record_object
from counting.record_reading import record_from_object
from counting.rules import rule_ids
from tests.counting.check_cases import CASES
from tests.counting.record_changes import changes


@cache
def counted(name: str) -> CountRecord:
    return count(*CASES[name])


def test_the_records_between_them_hold_what_only_these_rules_write() -> None:
    stages = [stage for name in CASES for stage in counted(name).stages]
    decisions = [decision for stage in stages for decision in stage.decisions]
    ties = [tie for stage in stages for tie in stage.ties]
    assert {stage.action.type for stage in stages} >= {"iteration", "next-place", "last-vacancies"}
    assert {(decision.act, decision.reason) for decision in decisions} >= {
        ("elect", "votes-required"),
        ("elect", "only-completion"),
        ("elect", "as-many-as-the-rest"),
        ("exclude", "doomed"),
        ("exclude", "sure-losers"),
        ("exclude", "surplus-below-limit"),
        ("exclude", "cannot-catch-up"),
        ("defer", "surplus-deferred"),
        ("defer", "equal-throughout"),
        ("transfer", "largest-surplus"),
    }
    assert any(decision.passed_over for decision in decisions)
    assert any(len(d.candidates) > 1 for d in decisions if d.act == "exclude")
    assert {(tie.kind, tie.by) for tie in ties} >= {
        ("exclusion", "earliest-stage"),
        ("exclusion", "lot"),
        ("surplus", "lot"),
        ("election", "lot"),
    }
    assert any(step.batch for tie in ties for step in tie.steps)
    assert any(tie.within for tie in ties)
    assert any(len(stage.batches) > 1 for stage in stages)
    assert any(batch.elected for stage in stages for batch in stage.batches)
    assert any(batch.first_preferences for stage in stages for batch in stage.batches)
    assert any(stage.stopped for stage in stages)
    assert any(stage.last_batch and stage.last_batch.papers for stage in stages)
    assert any(stage.rounding for stage in stages) and any(stage.keep for stage in stages)
    assert {finding.status for stage in stages for finding in stage.findings} == {
        "guarded",
        "doomed",
    }
    families = {counted(name).contest.rule for name in CASES}
    assert families == {
        id_ for id_ in rule_ids() if not id_.startswith(("scottish", "wigm-exact")) and id_ != "av"
    }


@pytest.mark.parametrize("name", CASES)
def test_the_record_as_counted_passes(name: str) -> None:
    ballots, held = CASES[name]
    assert check(counted(name), ballots).faults == ()
    assert check(counted(name), ballots, held).faults == ()


@pytest.mark.parametrize("name", CASES)
def test_no_single_change_passes_however_it_is_sealed(name: str) -> None:
    ballots, held = CASES[name]
    honest = counted(name)
    sealed = written = 0
    for where, forged in changes(record_object(honest)):
        if where[0] == "digest":
            continue
        body = {name: value for name, value in forged.items() if name != "digest"}
        try:
            record = read_record(json.dumps({**body, "digest": sha256_digest(body)}).encode())
        except RecordError:
            record = honest
        if record != honest:
            sealed += 1
            assert not check(record, ballots, held).ok, where
        try:
            anew = record_from_object(forged)
        except RecordError:
            continue
        if anew not in (honest, record):  # what is derived follows the lie, or has undone it
            written += 1
            assert not check(anew, ballots, held).ok, where
    assert sealed > 20 and written > 20
