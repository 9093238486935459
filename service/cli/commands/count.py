"""`omov count`: counts a ballot file."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.contest_options import (
    ConstraintsOption,
    JsonOption,
    LotsOption,
    PapersArgument,
    RuleOption,
    SeatsOption,
    Terms,
    WithdrawnOption,
    required_rule,
)
from service.cli.output import say, say_bytes, width
from service.cli.reading import read_papers

if TYPE_CHECKING:
    from counting import CountRecord


class View(StrEnum):
    """How a count is shown to people."""

    TABLE = "table"
    MINUTES = "minutes"


def register(app: typer.Typer) -> None:
    """Add `omov count`."""
    app.command("count", short_help="Count a ballot file.")(_count)


def _count(
    papers: PapersArgument,
    rule: RuleOption = None,
    seats: SeatsOption = None,
    constraints: ConstraintsOption = None,
    lots: LotsOption = None,
    withdrawn: WithdrawnOption = None,
    view: Annotated[
        View, typer.Option("--view", help="The count sheet, or the minutes in sentences.")
    ] = View.TABLE,
    json: JsonOption = False,
) -> None:
    """Count a ballot file.

    \b
    Examples:
      omov count ballots.blt --rule scottish-2011
      omov count ballots.blt --rule wigm-exact --constraints balance.json --view minutes
      omov count ballots.blt --rule av --lots 3,1,2 --json > record.json

    \b
    Exit status:
      0  counted
      2  bad input: the line on standard error says what, where, and what to do
      3  no set of winners can meet the constraints
      4  a lot decides and none was given: draw lots and count again with --lots
      5  the output could not be written
    """
    from counting import count, write_record

    required_rule(rule)  # before a long file is read
    ballots = read_papers(papers)
    terms = Terms.of_options(ballots, rule, seats, constraints, lots, withdrawn)
    record = count(ballots.papers, terms.contest(ballots))
    if json:
        say_bytes(write_record(record))
    else:
        say(_shown(record, view))


def _shown(record: CountRecord, view: View) -> str:
    from counting.views.minutes import minutes
    from counting.views.table import count_sheet
    from counting.views.table_text import sheet_text

    if view is View.MINUTES:
        return minutes(record, width())
    return sheet_text(count_sheet(record), width())
