"""The votes on a motion, from a ballot file: the first candidate is for it, the second against it."""

from __future__ import annotations

from counting.errors import PapersError
from counting.papers import Papers
from counting.thresholds import Tally


def tally_of_papers(papers: Papers, entitled: int | None) -> Tally:
    """The votes that the papers say; a third candidate, if there is one, is abstention.

    Papers may carry several votes each. Raises PapersError for another number of candidates, and for
    papers with more than one mark.
    """
    if papers.candidates not in (2, 3):
        raise PapersError(
            "a motion is voted on with 2 candidates, the one for it first, or with a third for "
            f"abstentions; this file has {papers.candidates}."
        )
    votes = dict.fromkeys((1, 2, 3), 0)
    several = sum(number for _, number in papers.irregular)
    for ranking, number in papers.rankings():
        if len(ranking) == 1:
            votes[ranking[0]] += number
        else:
            several += number
    if several:
        raise PapersError(
            f"{several} of the papers mark more than one option, or skip a number. A vote on a motion is "
            "one mark: take such papers out, and count them with --blank."
        )
    return Tally(votes[1], votes[2], votes[3], papers.blank, entitled, papers.ballots)
