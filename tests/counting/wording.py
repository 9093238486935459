"""Small contests for the tests of sentences: builders only."""

from __future__ import annotations

from counting.contest import Candidate, CandidateId, Constraint, Contest, RuleId

Ids = tuple[CandidateId, ...]
WOMEN = Constraint("gender", "woman", 2, None, "at least 2 women")
ONE_MAN = Constraint("gender", "man", None, 1, "at most 1 man")
NORTH = Constraint("region", "north", 1, None, "at least 1 from the north")


def ids(text: str) -> Ids:
    return tuple(CandidateId(letter) for letter in text)


def contest_of(people: dict[str, str], seats: int, *constraints: Constraint) -> Contest:
    """`people`: name → gender and region, in the words of the constraints. Ids are a, b, c …"""
    candidates = tuple(
        Candidate(
            CandidateId("abcdefgh"[number]),
            name,
            dict(zip(("gender", "region"), attributes.split(), strict=False)),
        )
        for number, (name, attributes) in enumerate(people.items())
    )
    return Contest("t", seats, candidates, RuleId("r"), constraints)


PEOPLE = {
    "Ada Example": "woman north",
    "Bea Example": "woman south",
    "C. Drew": "man south",
    "D. Ek": "man south",
    "E. Lowe": "man north",
}
