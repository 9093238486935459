"""Small elections whose records, between them, hold all that each family can write: inputs only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from counting import CandidateId, Constraint, Contest, Papers
from counting.contest import CastingVote
from tests.counting.check_cases_promotion import PROMOTION_CASES
from tests.counting.check_elections import contest, papers

Rankings = Sequence[tuple[Sequence[int], int]]
WORDS = {"m": "man", "w": "woman", "n": "north", "s": "south"}
KINDS = {"man": "gender", "woman": "gender", "north": "region", "south": "region"}


def case(
    rule: str,
    seats: int,
    lots: Sequence[int],
    *rankings: tuple[Sequence[int], int],
    withdrawn: Sequence[int] = (),
    people: str = "",
    bounds: Sequence[tuple[str, int, int | None]] = (),
    write_in: int | None = None,
) -> tuple[Papers, Contest]:
    """One election. `people`: 'mn ws', two letters a candidate; `bounds`: of whom at least, at most."""
    size = len(lots)
    attributes = {
        number: {KINDS[WORDS[letter]]: WORDS[letter] for letter in letters}
        for number, letters in enumerate(people.split(), start=1)
    }
    if write_in is not None:
        attributes[write_in] = {"write_in": "undeclared"}
    constraints = [Constraint(KINDS[who], who, low, high, who) for who, low, high in bounds]
    held = contest(
        rule,
        seats,
        size,
        attributes=attributes,
        constraints=constraints,
        lots=lots,
        withdrawn=withdrawn,
    )
    return papers(size, *rankings), held


def casting(chosen: str | None) -> tuple[Papers, Contest]:
    """Two options that end with equal votes, between which the chair may decide, or has decided."""
    ballots, held = case("av-to-two", 1, (3, 1, 2), ((1,), 3), ((2,), 2), ((3, 2), 1))
    vote = CastingVote("chair", None if chosen is None else CandidateId(chosen))
    return ballots, replace(held, casting_vote=vote)


CASES: dict[str, tuple[Papers, Contest]] = {
    **PROMOTION_CASES,
    "ers97-put-off": case(
        "ers97",
        2,
        (6, 3, 2, 5, 1, 4),
        *(((1, 6), 7), ((2, 4), 4), ((4,), 4), ((5, 2), 7), ((1, 4, 5, 6), 1), ((1,), 2)),
        withdrawn=(1,),
    ),
    "ers97-two-batches": case(
        "ers97",
        3,
        (5, 4, 2, 1, 6, 3),
        *(((5, 6, 4), 7), ((6, 2), 1), ((1, 3, 4, 5), 3), ((6, 5, 3), 1), ((4, 6), 1)),
        *(((6, 5, 1), 5), ((2, 5), 4)),
    ),
    "ers97-stopped": case(
        "ers97",
        2,
        (4, 2, 3, 1),
        *(((2, 3, 1), 3), ((2, 4, 1, 3), 1), ((3, 2, 4, 1), 2), ((1, 4, 2), 4), ((4, 2), 5)),
        ((2, 3), 5),
    ),
    "ers97-equal-surpluses": case(
        "ers97",
        4,
        (2, 1, 5, 3, 4),
        *(((1, 5, 4), 3), ((2, 3, 4, 1), 5), ((1, 5, 2, 4), 1), ((3, 2, 4, 1), 1)),
    ),
    "ers97-equal-after-a-batch": case(
        "ers97",
        1,
        (3, 1, 4, 2, 5),
        *(((1, 2, 4), 1), ((4, 3), 7), ((1, 4), 1), ((3, 2, 4, 1), 2), ((2,), 7)),
        *(((1, 3, 4, 5), 1), ((5,), 1), ((1,), 3), ((3, 1, 4), 1)),
        withdrawn=(5,),
    ),
    "ers97-doomed": case(
        "ers97",
        2,
        (4, 5, 2, 6, 1, 3),
        *(((6,), 1), ((1, 2), 7), ((1,), 2), ((6, 1, 4), 1), ((1,), 7), ((4, 1, 6, 5), 5)),
        ((6, 1), 11),
        withdrawn=(6,),
        people="mn ms wn ws wn ws",
        bounds=(("south", 0, 1), ("woman", 2, None)),
    ),
    "ers97-guarded": case(
        "ers97",
        3,
        (5, 2, 6, 1, 3, 4),
        *(((2, 6, 4), 5), ((1, 3, 2), 5), ((4,), 11), ((3,), 5), ((1,), 2), ((2, 4), 2)),
        people="mn mn wn mn ms wn",
        bounds=(("man", 1, None), ("south", 1, 2)),
    ),
    "av-to-two": case(
        "av-to-two",
        1,
        (4, 2, 5, 1, 3),
        *(((1, 3), 9), ((2, 3, 4), 4), ((3, 4), 2), ((4, 2), 2), ((5, 4), 1)),
        withdrawn=(5,),
    ),
    "av-to-two-equal": case("av-to-two", 1, (2, 3, 1), ((1,), 2), ((2,), 1), ((3, 2), 1)),
    "ni-halved": case(
        "ni-1973",
        3,
        (3, 5, 4, 6, 2, 1),
        *(((2,), 1), ((5, 2), 8), ((6, 5, 2, 4), 8), ((3,), 6), ((1, 5), 6), ((2, 6), 4)),
        ((5, 2), 2),
    ),
    "ni-stopped": case(
        "ni-1973",
        2,
        (4, 6, 1, 5, 2, 3),
        *(((6,), 7), ((2,), 6), ((5, 4, 6), 1), ((2, 6, 4, 5), 6), ((5, 1, 6, 4), 4)),
        *(((1, 5, 4, 3), 6), ((4, 5, 3, 1), 1)),
    ),
    "ni-together": case(
        "ni-1973",
        3,
        (5, 2, 6, 4, 3, 1),
        *(((2, 3, 1), 3), ((6,), 7), ((2,), 3), ((1,), 7), ((4, 5, 6), 2), ((3,), 7)),
        ((3, 5, 2), 2),
    ),
    "ni-two-at-one": case(
        "ni-1973",
        3,
        (4, 5, 6, 3, 1, 2),
        *(((1, 3, 2), 3), ((3, 6, 4, 1), 7), ((2, 1, 4), 2), ((5, 2, 6), 5), ((5, 2, 4, 3), 1)),
        *(((4, 2), 5), ((2, 6), 8)),
    ),
    "meek-prf": case(
        "meek-prf",
        3,
        (4, 3, 5, 1, 2),
        *(((2, 1), 2), ((5,), 16), ((3, 4, 1), 1), ((5, 4), 2)),
        withdrawn=(5,),
    ),
    "meek-prf-all-but-one": case(
        "meek-prf", 4, (5, 1, 2, 4, 3), ((5,), 2), ((5, 4), 1), ((4,), 4), ((2,), 5)
    ),
    "meek-nz": case(
        "meek-nz",
        1,
        (2, 3, 1, 5, 4),
        *(((5,), 6), ((4, 2, 5, 1), 5), ((3,), 1), ((1, 2, 5, 4), 11), ((4, 1), 1)),
        withdrawn=(3,),
    ),
    "meek-nz-equal": case(
        "meek-nz",
        1,
        (3, 4, 1, 2),
        *(((1, 2, 4, 3), 1), ((4,), 3), ((3, 4, 1), 2), ((3, 4, 1, 2), 2)),
    ),
    "wigm-prf": case(
        "wigm-prf",
        3,
        (3, 4, 1, 5, 2),
        *(((1, 2, 4, 3), 1), ((3, 5), 3), ((5,), 12)),
        withdrawn=(5,),
    ),
    "wigm-prf-surpluses": case(
        "wigm-prf",
        3,
        (3, 1, 4, 5, 2),
        *(((2, 3, 4, 1), 3), ((5, 3, 1, 4), 1), ((1, 2), 2), ((3,), 3)),
    ),
    "minneapolis": case(
        "minneapolis-167",
        2,
        (2, 4, 1, 3, 5),
        *(((3,), 5), ((2, 1, 4, 5), 5), ((5, 1), 5), ((3, 4), 7)),
        write_in=4,
    ),
    "minneapolis-withdrawn": case(
        "minneapolis-167",
        3,
        (5, 4, 1, 2, 3),
        *(((4, 5, 2, 3), 1), ((2, 4), 7), ((1,), 3), ((5, 4, 3), 2), ((5,), 5)),
        withdrawn=(1,),
    ),
    "bottoms-up": case(
        "bottoms-up",
        3,
        (2, 4, 3, 6, 1, 5),
        *(((3, 1), 7), ((2,), 7), ((6, 3, 5), 7), ((2, 4), 4), ((4, 1, 3, 2), 11), ((5,), 3)),
        ((5, 1, 2, 6), 2),
        withdrawn=(5,),
    ),
    "sequential": case(
        "sequential-av",
        2,
        (5, 4, 1, 2, 3),
        *(((1, 5), 7), ((3,), 10), ((5,), 1), ((2, 3, 4, 5), 3), ((3, 4, 2), 7)),
        *(((3, 5, 1, 2), 3), ((2,), 2)),
        withdrawn=(5,),
    ),
    "casting-vote-given": casting("2"),
    "casting-vote-awaited": casting(None),
    "sequential-equal": case(
        "sequential-av", 1, (3, 1, 4, 2), ((3,), 1), ((1, 4), 1), ((1, 3, 2, 4), 1), ((3, 2, 1), 1)
    ),
}
