"""The count sheet: a column for each stage, a row for each candidate. A view: it counts nothing.

`count_sheet` makes the sheet of a record, neutral between text and pages; `sheet_text` lays it out.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from counting.contest import CandidateId
from counting.further_counts import FURTHER_COUNTS
from counting.record import CountRecord, PapersSummary, Stage
from counting.views.minutes_promotion import first_count, place_of, promotion_notes
from counting.views.text import is_exact, shown_change, shown_votes
from counting.votes import NO_VOTES, Votes
from counting.words import display_name, display_names, notes_of, number_of
from counting.words_casting import casting_words
from counting.words_nobody import result_sentence

_HEADINGS = {"first-preferences": "First preferences", "last-vacancies": "Last vacancies"}

# Reasons that only rules have under which a majority elects.
_OF_A_MAJORITY = {"majority", "final-tie", "casting-vote", "no-casting-vote", "no-votes"}

Mark = Literal["", "elected", "excluded"]
RowKind = Literal["candidate", "non-transferable", "rounding", "total", "quota"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One stage of one row. `change`: votes gained or lost in the stage; `votes`: at its end.

    Both as people read them, empty where there is nothing to say. `mark`: what became of the
    candidate at this stage.
    """

    change: str
    votes: str
    mark: Mark = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One candidate, or one of the sums below.

    `number`: the candidate's id; empty for a sum. `outcome`: what became of the candidate in the end.
    """

    kind: RowKind
    number: str
    label: str
    cells: tuple[Cell, ...]
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One stage: its number, and in a few words what was done at it."""

    number: int
    heading: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A count sheet. `facts`: label and value of what stands above the table; `notes`: below it."""

    title: str
    facts: tuple[tuple[str, str], ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    result: str
    notes: tuple[str, ...]


def count_sheet(record: CountRecord) -> Sheet:
    """The count sheet of a record."""
    return Sheet(
        title=record.contest.title,
        facts=_facts(record),
        columns=tuple(Column(stage.number, _heading(record, stage)) for stage in record.stages),
        rows=_rows(record),
        result=result_sentence(record),
        notes=_notes(record),
    )


def quota_word(record: CountRecord) -> str:
    """What the number of votes that elects is called: the quota, or a majority that moves."""
    reasons = {decision.reason for stage in record.stages for decision in stage.decisions}
    return "Majority" if reasons & _OF_A_MAJORITY else "Quota"


def weights_words(papers: PapersSummary) -> str:
    """'12 ballots carry 340 votes'. Raises ValueError where each ballot is one vote."""
    if papers.ballots is None:
        raise ValueError("each of these ballots is one vote")
    votes = papers.valid + papers.invalid + papers.no_effective_preference
    carry = "carries" if papers.ballots == 1 else "carry"
    return f"{number_of(papers.ballots, 'ballot')} {carry} {number_of(votes, 'vote')}"


def _facts(record: CountRecord) -> tuple[tuple[str, str], ...]:
    papers, contest = record.papers, record.contest
    facts = [
        ("Rule", f"{record.rule}, version {record.rule_version}"),
        ("Places", str(contest.seats)),
        ("Valid papers" if papers.ballots is None else "Valid votes", str(papers.valid)),
    ]
    if papers.ballots is not None:
        facts.insert(2, ("Ballots", weights_words(papers)))
    if papers.invalid:
        label = "Invalid papers" if papers.irregular else "Blank papers"
        facts.append((label, str(papers.invalid)))
    if papers.irregular:
        facts.append(("Skipped or equal ranks", str(papers.irregular)))
    if papers.no_effective_preference:
        facts.append(("No effective preference", str(papers.no_effective_preference)))
    if contest.gone:
        facts.append(("Withdrawn", display_names(contest, contest.gone)))
    if contest.struck:
        those = "; ".join(f"{display_name(contest, c)} ({why})" for c, why in contest.struck)
        facts.append(("Passed over", those))
    if contest.casting_vote:
        facts.append(("Casting vote", casting_words(contest)))
    if record.vacant and not record.left_open:
        facts.append(("Vacant places", str(record.vacant)))
    if record.quota:
        facts.append((quota_word(record), shown_votes(record.quota, record.decimals.quota)))
    facts.extend(("Constraint", label) for label in contest.bearing)
    return tuple(facts)


def _heading(record: CountRecord, stage: Stage) -> str:
    if stage.action.type in FURTHER_COUNTS:
        return f"Afresh, for {number_of(stage.action.places or 0, 'place')}"
    names = display_names(record.contest, stage.action.candidates)
    heading = _HEADINGS.get(stage.action.type, stage.action.type.replace("-", " ").capitalize())
    return f"{heading} of {names}" if names else heading


def _rows(record: CountRecord) -> tuple[Row, ...]:
    stages = record.stages
    non_transferable = [stage.non_transferable for stage in stages]
    rounding = [stage.rounding for stage in stages]
    rows = [_candidate_row(record, candidate) for candidate in record.standing()]
    rows.append(_sum_row(record, "non-transferable", "Non-transferable", non_transferable))
    if any(rounding):
        rows.append(_sum_row(record, "rounding", "Lost by rounding", rounding))
    total = [
        sum(stage.tallies.values(), stage.non_transferable + stage.rounding) for stage in stages
    ]
    rows.append(_plain_row("total", "Total", total, record.decimals.votes))
    if record.quota:
        quotas = [stage.quota for stage in stages]
        rows.append(_plain_row("quota", quota_word(record), quotas, record.decimals.quota))
    return tuple(rows)


def _candidate_row(record: CountRecord, candidate: CandidateId) -> Row:
    decimals = record.decimals.votes
    cells = []
    gone = False
    before: Votes | None = None
    for stage in record.stages:
        if stage.action.type in FURTHER_COUNTS:
            gone, before = False, None
        if candidate not in stage.tallies:  # a successor that does not stand yet
            cells.append(Cell("", ""))
            continue
        votes = stage.tallies[candidate]
        change = "" if before is None else shown_change(votes - before, decimals)
        mark: Mark = ""
        if candidate in stage.elected:
            mark = "elected"
        elif candidate in stage.excluded:
            mark = "excluded"
        empty = gone and not votes and not change
        cells.append(Cell(change, "–" if empty else shown_votes(votes, decimals), mark))
        gone = gone or mark == "excluded"
        before = votes
    name = record.contest.name(candidate)
    return Row("candidate", candidate, name, tuple(cells), _outcome(record, candidate))


def _sum_row(record: CountRecord, kind: RowKind, label: str, values: list[Votes]) -> Row:
    decimals = record.decimals.votes
    afresh = [stage.action.type in FURTHER_COUNTS for stage in record.stages]
    changes = [NO_VOTES]
    changes += [
        NO_VOTES if new else now - then
        for (then, now), new in zip(pairwise(values), afresh[1:], strict=True)
    ]
    return Row(
        kind,
        "",
        label,
        tuple(
            Cell(shown_change(change, decimals), shown_votes(value, decimals))
            for change, value in zip(changes, values, strict=True)
        ),
    )


def _plain_row(kind: RowKind, label: str, values: list[Votes], decimals: int | None) -> Row:
    return Row(kind, "", label, tuple(Cell("", shown_votes(value, decimals)) for value in values))


def _outcome(record: CountRecord, candidate: CandidateId) -> str:
    if (promotion := place_of(record, candidate)) is not None:
        index, decision = promotion
        number = record.stages[index].number
        if decision.act == "make-way":
            return f"Made way, stage {number}"
        return f"Promoted {record.elected.index(candidate) + 1}, stage {number}"
    outcome = "Not elected"
    for stage in first_count(record):
        if candidate in stage.elected and candidate in record.contest.nobody:
            return f"Leaves a place vacant, stage {stage.number}"
        if candidate in stage.elected:
            return f"Elected {record.elected.index(candidate) + 1}, stage {stage.number}"
        if candidate in stage.excluded:
            outcome = f"Excluded, stage {stage.number}"
    return outcome


def _notes(record: CountRecord) -> tuple[str, ...]:
    notes = []
    if is_exact(record.decimals):
        notes.append(
            "Votes are exact fractions, shown here rounded to five decimals; "
            "the record has them in full."
        )
    notes += promotion_notes(record)
    for index, stage in enumerate(record.stages):
        notes += [f"Stage {stage.number}: {note}" for note in notes_of(record, index)]
    return tuple(notes)
