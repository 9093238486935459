"""A body of linked contests in words, and as an object for programs. Counts nothing."""

from __future__ import annotations

from typing import Final

from counting.body import BodyRecord, Link
from counting.canonical import Json, sha256_digest
from counting.record_json import record_object
from counting.words import display_name, display_names, join_words

FORMAT: Final = "omov/body-record/v1"


def body_lines(record: BodyRecord) -> tuple[str, ...]:
    """Contest by contest: who was struck or barred before it, and who is elected."""
    lines = [record.body.title]
    for joint in record.body.joint:
        lines.append(
            f"Joint constraint over {join_words(joint.contests)}: {joint.constraint.label}."
        )
    for link in record.links:
        lines += _link_lines(link)
    return tuple(lines)


def _link_lines(link: Link) -> list[str]:
    contest = link.record.contest
    lines = [f"{link.key}: {contest.title}"]
    lines += [
        f"  {display_name(contest, candidate)} is elected in {key} and passed over here."
        for candidate, key in link.struck
    ]
    for bar in link.barred:
        names = display_names(contest, bar.candidates)
        why = join_words([f"'{label}'" for label in bar.constraints]) or "every place"
        lines.append(f"  With {names} elected here, {why} could not be met any more: doomed.")
    elected = display_names(contest, link.record.elected)
    lines.append(f"  {'Unopposed' if link.unopposed else 'Elected'}: {elected}.")
    return lines


def body_object(record: BodyRecord) -> dict[str, Json]:
    """The body for programs: the records of all contests, the links between them, and a digest."""
    body: dict[str, Json] = {
        "format": FORMAT,
        "title": record.body.title,
        "order": [part.key for part in record.body.parts],
        "joint": [
            {
                "contests": list(joint.contests),
                "attribute": joint.constraint.attribute,
                "value": joint.constraint.value,
                "min": joint.constraint.minimum,
                "max": joint.constraint.maximum,
                "label": joint.constraint.label,
            }
            for joint in record.body.joint
        ],
        "contests": [_link_object(link) for link in record.links],
    }
    return {**body, "digest": sha256_digest(body)}


def _link_object(link: Link) -> Json:
    return {
        "key": link.key,
        "unopposed": link.unopposed,
        "struck": [{"candidate": candidate, "elected_in": key} for candidate, key in link.struck],
        "barred": [
            {"candidates": list(bar.candidates), "constraints": list(bar.constraints)}
            for bar in link.barred
        ],
        "record": record_object(link.record),
    }
