"""The option on a paper that is nobody, as it stands in a record: from when its successors stand.

Source: docs/adr/0018-none-and-vacant-places.md. Ids and names of successors are those of `Contest`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from counting.contest import CandidateId, Contest


@dataclass(frozen=True, slots=True)
class Applied:
    """A step of the policy that was necessary, because the constraints could not be met any more.

    `step`: as in `Contest.if_infeasible`. `conflict`: labels of the fewest constraints that could not be
    met together before it; none: there were fewer candidates than places. `vacant`: how many places
    the policy leaves vacant after it, besides those that are nobody's by the votes.
    """

    step: str
    conflict: tuple[str, ...]
    vacant: int = 0


def arrived(
    contest: Contest, elections: Iterable[tuple[CandidateId, ...]]
) -> tuple[CandidateId, ...]:
    """The option and its successors who stand after these elections, one tuple for each decision.

    A successor comes when the one before it is elected, if a place is left after that decision.
    """
    nobody = contest.nobody
    taken, standing = 0, min(1, len(nobody))
    for chosen in elections:
        taken += len(chosen)
        last = max((nobody.index(c) + 1 for c in chosen if c in nobody), default=0)
        if last:
            standing = last + (taken < contest.seats)
    return nobody[:standing]


def in_order(contest: Contest, nobody: tuple[CandidateId, ...]) -> tuple[CandidateId, ...]:
    """Those standing in the order of the contest; `nobody`: the option and its successors who stand."""
    return tuple(
        later
        for candidate in contest.standing
        for later in (nobody if candidate.id in contest.nobody[:1] else (candidate.id,))
    )
