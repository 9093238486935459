"""BLT files that are refused: each with its line, what is wrong with it and what was expected."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from counting.errors import PapersError
from counting.formats import BallotFile
from counting.formats.blt import read_blt

pytestmark = pytest.mark.usefixtures("either_kernel")

HEAD = "7 2\n"
NAMES = "".join(f'"N{number}"\n' for number in range(1, 8)) + '"Title"\n'


def read(text: str | bytes) -> BallotFile:
    return read_blt(io.BytesIO(text.encode() if isinstance(text, str) else text))


def election(ballots: str = "", names: str = NAMES) -> str:
    return HEAD + ballots + "0\n" + names


PLAIN = election("3 1 3 4 0\n12 2 0\n2 0\n1 1 3 4 0\n")


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", None, "the file is empty. A ballot file begins with the number of candidates"),
        ("# nothing\n\n", None, "the file is empty."),
        (
            "seven 2\n",
            1,
            "expected two whole numbers, the number of candidates and the number of",
        ),
        ("7\n", 1, "expected two whole numbers"),
        ("7 2 1\n", 1, "expected two whole numbers"),
        ("7 -2\n", 1, "expected two whole numbers"),
        ("7 2.0\n", 1, "expected two whole numbers"),
        ("٧ 2\n", 1, "expected two whole numbers"),
        ("\n0 2\n", 2, "there must be from 1 to 65535 candidates, not 0."),
        ("7 0\n", 1, "there must be from 1 to 65535 seats, not 0."),
        ("65536 2\n", 1, "there must be from 1 to 65535 candidates, not 65536."),
        ("7 99999999\n", 1, "there must be from 1 to 65535 seats, not 99999999."),
        (
            "7 " + "9" * 6000 + "\n",
            1,
            "is more than can be counted: at most 9223372036854775807.",
        ),
        (election("1 2 0\n1 9 0\n"), 3, "candidate 9, but there are 7 candidates."),
        (
            election("1 2 0\n1 3 -2 0\n"),
            3,
            "'-2' is negative, but candidates are numbered from 1.",
        ),
        (election("1 2 0 3 0\n"), 2, "a 0 ends the ranking, but more follows it on the line."),
        (election("1 2 3 2 0\n"), 2, "candidate 2 is ranked twice. Each may be ranked once."),
        (election("1 2 x 0\n"), 2, "expected a whole number, not 'x'."),
        (election("1 2 ² 0\n"), 2, "expected a whole number, not '²'."),
        (election("1 +2 0\n"), 2, "expected a whole number, not '+2'."),
        (election("1.5 2 0\n"), 2, "expected a whole number, not '1.5'."),
        (election("1 2 0\n1 2 3\n"), 3, "expected 0 at the end of the ranking, not '3'."),
        (election("1 2 3\n1 2 0\n"), 3, "this ranking ends with 0, but those before it do not."),
        (election("1 2 3\n5\n"), 3, "expected 0 at the end of the ranking, not '5'."),
        (election("5\n"), 2, "expected 0 at the end of the ranking, not '5'."),
        (election("0 2 0\n"), 2, "the number of papers is 0. It must be at least 1"),
        (election("1 2=2 0\n"), 2, "candidate 2 is ranked twice."),
        (election("1 2=9 0\n"), 2, "candidate 9, but there are 7 candidates."),
        (election("1 2= 0\n"), 2, "expected a whole number, not ''."),
        (election("1 2=- 0\n"), 2, "expected a whole number, not '-'."),
        (election("1 3 - 3 0\n"), 2, "candidate 3 is ranked twice."),
        (election("1" + " -" * 65535 + " 2 0\n"), 2, "rank 65536, but ranks go from 1 to 65535."),
        (election("-1 2 0\n"), 2, "expected withdrawn candidates, each a number after a minus"),
        (election("1 1 0\n-2\n"), 3, "'-2' would withdraw a candidate, which must come before"),
        (election("-2 -9\n"), 2, "candidate 9 is withdrawn, but the candidates are 1 to 7."),
        (election("-0\n"), 2, "candidate 0 is withdrawn, but the candidates are 1 to 7."),
        (election("-2\n-2\n"), 3, "candidate 2 is withdrawn twice. List each once."),
        (
            election(f"{2**63} 1 0\n"),
            2,
            "is more than can be counted: at most 9223372036854775807",
        ),
        (
            election(f"{2**63 - 1} 1 0\n1 2 0\n"),
            3,
            "more papers than can be counted: at most 9223372036854775807 in all.",
        ),
        (election("(a 1 2 0\n"), 2, "the ballot's identifier, '(a 1 2 0', has no closing ')'."),
        (election("(a) 1 2 0\n(a) 1 3 0\n"), 3, "ballot ('a') comes twice."),
        (election("(a) 4 2 0\n"), 2, "comes the number of papers, which must be 1, not '4'."),
        (election("(a)\n"), 2, "comes the number of papers, which must be 1, not ''."),
        (
            "7 2\n1 2 0\n1 3 0\n",
            3,
            "the file ends here, but the ballots must end with a line '0'",
        ),
        ("7 2\n", 1, "the file ends here, but the ballots must end with a line '0'"),
        (HEAD + "1 2 0\n" + NAMES, 3, "expected a whole number, not '\"N1\"'."),
        (
            election(names='"A"\n"B"\n'),
            4,
            "there must be 7 names and then the title, 8 lines in all: there are 2.",
        ),
        (election(names=NAMES + '"More"\n'), 11, "nothing may follow the title, but here is"),
        (election(names=NAMES.replace('"N3"', '""')), 5, "the name of candidate 3 is empty."),
        (
            election(names=NAMES.replace('"N3"', '"N3')),
            5,
            "'\"N3' begins with a quotation mark that is not closed on the line.",
        ),
        (
            election(names=NAMES.replace('"N3"', '"N"3"')),
            5,
            'something follows the closing quotation mark in \'"N"3"\'.',
        ),
        (
            election(names=NAMES.replace('"N3"', "# N3")),
            5,
            "this line begins with '#', but other names are in quotation marks.",
        ),
        (
            election(names=NAMES.replace('"N1"', "# N1")),
            3,
            "this line begins with '#', but other names are in quotation marks.",
        ),
        (
            election("1 2 0\n1 \x00 0\n"),
            3,
            "character 3 of the line is the control character U+0000",
        ),
        (
            PLAIN.replace("\n", "\r"),
            1,
            "character 4 of the line is the control character U+000D.",
        ),
        (PLAIN.replace("N4", "N\x1b[1m4"), 10, "is the control character U+001B."),
    ],
)
def test_the_message_names_the_line_and_what_was_expected(
    text: str, line: int | None, message: str
) -> None:
    with pytest.raises(PapersError) as refused:
        read(text)
    assert refused.value.line == line
    assert message in str(refused.value)
    assert str(refused.value).startswith("Papers" if line is None else f"Papers line {line}: ")
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        (
            PLAIN.replace("N2", "Zoë").encode("latin-1"),
            8,
            "byte 4 of the line is not UTF-8 text.",
        ),
        (PLAIN.encode("utf-16"), 1, "byte 1 of the line is not UTF-8 text."),
        (b"\x89PNG\r\n\x1a\n\0\0", 1, "byte 1 of the line is not UTF-8 text."),
        (b"7 2 # \xff\n", 1, "byte 7 of the line is not UTF-8 text."),
        (b"PK\x03\x04 and so on", None, "the zip archive is damaged or of a kind that is not read"),
        (b"\x1f\x8b", None, "the compressed file is damaged or cut short"),
        (b"7 2\n" + b"1" * (2**20 + 1), 2, "longer than 1048576 bytes"),
    ],
)
def test_what_is_not_a_text_of_utf_8_is_refused(
    data: bytes, line: int | None, message: str
) -> None:
    with pytest.raises(PapersError) as refused:
        read(data)
    assert refused.value.line == line
    assert message in str(refused.value)


def test_a_long_piece_of_the_file_is_cut_short_in_the_message() -> None:
    with pytest.raises(PapersError) as refused:
        read(election("1 " + "x" * 10_000 + " 0\n"))
    assert str(refused.value) == f"Papers line 2: expected a whole number, not '{'x' * 39}…'."


def test_a_file_that_is_not_there_or_is_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PapersError, match="No such file"):
        read_blt(tmp_path / "none.blt")
    with pytest.raises(PapersError, match="Is a directory"):
        read_blt(tmp_path)
