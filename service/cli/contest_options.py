"""The options that say what is being decided, shared by the commands that count or check."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.exits import CommandError
from service.cli.reading import reason

if TYPE_CHECKING:
    from counting import Contest
    from counting.constraints import ConstraintsFile
    from counting.contest import CastingVote, NoneOption
    from counting.formats import BallotFile

GRANTED = "granted"  # a casting vote, but it has not been given

PapersArgument = Annotated[
    str,
    typer.Argument(
        metavar="PAPERS", help="Ballot file (BLT, CSV, …; plain, .gz or .zip); - is standard input."
    ),
]
RuleOption = Annotated[
    str | None, typer.Option("--rule", metavar="ID", help="The counting rule; see 'omov rules'.")
]
SeatsOption = Annotated[
    str | None,
    typer.Option("--seats", metavar="N", help="Places to fill, if not as the ballot file says."),
]
ConstraintsOption = Annotated[
    str | None,
    typer.Option("--constraints", metavar="FILE", help="Attributes and bounds on them (JSON)."),
]
LotsOption = Annotated[
    str | None,
    typer.Option(
        "--lots",
        metavar="3,1,2",
        help="All candidates' numbers in the order drawn: of those tied, the one listed first "
        "is the one acted on (elected, transferred or excluded).",
    ),
]
WithdrawnOption = Annotated[
    str | None,
    typer.Option("--withdrawn", metavar="LIST", help="Numbers of those withdrawn, as in 2,5."),
]
NobodyOption = Annotated[
    str | None,
    typer.Option(
        "--none",
        metavar="3",
        help="Number of the entry that is nobody (re-open nominations): electing it leaves a place "
        "vacant. Of options, 3:neither is an ordinary one.",
    ),
]
CastingVoteOption = Annotated[
    str | None,
    typer.Option(
        "--casting-vote",
        metavar="HOW",
        help="Where the rules grant one between the last two options with equal votes: granted, or the "
        "number of the option it was given for.",
    ),
]
HolderOption = Annotated[
    str | None,
    typer.Option("--holder", metavar="WHO", help="Who has the casting vote; if not said, chair."),
]
WeightedOption = Annotated[
    bool,
    typer.Option(
        "--weighted",
        help="Each line of the file is one ballot, and the number before it is its votes.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


@dataclass(frozen=True, slots=True)
class Terms:
    """What is being decided, as far as the options say. None: the option was not given."""

    rule: str | None
    seats: int | None
    bounds: ConstraintsFile | None
    lots: tuple[str, ...] | None
    withdrawn: tuple[str, ...] | None
    none: NoneOption | None = None
    casting_vote: str | None = None
    holder: str | None = None

    @classmethod
    def of_options(
        cls,
        ballots: BallotFile,
        rule: str | None,
        seats: str | None,
        constraints: str | None,
        lots: str | None,
        withdrawn: str | None,
        none: str | None = None,
        casting_vote: str | None = None,
        holder: str | None = None,
    ) -> Terms:
        """The options as written, read for this ballot file. Raises ContestError, CommandError."""
        return cls(
            rule,
            None if seats is None else _places(seats),
            None if constraints is None else _constraints(constraints, ballots),
            None if lots is None else candidate_numbers("--lots", lots),
            None if withdrawn is None else candidate_numbers("--withdrawn", withdrawn),
            None if none is None else _none(none),
            None if casting_vote is None else _casting_vote(casting_vote),
            holder,
        )

    def or_as_in(self, contest: Contest) -> Terms:
        """These terms, with whatever was not given as it is in the contest.

        Those withdrawn come in the contest's order, which means nothing in either.
        """
        from counting.constraints import ConstraintsFile

        attributes = {candidate.id: candidate.attributes for candidate in contest.candidates}
        places: dict[str, int] = {id_: place for place, id_ in enumerate(contest.withdrawn)}
        withdrawn = contest.withdrawn if self.withdrawn is None else self.withdrawn
        return Terms(
            contest.rule if self.rule is None else self.rule,
            contest.seats if self.seats is None else self.seats,
            ConstraintsFile(attributes, contest.constraints, contest.if_infeasible)
            if self.bounds is None
            else self.bounds,
            contest.lots if self.lots is None else self.lots,
            tuple(sorted(withdrawn, key=lambda id_: places.get(id_, len(places)))),
            self.none or contest.none,
            self.casting_vote or _casting_vote_in(contest),
            self.holder or (contest.casting_vote.holder if contest.casting_vote else None),
        )

    def contest(self, ballots: BallotFile) -> Contest:
        """The contest that these papers are for. Raises ContestError, CommandError (no rule)."""
        attributes = self.bounds.attributes.items() if self.bounds else ()
        held = ballots.contest(
            required_rule(self.rule),
            seats=self.seats,
            constraints=self.bounds.constraints if self.bounds else (),
            attributes={str(candidate): held for candidate, held in attributes},
            lots=self.lots or (),
            if_infeasible=self.bounds.if_infeasible if self.bounds else (),
            withdrawn=self.withdrawn or (),
            none=self.none,
        )
        return replace(held, casting_vote=self._granted())

    def _granted(self) -> CastingVote | None:
        from counting.contest import CandidateId, CastingVote

        if self.casting_vote is None:
            if self.holder is not None:
                raise CommandError(
                    "--holder says who has a casting vote. Add --casting-vote granted, or leave it out."
                )
            return None
        chosen = None if self.casting_vote == GRANTED else CandidateId(self.casting_vote)
        return CastingVote(self.holder or "chair", chosen)


def required_rule(rule: str | None) -> str:
    """The rule's id, if there is such a rule. Raises UnknownRuleError, CommandError (none given)."""
    from counting.rules import find_rule, rule_ids

    if rule is None:
        raise CommandError(
            "Name the counting rule with --rule: nothing that decides an election has a default. "
            f"The rules are: {', '.join(rule_ids())}."
        )
    return find_rule(rule).id


