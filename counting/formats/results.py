"""What formats of results share: numbers of votes as decimals, and who is where at each stage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from counting.contest import CandidateId
from counting.errors import PapersError
from counting.formats import Target
from counting.further_counts import FURTHER_COUNTS
from counting.record import CountRecord, Stage
from counting.votes import Votes, cut, votes_text


@dataclass(frozen=True, slots=True)
class Numbers:
    """How numbers of votes are written: with so many decimals. `cut_off`: what lies beyond is cut."""

    decimals: int
    cut_off: bool

    def text(self, value: Votes) -> str:
        """The number as a decimal: '12.50000'."""
        return votes_text(cut(value, self.decimals) if self.cut_off else value, self.decimals)

    def scaled(self, value: Votes) -> int:
        """The number in units of the last decimal."""
        return int((cut(value, self.decimals) if self.cut_off else value) * 10**self.decimals)


def numbers_of(record: CountRecord, target: Target, format_title: str) -> Numbers:
    """How the votes of this record are written. Raises PapersError for exact fractions."""
    if record.decimals.votes is not None:
        # A quota can have places that the votes do not: whole votes, with half a vote as the quota.
        return Numbers(max(record.decimals.votes, record.decimals.quota or 0), cut_off=False)
    if target.decimals is None:
        raise PapersError(
            f"the votes of this count are exact fractions, which {format_title} cannot hold. To have "
            "them cut to nine decimals, say, give --decimals 9."
        )
    return Numbers(target.decimals, cut_off=True)


def require_one_count(record: CountRecord, format_title: str) -> None:
    """Raise PapersError where all papers are counted again: excluded candidates come back."""
    if any(stage.action.type in FURTHER_COUNTS for stage in record.stages):
        raise PapersError(
            f"rule {record.rule} counts all papers again for other numbers of places, which "
            f"{format_title} has no words for."
        )
    if record.vacant:
        raise PapersError(
            f"{record.vacant} of the places stay vacant, which {format_title} has no words for."
        )
    if any(stage.action.type == "next-place" for stage in record.stages):
        raise PapersError(
            f"rule {record.rule} counts all papers afresh for each place, which {format_title} has no "
            "words for."
        )


def moves_away(record: CountRecord, index: int) -> Iterator[tuple[CandidateId, dict[str, Votes]]]:
    """Who gives up votes at a stage, in the order of its action, and to whom they go.

    Keys: candidates' ids; '' for papers that are not transferable; '-' for what rounding loses.
    """
    stage = record.stages[index]
    before = record.stages[index - 1] if index else stage
    for source in stage.action.candidates:
        moved: dict[str, Votes] = {}
        for transfer in stage.transfers:
            if transfer.source == source:
                key = transfer.target or ""
                moved[key] = moved.get(key, Votes(0)) + transfer.votes
        lost = before.tallies[source] - stage.tallies[source] - sum(moved.values(), Votes(0))
        if lost:
            key = "-" if stage.rounding != before.rounding else ""
            moved[key] = moved.get(key, Votes(0)) + lost
        yield source, {key: votes for key, votes in moved.items() if votes}


def surplus_at(stage: Stage) -> Votes:
    """Votes above the quota that elected candidates hold."""
    return sum(
        (votes - stage.quota for votes in stage.tallies.values() if votes > stage.quota), Votes(0)
    )
