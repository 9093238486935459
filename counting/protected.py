"""Candidates who keep their places in a further count, or cannot be elected in it.

Those listed before, or members who sit, are protected by a constraint, 'all of these'; those barred
by one too, 'none of these': so the exact test of completions guards or dooms them throughout, jointly
with every other constraint of the contest. Source: schedule of constraints.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from counting.contest import CandidateId, Constraint, Contest
from counting.errors import ContestError

# The attributes that stand for it in the record; no organisation's attribute may have these names.
PROTECTED: Final = "keeps-a-place"
BARRED: Final = "cannot-come-next"


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
    if not find_rule(contest.rule).takes_constraints:
        raise ContestError(
            f"Rule {contest.rule} takes no constraints, so it cannot keep anybody's place. Choose "
            "another rule."
        )
    kept = Constraint(PROTECTED, "yes", len(set(members)), None, label)
    return _marked(contest, members, kept)


def barring(contest: Contest, out: Collection[CandidateId], label: str) -> Contest:
    """The contest in which none of these can be elected. `label`: what people read of it.

    Raises ContestError where a candidate has the attribute already.
    """
    return _marked(contest, out, Constraint(BARRED, "yes", None, 0, label)) if out else contest


def _marked(contest: Contest, some: Collection[CandidateId], bound: Constraint) -> Contest:
    """The contest in which these candidates have the attribute of a further constraint."""
    if any(bound.attribute in candidate.attributes for candidate in contest.candidates):
        raise ContestError(f"'{bound.attribute}' is not free as an attribute's name. Rename it.")
    candidates = tuple(
        replace(c, attributes={**c.attributes, bound.attribute: bound.value}) if c.id in some else c
        for c in contest.candidates
    )
    return replace(contest, candidates=candidates, constraints=(*contest.constraints, bound))
