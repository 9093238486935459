"""Re-open nominations, by hand: a place that nobody takes stays vacant, and a successor stands at once."""

from __future__ import annotations

import pytest

from counting import ContestError, CountRecord, count, read_record, write_record
from counting.check import check
from counting.rules import rule_ids
from tests.counting.nobody_elections import contest_with_ron, papers_of

SEVERAL_PLACES = [
    "scottish-2007",
    "scottish-2011",
    "wigm-exact",
    "wigm-exact-droop",
    "ers97",
    "wigm-prf",
    "minneapolis-167",
    "meek-prf",
    "meek-nz",
    "sequential-av",
]
NOBODY = ("bottoms-up", "ni-1973", "ers97-promotion", "scottish-2011-promotion")


def counted(rule: str, seats: int, names: str, *papers: tuple[int, str]) -> CountRecord:
    """A count in which R is nobody, checked."""
    cast = papers_of(names, *papers)
    contest = contest_with_ron(names, seats, rule)
    record = count(cast, contest)
    assert check(record, cast, contest).faults == ()
    assert read_record(write_record(record)) == record
    return record


@pytest.mark.parametrize("rule", SEVERAL_PLACES)
def test_with_two_places_x_one_paper_and_ron_99_nobody_is_elected(rule: str) -> None:
    """COUNTING, 'Withdrawal, None and thresholds'."""
    record = counted(rule, 2, "XR", (1, "X"), (99, "R"))
    assert record.elected == ()
    assert record.vacant == 2
    assert record.places_taken == ("R", "R:2")
    assert record.rule == f"{rule}+ron"


@pytest.mark.parametrize("rule", SEVERAL_PLACES)
def test_a_contest_with_ron_is_never_unopposed(rule: str) -> None:
    """Fewer persons than places: were nobody's successors not counted on, X would be elected."""
    assert counted(rule, 3, "XR", (1, "X"), (99, "R")).elected == ()
    assert counted(rule, 3, "XYR", (1, "X"), (1, "Y"), (98, "R")).elected == ()


@pytest.mark.parametrize("rule", SEVERAL_PLACES)
def test_the_last_vacancies_go_to_ron_and_its_successors(rule: str) -> None:
    record = counted(rule, 3, "XR", (90, "X"), (10, "R"))
    assert record.elected == ("X",)
    assert record.vacant == 2


def test_the_successor_stands_before_the_last_vacancies_are_filled() -> None:
    """Were X alone left beside R, X would be elected for the second place, with 24 votes of 25 needed."""
    record = counted("scottish-2011", 2, "XR", (24, "X"), (50, "R"))
    assert record.stages[0].elected == ("R",)
    assert record.stages[0].tallies["R:2"] == 0
    assert record.stages[1].tallies["R:2"] == 25  # 50 papers at 0.50000
    assert record.elected == ()


def test_a_paper_that_comes_to_ron_later_goes_to_its_successor() -> None:
    record = counted("wigm-exact", 3, "XYZR", (40, "X"), (5, "YRX"), (10, "Z"), (45, "R"))
    moved = [(t.source, t.target, t.papers) for s in record.stages[1:] for t in s.transfers]
    assert ("Y", "R:2", 5) in moved
    assert record.places_taken == ("R", "X", "R:2")


def test_an_excluded_ron_has_no_successor() -> None:
    record = counted("scottish-2011", 2, "ABCR", (17, "A"), (15, "B"), (14, "C"), (2, "RC"))
    assert record.stages[1].excluded == ("R",)
    assert record.standing() == ("A", "B", "C", "R")
    assert record.elected == ("A", "C")
    assert record.vacant == 0


def test_an_excluded_successor_has_none_either() -> None:
    record = counted("scottish-2011", 2, "ABR", (20, "A"), (16, "B"), (28, "R"))
    assert record.places_taken == ("R", "A")
    assert record.standing() == ("A", "B", "R", "R:2")
    assert "R:2" in {c for stage in record.stages for c in stage.excluded}


def test_where_a_candidate_would_be_excluded_ron_first_takes_what_no_person_can_have() -> None:
    """Two places, and after A and B nobody has the quota of 11: of C and R, R takes one place for certain."""
    record = counted("scottish-2011", 4, "ABCR", (30, "A"), (15, "B"), (4, "C"), (5, "R"))
    stage = record.stages[-2]
    assert stage.action.type == "vacant-places"
    assert stage.decisions[0].reason == "left-to-nobody"
    assert stage.decisions[0].clause == "schedule of None 3"
    assert record.elected == ("A", "B", "C")


@pytest.mark.parametrize("rule", ["av", "scottish-2011", "meek-prf", "ers97"])
def test_with_one_place_ron_leaves_it_vacant(rule: str) -> None:
    record = counted(rule, 1, "ABR", (3, "A"), (4, "BA"), (8, "R"))
    assert (record.elected, record.vacant) == ((), 1)
    assert record.standing() == ("A", "B", "R")


def test_in_sequential_counts_ron_stands_for_every_place() -> None:
    record = counted("sequential-av", 3, "ABR", (5, "AR"), (4, "BR"), (6, "R"))
    assert record.places_taken[0] == "R"
    again = next(s for s in record.stages if s.action.type == "next-place")
    assert (again.tallies["R"], again.tallies["R:2"]) == (0, 6)


@pytest.mark.parametrize("rule", NOBODY)
def test_rules_in_which_no_successor_could_follow_refuse_ron(rule: str) -> None:
    contest = contest_with_ron("ABR", 2, rule)
    with pytest.raises(ContestError, match="option that is nobody"):
        count(papers_of("ABR", (3, "A")), contest)


def test_every_rule_counts_ron_or_says_why_not() -> None:
    assert {*SEVERAL_PLACES, *NOBODY, "av", "av-to-two"} == set(rule_ids())


def test_neither_is_an_option_like_the_others() -> None:
    contest = contest_with_ron("ABN", 1, "av", kind="neither")
    record = count(papers_of("ABN", (3, "A"), (4, "B"), (8, "N")), contest)
    assert record.elected == ("N",)
    assert (record.vacant, record.rule) == (0, "av")


def test_ron_needs_a_person_to_stand_against() -> None:
    with pytest.raises(ContestError, match="besides the option that is nobody"):
        contest_with_ron("R", 1, "av")
    with pytest.raises(ContestError, match="cannot withdraw"):
        contest_with_ron("ABR", 1, "av", withdrawn=("R",))


def test_a_candidate_with_a_successors_id_is_refused() -> None:
    contest = contest_with_ron(("A", "R:2", "R"), 2, "scottish-2011")
    with pytest.raises(ContestError, match="R:2 is that of a successor of R"):
        count(papers_of("ABR", (3, "A")), contest)


def test_the_digest_and_numbers_of_papers_are_those_cast() -> None:
    cast = papers_of("XR", (1, "X"), (9, "R"), (2, ""))
    record = count(cast, contest_with_ron("XR", 2, "scottish-2011"))
    assert record.papers.digest == cast.digest
    assert (record.papers.valid, record.papers.invalid, record.papers.distinct) == (10, 2, 2)
