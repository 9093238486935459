"""`omov list`: makes a proportional ordered list."""

from __future__ import annotations

from typing import Annotated

import typer

from service.cli.contest_options import (
    ConstraintsOption,
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
from service.cli.exits import CommandError
from service.cli.questions import Answer
from service.cli.reading import read_papers


def register(app: typer.Typer) -> None:
    """Add `omov list`."""
    app.command("list", short_help="Make a proportional ordered list.")(_list)


def _list(
    papers: PapersArgument,
    method: Annotated[
        str | None,
        typer.Option(
            "--method",
            metavar="ID",
            help="rosenstiel-1998 (from the bottom up) or otten-1998 (from the top down).",
        ),
    ] = None,
    rule: RuleOption = None,
    seats: SeatsOption = None,
    constraints: ConstraintsOption = None,
    lots: LotsOption = None,
    withdrawn: WithdrawnOption = None,
    none: NobodyOption = None,
    weighted: WeightedOption = False,
    json: JsonOption = False,
) -> None:
    """Make a list in which whoever takes the first places represents the voters in proportion.

    The papers are counted several times under the rule, once for each place.

    \b
    Examples:
      omov list ballots.blt --method rosenstiel-1998 --rule ers97
      omov list ballots.blt --method otten-1998 --rule ers97 --seats 6 --json > list.json

    \b
    Exit status: as of 'omov count'.
    """
    from counting.list_record import FORMAT, list_object
    from counting.lists import METHODS, ordered_list
    from counting.views.series import list_lines

    required_rule(rule)
    if method not in METHODS:
        raise CommandError(
            f"--method: expected one of {', '.join(METHODS)}, not '{method}'."
            if method
            else f"Name the list method with --method: {' or '.join(METHODS)}."
        )
    ballots = read_papers(papers, weighted=weighted)
    terms = Terms.of_options(ballots, rule, seats, constraints, lots, withdrawn, none)
    made = ordered_list(ballots.papers, terms.contest(ballots), method)
    Answer(list_lines(made), FORMAT, list_object(made)).say(as_json=json)
