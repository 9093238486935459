"""`omov motion`: whether a motion is carried by the votes for and against it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.contest_options import JsonOption, WeightedOption
from service.cli.exits import CommandError
from service.cli.output import say, say_bytes, width
from service.cli.reading import read_papers

if TYPE_CHECKING:
    from counting.formats import BallotFile
    from counting.thresholds import Given, MotionTerms, Tally

_GRANTED = "granted"
_CASTING = (_GRANTED, "for", "against", "withheld", "silent")


def _number(option: str, meaning: str) -> typer.models.OptionInfo:
    found: typer.models.OptionInfo = typer.Option(option, metavar="N", help=meaning)
    return found


def register(app: typer.Typer) -> None:
    """Add `omov motion`."""
    app.command("motion", short_help="Say whether a motion is carried.")(_motion)


def _motion(
    papers: Annotated[
        str | None,
        typer.Argument(
            metavar="PAPERS",
            help="Ballot file with For, Against and perhaps Abstain as its candidates, in place of "
            "--for and --against; - is standard input.",
        ),
    ] = None,
    in_favour: Annotated[str | None, _number("--for", "Votes for the motion.")] = None,
    against: Annotated[str | None, _number("--against", "Votes against it.")] = None,
    abstain: Annotated[str | None, _number("--abstain", "Abstentions.")] = None,
    blank: Annotated[str | None, _number("--blank", "Blank and invalid papers.")] = None,
    entitled: Annotated[
        str | None, _number("--entitled", "The votes of all who may vote, voting or not.")
    ] = None,
    ballots: Annotated[
        str | None, _number("--ballots", "Ballots that carry these votes, if not one vote each.")
    ] = None,
    more_than: Annotated[
        str | None,
        typer.Option("--more-than", metavar="SHARE", help="Carried by more than this share."),
    ] = None,
    at_least: Annotated[
        str | None,
        typer.Option("--at-least", metavar="SHARE", help="Carried by this share or more."),
    ] = None,
    of: Annotated[
        str | None,
        typer.Option(
            "--of",
            metavar="BASE",
            help="Of what: 'for and against', 'those voting' (whoever abstains too), or "
            "'those entitled'.",
        ),
    ] = None,
    quorum: Annotated[
        str | None, _number("--quorum", "The fewest ballots with which anything is decided.")
    ] = None,
    casting_vote: Annotated[
        str | None,
        typer.Option(
            "--casting-vote",
            metavar="HOW",
            help=f"Where the rules grant one: {', '.join(_CASTING)}.",
        ),
    ] = None,
    holder: Annotated[
        str, typer.Option("--holder", metavar="WHO", help="Who has the casting vote.")
    ] = "chair",
    title: Annotated[
        str, typer.Option("--title", metavar="TEXT", help="What the motion is called.")
    ] = "",
    weighted: WeightedOption = False,
    json: JsonOption = False,
) -> None:
    """Say whether a motion is carried, with every figure and the reason.

    A simple majority is more than 1/2 of 'for and against'. Equal votes do not carry a motion, nor
    does no vote at all, nor a casting vote that is not given.

    \b
    Examples:
      omov motion --for 31 --against 30 --abstain 4 --more-than 1/2 --of 'for and against'
      omov motion --for 40 --against 20 --at-least 2/3 --of 'those voting' --quorum 50
      omov motion --for 9 --against 9 --more-than 1/2 --of 'for and against' --casting-vote for
      omov motion --for 52 --against 3 --entitled 120 --at-least 40% --of 'those entitled' --json
      omov motion branches.csv --more-than 1/2 --of 'for and against' --quorum 12

    \b
    Exit status:
      0  the outcome is known, whatever it is, or waits for the casting vote only
      2  bad input: the line on standard error says what, and what to do
    """
    from counting.motion import MotionRecord, write_motion
    from counting.views.motion import motion_text

    terms = _terms(more_than, at_least, of, quorum, holder if casting_vote else None)
    given = _given(casting_vote)
    figures = {
        "--for": in_favour,
        "--against": against,
        "--abstain": abstain,
        "--blank": blank,
        "--ballots": ballots,
    }
    if papers is None:
        if weighted:
            raise CommandError("--weighted is about a ballot file. Name one, or leave it out.")
        tally = _tally(figures, entitled)
        record = MotionRecord(title, ("For", "Against"), terms, tally, given)
    else:
        file, tally = _papers(papers, figures, entitled, weighted=weighted)
        options = (file.names[0], file.names[1])
        record = MotionRecord(title or file.title, options, terms, tally, given, file.papers.digest)
    if json:
        say_bytes(write_motion(record))
    else:
        say(motion_text(record, width()))


def _terms(
    more_than: str | None,
    at_least: str | None,
    of: str | None,
    quorum: str | None,
    holder: str | None,
) -> MotionTerms:
    from counting.thresholds import MotionTerms, Quorum, Threshold, base_of_text, share_of_text

    share = more_than or at_least
    if share is None or (more_than and at_least):
        raise CommandError(
            "Give the threshold with --more-than or with --at-least, one of them: "
            "a simple majority is --more-than 1/2, two thirds are --at-least 2/3."
        )
    if of is None:
        raise CommandError(
            "Say what the threshold is a share of: --of 'for and against', 'those voting' or "
            "'those entitled'. Nothing that decides has a default."
        )
    threshold = Threshold(share_of_text(share), base_of_text(of), strict=more_than is not None)
    least = None if quorum is None else Quorum(_whole("--quorum", quorum))
    return MotionTerms(threshold, least, holder)


def _tally(figures: dict[str, str | None], entitled: str | None) -> Tally:
    from counting.thresholds import Tally

    for option in ("--for", "--against"):
        if figures[option] is None:
            raise CommandError(f"Give the number of votes with {option}, also if it is 0.")
    votes = {option: _whole(option, text) for option, text in figures.items() if text is not None}
    return _possible(
        Tally(
            votes["--for"],
            votes["--against"],
            votes.get("--abstain", 0),
            votes.get("--blank", 0),
            None if entitled is None else _whole("--entitled", entitled),
            votes.get("--ballots"),
        )
    )


def _papers(
    name: str, figures: dict[str, str | None], entitled: str | None, *, weighted: bool
) -> tuple[BallotFile, Tally]:
    """The ballot file and its votes, with blank papers that are not in it."""
    from counting.motion_papers import tally_of_papers

    given = [option for option, text in figures.items() if text is not None and option != "--blank"]
    if given:
        raise CommandError(
            f"The ballot file says how many voted how. Leave out {', '.join(given)}."
        )
    file = read_papers(name, weighted=weighted)
    tally = tally_of_papers(
        file.papers, None if entitled is None else _whole("--entitled", entitled)
    )
    more = _whole("--blank", figures["--blank"] or "0")
    ballots = None if tally.ballots is None else tally.ballots + more
    return file, _possible(replace(tally, blank=tally.blank + more, ballots=ballots))


def _possible(tally: Tally) -> Tally:
    if tally.entitled is not None and tally.votes > tally.entitled:
        raise CommandError(
            f"There are {tally.votes} votes in all, but only {tally.entitled} are entitled."
        )
    return tally


def _given(casting_vote: str | None) -> Given | None:
    from counting.thresholds import Given

    if casting_vote is None or casting_vote == _GRANTED:
        return None
    if casting_vote not in _CASTING:
        raise CommandError(
            f"--casting-vote: expected {', '.join(_CASTING)}, not '{casting_vote}'. Leave it out "
            "where the rules grant none."
        )
    return Given(casting_vote)


def _whole(option: str, text: str) -> int:
    # The length first: Python refuses to read very long numbers.
    if not re.fullmatch("[0-9]{1,15}", text):
        raise CommandError(f"{option}: expected a whole number, as in 12, not '{text}'.")
    return int(text)
