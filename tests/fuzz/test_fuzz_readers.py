"""A bounded run of the coverage-guided fuzzer over the readers of ballot files."""

from __future__ import annotations

import gzip
import importlib.util
import io
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from counting.formats import OPTIONAL, Target, formats
from counting.formats.blt import read_blt
from counting.formats.door import write_ballots

RUNS = 4000


def seeds(folder: Path) -> None:
    """A small file of each format, after the byte that chooses it; BLT packed in both ways as well."""
    file = read_blt(io.BytesIO(b"3 1\n2 1 2 3 0\n1 2 1 3 0\n0\nA\nB\nC\nT\n"))
    readable = [each for each in formats() if each.read]
    for number, format_ in enumerate(readable):
        stream = io.BytesIO()
        write_ballots(file, format_, Target(stream, datetime(2027, 3, 1, tzinfo=UTC)), OPTIONAL)
        (folder / format_.id).write_bytes(bytes([number]) + stream.getvalue())
        if format_.id == "blt":
            (folder / "blt.gz").write_bytes(
                bytes([number]) + gzip.compress(stream.getvalue(), mtime=0)
            )
            packed = io.BytesIO()
            with zipfile.ZipFile(packed, "w") as archive:
                archive.writestr(zipfile.ZipInfo("a"), stream.getvalue())
            (folder / "blt.zip").write_bytes(bytes([number]) + packed.getvalue())


# Left out rather than skipped where the fuzzer cannot be installed: a skip would fail in CI.
if sys.platform == "linux" and importlib.util.find_spec("atheris"):

    @pytest.mark.slow
    def test_the_fuzzer_finds_nothing_that_a_reader_neither_takes_nor_refuses(
        tmp_path: Path,
    ) -> None:
        corpus = tmp_path / "corpus"
        corpus.mkdir()
        seeds(corpus)
        harness = Path(__file__).with_name("readers.py")
        command = [sys.executable, str(harness), f"-runs={RUNS}", "-seed=1", "-max_len=4096"]
        ended = subprocess.run(
            [*command, f"-artifact_prefix={tmp_path}/", str(corpus)],
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert ended.returncode == 0, ended.stderr[-3000:]
        assert f"Done {RUNS} runs" in ended.stderr


def test_the_seeds_of_the_fuzzer_are_one_file_of_each_readable_format(tmp_path: Path) -> None:
    seeds(tmp_path)
    ids = {each.id for each in formats() if each.read}
    assert {path.name for path in tmp_path.iterdir()} == ids | {"blt.gz", "blt.zip"}
