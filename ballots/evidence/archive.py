"""The one form of the evidence's zip file, written and read: nothing else is a zip file here.

Every entry is stored (method 0), so nothing can expand and no compressor's version decides the
bytes. Local headers stand one after another from byte 0, each followed by its file; then the
central directory; then the end record, which is the last 22 bytes. No extra fields, comments,
data descriptors, encryption, attributes, disks or zip64; every time is 1980-01-01 00:00. So the
names, the contents and their order fix every byte. Source: APPNOTE.TXT 6.3.10, 4.3.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from ballots.errors import EvidenceError

MOST_ENTRIES = 65_534  # 65,535 in the end record announces zip64
MOST_BYTES = 2**32 - 2  # as do sizes and offsets of 2^32 - 1
LONGEST_NAME = 120
CHUNK = 1 << 20

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_LOCAL_MARK, _CENTRAL_MARK, _END_MARK = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_VERSION = 20  # 2.0: files and folders
_DATE = (0 << 9) | (1 << 5) | 1  # 1980-01-01
_NAME = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*(?:/[a-z0-9]+(?:[._-][a-z0-9]+)*)*")


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the archive. `start`: offset of its first byte; `size` in bytes; `crc`: CRC-32."""

    name: str
    start: int
    size: int
    crc: int


@dataclass(frozen=True, slots=True)
class Member:
    """A file to be written. `chunks`: gives its bytes, the same ones each time it is called."""

    name: str
    size: int
    crc: int
    chunks: Callable[[], Iterable[bytes]]


def is_name(name: str) -> bool:
    """Whether a file of the evidence may bear this name.

    Small ASCII letters, digits and single dots, hyphens and underscores between them, in folders:
    so no name is absolute, leads upwards, or equals another but for its case.
    """
    return len(name) <= LONGEST_NAME and _NAME.fullmatch(name) is not None


def write_archive(stream: BinaryIO, members: Sequence[Member]) -> None:
    """Write the zip file of these members, in this order, and nothing else.

    Raises EvidenceError for names that may not be, too many files, or 4 GiB or more in all.
    """
    names = [member.name for member in members]
    if len(set(names)) != len(names) or not all(map(is_name, names)):
        raise EvidenceError("the evidence's files need names of their own, in small letters")
    if len(members) > MOST_ENTRIES:
        raise EvidenceError(f"evidence holds at most {MOST_ENTRIES} files, not {len(members)}")
    directory = []
    offset = 0
    for member in members:
        directory.append(_central(member.name, member.size, member.crc, offset))
        header = _local(member.name, member.size, member.crc)
        offset += len(header) + member.size
        if offset > MOST_BYTES:
            raise EvidenceError("this evidence would be larger than 4 GiB: divide the election")
        stream.write(header)
        _write_contents(stream, member)
    central = b"".join(directory)
    if offset + len(central) > MOST_BYTES:
        raise EvidenceError("this evidence would be larger than 4 GiB: divide the election")
    stream.write(central)
    stream.write(_end(len(members), len(central), offset))


def _write_contents(stream: BinaryIO, member: Member) -> None:
    size, crc = 0, 0
    for chunk in member.chunks():
        stream.write(chunk)
        size += len(chunk)
        crc = zlib.crc32(chunk, crc)
    if (size, crc) != (member.size, member.crc):
        raise EvidenceError(f"'{member.name}' changed while the evidence was being written")


class Archive:
    """A zip file of exactly the form above, open for reading. Its directory is held in memory.

    Raises EvidenceError, saying which rule is broken, for any other file.
    """

    __slots__ = ("_entries", "_stream")

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._entries = {entry.name: entry for entry in _read_directory(stream)}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all files, in the order of the archive."""
        return tuple(self._entries)

    def entry(self, name: str) -> Entry:
        """What the directory says of a file. Raises EvidenceError if it is not there."""
        found = self._entries.get(name)
        if found is None:
            raise EvidenceError(f"the file '{name}' is missing")
        return found

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a file, a megabyte at a time; its CRC-32 is compared at the end."""
        entry = self.entry(name)
        at, crc = entry.start, 0
        end = entry.start + entry.size
        while at < end:
            chunk = _at(self._stream, at, min(CHUNK, end - at))
            at += len(chunk)
            crc = zlib.crc32(chunk, crc)
            yield chunk
        if crc != entry.crc:
            raise EvidenceError(f"the file '{name}' does not have the CRC-32 that its header says")

    def read(self, name: str, largest: int) -> bytes:
        """All bytes of a file of at most so many. Raises EvidenceError for a larger one."""
        size = self.entry(name).size
        if size > largest:
            raise EvidenceError(f"'{name}' has {size} bytes; at most {largest} are allowed")
        return b"".join(self.chunks(name))


