"""`omov convert`: from papers to papers and from a record to results; nothing lost, nothing half written."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from counting.formats import formats
from counting.formats.blt import read_blt


def test_papers_go_through_every_format_and_come_back(omov, ballots: Path, tmp_path: Path) -> None:
    last = ballots
    for name in ("a.json", "b.toi.gz", "c.csv", "d.soi", "e.blt"):
        new = tmp_path / name
        more = ("--without", "seats,title") if name.startswith(("b", "c", "d")) else ()
        if name == "e.blt":
            more = ("--seats", "2", "--title", "Two officers")
        ended = omov("convert", last, new, *more)
        assert (ended.status, ended.err, ended.out) == (0, "", "")
        last = new
    assert read_blt(last) == read_blt(ballots)
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []


def test_count_and_check_read_every_format_through_the_same_door(
    omov, ballots: Path, tmp_path: Path
) -> None:
    counted = omov("count", ballots, "--rule", "scottish-2011", "--json")
    other = tmp_path / "papers.json"
    assert omov("convert", ballots, other).status == 0
    again = omov("count", other, "--rule", "scottish-2011", "--json")
    assert again.out == counted.out
    record = tmp_path / "record.json"
    record.write_text(counted.out, encoding="utf-8")
    assert omov("check", record, other, "--rule", "scottish-2011").status == 0


def test_papers_without_a_number_of_places_count_when_it_is_given(
    omov, ballots: Path, tmp_path: Path
) -> None:
    papers = tmp_path / "papers.csv"
    assert omov("convert", ballots, papers, "--without", "seats,title").status == 0
    ended = omov("count", papers, "--rule", "scottish-2011")
    assert ended.status == 2
    assert "does not say how many places there are. Give them with --seats" in ended.err
    assert omov("count", papers, "--rule", "scottish-2011", "--seats", "2").status == 0


@pytest.mark.parametrize("to", ["universal-rcv", "opavote", "stages-csv"])
def test_a_record_becomes_a_result_for_other_programs(
    omov, ballots: Path, tmp_path: Path, to: str
) -> None:
    record = tmp_path / "record.json"
    record.write_text(omov("count", ballots, "--rule", "av", "--seats", "1", "--json").out)
    ended = omov("convert", record, "-", "--to", to)
    assert (ended.status, ended.err) == (0, "")
    assert "Ada Abbott" in ended.out
    if to != "stages-csv":
        assert isinstance(json.loads(ended.out), dict)


def test_a_result_is_not_made_of_papers(omov, ballots: Path) -> None:
    ended = omov("convert", ballots, "-", "--to", "opavote")
    assert ended.status == 2
    assert "written from a count record, as 'omov count --json' prints it" in ended.err


def test_standard_input_and_output_serve(omov, ballots: Path) -> None:
    ended = omov("convert", "-", "-", "--to", "blt", stdin=ballots.read_bytes())
    assert ended.status == 0
    assert ended.out.startswith("4 2\n")


def test_a_file_that_ends_with_gz_is_packed_the_same_each_time(
    omov, ballots: Path, tmp_path: Path
) -> None:
    one, other = tmp_path / "a.blt.gz", tmp_path / "b.blt.gz"
    for path in (one, other):
        assert omov("convert", ballots, path).status == 0
    assert one.read_bytes() == other.read_bytes()
    assert gzip.decompress(one.read_bytes()).startswith(b"4 2\n")


def test_a_file_that_is_there_is_written_over_only_when_told(
    omov, ballots: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.json"
    out.write_text("mine")
    ended = omov("convert", ballots, out)
    assert (ended.status, out.read_text()) == (2, "mine")
    assert "is there already. Name another file, or give --force" in ended.err
    assert omov("convert", ballots, out, "--force").status == 0
    assert json.loads(out.read_text())["Version"] == "1.0.0"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("out.txt",), "does not say which format to write. Name one of: blt, csv"),
        (("out.blt", "--to", "xlsx"), "there is no format 'xlsx'"),
        (("out.blt", "--from", "xlsx"), "there is no format 'xlsx'"),
        (("out.blt", "--from", "opavote"), "holds results, not papers"),
        (("out.blt", "--from", "csv"), "Papers line"),
        (("out.csv",), "CSV cannot hold the title and seats of this file. To leave that out, give"),
        (
            ("out.csv", "--without", "names"),
            "expected some of title, seats, withdrawn, not 'names'",
        ),
        (
            ("out.blt", "--seats", "none"),
            "--seats: expected a whole number up to 65535, not 'none'",
        ),
        (("out.blt", "--seats", "0"), "there must be at least 1 place"),
        (("out.blt", "--decimals", "31"), "--decimals: expected a whole number up to 30"),
        (("out.blt", "--contest", "x"), "holds one contest, so none can be chosen from it"),
        (("out.blt.zip",), "zip archives are read, not written"),
        (("no/such/folder/out.blt",), "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_leaves_no_file(
    omov, ballots: Path, tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    before = sorted(tmp_path.rglob("*"))
    out, *options = arguments
    ended = omov("convert", ballots, tmp_path / out, *options)
    assert ended.status == (5 if "written" in words and "zip" not in words else 2)
    assert words in ended.err
    assert ended.err.count("\n") == 1
    assert sorted(tmp_path.rglob("*")) == before


def test_the_help_names_every_format(omov) -> None:
    text = omov("convert", "--help").out
    for each in formats():
        assert each.id in text
    assert "--without" in text
