"""Every bad input ends with its status and one clear line on standard error, and prints nothing else."""

from __future__ import annotations

import gzip
import io
import json
import sys
from pathlib import Path

import pytest

HEAD = "3 1\n"
NAMES = '"A"\n"B"\n"C"\n"T"\n'


def assert_one_line(ended, status: int, *words: str, command: str = "omov count") -> None:
    assert ended.status == status
    assert ended.out == ""
    assert ended.err.startswith(f"{command}: ")
    assert ended.err.count("\n") == 1 and ended.err.endswith("\n")
    assert "Traceback" not in ended.err and "Internal" not in ended.err
    for word in words:
        assert word in ended.err


FAULTY_FILES = {
    "an empty file": (b"", "Papers", "empty"),
    "a file of blank lines": (b"\n\n\n", "Papers", "empty"),
    "one number where two are needed": (b"3\n1 1 0\n0\n", "line 1", "candidates", "seats"),
    "three numbers where two are needed": (b"3 1 1\n0\n", "line 1", "two whole numbers"),
    "words where numbers are needed": (b"three 1\n0\n", "line 1", "two whole numbers"),
    "no candidates": (b"0 1\n0\n", "line 1", "candidates"),
    "no seats": (b"3 0\n0\n", "line 1", "seats"),
    "a negative number of candidates": (b"-3 1\n0\n", "line 1"),
    "a candidate number too large": (HEAD + "1 1 0\n2 1 4 0\n0\n" + NAMES, "line 3", "candidate 4"),
    "a zero inside a ranking": (HEAD + "1 1 0 2 0\n0\n" + NAMES, "line 2", "0"),
    "a negative candidate number": (HEAD + "1 1 -2 0\n0\n" + NAMES, "line 2", "'-2'"),
    "a negative number of papers": (HEAD + "2 1 0\n-5 1 0\n0\n" + NAMES, "line 3"),
    "no papers": (HEAD + "0 1 0\n0\n" + NAMES, "line 2", "papers", "0"),
    "a candidate ranked twice": (HEAD + "1 1 2 1 0\n0\n" + NAMES, "line 2", "twice"),
    "a word in a ranking": (HEAD + "1 1 two 0\n0\n" + NAMES, "line 2", "'two'"),
    "a fraction in a ranking": (HEAD + "1 1 2.5 0\n0\n" + NAMES, "line 2", "'2.5'"),
    "a preference equal to itself": (HEAD + "1 1=1 0\n0\n" + NAMES, "line 2", "twice"),
    "half an equal preference": (HEAD + "1 1= 0\n0\n" + NAMES, "line 2", "whole number"),
    "a ranking without its end": (HEAD + "1 2 0\n1 1 2\n0\n" + NAMES, "line 3", "0"),
    "ballots without their end": (HEAD + "1 1 2 0\n", "line 2", "'0'"),
    "no names": (HEAD + "1 1 0\n0\n", "line 3", "names"),
    "a name too few": (HEAD + '1 1 0\n0\n"A"\n"B"\n"T"\n', "names", "3"),
    "a name too many": (HEAD + "1 1 0\n0\n" + NAMES + '"U"\n', "line 8", "title"),
    "a name without its closing quotation mark": (HEAD + '1 1 0\n0\n"A\n"B"\n"C"\n"T"\n', "line 4"),
    "a control character in a name": (HEAD + '1 1 0\n0\n"A\x1b[2J"\n"B"\n"C"\n"T"\n', "line 4"),
    "text that is not UTF-8": (b'3 1\n1 1 0\n0\n"A"\n"B\xe9"\n"C"\n"T"\n', "line 5", "UTF-8"),
    "UTF-16": ((HEAD + "1 1 0\n0\n" + NAMES).encode("utf-16"), "line 1", "UTF-8"),
    "more seats than candidates": ("3 4\n1 1 0\n0\n" + NAMES, "4 seats", "3 candidates"),
    "a withdrawn candidate who is none": (HEAD + "-4\n1 1 0\n0\n" + NAMES, "line 2", "candidate 4"),
    "a withdrawal after ballots": (HEAD + "1 1 0\n-2\n0\n" + NAMES, "line 3"),
    "a number beyond counting": (HEAD + "9" * 30 + " 1 0\n0\n" + NAMES, "line 2", "more than"),
    "a zip archive": (b"PK\x03\x04" + b"\0" * 60, "zip"),
    "a damaged gzip file": (gzip.compress(b"3 1\n" * 999)[:-9], "damaged"),
    "another kind of file": (b"\x89PNG\r\n\x1a\n\0\0\0", "line 1"),
}


