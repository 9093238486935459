"""A roll from CSV: all of it or nothing, and every bad row with its line."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.roll.importing import Member, RollFileError, read_roll
from tests.service.rooms import House, a_house, import_roll, officer_pass, problem_of

HEAD = "number,name,email,status\n"
ROW = "M1,Ann,ann@example.org,paid\n"


def faults(text: str | bytes) -> list[tuple[int, str]]:
    with pytest.raises(RollFileError) as refused:
        read_roll(text if isinstance(text, bytes) else text.encode())
    return list(refused.value.faults)


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("", 1, "the file is empty"),
        ("\n\n", 1, "the file is empty"),
        (HEAD, 1, "no member below"),
        ("number,name\nM1,Ann\n", 1, "column 'email' is missing"),
        ("number,name,email,,x\nM1,Ann,,,\n", 1, "'' is no name for a column"),
        ("number,name,email,to day\nM1,Ann,,\n", 1, "'to day' is no name"),
        ("number,name,email,x,x\nM1,Ann,,,\n", 1, "column 'x' stands twice"),
        ("number,Number,name,email\n1,2,Ann,\n", 1, "column 'number' stands twice"),
        (HEAD + ROW + "M2,Bob,bob@example.org\n", 3, "3 cells, but there are 4 columns"),
        (HEAD + ROW + "M2,Bob,b@example.org,paid,more\n", 3, "5 cells"),
        (HEAD + ",Ann,ann@example.org,paid\n", 2, "there is no number"),
        (HEAD + "M1, ,ann@example.org,paid\n", 2, "there is no name"),
        (HEAD + "M1,Ann,ann,paid\n", 2, "not an e-mail address"),
        (HEAD + "M1,Ann,ann@example,paid\n", 2, "not an e-mail address"),
        (HEAD + "M1,Ann,a@b.org c@d.org,paid\n", 2, "not an e-mail address"),
        (HEAD + f"{'9' * 101},Ann,,paid\n", 2, "the number has more than 100"),
        (HEAD + f"M1,{'A' * 201},,paid\n", 2, "the name has more than 200"),
        (HEAD + f"M1,Ann,{'a' * 250}@b.org,paid\n", 2, "the email has more than 254"),
        (HEAD + f"M1,Ann,,{'x' * 1_001}\n", 2, "the status has more than 1000"),
        (HEAD + 'M1,"Ann\nOther",,paid\n', 2, "a line end"),
        (HEAD + "M1,Ann\u2028Other,,paid\n", 2, "a line end"),
        (HEAD + "M1,Ann\x7f,,paid\n", 2, "control character"),
        (HEAD + "M\u200b1,Ann,,paid\n", 2, "cannot be seen"),
        (HEAD + ROW + "\n\nm1,Bob,,paid\n", 5, "number m1 stands on line 2 already"),
        (HEAD + 'M1,"Ann,,paid\n', 2, "quotation marks"),
        (HEAD + 'M1,A"n"n"",,paid\nM2,"B" ob,,paid\n', 3, "quotation marks"),
        (HEAD + "M1,Ann\0,,paid\n", 2, "NUL"),
        (b"number,name,email\nM1,\xc4nn,\n", 2, "not UTF-8"),
        ("number,name,email\nM1,Ann,\n".encode("utf-16"), 1, "not UTF-8"),
    ],
)
def test_a_bad_row_is_named_with_its_line(text: str | bytes, line: int, what: str) -> None:
    found = faults(text)
    assert found[0][0] == line, found
    assert what in found[0][1], found


def test_every_bad_row_is_named_at_once() -> None:
    found = faults(HEAD + ",Ann,,\nM2,Bob,bob,\nM3,Cyd,,\nM3,Dee,,\nM5\n")
    assert [line for line, _ in found] == [2, 3, 5, 6]


def test_a_good_file_is_read_whatever_its_separator_quotes_and_byte_order_mark() -> None:
    wanted = (
        Member("M1", "Ann, née Other", "ann@example.org", {"status": "paid"}),
        Member("2", "Żółć", "", {"status": ""}),
    )
    for separator in (",", ";", "\t"):
        rows = [
            separator.join(("Number", " NAME ", "Email", "status")),
            separator.join(("M1", '"Ann, née Other"', "ann@example.org", "paid")),
            separator.join(("2", "Żółć", "", "")),
        ]
        for end in ("\n", "\r\n"):
            for mark in ("", "\ufeff"):
                text = mark + end.join(rows)
                found = read_roll(text.encode())
                assert found == wanted
                assert [member.line for member in found] == [2, 3]


def test_lines_are_those_of_the_file_also_after_a_cell_of_several_lines() -> None:
    text = 'number,name,email,note\nM1,Ann,,"one\ntwo"\nM2,,,\n'
    assert [line for line, _ in faults(text)] == [2, 4]


@given(st.binary(max_size=300))
def test_no_bytes_do_more_than_be_refused(data: bytes) -> None:
    with pytest.raises(RollFileError):
        read_roll(b"number;name,\n" + data)


@given(st.integers(0, 200), st.sampled_from(['"', ",", "\n", "\0", ";", "\x1c", "é"]))
def test_one_sign_too_many_is_refused_or_read_and_never_a_crash(at: int, sign: str) -> None:
    good = HEAD + ROW + "M2,Bob,bob@example.org,lapsed\n"
    try:
        members = read_roll((good[:at] + sign + good[at:]).encode())
    except RollFileError as refused:
        assert refused.faults
    else:
        assert {member.number for member in members}


# Through the door


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with a_house(tmp_path_factory.mktemp("house"), ("roll",)) as found:
        yield found


def sizes(house: House) -> dict[str, int]:
    path = "/roll/api/v1/elections/executive-2027/rolls"
    answer = house.anybody.get(path, headers=officer_pass(house, "roll-import"))
    found: dict[str, int] = answer.json()["rolls"]
    return found


def test_a_file_with_one_bad_row_changes_nothing(house: House) -> None:
    assert import_roll(house, (HEAD + ROW).encode(), "whole").json() == {
        "roll": "whole", "members": 1, "columns": ["status"],
    }  # fmt: skip
    answer = import_roll(house, (HEAD + "M2,Bob,,\nM3,,,\nM4,Dee,dee,\n").encode(), "whole")
    found = problem_of(answer, 422, "roll-file")
    assert found["faults"] == [
        {"line": 3, "what": "there is no name."},
        {"line": 4, "what": "this is not an e-mail address."},
    ]
    assert "Nothing was imported" in str(found["detail"])
    assert sizes(house)["whole"] == 1


def test_a_number_is_one_person_on_every_roll(house: House) -> None:
    def sent(roll: str, text: str) -> httpx.Response:
        return import_roll(house, ("number,name,email\n" + text).encode(), roll)

    assert sent("north", "N1,Ann Able,ann@example.org\nN2,Bob Best,\n").is_success
    # On a second roll the same person is the same person; a new name or a new address is fine.
    assert sent("south", "N1,Ann Able,\nN2,Bob Best,bob@example.org\n").is_success
    clash = sent("south", "\nN2,Bob Best,\n\nN1,Zoe Zeal,zoe@example.org\n")
    found = problem_of(clash, 422, "roll-file")
    faults_ = found["faults"]
    assert isinstance(faults_, list) and len(faults_) == 1
    assert isinstance(faults_[0], dict)
    assert faults_[0]["line"] == 5
    assert "somebody else on another roll" in str(faults_[0]["what"])
    # Written otherwise it would be a second person, with a second vote.
    written = problem_of(sent("east", "n1,Ann Able,ann@example.org\n"), 422, "roll-file")
    assert "written N1 on another roll" in str(written["detail"])
    assert sizes(house) | {"north": 2, "south": 2} == sizes(house)
    assert "east" not in sizes(house)


@pytest.mark.parametrize("roll", ["Members", "a%20b", "é", "x" * 65])
def test_a_roll_has_an_id(house: House, roll: str) -> None:
    problem_of(import_roll(house, (HEAD + ROW).encode(), roll), 422, "name")


def test_a_roll_file_is_bounded(house: House) -> None:
    """It says how long it is; the refusal comes before a byte of it has been sent."""
    connection = http.client.HTTPConnection(urlsplit(house.address).netloc, timeout=10)
    connection.putrequest("POST", "/roll/api/v1/elections/executive-2027/rolls/members")
    for name, value in officer_pass(house, "roll-import").items():
        connection.putheader(name, value)
    connection.putheader("Content-Length", "201000001")
    connection.endheaders()
    answer = connection.getresponse()
    assert answer.status == 413
    assert json.loads(answer.read())["type"] == "urn:omov:problem:too-long"
    connection.close()
