"""Constraints that never decide anything leave no trace, under every rule that takes them."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from counting import CountRecord, count, write_record
from counting.rule import Rule
from tests.counting.every_rule import counted, elections_of, every_constrained_rule


def nobody_was_ever_guarded_or_doomed(record: CountRecord) -> bool:
    """Nor, in the end, were fewer left to choose from than continued."""
    findings = [*record.before, *(f for stage in record.stages for f in stage.findings)]
    decisions = [d for stage in record.stages for d in stage.decisions]
    return not findings and not any(d.reason == "only-completion" for d in decisions)


@every_constrained_rule
@given(data=st.data())
@settings(max_examples=80, suppress_health_check=[HealthCheck.filter_too_much])
def test_where_nobody_is_ever_guarded_or_doomed_the_record_is_the_unconstrained_one(
    rule: Rule, data: st.DataObject
) -> None:
    """In every stage and in every other part, but for the constraints themselves and the digests."""
    loosely = data.draw(st.booleans())
    election = data.draw(elections_of(rule, constrained=True, loosely=loosely))
    record = counted(election.papers, election.contest)
    assume(nobody_was_ever_guarded_or_doomed(record))
    event(f"loosely: {loosely}, {len(record.stages)} stages")
    bare = count(election.papers, replace(election.contest, constraints=()))
    assert bare.stages == record.stages
    assert write_record(bare) == write_record(replace(record, contest=bare.contest))
