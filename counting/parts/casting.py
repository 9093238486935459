"""The final tie between two options where the instrument grants a casting vote.

Source: `schedule.CASTING_VOTE`, and docs/adr/0020-casting-vote-on-options.md.
"""

from __future__ import annotations

from collections.abc import Sequence

from counting.contest import CandidateId, CastingVote, Contest
from counting.errors import CastingVoteError
from counting.record import Decision, Tie
from counting.votes import Votes

SCHEDULE = "schedule of the casting vote"


def by_casting_vote(
    casting: CastingVote, equal: Sequence[CandidateId], votes: Votes, contest: Contest
) -> tuple[Decision, Tie | None]:
    """What becomes of the last two, with equal votes: one is elected, or it is left open.

    Raises CastingVoteError for a vote for neither of them, or where they have no votes.
    """
    pair, chosen = tuple(equal), casting.chosen
    if chosen is not None and (chosen not in pair or not votes):
        require_needed(contest, pair if votes else ())
    if not votes:
        return Decision("leave-open", pair, "no-votes", f"{SCHEDULE} 3"), None
    if chosen is None:
        return Decision("leave-open", pair, "no-casting-vote", f"{SCHEDULE} 2"), None
    clause = f"{SCHEDULE} 1"
    tie = Tie("election", pair, votes, chosen, "casting-vote", (), clause)
    return Decision("elect", (chosen,), "casting-vote", clause), tie


def require_needed(contest: Contest, equal: Sequence[CandidateId]) -> None:
    """Raise CastingVoteError for a casting vote that was given and is for none of these (5)."""
    casting = contest.casting_vote
    if casting is None or casting.chosen is None or casting.chosen in equal:
        return
    raise CastingVoteError(
        f"{contest.name(casting.chosen)} ({casting.chosen})", tuple(contest.name(c) for c in equal)
    )
