"""The bytes of a ballot file, whether it is stored plain, compressed with gzip, or alone in a zip archive."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from counting.errors import PapersError

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

Progress = Callable[[int, int | None], None]  # bytes read of the file as stored; how many there are

MOST_BYTES = 2**36  # unpacked; more than any election, and an end to files made never to end
MOST_BLANK = (
    2**22
)  # bytes of spaces and empty lines on end; they pack to nothing and take long to read

_BLOCK = 1 << 18  # bytes read at a time
_GZIP = b"\x1f\x8b"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")  # the latter begins an empty archive
_LONGEST_MAGIC = 4
_STORED, _DEFLATED = 0, 8  # ways of packing in a zip archive
_ENCRYPTED, _SIZES_AFTER = 0x1, 0x8  # bits of a member's flags
_LENGTHS_AT, _HEADER_BYTES = (
    26,
    30,
)  # of a member's own header: where its two lengths are; all but those
_SIZES_BYTES = (12, 16, 20, 24)  # of sizes that stand after a member


@contextmanager
def unpacked(
    source: Path | BinaryIO, progress: Progress | None = None, size: int = _BLOCK
) -> Iterator[Iterator[bytes]]:
    """The file's bytes, unpacked, in blocks of at most `size` bytes.

    Raises PapersError, there or while they are read, for a file that cannot be read, is damaged, or
    holds more than `MOST_BYTES`, and for an archive of several files or with anything unlisted in it.
    """
    if not isinstance(source, Path):
        yield _blocks(_Stored(source, None, progress), size)
        return
    try:
        with source.open("rb") as stream:
            yield _blocks(_Stored(stream, source.stat().st_size, progress), size)
    except OSError as error:
        raise PapersError(f"'{source}' cannot be read: {error.strerror or error}.") from error


class _Stored:
    """The bytes of the file as it is stored, counted as they are read."""

    def __init__(self, stream: BinaryIO, size: int | None, progress: Progress | None) -> None:
        self.stream = stream
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
        block = self.stream.read(size)
        self.passed(len(block))
        return block

    def passed(self, read: int) -> None:
        """Says that so many bytes more have been read, here or by other means."""
        self._read += read
        if self._progress:
            self._progress(self._read, self._size)

    def all_passed(self) -> None:
        """Says that all there is has been read."""
        self.passed(max((self._size or 0) - self._read, 0))


def _blocks(stored: _Stored, size: int) -> Iterator[bytes]:
    if stored.start in _ZIP:
        blocks = _from_zip(stored, size)
    elif stored.start.startswith(_GZIP):
        blocks = _from_gzip(stored, size)
    else:
        blocks = iter(lambda: stored.read(size), b"")
    total = blank = 0
    for block in blocks:
        total += len(block)
        blank = blank + len(block) if block.isspace() else 0
        if total > MOST_BYTES:
            raise PapersError(f"the file holds more than {MOST_BYTES} bytes, which none may.")
        if blank > MOST_BLANK:
            raise PapersError(
                f"the file holds more than {MOST_BLANK} bytes of spaces and empty lines on end. "
                "Is this a ballot file?"
            )
        yield block


def _from_gzip(stored: _Stored, size: int) -> Iterator[bytes]:
    import gzip
    import zlib

    try:
        with gzip.GzipFile(fileobj=cast(BinaryIO, stored), mode="rb") as stream:
            while block := stream.read(size):
                yield block
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise PapersError(
            f"the compressed file is damaged or cut short ({error}). Fetch or compress it again."
        ) from error


def _from_zip(stored: _Stored, size: int) -> Iterator[bytes]:
    """The one file of a zip archive, which must be where it can be gone back to."""
    import struct
    import zipfile
    import zlib

    if not stored.stream.seekable():
        raise PapersError(
            "a zip archive cannot be read from here. Unpack it, or give the archive as a file."
        )
    try:
        with zipfile.ZipFile(stored.stream) as archive:
            member = _only_member(archive)
            _require_nothing_else(archive, stored.stream)
            # To the end of what is packed, however much the directory says it is: then compare.
            said, member.file_size = member.file_size, MOST_BYTES + 1
            packed = unpacked_bytes = 0
            with archive.open(member) as stream:
                while block := stream.read(size):
                    yield block
                    unpacked_bytes += len(block)
                    now = member.compress_size * unpacked_bytes // max(said, unpacked_bytes)
                    stored.passed(max(now - packed, 0))
                    packed = max(now, packed)
            _require_size(unpacked_bytes, said)
        stored.all_passed()
    except (
        zipfile.BadZipFile,
        EOFError,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        ValueError,
        LookupError,
        struct.error,
        OSError,
    ) as error:
        raise PapersError(
            f"the zip archive is damaged or of a kind that is not read ({error}). Unpack it, and "
            "give the ballot file in it."
        ) from error


def _only_member(archive: ZipFile) -> ZipInfo:
    members = [m for m in archive.infolist() if not m.is_dir() or m.file_size]
    if len(members) != 1:
        raise PapersError(
            f"the zip archive holds {len(members)} files. Give an archive of one ballot file only, "
            "or unpack it."
        )
    if members[0].flag_bits & _ENCRYPTED or members[0].compress_type not in (_STORED, _DEFLATED):
        raise PapersError(
            "the file in the zip archive is encrypted, or packed in an uncommon way. Unpack it first."
        )
    return members[0]


def _require_size(found: int, said: int) -> None:
    """Raise BadZipFile where more or less was packed than the archive says."""
    import zipfile

    if found != said:
        raise zipfile.BadZipFile(f"{found} bytes, where it says {said}")


def _require_nothing_else(archive: ZipFile, stream: BinaryIO) -> None:
    """Raise BadZipFile where the archive holds bytes that its directory does not speak of.

    Such are a second archive, or members taken out of the directory only: papers that some programs
    would find and others not.
    """
    import zipfile

    end = 0
    for member in sorted(archive.infolist(), key=lambda each: each.header_offset):
        if member.header_offset != end:
            break
        stream.seek(end + _LENGTHS_AT)
        lengths = stream.read(_HEADER_BYTES - _LENGTHS_AT)
        name, extra = lengths[:2], lengths[2:]
        end += _HEADER_BYTES + int.from_bytes(name, "little") + int.from_bytes(extra, "little")
        end += member.compress_size
        if member.flag_bits & _SIZES_AFTER:
            end = _after_the_sizes(end, archive)
    if end != archive.start_dir:
        raise zipfile.BadZipFile("it holds more than it lists")


def _after_the_sizes(end: int, archive: ZipFile) -> int:
    """Where the sizes end that stand after a member: at the next member, or at the directory."""
    starts = {archive.start_dir, *(member.header_offset for member in archive.infolist())}
    return next((end + size for size in _SIZES_BYTES if end + size in starts), end)
