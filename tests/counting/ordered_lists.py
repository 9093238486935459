"""Lists with bounds on their first places: builds elections, and tries every order (the judge)."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from fractions import Fraction

from counting import Candidate, CandidateId, Constraint, Contest, Papers, RuleId
from counting.constraint import Share

HALF_DOWN = Share(Fraction(1, 2), "down")
EVERY_SECOND = Constraint(
    "gender", "woman", None, None, "every second a woman", minimum_share=HALF_DOWN, first="every"
)


def lawful(contest: Contest, order: Sequence[CandidateId]) -> bool:
    """Whether a whole list, in order, keeps every bound: counted place by place."""
    persons = {candidate.id: candidate for candidate in contest.candidates}
    for bound in contest.constraints:
        everywhere = range(1, contest.seats + 1)
        ends = everywhere if bound.first == "every" else [bound.first or contest.seats]
        for end in ends:
            have = [persons[c].attributes.get(bound.attribute) for c in order[:end]]
            number = have.count(bound.value)
            least, most = bound.least(end), bound.most(end)
            if number < (least or 0) or (most is not None and number > most):
                return False
    return True


def lawful_orders(contest: Contest) -> list[tuple[CandidateId, ...]]:
    """Every lawful list."""
    standing = [candidate.id for candidate in contest.standing]
    return [o for o in itertools.permutations(standing, contest.seats) if lawful(contest, o)]


def random_contest(chance: random.Random, rule: str = "scottish-2011") -> Contest:
    """Three to six candidates, up to four places, up to three bounds of every sort."""
    size = chance.randint(3, 6)
    seats = chance.randint(1, min(4, size))
    people = tuple(
        Candidate(
            CandidateId(str(n)),
            f"Name {n}",
            {name: chance.choice("xyz") for name in ("g", "r") if chance.random() < 0.9},
        )
        for n in range(1, size + 1)
    )
    bounds = [_bound(chance, f"bound {n}", seats) for n in range(chance.randint(1, 3))]
    known = {name for person in people for name in person.attributes}
    lots = tuple(chance.sample([person.id for person in people], size))
    return Contest(
        "List",
        seats,
        people,
        RuleId(rule),
        tuple(bound for bound in bounds if bound.attribute in known),
        lots,
    )


def _bound(chance: random.Random, label: str, seats: int) -> Constraint:
    first = chance.choice([None, "every", chance.randint(1, seats)])
    part = Fraction(1, 2) if chance.random() < 0.5 else Fraction(chance.randint(0, 3), 3)
    share = Share(part, chance.choice(["up", "down"]))
    attribute, value = chance.choice("gr"), chance.choice("xyz")
    sort = chance.choice(["share", "most share", "most", "least"])
    if sort == "least" and first != "every":
        return Constraint(attribute, value, chance.randint(0, 2), None, label, first=first)
    if sort == "most":
        return Constraint(attribute, value, None, chance.randint(0, 2), label, first=first)
    if sort == "most share":
        return Constraint(attribute, value, None, None, label, maximum_share=share, first=first)
    return Constraint(attribute, value, None, None, label, minimum_share=share, first=first)


def random_papers(chance: random.Random, candidates: int) -> Papers:
    """A few papers, so that ties abound."""
    numbers = range(1, candidates + 1)
    rankings = [
        (chance.sample(numbers, chance.randint(1, candidates)), chance.randint(1, 4))
        for _ in range(chance.randint(1, 8))
    ]
    return Papers.from_rankings(rankings, candidates)
