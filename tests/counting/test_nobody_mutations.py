"""A record in which a successor, a vacant place or its votes are not what they should be is caught."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from counting import CandidateId, CountRecord, InfeasibleError, RecordError, count
from counting.check import check
from counting.record import Stage
from tests.counting.nobody_random import drawn
from tests.counting.test_nobody import SEVERAL_PLACES


def changed(record: CountRecord) -> Iterator[CountRecord]:
    """The record with one thing changed that concerns nobody; those that cannot be made are left out."""
    nobody = record.contest.nobody
    for index, stage in enumerate(record.stages):
        for other in _changed_stages(stage, nobody):
            stages = (*record.stages[:index], other, *record.stages[index + 1 :])
            try:
                yield replace(record, stages=stages)
            except RecordError:
                continue  # it contradicts itself, which is caught sooner
    yield replace(record, contest=replace(record.contest, none=None)) if not nobody[1:] else record


def _changed_stages(stage: Stage, nobody: tuple[CandidateId, ...]) -> Iterator[Stage]:
    for at, decision in enumerate(stage.decisions):
        if decision.act != "elect" or not set(decision.candidates) & set(nobody):
            continue
        for wrong in (
            replace(decision, clause="schedule of None 2"),
            replace(decision, reason="last-vacancies"),
        ):
            decisions = (*stage.decisions[:at], wrong, *stage.decisions[at + 1 :])
            yield replace(stage, decisions=decisions)
    for at, transfer in enumerate(stage.transfers):
        if transfer.target in nobody[1:]:
            wrong_target = replace(transfer, target=nobody[0])
            transfers = (*stage.transfers[:at], wrong_target, *stage.transfers[at + 1 :])
            yield replace(stage, transfers=transfers)
    for successor in nobody[1:]:
        votes = stage.tallies.get(successor)
        if votes:
            moved = stage.tallies[nobody[0]] + votes
            tallies = {**stage.tallies, successor: votes - votes, nobody[0]: moved}
            yield replace(stage, tallies=tallies)


@pytest.mark.parametrize("rule", SEVERAL_PLACES)
def test_a_change_to_what_is_nobodys_is_caught(rule: str) -> None:
    caught = 0
    for seed in range(60):
        made = drawn(seed, rule)
        if made is None or len(made.contest.nobody) < 2:
            continue
        try:
            record = count(made.papers, made.contest)
        except InfeasibleError:
            continue
        for wrong in changed(record):
            if wrong != record:
                assert not check(wrong, made.papers, made.contest).ok
                caught += 1
    assert caught > 20
