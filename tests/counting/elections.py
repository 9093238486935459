"""Small random elections for the property tests: builds inputs, and computes nothing."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

from counting import Candidate, CandidateId, Constraint, Contest, Papers, RuleId

GREGORY = ("scottish-2011", "scottish-2007", "wigm-exact", "wigm-exact-droop")
GENDERS = ("woman", "man", "other")
REGIONS = ("north", "south")


@dataclass(frozen=True, slots=True)
class Election:
    """Rankings (candidate numbers from 1), how many papers bear each, and the contest."""

    rankings: tuple[tuple[tuple[int, ...], int], ...]
    contest: Contest

    @property
    def papers(self) -> Papers:
        return Papers.from_rankings(self.rankings, len(self.contest.candidates))


@st.composite
def elections(
    draw: st.DrawFn,
    *,
    rules: tuple[str, ...] = GREGORY,
    constrained: bool = False,
    loosely: bool = False,
    withdrawn: bool = False,
    most_seats: int = 4,
    most_papers: int = 12,
) -> Election:
    """Few candidates and few papers, so that ties abound; lots are always given, in any order.

    `loosely`: the constraints bind nobody.
    """
    size = draw(st.integers(2, 7))
    numbers = list(range(1, size + 1))
    rankings = draw(
        st.lists(
            st.tuples(
                st.lists(st.sampled_from(numbers), unique=True, max_size=size).map(tuple),
                st.integers(1, 4),
            ),
            max_size=most_papers,
        )
    )
    struck = draw(st.sets(st.sampled_from(numbers), max_size=size - 2)) if withdrawn else set()
    seats = draw(st.integers(1, min(most_seats, size - len(struck))))
    candidates = tuple(
        Candidate(
            CandidateId(str(number)),
            f"Candidate {number}",
            {
                "gender": draw(st.sampled_from(GENDERS)),
                "region": draw(st.sampled_from(REGIONS)),
            }
            if constrained
            else {},
        )
        for number in numbers
    )
    constraints = draw(_constraints(seats, loosely)) if constrained else ()
    return Election(
        tuple(rankings),
        Contest(
            "A small election",
            seats,
            candidates,
            RuleId(draw(st.sampled_from(rules))),
            constraints=constraints,
            lots=tuple(CandidateId(str(n)) for n in draw(st.permutations(numbers))),
            withdrawn=tuple(CandidateId(str(n)) for n in sorted(struck)),
        ),
    )


@st.composite
def _constraints(draw: st.DrawFn, seats: int, loosely: bool) -> tuple[Constraint, ...]:
    kinds = [("gender", value) for value in GENDERS] + [("region", value) for value in REGIONS]
    chosen = draw(st.lists(st.sampled_from(kinds), unique=True, min_size=1, max_size=3))
    made = []
    for attribute, value in chosen:
        low = 0 if loosely else draw(st.integers(0, seats))
        high = seats if loosely else draw(st.integers(low, seats))
        minimum, maximum = draw(
            st.sampled_from([(low, None), (None, high), (low, high), (low, low)])
        )
        made.append(Constraint(attribute, value, minimum, maximum, f"{value}: {minimum}–{maximum}"))
    return tuple(made)
