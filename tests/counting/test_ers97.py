"""ERS97 on small elections full of ties: against a count paper by paper, and clause by clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from counting import (
    CandidateId,
    CountRecord,
    InfeasibleError,
    LotNeededError,
    count,
    read_record,
    write_record,
)
from counting.record import Stage
from counting.record_batches import Batch
from tests.counting.elections import Election, elections
from tests.counting.ers97_by_paper import Hand


def small(*, constrained: bool) -> st.SearchStrategy[Election]:
    return elections(rules=("ers97",), constrained=constrained, withdrawn=True, most_seats=5)


def any_small() -> st.SearchStrategy[Election]:
    return st.one_of(small(constrained=False), small(constrained=True))


def counted(election: Election) -> CountRecord:
    try:
        return count(election.papers, election.contest)
    except InfeasibleError:
        assume(False)
        raise


def points_of(record: CountRecord) -> list[dict[str, Any]]:
    """Every point of the count, in the shape of the log of a count by hand."""
    found: list[dict[str, Any]] = []
    elected: list[CandidateId] = []
    for stage in record.stages:
        places: Sequence[Stage | Batch] = stage.batches or (stage,)
        for point in places:
            elected += point.elected
            candidates = stage.action.candidates
            if stage.action.type == "last-vacancies":
                candidates = stage.excluded
            found.append(
                {
                    "action": stage.action.type,
                    "candidates": list(candidates),
                    "votes": dict(point.tallies),
                    "lost": point.non_transferable,
                    "quota": point.quota,
                    "elected": list(elected),
                    "end_of_stage": point is places[-1],
                }
            )
        found[-1] |= {
            "surpluses": stage.figures["total_surplus"],
            "required": stage.figures.get("votes_required"),
            "guarded": set(record.with_status(stage.findings, "guarded")),
            "doomed": set(record.with_status(stage.findings, "doomed")),
        }
    return found


def by_hand(hand: Hand) -> list[dict[str, Any]]:
    """The log of a count by hand in fractions; what a record shows at the end of a stage only, only there."""

    def exact(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: exact(item) for key, item in value.items()}
        return Fraction(value) if isinstance(value, Decimal) else value

    only_at_the_end = ("surpluses", "required", "guarded", "doomed")
    return [
        {
            key: exact(value)
            for key, value in entry.items()
            if entry["end_of_stage"] or key not in only_at_the_end
        }
        for entry in hand.log
    ]


@given(any_small())
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_every_batch_is_as_in_a_count_paper_by_paper(election: Election) -> None:
    record = counted(election)
    assert points_of(record) == by_hand(Hand(election).count())


@given(any_small())
@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
def test_lots_are_asked_for_just_where_the_count_by_hand_draws_them(election: Election) -> None:
    counted(election)
    without = replace(election.contest, lots=())
    if Hand(election).count().lots_drawn:
        with pytest.raises(LotNeededError):
            count(election.papers, without)
    else:
        assert count(election.papers, without).elected


@given(small(constrained=True))
def test_those_elected_meet_every_constraint_of_an_ers97_count(election: Election) -> None:
    record = counted(election)
    assert Hand(election).meets(record.elected)
    assert len(record.elected) == len(set(record.elected)) == election.contest.seats


@given(elections(rules=("ers97",), constrained=True, loosely=True, most_seats=5))
def test_constraints_that_bind_nobody_change_no_batch(election: Election) -> None:
    record = counted(election)
    assume(not record.before and not any(stage.findings for stage in record.stages))
    bare = count(election.papers, replace(election.contest, constraints=()))
    assert bare.stages == record.stages


@given(any_small())
def test_an_ers97_record_reads_back_as_itself(election: Election) -> None:
    record = counted(election)
    written = write_record(record)
    assert read_record(written) == record
    assert write_record(read_record(written)) == written
