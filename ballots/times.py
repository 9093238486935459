"""Instants as they are frozen and signed: UTC, whole seconds, one spelling.

Source: RFC 3339, section 5.6, narrowed to `YYYY-MM-DDTHH:MM:SSZ`.
"""

from __future__ import annotations

from datetime import UTC, datetime

from ballots.errors import EncodingError

_FORM = "%Y-%m-%dT%H:%M:%SZ"


def utc_text(instant: datetime) -> str:
    """The instant's one spelling. Raises EncodingError without a zone, or with part of a second."""
    if instant.tzinfo is None:
        raise EncodingError("an instant needs a time zone: give it in UTC")
    moment = instant.astimezone(UTC)
    if moment.microsecond:
        raise EncodingError("an instant is in whole seconds")
    return f"{moment.year:04d}" + moment.strftime(_FORM)[-len("-MM-DDTHH:MM:SSZ") :]


def utc_from_text(text: str) -> datetime:
    """The inverse of `utc_text`. Raises EncodingError for anything that it would not write."""
    try:
        instant = datetime.strptime(text, _FORM).replace(tzinfo=UTC)
    except ValueError:
        instant = None
    if instant is None or utc_text(instant) != text:
        raise EncodingError(f"'{text}' is not an instant such as 2027-02-08T09:00:00Z")
    return instant
