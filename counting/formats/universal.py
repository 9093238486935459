"""Writes the result of a count as Universal RCV JSON, which visualisers of ranked counts read.

Source: the schema of the 'universal tabulator' format of RCVis, https://github.com/artoonie/rcvformats.
A round is a stage. Its tally is that of all who have not been eliminated; under it stand those
elected and eliminated, with the votes that leave them *after* it. So an exclusion stands in the round
before the stage that transfers its papers; and so does an election whose surplus is transferred, for a
candidate can stand there only once. Candidates of one name have their number after it.

Rules that share papers out afresh (Meek) have no transfers in the file. Rules that count afresh for
each place cannot be written.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from counting.canonical import Json
from counting.contest import CandidateId
from counting.formats import Format, Target
from counting.formats.results import Numbers, moves_away, numbers_of, require_one_count
from counting.phrases import display_name
from counting.record import CountRecord
from counting.votes import Votes

_TITLE = "Universal RCV JSON"
_EXHAUSTED, _RESIDUAL = "exhausted", "residual surplus"

Event = tuple[str, CandidateId, Mapping[str, Votes]]  # elected or eliminated, who, votes by id


def _write(record: CountRecord, target: Target) -> None:
    require_one_count(record, _TITLE)
    numbers = numbers_of(record, target, _TITLE)
    names = _names(record)
    events = [list(_events(record, index)) for index in range(len(record.stages))]
    gone: set[CandidateId] = set()
    rounds: list[Json] = []
    for stage, after in zip(record.stages, events, strict=True):
        rounds.append(
            {
                "round": stage.number,
                "tally": {
                    names[id_]: numbers.text(votes)
                    for id_, votes in stage.tallies.items()
                    if id_ not in gone
                },
                "tallyResults": [_event(event, names, numbers) for event in after],
            }
        )
        gone.update(who for what, who, _ in after if what == "eliminated")
    config: dict[str, Json] = {"contest": record.contest.title}
    if record.quota:
        config["threshold"] = numbers.text(record.quota)
    text = json.dumps({"config": config, "results": rounds}, ensure_ascii=False, indent=1)
    target.stream.write(text.encode() + b"\n")


def _events(record: CountRecord, index: int) -> Iterator[Event]:
    """Who is elected, and who gives up votes at the stage after."""
    stages = record.stages
    later = stages[index + 1] if index + 1 < len(stages) else None
    moving = dict(moves_away(record, index + 1)) if later else {}
    surplus = later is not None and later.action.type == "surplus"
    to_come = {who for s in stages if s.action.type == "surplus" for who in s.action.candidates}
    for who in stages[index].elected:
        if who not in to_come:
            yield "elected", who, {}
    for who, votes in moving.items():
        yield ("elected" if surplus else "eliminated"), who, votes
    for who in stages[index].excluded:
        if stages[index].action.type != "exclusion":
            yield "eliminated", who, {}


def _event(event: Event, names: Mapping[str, str], numbers: Numbers) -> Json:
    what, who, votes = event
    found: dict[str, Json] = {what: names[who]}
    if votes:
        found["transfers"] = {names[to]: numbers.text(moved) for to, moved in votes.items()}
    return found


def _names(record: CountRecord) -> dict[str, str]:
    """Names by id, no two alike, and none that means something else to a visualiser."""
    names: dict[str, str] = {"": _EXHAUSTED, "-": _RESIDUAL}
    taken = {_EXHAUSTED, _RESIDUAL}
    for candidate in record.contest.candidates:
        name = display_name(record.contest, candidate.id)
        while name in taken:
            name = f"{name} ({candidate.id})"
        taken.add(name)
        names[candidate.id] = name
    return names


FORMATS = (Format(id="universal-rcv", title=_TITLE, write_record=_write),)
