"""Roll office and box in a process of their own, which a test can kill and start again."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from ballots.signing import public_key
from service.trust import trust_office
from tests.service.databases import postgresql_database
from tests.service.ports import port_of_worker
from tests.service.rooms import OFFICE_SEED, OPENS, HandClock, House, TestSettings

_SERVE = """
import resource, sys
from service.serving import serve
from service.settings import Settings
limit = int(sys.argv[2])
if limit:
    import signal
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a write beyond the limit fails, as on a full disk
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
serve(Settings(), ("roll", "box"), "127.0.0.1", int(sys.argv[1]))
"""


class RunningClock(HandClock):
    """The rooms' clock as the process sees it: the machine's, moved by an offset."""

    def __init__(self, first: datetime) -> None:
        super().__init__(first)
        self.offset = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.offset


class RoomsProcess:
    """`kill` is a power cut. `log`: what the process wrote on standard error."""

    def __init__(self, data: Path, urls: dict[str, str] | None = None) -> None:
        self.data = data
        self.log = data / "server.log"
        self.port = port_of_worker()
        self.clock = RunningClock(OPENS)
        self.urls = urls or {}
        settings = TestSettings(
            data=data, address=f"http://127.0.0.1:{self.port}", mode="test", hands=self.clock
        )
        self.house = House(settings, settings.address, self.clock)
        self._process: subprocess.Popen[bytes] | None = None
        for room in ("roll", "box"):
            folder = data / "keys" / room
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            trust_office(folder, public_key(OFFICE_SEED))

    def start(self, at: datetime | None = None, file_limit: int = 0) -> None:
        """Start, and wait until both rooms answer. `at`: what time it is to be.

        `file_limit`: bytes beyond which no file can grow; 0: none.
        """
        if at is not None:
            self.clock.offset = timedelta(seconds=(at - datetime.now(UTC)) // timedelta(seconds=1))
            (self.data / "clock").write_text(str(int(self.clock.offset.total_seconds())))
        kept = {name: value for name, value in os.environ.items() if not name.startswith("OMOV_")}
        environment = {
            **kept,
            "OMOV_DATA": str(self.data),
            "OMOV_ADDRESS": self.house.address,
            "OMOV_MODE": "test",
            **{f"OMOV_{name.upper()}": url for name, url in self.urls.items()},
        }
        command = [sys.executable, "-c", _SERVE, str(self.port), str(file_limit)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command, env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                cwd=Path(__file__).parents[2],
            )  # fmt: skip
        self._wait()

    def _wait(self) -> None:
        ends = time.monotonic() + 120
        while time.monotonic() < ends:
            assert self._process is not None
            if self._process.poll() is not None:
                break
            try:
                for room in ("roll", "box"):
                    httpx.get(f"{self.house.address}/{room}/api/v1/health").raise_for_status()
                return
            except httpx.HTTPError:
                time.sleep(0.05)
        raise RuntimeError(f"the rooms did not start: {self.log.read_text()[-2_000:]}")

    def kill(self) -> None:
        """End at once: nothing is flushed, nobody is told."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def stop(self) -> None:
        """Ask the process to end, and wait."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(60)
            self._process = None

    def close(self) -> None:
        """Leave nothing running."""
        self.kill()
        for client in self.house.clients:
            client.close()


@contextmanager
def rooms_process(kind: str, data: Path) -> Iterator[RoomsProcess]:
    """Roll and box on databases of this kind: `sqlite` or `postgresql`. Not started yet."""
    if kind == "sqlite":
        found = RoomsProcess(data)
        try:
            yield found
        finally:
            found.close()
        return
    for roll in postgresql_database():
        for box in postgresql_database():
            found = RoomsProcess(data, {"roll_url": roll, "box_url": box})
            try:
                yield found
            finally:
                found.close()
