"""Reads a BLT file line by line, and says what is wrong with a line: the careful path."""

from __future__ import annotations

import re
from enum import Enum, auto

from counting.errors import PapersError
from counting.formats import BallotFile
from counting.formats.text import LONGEST_LINE, is_digits, shown, text_of, too_long, whole
from counting.marks import marks_of
from counting.papers import MOST_CANDIDATES, PapersBuilder

_BETWEEN = re.compile("[ \t]+")
_IDENTIFIED = re.compile(r"\(([^()]*)\)(.*)")
_QUOTED = re.compile(r'"((?:[^"]|"")*)"[ \t]*(?:#.*)?')
_UNCLOSED = re.compile(r'"(?:[^"]|"")*')
_DECIMAL = re.compile("[0-9]*[.,/][0-9]+")
_SKIPPED = "-"


class Section(Enum):
    """The parts of a BLT file, in order."""

    COUNTS = auto()
    BALLOTS = auto()
    NAMES = auto()


class BltLines:
    """Takes a BLT file one line at a time. `line` is the number of the last one taken.

    Raises PapersError, with the line, at the first thing that is not as it must be.
    """

    def __init__(self) -> None:
        self.section = Section.COUNTS
        self.line = 0
        self.papers = PapersBuilder(1)
        self._seats = 0
        self._withdrawn: list[int] = []
        self._identified: set[str] = set()
        self._any_ballot = False
        self._ballots = 0
        self._closed: bool | None = None  # whether rankings end with 0; all do, or none
        self._names: list[str] = []
        self._quoted = False
        self._number_sign_line: int | None = None

    def feed(self, line: bytes) -> None:
        """Takes the next line, without its line end."""
        self.line += 1
        if len(line) > LONGEST_LINE:
            raise self.too_long()
        text = text_of(line, self.line)
        if self.section is Section.NAMES:
            self._name(text.strip(" \t"))
            return
        text = text.split("#", 1)[0].strip(" \t")
        if not text:
            return
        if self.section is Section.COUNTS:
            self._counts(text)
        else:
            self._ballot(text)

    def ballots_fed(self, lines: int) -> None:
        """Says that so many lines of ballots, each ended by 0, have been read by other means."""
        if lines and self._closed is False:
            self.line += 1
            raise self._mixed()
        self.line += lines
        self._ballots += lines
        if lines:
            self._any_ballot = self._closed = True

    def finish(self) -> BallotFile:
        """What the file says, at its end. Raises PapersError where something is still missing."""
        if self.section is Section.COUNTS:
            raise PapersError(
                "the file is empty. A ballot file begins with the number of candidates and the "
                "number of seats."
            )
        if self.section is Section.BALLOTS:
            raise self._fault(
                "the file ends here, but the ballots must end with a line '0', and the names and "
                "the title follow it. Is the file complete?"
            )
        candidates = self.papers.candidates
        if len(self._names) <= candidates:
            raise self._fault(
                f"the file ends here, but after the ballots there must be {candidates} names and "
                f"then the title, {candidates + 1} lines in all: there are {len(self._names)}."
            )
        *names, title = self._names
        return BallotFile(
            title,
            self._seats,
            tuple(names),
            tuple(self._withdrawn),
            self.papers.papers(),
            self._ballots,
        )

    def too_long(self) -> PapersError:
        """The error for a line, the last one taken, that is longer than any ballot can be."""
        return too_long(self.line)

    def _fault(self, message: str) -> PapersError:
        return PapersError(message, self.line)

    def _counts(self, text: str) -> None:
        tokens = _BETWEEN.split(text)
        if len(tokens) != 2 or not all(is_digits(token) for token in tokens):
            raise self._fault(
                "expected two whole numbers, the number of candidates and the number of seats, "
                f"as in '12 4', not {shown(text)}."
            )
        candidates, seats = (whole(token, self.line) for token in tokens)
        for what, number in (("candidates", candidates), ("seats", seats)):
            if not 1 <= number <= MOST_CANDIDATES:
                raise self._fault(
                    f"there must be from 1 to {MOST_CANDIDATES} {what}, not {number}."
                )
        self._seats = seats
        self.papers = PapersBuilder(candidates)
        self.section = Section.BALLOTS

    def _ballot(self, text: str) -> None:
        if text.startswith("-"):
            self._withdraw(text)
            return
        if text.startswith("("):
            text = self._identify(text)
        tokens = _BETWEEN.split(text)
        if len(tokens) == 1 and self._number(tokens[0]) == 0:
            self.section = Section.NAMES
            return
        if _DECIMAL.fullmatch(tokens[0]):
            raise self._fault(
                f"expected a whole number, not {shown(tokens[0])}. If it is a weight: papers carry whole "
                "votes. Round it as the rules say, and write the votes."
            )
        papers = self._number(tokens[0])
        self._any_ballot = True
        self._ballots += 1
        if papers == 0:
            raise self._fault(
                "the number of papers is 0. It must be at least 1; a line '0' alone ends the ballots."
            )
        ranks = self._ranks(tokens)
        if any(rank == _SKIPPED or "=" in rank for rank in ranks):
            groups = [
                [] if rank == _SKIPPED else [self._number(one) for one in rank.split("=")]
                for rank in ranks
            ]
            self.papers.add_marks(marks_of(groups), papers, self.line)
            return
        ranking = [self._number(rank) for rank in ranks]
        if 0 in ranking:
            raise self._fault("a 0 ends the ranking, but more follows it on the line.")
        self.papers.add_one(ranking, papers, self.line)

    def _ranks(self, tokens: list[str]) -> list[str]:
        """The ranks of a ballot, without the 0 at their end: every ranking has it, or none."""
        closed = len(tokens) > 1 and is_digits(tokens[-1]) and not tokens[-1].strip("0")
        if len(tokens) > 1 and self._closed in (None, closed):
            self._closed = closed
            return tokens[1:-1] if closed else tokens[1:]
        if closed:
            raise self._mixed()
        raise self._fault(f"expected 0 at the end of the ranking, not {shown(tokens[-1])}.")

    def _mixed(self) -> PapersError:
        return self._fault(
            "this ranking ends with 0, but those before it do not. Every ranking must, or none."
        )

    def _withdraw(self, text: str) -> None:
        if self._any_ballot:
            raise self._fault(
                f"{shown(text)} would withdraw a candidate, which must come before the ballots."
            )
        for token in _BETWEEN.split(text):
            if not token.startswith("-") or not is_digits(token[1:]):
                raise self._fault(
                    "expected withdrawn candidates, each a number after a minus sign, as in "
                    f"'-2 -5', not {shown(token)}."
                )
            number = whole(token[1:], self.line)
            if not 1 <= number <= self.papers.candidates:
                raise self._fault(
                    f"candidate {number} is withdrawn, but the candidates are "
                    f"1 to {self.papers.candidates}."
                )
            if number in self._withdrawn:
                raise self._fault(f"candidate {number} is withdrawn twice. List each once.")
            self._withdrawn.append(number)

    def _identify(self, text: str) -> str:
        """The ballot after its identifier. `(id) 1 3 2 0`: after it comes the count, which is 1."""
        identified = _IDENTIFIED.fullmatch(text)
        if not identified:
            raise self._fault(f"the ballot's identifier, {shown(text)}, has no closing ')'.")
        identifier, ballot = identified[1], identified[2].strip(" \t")
        if identifier in self._identified:
            raise self._fault(f"ballot ({shown(identifier)}) comes twice. Each may be there once.")
        self._identified.add(identifier)
        count = _BETWEEN.split(ballot)[0]
        if not is_digits(count) or whole(count, self.line) != 1:
            raise self._fault(
                "after a ballot's identifier comes the number of papers, which must be 1, not "
                f"{shown(count)}."
            )
        return ballot

    def _number(self, token: str) -> int:
        if is_digits(token):
            return whole(token, self.line)
        if token.startswith("-") and is_digits(token[1:]):
            raise self._fault(f"{shown(token)} is negative, but candidates are numbered from 1.")
        raise self._fault(f"expected a whole number, not {shown(token)}.")

    def _name(self, text: str) -> None:
        if not text:
            return
        candidates = self.papers.candidates
        if len(self._names) > candidates:
            raise self._fault(
                f"nothing may follow the title, but here is {shown(text)}. There are {candidates} "
                f"candidates: after the ballots come {candidates} names and then the title."
            )
        if text.startswith('"'):
            self._quoted = True
            name = self._unquoted(text)
        else:
            name = text
            if text.startswith("#") and self._number_sign_line is None:
                self._number_sign_line = self.line
        if self._quoted and self._number_sign_line is not None:
            raise PapersError(
                "this line begins with '#', but other names are in quotation marks. If it is a "
                "name, put it in quotation marks too; if it is a comment, take it out: comments "
                "may not stand among the names.",
                self._number_sign_line,
            )
        if len(self._names) < candidates and not name.strip():
            raise self._fault(f"the name of candidate {len(self._names) + 1} is empty.")
        self._names.append(name)

    def _unquoted(self, text: str) -> str:
        quoted = _QUOTED.fullmatch(text)
        if quoted:
            return quoted[1].replace('""', '"')
        if _UNCLOSED.fullmatch(text):
            raise self._fault(
                f"{shown(text)} begins with a quotation mark that is not closed on the line."
            )
        raise self._fault(
            f"something follows the closing quotation mark in {shown(text)}. Write a quotation "
            "mark that is part of the name twice."
        )
