"""When things happen: local times of the notice's zone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, model_validator

from service.notice.fields import Duration, Form, LocalTime


class Period(Form):
    """From `open` to `close`, local time of the notice's zone."""

    open: LocalTime
    close: LocalTime

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.close <= self.open:
            raise ValueError("it closes before it opens")
        return self


class Voting(Period):
    """When ballots are drawn and cast; `grace`: how long the box still takes them afterwards."""

    grace: Duration = Field(le=86_400)


class Timetable(Form):
    """All times are local to `zone`."""

    zone: str
    roll_freezes: LocalTime
    nominations: Period | None = None
    voting: Voting
    complaints_until: LocalTime | None = None

    @model_validator(mode="after")
    def _possible(self) -> Self:
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(
                f"zone: '{self.zone}' is not a time zone such as Europe/London"
            ) from None
        for time in (self.roll_freezes, self.voting.open, self.voting.close, self.complaints_until):
            if time is not None:
                self.utc(time)
        if self.roll_freezes > self.voting.open:
            raise ValueError("the roll freezes after voting opens")
        if self.nominations and self.nominations.close > self.voting.open:
            raise ValueError("nominations close after voting opens")
        if self.complaints_until and self.complaints_until < self.voting.close:
            raise ValueError("the time for complaints ends before voting closes")
        return self

    def utc(self, local: datetime) -> datetime:
        """A local time in UTC. Raises ValueError for one that the clocks skip or pass twice."""
        zone = ZoneInfo(self.zone)
        earlier = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
        later = local.replace(tzinfo=zone, fold=1).astimezone(UTC)
        if earlier != later:
            raise ValueError(f"{local:%Y-%m-%dT%H:%M} does not happen exactly once in {self.zone}")
        return earlier
