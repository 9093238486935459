"""CSV: the two layouts, the separators, and everything that could be read in two ways."""

from __future__ import annotations

import pytest

from counting.errors import PapersError
from counting.marks import Marks
from counting.papers import Papers, PapersBuilder
from tests.counting.formats.ballot_files import read, written


def papers(candidates: int, *each: tuple[tuple[int, ...] | Marks, int]) -> Papers:
    gathering = PapersBuilder(candidates)
    for ranking, number in each:
        if ranking and isinstance(ranking[0], tuple):
            gathering.add_marks(ranking, number)
        else:
            gathering.add_one(ranking, number)
    return gathering.papers()


BY_CANDIDATE = "Papers,Adam,Basil,Charlotte\n3,1,,2\n2,,1,\n1,,,\n4,1,2,2\n1,1,,3\n"
EXPECTED = papers(
    3,
    ((1, 3), 3),
    ((2,), 2),
    ((), 1),
    (((1, (1,)), (2, (2, 3))), 4),
    (((1, (1,)), (3, (3,))), 1),
)


@pytest.mark.parametrize(
    "text",
    [
        BY_CANDIDATE,
        "\ufeff" + BY_CANDIDATE.replace("\n", "\r\n"),
        BY_CANDIDATE.replace(",", ";"),
        BY_CANDIDATE.replace(",", "\t"),
        BY_CANDIDATE.replace(",", " , ").removesuffix("\n"),
        BY_CANDIDATE.replace("Adam", '"Adam"').replace("3,1,,2", '"3","1",,"2"'),
        "\n" + BY_CANDIDATE.replace("\n", "\n\n"),
        BY_CANDIDATE.replace("2,,1,\n", "1,,1,\n1,,01,\n"),
    ],
)
def test_ranks_in_columns_of_candidates(text: str) -> None:
    file = read(text, "csv")
    assert file.names == ("Adam", "Basil", "Charlotte")
    assert (file.title, file.seats, file.withdrawn) == ("", None, ())
    assert file.papers == EXPECTED


def test_each_row_is_one_paper_without_a_column_of_papers() -> None:
    file = read("Adam,Basil\n1,2\n2,1\n1,2\n,\n", "csv")
    assert file.papers == papers(2, ((1, 2), 2), ((2, 1), 1), ((), 1))


@pytest.mark.parametrize("heading", ["Rank 1,Rank 2,Rank 3", "choice_1,choice_2,choice_3"])
def test_candidates_in_columns_of_ranks_are_numbered_by_name(heading: str) -> None:
    rows = ["Zoe,Adam,", "Basil,,", ",,", "Zoe,,Adam", "Zoe,Adam,"]
    expected = papers(3, ((3, 1), 2), ((2,), 1), ((), 1), (((1, (3,)), (3, (1,))), 1))
    for order in (rows, rows[::-1]):
        file = read("\n".join([heading, *order]), "csv")
        assert file.names == ("Adam", "Basil", "Zoe")
        assert file.papers == expected


def test_the_written_form_groups_papers() -> None:
    file = read(BY_CANDIDATE, "csv")
    assert written(file, "csv") == (
        b"Papers,Adam,Basil,Charlotte\n1,,,\n3,1,,2\n2,,1,\n4,1,2,2\n1,1,,3\n"
    )


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", None, "the file is empty"),
        ("\n \n", None, "the file is empty"),
        ("Papers\n3\n", 1, "no column of candidates or ranks"),
        ("A,,B\n1,,2\n", 1, "column 2 has no heading"),
        ("A,B,A\n", 1, "two columns are headed 'A'"),
        ("1,2,3\nA,B,C\n", 1, "headed by numbers alone"),
        ("A,B\n1\n", 2, "expected 2 cells, as many as there are headings, not 1"),
        ("A,B\n1,2,3\n", 2, "expected 2 cells, as many as there are headings, not 3"),
        ("A,B\n1,x\n", 2, "expected a rank, a whole number from 1 to 65535, not 'x'"),
        ("A,B\n1,0\n", 2, "expected a rank"),
        ("A,B\n1,-1\n", 2, "expected a rank"),
        ("A,B\n1,1.0\n", 2, "expected a rank"),
        ("A,B\n1,65536\n", 2, "expected a rank"),
        ("A,B\n1,٣\n", 2, "expected a rank"),
        ("Papers,A\n0,1\n", 2, "the number of papers is 0"),
        ("Papers,A\n,1\n", 2, "expected the number of papers, not ''"),
        ("Papers,A\n9223372036854775808,1\n", 2, "more than can be counted"),
        ("Papers,A\n9223372036854775807,1\n1,\n", 3, "more papers than can be counted"),
        ("Rank 1,Rank 2\nA,A\n", 2, "'A' is ranked twice"),
        ("Rank 1,Rank 2\n,\n", None, "no paper names a candidate"),
        ('Rank 1\n"A\nB"\n', 3, "goes over several lines"),
        ('A,"B\nC"\n1,2\n', 2, "goes over several lines"),
        ('A,B\n1,"2\n', 2, "not a row of a CSV file"),
        ('A,B\n1,"2"x\n', 2, "not a row of a CSV file"),
        ("A\n1\n\n1\n", 3, "could be a blank paper"),
        ("A,B\n1,\x00\n", 2, "control character U+0000"),
        (b"A,B\n1,\xff\n", 2, "byte 3 of the line is not UTF-8"),
    ],
)
def test_what_is_not_rankings_is_refused_with_its_line(
    text: str | bytes, line: int | None, words: str
) -> None:
    with pytest.raises(PapersError) as refused:
        read(text, "csv")
    assert words in str(refused.value)
    assert refused.value.line == line


def test_a_heading_of_ranks_out_of_order_is_of_candidates() -> None:
    assert read("Rank 2,Rank 1\n1,2\n", "csv").names == ("Rank 2", "Rank 1")
