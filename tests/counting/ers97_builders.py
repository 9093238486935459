"""Builds small ERS97 elections whose candidates are letters; computes nothing."""

from __future__ import annotations

from typing import Any

from counting import Candidate, CandidateId, Contest, Papers, RuleId

RULE = RuleId("ers97")


def contest(names: str, seats: int, **more: Any) -> Contest:
    return Contest(
        "A small election",
        seats,
        tuple(Candidate(CandidateId(name), name) for name in names),
        RULE,
        **more,
    )


def papers(names: str, *rankings: tuple[int, str]) -> Papers:
    return Papers.from_rankings(
        (([names.index(name) + 1 for name in ranking], many) for many, ranking in rankings),
        len(names),
    )
