"""Papers on which the option that is nobody stands for itself and each of its successors in turn.

So a paper goes on to a successor by the same move as to any next preference: it stays with one as soon
as that one continues. Source: schedule of None, 1.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from counting.contest import Candidate, Contest
from counting.errors import ContestError
from counting.packing import Ranks, rank_type
from counting.papers import MOST_CANDIDATES, Papers


def with_successors(contest: Contest) -> Contest:
    """The contest with all successors among its candidates, directly after the option, and in the lots.

    Those that do not stand yet are passed over on every paper, as if they had withdrawn. The same
    contest where the paper has no such option.
    """
    nobody = contest.nobody
    if not nobody:
        return contest
    taken = {candidate.id for candidate in contest.candidates}.intersection(nobody[1:])
    if taken:
        raise ContestError(
            f"The id {min(taken)} is that of a successor of {nobody[0]}. Give the candidate another."
        )
    candidates = tuple(
        one
        for candidate in contest.candidates
        for one in (
            candidate,
            *(Candidate(n, contest.name(n)) for n in nobody[1:] if candidate.id == nobody[0]),
        )
    )
    lots = tuple(
        lot for drawn in contest.lots for lot in (nobody if drawn == nobody[0] else (drawn,))
    )
    withdrawn = (*contest.withdrawn, *nobody[1:])
    return replace(contest, candidates=candidates, lots=lots, withdrawn=withdrawn)


def papers_with_successors(papers: Papers, contest: Contest) -> Papers:
    """The papers of such a contest: what ranks the option ranks each successor directly after it.

    `contest`: as on the papers. Digest and numbers of papers stay those of the papers as cast.
    Raises ContestError where there are more entries than can be counted.
    """
    more = len(contest.nobody) - 1
    if more < 1:
        return papers
    candidates = papers.candidates + more
    if candidates > MOST_CANDIDATES:
        raise ContestError(f"There are more than {MOST_CANDIDATES} candidates and places.")
    option = [candidate.id for candidate in contest.candidates].index(contest.nobody[0]) + 1
    flat: Ranks = papers.flat.astype(rank_type(candidates))
    times = np.where(flat == option, more + 1, 1)
    begins = np.cumsum(times) - times
    wide = np.repeat(np.where(flat > option, flat + more, flat), times).astype(flat.dtype)
    at = begins[flat == option]
    wide[at[:, None] + np.arange(more + 1)] += np.arange(more + 1).astype(flat.dtype)
    starts = begins[papers.starts]
    for array in (wide, starts):
        array.flags.writeable = False
    return replace(papers, candidates=candidates, flat=wide, starts=starts)
