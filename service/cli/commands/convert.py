"""`omov convert`: ballot papers from one format into another, or a count's result for other programs."""

from __future__ import annotations

import contextlib
import gzip
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, cast

import typer

from service.cli.exits import CommandError, Exit, OutputError
from service.cli.reading import read_bytes, read_papers

if TYPE_CHECKING:
    from counting import CountRecord
    from counting.formats import BallotFile, Format, Part, Target

_STANDARD_OUTPUT = "-"
_MOST_DECIMALS = 30


def register(app: typer.Typer) -> None:
    """Add `omov convert`."""
    app.command("convert", short_help="Convert between ballot formats.")(_convert)


def _convert(
    source: Annotated[
        str, typer.Argument(metavar="IN", help="Ballot file, or count record; - is standard input.")
    ],
    out: Annotated[str, typer.Argument(metavar="OUT", help="File to write; - is standard output.")],
    from_: Annotated[
        str | None, typer.Option("--from", metavar="ID", help="Format of IN, if it cannot be told.")
    ] = None,
    to: Annotated[
        str | None,
        typer.Option("--to", metavar="ID", help="Format of OUT, if its name does not say."),
    ] = None,
    contest: Annotated[
        str | None,
        typer.Option("--contest", metavar="ID", help="Which contest, if IN has several (cvr)."),
    ] = None,
    seats: Annotated[
        str | None, typer.Option("--seats", metavar="N", help="Places to fill, if IN does not say.")
    ] = None,
    title: Annotated[
        str | None, typer.Option("--title", metavar="TEXT", help="Title, in place of that of IN.")
    ] = None,
    without: Annotated[
        str | None,
        typer.Option(
            "--without",
            metavar="LIST",
            help="What may be left out where OUT cannot hold it: title, seats, withdrawn.",
        ),
    ] = None,
    decimals: Annotated[
        str | None,
        typer.Option(
            "--decimals", metavar="N", help="Cut exact fractions of votes to N places (results)."
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over OUT if it is there.")] = False,
) -> None:
    """Convert ballot papers from one format into another.

    \b
    Papers (the format is told by the file's name, or how it begins; plain, .gz or .zip):
      blt            candidates by number; holds everything
      csv            a column for each candidate (or, to read, for each rank)
      cvr            NIST SP 1500-103 cast vote records (JSON)
      soc soi toc toi  PrefLib's orders: strict or tied, complete or incomplete
    Results, written from a count record (omov count --json):
      universal-rcv  JSON for visualisers of ranked counts
      opavote        JSON as OpaVote reports it
      stages-csv     the count sheet as CSV

    Nothing is lost unless --without says so: what a format cannot hold is refused.

    \b
    Examples:
      omov convert ballots.blt ballots.json
      omov convert ballots.csv ballots.blt --seats 3 --title "Executive committee"
      omov convert ballots.blt ballots.toi --without seats
      omov convert record.json result.json --to universal-rcv

    \b
    Exit status:
      0  written
      2  bad input, or something in it that OUT cannot hold
      5  OUT could not be written
    """
    from counting.formats.door import find_format, format_for_writing, write_ballots, write_result

    format_ = format_for_writing(out) if to is None else find_format(to)
    places = None if decimals is None else _whole("--decimals", decimals, _MOST_DECIMALS)
    leaving_out = _parts(without)
    if format_.write_record is not None:
        record = _record(source, from_, format_)
        with _target(out, places, force=force) as target:
            write_result(record, format_, target)
        return
    ballots = read_papers(source, None if from_ is None else find_format(from_), contest)
    ballots = _with(ballots, seats, title)
    with _target(out, places, force=force) as target:
        write_ballots(ballots, format_, target, leaving_out)


def _record(source: str, from_: str | None, format_: Format) -> CountRecord:
    from counting import RecordError, read_record

    if from_ not in (None, "record"):
        raise CommandError(f"{format_.title} is written from a count record, not from papers.")
    try:
        return read_record(read_bytes(source, "Record"))
    except RecordError as error:
        raise CommandError(
            f"{format_.title} is written from a count record, as 'omov count --json' prints it. {error}"
        ) from error


def _with(ballots: BallotFile, seats: str | None, title: str | None) -> BallotFile:
    from counting.papers import MOST_CANDIDATES

    if seats is not None:
        number = _whole("--seats", seats, MOST_CANDIDATES)
        if number < 1:
            raise CommandError("--seats: there must be at least 1 place, not 0.")
        ballots = replace(ballots, seats=number)
    return ballots if title is None else replace(ballots, title=title)


def _whole(option: str, text: str, most: int) -> int:
    # The length first: Python refuses to read very long numbers.
    if not re.fullmatch("[0-9]{1,9}", text) or int(text) > most:
        raise CommandError(f"{option}: expected a whole number up to {most}, not '{text}'.")
    return int(text)


def _parts(text: str | None) -> tuple[Part, ...]:
    from counting.formats import OPTIONAL

    known = {part.value: part for part in OPTIONAL}
    names = [] if text is None else [name.strip() for name in text.split(",")]
    for name in names:
        if name not in known:
            raise CommandError(f"--without: expected some of {', '.join(known)}, not '{name}'.")
    return tuple(known[name] for name in names)


@contextmanager
def _target(out: str, decimals: int | None, *, force: bool) -> Iterator[Target]:
    """Where to write. A file appears only when it is complete. Raises OutputError, CommandError."""
    from counting.formats import Target
    from service.clock import system_clock

    if out == _STANDARD_OUTPUT:
        with _standard_output() as stream:
            yield Target(stream, system_clock(), decimals)
        return
    path = Path(out)
    if path.exists() and not force:
        raise CommandError(f"'{out}' is there already. Name another file, or give --force.")
    if out.lower().endswith(".zip"):
        raise CommandError(f"'{out}': zip archives are read, not written. End the name with .gz.")
    with _new_file(path) as stream:
        yield Target(stream, system_clock(), decimals)


@contextmanager
def _standard_output() -> Iterator[BinaryIO]:
    if sys.stdout is None:
        raise OutputError(None)
    try:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    except OSError as error:
        raise OutputError(error) from error


@contextmanager
def _new_file(path: Path) -> Iterator[BinaryIO]:
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(prefix=".omov-", dir=path.parent)
        with os.fdopen(handle, "wb") as stream:
            if path.suffix.lower() == ".gz":
                with gzip.GzipFile(filename="", fileobj=stream, mode="wb", mtime=0) as packed:
                    yield cast(BinaryIO, packed)
            else:
                yield stream
        Path(temporary).chmod(0o666 & ~_umask())
        Path(temporary).replace(path)
    except OSError as error:
        raise CommandError(
            f"'{path}' cannot be written: {error.strerror or error}.", Exit.OUTPUT
        ) from error
    finally:
        if temporary:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
