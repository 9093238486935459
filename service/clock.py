"""The time, passed in: UTC, whole seconds or finer, never read anywhere else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The machine's time in UTC."""
    return datetime.now(UTC)


def shifted_clock(offset: timedelta) -> Clock:
    """The machine's time moved by `offset`: for tests, the demo and rehearsals only."""
    return lambda: datetime.now(UTC) + offset
