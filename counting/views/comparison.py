"""A comparison of rules in words. Counts nothing."""

from __future__ import annotations

from counting.canonical import Json
from counting.comparing import Comparison, Counted, Parting, Refused, Step
from counting.contest import CandidateId
from counting.record import CountRecord
from counting.views.text import columns, shown_votes
from counting.words import display_names, join_words

_NOUNS = {
    "elect": "the election",
    "exclude": "the exclusion",
    "promote": "the promotion",
    "make-way": "the making way",
}
_VERBS = {
    "elect": "elects",
    "exclude": "excludes",
    "promote": "promotes",
    "make-way": "has make way",
}


def comparison_lines(comparison: Comparison, width: int) -> tuple[str, ...]:
    """A table of who is elected by which rule, then for each rule where and how it parts.

    Only the table is laid out in `width` columns.
    """
    first = comparison.first
    counted = [other for other in comparison.others if isinstance(other, Counted)]
    records = [first, *(other.record for other in counted)]
    rows = [_row(record, first) for record in records]
    headings = ("Rule", "Quota", "Stages", "Elected, in this order (* not by the first rule)")
    lines = [columns(headings, rows, width), ""]
    for other in comparison.others:
        if isinstance(other, Refused):
            lines.append(f"{other.rule} cannot count this contest: {other.reason}")
        else:
            lines.append(" ".join([_result(first, other), _parting(first, other)]))
    return tuple(lines)


def _row(record: CountRecord, first: CountRecord) -> tuple[str, str, str, str]:
    elected = [
        display_names(record.contest, [c]) + ("" if c in first.elected else " *")
        for c in record.elected
    ]
    quota = shown_votes(record.quota, record.decimals.quota) if record.quota else "none"
    return record.rule, quota, str(len(record.stages)), ", ".join(elected) or "nobody"


def _result(first: CountRecord, other: Counted) -> str:
    rule = other.record.rule
    gained = display_names(first.contest, other.gained)
    lost = display_names(first.contest, other.lost)
    if gained and lost:
        return f"{rule} elects {gained} instead of {lost}."
    if gained:
        return f"{rule} elects {gained} besides, and leaves fewer places vacant."
    if lost:
        return f"{rule} does not elect {lost}, nor anybody instead."
    if not other.record.elected:
        return f"{rule}, too, elects nobody."
    if other.other_order:
        return f"{rule} elects the same candidates, in another order."
    return f"{rule} elects the same candidates in the same order."


def _parting(first: CountRecord, other: Counted) -> str:
    if other.parting is None:
        return "It decides alike from beginning to end."
    return f"{_after(first, other.parting)} {_ways(first, other)}"


def _after(first: CountRecord, parting: Parting) -> str:
    if parting.before is None:
        return "They part at the first act:"
    names = display_names(first.contest, parting.before.candidates)
    return f"They part after {_NOUNS[parting.before.act]} of {names}:"


def _ways(first: CountRecord, other: Counted) -> str:
    """What each of the two does next, and on which votes."""
    parting = other.parting
    assert parting is not None
    return (
        f"{first.rule} {_verb(first, parting.first)}, {other.record.rule} "
        f"{_verb(other.record, parting.second)}."
    )


def _verb(record: CountRecord, step: Step) -> str:
    if step.act == "end":
        return "has ended"
    names = display_names(record.contest, step.candidates)
    votes = _figures(record, step)
    return f"{_VERBS[step.act]} {names} at stage {step.stage} ({votes} {'vote' if votes == '1' else 'votes'})"


def _figures(record: CountRecord, step: Step) -> str:
    """The votes of those acted on, when it was decided."""
    index = step.stage - 1
    stage = record.stages[index]
    late = step.act != "exclude" or bool(stage.keep) or index == 0
    tallies = (stage if late else record.stages[index - 1]).tallies
    return join_words([shown_votes(tallies[c], record.decimals.votes) for c in step.candidates])


def comparison_object(comparison: Comparison) -> dict[str, Json]:
    """The same for programs. Whole records are what `omov count --json` gives for each rule."""
    return {
        "first": _count_object(comparison.first),
        "others": [_other_object(other) for other in comparison.others],
    }


def _count_object(record: CountRecord) -> dict[str, Json]:
    return {
        "rule": record.rule,
        "quota": shown_votes(record.quota, record.decimals.quota),
        "stages": len(record.stages),
        "elected": list(record.elected),
    }


def _other_object(other: Counted | Refused) -> Json:
    if isinstance(other, Refused):
        return {"rule": other.rule, "refused": other.reason}
    parting = other.parting
    return {
        **_count_object(other.record),
        "gained": list(other.gained),
        "lost": list(other.lost),
        "parting": None
        if parting is None
        else {
            "before": None if parting.before is None else _step_object(parting.before),
            "first": _step_object(parting.first),
            "other": _step_object(parting.second),
        },
    }


def _step_object(step: Step) -> Json:
    candidates: list[CandidateId] = list(step.candidates)
    return {"stage": step.stage, "act": step.act, "candidates": [str(c) for c in candidates]}
