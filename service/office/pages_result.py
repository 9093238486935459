"""What officers see before they declare, and the audit chain."""

from __future__ import annotations

import json
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from ballots.encoding import to_base64url
from counting import read_record
from counting.motion import read_motion
from counting.motion_words import sentences_of
from counting.views.motion import figure_rows
from counting.views.table import Sheet, count_sheet
from service.db.office.store import OfficeStore, Result
from service.errors import Refused
from service.office.closeness import CloseExclusion, closest_exclusion
from service.office.facts import Facts
from service.office.motions import is_motion
from service.office.page_facts import own_facts
from service.office.pages_election import HERE
from service.office.room import election_of
from service.office.shell import Shell

REASONS = {
    "does-not-open": "sealed to something else",
    "wrong-length": "of a wrong length",
    "unknown-kind": "of an unknown kind",
    "abstain-with-numbers": "abstaining and ranking at once",
    "empty-ranking": "no preference",
    "gap": "a gap in the ranking",
    "out-of-range": "a candidate who does not exist",
    "duplicate": "the same candidate twice",
    "more-than-one": "more than one choice",
}


@dataclass(frozen=True, slots=True)
class Totals:
    """E, D, R, P, U and B of a contest, and what became of the ballots."""

    entitled: int
    drawn: int
    reissued: int
    on_paper: int
    keys: int
    papers: int
    valid: int
    abstentions: int
    invalid: tuple[tuple[str, int], ...]
    superseded: int

    def laws(self) -> list[tuple[str, str, bool]]:
        """What must hold, in words and in figures, and whether it does. Source: PROTOCOL, totals."""
        return [
            (
                "No more ballots than papers drawn and re-issued",
                f"{self.keys:,} ≤ {self.drawn:,} + {self.reissued:,}",
                self.keys <= self.drawn + self.reissued,
            ),
            (
                "No more paper ballots than members marked as voting on paper",
                f"{self.papers:,} ≤ {self.on_paper:,}",
                self.papers <= self.on_paper,
            ),
            (
                "No more members drew or voted on paper than are entitled",
                f"{self.drawn:,} + {self.on_paper:,} ≤ {self.entitled:,}",
                self.drawn + self.on_paper <= self.entitled,
            ),
        ]


@dataclass(frozen=True, slots=True)
class Shown:
    """One contest's result as officers see it. `sheet`: None for a motion, which has `figures`."""

    id: str
    title: str
    sheet: Sheet | None
    sentence: str
    figures: tuple[tuple[str, str], ...]
    minutes: str
    elected: tuple[str, ...]
    totals: Totals
    closest: CloseExclusion | None

    @property
    def reissues_matter(self) -> bool:
        """Whether the re-issued papers are at least as many as the votes of the closest exclusion."""
        return bool(
            self.totals.reissued and self.closest and self.closest.gap <= self.totals.reissued
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the audit chain."""

    number: int
    time: object
    actor: str
    act: str
    details: str
    hash: str


def add(router: APIRouter, shell: Shell) -> None:
    """Add these pages."""
    room = shell.room

    @router.get(HERE + "/results")
    def get_results(request: Request, election: str) -> Response:
        visitor = shell.visitor(request)
        facts = own_facts(room, election)
        if not facts.past("counted"):
            raise Refused("not-counted", "The ballots have not been counted yet.")
        with room.database.reading() as connection:
            found = OfficeStore(connection).results(election)
        return shell.page(
            "results.html", visitor, facts=facts, results=_in_order(facts, list(found)),
            without=_without(facts, list(found)), reasons=REASONS,
        )  # fmt: skip

    @router.get(HERE + "/audit")
    def get_audit(request: Request, election: str) -> Response:
        visitor = shell.visitor(request)
        facts = own_facts(room, election)
        with room.database.reading() as connection:
            store = OfficeStore(connection)
            election_of(store, election)
            names = {officer.id: officer.name for officer in store.officers()}
            lines = [
                Line(
                    entry.number,
                    entry.time,
                    names.get(entry.actor, entry.actor),
                    entry.act,
                    _details(entry.act, details),
                    to_base64url(entry.hash()),
                )
                for entry, details in store.audit(election)
            ]
        return shell.page("audit.html", visitor, facts=facts, lines=lines)


def _details(act: str, details: str) -> str:
    """The details as they are read; the text of a notice or a file is not repeated here."""
    if act in ("load-notice", "load-ceremony"):
        return ""
    found = json.loads(details)
    return "; ".join(
        f"{name}: {', '.join(map(str, value)) if isinstance(value, list) else value}"
        for name, value in found.items()
    )


def _in_order(facts: Facts, found: list[Result]) -> list[Shown]:
    order = {contest.id: place for place, contest in enumerate(facts.notice.contests)}
    return [
        _shown(result) for result in sorted(found, key=lambda r: order.get(r.contest, len(order)))
    ]


def _without(facts: Facts, found: list[Result]) -> list[str]:
    """Titles of the contests that have no count: uncontested, or cancelled."""
    counted = {result.contest for result in found}
    return [contest.title for contest in facts.notice.contests if contest.id not in counted]


def _shown(result: Result) -> Shown:
    totals = json.loads(result.totals)
    counted = Totals(**{**totals, "invalid": tuple(totals["invalid"].items())})
    if is_motion(result.record):
        motion = read_motion(result.record)
        return Shown(
            id=result.contest,
            title=motion.title,
            sheet=None,
            sentence=sentences_of(motion.decision)[-1],
            figures=tuple(figure_rows(motion)),
            minutes=result.minutes,
            elected=(),
            totals=counted,
            closest=None,
        )
    record = read_record(result.record)
    sheet = count_sheet(record)
    return Shown(
        id=result.contest,
        title=record.contest.title,
        sheet=sheet,
        sentence=sheet.result,
        figures=(),
        minutes=result.minutes,
        elected=tuple(record.contest.name(candidate) for candidate in record.elected),
        totals=counted,
        closest=closest_exclusion(record),
    )
