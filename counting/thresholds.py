"""Whether a motion is carried: thresholds of a named base, quorum, casting vote. Exact throughout.

What has to be said once, since instruments leave it open (COUNTING, 'Withdrawal, None and thresholds';
docs/adr/0019):

- *for and against*: abstentions, blank and invalid papers are in no figure. *those voting*: all whose
  ballots were accepted, abstaining, blank or invalid. *those entitled*: the roll, voting or not.
- A motion with no more votes for it than against is never carried, whatever share it has reached:
  equality fails, and so does 0–0.
- The quorum counts ballots that were accepted, abstentions included; never papers drawn, and never
  votes, where a ballot carries several.
- A casting vote settles equal votes under a simple majority, where the instrument grants one. 0–0 is
  nobody's vote, which nothing settles. Silence is not carried.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

from counting.errors import ContestError

MOST: Final = 10**15  # votes: so that all figures of a record stay whole numbers of JSON
_HALF: Final = Fraction(1, 2)
_SHARE = re.compile(r"([0-9]{1,9})(?:/([0-9]{1,9})|%)")


class Base(StrEnum):
    """Of what a threshold is a share."""

    FOR_AND_AGAINST = "for and against"
    VOTING = "those voting"
    ENTITLED = "those entitled"


class Given(StrEnum):
    """What has become of a casting vote that the instrument grants.

    `awaited`: the time to give it runs. `silent`: that time has passed. `withheld`: refused.
    """

    AWAITED = "awaited"
    FOR = "for"
    AGAINST = "against"
    WITHHELD = "withheld"
    SILENT = "silent"


class Outcome(StrEnum):
    """What becomes of a motion. `equal`: it waits for the casting vote."""

    CARRIED = "carried"
    LOST = "lost"
    NO_QUORUM = "no quorum"
    EQUAL = "equal"


@dataclass(frozen=True, slots=True)
class Threshold:
    """The votes for that a motion needs: more than (`strict`) or at least a share of the base.

    Raises ContestError for a share that can carry a motion against its opponents, or never carry one.
    """

    share: Fraction
    base: Base
    strict: bool

    def __post_init__(self) -> None:
        if not isinstance(self.share, Fraction):
            raise ContestError(f"A threshold is an exact fraction such as 2/3, not {self.share!r}.")
        if not 0 < self.share <= 1:
            raise ContestError(
                f"A threshold is a share above 0 and up to 1, not {self.share}. "
                "A simple majority is more than 1/2; two thirds are at least 2/3."
            )
        if self.strict and self.share == 1:
            raise ContestError("Nothing is more than all. For unanimity ask for at least 1/1.")
        if self.base is Base.FOR_AND_AGAINST and self.share < _HALF:
            raise ContestError(
                f"{self.share} of {self.base} would carry a motion that more vote against than for. "
                "Ask for 1/2 or more, or for a share of those voting or of those entitled."
            )
        if self.base is Base.FOR_AND_AGAINST and self.share == _HALF and not self.strict:
            raise ContestError(
                f"At least 1/2 of {self.base} would carry a motion by equal votes. "
                "A simple majority is more than 1/2."
            )

    @property
    def is_simple_majority(self) -> bool:
        """Whether it asks for more votes for than against, and nothing else."""
        return self.base is Base.FOR_AND_AGAINST and self.share == _HALF

    def needed(self, of: int) -> int:
        """The fewest votes for that reach it, where the base is `of` votes."""
        reached = self.share * of
        if self.strict:
            return reached.numerator // reached.denominator + 1
        return -(-reached.numerator // reached.denominator)


@dataclass(frozen=True, slots=True)
class Quorum:
    """The fewest accepted ballots with which a vote decides anything. Raises ContestError below 1."""

    ballots: int

    def __post_init__(self) -> None:
        _require_whole(self.ballots, "the quorum", least=1)


@dataclass(frozen=True, slots=True)
class CastingVote:
    """The casting vote that the instrument grants: to whom, and what has become of it."""

    holder: str
    given: Given = Given.AWAITED

    def __post_init__(self) -> None:
        if not self.holder.strip():
            raise ContestError("Say who has the casting vote, as in 'chair'.")


@dataclass(frozen=True, slots=True)
class MotionTerms:
    """What the instrument says of a motion. `casting_vote`: who has one; None: it grants none.

    Raises ContestError where a casting vote could settle nothing.
    """

    threshold: Threshold
    quorum: Quorum | None = None
    casting_vote: str | None = None

    def __post_init__(self) -> None:
        if self.casting_vote is not None and not self.threshold.is_simple_majority:
            raise ContestError(
                "A casting vote settles equal votes, which decide under a simple majority only: more "
                f"than 1/2 of {Base.FOR_AND_AGAINST}. Take out the casting vote, or change the threshold."
            )


@dataclass(frozen=True, slots=True)
class Tally:
    """The votes on a motion, in votes. `blank`: blank and invalid papers.

    `entitled`: the votes of all who may vote, where that is known; where papers were re-issued there
    may be more votes than that. `ballots`: the ballots that carry
    these votes, where some carry several; None: one vote each. Raises ContestError where the
    figures contradict each other.
    """

    in_favour: int
    against: int
    abstain: int = 0
    blank: int = 0
    entitled: int | None = None
    ballots: int | None = None

    def __post_init__(self) -> None:
        for what, votes in (
            ("votes for", self.in_favour),
            ("votes against", self.against),
            ("abstentions", self.abstain),
            ("blank papers", self.blank),
        ):
            _require_whole(votes, f"the number of {what}")
        if self.entitled is not None:
            _require_whole(self.entitled, "the number entitled")
        if self.ballots is not None:
            _require_whole(self.ballots, "the number of ballots")
            if self.ballots > self.votes or (self.votes and not self.ballots):
                raise ContestError(
                    f"{self.ballots} ballots cannot carry {self.votes} votes: each carries at least one."
                )

    @property
    def votes(self) -> int:
        """All votes: for, against, abstaining, blank and invalid."""
        return self.in_favour + self.against + self.abstain + self.blank

    @property
    def accepted(self) -> int:
        """The ballots that were accepted, which a quorum counts."""
        return self.votes if self.ballots is None else self.ballots

    @property
    def equal(self) -> bool:
        """Whether as many votes were cast for as against, and any at all."""
        return self.in_favour == self.against > 0

    def of(self, base: Base) -> int:
        """The votes that a base is made of. Raises ContestError where it is not known who is entitled."""
        if base is Base.FOR_AND_AGAINST:
            return self.in_favour + self.against
        if base is Base.VOTING:
            return self.votes
        if self.entitled is None:
            raise ContestError(
                f"The threshold is a share of {Base.ENTITLED}. Give the number entitled."
            )
        return self.entitled


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a motion, and from what figures.

    `base`: the votes that the share is of. `needed`: the fewest votes for that reach the threshold.
    `quorate`: None where no quorum is asked for. `casting_vote`: None where none is granted.
    """

    terms: MotionTerms
    tally: Tally
    outcome: Outcome
    base: int
    needed: int
    quorate: bool | None
    casting_vote: CastingVote | None


