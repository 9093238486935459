"""`omov demo`: a newcomer's first command, as a process of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from service.demo.run import DemoError, run_demo
from service.demo.times import moved_to_now
from service.notice import read_notice

PORT = 18_800
COMMAND = [sys.executable, "-c", "from service.cli import main; main()", "demo"]
ROOT = Path(__file__).parents[2]


@contextmanager
def demonstration(folder: Path, *arguments: str) -> Iterator[str]:
    """A running demonstration; gives what it printed, and asks it to end."""
    printed = folder.with_name(f"{folder.name}.txt")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with printed.open("w+b") as out:
        process = subprocess.Popen(
            [*COMMAND, "--directory", str(folder), "--port", str(PORT), *arguments],
            stdout=out, stderr=out, env=environment,
        )  # fmt: skip
        try:
            ends = time.monotonic() + 120
            while "Ctrl-C" not in printed.read_text(encoding="utf-8"):
                assert process.poll() is None, printed.read_text(encoding="utf-8")
                assert time.monotonic() < ends, printed.read_text(encoding="utf-8")
                time.sleep(0.2)
            yield printed.read_text(encoding="utf-8")
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


def address_in(printed: str) -> str:
    return re.findall(r"(http://127\.0\.0\.1:\d+)/vote/", printed)[0]


def keys_in_the_log(address: str) -> int:
    turnout = httpx.get(f"{address}/box/api/v1/elections/demo").json()
    return sum(contest["keys"] for contest in turnout["contests"])


def test_it_prints_links_that_work_resumes_and_leaves_nothing_running(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    with demonstration(folder) as first:
        address = address_in(first)
        page = httpx.get(f"{address}/elections/demo")
        assert page.status_code == 200
        assert "Voting is open" in page.text
        assert httpx.get(f"{address}/vote/demo").status_code == 200
        assert httpx.get(f"{address}/office/", follow_redirects=True).status_code == 200
        assert (folder / "demo.json").stat().st_mode & 0o077 == 0
        assert (folder / "roll.sqlite").stat().st_mode & 0o077 == 0
        with pytest.raises(DemoError, match="running already"):
            run_demo(folder, reset=False, port=PORT, say=lambda _line: None)
    with pytest.raises(httpx.ConnectError):
        httpx.get(address)
    with demonstration(folder) as second:
        assert "Setting up" not in second
        links = [re.findall(r"/vote/demo#(\S+)", text)[0] for text in (first, second)]
        assert links[0] == links[1]
        # The ballots cast in the first run are still there: the next batch shows some of them.
        ends = time.monotonic() + 30
        while not keys_in_the_log(address_in(second)):
            assert time.monotonic() < ends
            time.sleep(0.5)


def test_a_folder_of_somebody_else_s_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(DemoError, match="not a finished demonstration"):
        run_demo(tmp_path, reset=False, port=PORT, say=lambda _line: None)
    with pytest.raises(DemoError, match=r"thesis\.txt"):
        run_demo(tmp_path, reset=True, port=PORT, say=lambda _line: None)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_the_sample_notice_is_good_whenever_it_begins() -> None:
    from datetime import UTC, datetime, timedelta

    text = (ROOT / "service" / "samples" / "demo" / "notice.toml").read_text(encoding="utf-8")
    start = datetime(2026, 1, 1, tzinfo=UTC)
    # Through a year, past the nights on which the clocks change.
    for hours in range(0, 366 * 24, 7):
        now = start + timedelta(hours=hours)
        notice = read_notice(moved_to_now(text, now))
        opens = notice.timetable.utc(notice.timetable.voting.open)
        assert timedelta(minutes=10) <= opens - now <= timedelta(hours=2)
