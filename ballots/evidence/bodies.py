"""Contests that belong to a body: counted together, and each held against what was due.

Who is elected to one contest decides who stands in the next, how many places it has and what
surrounds it. So a contest of a body is as it was frozen only if it follows from the others' results.
Source: `docs/rules/bodies.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ballots.errors import EvidenceError
from ballots.manifest_contest import Body as FrozenBody
from ballots.motion_policy import CASTING_VOTE
from ballots.motions import is_motion
from ballots.standing import Standing
from counting import CandidateId, Contest, ContestError, CountRecord, Papers
from counting.body import Body, JointConstraint, Part, count_body
from counting.check.body import contests_due
from counting.contest import LEAVE_VACANT, RELAX

LotsOf = Callable[[str], tuple[str, ...]]


def frozen_body(
    standing: Standing, frozen: FrozenBody, lots: LotsOf, papers: Mapping[str, Papers]
) -> Body:
    """A body as it is counted: without cancelled contests. A contest without papers has none.

    Raises EvidenceError for what cannot be counted together, ContestError where it contradicts itself.
    """
    if frozen.several_places != "skip":
        raise EvidenceError(
            f"body '{frozen.id}': this version of the program counts linked contests in which whoever "
            "is elected is skipped, and no orders of choice"
        )
    ids = [id_ for id_ in frozen.contests if id_ not in standing.cancelled]
    parts = []
    for id_ in ids:
        terms = standing.manifest.contest(id_)
        if is_motion(terms) or terms.issuer is None:
            raise EvidenceError(f"body '{frozen.id}': '{id_}' is no secret contest among persons")
        if CASTING_VOTE in terms.policy:
            raise EvidenceError(f"body '{frozen.id}': '{id_}' grants a casting vote, as of options")
        contest = terms.to_contest(lots(id_), standing.withdrawn_from(id_))
        nothing = Papers.from_rankings((), len(terms.candidates))
        parts.append(Part(id_, contest, papers.get(id_, nothing)))
    joint = tuple(
        JointConstraint(bound.constraint, over)
        for bound in frozen.constraints
        if (over := tuple(id_ for id_ in bound.over if id_ in ids))
    )
    return Body(frozen.id, tuple(parts), joint, if_infeasible=_steps(frozen, parts, joint))


def _steps(
    frozen: FrozenBody, parts: Sequence[Part], joint: Sequence[JointConstraint]
) -> tuple[str, ...]:
    """The steps of the policy that a count can take: none of a constraint whose contests are cancelled."""
    left = {RELAX + one.constraint.label for one in joint}
    left |= {RELAX + own.label for part in parts for own in part.contest.constraints}
    return tuple(step for step in frozen.if_infeasible if step == LEAVE_VACANT or step in left)


def count_frozen_body(body: Body) -> dict[str, CountRecord]:
    """The record of every contest of a body. Raises as `counting.body.count_body` does."""
    records = {}
    for link in count_body(body).links:
        if link.record is None:
            raise EvidenceError(f"contest '{link.key}' has no place to fill")
        records[link.key] = link.record
    return records


def held_in_body(body: Body, elected: Mapping[str, tuple[CandidateId, ...]]) -> dict[str, Contest]:
    """Every contest of a body as it had to be counted, if these are elected: apart from the engine.

    Raises EvidenceError where these cannot be the results.
    """
    try:
        return contests_due(body, elected)
    except ContestError as error:
        raise EvidenceError(f"body '{body.title}': {error}") from error
