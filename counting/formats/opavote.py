"""Writes the result of a count in the form of OpaVote's JSON reports, for programs that read those.

Votes are whole numbers in units of the last of `precision` decimals, so they are exact. Candidates are
numbered from 0. A round is a stage; `winners` and `losers` are all so far; `exhausted` is what is
non-transferable together with what rounding has lost.

Rules that count afresh for each place cannot be written.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from counting.canonical import Json
from counting.contest import CandidateId
from counting.errors import PapersError
from counting.formats import Format, Target
from counting.formats.results import Numbers, numbers_of, require_one_count, surplus_at
from counting.record import CountRecord, Stage
from counting.words import notes_of

_TITLE = "OpaVote JSON"
_VERSION = "1.0"
_ACTIONS = {  # the words that the form has: what is shared out afresh is a transfer of surpluses
    "first-preferences": "first",
    "surplus": "surplus",
    "iteration": "surplus",
    "exclusion": "eliminate",
    "last-vacancies": "eliminate",
}


def _write(record: CountRecord, target: Target) -> None:
    require_one_count(record, _TITLE)
    numbers = numbers_of(record, target, _TITLE)
    papers = record.papers
    if not papers.valid:
        raise PapersError(f"{_TITLE} cannot hold a count without a valid paper.")
    places = {candidate.id: place for place, candidate in enumerate(record.contest.candidates)}
    rounds: list[Json] = []
    losers: list[CandidateId] = []
    for index, stage in enumerate(record.stages):
        losers += stage.excluded
        rounds.append(_round(record, index, places, losers, numbers))
    result: dict[str, Json] = {
        "version": _VERSION,
        "title": record.contest.title,
        "method": record.rule,
        "n_seats": record.contest.seats,
        "n_votes": papers.valid + papers.invalid + papers.no_effective_preference,
        "n_valid_votes": papers.valid,
        "precision": numbers.decimals,
        "options": [],
        "candidates": [candidate.name for candidate in record.contest.candidates],
        "withdrawn": _numbered(record.contest.withdrawn, places),
        "winners": _numbered(record.elected, places),
        "tie_breaks": [
            [stage.number, _numbered(tie.candidates, places), [places[tie.chosen]]]
            for stage in record.stages
            for tie in stage.ties
        ],
        "rounds": rounds,
    }
    target.stream.write(json.dumps(result, ensure_ascii=False, indent=1).encode() + b"\n")


def _round(
    record: CountRecord,
    index: int,
    places: dict[CandidateId, int],
    losers: list[CandidateId],
    numbers: Numbers,
) -> Json:
    stage: Stage = record.stages[index]
    elected = [who for earlier in record.stages[: index + 1] for who in earlier.elected]
    return {
        "n": stage.number,
        "action": {
            "type": _ACTIONS[stage.action.type],
            "candidates": _numbered(stage.action.candidates, places),
            "desc": stage.action.type.replace("-", " "),
        },
        "count": [
            numbers.scaled(stage.tallies[who]) if who in stage.tallies else 0 for who in places
        ],
        "exhausted": numbers.scaled(stage.non_transferable + stage.rounding),
        "surplus": numbers.scaled(surplus_at(stage)),
        "thresh": numbers.scaled(stage.quota),
        "continuing": _numbered(record.continuing(index + 1), places),
        "winners": _numbered(elected, places),
        "losers": _numbered(losers, places),
        "msg": " ".join(notes_of(record, index)),
    }


def _numbered(candidates: Iterable[CandidateId], places: dict[CandidateId, int]) -> list[Json]:
    return [places[candidate] for candidate in candidates]


FORMATS = (Format(id="opavote", title=_TITLE, write_record=_write),)