@pytest.mark.parametrize("name", FAULTY_FILES)
def test_a_faulty_ballot_file_is_refused_with_its_place(name, omov, tmp_path: Path) -> None:
    content, *words = FAULTY_FILES[name]
    path = tmp_path / "faulty.blt"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert_one_line(omov("count", path, "--rule", "scottish-2011"), 2, *words)


def test_a_missing_ballot_file_is_named(omov, tmp_path: Path) -> None:
    ended = omov("count", tmp_path / "none.blt", "--rule", "av")
    assert_one_line(ended, 2, "none.blt", "No such file")


def test_a_directory_is_no_ballot_file(omov, tmp_path: Path) -> None:
    assert_one_line(omov("count", tmp_path, "--rule", "av"), 2, str(tmp_path), "directory")


def test_a_file_that_may_not_be_read_is_named(omov, ballots: Path, monkeypatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert_one_line(omov("count", ballots, "--rule", "av"), 2, "ballots.blt", "Permission denied")


def test_a_file_name_with_a_zero_byte_is_refused(omov) -> None:
    assert_one_line(omov("count", "a\0b", "--rule", "av"), 2, "cannot be read")


def test_closed_standard_input_is_said(omov, monkeypatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert_one_line(omov("count", "-", "--rule", "av"), 2, "Standard input is closed")


def test_nothing_on_standard_input_is_an_empty_file(omov) -> None:
    assert_one_line(omov("count", "-", "--rule", "av", stdin=b""), 2, "empty")


def test_an_unknown_rule_is_refused_and_the_rules_are_named(omov, ballots: Path) -> None:
    ended = omov("count", ballots, "--rule", "scotish")
    assert_one_line(ended, 2, "'scotish'", "av", "scottish-2011", "wigm-exact")


def test_the_rule_of_a_record_is_not_a_rule_to_count_by(omov, ballots: Path) -> None:
    ended = omov("count", ballots, "--rule", "scottish-2011+constraints")
    assert_one_line(ended, 2, "'scottish-2011+constraints'")


def test_a_rule_must_be_named(omov, ballots: Path) -> None:
    assert_one_line(omov("count", ballots), 2, "--rule", "no", "default", "scottish-2011")


def test_an_unknown_rule_is_refused_before_the_papers_are_read(omov, tmp_path: Path) -> None:
    assert_one_line(omov("count", tmp_path / "none.blt", "--rule", "x"), 2, "There is no rule 'x'")


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--seats", "0", ("at least 1 seat",)),
        ("--seats", "5", ("5 seats", "4 candidates")),
        ("--seats", "two", ("--seats", "'two'")),
        ("--seats", "-1", ("--seats",)),
        ("--seats", "1.5", ("--seats", "'1.5'")),
        ("--seats", "9" * 5000, ("--seats",)),
        ("--lots", "1,2,3", ("lot order", "missing: 4")),
        ("--lots", "1,2,3,4,5", ("lot order", "not a candidate: 5")),
        ("--lots", "1,2,3,3", ("lot order", "twice: 3")),
        ("--lots", "1,b,3,4", ("--lots", "'1,b,3,4'")),
        ("--lots", "", ("--lots", "''")),
        ("--lots", "0,1,2,3", ("--lots",)),
        ("--withdrawn", "5", ("5 is not a candidate",)),
        ("--withdrawn", "2,2", ("twice",)),
        ("--withdrawn", "1,2,3", ("2 seats", "1 candidates")),
        ("--withdrawn", "Ada", ("--withdrawn", "'Ada'")),
        ("--view", "chart", ("--view", "table", "minutes")),
        ("--wieght", "3", ("--wieght",)),
    ],
)
def test_a_faulty_option_is_refused(option: str, value: str, words, omov, ballots: Path) -> None:
    assert_one_line(omov("count", ballots, "--rule", "scottish-2011", option, value), 2, *words)


