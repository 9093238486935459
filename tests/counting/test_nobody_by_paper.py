"""Counts with RON against a second reading, in which every paper bears the successors' names."""

from __future__ import annotations

from counting import count
from tests.counting.nobody_by_paper import Count, Sheet
from tests.counting.nobody_random import Drawn, drawn


def by_paper(made: Drawn) -> Count:
    contest = made.contest
    nobody = list(contest.nobody)

    def spelt_out(ids: list[str]) -> list[str]:
        return [one for id_ in ids for one in (nobody if id_ in nobody else [id_])]

    ids = [candidate.id for candidate in contest.candidates]
    standing = [candidate.id for candidate in contest.standing]
    sheets = [
        Sheet(spelt_out([ids[n - 1] for n in ranking if ids[n - 1] in standing]))
        for ranking, papers in made.rankings
        for _ in range(papers)
    ]
    lots = spelt_out(list(contest.lots))
    return Count(sheets, spelt_out(standing), nobody, contest.seats, lots)


def cases(rule: str) -> list[Drawn]:
    found = [drawn(seed, rule, constrained=False) for seed in range(1000, 1600)]
    return [made for made in found if made is not None and made.contest.nobody]


def test_the_scottish_rule_gives_places_to_the_same_as_the_count_paper_by_paper() -> None:
    stages = vacant = 0
    for made in cases("scottish-2011"):
        record = count(made.papers, made.contest)
        other = by_paper(made)
        assert sorted(record.places_taken) == sorted(other.scottish())
        assert len(record.stages) == len(other.history)
        for stage, tallies in zip(record.stages, other.history, strict=True):
            for candidate, votes in tallies.items():
                assert stage.tallies[candidate] == votes
        stages += len(record.stages)
        vacant += record.vacant > 0
    assert (stages, vacant) > (1000, 100)


def test_the_alternative_vote_gives_the_place_to_the_same_as_the_count_paper_by_paper() -> None:
    vacant = 0
    for made in cases("av"):
        record = count(made.papers, made.contest)
        assert record.places_taken == (by_paper(made).alternative_vote(),)
        vacant += record.vacant
    assert vacant > 100
