"""Small random contests with an option that is nobody, constraints, withdrawals and policies: inputs only."""

from __future__ import annotations

import random
from dataclasses import dataclass

from counting import Candidate, CandidateId, Constraint, Contest, ContestError, Papers, RuleId
from counting.contest import NoneOption
from counting.rules import find_rule

BOUNDS = [("gender", "woman"), ("gender", "man"), ("region", "north"), ("region", "south")]


@dataclass(frozen=True, slots=True)
class Drawn:
    """Rankings (candidates' numbers), with how many papers bear each, and the contest."""

    rankings: tuple[tuple[tuple[int, ...], int], ...]
    contest: Contest

    @property
    def papers(self) -> Papers:
        return Papers.from_rankings(self.rankings, len(self.contest.candidates))


def drawn(seed: int, rule: str, *, constrained: bool = True) -> Drawn | None:
    """The contest of this number; None where its parts contradict each other."""
    dice = random.Random(f"{rule} {seed}")
    size = dice.randint(2, 6)
    numbers = list(range(1, size + 1))
    nobody = dice.choice(numbers)
    most = find_rule(rule).most_seats or 4
    seats = dice.randint(1, most)
    rankings = []
    liked = dice.choice([0.0, 0.3, 0.7])
    for _ in range(dice.randint(0, 10)):
        ranking = dice.sample(numbers, dice.randint(1, size))
        if dice.random() < liked:
            ranking = [nobody, *(n for n in ranking if n != nobody)]
        rankings.append((tuple(ranking), dice.choice([1, 1, 2, 3, 20])))
    bound = constrained and find_rule(rule).takes_constraints and dice.random() < 0.7
    candidates = tuple(
        Candidate(
            CandidateId(str(n)),
            f"Candidate {n}",
            {"gender": dice.choice(["woman", "man"]), "region": dice.choice(["north", "south"])}
            if bound and n != nobody
            else {},
        )
        for n in numbers
    )
    constraints = tuple(_bounds(dice, seats)) if bound else ()
    steps = [f"relax {one.label}" for one in constraints] + ["leave vacant"]
    dice.shuffle(steps)
    withdrawn = [n for n in numbers if n != nobody and dice.random() < 0.1]
    try:
        contest = Contest(
            "A small contest",
            seats,
            candidates,
            RuleId(rule),
            constraints=constraints,
            lots=tuple(CandidateId(str(n)) for n in dice.sample(numbers, size)),
            withdrawn=tuple(CandidateId(str(n)) for n in withdrawn),
            none=NoneOption(CandidateId(str(nobody)), "ron") if dice.random() < 0.9 else None,
            if_infeasible=tuple(steps[: dice.randint(0, len(steps))]),
        )
    except ContestError:
        return None
    return Drawn(tuple(rankings), contest)


def _bounds(dice: random.Random, seats: int) -> list[Constraint]:
    found = []
    for attribute, value in dice.sample(BOUNDS, dice.randint(1, 3)):
        low = dice.randint(0, seats)
        high = dice.randint(low, seats)
        least, most = dice.choice([(low, None), (None, high), (low, high)])
        found.append(Constraint(attribute, value, least, most, f"{value} {least} {most}"))
    return found
