"""A body of linked contests in words. Counts nothing. For programs: `counting.body_json`."""

from __future__ import annotations

from collections.abc import Iterator

from counting.body_json import FORMAT, body_object
from counting.body_terms import Body, BodyRecord, Link
from counting.contest import LEAVE_VACANT, CandidateId
from counting.linked import Condition
from counting.phrases import join_words, number_of

__all__ = [
    "FORMAT",
    "body_lines",
    "body_object",
    "heading_lines",
    "link_lines",
    "name_in",
    "result_lines",
]


def body_lines(record: BodyRecord) -> tuple[str, ...]:
    """Contest by contest: who was struck or barred before it, and who is elected; then the whole."""
    lines = [*heading_lines(record.body)]
    counted: set[str] = set()
    for link in record.links:
        lines += link_lines(record.body, link, again=link.key in counted)
        counted.add(link.key)
    return (*lines, *result_lines(record))


def heading_lines(body: Body) -> Iterator[str]:
    """What the body is, and what joins its contests."""
    yield body.title
    for joint in body.joint:
        where = f"over {join_words(joint.contests)}"
        yield f"Joint constraint {where}{_only_if(joint.only_if)}: {joint.constraint.label}."
    if body.several_places == "preference":
        yield "Whoever is elected twice keeps the place higher in the order of choice lodged."
    else:
        yield "Whoever is elected is passed over in the contests counted later."


def _only_if(condition: Condition | None) -> str:
    if condition is None:
        return ""
    least = condition.maximum is None
    number = condition.minimum if least else condition.maximum
    return (
        f", only if at {'least' if least else 'most'} {number} whose {condition.attribute} is "
        f"{condition.value} {'is' if number == 1 else 'are'} elected in {join_words(condition.contests)}"
    )


def result_lines(record: BodyRecord) -> Iterator[str]:
    """Who is elected in each contest in the end, in the published order."""
    yield "Result"
    elected = record.elected
    for key in record.body.keys:
        yield f"  {_title(record.body, key)}: {_names(record.body, elected[key])}."


def link_lines(body: Body, link: Link, *, again: bool) -> Iterator[str]:
    """What happened before and in one contest. `again`: it has been counted before."""
    once_more = ", counted again" if again else ""
    yield f"{link.key}: {_title(body, link.key)}{once_more} ({number_of(link.seats, 'place')})"
    for step in link.applied:
        what = "places are left vacant" if step == LEAVE_VACANT else f"'{step[6:]}' does not apply"
        yield f"  Not all can be met, so that by the policy in the notice {what}."
    if link.vacant:
        yield f"  Left vacant: {number_of(link.vacant, 'place')}."
    for candidate, key in link.struck:
        yield f"  {name_in(body, candidate)} is elected in {key} and passed over here."
    if link.kept:
        yield f"  Elected before, and staying: {_names(body, link.kept)}."
    for bar in link.barred:
        names = _names(body, bar.candidates)
        why = join_words([f"'{label}'" for label in bar.constraints]) or "every place"
        yield f"  With {names} elected here, {why} could not be met any more: doomed."
    elected = _names(body, link.elected)
    yield f"  {'Unopposed' if link.unopposed else 'Elected'}: {elected}."
    for candidate, key in link.gave_up:
        yield f"  {name_in(body, candidate)} wants this place more, and gives up the one in {key}."


def name_in(body: Body, candidate: CandidateId) -> str:
    """The name of a candidate; of a team, with its persons."""
    for part in body.parts:
        for one in part.contest.candidates:
            if one.id == candidate:
                team = join_words([person.name for person in body.teams.get(candidate, ())])
                return f"{one.name} ({team})" if team not in ("", one.name) else one.name
    raise KeyError(candidate)


def _names(body: Body, candidates: tuple[CandidateId, ...]) -> str:
    return join_words([name_in(body, candidate) for candidate in candidates]) or "nobody"


def _title(body: Body, key: str) -> str:
    return next(part.contest.title for part in body.parts if part.key == key)
