"""Batches of papers in a stage, and what a record refuses of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from counting.errors import RecordError

if TYPE_CHECKING:
    from counting.contest import CandidateId
    from counting.record import Stage
    from counting.votes import Votes


@dataclass(frozen=True, slots=True)
class Batch:
    """Papers of one value that an exclusion transfers together, and how things stand after them.

    The transfers of the batch are those of its stage at this `value`. `elected`: at this point.
    `tallies`, `non_transferable`, `rounding`, `quota`: as in `Stage`. Source: ERS97, 6.1 and 5.4.
    `first_preferences`: only the first preferences of those excluded, where the rule moves them
    before other papers of the same value; such transfers come before those.
    """

    value: Votes
    quota: Votes
    tallies: Mapping[CandidateId, Votes]
    non_transferable: Votes
    rounding: Votes
    elected: tuple[CandidateId, ...] = ()
    first_preferences: bool = False


@dataclass(frozen=True, slots=True)
class LastBatch:
    """How a surplus was worked out from the last batch of papers its candidate received.

    `value`: votes each was worth on receipt; `papers`, `transferable`: how many there are and how
    many of them go on; `transfer_value`: what those are worth then; `non_transferable_difference`:
    what the surplus is more than all of them. Source: ERS97, 5.3.2 and 5.3.7 to 5.3.9.
    """

    value: Votes
    papers: int
    transferable: int
    transfer_value: Votes
    non_transferable_difference: Votes


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
