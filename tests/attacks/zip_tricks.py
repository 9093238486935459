"""Zip files that are not of the one form, and what is said of each."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
from collections.abc import Callable

from ballots.evidence import files
from tests.attacks.insider import honest, zip_of

LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"


def good() -> bytes:
    return zip_of(honest()[2])


def with_zipfile(
    add: Callable[[zipfile.ZipFile], None], skip: tuple[str, ...] = (), method: int = 0
) -> bytes:
    """The honest files in an archive that Python's own library writes, and something more."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name in zipfile.ZipFile(io.BytesIO(good())).namelist():
            if name not in skip:
                archive.writestr(stamped(name), honest()[2][name], method)
        with warnings.catch_warnings(action="ignore"):
            add(archive)
        for info in archive.filelist:
            if info.external_attr == 0o600 << 16:  # what this library adds unasked
                info.external_attr = 0
    return stream.getvalue()


def stamped(name: str) -> zipfile.ZipInfo:
    """An entry as the form wants it, as far as this library can write it."""
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.create_system, info.external_attr = 0, 0
    return info


def central(data: bytes, nth: int = 0) -> int:
    """Where the nth entry of the directory begins."""
    at = struct.unpack("<I", data[-6:-2])[0]
    for _ in range(nth):
        name, extra, comment = struct.unpack("<3H", data[at + 28 : at + 34])
        at += 46 + name + extra + comment
    return at


def patched(data: bytes, at: int, new: bytes) -> bytes:
    return data[:at] + new + data[at + len(new) :]


def entry(name: str, data: bytes = b"x", **attributes: int) -> Callable[[zipfile.ZipFile], None]:
    def add(archive: zipfile.ZipFile) -> None:
        info = stamped(name)
        for attribute, value in attributes.items():
            setattr(info, attribute, value)
        archive.writestr(info, data)

    return add


def encrypted() -> bytes:
    data = good()
    for at in (6, central(data) + 8):
        data = patched(data, at, b"\x01\x00")
    return data


def renamed(new: bytes) -> bytes:
    """The first file under another name of the same length."""
    data, old = good(), files.INVENTORY.encode()
    assert len(new) == len(old)
    return patched(patched(data, 30, new), central(data) + 46, new)


def overlapping() -> bytes:
    """The second entry points to the first one's bytes."""
    data = good()
    return patched(data, central(data, 1) + 42, struct.pack("<I", 0))


def wrong_crc() -> bytes:
    data = good()
    crc = struct.pack("<I", 12345)
    return patched(patched(data, 14, crc), central(data) + 16, crc)


def larger_size() -> bytes:
    data = good()
    size = struct.pack("<II", 2**31, 2**31)
    return patched(patched(data, 18, size), central(data) + 20, size)


def only_local(at: int, new: bytes) -> bytes:
    return patched(good(), at, new)


def only_central(offset: int, new: bytes) -> bytes:
    data = good()
    return patched(data, central(data) + offset, new)


def end_record(offset: int, new: bytes) -> bytes:
    data = good()
    return patched(data, len(data) - 22 + offset, new)


def zip64() -> bytes:
    """A zip64 end record and locator before an end record that defers to them."""
    data = good()
    directory = central(data)
    count, size = struct.unpack("<HI", data[-12:-6])
    record = struct.pack(
        "<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, directory
    )
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, len(data) - 22, 1)
    end = struct.pack("<4s4H2IH", END, 0, 0, 0xFFFF, 0xFFFF, 2**32 - 1, 2**32 - 1, 0)
    return data[:-22] + record + locator + end


def bomb() -> bytes:
    """A hundred megabytes of nothing in a hundred kilobytes."""
    return with_zipfile(
        lambda archive: archive.writestr(stamped("zeros.json"), bytes(100 << 20), 8)
    )


