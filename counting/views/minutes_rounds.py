"""What the minutes say of counts by rounds: Meek's iterations, sure losers, one place after another."""

from __future__ import annotations

from counting.contest import CandidateId
from counting.further_counts import FURTHER_COUNTS
from counting.record import CountRecord, Decision, Stage
from counting.views.text import shown_votes
from counting.votes import NO_VOTES, Votes
from counting.words import display_name, join_words

_OPENINGS = {
    "first-preferences": "The papers are sorted by first preference.",
    "iteration": "All papers are shared out again.",
    "next-place": "All papers are counted afresh for the next place, without those elected before; "
    "those excluded stand again.",
}


def opening(stage: Stage) -> str | None:
    """What is done with all the papers at a stage that opens so; None at any other."""
    return _OPENINGS.get(stage.action.type)


def shares_out(stage: Stage) -> bool:
    """Whether the votes of the stage are the ones its exclusion was decided on (Meek)."""
    return bool(stage.keep)


def exclusion_text(record: CountRecord, stage: Stage, decision: Decision, names: str) -> str | None:
    """An exclusion that only these counts know, without its clause; None for any other."""
    surplus = shown_votes(stage.figures.get("total_surplus", NO_VOTES), record.decimals.votes)
    match decision.reason:
        case "cannot-catch-up":
            return (
                f"Excluded, because the total surplus, {surplus} votes, could not lift the lowest to the "
                f"next candidate: {names}"
            )
        case "surplus-below-limit":
            return f"Excluded, as the lowest, the total surplus being only {surplus} votes: {names}"
        case "surplus-falls-no-more":
            return f"Excluded, as the lowest, the total surplus falling no more ({surplus} votes): {names}"
        case "sure-losers":
            return f"Excluded, because no transfer could elect them any more: {names}"
        case _:
            return None


def keep_sentence(record: CountRecord, stage: Stage) -> str | None:
    """The keep values of those elected, with which the papers were shared out; None if there are none."""
    held: dict[CandidateId, Votes] = {c: k for c, k in stage.keep.items() if 0 < k < 1}
    if not held:
        return None
    values = [
        f"{display_name(record.contest, candidate)} {shown_votes(keep, record.decimals.value)}"
        for candidate, keep in held.items()
    ]
    return f"Kept of each paper: {join_words(values)} of what it is worth there."


def gone_by(record: CountRecord, stage: Stage) -> set[CandidateId]:
    """Those excluded by the end of a stage who have not come back for the next place."""
    gone: set[CandidateId] = set()
    for earlier in record.stages[: stage.number]:
        if earlier.action.type in ("next-place", *FURTHER_COUNTS):
            gone.clear()
        gone.update(earlier.excluded)
    return gone
