"""How close the closest exclusion of a count was: set against papers that were re-issued.

A view of the record. It is no margin of victory: it says which decision fewest votes would have
turned at the point where it was taken.
"""

from __future__ import annotations

from dataclasses import dataclass

from counting import CandidateId, CountRecord
from counting.views.minutes_rounds import shares_out
from counting.views.text import shown_votes
from counting.votes import Votes


@dataclass(frozen=True, slots=True)
class CloseExclusion:
    """Who was excluded at which stage, who had the next fewest votes, and how many more."""

    stage: int
    excluded: str
    next: str
    gap: Votes
    gap_text: str


def closest_exclusion(record: CountRecord) -> CloseExclusion | None:
    """The exclusion with the smallest gap to the next candidate; the first of several; or None.

    Exclusions that constraints compelled are left out, and so are guarded candidates.
    """
    closest: CloseExclusion | None = None
    for index, stage in enumerate(record.stages):
        decided_on = stage if shares_out(stage) or index == 0 else record.stages[index - 1]
        for decision in stage.decisions:
            if decision.act != "exclude" or decision.reason != "lowest":
                continue
            gone = {*decision.candidates, *decision.passed_over}
            left = [c for c in record.continuing(index) if c not in gone]
            if not left:
                continue
            tallies = decided_on.tallies
            last = max(decision.candidates, key=lambda c: tallies[c])
            following = min(left, key=lambda c: tallies[c])
            gap = tallies[following] - tallies[last]
            if closest is None or gap < closest.gap:
                closest = _said(record, stage.number, last, following, gap)
    return closest


def _said(
    record: CountRecord, stage: int, last: CandidateId, following: CandidateId, gap: Votes
) -> CloseExclusion:
    name = record.contest.name
    text = shown_votes(gap, record.decimals.votes)
    return CloseExclusion(stage, name(last), name(following), gap, text)