def test_an_option_without_its_value_is_refused(omov, ballots: Path) -> None:
    assert_one_line(omov("count", ballots, "--rule"), 2, "--rule")


def test_a_command_without_its_file_says_what_is_missing(omov) -> None:
    assert_one_line(omov("count"), 2, "PAPERS", "omov count --help")


def test_an_unknown_command_is_refused_with_the_nearest(omov) -> None:
    assert_one_line(omov("cuont"), 2, "'cuont'", "'count'", command="omov")


def test_two_files_cannot_both_come_from_standard_input(omov) -> None:
    ended = omov("check", "-", "-", stdin=b"{}")
    assert_one_line(ended, 2, "standard input", command="omov check")


def constraints(tmp_path: Path, content: object) -> Path:
    path = tmp_path / "constraints.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


WOMEN = {"attribute": "gender", "value": "woman", "min": 1, "max": None, "label": "one woman"}
HELD = {"1": {"gender": "woman"}, "2": {"gender": "man"}}

FAULTY_CONSTRAINTS = {
    "text that is not JSON": ("{", "line 1", "JSON"),
    "a list": ([], "object", "list"),
    "an unknown candidate": ({"attributes": {"9": {}}, "constraints": []}, "attributes.9", "4"),
    "an unknown attribute": (
        {"attributes": HELD, "constraints": [WOMEN | {"attribute": "region"}]},
        "constraints[0]",
        "'region'",
    ),
    "a constraint without bounds": (
        {"attributes": HELD, "constraints": [WOMEN | {"min": None}]},
        "constraints[0]",
        "min",
    ),
    "a minimum above the maximum": (
        {"attributes": HELD, "constraints": [WOMEN | {"min": 2, "max": 1}]},
        "constraints[0]",
        "more than",
    ),
    "a negative bound": (
        {"attributes": HELD, "constraints": [WOMEN | {"min": -1}]},
        "constraints[0].min",
    ),
    "a bound that is a fraction": (
        {"attributes": HELD, "constraints": [WOMEN | {"min": 1.5}]},
        "constraints[0].min",
        "whole number",
    ),
    "two constraints with one label": (
        {"attributes": HELD, "constraints": [WOMEN, WOMEN]},
        "constraints[1].label",
        "twice",
    ),
    "an unknown member": ({"attributes": HELD, "constraints": [], "more": 1}, "'more'"),
    "a missing member": ({"attributes": HELD}, "'constraints'", "missing"),
}


@pytest.mark.parametrize("name", FAULTY_CONSTRAINTS)
def test_a_faulty_constraints_file_is_refused(name, omov, ballots: Path, tmp_path: Path) -> None:
    content, *words = FAULTY_CONSTRAINTS[name]
    file = constraints(tmp_path, content)
    ended = omov("count", ballots, "--rule", "scottish-2011", "--constraints", file)
    assert_one_line(ended, 2, "Constraints file", *words)


def test_a_constraints_file_that_is_not_there_is_named(omov, ballots: Path, tmp_path: Path) -> None:
    ended = omov("count", ballots, "--rule", "av", "--constraints", tmp_path / "none.json")
    assert_one_line(ended, 2, "none.json", "No such file")


def test_a_constraints_file_that_is_a_directory_is_named(omov, ballots: Path, tmp_path) -> None:
    ended = omov("count", ballots, "--rule", "av", "--constraints", tmp_path)
    assert_one_line(ended, 2, str(tmp_path), "directory")


def test_a_constraints_file_that_is_not_utf8_is_refused(omov, ballots: Path, tmp_path) -> None:
    path = tmp_path / "c.json"
    path.write_bytes(b'{"attributes": {"1": {"g": "\xe9"}}, "constraints": []}')
    ended = omov("count", ballots, "--rule", "scottish-2011", "--constraints", path)
    assert_one_line(ended, 2, "UTF-8")


def test_a_rule_for_one_place_takes_no_second(omov, ballots: Path) -> None:
    assert_one_line(omov("count", ballots, "--rule", "av"), 2, "av", "1 seat")


