"""Ports for servers of tests: each worker has a range of its own, so that no two race for one."""

from __future__ import annotations

import os

from service.serving import free_port

_FIRST = 20_000
_RANGE = 1_000


def port_of_worker() -> int:
    """A free port in the range of this worker."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    return free_port(_FIRST + _RANGE * (int(worker) % 8))
