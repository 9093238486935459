"""Counts under several rules, held side by side."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings

from counting import ContestError, UnknownRuleError, count
from counting.comparing import Counted, Refused, Step, compare, parting, steps
from counting.formats.blt import read_blt
from counting.views.comparison import comparison_lines
from tests.counting.check_elections import contest, papers
from tests.counting.elections import Election, elections
from tests.counting.nobody_elections import contest_with_ron, papers_of
from tests.counting.test_following import B, C, D, small

OTHERS = ("ers97", "meek-prf", "wigm-prf", "wigm-exact")


@settings(max_examples=40, deadline=None)
@given(elections(rules=("scottish-2011",), most_seats=3))
def test_each_rule_beside_the_first_is_the_count_it_gives_alone(election: Election) -> None:
    found = compare(election.papers, election.contest, OTHERS)
    assert found.first == count(election.papers, election.contest)
    for other, rule in zip(found.others, OTHERS, strict=True):
        assert isinstance(other, Counted)
        assert other.record.rule == rule
        ours, theirs = set(found.first.elected), set(other.record.elected)
        assert (set(other.gained), set(other.lost)) == (theirs - ours, ours - theirs)
        assert other.other_order == (ours == theirs and other.record.elected != found.first.elected)
        if other.gained:
            assert other.parting is not None


@settings(max_examples=40, deadline=None)
@given(elections(rules=("scottish-2011", "ers97", "meek-nz")))
def test_a_count_never_parts_from_itself(election: Election) -> None:
    record = count(election.papers, election.contest)
    assert parting(record, record) is None


def test_acting_together_or_one_after_another_is_the_same() -> None:
    # ERS97, 5.2.5: C and D go together, 1 + 1 being no more than 8. The Scottish rules: singly.
    ballots = [("A", 9), ("BA", 8), ("CB", 1), ("DB", 1)]
    scottish, ers97 = (small(rule, "ABCD", 1, ballots) for rule in ("scottish-2011", "ers97"))
    assert [s.candidates for s in steps(scottish) if s.act == "exclude"] == [(C,), (D,)]
    assert [s.candidates for s in steps(ers97) if s.act == "exclude"] == [(C, D)]
    assert parting(scottish, ers97) is None
    assert parting(ers97, scottish) is None


def test_counts_that_exclude_others_part_there() -> None:
    first = small("scottish-2011", "ABC", 1, [("A", 4), ("BA", 3), ("CB", 2)])
    second = small("scottish-2011", "ABC", 1, [("A", 4), ("BA", 2), ("CB", 3)])
    found = parting(first, second)
    assert found is not None
    assert found.before is None
    assert (found.first, found.second) == (Step(2, "exclude", (C,)), Step(2, "exclude", (B,)))


def test_the_form_of_the_quota_changes_warrens_order(shared: Path) -> None:
    # Voting matters: A, B, C, D with 'at least' the quota of 120; B, C, D, A with 'more than' it.
    ballots = read_blt(shared / "elections" / "published" / "warren-600.blt")
    names = dict(zip(ballots.ids, ballots.names, strict=True))
    everyone = tuple(ballots.ids)
    found = compare(ballots.papers, ballots.contest("ers97", lots=everyone), ["wigm-exact"])
    assert "".join(names[c] for c in found.first.elected) == "ABCD"
    other = found.others[0]
    assert isinstance(other, Counted)
    assert "".join(names[c] for c in other.record.elected) == "BCDA"
    assert (other.gained, other.other_order) == ((), True)
    assert other.parting is not None
    assert any("in another order" in line for line in comparison_lines(found, 100))


def test_a_rule_that_cannot_count_the_contest_is_refused_and_the_others_are_not() -> None:
    ballots = papers(3, ([1, 2], 5), ([2], 4), ([3], 2))
    found = compare(ballots, contest("scottish-2011", 2, 3), ["av", "wigm-exact"])
    assert isinstance(found.others[0], Refused)
    assert "fills 1 seat" in found.others[0].reason
    assert isinstance(found.others[1], Counted)


def test_a_rule_that_needs_a_lot_nobody_drew_is_refused_with_those_tied() -> None:
    # A has the threshold or quota at once; only a rule without a quota must choose between B and C.
    ballots = papers(3, ([1], 9), ([2], 2), ([3], 2))
    found = compare(ballots, contest("minneapolis-167", 1, 3), ["bottoms-up", "scottish-2011"])
    assert found.first.elected == ("1",)
    refused, counted = found.others
    assert isinstance(refused, Refused)
    assert "a lot must decide who is excluded among Name 2 (2), Name 3 (3)" in refused.reason
    assert isinstance(counted, Counted)


def test_a_rule_named_twice_is_an_error() -> None:
    with pytest.raises(ContestError, match="Name each rule once"):
        compare(papers(2, ([1], 2)), contest("av", 1, 2), ["av"])


def test_a_rule_nobody_has_written_is_an_error() -> None:
    with pytest.raises(UnknownRuleError):
        compare(papers(2, ([1], 2)), contest("av", 1, 2), ["nonsense"])


def test_the_words_say_who_takes_whose_place_and_where_they_part() -> None:
    # Two thirds of the papers fill both places under sequential-av; under STV the rest fill one.
    ballots = papers(4, ([1, 2], 12), ([2, 1], 1), ([3, 4], 4), ([4, 3], 3))
    found = compare(ballots, contest("wigm-exact", 2, 4), ["sequential-av"])
    assert found.first.elected == ("1", "3")
    line = comparison_lines(found, 100)[-1]
    assert line == (
        "sequential-av elects Name 2 instead of Name 3. They part after the election of Name 1: "
        "wigm-exact excludes Name 4 at stage 3 (3.00000 votes), sequential-av elects Name 2 at stage 2 "
        "(13 votes)."
    )


def test_counts_that_elect_nobody_say_so() -> None:
    held = contest_with_ron("ABN", 2, "scottish-2011")
    found = compare(papers_of("ABN", (5, "A"), (1, "B"), (40, "N")), held, ["ers97"])
    lines = comparison_lines(found, 100)
    assert lines[0].splitlines()[-1].split() == ["ers97+ron", "15.34", "2", "nobody"]
    assert lines[-1].startswith("ers97+ron, too, elects nobody.")


def test_counts_that_elect_more_or_fewer_say_whom() -> None:
    ballots = papers_of("ABCN", (5, "A"), (1, "ACN"), (1, "N"))

    def said(rule: str, other: str) -> str:
        found = compare(ballots, contest_with_ron("ABCN", 2, rule), [other])
        return comparison_lines(found, 100)[-1]

    more = said("scottish-2011", "sequential-av")
    assert more.startswith("sequential-av+ron elects C besides, and leaves fewer places vacant. ")
    fewer = said("sequential-av", "scottish-2011")
    assert fewer.startswith("scottish-2011+ron does not elect C, nor anybody instead. ")
