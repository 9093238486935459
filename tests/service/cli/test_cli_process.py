"""`omov` as a process of its own: pipes that break, disks that fill, and what a start imports."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

START = "from service.cli import main; main()"
ROOT = Path(__file__).resolve().parents[3]


def process(*arguments: object, **more: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", START, *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False, **more)


def shell(script: str, *arguments: object) -> subprocess.CompletedProcess[bytes]:
    """A script for sh, with the command that runs omov as $OMOV."""
    environment = os.environ | {"PY": sys.executable, "START": START}
    return subprocess.run(
        ["/bin/sh", "-c", script, "sh", *map(str, arguments)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        check=False,
    )


def test_a_good_count_exits_with_0(ballots: Path) -> None:
    ended = process("count", ballots, "--rule", "scottish-2011")
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert b"Ada Abbott" in ended.stdout


def test_a_bad_file_exits_with_2_and_one_line(tmp_path: Path) -> None:
    path = tmp_path / "bad.blt"
    path.write_bytes(b"3 1\n1 9 0\n")
    ended = process("count", path, "--rule", "av")
    assert (ended.returncode, ended.stdout) == (2, b"")
    assert ended.stderr.startswith(b"omov count: Papers line 2: candidate 9")
    assert ended.stderr.count(b"\n") == 1


def test_a_reader_who_goes_away_causes_no_noise(ballots: Path) -> None:
    # The reader closes the pipe before anything is written to it.
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-c", START, "count", str(ballots), "--rule", "scottish-2011"]
    with os.fdopen(write, "wb") as pipe:
        ended = subprocess.run(command, cwd=ROOT, stdout=pipe, stderr=subprocess.PIPE, check=False)
    assert (ended.returncode, ended.stderr) == (141, b"")


@pytest.mark.parametrize("option", ["--json", "--view=table"])
def test_a_full_disk_is_one_line(option: str, ballots: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [sys.executable, "-c", START, "count", str(ballots), "--rule", "wigm-exact", option],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert ended.returncode == 5
    assert ended.stderr == (b"omov count: The output cannot be written: No space left on device.\n")


@pytest.mark.parametrize("option", ["--json", "--view=table"])
def test_a_closed_output_is_one_line(option: str, ballots: Path) -> None:
    script = '"$PY" -c "$START" count "$1" --rule scottish-2011 "$2" >&-'
    ended = shell(script, ballots, option)
    assert ended.returncode == 5
    assert ended.stderr == b"omov count: The output cannot be written: it is closed.\n"


def test_a_closed_error_output_changes_no_status(tmp_path: Path) -> None:
    ended = shell('"$PY" -c "$START" count "$1" --rule av 2>&-', tmp_path / "none")
    assert (ended.returncode, ended.stdout) == (2, b"")


def test_names_that_a_terminal_does_not_know_are_shown_as_escapes(tmp_path: Path) -> None:
    path = tmp_path / "names.blt"
    path.write_text('2 1\n3 1 0\n1 2 0\n0\n"Zoë"\n"B"\n"T"\n', encoding="utf-8")
    environment = os.environ | {"PYTHONIOENCODING": "ascii"}
    ended = process("count", path, "--rule", "scottish-2011", env=environment)
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert rb"Zo\xeb" in ended.stdout


def test_help_and_version_import_nothing_that_counts() -> None:
    code = (
        "import sys\n"
        "from service.cli import run\n"
        "for line in (['--help'], ['--version'], ['count', '--help'], ['cuont'], ['count']):\n"
        "    run(line)\n"
        "heavy = {'numpy', 'rich', 'cryptography', 'fastapi', 'sqlalchemy', 'counting'}\n"
        "print(sorted(heavy & sys.modules.keys()), file=sys.stderr)\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    assert ended.stderr.splitlines()[-1] == b"[]"


def test_counting_a_file_imports_no_other_command_and_nothing_of_the_server(ballots: Path) -> None:
    code = (
        "import sys\n"
        "from service.cli import run\n"
        "run(['count', sys.argv[1], '--rule', 'scottish-2011'])\n"
        "heavy = {'rich', 'cryptography', 'fastapi', 'sqlalchemy', 'ballots'}\n"
        "print(sorted(heavy & sys.modules.keys()), file=sys.stderr)\n"
        "print(*sorted(m for m in sys.modules if m.startswith('service.')), file=sys.stderr)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code, str(ballots)], cwd=ROOT, capture_output=True, check=True
    )
    heavy, modules = ended.stderr.decode().splitlines()
    assert heavy == "[]"
    commands = {name for name in modules.split() if name.startswith("service.cli.commands.")}
    assert commands == {"service.cli.commands.count"}
    assert all(name.startswith("service.cli") for name in modules.split())
