"""Reads and writes BLT, the ballot files of Hill, Wichmann and Woodall (Algorithm 123, 1987).

    4 2              candidates, seats
    -2               withdrawn candidates, if any, each after a minus sign (one line or several)
    3 1 3 4 0        so many papers, the candidates in order of preference, 0
    2 0              blank papers: no preference
    0                the end of the ballots
    "Adam"           the candidates' names, one a line
    …
    "Title"          the title, last

Read, too, in the dialects that are met:

- Lines end with LF or CR LF; the last need not end. Blank lines may stand anywhere. Spaces or
  tabs separate. A UTF-8 byte order mark may come first. The file may be compressed with gzip.
- `#` begins a comment, to the end of the line, everywhere before the names, and after a name's
  closing quotation mark. Among the names a line that begins with `#` is a name, for there are
  such names; but if any name of the file is in quotation marks it is refused, since it might be
  a comment after all.
- Names may do without quotation marks: the name is then the line, without the spaces around it.
  In quotation marks every space counts, and a quotation mark of the name is written twice.
- `(id)` may stand before a ballot's count, which must then be 1; no identifier may come twice.
  Identifiers are not kept.
- `-` in a ranking is a skipped preference, and `1=2` an equal one (`counting.marks`).
- The 0 at the end of a ranking may be left out, but then on every ballot of the file. Blank
  papers cannot be told in such a file.

Nothing is ever repaired silently.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from counting.errors import PapersError
from counting.formats import BallotFile, Format, Part, Target
from counting.formats.blt_blocks import BlockReader
from counting.formats.blt_lines import BltLines, Section
from counting.formats.source import Progress, unpacked
from counting.formats.text import LONGEST_LINE, require_plain
from counting.marks import Marks


def read_blt(path: Path | BinaryIO, progress: Progress | None = None) -> BallotFile:
    """Reads a BLT file, plain or compressed with gzip or zip, block by block.

    `progress` is told, from time to time, the bytes read of the file as stored and, for a path,
    how many there are. Memory: the distinct rankings, not the file.
    Raises PapersError: the line, what is wrong with it, and what was expected.
    """
    with unpacked(path, progress) as blocks:
        return _read(blocks)


def write_blt(ballot_file: BallotFile, stream: BinaryIO) -> None:
    """Writes the canonical form: blank papers, the distinct rankings ascending, then those with
    skipped or equal preferences; names quoted.

    Reading it again gives an equal `BallotFile`. Raises PapersError, before anything is written,
    for a name that the format cannot hold, and where the number of seats is not known.
    """
    if ballot_file.seats is None:
        raise PapersError("BLT begins with the number of seats, which is not known. Give it.")
    names = [_quoted(name) for name in (*ballot_file.names, ballot_file.title)]
    papers = ballot_file.papers
    stream.write(b"%d %d\n" % (papers.candidates, ballot_file.seats))
    if ballot_file.withdrawn:
        stream.write(" ".join(f"-{number}" for number in ballot_file.withdrawn).encode() + b"\n")
    if papers.blank:
        stream.write(b"%d 0\n" % papers.blank)
    for ranking, count in papers.rankings():
        stream.write(f"{count} {' '.join(map(str, ranking))} 0\n".encode())
    for marks, count in papers.irregular:
        stream.write(f"{count} {' '.join(_ranks(marks))} 0\n".encode())
    stream.write(b"0\n" + b"".join(names))


def _ranks(marks: Marks) -> Iterator[str]:
    """The ranks of an irregular paper from the first to the last marked: `-`, `3` or `1=2`."""
    before = 0
    for rank, candidates in marks:
        yield from ["-"] * (rank - before - 1)
        yield "=".join(map(str, candidates))
        before = rank


def _quoted(name: str) -> bytes:
    require_plain(name)
    return b'"' + name.replace('"', '""').encode("utf-8") + b'"\n'


def _read(blocks: Iterable[bytes], *, fast: bool = True) -> BallotFile:
    """Cuts the blocks at line ends, and has the lines read."""
    reading = _Reading(fast=fast)
    rest = b""
    for block in blocks:
        begin = block.find(b"\n") + 1 if rest else 0
        end = block.rfind(b"\n") + 1
        if begin:  # the line that two blocks share
            reading.lines.feed(rest + block[: begin - 1])
        if begin < end:
            reading.take(block, begin, end)
        rest = block[end:] if end else rest + block
        if len(rest) > LONGEST_LINE:
            reading.lines.line += 1
            raise reading.lines.too_long()
    if rest:
        reading.lines.feed(rest)
    return reading.lines.finish()


class _Reading:
    """Reads one file: ballots a block at a time if they are plain, everything else line by line."""

    def __init__(self, *, fast: bool) -> None:
        self.lines = BltLines()
        self._fast = fast
        self._blocks: BlockReader | None = None

    def take(self, block: bytes, begin: int, end: int) -> None:
        """Reads whole lines, from one place in the block to another."""
        fast = self._fast
        while begin < end:
            if fast and self.lines.section is Section.BALLOTS:
                taken = self._take_ballots(block, begin, end)
                fast = taken > 0
                begin += taken
                continue
            stop = block.index(b"\n", begin)
            self.lines.feed(block[begin:stop])
            begin = stop + 1

    def _take_ballots(self, block: bytes, begin: int, end: int) -> int:
        """Takes lines of ballots if all are plain and in order; else none. Returns bytes taken."""
        lines = self.lines
        if self._blocks is None:
            self._blocks = BlockReader(lines.papers.candidates)
        size = None
        if block.find(b"\r", begin, end) >= 0:
            size = _ballots_end(block, begin, end) - begin
            block = block[begin : begin + size].replace(b"\r\n", b"\n")
            begin, end = 0, len(block)
        read = self._blocks.read(block, begin, end, lines.line)
        if read is None or not lines.papers.room(len(read.words) + read.papers + read.blank):
            return 0
        lines.papers.add_words(read.words)
        lines.papers.add_block(read.flat, read.starts, read.weights, read.papers)
        lines.papers.add_blank(read.blank)
        lines.ballots_fed(read.lines)
        return size or read.size


def _ballots_end(block: bytes, begin: int, end: int) -> int:
    """Where, after the first line, the line `0` that ends the ballots begins; else the end."""
    found = (block.find(mark, begin, end) + 1 for mark in (b"\n0\n", b"\n0\r\n"))
    return min((at for at in found if at), default=end)


def _looks(head: bytes) -> bool:
    """Whether the first line with anything on it is two whole numbers."""
    for line in head.removeprefix(b"\xef\xbb\xbf").splitlines():
        content = line.split(b"#", 1)[0].split()
        if content:
            return len(content) == 2 and all(word.isdigit() for word in content)
    return False


def _write(ballot_file: BallotFile, target: Target) -> None:
    write_blt(ballot_file, target.stream)


FORMATS = (
    Format(
        id="blt",
        title="BLT (Hill, Wichmann and Woodall)",
        suffixes=(".blt",),
        looks=_looks,
        carries=frozenset(Part) - {Part.WEIGHTS},
        read=lambda blocks, _contest: _read(blocks),
        write=_write,
    ),
)
