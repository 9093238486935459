"""Bugs that other counters have had with values above 1 or below 0, bulk exclusions and skipped ranks.

Each test says whose bug it is about. Beside the right answer stands the wrong one, got by a few lines of
the wrong arithmetic, so that the input is known to tell the two apart.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest

from counting import count
from counting.marks import ends_before_break, marks_of
from counting.methods.gregory import GregoryRule
from counting.methods.reference_wigm import ReferenceWigmRule
from counting.methods.threshold import ThresholdRule
from counting.rule import Rule
from counting.rules import all_rules
from tests.counting.every_rule import every_rule
from tests.counting.letters import Written, lettered
from tests.counting.others import pyrankvote_elects

SEVERAL_SEATS = [rule for rule in all_rules() if rule.most_seats is None]
WEIGHTED = [
    r for r in all_rules() if isinstance(r, GregoryRule | ReferenceWigmRule | ThresholdRule)
]
several_seats = pytest.mark.parametrize("rule", SEVERAL_SEATS, ids=lambda rule: rule.id)


# Two places, 30 papers. A has 20, far above the quota of 10 or 11, and only two of these papers go on.
FEW_GO_ON: Written = [("A", 18), ("AB", 2), ("B", 4), ("C", 5), ("D", 1)]


def with_surpluses() -> list[Rule]:
    """Rules whose counts of these papers have a surplus of A's, or share A's papers out (Meek)."""
    found = []
    for rule in SEVERAL_SEATS:
        stages = count(*lettered(FEW_GO_ON, 2, rule.id, lots="ABCD")).stages
        found += [rule] if any(s.action.surplus or s.keep for s in stages) else []
    return found


@pytest.mark.parametrize("rule", with_surpluses(), ids=lambda rule: rule.id)
def test_counters_that_divide_by_transferable_papers_made_papers_worth_more_than_a_vote(
    rule: Rule,
) -> None:
    """The Gregory method as often programmed: surplus over transferable papers, with no limit.

    9 or 10 votes over 2 papers: each would be worth more than 4, and B would have 13 or 14 and be
    elected before C. No paper may be worth more than it was; so B has at most 6.
    """
    record = count(*lettered(FEW_GO_ON, 2, rule.id, lots="ABCD"))
    surplus = 20 - record.quota
    assert surplus / 2 > 4
    assert 4 + surplus > record.quota
    for stage in record.stages:
        assert stage.tallies["B"] <= 4 + 2  # at most the two papers of A's that name B
        assert all(0 <= transfer.value <= 1 for transfer in stage.transfers)
        assert all(0 <= keep <= 1 for keep in stage.keep.values())
    # What no paper can carry on is not transferable, and is not lost sight of.
    after = record.stages[1]
    assert sum(after.tallies.values()) + after.non_transferable + after.rounding == 30
    assert after.non_transferable >= surplus - 2


# Three places, 39 papers. C is elected at last with fewer votes than the quota.
BELOW: Written = [("AB", 12), ("B", 11), ("C", 9), ("D", 7)]


@several_seats
def test_counters_that_transfer_from_everybody_elected_made_values_below_0(rule: Rule) -> None:
    """Somebody elected with less than the quota has no surplus: votes minus quota is negative.

    Counters that go through all those elected, or that work the quota out anew after an election,
    then take votes back from others. Here C has 9, the quota is from 9.75 up: nothing may move from C.
    """
    record = count(*lettered(BELOW, 3, rule.id, lots="ABCD"))
    assert 9 - Fraction(39, 4) < 0
    assert set(record.elected) == {"A", "B", "C"}
    for before, stage in pairwise(record.stages):
        assert all(t.votes >= 0 and t.value >= 0 for t in stage.transfers)
        assert stage.action.surplus is None or stage.action.surplus >= 0
        assert "C" not in {t.source for t in stage.transfers} or stage.excluded == ("C",)
        assert (
            stage.non_transferable >= before.non_transferable or stage.action.type == "next-place"
        )


# Two places, 36 papers. X and Y have 5 together, fewer than Z's 6, but A has a surplus of 12 or so for X.
PENDING: Written = [("AX", 25), ("X", 2), ("Y", 3), ("Z", 6)]


@pytest.mark.parametrize("rule", with_surpluses(), ids=lambda rule: rule.id)
def test_bulk_exclusion_that_forgets_waiting_surpluses_changes_the_winner(rule: Rule) -> None:
    """RCTab, issue 917: the batch of a single-seat count, taken over to several seats, alters the result."""
    votes = {"X": 2, "Y": 3, "Z": 6}
    assert votes["X"] + votes["Y"] < votes["Z"]  # 'they cannot catch up': but they can
    record = count(*lettered(PENDING, 2, rule.id, lots="AXYZ"))
    assert set(record.elected) == {"A", "X"}
    assert not any({"X", "Y"} <= set(stage.excluded) for stage in record.stages)


# Two places, 37 papers, quota 13 (12.33 where it is exact). C and E are lowest, 7 together; A and D have 9.
THROUGH: Written = [("AB", 9), ("BEA", 12), ("CB", 1), ("DAC", 9), ("ECBD", 6)]
ONE_BY_ONE = [rule for rule in WEIGHTED if not isinstance(rule, ThresholdRule)]


@pytest.mark.parametrize("rule", ONE_BY_ONE, ids=lambda rule: rule.id)
def test_bulk_exclusion_changes_the_winner_when_one_of_the_batch_elects_somebody(
    rule: Rule,
) -> None:
    """RCTab, issue 917: one of the batch puts another over the threshold, and the papers go elsewhere.

    One at a time: C's paper elects B, so E's papers pass over B to D, who is elected. Together: E's
    papers go to B too, and B's surplus elects A. Rules that exclude several at once call for it
    in their text (ERS97, 5.2.5; Minneapolis, 167.70(c)(1)c); a counter may not do it for speed.
    """
    assert 1 + 6 < 9
    together = count(*lettered(THROUGH, 2, rule.id, lots="ABCDE", withdrawn="CE"))
    assert set(together.elected) == {"A", "B"}
    record = count(*lettered(THROUGH, 2, rule.id, lots="ABCDE"))
    assert next(stage.excluded for stage in record.stages if stage.excluded) == ("C",)
    assert record.elected == ("B", "D")


def test_pyrankvote_excludes_in_bulk_and_elects_the_other() -> None:
    """The example is faithful: a program that does so for speed gives the other winner."""
    assert pyrankvote_elects(THROUGH, 2) == {"A", "B"}


@several_seats
def test_bulk_exclusion_of_too_many_leaves_a_place_empty(rule: Rule) -> None:
    """RCTab, issue 540, excluded too many. B, C and D together cannot catch A, but one of them is needed."""
    votes = {"B": 5, "C": 4, "D": 3}
    assert sum(votes.values()) < 50
    record = count(*lettered([("A", 50), ("B", 5), ("C", 4), ("D", 3)], 2, rule.id, lots="ABCD"))
    assert len(record.elected) == 2
    assert record.elected == ("A", "B")


# One place. Four papers skip a rank, before B or at the top, or give the first to two.
AFTER_THE_FIRST: Written = [("A", 8), ("B", 6), ("C-B", 4)]
THE_FIRST: Written = [("A", 8), ("B", 6), ("-B", 4)]
TWICE: Written = [("A", 8), ("B", 6), ("(BC)", 4)]


def passes_over(rule: Rule) -> bool:
    """Whether the rule says that a skipped rank is passed over, not that the paper ends there."""
    return rule.irregular.reading(marks_of([[], [1]])) == (1,)


@every_rule
@pytest.mark.parametrize("papers", [AFTER_THE_FIRST, THE_FIRST], ids=["later", "first"])
def test_rctab_s_skipped_rank_setting_held_in_later_rounds_and_not_in_the_first(
    rule: Rule, papers: Written
) -> None:
    """RCTab, issue 147: a rank skipped at the top exhausted the paper, one further down did not.

    One reading for all ranks, and it is the rule's own: passed over, B has 10 of 18 and wins; read up
    to the gap, A wins with 8 to 6. A setting that can be chosen apart from the rule can be either.
    """
    record = count(*lettered(papers, 1, rule.id, lots="CBA", names="ABC"))
    assert record.elected == (("B",) if passes_over(rule) else ("A",))
    invalid = 4 if papers is THE_FIRST and not passes_over(rule) else 0
    assert (record.papers.invalid, record.papers.irregular) == (invalid, 4)
    assert record.papers.valid == 18 - invalid


@every_rule
def test_a_rank_given_twice_is_nobody_s_vote(rule: Rule) -> None:
    """Counters that take the first mark of an overvote give B four papers more, and the place."""
    wrong = {"A": 8, "B": 6 + 4}
    assert max(wrong, key=lambda c: wrong[c]) == "B"
    assert ends_before_break(marks_of([[2, 3]])) == ()
    record = count(*lettered(TWICE, 1, rule.id, lots="CBA", names="ABC"))
    assert record.elected == ("A",)
    assert record.stages[0].tallies["B"] == 6
