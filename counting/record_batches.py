"""What a record refuses of the batches in a stage: those that contradict each other or their stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counting.errors import RecordError

if TYPE_CHECKING:
    from counting.record import Stage


def require_batches_of(stage: Stage) -> None:
    """Raise RecordError where a stage and its batches contradict each other."""
    if not stage.batches:
        return
    # First preferences may be a batch of their own, before other papers of the same value.
    order = [(batch.first_preferences, batch.value) for batch in stage.batches]
    if order != sorted(set(order), reverse=True):
        raise RecordError(
            f"Stage {stage.number}: the batches are not in descending order of value."
        )
    last = stage.batches[-1]
    if last.tallies != stage.tallies or last.quota != stage.quota:
        raise RecordError(f"Stage {stage.number} does not end as its last batch does.")
    if tuple(c for batch in stage.batches for c in batch.elected) != stage.elected:
        raise RecordError(f"Stage {stage.number} and its batches do not elect the same candidates.")
