"""Fuzzes every reader of ballot files with atheris: `python tests/fuzz/readers.py -max_total_time=60`.

The first byte chooses the format, the rest is the file. A reader may take it or raise PapersError; what
it takes must come back the same when it is written and read again. Anything else is a fault.
Options are libFuzzer's.
"""

from __future__ import annotations

import io
import sys
from datetime import UTC, datetime
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

with atheris.instrument_imports(include=["counting.formats"]):
    from counting.errors import PapersError
    from counting.formats import OPTIONAL, Target, formats
    from counting.formats.door import read_ballots, write_ballots

    READABLE = [each for each in formats() if each.read]  # imports every format, instrumented


def one(data: bytes) -> None:
    """Reads one input, and raises for a fault."""
    if not data:
        return
    format_ = READABLE[data[0] % len(READABLE)]
    try:
        found = read_ballots(io.BytesIO(data[1:]), format_=format_)
        stream = io.BytesIO()
        write_ballots(found, format_, Target(stream, datetime(2027, 3, 1, tzinfo=UTC)), OPTIONAL)
    except PapersError:
        return
    stream.seek(0)
    again = read_ballots(stream, format_=format_)
    if (again.names, again.papers) != (found.names, found.papers):
        raise AssertionError(f"{format_.id}: {found!r} came back as {again!r}")


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
