"""What surrounds a contest of a body, as JSON values in its record, and back, strictly."""

from __future__ import annotations

from counting.canonical import Json
from counting.constraint_json import constraint_object
from counting.contest import Candidate, CandidateId
from counting.contest_reading import constraint_from_part
from counting.json_part import Part
from counting.linked import Condition, JointBound, Linked, OpenContest, SeatRule


def linked_object(linked: Linked) -> dict[str, Json]:
    """The surroundings as JSON values; parts that say nothing are left out."""
    more: dict[str, Json] = {}
    if linked.teams:
        more["teams"] = {team: list(members) for team, members in linked.teams.items()}
    if linked.holds:
        more["holds"] = dict(linked.holds.items())
    return {
        "key": linked.key,
        "contests": [_contest_object(contest) for contest in linked.contests],
        "bounds": [_bound_object(bound) for bound in linked.bounds],
        "persons": [
            {"id": one.id, "name": one.name, "attributes": dict(one.attributes)}
            for one in linked.persons
        ],
        **more,
    }


def linked_from_part(part: Part) -> Linked:
    """The inverse of `linked_object`. Raises RecordError, naming the place, or ContestError."""
    teams, holds = part.maybe("teams"), part.maybe("holds")
    return Linked(
        key=part["key"].text(),
        contests=tuple(_contest(item) for item in part["contests"].items()),
        bounds=tuple(_bound(item) for item in part["bounds"].items()),
        persons=tuple(
            Candidate(
                CandidateId(item["id"].text()),
                item["name"].text(),
                {name: value.text() for name, value in item["attributes"].members().items()},
            )
            for item in part["persons"].items()
        ),
        teams={}
        if teams is None
        else {CandidateId(team): members.ids() for team, members in teams.members().items()},
        holds={}
        if holds is None
        else {CandidateId(one): key.text() for one, key in holds.members().items()},
    )


def _contest_object(contest: OpenContest) -> Json:
    more: dict[str, Json] = {}
    if contest.rules:
        more["rules"] = [
            {"if": condition_object(rule.condition), "seats": rule.seats} for rule in contest.rules
        ]
    if contest.less:
        more["less"] = list(contest.less)
    return {
        "key": contest.key,
        "seats": contest.seats,
        "standing": list(contest.standing),
        **more,
    }


def _contest(part: Part) -> OpenContest:
    rules, less = part.maybe("rules"), part.maybe("less")
    return OpenContest(
        part["key"].text(),
        part["seats"].whole(),
        part["standing"].ids(),
        ()
        if rules is None
        else tuple(
            SeatRule(condition_from_part(item["if"]), item["seats"].whole())
            for item in rules.items()
        ),
        () if less is None else _keys(less),
    )


def condition_object(condition: Condition) -> Json:
    """A condition as JSON values."""
    return {
        "attribute": condition.attribute,
        "value": condition.value,
        "min": condition.minimum,
        "max": condition.maximum,
        "contests": list(condition.contests),
        "counted": condition.counted,
    }


def condition_from_part(part: Part) -> Condition:
    """The inverse of `condition_object`."""
    return Condition(
        part["attribute"].text(),
        part["value"].text(),
        part["min"].optional(Part.whole),
        part["max"].optional(Part.whole),
        _keys(part["contests"]),
        part["counted"].whole(),
    )


def _bound_object(bound: JointBound) -> Json:
    more: dict[str, Json] = {}
    if bound.vacant:
        more["vacant"] = bound.vacant
    if bound.only_if is not None:
        more["only_if"] = condition_object(bound.only_if)
    return {
        "constraint": constraint_object(bound.constraint),
        "contests": list(bound.contests),
        "counted": bound.counted,
        **more,
    }


def _bound(part: Part) -> JointBound:
    vacant, only_if = part.maybe("vacant"), part.maybe("only_if")
    return JointBound(
        constraint_from_part(part["constraint"]),
        _keys(part["contests"]),
        part["counted"].whole(),
        0 if vacant is None else vacant.whole(),
        None if only_if is None else condition_from_part(only_if),
    )


def _keys(part: Part) -> tuple[str, ...]:
    return tuple(item.text() for item in part.items())
