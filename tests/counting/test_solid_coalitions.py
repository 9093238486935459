"""Solid coalitions: k quotas of papers that rank the same candidates first elect k of them.

Source: Dummett, Voting Procedures (1984), and Woodall, Properties of preferential election rules
(Voting matters 3, 1994), 'Droop proportionality criterion'. It holds of the rules that cut nothing,
where no constraint binds. How many quotas a number of papers is, the rule itself says: reached or
exceeded.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import combinations

from hypothesis import event, given, settings
from hypothesis import strategies as st

from counting import CountRecord, Papers, count
from counting.rule import Rule
from tests.counting.check_elections import contest
from tests.counting.every_rule import elections_of, every_exact_rule

Rankings = list[tuple[tuple[int, ...], int]]


def least_share(rule: Rule, papers: int, quota: Fraction) -> int:
    """How many quotas so many papers are, as the rule says when a quota is reached."""
    quotas = 0
    while rule.reaches(Fraction(papers), (quotas + 1) * quota):  # type: ignore[attr-defined]
        quotas += 1
    return quotas


def underrepresented(rule: Rule, rankings: Rankings, record: CountRecord) -> list[set[int]]:
    """The coalitions that have fewer places than quotas, of all sets of candidates standing."""
    standing = {int(candidate.id) for candidate in record.contest.standing}
    elected = {int(candidate) for candidate in record.elected}
    found = []
    for size in range(1, len(standing) + 1):
        for members in map(set, combinations(sorted(standing), size)):
            papers = sum(n for ranking, n in rankings if solid(ranking, members, standing))
            wanted = min(least_share(rule, papers, record.quota), size)
            if len(elected & members) < wanted:
                found.append(members)
    return found


def solid(ranking: tuple[int, ...], members: set[int], standing: set[int]) -> bool:
    named = [number for number in ranking if number in standing]
    return set(named[: len(members)]) == members


@every_exact_rule
@given(data=st.data())
@settings(max_examples=150)
def test_a_solid_coalition_has_as_many_places_as_quotas(rule: Rule, data: st.DataObject) -> None:
    election = data.draw(elections_of(rule))
    record = count(election.papers, election.contest)
    read: Rankings = [
        *election.rankings,
        *((rule.irregular.reading(marks), n) for marks, n in election.irregular),
    ]
    assert underrepresented(rule, read, record) == []


@st.composite
def blocs(draw: st.DrawFn) -> tuple[int, int, Rankings]:
    """Two or three groups of voters, each solid for candidates of its own, in any order among them."""
    size = draw(st.integers(4, 8))
    seats = draw(st.integers(2, 4))
    people = draw(st.permutations(range(1, size + 1)))
    cut = sorted(draw(st.sets(st.integers(1, size - 1), min_size=1, max_size=2)))
    groups = [people[a:b] for a, b in zip([0, *cut], [*cut, size], strict=True)]
    rankings: Rankings = []
    for group in groups:
        others = [number for number in people if number not in group]
        for _ in range(draw(st.integers(1, 4))):
            first = draw(st.permutations(group))
            then = draw(st.permutations(others))[: draw(st.integers(0, len(others)))]
            rankings.append(((*first, *then), draw(st.integers(1, 9))))
    return size, seats, rankings


@every_exact_rule
@given(blocs())
@settings(max_examples=200)
def test_groups_that_keep_together_have_as_many_places_as_quotas(
    rule: Rule, election: tuple[int, int, Rankings]
) -> None:
    size, seats, rankings = election
    held = contest(rule.id, seats, size, lots=range(1, size + 1))
    record = count(Papers.from_rankings(rankings, size), held)
    event(f"{sum(bool(stage.action.surplus) for stage in record.stages)} surpluses")
    assert underrepresented(rule, rankings, record) == []


@every_exact_rule
def test_this_test_finds_a_majority_that_takes_what_is_not_its_own(rule: Rule) -> None:
    """60 of 100 take both places where each is filled by a majority: but 40 are a quota too."""
    rankings: Rankings = [((1, 2, 3), 31), ((2, 1, 3), 29), ((3, 4), 22), ((4, 3), 18)]
    papers = Papers.from_rankings(rankings, 4)
    fair = count(papers, contest(rule.id, 2, 4))
    assert underrepresented(rule, rankings, fair) == []
    unfair = count(papers, contest("sequential-av", 2, 4))
    counted_so = replace(
        unfair, stages=(replace(unfair.stages[0], quota=fair.quota), *unfair.stages[1:])
    )
    assert {3, 4} in underrepresented(rule, rankings, counted_so)
