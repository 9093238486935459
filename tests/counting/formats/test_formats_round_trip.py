"""Every format that papers are written in gives back, exactly, whatever it accepts."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings

from counting.errors import PapersError
from counting.formats import OPTIONAL, BallotFile, Part, Target, formats
from counting.formats.door import find_format, read_ballots, write_ballots
from counting.papers import Papers
from tests.counting.formats.ballot_files import WHEN, as_carried, ballot_files, read, written

WRITABLE = [each.id for each in formats() if each.write]


def test_the_formats_are_discovered() -> None:
    assert [each.id for each in formats()] == [
        "blt",
        "csv",
        "cvr",
        "opavote",
        "soc",
        "soi",
        "stages-csv",
        "toc",
        "toi",
        "universal-rcv",
    ]
    assert WRITABLE == ["blt", "csv", "cvr", "soc", "soi", "toc", "toi"]


@pytest.mark.parametrize("format_", WRITABLE)
@given(ballot_files(most_papers=50))
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_read_back_the_same(format_: str, file: BallotFile) -> None:
    expected = as_carried(file, find_format(format_))
    try:
        data = written(file, format_)
    except PapersError:
        unheld = [part for part in file.parts() if part not in find_format(format_).carries]
        complete = all(len(r) == file.papers.candidates for r, _ in file.papers.rankings())
        no_seats = format_ == "blt" and file.seats is None
        assert set(unheld) - set(OPTIONAL) or no_seats or (format_[2] == "c" and not complete)
        return
    assert read(data, format_) == expected
    assert written(read(data, format_), format_) == data


@pytest.mark.parametrize("format_", ["blt", "csv", "toi"])
@given(file=ballot_files(blank=False))
@settings(max_examples=30, deadline=None)
def test_numbers_of_papers_are_kept_however_large(format_: str, file: BallotFile) -> None:
    if format_ == "toi" and Part.SKIPPED in file.parts():
        return
    file = file if file.seats else BallotFile("T", 1, file.names, (), file.papers)
    assert read(written(file, format_), format_).papers == file.papers


@pytest.mark.parametrize(
    ("format_", "part", "words"),
    [
        (
            "csv",
            Part.TITLE,
            "CSV cannot hold the title of this file. To leave that out, give --without",
        ),
        ("csv", Part.SEATS, "the seats"),
        ("cvr", Part.WITHDRAWN, "the withdrawn"),
        ("soi", Part.SEATS, "the seats"),
    ],
)
def test_nothing_is_left_out_without_being_asked_for(format_: str, part: Part, words: str) -> None:
    papers = Papers.from_rankings([((1, 2), 3)], 2)
    parts = {Part.TITLE: "T", Part.SEATS: 1, Part.WITHDRAWN: (2,)}
    file = BallotFile(
        "T" if part is Part.TITLE else "",
        1 if part is Part.SEATS else None,
        ("A", "B"),
        (2,) if part is Part.WITHDRAWN else (),
        papers,
    )
    assert parts[part]
    stream = io.BytesIO()
    with pytest.raises(PapersError, match=words):
        write_ballots(file, find_format(format_), Target(stream, WHEN))
    assert stream.getvalue() == b""
    write_ballots(file, find_format(format_), Target(stream, WHEN), [part])
    assert stream.getvalue()


@pytest.mark.parametrize(
    ("format_", "text", "words"),
    [
        ("soi", "2 1\n1 0\n0\nA\nB\nT\n", "cannot hold blank papers, which some papers have"),
        ("toi", "2 1\n1 - 2 0\n0\nA\nB\nT\n", "cannot hold skipped preferences"),
        ("soi", "2 1\n1 1=2 0\n0\nA\nB\nT\n", "cannot hold equal preferences"),
        ("soi", "2 1\n1 - 1=2 0\n0\nA\nB\nT\n", "skipped preferences and equal preferences"),
        ("soc", "2 1\n1 1 0\n0\nA\nB\nT\n", "some papers do not rank everyone"),
        ("toc", "3 1\n1 1=2 0\n0\nA\nB\nC\nT\n", "some papers do not rank everyone"),
        ("csv", "2 1\n1 1 0\n0\nA\nA\nT\n", "two have the same"),
        ("csv", "2 1\n1 1 0\n0\nRank 1\nRank 2\nT\n", "would be taken for ranks"),
        ("csv", "2 1\n1 1 0\n0\n7\n8\nT\n", "would be taken for ranks"),
        ("csv", '2 1\n1 1 0\n0\n" A"\n"B"\n"T"\n', "spaces around one"),
        ("toi", '2 1\n1 1 0\n0\n" A"\n"B"\n"T"\n', "spaces around the name"),
        ("cvr", "1 1\n10000001 1 0\n0\nA\nT\n", "at most 10000000 are written"),
    ],
)
def test_what_a_format_cannot_carry_is_refused_before_anything_is_written(
    format_: str, text: str, words: str
) -> None:
    stream = io.BytesIO()
    with pytest.raises(PapersError, match=words):
        write_ballots(read(text, "blt"), find_format(format_), Target(stream, WHEN), OPTIONAL)
    assert stream.getvalue() == b""


@pytest.mark.parametrize("format_", WRITABLE)
def test_every_format_is_read_plain_from_gzip_and_from_zip(format_: str, tmp_path: Path) -> None:
    file = BallotFile("", 2, ("A", "B"), (), Papers.from_rankings([((1, 2), 3), ((2, 1), 2)], 2))
    data = written(file, format_)
    expected = as_carried(file, find_format(format_))
    suffix = find_format(format_).suffixes[0]
    seen: list[tuple[int, int | None]] = []
    for name, content in (
        ("plain", data),
        ("packed.gz", gzip.compress(data)),
        ("packed.zip", zipped([("a/", b""), ("a/b", data)])),
    ):
        path = tmp_path / name.replace("plain", f"plain{suffix}").replace(".", f"{suffix}.", 1)
        path.write_bytes(content)
        assert read_ballots(path, lambda *progress: seen.append(progress)) == expected
        assert seen[-1] == (len(content), len(content))


def zipped(members: list[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return stream.getvalue()


BLT = b"1 1\n1 1 0\n0\nA\nT\n"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (zipped([]), "holds 0 files"),
        (zipped([("a", BLT), ("b", BLT)]), "holds 2 files. Give an archive of one"),
        (zipped([("a", BLT)], zipfile.ZIP_BZIP2), "packed in an uncommon way"),
        (zipped([("a", BLT)])[:-30], "damaged"),
        (zipped([("a", BLT)], zipfile.ZIP_STORED).replace(b"1 1 0", b"2 1 0"), "damaged"),
        (gzip.compress(BLT)[:-9], "damaged or cut short"),
    ],
    # Names of their own: those made of the bytes would differ from second to second.
    ids=["empty", "two files", "uncommon", "cut short", "changed", "gzip cut short"],
)
def test_an_archive_that_is_not_one_sound_file_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(PapersError, match=words):
        read(data, "blt")


def test_a_zip_archive_that_cannot_be_gone_back_in_is_refused() -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    with pytest.raises(PapersError, match="cannot be read from here"):
        read_ballots(Pipe(zipped([("a", BLT)])))


def test_a_file_that_never_ends_is_refused_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("counting.formats.source.MOST_BYTES", 2**20)
    packed = gzip.compress(b"2 1\n" + b"1 1 2 0\n" * 2**18)
    with pytest.raises(PapersError, match="holds more than 1048576 bytes"):
        read(packed, "blt")
