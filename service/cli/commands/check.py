"""`omov check`: checks a count record against its papers, without the engine that counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from service.cli.commands.body import check_body_record, read_body_file
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
from service.cli.exits import CommandError, Exit
from service.cli.output import say, say_bytes, width
from service.cli.reading import only_one_from_standard_input, read_bytes, read_papers

if TYPE_CHECKING:
    from counting import Contest
    from counting.canonical import Json
    from counting.formats import BallotFile
    from service.cli.checkable import Checkable

FORMAT = "omov/check-report/v1"

RecordArgument = Annotated[
    str,
    typer.Argument(
        metavar="RECORD.json", help="Count record or ordered list; - is standard input."
    ),
]


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What was compared, what does not hold, and which terms were taken from the record itself."""

    checks: tuple[str, ...]
    faults: tuple[str, ...]
    assumed: tuple[str, ...] = ()
    by_options: bool = True  # whether those terms could have been given instead
    record_digest: str | None = None
    papers_digest: str | None = None


def register(app: typer.Typer) -> None:
    """Add `omov check`."""
    app.command("check", short_help="Check a count record against its papers.")(_check)


def _check(
    record: RecordArgument,
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
    json: JsonOption = False,
) -> None:
    """Check a count record, an ordered list, or a motion against the papers, without what counted it.

    Every stage and every decision is worked out again from the definition of the rule. Give the
    options too, as the notice of election announced them: what is not given is taken from the
    record, and the report says so.

    \b
    Examples:
      omov check record.json ballots.blt
      omov check record.json ballots.blt --rule scottish-2011 --seats 4 --constraints balance.json
      omov check list.json ballots.blt
      omov check motion.json branches.csv
      omov check record-of-a-body.json body.json

    \b
    Exit status:
      0  every check holds
      1  at least one does not, and the report says which
      2  bad input: a file that cannot be read, or that is no record or no ballot file
      5  the output could not be written
    """
    from counting import RecordError
    from service.cli.checkable import NotCheckable, checkable, is_of_a_body

    only_one_from_standard_input(record, papers)
    if rule is not None:
        required_rule(rule)
    data = read_bytes(record, "Record")
    if is_of_a_body(data):
        if any((rule, seats, constraints, lots, withdrawn, none, casting_vote, holder, weighted)):
            raise CommandError("The file of a body says all that was decided: give no options.")
        check_body_record(data, read_body_file(papers), as_json=json)
    try:
        made = checkable(data)
    except NotCheckable:
        raise
    except RecordError as error:
        _end(_Outcome((), (str(error),)), as_json=json)
    of_record = made.weighted and not weighted
    ballots = read_papers(papers, weighted=weighted or of_record)
    terms = Terms.of_options(
        ballots, rule, seats, constraints, lots, withdrawn, none, casting_vote, holder
    )
    casting = made.contest is not None and made.contest.casting_vote is not None
    nobody = none is not None or (made.contest is not None and made.contest.none is not None)
    options = (
        ("rule", rule),
        ("seats", seats),
        ("constraints", constraints),
        ("lots", lots),
        ("withdrawn", withdrawn),
        *((("none", none),) if nobody else ()),
        *((("casting vote", casting_vote),) if casting or casting_vote or holder else ()),
    )
    assumed = tuple(name for name, given in options if given is None)
    if made.contest is None:
        if len(assumed) < len(options):
            raise CommandError(
                "Options that say what was counted are not of a motion: leave them out."
            )
        assumed = made.taken
    if of_record:
        assumed = (*assumed, "that each line is one ballot of several votes")
    _end(_checked(made, ballots, terms, assumed), as_json=json)


def _checked(
    made: Checkable, ballots: BallotFile, terms: Terms, assumed: tuple[str, ...]
) -> _Outcome:
    faults: list[str] = []
    contest: Contest | None = None
    if made.contest is not None:
        ids = tuple(candidate.id for candidate in made.contest.candidates)
        if ids == ballots.ids:
            contest = terms.or_as_in(made.contest).contest(ballots)
        else:
            faults.append(
                f"The record's candidates have the ids {', '.join(ids)}; "
                f"the ballot file's are numbered 1 to {len(ballots.ids)}."
            )
    report = made.check(ballots.papers, contest)
    faults += (str(fault) for fault in report.faults)
    return _Outcome(
        report.checks,
        tuple(faults),
        assumed,
        made.contest is not None,
        made.digest,
        ballots.papers.digest,
    )


def _end(outcome: _Outcome, *, as_json: bool) -> NoReturn:
    """Report, and end with the status that the outcome calls for."""
    if as_json:
        from counting.canonical import canonical_json

        say_bytes(canonical_json(_as_object(outcome)))
    else:
        say(_as_text(outcome, width()))
    raise typer.Exit(Exit.FAULTS if outcome.faults else Exit.OK)


def _as_object(outcome: _Outcome) -> dict[str, Json]:
    return {
        "format": FORMAT,
        "ok": not outcome.faults,
        "record": outcome.record_digest,
        "papers": outcome.papers_digest,
        "checks": list(outcome.checks),
        "faults": list(outcome.faults),
        "taken_from_record": list(outcome.assumed),
    }


def _as_text(outcome: _Outcome, columns: int) -> str:
    from counting.views.text import bulleted, paragraphs
    from counting.words import join_words, number_of

    parts = []
    if outcome.checks:
        parts.append("Compared\n" + bulleted(outcome.checks, columns))
    if outcome.assumed:
        taken = (
            f"Taken from the record itself: {join_words(outcome.assumed)}. Hold them against the "
            f"notice of election{', or give them as options' if outcome.by_options else ''}."
        )
        parts.append(paragraphs([taken], columns))
    if outcome.faults:
        parts.append("Does not hold\n" + bulleted(outcome.faults, columns))
        verdict = f"The record is wrong: {number_of(len(outcome.faults), 'fault')}."
    else:
        verdict = "Every check holds: the record is what these papers give under this rule."
    if outcome.record_digest:
        parts.append(f"Record {outcome.record_digest}\nPapers {outcome.papers_digest}")
    return "\n\n".join([*parts, verdict])
