"""`omov count`: counts a ballot file."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.contest_options import (
    CastingVoteOption,
    ConstraintsOption,
    HolderOption,
    JsonOption,
    LotsOption,
    NobodyOption,
    PapersArgument,
    RuleOption,
    SeatsOption,
    Terms,
    WeightedOption,
    WithdrawnOption,
    required_rule,
)
from service.cli.output import printable, say, say_bytes, width
from service.cli.questions import question_of
from service.cli.reading import read_papers

if TYPE_CHECKING:
    from counting import CountRecord


class View(StrEnum):
    """How a count is shown to people."""

    TABLE = "table"
    MINUTES = "minutes"
    CSV = "csv"
    MARKDOWN = "markdown"
    HTML = "html"


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
    none: NobodyOption = None,
    casting_vote: CastingVoteOption = None,
    holder: HolderOption = None,
    weighted: WeightedOption = False,
    view: Annotated[
        View | None,
        typer.Option(
            "--view",
            help="The count sheet (table, the default, or as csv, markdown or html), or the minutes in "
            "sentences.",
        ),
    ] = None,
    why: Annotated[
        str | None,
        typer.Option(
            "--why", metavar="CANDIDATE", help="Why this candidate was or was not elected."
        ),
    ] = None,
    follow: Annotated[
        str | None,
        typer.Option(
            "--follow",
            metavar="3,1,2",
            help="Where a paper with this ranking lay at each stage, and what it was worth.",
        ),
    ] = None,
    margins: Annotated[
        bool,
        typer.Option(
            "--margins",
            help="How close each decision was, and how few papers changed would elect others.",
        ),
    ] = False,
    tie_tree: Annotated[
        bool,
        typer.Option(
            "--tie-tree",
            help="Who would have been elected, had the lots fallen otherwise; no lots need be given.",
        ),
    ] = False,
    compare: Annotated[
        list[str] | None,
        typer.Option(
            "--compare",
            metavar="RULES",
            help="Count under these rules too, as in ers97,meek-prf, and show where and why they part.",
        ),
    ] = None,
    opinion: Annotated[
        bool,
        typer.Option(
            "--second-opinion",
            help="What pyrankvote, a program with a rule of its own, makes of the same papers, and why.",
        ),
    ] = False,
    json: JsonOption = False,
) -> None:
    """Count a ballot file.

    \b
    Examples:
      omov count ballots.blt --rule scottish-2011
      omov count ballots.blt --rule wigm-exact --constraints balance.json --view minutes
      omov count ballots.blt --rule av --lots 3,1,2 --json > record.json
      omov count ballots.blt --rule ers97 --none 7
      omov count options.blt --rule av --casting-vote granted
      omov count ballots.blt --rule ers97 --why 7
      omov count ballots.blt --rule ers97 --follow 3,1,2
      omov count ballots.blt --rule ers97 --compare scottish-2011,meek-prf

    \b
    Exit status:
      0  counted
      2  bad input: the line on standard error says what, where, and what to do
      3  no set of winners can meet the constraints
      4  a lot decides and none was given: draw lots and count again with --lots
      5  the output could not be written
    """
    from counting import count, write_record

    question = question_of(
        view=view,
        why=why,
        follow=follow,
        margins=margins,
        tie_tree=tie_tree,
        compare=compare,
        opinion=opinion,
    )
    required_rule(rule)  # before a long file is read
    ballots = read_papers(papers, weighted=weighted)
    terms = Terms.of_options(
        ballots, rule, seats, constraints, lots, withdrawn, none, casting_vote, holder
    )
    contest = terms.contest(ballots)
    if question:
        question(ballots.papers, contest).say(as_json=json)
        return
    record = count(ballots.papers, contest)
    if json:
        say_bytes(write_record(record))
    else:
        _show(record, view or View.TABLE)


def _show(record: CountRecord, view: View) -> None:
    """Print a view; those that are files, as they are on every machine."""
    if view is View.MINUTES:
        from counting.views.minutes import minutes

        say(minutes(record, width()))
        return
    from counting.views.table import count_sheet

    sheet = count_sheet(record)
    if view is View.TABLE:
        from counting.views.table_text import sheet_text

        say(sheet_text(sheet, width()))
        return
    if view is View.CSV:
        from counting.views.sheet_csv import sheet_csv as write
    elif view is View.MARKDOWN:
        from counting.views.sheet_markdown import sheet_markdown as write
    else:
        from counting.views.sheet_html import sheet_html as write
    say_bytes(printable(write(sheet).removesuffix("\n")).encode())
