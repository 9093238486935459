"""The independent check of promotion: it agrees with the engine, and finds what was changed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from counting import (
    CandidateId,
    Constraint,
    Contest,
    LotNeededError,
    Papers,
    count,
    read_record,
    write_record,
)
from counting.check import check
from counting.record import CountRecord, Decision, Stage
from tests.counting.promotion_elections import held, papers_for, promotions

A, B, C, D = (CandidateId(name) for name in "ABCD")

CONTEST = held("scottish-2011-promotion", 2, "Am Bm Cw Dw", least={"w": 1})
PAPERS = papers_for(CONTEST, ("AD", 40), ("BC", 35), ("CB", 14), ("D", 11))


@settings(max_examples=250, deadline=None)
@given(promotions())
def test_the_check_passes_every_record_of_the_engine(election: tuple[Papers, Contest]) -> None:
    papers, contest = election
    record = count(papers, contest)
    assert check(record, papers, contest).faults == ()
    assert check(read_record(write_record(record)), papers).ok


@settings(max_examples=120, deadline=None)
@given(promotions(lots=False))
def test_where_only_a_lot_could_go_on_engine_and_check_both_say_so(
    election: tuple[Papers, Contest],
) -> None:
    papers, contest = election
    ids = tuple(candidate.id for candidate in contest.candidates)
    drawn = count(papers, replace(contest, lots=ids))
    try:
        record = count(papers, contest)
    except LotNeededError as lot:
        report = check(replace(drawn, contest=contest), papers)
        assert any("has no lot to decide" in fault.what for fault in report.faults)
        assert {fault.stage for fault in report.faults} == {lot.stage} or any(
            (fault.stage or 0) < lot.stage for fault in report.faults
        )
        return
    assert check(record, papers, contest).faults == ()


def with_last(record: CountRecord, at: int, decisions: tuple[Decision, ...]) -> CountRecord:
    """The record with other decisions at one stage."""
    stages = list(record.stages)
    stages[at] = replace(stages[at], decisions=decisions)
    return replace(record, stages=tuple(stages))


def test_another_promoted_or_sent_away_is_found_at_its_stage() -> None:
    record = count(PAPERS, CONTEST)
    for at, whom in ((4, C), (8, B)):
        *before, last = record.stages[at].decisions
        lie = with_last(record, at, (*before, replace(last, candidates=(whom,))))
        (fault,) = check(lie, PAPERS, CONTEST).faults
        assert fault.stage == at + 1
        assert f"Name {whom}" in fault.what


def test_a_record_without_its_further_counts_is_found() -> None:
    record = count(PAPERS, CONTEST)
    for kept in (1, 5, 8):
        cut = replace(record, stages=record.stages[:kept])
        faults = check(cut, PAPERS, CONTEST).faults
        assert faults[0].stage == kept + 1
        assert "ends before it" in faults[0].what


def test_a_promotion_that_nothing_calls_for_is_found() -> None:
    met = replace(CONTEST, constraints=(Constraint("gender", "man", 1, None, "a man"),))
    record = count(PAPERS, met)
    (only,) = record.stages
    lie = with_last(record, 0, (*only.decisions, Decision("promote", (D,), "promoted", "P3")))
    assert not check(lie, PAPERS, met).ok


def test_a_further_count_for_another_number_of_places_is_found() -> None:
    record = count(PAPERS, CONTEST)
    stages: list[Stage] = list(record.stages)
    stages[1] = replace(stages[1], action=replace(stages[1].action, places=4))
    (fault,) = check(replace(record, stages=tuple(stages)), PAPERS, CONTEST).faults
    assert fault.stage == 2
    assert "for 4 places" in fault.what and "for 3 places" in fault.what


def test_a_record_of_a_contest_with_a_policy_is_found() -> None:
    asked = replace(CONTEST, if_infeasible=("leave vacant",))
    (fault,) = check(replace(count(PAPERS, CONTEST), contest=asked), PAPERS, asked).faults
    assert fault.stage is None and "a policy" in fault.what


@pytest.mark.parametrize(
    "constraints",
    [
        (Constraint("gender", "man", None, 1, "few men"),),
        (
            Constraint("gender", "woman", 1, None, "a woman"),
            Constraint("gender", "woman", 2, None, "two women"),
        ),
    ],
)
def test_a_record_of_what_promotion_cannot_serve_is_found(
    constraints: tuple[Constraint, ...],
) -> None:
    record = count(PAPERS, CONTEST)
    asked = replace(CONTEST, constraints=constraints)
    (fault,) = check(replace(record, contest=asked), PAPERS, asked).faults
    assert fault.stage is None


# Lots decide: of C and D who is promoted; of B and C who makes way.
LOTS = {
    "promotion": (
        held("scottish-2011-promotion", 4, "Am Bm Cw Dw Em Fw Gw", least={"w": 3}, lots="CBADGEF"),
        (("FDCGA", 1), ("GDE", 1), ("A", 2), ("GC", 1)),
    ),
    "making-way": (
        held("scottish-2011-promotion", 3, "Aw Bm Cm Dw", least={"w": 2}, lots="ACDB"),
        (("AB", 1), ("DABC", 3), ("CADB", 5), ("BCD", 5), ("DC", 3), ("ABC", 3)),
    ),
}


@pytest.mark.parametrize("kind", LOTS)
def test_a_lot_that_was_not_kept_to_is_found(kind: str) -> None:
    contest, rankings = LOTS[kind]
    papers = papers_for(contest, *rankings)
    record = count(papers, contest)
    (at,) = [k for k, s in enumerate(record.stages) if any(t.kind == kind for t in s.ties)]
    stage = record.stages[at]
    tie = next(t for t in stage.ties if t.kind == kind)
    (other,) = [c for c in tie.candidates if c != tie.chosen]
    decision = stage.decisions[-1]
    assert (tie.by, decision.candidates) == ("lot", (tie.chosen,))
    lie = replace(
        stage,
        ties=tuple(replace(t, chosen=other) if t is tie else t for t in stage.ties),
        decisions=(*stage.decisions[:-1], replace(decision, candidates=(other,))),
    )
    stages = (*record.stages[:at], lie, *record.stages[at + 1 :])
    faults = check(replace(record, stages=stages), papers, contest).faults
    assert {fault.stage for fault in faults} == {at + 1}
    assert len(faults) == 2
    unsettled = replace(stage, ties=tuple(t for t in stage.ties if t is not tie))
    stages = (*record.stages[:at], unsettled, *record.stages[at + 1 :])
    assert not check(replace(record, stages=stages), papers, contest).ok
