"""Minutes and count sheets of counts by rounds: Meek's, sure losers, one place after another."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from counting import Candidate, CandidateId, Contest, Papers, RuleId, count
from counting.views.minutes import minutes
from counting.views.table import Row, count_sheet

WIDTH = 10_000  # so that no sentence is broken

# Twenty guests, five kinds of food: the example of 'Single transferable vote', Wikipedia.
FOOD: Sequence[tuple[str, int]] = [("O", 4), ("PO", 2), ("CS", 8), ("CH", 4), ("S", 1), ("H", 1)]


def contest(rule: str, seats: int) -> Contest:
    candidates = tuple(Candidate(CandidateId(name), name) for name in "OPCSH")
    ids = tuple(candidate.id for candidate in candidates)
    return Contest("Food", seats, candidates, RuleId(rule), lots=ids)


def papers() -> Papers:
    rankings = (([("OPCSH".index(c) + 1) for c in ranking], n) for ranking, n in FOOD)
    return Papers.from_rankings(rankings, 5)


def minutes_of(rule: str, seats: int = 3) -> str:
    return minutes(count(papers(), contest(rule, seats)), WIDTH)


def rows_of(rule: str, seats: int = 3) -> dict[str, Row]:
    return {row.label: row for row in count_sheet(count(papers(), contest(rule, seats))).rows}


@pytest.mark.parametrize("rule", ["meek-prf", "meek-nz"])
def test_a_meek_stage_says_what_is_kept_and_its_exclusion_comes_after_its_votes(rule: str) -> None:
    text = minutes_of(rule)
    shared = text.index("All papers are shared out again. Kept of each paper: C 0.416666667")
    votes = text.index("Votes now:", shared)
    assert votes < text.index("Excluded, ", shared)
    assert "P (2.000000000 votes)" in text


def test_an_exclusion_below_the_limit_names_the_surplus_left() -> None:
    assert "Excluded, as the lowest, the total surplus being only 0.000000" in minutes_of(
        "meek-prf"
    )


def test_an_exclusion_of_one_who_cannot_catch_up_names_the_surplus() -> None:
    expected = (
        "the total surplus, 0.666666666 votes, could not lift the lowest to the next candidate: P"
    )
    assert expected in minutes_of("meek-nz")


def test_sure_losers_are_said_to_be_beyond_every_transfer() -> None:
    text = minutes_of("minneapolis-167", 2)
    assert (
        "Stage 3. Excluded, because no transfer could elect them any more: P (2.0000 votes) "
        "(167.70(c)(1)c)." in text
    )


def test_each_place_is_opened_in_words_and_a_later_election_outweighs_an_earlier_exclusion() -> (
    None
):
    text = minutes_of("sequential-av")
    assert text.count("All papers are counted afresh for the next place") == 2
    assert rows_of("sequential-av")["O"].outcome.startswith("Elected 3")


def test_a_rule_without_a_quota_shows_none() -> None:
    assert "There is no quota." in minutes_of("bottoms-up")
    assert "Quota" not in rows_of("bottoms-up")
    sheet = count_sheet(count(papers(), contest("bottoms-up", 3)))
    assert all(label != "Quota" for label, _ in sheet.facts)
