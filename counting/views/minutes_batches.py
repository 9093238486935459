"""Sentences of the minutes for rules that count in batches and put surpluses off (ERS97). Counts nothing."""

from __future__ import annotations

from counting.record import CountRecord, Decision, Stage
from counting.record_batches import LastBatch
from counting.views.text import shown_votes
from counting.votes import Votes
from counting.words import display_names, number_of


def deferral_sentence(record: CountRecord, stage: Stage, decision: Decision) -> str:
    """What is put off, and why, without the full stop."""
    names = display_names(record.contest, decision.candidates)
    if decision.reason == "surplus-deferred":
        total = shown_votes(stage.figures["deferred_surplus"], record.decimals.votes)
        one = len(decision.candidates) == 1
        return (
            f"The {'surplus' if one else 'surpluses'} of {names}, {total} votes"
            f"{'' if one else ' in all'}, {'is' if one else 'are'} put off to a later stage"
        )
    return (
        f"{names} have had equal votes throughout, and the places left are too few for them: "
        "none of them is elected at this stage"
    )


def batch_lines(record: CountRecord, stage: Stage) -> list[str]:
    """How a surplus was worked out from the last batch, or what came of each batch of an exclusion."""
    if stage.last_batch is not None:
        return [_working(record, stage.last_batch)]
    lines = []
    quota = record.stages[stage.number - 2].quota if stage.number > 1 else stage.quota
    for number, batch in enumerate(stage.batches, start=1):
        news = []
        if batch.quota != quota:
            news.append(f"the quota is now {shown_votes(batch.quota, record.decimals.quota)}")
        if batch.elected:
            are = "is" if len(batch.elected) == 1 else "are"
            news.append(f"{display_names(record.contest, batch.elected)} {are} elected")
        if news:
            value = _value(record, batch.value)
            papers = "first preferences" if batch.first_preferences else "papers"
            lines.append(f"After batch {number}, {papers} at {value}: {'; '.join(news)}.")
        quota = batch.quota
    if stage.stopped:
        lines.append(
            "Every place is filled: the batches of lower value are not transferred, and their votes "
            "stay with those excluded."
        )
    return lines


def _working(record: CountRecord, batch: LastBatch) -> str:
    lost = shown_votes(batch.non_transferable_difference, record.decimals.votes)
    papers = number_of(batch.papers, "paper")
    return (
        f"The last batch received is {papers} at {_value(record, batch.value)}. Of these, "
        f"{batch.transferable} can be transferred, each at {_value(record, batch.transfer_value)}, and "
        f"{batch.papers - batch.transferable} cannot. The rest of the surplus, {lost} votes, is "
        "non-transferable."
    )


def _value(record: CountRecord, value: Votes) -> str:
    return shown_votes(value, record.decimals.value)