def decide(terms: MotionTerms, tally: Tally, given: Given | None = None) -> Decision:
    """What becomes of a motion.

    `given`: what has become of the casting vote; None where the instrument grants none, and, where it
    grants one, while it is awaited. Raises ContestError for a casting vote that nobody has, or that
    there is nothing to settle by, and where the base is those entitled and their number is not given.
    """
    base = tally.of(terms.threshold.base)
    needed = terms.threshold.needed(base)
    quorate = None if terms.quorum is None else tally.accepted >= terms.quorum.ballots
    casting = _casting_vote(terms, given)
    open_to_it = tally.equal and quorate is not False
    if casting and casting.given in (Given.FOR, Given.AGAINST, Given.WITHHELD) and not open_to_it:
        why = "there is no quorum" if quorate is False else _not_equal(tally)
        raise ContestError(
            f"The casting vote is {casting.given}, but {why}: it settles equal votes, and nothing else."
        )
    if quorate is False:
        outcome = Outcome.NO_QUORUM
    elif tally.in_favour > tally.against and tally.in_favour >= needed:
        outcome = Outcome.CARRIED
    elif casting and tally.equal and casting.given is Given.AWAITED:
        outcome = Outcome.EQUAL
    elif casting and tally.equal and casting.given is Given.FOR:
        outcome = Outcome.CARRIED
    else:
        outcome = Outcome.LOST
    return Decision(terms, tally, outcome, base, needed, quorate, casting)


def share_of_text(text: str) -> Fraction:
    """The share that '2/3' or '60%' says. Raises ContestError for anything else."""
    found = _SHARE.fullmatch(text.strip())
    if found is None or (found[2] is not None and int(found[2]) == 0):
        raise ContestError(f"Expected a share such as 1/2, 2/3 or 60%, not '{text}'.")
    return Fraction(int(found[1]), int(found[2] or 100))


def base_of_text(text: str) -> Base:
    """The base of this name. Raises ContestError."""
    try:
        return Base(text.strip())
    except ValueError:
        names = ", ".join(f"'{base}'" for base in Base)
        raise ContestError(
            f"Expected what the threshold is a share of: {names}; not '{text}'."
        ) from None


def _casting_vote(terms: MotionTerms, given: Given | None) -> CastingVote | None:
    if terms.casting_vote is None:
        if given is not None:
            raise ContestError(
                "The instrument grants no casting vote, so none can be given or awaited."
            )
        return None
    return CastingVote(terms.casting_vote, given or Given.AWAITED)


def _not_equal(tally: Tally) -> str:
    if not tally.in_favour + tally.against:
        return "nobody voted for or against"
    return f"there are {tally.in_favour} votes for and {tally.against} against"


def _require_whole(number: object, what: str, least: int = 0) -> None:
    if not isinstance(number, int) or isinstance(number, bool) or not least <= number <= MOST:
        raise ContestError(
            f"Expected as {what} a whole number from {least} to {MOST}, not {number!r}."
        )
