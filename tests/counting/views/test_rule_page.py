"""The page of a rule, as a returning officer prints it: what every one of them must say."""

from __future__ import annotations

import pytest

from counting import Candidate, CandidateId, Contest, Papers, RuleId, count
from counting.rules import find_rule, rule_ids
from counting.views.rule_page import rule_page


def page(rule: str) -> str:
    return " ".join(rule_page(find_rule(rule), 100).split())


@pytest.mark.parametrize("rule", rule_ids())
def test_every_page_says_what_becomes_of_a_candidate_who_has_withdrawn(rule: str) -> None:
    assert "A candidate who has withdrawn is passed over on every paper." in page(rule)
    standing = tuple(Candidate(CandidateId(name), name) for name in "ABC")
    contest = Contest("Title", 1, standing, RuleId(rule), withdrawn=(CandidateId("B"),))
    papers = Papers.from_rankings([((2,), 4), ((2, 1), 5), ((3,), 2), ((1,), 1)], 3)
    record = count(papers, contest)
    assert (record.papers.valid, record.papers.no_effective_preference) == (8, 4)
    assert record.elected == (CandidateId("A"),)
