"""Bugs that other counters have had with quotas, transfer values and what is left over.

Each test says whose bug it is about. Beside the right answer stands the wrong one, got by a few lines of
the wrong arithmetic, so that the input is known to tell the two apart.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from counting import count
from counting.methods.ers97 import Ers97Rule
from counting.methods.gregory import GregoryRule
from counting.methods.last_parcel import LastParcelRule
from counting.methods.reference_wigm import ReferenceWigmRule
from counting.methods.threshold import ThresholdRule
from counting.rule import Rule
from counting.rules import all_rules
from tests.counting.letters import Written, lettered
from tests.counting.others import pyrankvote_elects

SEVERAL_SEATS = [rule for rule in all_rules() if rule.most_seats is None]
WEIGHTED = [
    r for r in all_rules() if isinstance(r, GregoryRule | ReferenceWigmRule | ThresholdRule)
]
BLANKS = 60

several_seats = pytest.mark.parametrize("rule", SEVERAL_SEATS, ids=lambda rule: rule.id)
weighted = pytest.mark.parametrize("rule", WEIGHTED, ids=lambda rule: rule.id)


@several_seats
def test_the_quota_form_of_counters_that_stop_at_v_over_s_plus_1_elects_too_many(
    rule: Rule,
) -> None:
    """Twelve papers, two places, four for each of three: all three have 12/3, and there are two places.

    Counters with the exact quota and 'at least' (pyrankvote among them, but for its tolerance), or with
    V/(s+1) rounded up in place of rounded down plus 1, elect three, or whichever two come first.
    """
    votes = {"A": 4, "B": 4, "C": 4}
    assert [c for c in votes if votes[c] >= Fraction(12, 3)] == ["A", "B", "C"]
    assert (
        -(-12 // 3) == 4 < 12 // 3 + 1
    )  # rounded up it is the same number; rounded down plus 1, not
    everybody = set()
    for lots in ("ABC", "CBA", "BAC"):
        record = count(*lettered([("A", 4), ("B", 4), ("C", 4)], 2, rule.id, lots=lots))
        elections = [d for d in record.stages[0].decisions if d.act == "elect"]
        assert {d.reason for d in elections} <= {"last-vacancies"}  # by votes nobody is elected
        assert len(record.elected) == 2
        everybody |= set(record.elected)
    assert everybody == {"A", "B", "C"}  # nobody is favoured by the place on the ballot paper


FORM: Written = [("BAC", 1), ("CA", 3)]


@pytest.mark.parametrize(
    ("rule", "quota", "elected"),
    [("wigm-exact", Fraction(4, 3), ("C", "A")), ("wigm-exact-droop", 2, ("C", "B"))],
)
def test_the_quota_form_changes_winners_as_it_does_in_two_of_1070_scottish_contests(
    rule: str, quota: Fraction, elected: tuple[str, ...]
) -> None:
    """Four papers, two places. C has 3: with the quota 4/3 the surplus is 5/3, and A has more than 4/3.

    With the whole quota, 2, the surplus is 1: A and B have 1 each, A had nothing before, and B is in.
    A counter with the other form, all else being equal, declares the other candidate.
    """
    record = count(*lettered(FORM, 2, rule))
    assert record.quota == quota
    assert record.stages[1].tallies["A"] == 3 - quota
    assert record.elected == elected


@several_seats
def test_the_quota_of_counters_that_include_blank_papers_is_too_high(rule: Rule) -> None:
    """PyRankVote, issue 1, and others keep papers without a preference in the total, or guess for them."""
    papers: Written = [("AB", 30), ("B", 20), ("CB", 25), ("D", 6)]
    assert 30 >= (81 // 3) + 1  # A is elected at once
    assert ((81 + BLANKS) // 3) + 1 > 30  # and would not be, were the blank papers counted
    plain = count(*lettered(papers, 2, rule.id, lots="ABCD"))
    blank = count(*lettered([*papers, ("", BLANKS)], 2, rule.id, lots="ABCD"))
    assert blank.stages == plain.stages
    assert (blank.papers.valid, blank.papers.invalid) == (81, BLANKS)


# Three places, 72 papers: quota 19 (18 where it is exact). A's surplus goes to B, and then B's own 12
# papers for C are worth more than the 40 for D that came from A at about half a vote each.
AVERAGE: Written = [("ABD", 40), ("BC", 12), ("C", 12), ("D", 6), ("E", 2)]


@weighted
def test_pyrankvote_averages_transfer_values_and_elects_another(rule: Rule) -> None:
    """Each paper moves at its own value times surplus over votes; not all at surplus over papers."""
    record = count(*lettered(AVERAGE, 3, rule.id, lots="ABCDE"))
    quota = record.quota
    first, second = record.stages[1], record.stages[2]
    assert first.tallies["B"] <= 12 + 40 - quota
    surplus = first.tallies["B"] - quota
    average = surplus / (12 + 40)  # wrong
    assert 12 + 12 * average < 6 + 40 * average  # so that D would be ahead of C
    assert second.action.candidates == ("B",)
    # Right, before anything is cut: C's 12 papers at full value, D's 40 at (40 - quota) / 40.
    share = surplus / first.tallies["B"]
    for candidate, own, papers, value in (
        ("C", 12, 12, Fraction(1)),
        ("D", 6, 40, (40 - quota) / 40),
    ):
        right = own + papers * value * share
        assert right - Fraction(1, 50) < second.tallies[candidate] <= right
    assert second.tallies["C"] > second.tallies["D"]
    assert record.elected == ("A", "B", "C")


def test_pyrankvote_itself_elects_the_other() -> None:
    """The example is faithful: the program whose bug it is gives the other winner, each time."""
    assert pyrankvote_elects(AVERAGE, 3) == {"A", "B", "D"}


SEVENTHS: Written = [("AB", 7), ("B", 1), ("C", 2), ("D", 1)]


@weighted
def test_rctab_left_winners_above_the_threshold_by_what_rounding_cut(rule: Rule) -> None:
    """RCTab, issue 235 (residual surplus): the winner keeps the quota exactly, and the rest is rounding.

    Values rounded to the nearest instead of cut move more than the surplus: votes out of nothing.
    """
    record = count(*lettered(SEVENTHS, 3, rule.id, lots="ABCD"))
    stage = next(s for s in record.stages if s.action.candidates == ("A",))
    surplus = 7 - record.quota
    assert (stage.action.surplus, stage.tallies["A"]) == (surplus, record.quota)
    moved = sum((t.votes for t in stage.transfers), Fraction(0))
    assert moved + stage.rounding == surplus
    places = rule.decimals.value
    if places is None:
        assert stage.rounding == 0
        return
    unit = Fraction(1, 10**places)
    assert 0 < stage.rounding < 7 * unit * 2
    nearest = round(surplus / 7 * 10**places) * unit
    cut = Fraction(surplus / 7 // unit) * unit
    assert {t.value for t in stage.transfers} == {cut}
    assert 7 * cut < surplus
    assert nearest == cut or 7 * nearest > surplus


LAST: Written = [("A", 2), ("AB", 8), ("C", 4), ("D", 3), ("E", 1)]


# E's papers; quota; surplus of A; what each of the 8 papers for B is worth, and would be worth if
# rounded to the nearest hundredth. By hand.
SHARES = [
    (Ers97Rule, 1, "6", "4", "0.50", "0.50"),
    (Ers97Rule, 3, "6.67", "3.33", "0.41", "0.42"),
    (LastParcelRule, 1, "7", "3", "0.37", "0.38"),
]


@pytest.mark.parametrize(("family", "papers", "quota", "surplus", "value", "nearest"), SHARES)
def test_rounding_of_the_last_parcel_to_the_nearest_makes_votes_out_of_nothing(
    family: type[Rule], papers: int, quota: str, surplus: str, value: str, nearest: str
) -> None:
    """ERS97, 5.3.7 to 5.3.9; Northern Ireland, 49(1) to (4): cut to hundredths, and the rest not moved.

    3.33 among eight papers is 0.41, and 0.05 of it is not transferable. Counters that round to the
    nearest move 0.42 with each, 3.36 in all: more than the surplus.
    """
    exact, cut = Fraction(surplus), Fraction(value)
    assert Fraction(nearest) == Fraction(round(exact / 8 * 100), 100)
    assert cut == Fraction(nearest) or 8 * Fraction(nearest) > exact
    ballots: Written = [*LAST[:-1], ("E", papers)]
    rules = [rule for rule in all_rules() if isinstance(rule, family)]
    assert rules
    for rule in rules:
        record = count(*lettered(ballots, 2, rule.id, lots="ABCDE"))
        batch, action = record.stages[1].last_batch, record.stages[1].action
        assert (record.quota, action.surplus) == (Fraction(quota), exact)
        assert batch is not None
        assert (batch.transferable, batch.transfer_value) == (8, cut)
        assert batch.non_transferable_difference == exact - 8 * cut
