"""What only some rules write in a stage: batches, the last batch, other figures, keep values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from counting.check.report import Wording
from counting.record import Stage
from counting.record_batches import Batch, LastBatch
from counting.votes import Votes

PARTICULARS = ("batches", "stopped", "last_batch", "figures", "keep")


def particular_faults(said: Stage, given: Stage, wording: Wording) -> Iterator[str]:
    """In what these parts of a stage of a record are not what the rule and the papers give."""
    for name in PARTICULARS:
        if getattr(said, name) and not getattr(given, name):
            yield f"the record has '{name}', which does not belong in this stage."
    if given.stopped and not said.stopped:
        yield "the record does not say that the lower batches stay where they are."
    if given.last_batch and said.last_batch != given.last_batch:
        yield (
            f"the record works the surplus out from {_last_batch(said.last_batch, wording)}; "
            f"it is {_last_batch(given.last_batch, wording)}."
        )
    if given.batches:
        yield from _batches(said.batches, given.batches, wording)
    if given.figures:
        yield from _by_name("figure", said.figures, given.figures, wording)
    if given.keep:
        keep = {wording.who(candidate): value for candidate, value in said.keep.items()}
        due = {wording.who(candidate): value for candidate, value in given.keep.items()}
        yield from _by_name("keep value", keep, due, wording)


def _by_name(
    what: str, said: Mapping[str, Votes], given: Mapping[str, Votes], wording: Wording
) -> Iterator[str]:
    for name in dict.fromkeys((*given, *said)):
        one, other = said.get(name), given.get(name)
        if one != other:
            yield (
                f"the record gives the {what} '{name}' as {wording.votes(one)}; "
                f"due is {wording.votes(other)}."
            )


def _batches(said: Sequence[Batch], given: Sequence[Batch], wording: Wording) -> Iterator[str]:
    for number, (one, other) in enumerate(zip_longest(said, given), start=1):
        if one is None or other is None:
            yield f"the record has {len(said)} batches of papers; due are {len(given)}."
            return
        for what, here, due in _lines(one, other, wording):
            if here != due:
                yield f"batch {number}: the record gives {what} as {here}; due is {due}."


def _lines(one: Batch, other: Batch, wording: Wording) -> Iterator[tuple[str, str, str]]:
    pairs: list[tuple[str, Votes | None, Votes]] = [
        ("the value of a paper", one.value, other.value),
        ("the quota", one.quota, other.quota),
        ("the non-transferable votes", one.non_transferable, other.non_transferable),
        ("what rounding has lost", one.rounding, other.rounding),
    ]
    pairs += [
        (f"the votes of {wording.who(candidate)}", one.tallies.get(candidate), votes)
        for candidate, votes in other.tallies.items()
    ]
    for what, here, due in pairs:
        yield what, wording.votes(here), wording.votes(due)
    yield "those elected", wording.all(one.elected), wording.all(other.elected)
    first = ["yes" if batch.first_preferences else "no" for batch in (one, other)]
    yield "whether it is of first preferences", first[0], first[1]


def _last_batch(batch: LastBatch | None, wording: Wording) -> str:
    if batch is None:
        return "no batch"
    return (
        f"{batch.papers} papers received at {wording.votes(batch.value)}, {batch.transferable} "
        f"transferable at {wording.votes(batch.transfer_value)}, "
        f"leaving {wording.votes(batch.non_transferable_difference)}"
    )
