"""No vote appears or vanishes at any point of a record, and every point is of those who stand then."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from counting.errors import RecordError
from counting.nobody import arrived, in_order
from counting.record_batches import require_batches_of

if TYPE_CHECKING:
    from counting.contest import CandidateId
    from counting.record import CountRecord, Stage
    from counting.record_batches import Batch


def require_conserved(record: CountRecord) -> None:
    """Raise RecordError where votes appear or vanish, or a stage speaks of others than those standing."""
    elections: list[tuple[CandidateId, ...]] = []
    for stage in record.stages:
        here = [d.candidates for d in stage.decisions if d.act == "elect"]
        for number, batch in enumerate(stage.batches, start=1):
            so_far = _first_of(here, sum(len(one.elected) for one in stage.batches[:number]))
            standing = _standing(record, elections + so_far)
            _require_votes(record, f"Stage {stage.number}, batch {number}", batch, standing)
        elections += here
        standing = _standing(record, elections)
        _require_votes(record, f"Stage {stage.number}", stage, standing)
        require_batches_of(stage)
        if stage.keep and stage.keep.keys() != standing:
            raise RecordError(f"Stage {stage.number}: the keep values are not of those standing.")


def _first_of(
    elections: list[tuple[CandidateId, ...]], number: int
) -> list[tuple[CandidateId, ...]]:
    """The first of the decisions, until they elect so many."""
    found: list[tuple[CandidateId, ...]] = []
    for chosen in elections:
        if sum(map(len, found)) >= number:
            break
        found.append(chosen)
    return found


def _standing(
    record: CountRecord, elections: list[tuple[CandidateId, ...]]
) -> Collection[CandidateId]:
    return set(in_order(record.contest, arrived(record.contest, elections)))


def _require_votes(
    record: CountRecord, where: str, point: Stage | Batch, standing: Collection[CandidateId]
) -> None:
    if point.tallies.keys() != standing:
        raise RecordError(f"{where}: the tallies are not of those standing.")
    accounted = sum(point.tallies.values()) + point.non_transferable + point.rounding
    if accounted != record.papers.valid:
        raise RecordError(
            f"{where} accounts for {accounted} votes, "
            f"but there are {record.papers.valid} valid papers."
        )
