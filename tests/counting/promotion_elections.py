"""Small elections with required numbers of a category, and many ties: inputs only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hypothesis import strategies as st

from counting import Candidate, CandidateId, Constraint, Contest, Papers, RuleId
from tests.counting.promotion_by_text import BASES

KINDS = {"w": "woman", "m": "man", "o": "other"}


def held(
    rule: str,
    seats: int,
    people: str,
    *,
    least: Mapping[str, int],
    lots: str = "",
    withdrawn: str = "",
) -> Contest:
    """A contest. `people`: 'Am Bw', a name and a letter of `KINDS` each; `least`: {'w': 2}."""
    return Contest(
        "Committee",
        seats,
        tuple(
            Candidate(CandidateId(one[0]), f"Name {one[0]}", {"gender": KINDS[one[1]]})
            for one in people.split()
        ),
        RuleId(rule),
        constraints=tuple(
            Constraint("gender", KINDS[letter], number, None, f"{KINDS[letter]}: at least {number}")
            for letter, number in least.items()
        ),
        lots=tuple(CandidateId(name) for name in lots),
        withdrawn=tuple(CandidateId(name) for name in withdrawn),
    )


def papers_for(contest: Contest, *rankings: tuple[str, int]) -> Papers:
    """Papers from (names in order, how many)."""
    names = [candidate.id for candidate in contest.candidates]
    numbers = (
        (tuple(names.index(CandidateId(name)) + 1 for name in ranking), papers)
        for ranking, papers in rankings
    )
    return Papers.from_rankings(numbers, len(names))


@st.composite
def promotions(draw: st.DrawFn, *, lots: bool = True) -> tuple[Papers, Contest]:
    """Few papers, so that ties abound; one to three categories, of which several may be short."""
    size = draw(st.integers(2, 7))
    names = "ABCDEFG"[:size]
    kinds: Sequence[str] = draw(st.lists(st.sampled_from("wwmmo"), min_size=size, max_size=size))
    struck = draw(st.sets(st.sampled_from(names), max_size=size - 2))
    seats = draw(st.integers(1, min(4, size - len(struck))))
    there = sorted(set(kinds))
    left, least = seats, {}
    for letter in draw(st.lists(st.sampled_from(there), min_size=1, unique=True)):
        standing = sum(k == letter for n, k in zip(names, kinds, strict=True) if n not in struck)
        least[letter] = draw(st.integers(0, min(left, standing)))
        left -= least[letter]
    contest = held(
        draw(st.sampled_from(sorted(BASES))),
        seats,
        " ".join(f"{name}{kind}" for name, kind in zip(names, kinds, strict=True)),
        least=least,
        lots="".join(draw(st.permutations(names))) if lots else "",
        withdrawn="".join(sorted(struck)),
    )
    rankings = draw(
        st.lists(
            st.tuples(
                st.lists(st.sampled_from(names), unique=True, max_size=size).map("".join),
                st.sampled_from((1, 1, 2, 3, 5)),
            ),
            max_size=9,
        )
    )
    return papers_for(contest, *rankings), contest
