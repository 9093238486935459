"""A server of the rehearsal's own: a process on a free port, with its data in a folder."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

import httpx

from service.serving import free_port

_START_SECONDS = 60


class ServerError(Exception):
    """The server did not start, or has gone."""


class OwnServer:
    """`with OwnServer(folder) as server: server.address`. Stopped at the end."""

    def __init__(
        self,
        data: Path,
        *,
        mode: str = "rehearsal",
        port: int | None = None,
        environment: dict[str, str] | None = None,
    ) -> None:
        self.data = data
        self.port = free_port(port or 18_000 + os.getpid() * 37 % 2_000)
        self.address = f"http://127.0.0.1:{self.port}"
        self._mode = mode
        self._environment = environment or {}
        self._process: subprocess.Popen[bytes] | None = None
        self.log = data / "server.log"

    def start(self) -> None:
        """Start the process and wait until it answers. Raises ServerError."""
        self.data.mkdir(parents=True, exist_ok=True)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("OMOV_")}
        environment = {
            **kept,
            "OMOV_DATA": str(self.data),
            "OMOV_ADDRESS": self.address,
            "OMOV_MODE": self._mode,
            **self._environment,
        }
        command = [
            sys.executable, "-c", "from service.cli import main; main()",
            "serve", "--port", str(self.port),
        ]  # fmt: skip
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                command, env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL
            )
        self._wait()

    def _wait(self) -> None:
        ends = time.monotonic() + _START_SECONDS
        while time.monotonic() < ends:
            if self._process is None or self._process.poll() is not None:
                break
            try:
                if httpx.get(f"{self.address}/office/api/v1/health", timeout=2).is_success:
                    return
            except httpx.HTTPError:
                time.sleep(0.1)
        self.stop()
        raise ServerError(f"the rehearsal's server did not start; its log is {self.log}")

    def wait(self) -> None:
        """Wait until the process ends. Raises ServerError if it does so by itself."""
        if self._process is not None and self._process.wait() != 0:
            raise ServerError(f"the server has stopped; its log is {self.log}")

    def kill(self) -> None:
        """End the process at once, as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def stop(self) -> None:
        """Ask the process to end, and wait for it."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(30)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None

    def __enter__(self) -> OwnServer:
        self.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.stop()
