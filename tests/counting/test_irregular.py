"""Papers that skip a rank or give one to several candidates: kept apart, read by the rule, accounted for."""

from __future__ import annotations

import hashlib
import itertools
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counting import Candidate, CandidateId, Contest, Papers, PapersError, RuleId, count
from counting.check import check
from counting.check.irregular import as_read
from counting.kernel import Kernel
from counting.marks import Marks, ends_before_break, marks_of, passes_over_breaks, ranking_of
from counting.papers import PapersBuilder
from counting.record_json import read_record, write_record
from counting.rules import find_rule, rule_ids
from counting.views.minutes import minutes
from counting.views.rule_page import rule_page
from counting.views.table import count_sheet

# What a voter wrote beside candidates 1, 2, 3 and 4 (none: nothing), and the order in which that
# counts: by the instructions to voters in Scotland (1, 2, 3 … in order), and by Minneapolis' ordinance,
# 167.70(c)(2): the highest continuing ranking that is not a skipped ranking or an overvote.
PAPERS: list[tuple[dict[int, int], tuple[int, ...], tuple[int, ...]]] = [
    ({1: 1, 2: 2, 4: 4}, (1, 2), (1, 2, 4)),
    ({1: 1, 2: 3}, (1,), (1, 2)),
    ({1: 2, 2: 3}, (), (1, 2)),
    ({1: 1, 2: 2, 3: 2, 4: 3}, (1,), (1, 4)),
    ({1: 1, 2: 1, 3: 2}, (), (3,)),
    ({1: 2, 2: 2}, (), ()),
    ({3: 1, 1: 4, 2: 4}, (3,), (3,)),
    ({4: 7}, (), (4,)),
]


def marks(written: dict[int, int]) -> Marks:
    ranks = sorted(set(written.values()))
    return tuple((rank, tuple(c for c in sorted(written) if written[c] == rank)) for rank in ranks)


def built(papers: list[tuple[Marks, int]], candidates: int = 4) -> Papers:
    gathering = PapersBuilder(candidates)
    for each, number in papers:
        gathering.add_marks(each, number)
    return gathering.papers()


def contest(rule: str, seats: int = 1) -> Contest:
    candidates = tuple(Candidate(CandidateId(str(n)), f"N{n}") for n in range(1, 5))
    lots = tuple(CandidateId(str(n)) for n in (1, 2, 3, 4))
    return Contest("Title", seats, candidates, RuleId(rule), lots=lots)


@pytest.mark.parametrize(("written", "scottish", "minneapolis"), PAPERS)
def test_a_paper_counts_up_to_the_break_or_over_the_skip_as_the_rule_has_it(
    written: dict[int, int], scottish: tuple[int, ...], minneapolis: tuple[int, ...]
) -> None:
    assert ends_before_break(marks(written)) == scottish
    assert passes_over_breaks(marks(written)) == minneapolis


def test_only_minneapolis_passes_over_breaks() -> None:
    passing = {id_ for id_ in rule_ids() if find_rule(id_).irregular.reading is passes_over_breaks}
    assert passing == {"minneapolis-167"}


@pytest.mark.parametrize("rule", rule_ids())
def test_every_rule_says_in_the_notice_how_it_reads_such_papers(rule: str) -> None:
    irregular = find_rule(rule).irregular
    page = " ".join(rule_page(find_rule(rule), 100).split())
    assert irregular.sentence in page
    assert f"papers that skip or repeat a number: {irregular.clause}" in page
    assert find_rule(rule).description()["choices"]["irregular"]["clause"] == irregular.clause


@pytest.mark.parametrize("rule", ["scottish-2011", "minneapolis-167"])
def test_the_record_accounts_for_every_paper(rule: str) -> None:
    papers = built([(marks(written), 10 + n) for n, (written, _, _) in enumerate(PAPERS)])
    papers = built([*papers.irregular, (marks_of([[2], [3]]), 40), ((), 5)])
    record = count(papers, contest(rule))
    readings = [paper[1 if rule == "scottish-2011" else 2] for paper in PAPERS]
    invalid = 5 + sum(10 + n for n, reading in enumerate(readings) if not reading)
    said = record.papers
    assert (said.invalid, said.valid) == (invalid, papers.total - invalid)
    assert (said.irregular, said.distinct) == (sum(range(10, 18)), 9)
    assert said.digest == papers.digest
    assert read_record(write_record(record)) == record
    assert check(record, papers).faults == ()
    text = minutes(record, 100)
    assert "108 papers skipped a number or gave one to several candidates" in " ".join(text.split())
    assert ("Skipped or equal ranks", "108") in count_sheet(record).facts


