"""In what a body contradicts itself: refused before anything is counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from counting.contest import LEAVE_VACANT, CandidateId
from counting.errors import ContestError

if TYPE_CHECKING:
    from counting.body_terms import Body, Part

KEEPS: str = "keeps-a-place"  # as in `counting.protected`


def require_consistent(body: Body) -> None:
    """Raise ContestError for the first fault found."""
    if not body.keys or len(set(body.keys)) != len(body.keys):
        raise ContestError("A body needs contests, each with a key of its own.")
    twice = sorted({label for label in body.labels if body.labels.count(label) > 1})
    if twice:
        raise ContestError(f"Two constraints of the body are labelled '{twice[0]}'.")
    for fault in (*_joint(body), *_places(body), *_persons(body), *_choices(body), *_policy(body)):
        raise ContestError(fault)


def _joint(body: Body) -> Iterator[str]:
    for joint in body.joint:
        label = joint.constraint.label
        asked = () if joint.only_if is None else joint.only_if.contests
        if not joint.contests or not {*joint.contests, *asked} <= set(body.keys):
            yield f"Constraint '{label}' must name contests of the body: {', '.join(body.keys)}."
        if len(set(joint.contests)) != len(joint.contests):
            yield f"Constraint '{label}' names a contest twice. Name each once."
        if joint.constraint.first is not None:
            yield f"Constraint '{label}' is about the first places of a list. A body has none."
        shares = (joint.constraint.minimum_share, joint.constraint.maximum_share)
        floating = [p.key for p in body.parts if p.key in joint.contests and not p.seats.fixed]
        if shares != (None, None) and floating:
            yield (
                f"Constraint '{label}' is a share of places whose number depends on results "
                f"({', '.join(floating)}). Give a whole number."
            )


def _places(body: Body) -> Iterator[str]:
    for place, part in enumerate(body.parts):
        places, earlier = part.seats, body.keys[:place]
        if places.seats < 0 or any(rule.seats < 0 for rule in places.rules):
            yield f"Contest '{part.key}' has a number of places below 0."
        later = sorted(places.depends_on() - set(earlier))
        if later:
            yield (
                f"The places of '{part.key}' depend on '{later[0]}', which is not counted before it. "
                "Publish another order."
            )
        if not places.fixed and any(
            (c.minimum_share, c.maximum_share) != (None, None) for c in part.contest.constraints
        ):
            yield f"Contest '{part.key}' has a share of places that depend on results."
        if part.contest.linked is not None:
            yield f"Contest '{part.key}' is linked already. A body makes its links itself."
        if any(constraint.first is not None for constraint in part.contest.constraints):
            yield f"Contest '{part.key}' is an ordered list. A body has none."


def _persons(body: Body) -> Iterator[str]:
    known: dict[CandidateId, tuple[str, Mapping[str, str]]] = {}
    members = {one.id for team in body.teams.values() for one in team}
    standing = {candidate.id for part in body.parts for candidate in part.contest.candidates}
    for team, persons in body.teams.items():
        if team in members or len({one.id for one in persons}) < 2:
            yield f"Team '{team}' must be two persons or more, each with an id of his or her own."
        if team not in standing:
            yield f"Team '{team}' stands in no contest."
        for one in persons:
            if known.setdefault(one.id, (one.name, one.attributes)) != (one.name, one.attributes):
                yield f"{one.name} ({one.id}) has another name or other attributes in another team."
    for part in body.parts:
        if part.contest.none is not None and part.contest.none.kind != "ron":
            yield f"Contest '{part.key}' is among persons: its option that is nobody is 'ron'."
        for person in part.contest.candidates:
            facts = known.setdefault(person.id, (person.name, person.attributes))
            if facts != (person.name, person.attributes):
                yield (
                    f"{person.name} ({person.id}) has another name or other attributes in contest "
                    f"'{part.key}'. One id is one person throughout a body."
                )
            if person.id in body.teams and person.attributes:
                yield f"Team '{person.id}' has attributes. Give them to its persons."
            if KEEPS in person.attributes:
                yield f"'{KEEPS}' is not free as an attribute's name. Rename it."
        yield from _twice(body, part)


def _twice(body: Body, part: Part) -> Iterator[str]:
    persons = [one for candidate in part.standing for one in body.members(candidate)]
    twice = sorted({one for one in persons if persons.count(one) > 1})
    if twice:
        yield f"'{twice[0]}' stands twice in contest '{part.key}', alone or in a team."


def _choices(body: Body) -> Iterator[str]:
    if body.several_places == "skip":
        if body.choices:
            yield "Orders of choice are lodged, but the body skips whoever is elected already."
        return
    if body.teams or any(not part.seats.fixed for part in body.parts):
        yield (
            "Where candidates lodge an order of choice, there are no teams, and no places that depend "
            "on results. Publish the policy 'skip'."
        )
    if any(joint.only_if is not None for joint in body.joint):
        yield "Where candidates lodge an order of choice, every constraint applies in any case."
    for part in body.parts:
        if part.contest.none is not None:
            yield f"Contest '{part.key}' has an option that is nobody, which lodges no choice."
    for person in body.persons():
        stands = [part.key for part in body.parts if person.id in part.standing]
        lodged = body.choices.get(person.id, tuple(stands) if len(stands) < 2 else ())
        if sorted(lodged) != sorted(stands):
            yield (
                f"{person.name} ({person.id}) stands in {', '.join(stands)}: the order of choice must "
                f"name each once, not {', '.join(lodged) or 'none'}."
            )
    strangers = sorted(set(body.choices) - {person.id for person in body.persons()})
    if strangers:
        yield f"'{strangers[0]}' has lodged an order of choice, and stands nowhere."


def _policy(body: Body) -> Iterator[str]:
    for step, what in zip(body.if_infeasible, body.steps(), strict=True):
        if what != LEAVE_VACANT and what not in body.labels:
            yield (
                f"'{step}' is no step of a policy. Expected 'leave vacant', or 'relax ' and the label "
                "of a constraint."
            )
    if len(set(body.if_infeasible)) != len(body.if_infeasible):
        yield "A step of the policy is named twice. Name each once."
