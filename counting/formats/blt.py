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

Not taken: equal (`1=2`) and skipped (`-`) preferences. Nothing is ever repaired silently.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

from counting.errors import PapersError
from counting.formats import BallotFile
from counting.formats.blt_blocks import parse_block
from counting.formats.blt_lines import LONGEST_LINE, BltLines, Section

Progress = Callable[[int, int | None], None]

_BLOCK = 1 << 18  # bytes read at a time
_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
_LONGEST_MAGIC = 4


def read_blt(path: Path | BinaryIO, progress: Progress | None = None) -> BallotFile:
    """Reads a BLT file, plain or compressed with gzip, block by block.

    `progress` is told, from time to time, the bytes read of the file as stored and, for a path,
    how many there are. Memory: the distinct rankings, not the file.
    Raises PapersError: the line, what is wrong with it, and what was expected.
    """
    if not isinstance(path, Path):
        return _read(_blocks(_Stored(path, None, progress)))
    try:
        with path.open("rb") as stream:
            return _read(_blocks(_Stored(stream, path.stat().st_size, progress)))
    except OSError as error:
        raise PapersError(f"'{path}' cannot be read: {error.strerror or error}.") from error


def write_blt(ballot_file: BallotFile, stream: BinaryIO) -> None:
    """Writes the canonical form: blank papers, then the distinct rankings ascending, names quoted.

    Reading it again gives an equal `BallotFile`. Raises PapersError, before anything is written,
    for a name that the format cannot hold.
    """
    names = [_quoted(name) for name in (*ballot_file.names, ballot_file.title)]
    papers = ballot_file.papers
    stream.write(b"%d %d\n" % (papers.candidates, ballot_file.seats))
    if ballot_file.withdrawn:
        stream.write(" ".join(f"-{number}" for number in ballot_file.withdrawn).encode() + b"\n")
    if papers.blank:
        stream.write(b"%d 0\n" % papers.blank)
    for ranking, count in papers:
        stream.write(f"{count} {' '.join(map(str, ranking))} 0\n".encode())
    stream.write(b"0\n" + b"".join(names))


def _quoted(name: str) -> bytes:
    if any(ord(character) < 32 and character != "\t" for character in name) or "\x7f" in name:
        raise PapersError(f"the name {name!r} has a control character, which BLT cannot hold.")
    try:
        return b'"' + name.replace('"', '""').encode("utf-8") + b'"\n'
    except UnicodeEncodeError:
        raise PapersError(f"the name {name!r} is not Unicode text.") from None


class _Stored:
    """The bytes of the file as it is stored, counted as they are read."""

    def __init__(self, stream: BinaryIO, size: int | None, progress: Progress | None) -> None:
        self._stream = stream
        self._size = size
        self._progress = progress
        self._read = 0
        self._ahead = b""
        while len(self._ahead) < _LONGEST_MAGIC and (more := self._take(_LONGEST_MAGIC)):
            self._ahead += more
        self.start = self._ahead[:_LONGEST_MAGIC]

    def read(self, size: int) -> bytes:
        """At most so many bytes; none at the end."""
        if not self._ahead:
            return self._take(size)
        block, self._ahead = self._ahead[:size], self._ahead[size:]
        return block

    def _take(self, size: int) -> bytes:
        block = self._stream.read(size)
        self._read += len(block)
        if self._progress:
            self._progress(self._read, self._size)
        return block


def _blocks(stored: _Stored, size: int = _BLOCK) -> Iterator[bytes]:
    """The file's bytes, unpacked if they are compressed, a block at a time."""
    if stored.start == _ZIP:
        raise PapersError("the file is a zip archive. Unpack it, and give the ballot file in it.")
    if not stored.start.startswith(_GZIP):
        while block := stored.read(size):
            yield block
        return
    try:
        with gzip.GzipFile(fileobj=cast(BinaryIO, stored), mode="rb") as unpacked:
            while block := unpacked.read(size):
                yield block
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise PapersError(
            f"the compressed file is damaged or cut short ({error}). Fetch or compress it again."
        ) from error


def _read(blocks: Iterable[bytes], *, fast: bool = True) -> BallotFile:
    """Cuts the blocks at line ends, and has the lines read."""
    lines = BltLines()
    rest = b""
    for block in blocks:
        end = block.rfind(b"\n") + 1
        if end:
            _read_lines(lines, rest + block[:end], fast=fast)
        rest = block[end:] if end else rest + block
        if len(rest) > LONGEST_LINE:
            lines.line += 1
            raise lines.too_long()
    if rest:
        lines.feed(rest)
    return lines.finish()


def _read_lines(lines: BltLines, block: bytes, *, fast: bool) -> None:
    """Reads whole lines: ballots in one go if they are plain, everything else line by line."""
    position = 0
    while position < len(block):
        if fast and lines.section is Section.BALLOTS:
            end = _ballots_end(block, position)
            fast = _take_ballots(lines, block[position:end])
            position = end if fast else position
            continue
        end = block.index(b"\n", position)
        lines.feed(block[position:end])
        position = end + 1


def _ballots_end(block: bytes, position: int) -> int:
    """Where, after the first line, the line `0` that ends the ballots begins; else the block's end."""
    marks = (b"\n0\n", b"\n0\r\n") if b"\r" in block else (b"\n0\n",)
    found = (block.find(mark, position) + 1 for mark in marks)
    return min((end for end in found if end), default=len(block))


def _take_ballots(lines: BltLines, block: bytes) -> bool:
    """Takes whole lines of ballots if all are plain and in order; else nothing of them."""
    plain = block.replace(b"\r\n", b"\n") if b"\r" in block else block
    parsed = parse_block(plain, lines.papers.candidates)
    if parsed is None or not lines.papers.room(parsed.papers + parsed.blank):
        return False
    lines.papers.add_block(parsed.flat, parsed.starts, parsed.weights, parsed.papers)
    lines.papers.add_blank(parsed.blank)
    lines.ballots_fed(parsed.lines)
    return True
