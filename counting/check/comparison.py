"""A record beside what is due: every difference in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from itertools import zip_longest
from typing import TypeVar

from counting.check.particulars import PARTICULARS, particular_faults
from counting.check.procedure import Due
from counting.check.report import Wording
from counting.constraint import Share
from counting.contest import Candidate, Constraint, Contest
from counting.record import Action, Decision, Finding, Stage, Tie, Transfer
from counting.votes import Votes

T = TypeVar("T")

# What `stage_faults` compares one by one; a field that nobody has thought of must be equal as it is.
_COMPARED = {
    *PARTICULARS,
    "number",
    "action",
    "quota",
    "tallies",
    "non_transferable",
    "rounding",
    "transfers",
    "decisions",
    "ties",
    "findings",
}
_ELSEWHERE = tuple(field.name for field in fields(Stage) if field.name not in _COMPARED)


def stage_faults(said: Stage, due: Due, valid: int, wording: Wording) -> Iterator[str]:
    """What a stage of a record says and the papers do not give. `valid`: papers that count."""
    given = due.stage
    if said.number != given.number:
        yield f"the record numbers this stage {said.number}; it is stage {given.number}."
    if said.action != given.action:
        yield (
            f"the record opens with {_action(said.action, wording)}; due is "
            f"{_action(given.action, wording)}, because {due.because}."
        )
    if (said.action.type, said.action.candidates) == (given.action.type, given.action.candidates):
        yield from _figures(said, given, valid, wording)
        yield from particular_faults(said, given, wording)
        yield from _items("transfer", said.transfers, given.transfers, _transfer, wording)
    # After another act all papers lie elsewhere: that would only hide the fault under others.
    yield from _items("decision", said.decisions, given.decisions, _decision, wording)
    yield from _items("tie", said.ties, given.ties, _tie, wording)
    yield from finding_faults(said.findings, given.findings, wording)
    for name in _ELSEWHERE:
        if getattr(said, name) != getattr(given, name):
            yield f"the record's '{name}' is not what it should be."


def finding_faults(
    said: Sequence[Finding], given: Sequence[Finding], wording: Wording
) -> Iterator[str]:
    """Findings that the record has and the constraints do not give, and the other way round."""
    yield from _items("finding", said, given, _finding, wording)


def contest_faults(said: Contest, given: Contest) -> Iterator[str]:
    """In what the contest of a record is not the contest that was held."""
    for what, one, other in (
        ("title", repr(said.title), repr(given.title)),
        ("number of seats", str(said.seats), str(given.seats)),
        ("rule", said.rule, given.rule),
        ("lot order", _ids(said.lots), _ids(given.lots)),
        ("list of those withdrawn", _ids(said.withdrawn), _ids(given.withdrawn)),
    ):
        if one != other:
            yield f"The record's {what} is {one}; the contest's is {other}."
    yield from _differences("candidate", said.candidates, given.candidates, _candidate)
    yield from _differences("constraint", said.constraints, given.constraints, _constraint)
    known = {"title", "seats", "rule", "lots", "withdrawn", "candidates", "constraints"}
    for field in fields(Contest):
        if field.name not in known and getattr(said, field.name) != getattr(given, field.name):
            yield f"The record's '{field.name}' is not the contest's."


def _figures(said: Stage, given: Stage, valid: int, wording: Wording) -> Iterator[str]:
    lines: list[tuple[str, Votes | None, Votes]] = [("the quota", said.quota, given.quota)]
    lines += [
        (f"the votes of {wording.who(candidate)}", said.tallies.get(candidate), votes)
        for candidate, votes in given.tallies.items()
    ]
    lines.append(("the non-transferable votes", said.non_transferable, given.non_transferable))
    lines.append(("what rounding has lost", said.rounding, given.rounding))
    for what, one, other in lines:
        if one != other:
            yield (
                f"the record gives {what} as {wording.votes(one)}; "
                f"the papers give {wording.votes(other)}."
            )
    total = sum(said.tallies.values()) + said.non_transferable + said.rounding
    if total != valid:
        yield f"the record accounts for {wording.votes(total)} votes of {valid} valid papers."


def _items(
    what: str,
    said: Sequence[T],
    given: Sequence[T],
    describe: Callable[[T, Wording], str],
    wording: Wording,
) -> Iterator[str]:
    yield from _differences(what, said, given, lambda item: describe(item, wording), "due is")


def _differences(
    what: str,
    said: Sequence[T],
    given: Sequence[T],
    describe: Callable[[T], str],
    definition: str = "the contest has",
) -> Iterator[str]:
    """One sentence for each place in two lists at which they differ."""
    for place, (one, other) in enumerate(zip_longest(said, given), start=1):
        if one == other:
            continue
        left = "none" if one is None else describe(one)
        right = "none" if other is None else describe(other)
        yield f"{what} {place}: the record has {left}; {definition} {right}."


def _action(action: Action, wording: Wording) -> str:
    of = f" of {wording.all(action.candidates)}" if action.candidates else ""
    surplus = "" if action.surplus is None else f" ({wording.votes(action.surplus)} votes)"
    places = "" if action.places is None else f" for {action.places} places"
    return f"{action.type}{of}{surplus}{places}"


def _transfer(transfer: Transfer, wording: Wording) -> str:
    return (
        f"{transfer.papers} papers from {wording.who(transfer.source)} to "
        f"{wording.who(transfer.target)} at {wording.votes(transfer.value)}, "
        f"{wording.votes(transfer.votes)} votes"
    )


def _decision(decision: Decision, wording: Wording) -> str:
    over = f", passing over {wording.all(decision.passed_over)}" if decision.passed_over else ""
    return (
        f"{decision.act} {wording.all(decision.candidates)} "
        f"({decision.reason}, clause {decision.clause}){over}"
    )


def _tie(tie: Tie, wording: Wording) -> str:
    steps = "".join(
        f", stage {step.stage}{'' if step.batch is None else f' (batch {step.batch})'} leaves "
        f"{wording.all(step.candidates)}"
        for step in tie.steps
    )
    within = f" or within {wording.votes(tie.within)} of it" if tie.within else ""
    numbers = ", ".join(f"{number} for {wording.who(c)}" for c, number in tie.numbers.items())
    return (
        f"{tie.kind} of {wording.all(tie.candidates)} with {wording.votes(tie.votes)} each{within}"
        f"{steps}; "
        f"{wording.who(tie.chosen)} chosen by {tie.by} (clause {tie.clause})"
        f"{f', the numbers {numbers}' if numbers else ''}"
    )


def _finding(finding: Finding, wording: Wording) -> str:
    why = " and ".join(f"'{label}'" for label in finding.constraints) or "the number of places"
    return f"{wording.all(finding.candidates)} {finding.status} by {why}"


def _candidate(candidate: Candidate) -> str:
    attributes = ", ".join(f"{k} {v!r}" for k, v in sorted(candidate.attributes.items()))
    return f"{candidate.name!r} ({candidate.id}) with {attributes or 'no attributes'}"


def _constraint(constraint: Constraint) -> str:
    def bound(whole: int | None, share: Share | None) -> str:
        return str(whole) if share is None else f"{share.part} rounded {share.rounding}"

    first = "" if constraint.first is None else f", of the first {constraint.first}"
    return (
        f"'{constraint.label}' ({constraint.attribute} {constraint.value!r}, "
        f"minimum {bound(constraint.minimum, constraint.minimum_share)}, "
        f"maximum {bound(constraint.maximum, constraint.maximum_share)}{first})"
    )


def _ids(candidates: tuple[str, ...]) -> str:
    return ", ".join(candidates) or "empty"
