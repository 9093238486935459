"""The one codec of body records: the records of all contests, the links between them, and a digest.

What is read is written again with the body that was held, and must be the same: so neither the terms in
a record nor anything derived from them can contradict that body.
"""

from __future__ import annotations

import json
from typing import Final

from counting.body_terms import Bar, Body, BodyRecord, JointConstraint, Link, Part
from counting.canonical import Json, canonical_json, sha256_digest
from counting.constraint_json import constraint_object
from counting.contest import CandidateId
from counting.errors import RecordError
from counting.json_part import Part as Value
from counting.linked_json import condition_object
from counting.record_json import first_difference, no_name_twice, record_object

FORMAT: Final = "omov/body-record/v1"


def write_body_record(record: BodyRecord) -> bytes:
    """The record as canonical JSON with its digest, UTF-8, no line end."""
    return canonical_json(body_object(record))


def body_object(record: BodyRecord) -> dict[str, Json]:
    """The body for programs: its terms, the records of all contests with their links, and a digest."""
    whole: dict[str, Json] = {
        "format": FORMAT,
        "title": record.body.title,
        "order": list(record.body.keys),
        "joint": [_joint_object(joint) for joint in record.body.joint],
        **_terms_object(record.body),
        "contests": [_link_object(link) for link in record.links],
        "elected": {key: list(elected) for key, elected in record.elected.items()},
    }
    return {**whole, "digest": sha256_digest(whole)}


def read_body_record(data: bytes, body: Body) -> BodyRecord:
    """The record of this body that these bytes are the JSON of.

    Raises RecordError, naming the place, for anything `write_body_record` would not have written.
    """
    try:
        found = json.loads(data.decode("utf-8"), object_pairs_hook=no_name_twice)
    except UnicodeDecodeError:
        raise RecordError("The record is not UTF-8 text.") from None
    except (ValueError, RecursionError) as error:
        raise RecordError(f"The record is not JSON: {error}.") from None
    links = tuple(_link(item) for item in Value(found, "record")["contests"].items())
    try:
        again = body_object(BodyRecord(body, links))
    except (ValueError, KeyError) as error:
        raise RecordError(f"The record contradicts itself: {error}.") from None
    difference = first_difference(found, again, "record")
    if difference is not None:
        raise RecordError(difference)
    return BodyRecord(body, links)


def _terms_object(body: Body) -> dict[str, Json]:
    """What only some bodies have: a member that says nothing is left out."""
    parts: dict[str, Json] = {}
    places = {part.key: _places_object(part) for part in body.parts if part.places is not None}
    if places:
        parts["places"] = places
    if body.teams:
        parts["teams"] = {
            team: [{"id": p.id, "name": p.name, "attributes": dict(p.attributes)} for p in persons]
            for team, persons in body.teams.items()
        }
    if body.several_places != "skip":
        parts["several_places"] = body.several_places
        parts["choices"] = {person: list(keys) for person, keys in body.choices.items()}
    if body.if_infeasible:
        parts["if_infeasible"] = list(body.if_infeasible)
    return parts


def _places_object(part: Part) -> Json:
    places = part.seats
    return {
        "seats": places.seats,
        "rules": [
            {"if": condition_object(rule.condition), "seats": rule.seats} for rule in places.rules
        ],
        "less": list(places.less),
    }


def _joint_object(joint: JointConstraint) -> Json:
    only_if: dict[str, Json] = {}
    if joint.only_if is not None:
        only_if["only_if"] = condition_object(joint.only_if)
    return {"contests": list(joint.contests), **constraint_object(joint.constraint), **only_if}


def _link_object(link: Link) -> Json:
    more: dict[str, Json] = {}
    if link.vacant:
        more["vacant"] = link.vacant
    if link.applied:
        more["applied"] = list(link.applied)
    if link.kept:
        more["kept"] = list(link.kept)
    if link.gave_up:
        more["gave_up"] = [{"candidate": c, "held_in": key} for c, key in link.gave_up]
    return {
        "key": link.key,
        "seats": link.seats,
        "unopposed": link.unopposed,
        "struck": [{"candidate": candidate, "elected_in": key} for candidate, key in link.struck],
        "barred": [
            {"candidates": list(bar.candidates), "constraints": list(bar.constraints)}
            for bar in link.barred
        ],
        **more,
        "record": None if link.record is None else record_object(link.record),
    }


def _link(part: Value) -> Link:
    from counting.record_reading import record_from_object

    record, unopposed = part["record"].value, part["unopposed"].value
    vacant, applied, kept, gave_up = (
        part.maybe(name) for name in ("vacant", "applied", "kept", "gave_up")
    )
    return Link(
        key=part["key"].text(),
        seats=part["seats"].whole(),
        struck=_pairs(part["struck"], "elected_in"),
        barred=tuple(
            Bar(bar["candidates"].ids(), tuple(one.text() for one in bar["constraints"].items()))
            for bar in part["barred"].items()
        ),
        unopposed=unopposed is True,  # anything else differs when the record is written again
        record=None if record is None else record_from_object(record),
        vacant=0 if vacant is None else vacant.whole(),
        applied=() if applied is None else tuple(step.text() for step in applied.items()),
        kept=() if kept is None else kept.ids(),
        gave_up=() if gave_up is None else _pairs(gave_up, "held_in"),
    )


def _pairs(part: Value, key: str) -> tuple[tuple[CandidateId, str], ...]:
    return tuple((CandidateId(item["candidate"].text()), item[key].text()) for item in part.items())
