"""Candidates who keep their places in a further count: those listed before, or members who sit.

They are protected by a constraint, 'all of these', so that the exact test of completions guards them
throughout, jointly with every other constraint of the contest. Source: schedule of constraints.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from counting.contest import CandidateId, Constraint, Contest
from counting.errors import ContestError

# The attribute that stands for it in the record; no organisation's attribute may have this name.
PROTECTED: Final = "keeps-a-place"


def protecting(contest: Contest, members: Collection[CandidateId], label: str) -> Contest:
    """The contest with these candidates' places kept. `label`: what people read of it.

    Raises ContestError for somebody who does not stand, for more than there are places, where a
    candidate has the attribute already, and where the contest's rule takes no constraints.
    """
    from counting.rules import find_rule

    if not members:
        return contest
    standing = {candidate.id for candidate in contest.standing}
    strangers = [c for c in members if c not in standing]
    if strangers:
        raise ContestError(
            f"{', '.join(strangers)} cannot keep a place: not among the candidates who stand."
        )
    if len(set(members)) > contest.seats:
        raise ContestError(f"{len(set(members))} cannot keep {contest.seats} places.")
    if any(PROTECTED in candidate.attributes for candidate in contest.candidates):
        raise ContestError(f"'{PROTECTED}' is not free as an attribute's name. Rename it.")
    if not find_rule(contest.rule).takes_constraints:
        raise ContestError(
            f"Rule {contest.rule} takes no constraints, so it cannot keep anybody's place. Choose "
            "another rule."
        )
    candidates = tuple(
        replace(c, attributes={**c.attributes, PROTECTED: "yes"}) if c.id in members else c
        for c in contest.candidates
    )
    kept = Constraint(PROTECTED, "yes", len(set(members)), None, label)
    return replace(contest, candidates=candidates, constraints=(*contest.constraints, kept))
