"""`omov body`: counts a body of linked contests, or checks the record of one."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from service.cli.contest_options import JsonOption
from service.cli.exits import CommandError, Exit
from service.cli.output import printable, say, say_bytes, width
from service.cli.reading import STANDARD_INPUT, read_bytes, read_papers

if TYPE_CHECKING:
    from counting.body_terms import Body, BodyRecord
    from counting.canonical import Json
    from counting.formats import BallotFile


class View(StrEnum):
    """How the count of a body is shown to people."""

    TABLE = "table"
    MINUTES = "minutes"


def register(app: typer.Typer) -> None:
    """Add `omov body`."""
    app.command("body", short_help="Count linked contests with joint constraints.")(_body)


def _body(
    body: Annotated[
        str,
        typer.Argument(
            metavar="BODY.json",
            help="The contests in order, their ballot files (paths from that file on), and what "
            "joins them; see docs/rules/bodies.md.",
        ),
    ],
    view: Annotated[
        View,
        typer.Option(
            "--view", help="The count sheet of every contest (table), or the minutes in sentences."
        ),
    ] = View.TABLE,
    check: Annotated[
        str | None,
        typer.Option(
            "--check",
            metavar="RECORD.json",
            help="Check this record of the body, and count nothing.",
        ),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Count the linked contests of a body: nobody takes two places, and joint constraints hold.

    \b
    Examples:
      omov body committee.json
      omov body committee.json --view minutes
      omov body committee.json --json > record.json
      omov body committee.json --check record.json

    \b
    Exit status:
      0  counted; or, with --check, every check holds
      1  with --check: at least one does not, and the report says which
      2  bad input: the line on standard error says what, where, and what to do
      3  no way of filling the places meets the constraints, and the policy does not help
      4  a lot decides and none was given: draw lots and put them into the file
      5  the output could not be written
    """
    from counting.body import count_body
    from counting.body_json import write_body_record

    held = read_body_file(body)
    if check is not None:
        check_body_record(read_bytes(check, "Record"), held, as_json=json)
    record = count_body(held)
    if json:
        say_bytes(write_body_record(record))
    else:
        _show(record, view)


def read_body_file(name: str) -> Body:
    """The body of this file, with its ballots. Raises ContestError, PapersError, CommandError."""
    from counting.body_file import read_body

    if name == STANDARD_INPUT:
        raise CommandError("A body names its ballot files from where it lies: give it as a file.")
    folder = Path(name).parent

    def ballots(path: str) -> BallotFile:
        return read_papers(str(folder / path))

    return read_body(read_bytes(name, "Body file"), ballots)


def _show(record: BodyRecord, view: View) -> None:
    """Each contest as `omov count` shows it, and the links between them."""
    from counting.views.body import heading_lines, link_lines, result_lines
    from counting.views.minutes import minutes
    from counting.views.table import count_sheet
    from counting.views.table_text import sheet_text

    columns = width()
    say(printable("\n".join(heading_lines(record.body))))
    counted: set[str] = set()
    for link in record.links:
        again = link.key in counted
        counted.add(link.key)
        say(printable("\n" + "\n".join(link_lines(record.body, link, again=again))))
        if link.record is None:
            continue
        if view is View.MINUTES:
            say("\n" + minutes(link.record, columns))
        else:
            say("\n" + sheet_text(count_sheet(link.record), columns))
    say(printable("\n" + "\n".join(result_lines(record))))


def check_body_record(data: bytes, body: Body, *, as_json: bool) -> NoReturn:
    """Report on a record of this body, and end with the status that calls for."""
    from counting import RecordError
    from counting.body_json import read_body_record
    from counting.canonical import canonical_json
    from counting.check.body import check_body
    from counting.views.text import bulleted

    checks: tuple[str, ...] = ()
    try:
        report = check_body(read_body_record(data, body), body)
        checks, faults = report.checks, tuple(str(fault) for fault in report.faults)
    except RecordError as error:
        faults = (str(error),)
    if as_json:
        found: dict[str, Json] = {
            "format": "omov/body-check-report/v1",
            "ok": not faults,
            "checks": list(checks),
            "faults": list(faults),
        }
        say_bytes(canonical_json(found))
    else:
        lines = ["Compared\n" + bulleted(checks, width())] if checks else []
        lines += ["Does not hold\n" + bulleted(faults, width())] if faults else []
        verdict = (
            "The record is wrong." if faults else "Every check holds: every link and every count."
        )
        say("\n\n".join([*lines, verdict]))
    raise typer.Exit(Exit.FAULTS if faults else Exit.OK)
