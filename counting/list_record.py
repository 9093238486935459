"""What an ordered list is, as a fact, and its one codec: JSON with the record of every count, and back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from counting.canonical import Json, canonical_json, sha256_digest
from counting.contest import CandidateId, Contest, RuleId
from counting.contest_reading import contest_from_part
from counting.errors import ContestError, RecordError
from counting.json_part import Part
from counting.record import CountRecord
from counting.record_json import contest_object, read_record, record_object

FORMAT: Final = "omov/ordered-list/v1"


@dataclass(frozen=True, slots=True)
class Placing:
    """One count of the series. `places`: of the list that it settled, from 1; `placed`: who took them.

    `barred`: with whom next no lawful list could go on.
    """

    places: tuple[int, ...]
    placed: tuple[CandidateId, ...]
    record: CountRecord
    barred: tuple[CandidateId, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderedList:
    """A list. `order`: the first place first. `placings`: the counts, in the order they were made.

    The first of `rosenstiel-1998` settles no place, only who is on the list. `relaxed`: labels of the
    constraints that the contest's policy gave up, because no list could meet them all.
    """

    method: str
    contest: Contest
    order: tuple[CandidateId, ...]
    placings: tuple[Placing, ...]
    relaxed: tuple[str, ...] = ()


def list_object(made: OrderedList) -> dict[str, Json]:
    """The list as JSON values, with the whole record of every count and a digest of it all."""
    relaxed: dict[str, Json] = {"relaxed": list(made.relaxed)} if made.relaxed else {}
    body: dict[str, Json] = {
        "format": FORMAT,
        "method": made.method,
        "rule": made.contest.rule,
        "contest": contest_object(made.contest),
        **relaxed,
        "order": list(made.order),
        "counts": [_placing_object(placing) for placing in made.placings],
    }
    return {**body, "digest": sha256_digest(body)}


def _placing_object(placing: Placing) -> Json:
    barred: dict[str, Json] = {"barred": list(placing.barred)} if placing.barred else {}
    return {
        "places": list(placing.places),
        "placed": list(placing.placed),
        **barred,
        "record": record_object(placing.record),
    }


def read_list(data: bytes) -> OrderedList:
    """The list that these bytes are the JSON of.

    Raises RecordError for anything `list_object` would not have written, naming the place.
    """
    try:
        found = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise RecordError(f"The list is not JSON: {error}.") from None
    part = Part(found, "list")
    try:
        contest = contest_from_part(part["contest"], RuleId(part["rule"].text()))
    except ContestError as error:
        raise RecordError(f"list.contest: {error}") from None
    relaxed = part.maybe("relaxed")
    made = OrderedList(
        part["method"].text(),
        contest,
        part["order"].ids(),
        tuple(_placing(item) for item in part["counts"].items()),
        () if relaxed is None else tuple(label.text() for label in relaxed.items()),
    )
    if list_object(made) != found:
        raise RecordError(
            "The list contradicts itself: its digest or a member is not that of the rest."
        )
    return made


def _placing(part: Part) -> Placing:
    barred = part.maybe("barred")
    try:
        record = read_record(canonical_json(part["record"].value))
    except RecordError as error:
        raise RecordError(f"{part.place}.record: {error}") from None
    return Placing(
        tuple(place.whole() for place in part["places"].items()),
        part["placed"].ids(),
        record,
        () if barred is None else barred.ids(),
    )
