"""Ballot files: what they hold, and the formats they come in.

A format is one module beside this one, with `FORMATS`: discovered, and named where it is listed. What
each can hold differs; nothing is ever left out of a file, or made up, without being asked for.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import BinaryIO

from counting.contest import Candidate, CandidateId, Constraint, Contest, NoneOption, RuleId
from counting.errors import ContestError, PapersError
from counting.papers import Papers
from counting.record import CountRecord

ByCandidate = Mapping[str, Mapping[str, str]] | Mapping[CandidateId, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class BallotFile:
    """What a ballot file says. Candidates are numbered from 1, in the order of `names`.

    `title`: empty, and `seats`: None, where the file says nothing of it.
    `withdrawn`: numbers of the candidates whom the file strikes out, in the order of the file.
    `lines`: of ballots, each with a number before its ranking; None where the format has no such lines.
    """

    title: str
    seats: int | None
    names: tuple[str, ...]
    withdrawn: tuple[int, ...]
    papers: Papers
    lines: int | None = field(default=None, compare=False)

    def weighted(self) -> BallotFile:
        """The same, each line being one ballot that carries so many votes. Source: docs/adr/0015.

        Raises PapersError for a format whose lines are not ballots.
        """
        if self.papers.ballots is not None:
            return self
        if self.lines is None:
            raise PapersError(
                "this file says of no ballot how many votes it carries. Give weighted ballots as BLT, "
                "one on each line, or as CSV with a first column 'Weight'."
            )
        return replace(self, papers=replace(self.papers, ballots=self.lines))

    @property
    def ids(self) -> tuple[CandidateId, ...]:
        """The candidates' ids, which are their numbers: '1', '2', and so on."""
        return tuple(CandidateId(str(number)) for number in range(1, len(self.names) + 1))

    def contest(
        self,
        rule: str,
        *,
        seats: int | None = None,
        constraints: Sequence[Constraint] = (),
        attributes: ByCandidate | None = None,
        lots: Sequence[str] = (),
        withdrawn: Sequence[str] = (),
        none: NoneOption | None = None,
        if_infeasible: Sequence[str] = (),
    ) -> Contest:
        """The contest these papers are for.

        `seats`: in place of the file's. `attributes`: by candidate's id. `withdrawn`: ids, besides
        those of the file. `none`, `if_infeasible`: as in `Contest`. Raises ContestError where the
        parts contradict each other.
        """
        known = {str(id_): dict(own) for id_, own in (attributes or {}).items()}
        ids = self.ids
        for id_ in known:
            if id_ not in ids:
                raise ContestError(
                    f"Attributes are given for candidate '{id_}', but the candidates of this "
                    f"ballot file are 1 to {len(ids)}."
                )
        places = self.seats if seats is None else seats
        if places is None:
            raise ContestError(
                "The ballot file does not say how many places there are. Give them with --seats."
            )
        struck = [str(number) for number in self.withdrawn]
        also = [id_ for id_ in withdrawn if id_ not in struck]
        return Contest(
            title=self.title,
            seats=places,
            candidates=tuple(
                Candidate(id_, name, known.get(id_, {}))
                for id_, name in zip(ids, self.names, strict=True)
            ),
            rule=RuleId(rule),
            constraints=tuple(constraints),
            lots=tuple(CandidateId(id_) for id_ in lots),
            withdrawn=tuple(CandidateId(id_) for id_ in [*struck, *also]),
            none=none,
            if_infeasible=tuple(if_infeasible),
        )

    def without(self, parts: Sequence[Part]) -> BallotFile:
        """The same, with nothing said of the title, the seats or those withdrawn."""
        return replace(
            self,
            title="" if Part.TITLE in parts else self.title,
            seats=None if Part.SEATS in parts else self.seats,
            withdrawn=() if Part.WITHDRAWN in parts else self.withdrawn,
        )

    def parts(self) -> tuple[Part, ...]:
        """What this file holds that not every format can."""
        papers = self.papers
        skips, equals = _kinds_of_irregular(papers)
        held = {
            Part.TITLE: bool(self.title),
            Part.SEATS: self.seats is not None,
            Part.WITHDRAWN: bool(self.withdrawn),
            Part.BLANK: bool(papers.blank),
            Part.SKIPPED: skips,
            Part.EQUAL: equals,
            Part.WEIGHTS: papers.ballots is not None,
        }
        return tuple(part for part, there in held.items() if there)


class Part(StrEnum):
    """What a ballot file may hold beside names and rankings. The value is what people call it."""

    TITLE = "title"
    SEATS = "seats"
    WITHDRAWN = "withdrawn"
    BLANK = "blank papers"
    SKIPPED = "skipped preferences"
    EQUAL = "equal preferences"
    WEIGHTS = "ballots of several votes"


OPTIONAL = (Part.TITLE, Part.SEATS, Part.WITHDRAWN)  # which a convert may be told to leave out


@dataclass(frozen=True, slots=True)
class Target:
    """Where a format writes. `when`: the moment of writing, in UTC, for formats that must state one.

    `decimals`: to how many places exact fractions of votes are cut; None: they are not written.
    """

    stream: BinaryIO
    when: datetime
    decimals: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One format of ballot files (`read`, `write`) or of results (`write_record`).

    `suffixes`: how names of its files end, before `.gz` or `.zip`. `looks`: whether a file that begins
    with these bytes may be of it. `carries`: what it can hold beside names and rankings.
    `several`: whether its files may hold several contests. `read`: from the file's bytes and the
    contest asked for, if any. All raise PapersError.
    """

    id: str
    title: str
    suffixes: tuple[str, ...] = ()
    looks: Callable[[bytes], bool] = lambda _head: False
    carries: frozenset[Part] = frozenset()
    several: bool = False
    read: Callable[[Iterator[bytes], str | None], BallotFile] | None = None
    write: Callable[[BallotFile, Target], None] | None = None
    write_record: Callable[[CountRecord, Target], None] | None = None


@cache
def formats() -> tuple[Format, ...]:
    """All formats, by id."""
    found: list[Format] = []
    for module in pkgutil.iter_modules(__path__):
        found += getattr(importlib.import_module(f"{__name__}.{module.name}"), "FORMATS", ())
    return tuple(sorted(found, key=lambda each: each.id))


def _kinds_of_irregular(papers: Papers) -> tuple[bool, bool]:
    """Whether any paper skips a rank, and whether any gives one to several candidates."""
    skips = equals = False
    for marks, _ in papers.irregular:
        skips = skips or marks[-1][0] != len(marks)
        equals = equals or any(len(candidates) > 1 for _, candidates in marks)
        if skips and equals:
            break
    return skips, equals
