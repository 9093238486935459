"""The words that fields of a notice may hold, each with what was expected where it is something else."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from ballots.eligible import parse_condition
from ballots.errors import RollError
from counting.errors import UnknownRuleError
from counting.rules import find_rule

_DURATION = re.compile(r"(\d{1,6})\s*(s|m|h|d)")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_IDENTIFIER = r"^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$"


def _duration(value: Any) -> Any:
    match = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError('expected a length of time such as "10m", "36h" or "7d"')
    return int(match[1]) * _SECONDS[match[2]]


def _words(value: str) -> str:
    if not value.strip() or value != value.strip():
        raise ValueError("expected some words, without spaces before or after them")
    if any(ord(sign) < 32 and sign != "\n" for sign in value):
        raise ValueError("there is a control character in these words")
    return value


def _condition(value: str) -> str:
    try:
        parse_condition(value)
    except RollError as error:
        raise ValueError(str(error)) from None
    return value


def _rule(value: str) -> str:
    try:
        find_rule(value)
    except UnknownRuleError as error:
        raise ValueError(str(error)) from None
    return value


def _local(value: Any) -> Any:
    # Only a date with a time of day, without an offset, is the local time of the notice's zone.
    if not isinstance(value, datetime) or value.tzinfo is not None:
        raise ValueError("expected a local date and time such as 2027-02-08T09:00")
    return value


Words = Annotated[str, AfterValidator(_words), Field(max_length=10_000)]
Title = Annotated[str, AfterValidator(_words), Field(max_length=200)]
Identifier = Annotated[str, Field(pattern=_IDENTIFIER)]
Duration = Annotated[int, BeforeValidator(_duration)]  # seconds
Condition = Annotated[str, AfterValidator(_condition), Field(max_length=2_000)]
RuleName = Annotated[str, AfterValidator(_rule)]
LocalTime = Annotated[datetime, BeforeValidator(_local)]


class Form(BaseModel):
    """A part of a notice. Unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
