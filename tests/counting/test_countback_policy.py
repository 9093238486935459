"""Countbacks, margins and promotion where the notice has a policy for constraints that cannot be met."""

from __future__ import annotations

from dataclasses import replace

import pytest

from counting import Candidate, Constraint, Contest, ContestError, InfeasibleError, count
from counting.countback import METHODS, Countback, countback, vacancy_of
from counting.margins import margins
from counting.views.margins import margins_lines
from tests.counting.check_elections import contest, papers
from tests.counting.test_countback import ids

WOMEN = Constraint("gender", "woman", 2, None, "two women")
PAPERS = papers(5, ([1], 2), ([2, 5], 20), ([4], 20), ([5, 1], 1), ([3], 19))


def held(*policy: str, women: str = "245", rule: str = "scottish-2011") -> Contest:
    """Five candidates for three places, two of them for women."""
    plain = contest(rule, 3, 5)
    candidates = tuple(
        Candidate(c.id, c.name, {"gender": "woman" if c.id in women else "man"})
        for c in plain.candidates
    )
    bound = replace(plain, candidates=candidates, constraints=(WOMEN,), if_infeasible=policy)
    return replace(bound, lots=ids(1, 2, 3, 4, 5))


def without_2(election: Contest, method: str) -> Countback:
    """Candidate 2, a woman, has left her place; candidate 5, the last other woman, cannot serve."""
    vacancy = vacancy_of(count(PAPERS, election), ids(2), ids(5), ids(1, 4))
    return countback(PAPERS, election, vacancy, method)


@pytest.mark.parametrize("policy", [(), ("leave vacant",), ("leave vacant", "relax two women")])
def test_no_sitting_member_makes_way_for_a_place_that_the_policy_leaves_vacant(
    policy: tuple[str, ...],
) -> None:
    with pytest.raises(InfeasibleError):
        without_2(held(*policy), "all-papers")


@pytest.mark.parametrize("policy", [("relax two women",), ("relax two women", "leave vacant")])
def test_a_constraint_that_the_policy_relaxes_bars_nobody_from_the_vacancy(
    policy: tuple[str, ...],
) -> None:
    made = without_2(held(*policy), "all-papers")
    assert made.replacements == ids(3)
    assert set(made.record.elected) == set(ids(1, 3, 4))


@pytest.mark.parametrize("method", METHODS)
def test_a_constraint_relaxed_in_the_election_binds_its_countback_no_more(method: str) -> None:
    election = held("relax two women", women="4")
    record = count(PAPERS, election)
    assert [one.step for one in record.applied] == ["relax two women"]
    made = countback(PAPERS, election, vacancy_of(record, ids(2)), method)
    assert len(made.replacements) == 1


def test_a_policy_of_relaxing_does_not_hinder_a_countback_of_the_quota_of_papers() -> None:
    election = held("relax two women")
    vacancy = vacancy_of(count(PAPERS, election), ids(2))
    assert countback(PAPERS, election, vacancy, "quota-papers").replacements == ids(5)


def test_a_place_left_vacant_in_the_election_is_no_place_for_a_countback() -> None:
    record = count(PAPERS, held("leave vacant", women="4"))
    assert record.vacant == 1
    with pytest.raises(ContestError, match="left 1 place vacant in the election"):
        vacancy_of(record, record.elected[:1])


def test_margins_are_looked_for_where_only_a_vacant_place_makes_candidates_as_few_as_places() -> (
    None
):
    # Three stand for three places, one of which stays vacant: of two men, one is elected.
    election = replace(held("leave vacant", women="4"), withdrawn=ids(1, 5))
    found = margins(PAPERS, election)
    assert found.record.vacant == 1 and len(found.record.elected) == 2
    assert not found.no_other_result
    assert found.bound is not None and found.bound.gained == ids(3) and found.bound.lost == ids(2)
    assert "no papers could elect others" not in " ".join(margins_lines(found, 100))


def test_a_rule_of_promotion_says_that_it_knows_no_policy_whatever_the_step() -> None:
    for step in ("relax two women", "leave vacant"):
        with pytest.raises(ContestError, match="knows no policy"):
            count(PAPERS, held(step, rule="ers97-promotion"))
