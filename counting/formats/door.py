"""The one door to ballot files and results: which format a file is in, reading it, and writing another."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from counting.errors import PapersError
from counting.formats import OPTIONAL, BallotFile, Format, Part, Target, formats
from counting.formats.source import Progress, unpacked
from counting.record import CountRecord

_PACKED = (".gz", ".zip")
_DEFAULT = "blt"  # what a file is held to be that looks like none
_HEAD = 1 << 12  # bytes at the beginning of a file that are looked at


def find_format(id_: str) -> Format:
    """The format with this id. Raises PapersError for an unknown one."""
    for each in formats():
        if each.id == id_:
            return each
    known = ", ".join(each.id for each in formats())
    raise PapersError(f"there is no format '{id_}'. The formats are: {known}.")


def readable() -> tuple[Format, ...]:
    """The formats that papers are read from."""
    return tuple(each for each in formats() if each.read)


def read_ballots(
    source: Path | BinaryIO,
    progress: Progress | None = None,
    *,
    format_: Format | None = None,
    contest: str | None = None,
) -> BallotFile:
    """Reads a ballot file of any readable format, plain or compressed with gzip or zip.

    `format_`: None has it told by the name, or else by how the file begins. `contest`: the id or name of
    the contest, for files of several. Raises PapersError, with the line or JSON path.
    """
    with unpacked(source, progress) as blocks:
        first = next(blocks, b"")
        while len(first) < _HEAD and (more := next(blocks, b"")):
            first += more
        name = source.name if isinstance(source, Path) else ""
        chosen = format_ or told_format(name, first[:_HEAD])
        if chosen.read is None:
            raise PapersError(f"{chosen.title} holds results, not papers, and is only written.")
        if contest is not None and not chosen.several:
            raise PapersError(f"{chosen.title} holds one contest, so none can be chosen from it.")
        return chosen.read(_again(first, blocks), contest)


def _again(first: bytes, blocks: Iterator[bytes]) -> Iterator[bytes]:
    return chain([first] if first else [], blocks)


def told_format(name: str, head: bytes) -> Format:
    """The readable format that a file of this name, beginning with these bytes, is in.

    The end of the name decides, then among several of that ending, or with another ending, the
    bytes. A file that looks like none is held to be BLT, whose reader says what is wrong with it.
    """
    named = [each for each in readable() if each.suffixes and _ends(name, each.suffixes)]
    if len(named) == 1:
        return named[0]
    likely = [each for each in named or readable() if each.looks(head)]
    if likely or named:
        return (likely or named)[0]
    return find_format(_DEFAULT)


def format_for_writing(name: str) -> Format:
    """The one format of ballot files that this name is the name of. Raises PapersError."""
    named = [each for each in formats() if each.write and _ends(name, each.suffixes)]
    if len(named) == 1:
        return named[0]
    known = ", ".join(each.id for each in formats() if each.write or each.write_record)
    raise PapersError(f"'{name}' does not say which format to write. Name one of: {known}.")


def _ends(name: str, suffixes: tuple[str, ...]) -> bool:
    name = name.lower()
    for packed in _PACKED:
        name = name.removesuffix(packed)
    return name.endswith(suffixes) if suffixes else False


def write_ballots(
    ballot_file: BallotFile, format_: Format, target: Target, leaving_out: Collection[Part] = ()
) -> None:
    """Writes a ballot file in a format. Reading it again gives an equal one.

    `leaving_out`: what may be lost; of the papers, nothing may. Raises PapersError, before anything is
    written, for what the format cannot carry.
    """
    if format_.write is None:
        raise PapersError(f"{format_.title} is not a format that papers are written in.")
    lost = [part for part in ballot_file.parts() if part not in format_.carries]
    if Part.WEIGHTS in lost:
        raise PapersError(
            f"{format_.title} cannot hold {Part.WEIGHTS.value}: a file written anew puts equal rankings "
            "together, and would not say which ballots there were. Keep this file as it is."
        )
    kept = [part for part in lost if part not in OPTIONAL]
    if kept:
        raise PapersError(
            f"{format_.title} cannot hold {_listed(kept)}, which some papers have. Choose another format."
        )
    refused = [part for part in lost if part not in leaving_out]
    if refused:
        names = ",".join(part.value for part in refused)
        raise PapersError(
            f"{format_.title} cannot hold the {_listed(refused)} of this file. To leave that out, "
            f"give --without {names}."
        )
    format_.write(ballot_file.without(lost), target)


def write_result(record: CountRecord, format_: Format, target: Target) -> None:
    """Writes the result of a count in a format. Raises PapersError for what it cannot carry."""
    if format_.write_record is None:
        raise PapersError(f"{format_.title} is not a format that results are written in.")
    format_.write_record(record, target)


def _listed(parts: Collection[Part]) -> str:
    *rest, last = (part.value for part in parts)
    return f"{', '.join(rest)} and {last}" if rest else last
