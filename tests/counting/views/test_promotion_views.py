"""What people read of promotion from larger committees, in every view of a record."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from counting import CandidateId, ContestError, PapersError, RuleId, count
from counting.comparing import Counted, compare
from counting.countback import countback, vacancy_of
from counting.following import follow
from counting.formats.results import require_one_count
from counting.lists import ordered_list
from counting.margins import margins
from counting.tie_tree import tie_tree
from counting.views.comparison import comparison_lines
from counting.views.minutes import minutes
from counting.views.sheet_csv import sheet_csv
from counting.views.sheet_html import sheet_html
from counting.views.sheet_markdown import sheet_markdown
from counting.views.table import count_sheet
from counting.views.table_text import sheet_text
from counting.views.why import why
from tests.counting.promotion_elections import held, papers_for

A, B, C, D = (CandidateId(name) for name in "ABCD")

CONTEST = held("scottish-2011-promotion", 2, "Am Bm Cw Dw", least={"w": 1}, lots="ABCD")
PAPERS = papers_for(CONTEST, ("AD", 40), ("BC", 35), ("CB", 14), ("D", 11))
RECORD = count(PAPERS, CONTEST)


def flat(text: str) -> str:
    return " ".join(text.split())


def test_the_minutes_say_why_the_papers_are_counted_again_and_what_follows() -> None:
    read_out = flat(minutes(RECORD, 100))
    for sentence in (
        "Stage 2. For 'woman: at least 1', 1 is required, and 0 are elected so far. All papers are "
        "counted afresh for 3 places, only to find who is promoted.",
        "In this count for 3 places: elected: Name A (40.00000 votes); the quota is 26 (48(1)).",
        "Promoted, as elected to a committee of 3 places: Name D (P3).",
        "Stage 6. All papers are counted afresh for 1 place, only to find who makes way for those "
        "promoted.",
        "Making way, as not elected to a committee of 1 place: Name A (P4).",
        "Result. Elected, in this order: Name B and Name D.",
    ):
        assert sentence in read_out


def test_the_count_sheet_tells_further_counts_apart() -> None:
    sheet = count_sheet(RECORD)
    headings = [column.heading for column in sheet.columns]
    assert headings[1] == "Afresh, for 3 places" and headings[5] == "Afresh, for 1 place"
    outcomes = {row.label: row.outcome for row in sheet.rows if row.kind == "candidate"}
    assert outcomes == {
        "Name A": "Made way, stage 9",
        "Name B": "Elected 1, stage 1",
        "Name C": "Not elected",
        "Name D": "Promoted 2, stage 5",
    }
    assert all(not row.cells[at].change for row in sheet.rows for at in (1, 5))
    assert "Stage 5: Promoted, as elected to a committee of 3 places: Name D (P3)." in sheet.notes
    for text in (
        sheet_text(sheet, 100),
        sheet_csv(sheet),
        sheet_html(sheet),
        sheet_markdown(sheet),
    ):
        assert "Promoted 2, stage 5" in flat(text)


def test_why_names_the_committee_that_decided() -> None:
    assert why(RECORD, D)[0] == (
        "Name D is elected, number 2 of 2: promoted at stage 5, as elected to a committee of 3 places "
        "(P3)."
    )
    assert why(RECORD, A)[0] == (
        "Name A is not elected: elected at stage 1, in the first count, but making way at stage 9, as "
        "not elected to a committee of 1 place (P4)."
    )
    assert why(RECORD, C)[0].startswith("Name C is not elected: every place was filled by stage 1")


def test_a_paper_is_followed_afresh_through_each_count() -> None:
    path = follow(RECORD, [A, D])
    assert [lie.holder for lie in path] == [A, A, D, D, D, A, A, A, A]
    assert path[2].worth == Fraction("0.35")
    assert all(sum(lie.stays.values()) + lie.worth == 1 for lie in path)


def test_margins_count_whole_promotions_again() -> None:
    found = margins(PAPERS, CONTEST)
    assert found.bound is not None
    assert set(found.bound.elected) != {B, D}


def test_the_tie_tree_knows_the_lots_of_promotion() -> None:
    tied = held("scottish-2011-promotion", 4, "Am Bm Cw Dw Em Fw Gw", least={"w": 3})
    papers = papers_for(tied, ("FDCGA", 1), ("GDE", 1), ("A", 2), ("GC", 1))
    winners = tie_tree(papers, tied).winner_sets
    assert {frozenset("AGFC"), frozenset("AGFD")} <= winners


def test_a_comparison_shows_where_promotion_and_constraints_part() -> None:
    comparison = compare(PAPERS, CONTEST, ["scottish-2011"])
    (other,) = comparison.others
    assert isinstance(other, Counted)
    assert (set(other.gained), set(other.lost)) == ({A, C}, {B, D})
    free = compare(PAPERS, replace(CONTEST, constraints=()), ["scottish-2011"]).others[0]
    assert isinstance(free, Counted) and free.parting is None
    assert "Name A *, Name C *" in flat("\n".join(comparison_lines(comparison, 100)))


def test_formats_with_one_count_refuse_it_with_the_reason() -> None:
    with pytest.raises(PapersError, match="counts all papers again for other numbers of places"):
        require_one_count(RECORD, "OpaVote JSON")
    require_one_count(count(PAPERS, replace(CONTEST, constraints=())), "OpaVote JSON")


def test_an_ordered_list_can_begin_with_a_promotion() -> None:
    # Of the two who are on the list D has 40 + 11 papers, and B 35 + 14.
    assert ordered_list(PAPERS, CONTEST, "rosenstiel-1998").order == (D, B)


@pytest.mark.parametrize("method", ["quota-papers", "all-papers"])
def test_a_countback_under_the_rule_is_refused_with_the_reason(method: str) -> None:
    with pytest.raises(ContestError, match=r"Rule scottish-2011-promotion"):
        countback(PAPERS, CONTEST, vacancy_of(RECORD, [D]), method)
    assert RuleId("scottish-2011-promotion") == RECORD.rule
