"""`omov countback`: fills a casual vacancy from the papers of the election."""

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
    candidate_numbers,
    required_rule,
)
from service.cli.exits import CommandError
from service.cli.questions import Answer
from service.cli.reading import read_papers


def register(app: typer.Typer) -> None:
    """Add `omov countback`."""
    app.command("countback", short_help="Fill a casual vacancy from the election's papers.")(
        _countback
    )


def _countback(
    papers: PapersArgument,
    vacating: Annotated[
        str | None,
        typer.Option(
            "--vacating", metavar="LIST", help="Numbers of those whose places are vacant."
        ),
    ] = None,
    ineligible: Annotated[
        str | None,
        typer.Option(
            "--ineligible", metavar="LIST", help="Numbers of those who cannot or will not serve."
        ),
    ] = None,
    sitting: Annotated[
        str | None,
        typer.Option(
            "--sitting",
            metavar="LIST",
            help="Numbers of all who keep their places, if an earlier vacancy was filled.",
        ),
    ] = None,
    method: Annotated[
        str | None,
        typer.Option(
            "--method",
            metavar="ID",
            help="all-papers, or quota-papers (those that make up the vacating member's votes).",
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
    """Fill a casual vacancy from the papers of the election, those who sit keeping their places.

    Give rule, places, constraints, lots and withdrawals as they were in the election.

    \b
    Examples:
      omov countback ballots.blt --rule ers97 --method all-papers --vacating 3
      omov countback ballots.blt --rule ers97 --method all-papers --vacating 3 --ineligible 7,9

    \b
    Exit status: as of 'omov count'; 3 where the constraints leave nobody to fill the vacancy.
    """
    from counting import CandidateId, count
    from counting.countback import METHODS, countback, vacancy_of
    from counting.views.series import countback_lines, countback_object

    required_rule(rule)
    if method not in METHODS:
        raise CommandError(
            f"--method: expected one of {', '.join(METHODS)}, not '{method}'."
            if method
            else f"Name the countback method with --method: {' or '.join(METHODS)}."
        )
    if vacating is None:
        raise CommandError("Name whose place is vacant with --vacating, as in --vacating 3.")

    def numbers(option: str, text: str | None) -> list[CandidateId]:
        return [CandidateId(n) for n in candidate_numbers(option, text)] if text else []

    gone, unable = numbers("--vacating", vacating), numbers("--ineligible", ineligible)
    keeping = None if sitting is None else numbers("--sitting", sitting)
    ballots = read_papers(papers, weighted=weighted)
    terms = Terms.of_options(ballots, rule, seats, constraints, lots, withdrawn, none)
    contest = terms.contest(ballots)
    vacancy = vacancy_of(count(ballots.papers, contest), gone, unable, keeping)
    made = countback(ballots.papers, contest, vacancy, method)
    Answer(countback_lines(made), "omov/countback/v1", countback_object(made)).say(as_json=json)
