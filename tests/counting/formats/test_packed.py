"""Ballot files in gzip and zip: whatever is done to one, it is read as it was or refused; never otherwise."""

from __future__ import annotations

import gzip
import io
import struct
import subprocess
import sys
import warnings
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counting.errors import PapersError
from counting.formats import formats
from tests.counting.formats.ballot_files import outcome, read

BLT = b'3 2\n5 1 2 0\n3 2 3 0\n2 3 0\n0\n"Ada"\n"Ben"\n"Cem"\n"Ward"\n'
OTHER = BLT.replace(b"5 1 2 0", b"9 1 2 0")
READABLE = [each.id for each in formats() if each.read]


def in_gzip(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


def in_zip(
    *members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED, streamed: bool = False
) -> bytes:
    """`streamed`: written to something that cannot be gone back in, so that the sizes stand after."""

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise OSError

    stream = Pipe() if streamed else io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w", method) as archive:
        warnings.simplefilter("ignore")  # of a name that is there already
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data, compress_type=method)
    return stream.getvalue()


PACKED = {
    "gzip": in_gzip(BLT),
    "zip": in_zip(("a.blt", BLT)),
    "stored": in_zip(("a.blt", BLT), method=zipfile.ZIP_STORED),
    "streamed": in_zip(("d/", b""), ("d/a.blt", BLT), streamed=True),
}
whichever = pytest.mark.parametrize("packed", PACKED.values(), ids=list(PACKED))


def require_the_same_or_a_refusal(data: bytes) -> None:
    found = outcome(data, "blt")
    if isinstance(found, str):
        assert found.startswith("Papers")
    else:
        assert found == read(BLT, "blt")


@whichever
def test_it_is_read(packed: bytes) -> None:
    assert read(packed, "blt") == read(BLT, "blt")


def test_a_long_run_of_nothing_is_refused_and_a_shorter_one_is_not() -> None:
    assert read(BLT.replace(b"\n0\n", b"\n" * 10**6 + b"0\n"), "blt") == read(BLT, "blt")
    with pytest.raises(PapersError, match="of spaces and empty lines on end"):
        read(in_gzip(BLT[:-1] + b"\n" * 10**7), "blt")


@whichever
def test_cut_short_anywhere_it_is_refused(packed: bytes) -> None:
    for length in range(len(packed)):
        assert isinstance(outcome(packed[:length], "blt"), str)


@whichever
def test_with_any_bit_turned_it_is_the_same_or_refused(packed: bytes) -> None:
    for place in range(len(packed)):
        for bit in range(8):
            damaged = bytearray(packed)
            damaged[place] ^= 1 << bit
            require_the_same_or_a_refusal(bytes(damaged))


