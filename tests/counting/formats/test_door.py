"""Which format a file is in: by its name, or else by how it begins."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from counting.errors import PapersError
from counting.formats import Target, formats
from counting.formats.door import (
    find_format,
    format_for_writing,
    read_ballots,
    told_format,
    write_ballots,
)
from tests.counting.formats.ballot_files import WHEN, read, written

BLT = "# A ballot file\n\n2 1\n3 1 2 0\n0\nA\nB\nT\n"
BEGINNINGS = {
    "blt": b"4 2\n",
    "csv": b"Papers,A,B\n",
    "cvr": b' {"@type": "CVR',
    "soi": b"# FILE NAME: x\n# DATA TYPE: soi\n",
    "toc": b"# DATA TYPE: toc\n",
}


@pytest.mark.parametrize(
    ("name", "format_"),
    [
        ("a.blt", "blt"),
        ("a.BLT.gz", "blt"),
        ("a.csv", "csv"),
        ("a.tsv.zip", "csv"),
        ("a.json", "cvr"),
        ("a.json.gz", "cvr"),
        ("a.soc", "soc"),
        ("a.toi.gz", "toi"),
    ],
)
def test_the_end_of_the_name_decides(name: str, format_: str) -> None:
    assert told_format(name, b"anything").id == format_


@pytest.mark.parametrize(("format_", "head"), BEGINNINGS.items())
@pytest.mark.parametrize("name", ["", "ballots", "ballots.txt", "blt"])
def test_otherwise_the_beginning_decides(name: str, format_: str, head: bytes) -> None:
    assert told_format(name, head).id == format_
    assert told_format(name, b"\xef\xbb\xbf" + head).id == format_ or head.startswith(b"#")


def test_what_looks_like_nothing_is_read_as_blt_which_says_what_is_wrong() -> None:
    with pytest.raises(PapersError, match="expected two whole numbers"):
        read_ballots(io.BytesIO(b"Dear all\n"))
    with pytest.raises(PapersError, match="the file is empty"):
        read_ballots(io.BytesIO(b""))


@pytest.mark.parametrize("format_", ["blt", "csv", "cvr", "soi", "toi"])
def test_a_file_of_any_format_is_read_without_its_name(format_: str) -> None:
    data = written(read(BLT, "blt"), format_)
    assert read_ballots(io.BytesIO(data)).papers == read(BLT, "blt").papers


def test_the_format_may_be_given(tmp_path: Path) -> None:
    path = tmp_path / "ballots.csv"
    path.write_text(BLT, encoding="utf-8")
    assert read_ballots(path, format_=find_format("blt")) == read(BLT, "blt")
    with pytest.raises(PapersError, match="Papers line"):
        read_ballots(path)


def test_results_are_not_read_and_unknown_formats_are_named() -> None:
    with pytest.raises(PapersError, match="holds results, not papers"):
        read_ballots(io.BytesIO(b"{}"), format_=find_format("opavote"))
    with pytest.raises(
        PapersError, match=r"there is no format 'xlsx'\. The formats are: blt, csv,"
    ):
        find_format("xlsx")
    with pytest.raises(PapersError, match="is not a format that papers are written in"):
        write_ballots(read(BLT, "blt"), find_format("opavote"), Target(io.BytesIO(), WHEN))


@pytest.mark.parametrize(
    ("name", "format_"), [("a.blt", "blt"), ("b.json.gz", "cvr"), ("c.toi", "toi")]
)
def test_the_name_says_which_format_to_write(name: str, format_: str) -> None:
    assert format_for_writing(name).id == format_


def test_a_name_that_does_not_say_is_refused() -> None:
    with pytest.raises(PapersError, match="Name one of: blt, csv, cvr, opavote"):
        format_for_writing("result.txt")


def test_every_format_has_a_document(request: pytest.FixtureRequest) -> None:
    text = (request.config.rootpath / "docs" / "formats.md").read_text(encoding="utf-8")
    for each in formats():
        assert f"`{each.id}`" in text
