"""Quotas: how many votes elect, and when a number of votes reaches them. Units: votes."""

from __future__ import annotations

from counting.votes import Votes


def droop_whole(valid_votes: Votes, seats: int) -> Votes:
    """Votes divided by one more than the seats, fractions ignored, plus 1. Source: SSI 2007/42, rule 46."""
    return Votes(valid_votes // (seats + 1) + 1)


def droop_exact(valid_votes: Votes, seats: int) -> Votes:
    """Votes divided by one more than the seats, exactly. Only to be exceeded, never merely reached."""
    return valid_votes / (seats + 1)


def at_least(votes: Votes, quota: Votes) -> bool:
    """Whether the votes reach the quota. Source: SSI 2007/42, rule 47(1), 'equals or exceeds'."""
    return votes >= quota


def more_than(votes: Votes, quota: Votes) -> bool:
    """Whether the votes exceed the quota: with the exact quota, no more than the seats can."""
    return votes > quota


def whole_majority(votes_in_play: Votes) -> Votes:
    """The least whole number that is more than half of the votes of continuing candidates."""
    return Votes(votes_in_play // 2 + 1)
