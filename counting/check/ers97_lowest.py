"""Whom ERS97 proposes to exclude: as many together as possible (5.2.5), and what that puts off (5.2.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from counting.contest import CandidateId
from counting.record import Tie
from counting.votes import NO_VOTES

if TYPE_CHECKING:
    from counting.check.ers97 import Ers97

Some = tuple[CandidateId, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Whom to exclude. `heads`: those of 5.2.2 under which surpluses wait for it, as a clause."""

    candidates: Some
    ties: tuple[Tie, ...]
    heads: str
    passed_over: Some
    because: str


@dataclass(frozen=True, slots=True)
class Lowest:
    """The lower end of the poll at one moment of a count."""

    count: Ers97

    def proposed(self) -> Proposal | None:
        """None: the surpluses may not wait, so that the largest is transferred (5.2.2)."""
        now, guarded = self.count.now, self.count.outlook.guarded
        alone = self._open()
        if len(alone) == 1 and not self.count.surpluses:
            over = tuple(c for c in guarded if now[c] <= now[alone[0]])
            because = f"of those open {self.count.wording.who(alone[0])} alone is left"
            return Proposal((alone[0],), (), "", over, because)
        for size in self._sizes():
            found = self._lowest(size)
            if found is None or (size > 1 and not self._may_all_go(found[0])):
                continue
            out, ties = found
            highest = max(now[c] for c in out)
            return Proposal(
                tuple(c for c in self.count.order if c in out),
                ties,
                self._heads(size),
                tuple(c for c in guarded if now[c] <= highest),
                self._because(size),
            )
        return None

    def _open(self) -> list[CandidateId]:
        """Those who could be excluded, from the fewest votes (schedule 5)."""
        guarded = self.count.outlook.guarded
        left = [c for c in self.count.continuing if c not in guarded]
        return sorted(left, key=lambda c: self.count.now[c])

    def _sizes(self) -> Iterator[int]:
        """How many could go together, the most first: their votes and all surpluses do not exceed
        those of the next above, and enough candidates are left."""
        votes = [self.count.now[c] for c in self._open()]
        spare = len(self.count.continuing) - self.count.places
        if len(self.count.persons) < len(self.count.continuing):
            spare = len(votes)  # nobody could take every place
        for size in range(min(spare, len(votes) - 1), 0, -1):
            if sum(votes[:size], self.count.surpluses) <= votes[size]:
                yield size

    def _heads(self, size: int) -> str:
        votes = [self.count.now[c] for c in self._open()]
        heads = ["5.2.2(a)"] if self.count.surpluses <= votes[1] - votes[0] else []
        return ", ".join(heads + ["5.2.2(b)"] * (size > 1))

    def _because(self, size: int) -> str:
        votes = [self.count.now[c] for c in self._open()]
        low, above = sum(votes[:size], NO_VOTES), votes[size]
        wording = self.count.wording
        return (
            f"the {size} with fewest votes of those open have {wording.votes(low)}, which with "
            f"surpluses of {wording.votes(self.count.surpluses)} do not exceed the next above, "
            f"{wording.votes(above)}"
        )

    def _may_all_go(self, out: Some) -> bool:
        """Schedule 5: there is a completion without them, and nobody is doomed or it is the only one."""
        rest = [c for c in self.count.continuing if c not in out]
        then = self.count.ground.outlook(self.count.elected, rest)
        return then.possible and (then.single or not then.doomed)

    def _lowest(self, size: int) -> tuple[Some, tuple[Tie, ...]] | None:
        """So many with the fewest votes; None if the constraints leave too few of those equal open."""
        now, able = self.count.now, self._open()
        most = now[able[size - 1]]
        out = [c for c in able if now[c] < most]
        equal = [c for c in self.count.order if c in able and now[c] == most]
        if len(out) + len(equal) == size:
            return (*out, *equal), ()
        ties: list[Tie] = []
        while len(out) < size:
            left = [c for c in equal if c not in out and self.count.together((), (*out, c))]
            if not left:
                return None
            chosen, tie = self._first_out(tuple(left), size - len(out))
            out.append(chosen)
            ties += [tie] if tie else []
        return tuple(out), tuple(ties)

    def _first_out(self, equal: Some, room: int) -> tuple[CandidateId, Tie | None]:
        """The one of these who had fewest at the earliest difference; then by lot (5.2.5).

        If all who had fewest then go, there is nothing to choose between them.
        """
        ties, votes = self.count.ties, self.count.now[equal[0]]
        left, steps = ties.narrowed("exclusion", equal, self.count.ended)
        if 1 < len(left) <= room and len(left) < len(equal):
            clause = self.count.text.ties["exclusion"]
            return left[0], Tie("exclusion", equal, votes, left[0], "earliest-stage", steps, clause)
        return ties.settle("exclusion", equal, votes, self.count.ended)
