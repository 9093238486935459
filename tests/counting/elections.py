"""Small random elections for the property tests: builds inputs, and computes nothing."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

from counting import Candidate, CandidateId, Constraint, Contest, Papers, RuleId
from counting.marks import Marks, marks_of
from counting.papers import PapersBuilder

GREGORY = ("scottish-2011", "scottish-2007", "wigm-exact", "wigm-exact-droop")
GENDERS = ("woman", "man", "other")
REGIONS = ("north", "south")


@dataclass(frozen=True, slots=True)
class Election:
    """Rankings (candidate numbers from 1), how many papers bear each, and the contest.

    `irregular`: marks of papers that may skip ranks or give one to several, and how many bear them.
    """

    rankings: tuple[tuple[tuple[int, ...], int], ...]
    contest: Contest
    irregular: tuple[tuple[Marks, int], ...] = ()

    @property
    def papers(self) -> Papers:
        gathering = PapersBuilder(len(self.contest.candidates))
        for ranking, papers in self.rankings:
            gathering.add_one(ranking, papers)
        for marks, papers in self.irregular:
            gathering.add_marks(marks, papers)
        return gathering.papers()


@st.composite
def elections(
    draw: st.DrawFn,
    *,
    rules: tuple[str, ...] = GREGORY,
    constrained: bool = False,
    loosely: bool = False,
    withdrawn: bool = False,
    irregular: bool = False,
    most_seats: int = 4,
    most_papers: int = 12,
) -> Election:
    """Few candidates and few papers, so that ties abound; lots are always given, in any order.

    `loosely`: the constraints bind nobody. `irregular`: some papers skip ranks or rank equally.
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
        draw(st.lists(_marked(numbers), max_size=4).map(tuple)) if irregular else (),
    )


@st.composite
def _marked(draw: st.DrawFn, numbers: list[int]) -> tuple[Marks, int]:
    """One to three papers whose ranks name none, one or several candidates each."""
    ranks: list[list[int]] = [[] for _ in numbers]
    for number in draw(st.lists(st.sampled_from(numbers), unique=True, min_size=1)):
        ranks[draw(st.integers(0, len(ranks) - 1))].append(number)
    return marks_of(ranks), draw(st.integers(1, 3))


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
