"""`omov motion`: whether a motion is carried by the votes for and against it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.contest_options import JsonOption
from service.cli.exits import CommandError
from service.cli.output import say, say_bytes, width

if TYPE_CHECKING:
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
    in_favour: Annotated[str | None, _number("--for", "Votes for the motion.")] = None,
    against: Annotated[str | None, _number("--against", "Votes against it.")] = None,
    abstain: Annotated[str, _number("--abstain", "Abstentions.")] = "0",
    blank: Annotated[str, _number("--blank", "Blank and invalid papers.")] = "0",
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

    \b
    Exit status:
      0  the outcome is known, whatever it is, or waits for the casting vote only
      2  bad input: the line on standard error says what, and what to do
    """
    from counting.motion import MotionRecord, write_motion
    from counting.views.motion import motion_text

    for option, there in (("--for", in_favour), ("--against", against)):
        if there is None:
            raise CommandError(f"Give the number of votes with {option}, also if it is 0.")
    record = MotionRecord(
        title=title,
        options=("For", "Against"),
        terms=_terms(more_than, at_least, of, quorum, holder if casting_vote else None),
        tally=_tally(in_favour, against, abstain, blank, entitled, ballots),
        given=_given(casting_vote),
    )
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


def _tally(
    in_favour: str | None,
    against: str | None,
    abstain: str,
    blank: str,
    entitled: str | None,
    ballots: str | None,
) -> Tally:
    from counting.thresholds import Tally

    tally = Tally(
        _whole("--for", in_favour or ""),
        _whole("--against", against or ""),
        _whole("--abstain", abstain),
        _whole("--blank", blank),
        None if entitled is None else _whole("--entitled", entitled),
        None if ballots is None else _whole("--ballots", ballots),
    )
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