def test_the_count_is_that_of_the_papers_as_read() -> None:
    irregular = built([(marks(written), 3 + n) for n, (written, _, _) in enumerate(PAPERS)])
    plain = Papers.from_rankings(
        [(reading, 3 + n) for n, (_, reading, _) in enumerate(PAPERS)], candidates=4
    )
    held = contest("scottish-2011", seats=2)
    assert count(irregular, held).stages == count(plain, held).stages


def test_a_record_without_irregular_papers_says_nothing_of_them() -> None:
    record = count(built([(marks_of([[2], [3]]), 4)]), contest("scottish-2011"))
    assert b"irregular" not in write_record(record)


def test_the_check_finds_a_record_that_leaves_irregular_papers_out() -> None:
    papers = built([(marks(PAPERS[0][0]), 2), (marks_of([[3]]), 3)])
    held = contest("scottish-2011")
    without = count(built([(marks_of([[3]]), 3)]), held)
    assert {str(fault) for fault in check(without, papers).faults} >= {
        "The record gives as number of irregular papers 0; it is 2.",
        "The record gives as number of valid papers 3; it is 5.",
    }


def test_nothing_counts_irregular_papers_that_no_rule_has_read() -> None:
    papers = built([(marks(PAPERS[0][0]), 2)])
    with pytest.raises(ValueError, match="read by the rule first"):
        Kernel(papers, frozenset({1}))
    with pytest.raises(PapersError, match="the rule's to say"):
        iter(papers)


def test_the_digest_is_that_of_the_canonical_form() -> None:
    papers = built([(((1, (2,)), (3, (1, 4))), 7), (marks_of([[3], [1]]), 5), ((), 2)])
    form = b"omov/papers/v1+irregular 4 2 1 1\n" + struct.pack(">Q", 5)
    form += struct.pack(">3H", 3, 1, 0) + struct.pack(">Q", 7)
    form += struct.pack(">8H", 2, 1, 1, 2, 3, 2, 1, 4)
    assert papers.digest == "sha256:" + hashlib.sha256(form).hexdigest()


@pytest.mark.parametrize(
    ("faulty", "message"),
    [
        (((2, (1,)), (1, (2,))), "not in order of rank"),
        (((2, (1,)), (2, (2,))), "not in order of rank"),
        (((2, ()),), "not in order of rank"),
        (((0, (1,)),), "rank 0, but ranks go from 1"),
        (((65536, (1,)),), "rank 65536"),
        (((1, (2, 1)),), "not in the order of their numbers"),
        (((1, (1, 2)), (2, (2,))), "candidate 2 is ranked twice"),
        (((1, (1, 5)),), "candidate 5, but there are 4 candidates"),
    ],
)
def test_marks_that_are_not_in_order_are_refused(faulty: Marks, message: str) -> None:
    with pytest.raises(PapersError, match=message):
        PapersBuilder(4).add_marks(faulty, 1)


@st.composite
def any_marks(draw: st.DrawFn) -> Marks:
    candidates = draw(st.lists(st.integers(1, 4), unique=True, max_size=4))
    ranks = draw(st.lists(st.integers(1, 6), min_size=len(candidates), max_size=len(candidates)))
    return marks(dict(zip(candidates, ranks, strict=True)))


@given(any_marks())
def test_an_ordinary_ranking_is_one_that_every_rule_reads_whole(paper: Marks) -> None:
    readings = {ends_before_break(paper), passes_over_breaks(paper)}
    whole = {c for _, candidates in paper for c in candidates}
    ranking = ranking_of(paper)
    if ranking is None:
        assert any(set(reading) != whole for reading in readings)
    else:
        assert readings == {ranking}
        assert set(ranking) == whole


@given(any_marks(), st.sampled_from(rule_ids()))
def test_the_check_reads_each_paper_as_the_rule_does_though_written_apart(
    paper: Marks, rule: str
) -> None:
    papers = built([(paper, 1)])
    assert as_read(papers, rule) == papers.settled(find_rule(rule).irregular.reading)


@given(st.lists(st.tuples(any_marks(), st.integers(1, 5)), max_size=8), st.randoms())
@settings(max_examples=60)
def test_neither_the_order_nor_the_grouping_of_papers_matters(
    papers: list[tuple[Marks, int]], chance: object
) -> None:
    one_by_one = [(paper, 1) for paper, number in papers for _ in range(number)]
    one_by_one.sort(key=lambda each: hashlib.sha256(repr(each).encode()).digest())
    assert built(papers) == built(one_by_one)
    assert built(papers).total == sum(number for _, number in papers)


def test_different_papers_have_different_digests() -> None:
    each = [{1: a, 2: b} for a, b in itertools.product([1, 2, 3], repeat=2)] + [{1: 2}, {2: 2}, {}]
    digests = {built([(marks(written), 1)]).digest for written in each}
    assert len(digests) == len(each)
