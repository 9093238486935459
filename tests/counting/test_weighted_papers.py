"""Ballots that carry several votes: how they are read, counted, recorded and checked."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from counting.canonical import canonical_json
from counting.check import check
from counting.contest import Contest
from counting.engine import count
from counting.errors import LotNeededError, PapersError, RecordError
from counting.formats import BallotFile, Target
from counting.formats.blt import read_blt
from counting.formats.door import find_format, read_ballots, write_ballots
from counting.margins import margins
from counting.minutes import minutes_text
from counting.record_json import read_record, record_object, write_record
from counting.rules import all_rules
from counting.views.margins import margins_lines
from counting.views.rule_page import rule_page
from counting.views.table import count_sheet
from service.clock import system_clock

# Branches of 412, 96, 96 and 251 members; two of them vote alike.
BLT = b"""\
3 1
412 1 2 0
96 2 0
251 3 2 0
96 2 0
0
"Ada"
"Ben"
"Cyd"
"Delegates"
"""
CSV = b"Weight,Ada,Ben,Cyd\n412,1,2,\n96,,1,\n251,,2,1\n96,,1,\n"
ONE_BY_ONE = (
    b"3 1\n"
    + b"1 1 2 0\n" * 412
    + b"1 2 0\n" * 192
    + b"1 3 2 0\n" * 251
    + BLT[BLT.index(b'0\n"Ada') :]
)


def weighted(data: bytes = BLT) -> BallotFile:
    return read_blt(BytesIO(data)).weighted()


def test_each_line_is_one_ballot_and_its_number_the_votes() -> None:
    papers = weighted().papers
    assert (papers.ballots, papers.total, papers.distinct) == (4, 855, 3)
    careful = weighted(BLT.replace(b"96 2 0\n251", b"96  2 0  # the islands\n251"))
    assert careful.papers == papers
    assert careful.papers.ballots == 4
    blank = weighted(BLT.replace(b"412", b"30 0\n412")).papers
    assert (blank.ballots, blank.total, blank.blank) == (5, 885, 30)


def test_without_being_asked_for_the_number_is_one_of_papers() -> None:
    assert read_blt(BytesIO(BLT)).papers.ballots is None


def test_csv_says_by_its_heading_what_the_number_is() -> None:
    found = read_ballots(BytesIO(CSV)).papers
    assert (found.ballots, found) == (4, weighted().papers)
    by_rank = read_ballots(
        BytesIO(b"weight,Rank 1,Rank 2\n412,Ada,Ben\n96,Ben,\n251,Cyd,Ben\n96,Ben,\n")
    ).papers
    assert (by_rank.ballots, by_rank) == (4, found)
    papers = read_ballots(BytesIO(CSV.replace(b"Weight", b"Papers"))).papers
    assert papers.ballots is None


@pytest.mark.parametrize(
    ("data", "line", "says"),
    [
        (
            BLT.replace(b"251", b"250.5"),
            4,
            "expected a whole number, not '250.5'. If it is a weight",
        ),
        (BLT.replace(b"251", b"501/2"), 4, "Round it as the rules say"),
        (BLT.replace(b"251 3", b"0 3"), 4, "must be at least 1"),
        (CSV.replace(b"251", b"250.5"), 4, "expected the weight, in whole votes: round it"),
        (CSV.replace(b"251", b"0"), 4, "the weight is 0"),
        (CSV.replace(b"251", b"-3"), 4, "expected the weight"),
        (CSV.replace(b"Weight", b"Papers,Weight"), 1, "comes first, in place of 'Papers'"),
    ],
)
def test_a_weight_that_is_no_whole_number_is_refused_with_its_line(
    data: bytes, line: int, says: str
) -> None:
    with pytest.raises(PapersError, match=says) as refused:
        read_ballots(BytesIO(data))
    assert refused.value.line == line


def test_files_that_say_nothing_of_votes_cannot_be_weighted() -> None:
    with pytest.raises(PapersError, match="Give weighted ballots as BLT"):
        read_ballots(BytesIO(CSV.replace(b"Weight", b"Papers"))).weighted()


def contest_of(ballots: BallotFile, rule: str) -> Contest:
    return ballots.contest(rule, lots=("3", "1", "2"))


@pytest.mark.parametrize("rule", [rule.id for rule in all_rules()])
def test_a_weighted_paper_counts_as_that_many_papers_under_every_rule(rule: str) -> None:
    heavy, single = weighted(), read_blt(BytesIO(ONE_BY_ONE))
    try:
        one = record_object(count(heavy.papers, contest_of(heavy, rule)))
    except LotNeededError as error:
        pytest.fail(str(error))
    other = record_object(count(single.papers, contest_of(single, rule)))
    papers = dict(one["papers"])  # type: ignore[arg-type]
    assert papers.pop("ballots") == 4
    assert papers == other["papers"]
    without = ("papers", "digest")
    assert canonical_json({k: v for k, v in one.items() if k not in without}) == canonical_json(
        {k: v for k, v in other.items() if k not in without}
    )


def test_the_record_carries_the_ballots_and_only_a_weighted_one_does() -> None:
    ballots = weighted()
    record = count(ballots.papers, contest_of(ballots, "av"))
    assert read_record(write_record(record)) == record
    assert record.papers.ballots == 4
    plain = count(replace(ballots.papers, ballots=None), record.contest)
    assert b"ballots" not in write_record(plain)


def test_the_check_compares_the_number_of_ballots() -> None:
    ballots = weighted()
    record = count(ballots.papers, contest_of(ballots, "scottish-2011"))
    assert check(record, ballots.papers).ok
    for wrong in (3, None):
        changed = replace(record, papers=replace(record.papers, ballots=wrong))
        (fault,) = check(changed, ballots.papers).faults
        assert "number of ballots" in str(fault)
    (fault,) = check(record, replace(ballots.papers, ballots=None)).faults
    assert "number of ballots" in str(fault)


@pytest.mark.parametrize("ballots", [0, 856, -1])
def test_more_ballots_than_votes_are_no_record(ballots: int) -> None:
    held = weighted()
    record = count(held.papers, contest_of(held, "av"))
    wrong = replace(record, papers=replace(record.papers, ballots=ballots))
    with pytest.raises(RecordError, match="ballots"):
        read_record(write_record(wrong))


def test_people_are_told_of_ballots_and_of_votes() -> None:
    ballots = weighted()
    record = count(ballots.papers, contest_of(ballots, "av"))
    assert "4 ballots carry 855 votes. There are 855 valid votes." in minutes_text(record)
    facts = dict(count_sheet(record).facts)
    assert (facts["Ballots"], facts["Valid votes"]) == ("4 ballots carry 855 votes", "855")


def test_every_rule_says_how_a_weighted_paper_counts() -> None:
    for rule in all_rules():
        page = " ".join(rule_page(rule, 100).split())
        assert "A paper that carries several votes counts as that many papers" in page


def test_margins_say_that_their_papers_are_votes() -> None:
    ballots = weighted()
    lines = margins_lines(margins(ballots.papers, contest_of(ballots, "av")), 100)
    assert (
        lines[-1]
        == "Papers are votes here: 4 ballots carry 855 votes, and a ballot changes as a whole."
    )
    plain = margins_lines(margins(read_blt(BytesIO(BLT)).papers, contest_of(ballots, "av")), 100)
    assert not any("Papers are votes" in line for line in plain)


lines_of_ballots = st.lists(
    st.tuples(st.integers(1, 9), st.lists(st.integers(1, 4), max_size=4, unique=True)),
    min_size=1,
    max_size=8,
)


@settings(max_examples=40, deadline=None)
@given(lines_of_ballots, st.sampled_from(("scottish-2011", "ers97", "meek-prf", "wigm-exact")))
def test_any_weighted_ballots_count_as_their_votes_cast_one_by_one(
    lines: list[tuple[int, list[int]]], rule: str
) -> None:
    assume(any(ranking for _, ranking in lines))
    names = "".join(f'"{name}"\n' for name in ("Ada", "Ben", "Cyd", "Dee", "Posts"))

    def file(ballots: list[tuple[int, list[int]]]) -> BallotFile:
        text = "".join(f"{n} {' '.join(map(str, [*r, 0]))}\n" for n, r in ballots)
        return read_blt(BytesIO(f"4 2\n{text}0\n{names}".encode()))

    heavy = file(lines).weighted()
    single = file([(1, ranking) for number, ranking in lines for _ in range(number)])
    assert (heavy.papers.ballots, heavy.papers) == (len(lines), single.papers)
    contest = heavy.contest(rule, lots=("2", "4", "1", "3"))
    record = count(heavy.papers, contest)
    assert check(record, heavy.papers, contest).ok
    assert replace(record.papers, ballots=None) == count(single.papers, contest).papers
    assert record.stages == count(single.papers, contest).stages


def test_no_format_groups_weighted_ballots_in_silence() -> None:
    for id_ in ("blt", "csv", "toi", "cvr"):
        with pytest.raises(PapersError, match="cannot hold"):
            write_ballots(weighted(), find_format(id_), Target(BytesIO(), system_clock()))
