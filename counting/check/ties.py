"""Equal votes: what the earlier stages and the lots decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from counting.contest import CandidateId, Contest
from counting.record import Tie, TieBy, TieKind, TieStep
from counting.votes import NO_VOTES, Votes

Tallies = Mapping[CandidateId, Votes]


class TieText(Protocol):
    """What a rule's text says of ties: what is looked at first, and the clause for each kind."""

    @property
    def ties_from(self) -> TieBy: ...
    @property
    def ties(self) -> Mapping[TieKind, str]: ...


@dataclass(frozen=True, slots=True)
class Point:
    """Votes at a moment of the count. `batch`: after which batch of the stage; None: at its end."""

    stage: int
    votes: Tallies
    batch: int | None = None


class LotMissing(Exception):
    """Only a lot can decide, and the contest gives none. `left`: those among whom."""

    def __init__(self, kind: TieKind, left: tuple[CandidateId, ...]) -> None:
        self.kind = kind
        self.left = left
        super().__init__(kind, left)


@dataclass(frozen=True, slots=True)
class TieBreak:
    """Settles equal votes under one rule for one contest."""

    rule: TieText
    contest: Contest

    def settle(
        self,
        kind: TieKind,
        equal: Sequence[CandidateId],
        votes: Votes,
        ended: Sequence[Tallies | Point],
    ) -> tuple[CandidateId, Tie | None]:
        """The one of those equal who is acted upon, and the tie if there was a choice.

        `equal`: in the order of the contest. `ended`: the tallies of the stages before the one
        whose votes are equal, from stage 1, or those of every point there was. Raises LotMissing.
        """
        if len(equal) == 1:
            return equal[0], None
        left, steps = self.narrowed(kind, equal, ended)
        by: TieBy = self.rule.ties_from
        chosen = left[0]
        if len(left) > 1:
            if not self.contest.lots:
                raise LotMissing(kind, left)
            by = "lot"
            chosen = next(drawn for drawn in self._drawn if drawn in left)
        return chosen, Tie(kind, tuple(equal), votes, chosen, by, steps, self.rule.ties[kind])

    def in_order(
        self,
        candidates: Sequence[CandidateId],
        now: Tallies,
        ended: Sequence[Tallies | Point],
    ) -> tuple[CandidateId, ...]:
        """Most votes first, for those who are all elected: no choice hangs on it, so no lot is needed.

        Of equal ones, the one whom the earlier stages put first; then the lots, if drawn; then the
        order of the ballot paper.
        """
        drawn = self._drawn
        waiting, order = list(candidates), []
        while waiting:
            most = max(now[c] for c in waiting)
            equal = tuple(c for c in waiting if now[c] == most)
            left, _ = self.narrowed("election", equal, ended)
            first = next(c for c in drawn if c in left)
            order.append(first)
            waiting.remove(first)
        return tuple(order)

    def narrowed(
        self,
        kind: TieKind,
        equal: Sequence[CandidateId],
        ended: Sequence[Tallies | Point],
    ) -> tuple[tuple[CandidateId, ...], tuple[TieStep, ...]]:
        """Those left when the earlier stages have been looked at, and each stage that told."""
        left, steps = tuple(equal), []
        for point in self._looked_at(ended):
            if len(left) == 1:
                break
            # Whoever did not stand yet, as a successor of nobody, had no votes then.
            then = {candidate: point.votes.get(candidate, NO_VOTES) for candidate in left}
            least = kind in ("exclusion", "making-way")
            sought = min(then.values()) if least else max(then.values())
            if set(then.values()) != {sought}:
                left = tuple(candidate for candidate in left if then[candidate] == sought)
                steps.append(TieStep(point.stage, left, point.batch))
        return left, tuple(steps)

    @property
    def _drawn(self) -> tuple[CandidateId, ...]:
        """The order drawn, or that of the paper; a successor comes after the one it succeeds."""
        nobody = self.contest.nobody
        order = self.contest.lots or tuple(c.id for c in self.contest.candidates)
        return tuple(one for c in order for one in (nobody if c in nobody else (c,)))

    def _looked_at(self, ended: Sequence[Tallies | Point]) -> Iterable[Point]:
        """The points of the count in the order in which the rule looks at them."""
        points = [
            one if isinstance(one, Point) else Point(number, one)
            for number, one in enumerate(ended, start=1)
        ]
        if self.rule.ties_from == "lot":
            return ()
        return points if self.rule.ties_from == "earliest-stage" else reversed(points)
