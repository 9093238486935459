"""Equal votes: what the earlier stages and the lots decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from counting.check.rulebook import Entry
from counting.contest import CandidateId, Contest
from counting.record import Tie, TieBy, TieKind, TieStep
from counting.votes import Votes

Tallies = Mapping[CandidateId, Votes]


class LotMissing(Exception):
    """Only a lot can decide, and the contest gives none. `left`: those among whom."""

    def __init__(self, kind: TieKind, left: tuple[CandidateId, ...]) -> None:
        self.kind = kind
        self.left = left
        super().__init__(kind, left)


@dataclass(frozen=True, slots=True)
class TieBreak:
    """Settles equal votes under one rule for one contest."""

    rule: Entry
    contest: Contest

    def settle(
        self,
        kind: TieKind,
        equal: Sequence[CandidateId],
        votes: Votes,
        ended: Sequence[Tallies],
    ) -> tuple[CandidateId, Tie | None]:
        """The one of those equal who is acted upon, and the tie if there was a choice.

        `equal`: in the order of the contest. `ended`: the tallies of the stages before the one
        whose votes are equal, from stage 1. Raises LotMissing.
        """
        if len(equal) == 1:
            return equal[0], None
        left, steps = self._by_stages(kind, tuple(equal), ended)
        by: TieBy = self.rule.ties_from
        chosen = left[0]
        if len(left) > 1:
            if not self.contest.lots:
                raise LotMissing(kind, left)
            by = "lot"
            chosen = next(drawn for drawn in self.contest.lots if drawn in left)
        return chosen, Tie(kind, tuple(equal), votes, chosen, by, steps, self.rule.ties[kind])

    def in_order(
        self, candidates: Sequence[CandidateId], now: Tallies, ended: Sequence[Tallies]
    ) -> tuple[CandidateId, ...]:
        """Most votes first, for those who are all elected: no choice hangs on it, so no lot is needed.

        Of equal ones, the one whom the earlier stages put first; then the lots, if drawn; then the
        order of the ballot paper.
        """
        drawn = self.contest.lots or tuple(c.id for c in self.contest.candidates)
        waiting, order = list(candidates), []
        while waiting:
            most = max(now[c] for c in waiting)
            equal = tuple(c for c in waiting if now[c] == most)
            left, _ = self._by_stages("election", equal, ended)
            first = next(c for c in drawn if c in left)
            order.append(first)
            waiting.remove(first)
        return tuple(order)

    def _by_stages(
        self, kind: TieKind, equal: tuple[CandidateId, ...], ended: Sequence[Tallies]
    ) -> tuple[tuple[CandidateId, ...], tuple[TieStep, ...]]:
        """Those left when the earlier stages have been looked at, and each stage that told."""
        numbers = range(1, len(ended) + 1)
        looked_at = numbers if self.rule.ties_from == "earliest-stage" else reversed(numbers)
        left, steps = equal, []
        for number in looked_at:
            then = {candidate: ended[number - 1][candidate] for candidate in left}
            sought = min(then.values()) if kind == "exclusion" else max(then.values())
            if set(then.values()) != {sought}:
                left = tuple(candidate for candidate in left if then[candidate] == sought)
                steps.append(TieStep(number, left))
            if len(left) == 1:
                break
        return left, tuple(steps)
