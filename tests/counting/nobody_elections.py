"""Builders of contests with an option that is nobody: inputs only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from counting import Candidate, CandidateId, Constraint, Contest, Papers, RuleId
from counting.contest import NoneKind, NoneOption

WOMEN = Constraint("gender", "woman", 2, None, "two women")


def papers_of(names: Sequence[str], *papers: tuple[int, str]) -> Papers:
    """Papers from how many and the letters in order of preference."""
    rankings = [(tuple(names.index(letter) + 1 for letter in order), n) for n, order in papers]
    return Papers.from_rankings(rankings, len(names))


def contest_with_ron(
    names: Sequence[str],
    seats: int,
    rule: str,
    *,
    kind: NoneKind = "ron",
    women: str = "",
    constraints: tuple[Constraint, ...] = (),
    policy: tuple[str, ...] = (),
    withdrawn: tuple[str, ...] = (),
    attributes: Mapping[str, Mapping[str, str]] | None = None,
) -> Contest:
    """The last name is nobody; the lots are in the order of the paper. `women`: who count as such."""
    bound = bool(constraints)
    held = attributes or {
        name: {"gender": "woman" if name in women else "man"} for name in names[:-1] if bound
    }
    return Contest(
        "A contest",
        seats,
        tuple(Candidate(CandidateId(name), name, dict(held.get(name, {}))) for name in names),
        RuleId(rule),
        constraints=constraints,
        lots=tuple(CandidateId(name) for name in names),
        withdrawn=tuple(CandidateId(name) for name in withdrawn),
        none=NoneOption(CandidateId(names[-1]), kind),
        if_infeasible=policy,
    )
