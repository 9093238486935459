"""The contest of a record, out of its JSON values, strictly."""

from __future__ import annotations

from typing import get_args

from counting.constraint_json import first_from, share_from
from counting.contest import (
    Candidate,
    CandidateId,
    CastingVote,
    Constraint,
    Contest,
    NoneKind,
    NoneOption,
    RuleId,
)
from counting.json_part import Part

_NONE_KINDS: tuple[NoneKind, ...] = get_args(NoneKind)


def contest_from_part(part: Part, rule: RuleId) -> Contest:
    """The contest as it stands in a record. Raises ContestError if it contradicts itself."""
    from counting.linked_json import linked_from_part

    return Contest(
        title=part["title"].text(),
        seats=part["seats"].whole(),
        candidates=tuple(
            Candidate(
                CandidateId(item["id"].text()),
                item["name"].text(),
                {name: value.text() for name, value in item["attributes"].members().items()},
            )
            for item in part["candidates"].items()
        ),
        rule=rule,
        constraints=tuple(constraint_from_part(item) for item in part["constraints"].items()),
        lots=part["lots"].ids(),
        withdrawn=part["withdrawn"].ids(),
        none=None if (none := part.maybe("none")) is None else _none(none),
        if_infeasible=_texts(part.maybe("if_infeasible")),
        linked=None if (linked := part.maybe("linked")) is None else linked_from_part(linked),
        struck=_struck(part.maybe("struck")),
        casting_vote=None if (vote := part.maybe("casting_vote")) is None else _casting(vote),
    )


def constraint_from_part(part: Part) -> Constraint:
    """A constraint as it stands in a record. Raises ContestError if it contradicts itself."""
    lower, upper, first = (part.maybe(name) for name in ("min_share", "max_share", "first"))
    return Constraint(
        part["attribute"].text(),
        part["value"].text(),
        part["min"].optional(Part.whole),
        part["max"].optional(Part.whole),
        part["label"].text(),
        minimum_share=None if lower is None else share_from(lower.value),
        maximum_share=None if upper is None else share_from(upper.value),
        first=None if first is None else first_from(first.value),
    )


def _none(part: Part) -> NoneOption:
    return NoneOption(CandidateId(part["candidate"].text()), part["kind"].one_of(_NONE_KINDS))


def _casting(part: Part) -> CastingVote:
    chosen = part["chosen"].optional(Part.text)
    return CastingVote(part["holder"].text(), None if chosen is None else CandidateId(chosen))


def _struck(part: Part | None) -> tuple[tuple[CandidateId, str], ...]:
    items = () if part is None else part.items()
    return tuple((CandidateId(one["candidate"].text()), one["reason"].text()) for one in items)


def _texts(part: Part | None) -> tuple[str, ...]:
    return () if part is None else tuple(item.text() for item in part.items())