def _read_directory(stream: BinaryIO) -> Iterator[Entry]:
    whole = stream.seek(0, 2)
    count, size, start = _read_end(stream, whole)
    data = _at(stream, start, size)
    names: set[str] = set()
    at = offset = 0
    for _ in range(count):
        name, entry_size, crc, at = _read_central(data, at, offset)
        if name in names:
            raise EvidenceError(f"the zip file holds '{name}' twice")
        names.add(name)
        header = _local(name, entry_size, crc)
        if offset + len(header) + entry_size > start:
            raise EvidenceError(f"'{name}' overlaps the zip file's directory")
        if _at(stream, offset, len(header)) != header:
            raise EvidenceError(f"the zip file's two headers of '{name}' do not agree")
        yield Entry(name, offset + len(header), entry_size, crc)
        offset += len(header) + entry_size
    if at != len(data) or offset != start:
        raise EvidenceError("the zip file holds bytes that belong to no file")


def _read_end(stream: BinaryIO, whole: int) -> tuple[int, int, int]:
    """Number of entries, size and offset of the central directory."""
    if whole > MOST_BYTES + _END.size:
        raise EvidenceError("a zip file of 4 GiB or more is no evidence of this form")
    if whole < _END.size:
        raise EvidenceError("this is not a zip file: it is too short")
    record = _at(stream, whole - _END.size, _END.size)
    mark, _, _, _, count, size, start, _ = _END.unpack(record)
    if mark != _END_MARK:
        raise EvidenceError(
            "this is not a zip file that ends with its end record: "
            "something was added after it, or it was cut short"
        )
    if count > MOST_ENTRIES:
        raise EvidenceError("the zip file uses zip64, or holds too many files")
    if record != _end(count, size, start):
        raise EvidenceError("the zip file's end record speaks of disks or carries a comment")
    if size > count * (_CENTRAL.size + LONGEST_NAME) or start + size + _END.size != whole:
        raise EvidenceError(
            "the zip file's directory is not where its end record says: "
            "something was added before or within it"
        )
    return count, size, start


def _read_central(data: bytes, at: int, offset: int) -> tuple[str, int, int, int]:
    """Name, size and CRC-32 of the directory's next entry, and where the one after it begins."""
    if len(data) - at < _CENTRAL.size:
        raise EvidenceError("the zip file's directory is cut short")
    fields = _CENTRAL.unpack_from(data, at)
    flags, method, crc, packed, size, length = *fields[3:5], *fields[7:11]
    raw = data[at + _CENTRAL.size : at + _CENTRAL.size + length]
    name = raw.decode("ascii", "replace")
    if not is_name(name):
        shown = ascii(raw[:LONGEST_NAME].decode("utf-8", "replace"))
        raise EvidenceError(f"the zip file holds a file with the name {shown}, which may not be")
    if flags & 1:
        raise EvidenceError(f"'{name}' is encrypted")
    if method != 0 or packed != size:
        raise EvidenceError(
            f"'{name}' is compressed; every file of the evidence is stored as it is"
        )
    expected = _central(name, size, crc, offset)
    if data[at : at + len(expected)] != expected:
        raise EvidenceError(
            f"the zip file's directory entry of '{name}' is not of the one form: it has another "
            "time, offset, attribute, flag, extra field or comment"
        )
    return name, size, crc, at + len(expected)


def _at(stream: BinaryIO, offset: int, size: int) -> bytes:
    stream.seek(offset)
    data = stream.read(size)
    if len(data) != size:
        raise EvidenceError("the zip file ends too early")
    return data


def _local(name: str, size: int, crc: int) -> bytes:
    raw = name.encode("ascii")
    fields = (_VERSION, 0, 0, 0, _DATE, crc, size, size, len(raw), 0)
    return _LOCAL.pack(_LOCAL_MARK, *fields) + raw


def _central(name: str, size: int, crc: int, offset: int) -> bytes:
    raw = name.encode("ascii")
    fields = (_VERSION, _VERSION, 0, 0, 0, _DATE, crc, size, size, len(raw), 0, 0, 0, 0, 0, offset)
    return _CENTRAL.pack(_CENTRAL_MARK, *fields) + raw


def _end(count: int, size: int, start: int) -> bytes:
    return _END.pack(_END_MARK, 0, 0, count, count, size, start, 0)
