"""Sentences of counts with a single vote, paper or place, and of places that nobody has taken."""

from __future__ import annotations

import re

import pytest

from counting import CandidateId, count
from counting.views.minutes import minutes
from counting.views.why import why
from tests.counting.nobody_elections import WOMEN, contest_with_ron, papers_of
from tests.counting.test_following import small

WIDE = 10_000
MANY_OF_ONE = re.compile(r"(?<![\d.,/])1 (votes|papers|places|valid papers)\b|\bare 1 ")


@pytest.mark.parametrize("rule", ["av", "scottish-2011", "ni-1973", "sequential-av", "bottoms-up"])
def test_one_is_never_said_to_be_many(rule: str) -> None:
    record = small(rule, "ABC", 1, [("A", 2), ("BC", 1), ("C", 1)])
    lone = small(rule, "ABC", 1, [("A", 1)])
    for one in (record, lone):
        said = [minutes(one, WIDE), *(line for c in "ABC" for line in why(one, CandidateId(c)))]
        assert not [text for text in said if MANY_OF_ONE.search(text)]


def test_a_single_valid_paper_and_a_quota_of_one_are_said_so() -> None:
    text = minutes(small("scottish-2011", "AB", 1, [("A", 1)]), WIDE)
    assert "There is 1 valid paper. The quota is 1 vote." in text


def test_places_left_to_nobody_are_said_in_words_with_their_clause() -> None:
    contest = contest_with_ron("ABN", 2, "scottish-2011", withdrawn=("B",))
    record = count(papers_of("ABN", (5, "A"), (1, "NA")), contest)
    assert any(d.reason == "left-to-nobody" for s in record.stages for d in s.decisions)
    text = minutes(record, WIDE)
    assert "left-to-nobody" not in text
    assert re.search(
        r"No person can have what is left: N .* takes a place \(schedule of None 3\)", text
    )


def test_nobody_is_told_that_a_vacant_place_was_filled() -> None:
    contest = contest_with_ron("ABN", 2, "scottish-2011")
    record = count(papers_of("ABN", (5, "A"), (1, "B"), (40, "N")), contest)
    assert why(record, CandidateId("A"))[0] == (
        "A is not elected: no place was left after stage 2, when A had 5.00000 votes."
    )


def test_what_the_policy_does_before_the_count_is_read_before_who_is_elected() -> None:
    held = contest_with_ron(
        "ABCN", 2, "scottish-2011", women="A", constraints=(WOMEN,), policy=("leave vacant",)
    )
    text = minutes(count(papers_of("ABCN", (5, "A"), (1, "BC"), (1, "C")), held), WIDE)
    assert 0 < text.index("Before the count: 'two women' cannot be met") < text.index("Elected: A")