def data_descriptor() -> bytes:
    stream = io.BytesIO()

    class Unseekable(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            return stream.write(data)  # type: ignore[arg-type]

    with zipfile.ZipFile(Unseekable(), "w") as archive:  # type: ignore[arg-type]
        for name, contents in honest()[2].items():
            archive.writestr(stamped(name), contents)
    return stream.getvalue()


def patched_gap() -> bytes:
    """A byte between the files and the directory, with the end record set right."""
    data = good()
    at = central(data)
    end = struct.pack("<I", at + 1)
    return data[:at] + b"\0" + data[at:-6] + end + data[-2:]


TRICKS: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing at all": (lambda: b"", "too short"),
    "not a zip file": (lambda: b"What you see is what you get." * 9, "end record"),
    "an empty zip file with a lie": (lambda: END + bytes(16) + b"\x01\x00", "end record|directory"),
    "the same name twice": (
        lambda: with_zipfile(entry("inventory.json")),
        "holds 'inventory.json' twice",
    ),
    "a way out of the folder": (
        lambda: with_zipfile(entry("../inventory.json")),
        "which may not be",
    ),
    "an absolute path": (lambda: with_zipfile(entry("/etc/passwd")), "which may not be"),
    "a drive letter": (lambda: with_zipfile(entry("c:/inventory.json")), "which may not be"),
    "a backslash": (lambda: with_zipfile(entry("log\\x")), "which may not be"),
    "another case": (lambda: with_zipfile(entry("Inventory.json")), "which may not be"),
    "another Unicode spelling": (lambda: with_zipfile(entry("ınventory.json")), "which may not be"),
    "a folder": (lambda: with_zipfile(entry("folder/", b"")), "which may not be"),
    "a symbolic link": (
        lambda: with_zipfile(
            entry("link", b"/etc/passwd", create_system=3, external_attr=0o120777 << 16)
        ),
        "attribute",
    ),
    "an executable": (
        lambda: with_zipfile(entry("run.json", external_attr=0o755 << 16)),
        "attribute",
    ),
    "a name with a NUL": (lambda: renamed(b"inventory.j\0on"), "which may not be"),
    "an empty name part": (lambda: renamed(b"inventory//son"), "which may not be"),
    "a dot as a name": (lambda: renamed(b"inventory/./so"), "which may not be"),
    "an encrypted file": (encrypted, "encrypted"),
    "overlapping files": (overlapping, "offset"),
    "a size beyond the file": (larger_size, "overlaps"),
    "a bomb": (bomb, "is compressed"),
    "compressed files": (lambda: with_zipfile(lambda archive: None, method=8), "is compressed"),
    "bytes before the archive": (lambda: b"#!/bin/sh\n" + good(), "added before"),
    "bytes after the archive": (lambda: good() + b"\n", "added after"),
    "an archive after the archive": (lambda: good() + good(), "added before"),
    "cut in the middle": (lambda: good()[: len(good()) // 2], "cut short"),
    "cut by one byte": (lambda: good()[:-1], "cut short"),
    "bytes between two files": (patched_gap, "belong to no file"),
    "a comment": (lambda: end_record(20, b"\x01\x00") + b"!", "comment|added after"),
    "another disk": (lambda: end_record(4, b"\x01\x00"), "disks"),
    "fewer entries than there are": (lambda: end_record(8, b"\x01\x00\x01\x00"), "directory"),
    "more entries than there are": (lambda: end_record(8, b"\xff\x00\xff\x00"), "directory"),
    "a directory of another size": (lambda: end_record(12, struct.pack("<I", 46)), "directory"),
    "a directory at another place": (lambda: end_record(16, struct.pack("<I", 0)), "directory"),
    "zip64": (zip64, "zip64"),
    "data descriptors": (data_descriptor, "flag|compressed"),
    "another time": (lambda: only_central(12, b"\x01\x00"), "time"),
    "another version": (lambda: only_central(6, b"\x2d\x00"), "another"),
    "a flag": (lambda: only_central(8, b"\x00\x08"), "flag"),
    "an attribute": (lambda: only_central(38, b"\x01\x00\x00\x00"), "attribute"),
    "another CRC-32 in the first header": (lambda: only_local(14, b"\0\0\0\0"), "headers of"),
    "another size in the first header": (lambda: only_local(22, b"\0\0\0\0"), "headers of"),
    "another name in the first header": (lambda: only_local(30, b"j"), "headers of"),
    "no mark on the first header": (lambda: only_local(0, b"XX"), "headers of"),
    "no mark on the directory": (lambda: only_central(0, b"XX"), "directory entry"),
}
