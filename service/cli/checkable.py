"""What `omov check` can check: a count record, an ordered list, or a motion. One entry each, by format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from counting.errors import RecordError

if TYPE_CHECKING:
    from counting import Contest, CountRecord, Papers
    from counting.check.report import CheckReport

Checking = Callable[["Papers", "Contest | None"], "CheckReport"]


@dataclass(frozen=True, slots=True)
class Checkable:
    """A file that was read. `contest`: what it says was decided, None for a motion, whose terms no
    option gives (`taken`: what they are); `digest`: of the file's content.

    `check`: from the papers, and the contest that it must be of (None: its own). `weighted`: each
    line of the ballot file is one ballot of several votes.
    """

    contest: Contest | None
    digest: str
    check: Checking
    weighted: bool = False
    taken: tuple[str, ...] = ()


def checkable(data: bytes) -> Checkable:
    """What these bytes are the JSON of. Raises RecordError, or `NotCheckable` for no such file."""
    found = _object(data)
    known = _formats()
    format_ = found.get("format")
    if not isinstance(format_, str) or format_ not in known:
        raise NotCheckable(
            f"This is no count record, list or motion: expected a 'format' of {', '.join(known)}."
        )
    return known[format_](data)


class NotCheckable(RecordError):
    """The bytes do not claim to be anything that can be checked: bad input, not a finding."""


def _object(data: bytes) -> dict[str, object]:
    from json import loads

    try:
        found = loads(data.decode("utf-8"))
    except UnicodeDecodeError:
        raise NotCheckable("The record is not UTF-8 text.") from None
    except (ValueError, RecursionError) as error:
        raise NotCheckable(f"The record is not JSON: {error}.") from None
    if not isinstance(found, dict):
        raise NotCheckable("The record is not an object.")
    return found


def is_of_a_body(data: bytes) -> bool:
    """Whether it claims to be the record of a body, which is checked with the body's own file."""
    from counting.body_json import FORMAT as BODY

    try:
        return _object(data).get("format") == BODY
    except NotCheckable:
        return False


def _formats() -> Mapping[str, Callable[[bytes], Checkable]]:
    from counting.list_record import FORMAT as LIST
    from counting.motion import FORMAT as MOTION
    from counting.record_json import FORMAT as RECORD

    return {RECORD: _record, LIST: _list, MOTION: _motion}


def _record(data: bytes) -> Checkable:
    from functools import partial

    from counting import read_record, record_digest
    from counting.check import check

    record = read_record(data)
    return Checkable(
        record.contest, record_digest(record), partial(check, record), _weighted(record)
    )


def _list(data: bytes) -> Checkable:
    from functools import partial

    from counting.check.lists import check_list
    from counting.list_record import list_object, read_list

    made = read_list(data)
    weighted = any(_weighted(placing.record) for placing in made.placings)
    digest = str(list_object(made)["digest"])
    return Checkable(made.contest, digest, partial(check_list, made), weighted)


def _motion(data: bytes) -> Checkable:
    from counting.check.thresholds import check_motion_of_file
    from counting.motion import motion_object, read_motion

    record = read_motion(data.rstrip(b"\n"))

    def check(papers: Papers, _: Contest | None) -> CheckReport:
        return check_motion_of_file(record, papers)

    taken = ("threshold, quorum and casting vote", "the number entitled", "further blank papers")
    digest = str(motion_object(record)["digest"])
    return Checkable(None, digest, check, record.tally.ballots is not None, taken)


def _weighted(record: CountRecord) -> bool:
    return record.papers.ballots is not None