def test_a_rule_without_constraints_refuses_them(omov, ballots: Path, tmp_path: Path) -> None:
    file = constraints(tmp_path, {"attributes": HELD, "constraints": [WOMEN]})
    ended = omov("count", ballots, "--rule", "av", "--seats", "1", "--constraints", file)
    assert_one_line(ended, 2, "no constraints")


def test_infeasible_constraints_exit_with_3_and_name_every_smallest_conflict(
    omov, ballots: Path, tmp_path: Path
) -> None:
    # Two places, one candidate each of wales and kent: three cannot be from wales or from kent.
    attributes = {
        "1": {"region": "wales"},
        "2": {"region": "kent"},
        "3": {"region": "fife"},
        "4": {"region": "fife"},
    }
    bounds = [
        {"attribute": "region", "value": "wales", "min": 2, "max": None, "label": "two from wales"},
        {"attribute": "region", "value": "kent", "min": 1, "max": None, "label": "one from kent"},
        {"attribute": "region", "value": "fife", "min": 2, "max": None, "label": "two from fife"},
    ]
    file = constraints(tmp_path, {"attributes": attributes, "constraints": bounds})
    ended = omov("count", ballots, "--rule", "scottish-2011", "--constraints", file)
    # By hand: the first cannot be met at all; the other two not together.
    assert_one_line(ended, 3, "'two from wales'", "'one from kent'", "'two from fife'")


def test_the_known_five_seat_case_names_its_five_constraints(omov, shared: Path) -> None:
    folder = shared / "elections" / "constrained"
    case = folder / "02-five-seats-infeasible"
    ended = omov(
        "count",
        f"{case}.blt",
        "--rule",
        "scottish-2011",
        "--constraints",
        f"{case}.constraints.json",
    )
    expected = json.loads(Path(f"{case}.expected.json").read_text(encoding="utf-8"))
    assert_one_line(ended, 3, *(f"'{label}'" for label in expected["labels_involved"]))
    assert "at most 2 from S3" not in ended.err


TIED = '3 1\n2 1 0\n2 2 0\n3 3 0\n0\n"Ada"\n"Ben"\n"Cara"\n"T"\n'


def test_a_needed_lot_exits_with_4_naming_the_tied_and_the_stage(omov, tmp_path: Path) -> None:
    path = tmp_path / "tied.blt"
    path.write_text(TIED, encoding="utf-8")
    ended = omov("count", path, "--rule", "scottish-2011")
    assert_one_line(ended, 4, "Stage 2", "excluded", "Ada (1)", "Ben (2)", "--lots")
    assert "Cara" not in ended.err


def test_an_unexpected_fault_is_one_line_too(omov, ballots: Path, monkeypatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("on purpose\nin two lines")

    monkeypatch.setattr("counting.count", fail)
    ended = omov("count", ballots, "--rule", "scottish-2011")
    assert ended.status == 70
    assert ended.out == ""
    assert ended.err.count("\n") == 1
    assert "ZeroDivisionError" in ended.err and "OMOV_TRACEBACK=1" in ended.err


def test_too_little_memory_is_one_line_too(omov, ballots: Path, monkeypatch) -> None:
    def fail(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("counting.count", fail)
    ended = omov("count", ballots, "--rule", "scottish-2011")
    assert (ended.status, ended.err.count("\n")) == (70, 1)
    assert "memory" in ended.err


def test_an_interrupt_exits_with_130(omov, ballots: Path, monkeypatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("counting.count", interrupt)
    ended = omov("count", ballots, "--rule", "scottish-2011")
    assert (ended.status, ended.out, ended.err) == (130, "", "omov: Interrupted.\n")


def test_reading_that_fails_half_way_is_one_line(omov, monkeypatch) -> None:
    class Broken(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, _: object) -> int:
            raise OSError(5, "Input/output error")

    stdin = io.TextIOWrapper(io.BufferedReader(Broken()))
    monkeypatch.setattr(sys, "stdin", stdin)
    assert_one_line(omov("count", "-", "--rule", "av"), 2, "standard input", "Input/output error")
