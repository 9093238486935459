"""Times as people read them: the notice's zone first, UTC beside it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup

from ballots.times import utc_text


def time_words(instant: datetime, zone: str) -> str:
    """'Mon 22 February 2027, 12:00 in Europe/London (12:00 UTC)'; UTC's date where it differs."""
    utc = instant.astimezone(UTC)
    if zone == "UTC":
        return f"{_date(utc)}, {utc:%H:%M} UTC"
    local = instant.astimezone(ZoneInfo(zone))
    beside = f"{utc:%H:%M} UTC"
    if utc.date() != local.date():
        beside = f"{_date(utc)}, {beside}"
    return f"{_date(local)}, {local:%H:%M} in {zone} ({beside})"


def time_element(instant: datetime, zone: str) -> Markup:
    """The same as a `<time>` element."""
    spelled = utc_text(instant.replace(microsecond=0))
    return Markup('<time datetime="{}">{}</time>').format(spelled, time_words(instant, zone))


def length_words(length: timedelta) -> str:
    """A length of time in its two largest units: '3 days 4 hours', 'less than a minute'."""
    minutes = int(length.total_seconds()) // 60
    if minutes < 1:
        return "less than a minute"
    parts = []
    for unit, size in (("day", 1440), ("hour", 60), ("minute", 1)):
        number, minutes = divmod(minutes, size)
        if number:
            parts.append(f"{number} {unit}{'' if number == 1 else 's'}")
    return " ".join(parts[:2])


def _date(time: datetime) -> str:
    return f"{time:%a} {time.day} {time:%B} {time.year}"