@whichever
@given(data=st.data())
@settings(max_examples=300)
def test_with_bytes_put_in_taken_out_or_overwritten_it_is_the_same_or_refused(
    packed: bytes, data: st.DataObject
) -> None:
    damaged = bytearray(packed)
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(damaged)))
        gone = data.draw(st.integers(0, 8))
        damaged[place : place + gone] = data.draw(
            st.one_of(
                st.binary(max_size=8),
                st.sampled_from([b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06", b"\xff\xff\xff\xff"]),
            )
        )
    require_the_same_or_a_refusal(bytes(damaged))


def bare_central_directory_without(archive: bytes, name: bytes) -> bytes:
    """The archive with a member taken out of its directory, and left where it lies."""
    begin = archive.index(b"PK\x01\x02")
    end = archive.index(b"PK\x05\x06")
    entries = [b"PK\x01\x02" + entry for entry in archive[begin:end].split(b"PK\x01\x02")[1:]]
    kept = b"".join(entry for entry in entries if name not in entry)
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(kept), begin, 0)
    return archive[:begin] + kept + tail


def lying_about_its_size(data: bytes, said: int) -> bytes:
    """An archive that says its member is shorter, with the sum of that part."""
    archive = bytearray(in_zip(("a.blt", data)))
    part = struct.pack("<L", zlib.crc32(data[:said]))
    for begin, sum_at, size_at in ((0, 14, 22), (archive.index(b"PK\x01\x02"), 16, 24)):
        archive[begin + sum_at : begin + sum_at + 4] = part
        archive[begin + size_at : begin + size_at + 4] = struct.pack("<L", said)
    return bytes(archive)


def without_a_name(data: bytes) -> bytes:
    """An archive whose member has no name at all."""
    archive = bytearray(in_zip(("a", data)))
    begin = archive.index(b"PK\x01\x02")
    for start, length, name in ((begin, 28, 46), (0, 26, 30)):
        archive[start + length : start + length + 2] = b"\0\0"
        del archive[start + name]
    end = archive.index(b"PK\x05\x06")
    struct.pack_into("<LL", archive, end + 12, end - begin + 1, begin - 1)
    return bytes(archive)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (in_zip(("a.blt", BLT), ("b.blt", OTHER)), "holds 2 files"),
        (in_zip(("a.blt", BLT), ("a.blt", OTHER)), "holds 2 files"),
        (in_zip(("a.blt", BLT)) + in_zip(("b.blt", OTHER)), "more than it lists"),
        (
            bare_central_directory_without(in_zip(("a.blt", BLT), ("b.blt", OTHER)), b"b.blt"),
            "more than it lists",
        ),
        (
            bare_central_directory_without(in_zip(("a.blt", BLT), ("b.blt", OTHER)), b"a.blt"),
            "more than it lists",
        ),
        (without_a_name(BLT), "damaged"),
        (lying_about_its_size(BLT + b"# more\n", len(BLT)), "is damaged"),
        (in_gzip(BLT)[:-8] + in_gzip(OTHER)[-8:], "damaged or cut short"),
        (in_gzip(BLT) + b"and more", "damaged or cut short"),
    ],
    ids=[
        "two",
        "same-name",
        "two-archives",
        "hidden-last",
        "hidden-first",
        "nameless",
        "size",
        "sum",
        "tail",
    ],
)
def test_what_programs_would_read_differently_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(PapersError, match=words):
        read(data, "blt")


def test_parts_packed_one_after_another_are_one_file_as_gzip_says() -> None:
    """RFC 1952, 2.2: a file is a series of members, which 'simply appear one after another'."""
    assert read(in_gzip(BLT[:20]) + in_gzip(BLT[20:]), "blt") == read(BLT, "blt")


FILLINGS = {"nothing": b"\0", "digits": b"1", "lines": b"\n", "spaces": b" ", "opened": b"["}


def bomb_of(filling: bytes) -> bytes:
    """64 MiB of one byte, in gzip."""
    engine = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = filling * 2**20
    return b"".join([*(engine.compress(block) for _ in range(64)), engine.flush()])


@pytest.mark.parametrize("filling", FILLINGS)
def test_what_unpacks_to_far_more_than_it_is_neither_fills_the_memory_nor_hangs(
    filling: str, tmp_path: Path
) -> None:
    """64 MiB in a few kilobytes: every reader in turn, in 400 MiB of memory, all they hold together."""
    path = tmp_path / "bomb.gz"
    path.write_bytes(bomb_of(FILLINGS[filling]))
    script = (
        "import re, sys\n"
        "from pathlib import Path\n"
        "from counting.errors import PapersError\n"
        "from counting.formats.door import read_ballots, readable\n"
        "for each in readable():\n"
        "    try:\n"
        "        read_ballots(Path(sys.argv[1]), format_=each)\n"
        "    except PapersError:\n"
        "        continue\n"
        "    raise SystemExit(f'{each.id} takes it')\n"
        # Of this program alone: what getrusage says can be the size of the process that started it.
        "print(re.search('VmHWM:[^0-9]*([0-9]+)', Path('/proc/self/status').read_text())[1])\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script, str(path)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-1000:]
    assert int(ended.stdout) * 1024 < 400 * 2**20
