"""Ties: an earlier stage at which those tied differ, then the lot.

Among three or more, the nearest stage at which *any* of them differ narrows the field, and
the search goes on among those left (COUNTING, 'Rules'); only then does the lot decide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from counting.canonical import Json
from counting.contest import CandidateId, Contest
from counting.errors import LotNeededError
from counting.parts.pseudo_random import Numbers
from counting.record import Tie, TieBy, TieKind, TieStep
from counting.votes import NO_VOTES, Votes


class Point(Protocol):
    """A point of the count at which votes are compared: the end of a stage, or of a batch within one.

    `number`: of the stage. `batch`: from 1; None: the end of the stage.
    """

    @property
    def number(self) -> int: ...
    @property
    def batch(self) -> int | None: ...
    @property
    def tallies(self) -> Mapping[CandidateId, Votes]: ...


P = TypeVar("P", bound=Point)
Lookback = Callable[[Sequence[Point]], Iterable[Point]]


def most_recent_first(stages: Sequence[P]) -> Iterable[P]:
    """Look from the stage just before backwards. Source: SSI 2007/42, rules 49(2) and 51(1)."""
    return reversed(stages)


def earliest_first(stages: Sequence[P]) -> Iterable[P]:
    """Look from the first preferences forwards. Source: 2011 c. 1, Schedule 10, rule 49(2)."""
    return iter(stages)


def no_stage(stages: Sequence[P]) -> Iterable[P]:  # noqa: ARG001 - a Lookback
    """Look at no stage: the lots alone decide. Source: e.g. PR Foundation reference rules, 'Break ties'."""
    return ()


@dataclass(frozen=True, slots=True)
class TieRule:
    """How a rule settles ties: in which order it looks at earlier stages, and its clauses.

    `numbers`: in one count, those that decide if no lots have been drawn.
    """

    lookback: Lookback
    by: TieBy
    clauses: Mapping[TieKind, str]
    numbers: Numbers | None = None

    def description(self) -> dict[str, Json]:
        """The choices by name, for the digest of the rule."""
        return {
            "lookback": self.lookback.__name__,
            "by": self.by,
            "clauses": {str(kind): clause for kind, clause in self.clauses.items()},
        }


def narrow(
    kind: TieKind, tied: Sequence[CandidateId], stages: Iterable[Point]
) -> tuple[tuple[CandidateId, ...], tuple[TieStep, ...]]:
    """Those left of the tied after looking at these stages in turn, and each narrowing on the way.

    The fewest votes are looked for in an exclusion and of those to make way; otherwise the most.
    """
    best = min if kind in ("exclusion", "making-way") else max
    left = tuple(tied)
    steps = []
    for stage in stages:
        if len(left) == 1:
            break
        # Who did not stand yet, as the successor of None, had no votes then.
        votes = {candidate: stage.tallies.get(candidate, NO_VOTES) for candidate in left}
        wanted = best(votes.values())
        kept = tuple(candidate for candidate in left if votes[candidate] == wanted)
        if len(kept) < len(left):
            left = kept
            steps.append(TieStep(stage.number, left, stage.batch))
    return left, tuple(steps)


def choose(
    kind: TieKind,
    tied: Sequence[CandidateId],
    votes: Votes,
    stages: Sequence[Point],
    contest: Contest,
    *,
    rule: TieRule,
    stage: int,
) -> tuple[CandidateId, Tie | None]:
    """The one of those tied who is acted on, and the tie if there is more than one of them.

    `stages`: those before the one whose tallies are equal. `stage`: the one the choice belongs to.
    Raises LotNeededError where the lot decides and none was given.
    """
    if len(tied) == 1:
        return tied[0], None
    left, steps = narrow(kind, tied, rule.lookback(stages))
    by: TieBy = rule.by
    if len(left) > 1:
        if not contest.lots and rule.numbers and kind in ("exclusion", "election"):
            known = rule.numbers.at(stage)
            numbers = {candidate: known[candidate] for candidate in left}
            # SR 2001/145, Schedule 1A, 19 and 34: the one with the lowest number is excluded.
            chosen = (min if kind == "exclusion" else max)(left, key=numbers.__getitem__)
            clause = rule.numbers.clause
            by = "pseudo-random"
            return chosen, Tie(kind, tuple(tied), votes, chosen, by, steps, clause, numbers=numbers)
        if not contest.lots:
            raise LotNeededError(stage, kind, left, tuple(contest.name(c) for c in left))
        by = "lot"
    chosen = min(left, key=contest.lots.index) if by == "lot" else left[0]
    return chosen, Tie(kind, tuple(tied), votes, chosen, by, steps, rule.clauses[kind])


def in_order_of_votes(
    candidates: Sequence[CandidateId],
    tallies: Mapping[CandidateId, Votes],
    stages: Sequence[Point],
    contest: Contest,
    rule: TieRule,
) -> tuple[CandidateId, ...]:
    """Most votes first; of equal ones, by earlier stages, then the lots if drawn, then the ballot paper.

    For orders on which nothing turns: those elected together. `stages`: those before this one.
    """
    last_resort = contest.lots or tuple(candidate.id for candidate in contest.candidates)
    history = list(rule.lookback(stages))
    return tuple(
        sorted(
            candidates,
            key=lambda c: (
                -tallies[c],
                *(-stage.tallies.get(c, NO_VOTES) for stage in history),
                last_resort.index(c),
            ),
        )
    )
