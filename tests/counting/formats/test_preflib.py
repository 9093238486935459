"""PrefLib's files: the form since 2022, and a header that must say what the file holds."""

from __future__ import annotations

import pytest

from counting.errors import PapersError
from counting.papers import Papers, PapersBuilder
from tests.counting.formats.ballot_files import read, written

HEAD = """# FILE NAME: 00001-00000001.toi
# TITLE: Committee
# DESCRIPTION:
# DATA TYPE: toi
# MODIFICATION TYPE: original
# RELATES TO:
# PUBLICATION DATE: 2013-08-17
# NUMBER ALTERNATIVES: 3
# NUMBER VOTERS: 6
# NUMBER UNIQUE ORDERS: 3
# ALTERNATIVE NAME 1: Adam
# ALTERNATIVE NAME 2: Basil: the second
# ALTERNATIVE NAME 3: Charlotte
"""
ORDERS = "3: 1,2\n2: 2,{1,3}\n1: 3\n"


def expected() -> Papers:
    papers = PapersBuilder(3)
    papers.add_one((1, 2), 3)
    papers.add_marks(((1, (2,)), (2, (1, 3))), 2)
    papers.add_one((3,), 1)
    return papers.papers()


@pytest.mark.parametrize(
    "orders",
    [ORDERS, ORDERS.replace(",", ", "), ORDERS.replace("{1,3}", "{3, 1}"), "\n" + ORDERS + "\n"],
)
def test_orders_are_read_with_ties_in_braces(orders: str) -> None:
    file = read(HEAD + orders, "toi")
    assert file.names == ("Adam", "Basil: the second", "Charlotte")
    assert (file.title, file.seats) == ("Committee", None)
    assert file.papers == expected()


def test_the_written_form_is_the_form_since_2022() -> None:
    assert written(read(HEAD + ORDERS, "toi"), "toi") == (
        b"# DATA TYPE: toi\n# TITLE: Committee\n# NUMBER ALTERNATIVES: 3\n# NUMBER VOTERS: 6\n"
        b"# NUMBER UNIQUE ORDERS: 3\n# ALTERNATIVE NAME 1: Adam\n"
        b"# ALTERNATIVE NAME 2: Basil: the second\n# ALTERNATIVE NAME 3: Charlotte\n"
        b"3: 1,2\n1: 3\n2: 2,{1,3}\n"
    )


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 0, "'# NUMBER ALTERNATIVES:' must come before the orders"),
        ("3\n1,A\n2,B\n3,C\n5,5,1\n5,1,2,3\n", 1, "of the form used since 2022"),
        (HEAD.replace("ALTERNATIVES: 3", "ALTERNATIVES: x") + ORDERS, 8, "must be a whole number"),
        (HEAD.replace("ALTERNATIVES: 3", "ALTERNATIVES: 0") + ORDERS, 8, "from 1 to 65535"),
        (
            HEAD.replace("ALTERNATIVES: 3", "ALTERNATIVES: 4") + ORDERS,
            14,
            "each number from 1 to 4",
        ),
        (HEAD.replace("NAME 3", "NAME 2") + ORDERS, 13, "alternative 2 has a name already"),
        (HEAD.replace("Adam", "") + ORDERS, 11, "the name of alternative 1 is empty"),
        (HEAD + "# NUMBER VOTERS: 6\n" + ORDERS, 14, "'NUMBER VOTERS' comes twice"),
        (HEAD.replace("VOTERS: 6", "VOTERS: 7") + ORDERS, 9, "is 7, but there are 6 in the file"),
        (HEAD.replace("ORDERS: 3", "ORDERS: 4") + ORDERS, 10, "is 4, but there are 3 in the file"),
        (HEAD.replace("toi\n# M", "wmd\n# M") + ORDERS, 4, "data type 'wmd' is not rankings"),
        (
            HEAD.replace("toi\n# M", "soi\n# M") + ORDERS,
            15,
            "the data type is soi, but this order has",
        ),
        (HEAD.replace("toi\n# M", "toc\n# M") + ORDERS, 14, "but this order is not complete"),
        (HEAD + "3: 1,2\n# REMARK\n", 15, "the orders have begun"),
        (HEAD + "3 1,2\n", 14, "expected a number of papers, a colon and the candidates"),
        (HEAD + "3:\n", 14, "expected a number of papers, a colon and the candidates"),
        (HEAD + "3: 1,,2\n", 14, "expected candidates with commas between them"),
        (HEAD + "3: 1,2,\n", 14, "expected candidates with commas between them"),
        (HEAD + "3: 1,{2\n", 14, "expected candidates with commas between them"),
        (HEAD + "3: 1,{}\n", 14, "expected candidates in the braces"),
        (HEAD + "3: 1,{2,}\n", 14, "expected candidates in the braces"),
        (HEAD + "3: {1}2\n", 14, "expected candidates with commas between them"),
        (HEAD + "3: 1,{2,1}\n", 14, "candidate 1 is ranked twice"),
        (HEAD + "3: 4\n", 14, "candidate 4, but there are 3 candidates"),
        (HEAD + "0: 1\n", 14, "at least 1, not 0"),
        (HEAD + "99999999999999999999: 1\n", 14, "more than can be counted"),
    ],
)
def test_what_contradicts_itself_is_refused_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(PapersError) as refused:
        read(text, "toi")
    assert words in str(refused.value)
    assert refused.value.line == line
