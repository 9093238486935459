"""Work that takes longer than a page: it goes on beside the request, and a page tells how far it is.

In memory, per process. If the process ends, nothing is half done: the step is still proposed, and
can be confirmed again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from service.clock import Clock

PATIENCE_SECONDS = 1.0  # work that ends sooner needs no page of its own


@dataclass(frozen=True, slots=True)
class Work:
    """One piece of work. `step`: its name. `error`: how it ended, if it was refused or failed."""

    step: str
    started: datetime
    task: asyncio.Task[object]

    @property
    def running(self) -> bool:
        """Whether it goes on."""
        return not self.task.done()

    @property
    def error(self) -> BaseException | None:
        """Why it ended without success; None while it runs and after success."""
        if self.running:
            return None
        if self.task.cancelled():
            return asyncio.CancelledError()
        return self.task.exception()


class Works:
    """The newest piece of work of each election."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._works: dict[str, Work] = {}

    def of(self, election: str) -> Work | None:
        """The newest work of this election, running or ended."""
        return self._works.get(election)

    async def begin(self, election: str, step: str, coroutine: Coroutine[Any, Any, object]) -> Work:
        """Start it and wait a moment: short work has ended, with its error, when this returns.

        A disconnected browser does not end it.
        """
        task: asyncio.Task[object] = asyncio.create_task(coroutine)
        work = Work(step, self._clock(), task)
        running = self._works.get(election)
        if running is None or not running.running:
            self._works[election] = work
        await asyncio.wait({task}, timeout=PATIENCE_SECONDS)
        return work
