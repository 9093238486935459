"""A casting vote between options: what is due of the last two with equal votes, and which contests have one.

Source: the schedule of the casting vote, whose numbers are in the comments here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from counting.check.rulebook import RULEBOOK
from counting.contest import CandidateId, Contest
from counting.record import Decision, Tie
from counting.votes import Votes

_SCHEDULE = "schedule of the casting vote"


class Idle(Exception):
    """A casting vote was given, and there is nothing for it to settle (5)."""


def granted(contest: Contest) -> bool:
    """Whether the holder decides of the last two, in place of what the rule says."""
    return contest.casting_vote is not None


def require_settled(contest: Contest, settled: Collection[Tie]) -> None:
    """Raises Idle where a casting vote was given and none of these ties, at the end, is settled by it."""
    given = contest.casting_vote is not None and contest.casting_vote.chosen is not None
    if given and all(tie.by != "casting-vote" for tie in settled):
        raise Idle


def final_tie(
    contest: Contest,
    pair: tuple[CandidateId, ...],
    now: Mapping[CandidateId, Votes],
    decisions: list[Decision],
    ties: list[Tie],
) -> tuple[CandidateId, ...]:
    """Who is elected of two with equal votes, if either; writes down what is decided, and the tie.

    Raises Idle for a vote that is for neither.
    """
    votes = now[pair[0]]
    vote = contest.casting_vote.chosen if contest.casting_vote else None
    if votes == 0 or vote is None:  # 3: with no votes there is no casting vote; 2: none was given
        reason, point = ("no-votes", 3) if votes == 0 else ("no-casting-vote", 2)
        decisions.append(Decision("leave-open", pair, reason, f"{_SCHEDULE} {point}"))
        return ()
    if vote not in pair:  # 5
        raise Idle
    decisions.append(Decision("elect", (vote,), "casting-vote", f"{_SCHEDULE} 1"))
    ties.append(Tie("election", pair, votes, vote, "casting-vote", (), f"{_SCHEDULE} 1"))
    return (vote,)


def cannot_have(contest: Contest) -> str | None:
    """Why a contest cannot have its casting vote, in a sentence; None if it can, or has none."""
    if contest.casting_vote is None:
        return None
    entry = RULEBOOK.get(contest.rule)
    if entry is None or not entry.majority:
        return f"Rule {contest.rule} takes no casting vote; this contest grants one."
    if contest.nobody:
        return "A casting vote is between options; this contest has re-open nominations."
    return None
