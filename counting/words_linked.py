"""What constraints decide in a contest with others around it, in sentences; decides nothing itself."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from counting.contest import CandidateId, Contest
from counting.linked import JointBound, Linked, OpenContest
from counting.phrases import display_names, join_words, number_of
from counting.record import Finding
from counting.words_constraints import constraint_sentence, joint_verdict


def linked_finding_sentence(
    contest: Contest,
    linked: Linked,
    elected: Collection[CandidateId],
    continuing: Collection[CandidateId],
    finding: Finding,
) -> str:
    """Who is guarded or doomed, and the numbers that make it so, here and in the other contests.

    Raises KeyError for a label or a candidate that the contest does not have.
    """
    places = contest.seats - len(set(elected))
    facts = [f"Places left here: {places}; {_elsewhere(linked)}."]
    for label in finding.constraints:
        bound = _bound(linked, label)
        if bound is None:
            facts.append(constraint_sentence(contest, label, elected, continuing))
        else:
            facts.append(_joint_sentence(contest, linked, bound, elected, continuing))
    if finding.constraints:
        facts.append(joint_verdict(contest, finding))
        return " ".join(facts)
    names = display_names(contest, finding.candidates)
    are = "are" if len(finding.candidates) > 1 else "is"
    if finding.status == "guarded":
        verdict = f"only if {names} {are} elected here: guarded."
    else:
        verdict = f"only if {names} {are} left for the others: doomed here."
    return f"{' '.join(facts)} All these places can be filled, nobody taking two, {verdict}"


def linked_conflict_sentence(
    contest: Contest,
    linked: Linked,
    labels: Sequence[str],
    elected: Collection[CandidateId],
    continuing: Collection[CandidateId],
) -> str:
    """Why a smallest set of constraints cannot be met in a contest with others around it."""
    places = contest.seats - len(set(elected))
    here = f"Places left here: {places}, of {number_of(len(set(continuing)), 'candidate')}"
    if not labels:
        return f"{here}; {_elsewhere(linked)}. They cannot all be filled with nobody taking two."
    facts = []
    for label in labels:
        bound = _bound(linked, label)
        facts.append(
            constraint_sentence(contest, label, elected, continuing)
            if bound is None
            else _joint_sentence(contest, linked, bound, elected, continuing)
        )
    return f"{_quoted(labels)} cannot be met. {here}; {_elsewhere(linked)}. {' '.join(facts)}"


def body_conflict_sentence(linked: Linked, labels: Sequence[str]) -> str:
    """Why a smallest set of constraints of a body cannot be met, in numbers of persons."""
    if not labels:
        return (
            "There are too few candidates to fill every place of the body with somebody else: "
            f"{_elsewhere(linked)}."
        )
    facts = []
    for label in labels:
        bound = _bound(linked, label)
        if bound is None:
            raise KeyError(label)
        facts.append(_demand(linked, bound))
    return (
        f"{_quoted(labels)} cannot be met in the body ({_elsewhere(linked)}): {'; '.join(facts)}."
    )


def _quoted(labels: Sequence[str]) -> str:
    return join_words([f"'{label}'" for label in labels])


def _elsewhere(linked: Linked) -> str:
    """'places in chair: 1, of 3 candidates; in members: 11, of 20 candidates'."""
    parts = [
        f"in {other.key}: {_places(other)}, of {number_of(len(other.standing), 'candidate')}"
        for other in linked.contests
        if other.key != linked.key
    ]
    return f"places {'; '.join(parts)}" if parts else "no other contest is open"


def _places(other: OpenContest) -> str:
    """'11', '15 less those elected in chair', '1 (or 0, as results have it)'."""
    text = str(other.seats)
    numbers = sorted({rule.seats for rule in other.rules} - {other.seats})
    if numbers:
        text += f" (or {', '.join(map(str, numbers))}, as results have it)"
    return f"{text} less those elected in {join_words(other.less)}" if other.less else text


def _joint_sentence(
    contest: Contest,
    linked: Linked,
    bound: JointBound,
    elected: Collection[CandidateId],
    continuing: Collection[CandidateId],
) -> str:
    """Where a constraint over several contests stands, without judging it."""
    counts = linked.key in bound.contests
    have = _persons(contest, linked, bound, elected) if counts else 0
    needed = max(bound.needed - have, 0)
    room = None if bound.room is None else max(bound.room - have, 0)
    already = f"; elected already: {bound.counted}" if bound.counted else ""
    over = f" (over {join_words(bound.contests)}{already})" if bound.contests else ""
    label = f"'{bound.constraint.label}'{over}"
    able = _persons(contest, linked, bound, continuing) if counts else 0
    counting = f"continuing here who count for it: {able}"
    if room is None:
        return f"Still needed for {label}: {needed}; {counting}."
    if room == needed:
        return f"Still needed for {label}: exactly {needed}; {counting}."
    if needed:
        return f"Still needed for {label}: {needed}, at most {room}; {counting}."
    return f"Room left under {label}: {room}; {counting}."


def _demand(linked: Linked, bound: JointBound) -> str:
    """What a constraint asks, of how many persons."""
    standing = {
        person
        for other in linked.contests
        if other.key in bound.contests
        for candidate in other.standing
        for person in linked.members(candidate)
    }
    one = bound.constraint
    able = sum(
        person.id in standing and person.attributes.get(one.attribute) == one.value
        for person in linked.persons
    )
    who = number_of(able, "person who counts", "persons who count")
    what = f"needs {bound.needed}" if one.minimum is not None else ""
    if bound.room is not None:
        room = max(bound.room, 0)
        allows = f"exactly {room}" if room == bound.needed else f"and allows {room}"
        what = f"needs {allows}" if room == bound.needed else f"{what} {allows}".strip()
        what = what.removeprefix("and ")
    if bound.counted:
        what += f" besides the {bound.counted} elected"
    over = f", over {join_words(bound.contests)}" if bound.contests else ""
    return f"'{one.label}' {what}, of {who} for it{over}"


def _persons(
    contest: Contest, linked: Linked, bound: JointBound, candidates: Collection[CandidateId]
) -> int:
    """How many persons of these candidates count for a constraint."""
    known = {one.id: one for one in (*contest.candidates, *linked.persons)}
    name, value = bound.constraint.attribute, bound.constraint.value
    persons = [person for one in candidates for person in linked.members(one)]
    return sum(known[person].attributes.get(name) == value for person in persons)


def _bound(linked: Linked, label: str) -> JointBound | None:
    return next((b for b in linked.bounds if b.constraint.label == label), None)