def _places(text: str) -> int:
    # The length first: Python refuses to read very long numbers.
    if not re.fullmatch("[0-9]{1,9}", text):
        raise CommandError(f"--seats: expected the number of places, as in 4, not '{text}'.")
    return int(text)


def candidate_numbers(option: str, text: str) -> tuple[str, ...]:
    """Candidates' numbers with commas between them. `option`: as the error names it.

    Raises CommandError.
    """
    numbers = tuple(number.strip() for number in text.split(","))
    if not all(re.fullmatch("[1-9][0-9]*", number) for number in numbers):
        raise CommandError(
            f"{option}: expected candidates' numbers with commas between them, as in 3,1,2, "
            f"not '{text}'."
        )
    return numbers


def _none(text: str) -> NoneOption:
    """The entry that is nobody, and of which kind: '3', '3:ron' or '3:neither'. Raises CommandError."""
    from counting.contest import CandidateId, NoneOption

    found = re.fullmatch("([1-9][0-9]*)(?::(ron|neither))?", text)
    if found is None:
        raise CommandError(
            f"--none: expected the number of the entry that is nobody, as in 3 or 3:neither, not '{text}'."
        )
    return NoneOption(CandidateId(found[1]), "neither" if found[2] == "neither" else "ron")


def _casting_vote(text: str) -> str:
    """'granted', or the number of the option it was given for. Raises CommandError."""
    if text != GRANTED and not re.fullmatch("[1-9][0-9]*", text):
        raise CommandError(
            f"--casting-vote: expected 'granted', or the number of the option it was given for, not '{text}'."
        )
    return text


def _casting_vote_in(contest: Contest) -> str | None:
    vote = contest.casting_vote
    return None if vote is None else vote.chosen or GRANTED


def _constraints(name: str, ballots: BallotFile) -> ConstraintsFile:
    from counting.constraints import load_constraints

    try:
        return load_constraints(Path(name), ballots.ids)
    except (OSError, ValueError) as error:
        raise CommandError(f"Constraints file '{name}' cannot be read: {reason(error)}.") from error
