"""The time, passed in: UTC, never read anywhere else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The machine's time in UTC."""
    return datetime.now(UTC)


class DemoClock:
    """The machine's time moved forward: for tests, the demo and rehearsals only.

    `file`: where the offset (whole seconds) is kept, so that a second run resumes.
    """

    def __init__(self, offset: timedelta, file: Path | None = None) -> None:
        self._offset = offset
        self._file = file
        if file is not None and file.exists():
            self._offset = timedelta(seconds=int(file.read_text(encoding="ascii")))

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self._offset

    def unmoved(self) -> datetime:
        """The machine's time."""
        return datetime.now(UTC)

    def advance_to(self, instant: datetime) -> None:
        """Make it at least this instant now. Time never goes back."""
        ahead = instant - self()
        if ahead <= timedelta(0):
            return
        self._offset += timedelta(seconds=-(-ahead // timedelta(seconds=1)))
        if self._file is not None:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.write_text(str(int(self._offset.total_seconds())), encoding="ascii")


def session_time(clock: Clock) -> int:
    """UTC seconds for sessions and waits: moving a demonstration's clock signs nobody out."""
    instant = clock.unmoved() if isinstance(clock, DemoClock) else clock()
    return int(instant.timestamp())
