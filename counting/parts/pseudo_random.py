"""The pseudo-random numbers by which New Zealand's method tells those apart who were always equal.

Source: Local Electoral Regulations 2001 (New Zealand, SR 2001/145), Schedule 1A, clauses 41 to 48. The
generator is that of B. Wichmann and D. Hill (Applied Statistics 31, 1982, algorithm AS 183).

Read as the official calculator does it, whose report of Kapiti 2016 prints such numbers: the sum of
clause 43 is taken modulo 10,000; the first iteration has 10,000 less each number, and every further
one (48) 10,000 less the number before; candidates who have withdrawn have numbers too, and the papers
are all there are, those without a preference among them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from counting.contest import CandidateId, Contest
from counting.errors import ContestError

RANGE: Final = 10_000
_MODULI: Final = (30_269, 30_307, 30_323)
_FACTORS: Final = (171, 172, 170)
_THROWN_AWAY: Final = 4


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of one count. `at(iteration)`: each candidate's, from iteration 1. `clause`: of them."""

    at: Callable[[int], Mapping[CandidateId, int]]
    clause: str


def schedule_numbers(contest: Contest, papers: int, clause: str) -> Numbers:
    """The numbers of a contest with so many papers, those without a preference included.

    Raises ContestError where there are more candidates than numbers.
    """
    drawn = pseudo_random(len(contest.candidates), contest.seats, papers)
    by_candidate = {c.id: number for c, number in zip(contest.candidates, drawn, strict=True)}

    def at(iteration: int) -> Mapping[CandidateId, int]:
        if iteration % 2 == 0:
            return by_candidate
        return {candidate: RANGE - number for candidate, number in by_candidate.items()}

    return Numbers(at, clause)


def pseudo_random(candidates: int, vacancies: int, papers: int) -> tuple[int, ...]:
    """A number from 0 to 9,999 for each candidate in the order of the ballot paper, no two alike.

    Before any iteration. Raises ContestError for more than 10,000 candidates. Clauses 42 to 47.
    """
    if candidates > RANGE:
        raise ContestError(
            f"There are {candidates} candidates, and the Schedule has {RANGE} numbers. Draw lots."
        )
    state = [candidates + 5, vacancies, (papers + 1000 * (papers % 10)) % _MODULI[2]]
    numbers = _sequence(state)
    for _ in range(_THROWN_AWAY):
        next(numbers)
    found: dict[int, None] = {}
    while len(found) < candidates:  # 46: one that somebody has already is passed over
        found.setdefault(next(numbers))
    return tuple(found)


def _sequence(state: list[int]) -> Iterator[int]:
    """Clause 43, again and again."""
    while True:
        state = [f * x % m for f, x, m in zip(_FACTORS, state, _MODULI, strict=True)]
        yield sum(RANGE * x // m for x, m in zip(state, _MODULI, strict=True)) % RANGE
