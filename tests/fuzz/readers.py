"""Fuzzes every reader of ballot files with atheris: `python tests/fuzz/readers.py -max_total_time=60`.

The first byte chooses the format and how the rest, the file, is handed over: as it is, packed in gzip or in
zip, or as it is with the format to be told. A reader may take it or raise PapersError; what it takes must
come back the same when it is written and read again. Anything else is a fault.
Options are libFuzzer's.
"""

from __future__ import annotations

import gzip
import io
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

with atheris.instrument_imports(include=["counting.formats"]):
    from counting.errors import PapersError
    from counting.formats import OPTIONAL, Target, formats
    from counting.formats.door import read_ballots, told_format, write_ballots

    READABLE = [each for each in formats() if each.read]  # imports every format, instrumented


def in_gzip(data: bytes) -> bytes:
    """The file as gzip packs it, quickly."""
    return gzip.compress(data, compresslevel=1, mtime=0)


def in_zip(data: bytes) -> bytes:
    """The file alone in a zip archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(zipfile.ZipInfo("a"), data)
    return stream.getvalue()


def as_it_is(data: bytes) -> bytes:
    """The file itself."""
    return data


PACKING: tuple[Callable[[bytes], bytes], ...] = (as_it_is, in_gzip, in_zip)


def one(data: bytes) -> None:
    """Reads one input, and raises for a fault."""
    if not data:
        return
    choice, format_ = divmod(data[0], len(READABLE))
    chosen = READABLE[format_]
    told = choice % (len(PACKING) + 1) == len(PACKING)
    file = data[1:] if told else PACKING[choice % (len(PACKING) + 1)](data[1:])
    try:
        found = read_ballots(io.BytesIO(file), format_=None if told else chosen)
        if told and not file.startswith((b"PK", b"\x1f\x8b")):
            chosen = told_format("", file)
        stream = io.BytesIO()
        write_ballots(found, chosen, Target(stream, datetime(2027, 3, 1, tzinfo=UTC)), OPTIONAL)
    except PapersError:
        return
    stream.seek(0)
    again = read_ballots(stream, format_=chosen)
    if (again.names, again.papers) != (found.names, found.papers):
        raise AssertionError(f"{chosen.id}: {found!r} came back as {again!r}")


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
