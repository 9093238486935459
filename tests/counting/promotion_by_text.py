"""Promotion worked out from the text P1 to P7 alone, for comparison: each count by the rule it builds on.

Lots must be given. A list of everybody, in the order in which the text looks at them, takes the place
of narrowing ties one by one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from counting import CandidateId, Contest, Papers, RuleId, count
from counting.votes import Votes

BASES = {"ers97-promotion": "ers97", "scottish-2011-promotion": "scottish-2011"}


@dataclass(frozen=True, slots=True)
class Place:
    """When somebody was elected in a count, with which votes, and with which before that, in turn."""

    point: int
    votes: Votes
    earlier: tuple[Votes, ...]


def elected_by_the_text(papers: Papers, contest: Contest) -> tuple[CandidateId, ...]:
    """Who is elected, in the order of P7."""
    first = counted(papers, contest, contest.seats)
    order = list(first)
    promoted = up(papers, contest, order)
    gone = out(papers, contest, order, promoted, first)
    return tuple(c for c in (*order, *promoted) if c not in gone)


def up(papers: Papers, contest: Contest, order: list[CandidateId]) -> list[CandidateId]:
    """P3 and P5."""
    promoted: list[CandidateId] = []
    size = contest.seats
    while any(missing(contest, [*order, *promoted]).values()):
        size += 1
        larger = counted(papers, contest, size)
        picked: list[CandidateId] = []
        for label, short in missing(contest, [*order, *promoted]).items():
            new = [
                c
                for c in larger
                if c not in order and c not in promoted and label in labels(contest, c)
            ]
            new.sort(
                key=lambda c: (
                    larger[c].point,
                    -larger[c].votes,
                    tuple(-votes for votes in larger[c].earlier),
                    contest.lots.index(c),
                )
            )
            picked += new[:short]
        promoted += [c for c in larger if c in picked]
    return promoted


def out(
    papers: Papers,
    contest: Contest,
    order: list[CandidateId],
    promoted: list[CandidateId],
    first: Mapping[CandidateId, Place],
) -> list[CandidateId]:
    """P4, P5 and P6."""
    gone: list[CandidateId] = []
    size = contest.seats
    while len(gone) < len(promoted):
        size -= 1
        smaller = counted(papers, contest, size) if size else {}
        while len(gone) < len(promoted):
            left = [c for c in (*order, *promoted) if c not in gone]
            able = [
                c for c in order if c in left and c not in smaller and not needed(contest, left, c)
            ]
            if not able:
                break
            gone.append(
                min(
                    able,
                    key=lambda c: (
                        -first[c].point,
                        first[c].votes,
                        first[c].earlier,
                        contest.lots.index(c),
                    ),
                )
            )
    return gone


def counted(papers: Papers, contest: Contest, size: int) -> dict[CandidateId, Place]:
    """A free count for so many places: the elected in order, each with when it was."""
    base = BASES[contest.rule]
    record = count(
        papers, replace(contest, seats=size, rule=RuleId(base), constraints=(), if_infeasible=())
    )
    points = [
        (batch.tallies, batch.elected)
        for stage in record.stages
        for batch in (stage.batches or (stage,))
    ]
    found = {}
    for at, (tallies, elected) in enumerate(points):
        before = [points[k][0] for k in range(at)]
        looked_at = before if base == "ers97" else before[::-1]
        for c in elected:
            found[c] = Place(at, tallies[c], tuple(earlier[c] for earlier in looked_at))
    assert tuple(found) == record.elected
    return found


def labels(contest: Contest, candidate: CandidateId) -> set[str]:
    """The requirements that a candidate counts for."""
    held = next(c.attributes for c in contest.candidates if c.id == candidate)
    return {one.label for one in contest.constraints if held.get(one.attribute) == one.value}


def missing(contest: Contest, elected: list[CandidateId]) -> dict[str, int]:
    """P2: by how many each category is short."""
    return {
        one.label: max(
            0,
            (one.least(contest.seats) or 0) - sum(one.label in labels(contest, c) for c in elected),
        )
        for one in contest.constraints
    }


def needed(contest: Contest, left: list[CandidateId], candidate: CandidateId) -> bool:
    """P6."""
    without = [c for c in left if c != candidate]
    return any(missing(contest, without)[label] for label in labels(contest, candidate))
