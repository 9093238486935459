"""A rule as a returning officer prints it in a notice of election."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from counting.canonical import Json, sha256_digest
from counting.further_counts import rule_name
from counting.motion import Procedure
from counting.rule import Rule
from counting.schedule import CASTING_VOTE, NONE, Schedule
from counting.views.text import paragraphs

WITHDRAWN: Final = (
    "A candidate who has withdrawn is passed over on every paper. A paper that names nobody else has no "
    "effective preference, and is not one of the valid papers."
)
WEIGHTED: Final = (
    "A paper that carries several votes counts as that many papers with the same preferences, at every "
    "stage. Weights are whole numbers of votes."
)


def schedules_of(
    rule: Rule,
    *,
    with_constraints: bool,
    with_nobody: bool = False,
    with_casting_vote: bool = False,
) -> tuple[Schedule, ...]:
    """What is added to a rule in `<rule>+constraints`, `+ron`, `+constraints+ron` and `+casting-vote`."""
    added = (
        (rule.schedule, with_constraints),
        (NONE, with_nobody),
        (CASTING_VOTE, with_casting_vote),
    )
    return tuple(schedule for schedule, there in added if there)


def rule_page(
    rule: Rule,
    width: int,
    *,
    with_constraints: bool = False,
    with_nobody: bool = False,
    with_casting_vote: bool = False,
) -> str:
    """The rule's sentences, source, clauses, decimals and digest, no wider than `width` columns.

    `with_…`: also the schedules of `<rule>+constraints`, `<rule>+ron`, `<rule>+casting-vote`.
    """
    schedules = schedules_of(
        rule,
        with_constraints=with_constraints,
        with_nobody=with_nobody,
        with_casting_vote=with_casting_vote,
    )
    id_ = rule_name(
        rule.id,
        constrained=with_constraints,
        with_nobody=with_nobody,
        with_casting_vote=with_casting_vote,
    )
    parts = [
        paragraphs([f"{id_}, version {rule.version}", rule.title], width),
        paragraphs([f"Source: {rule.source}."], width),
        "How the votes are counted\n"
        + _indented((*rule.sentences, rule.irregular.sentence, WITHDRAWN, WEIGHTED), width),
    ]
    parts += [_schedule_text(schedule, width) for schedule in schedules]
    parts += [
        "Figures\n" + _indented(_figures(rule), width),
        "Clauses\n" + "\n".join(_clause_lines(rule, width)),
        paragraphs(_identity(rule, schedules), width),
    ]
    return "\n\n".join(parts)


def procedure_page(procedure: Procedure, width: int) -> str:
    """How motions are decided, as a notice prints it, no wider than `width` columns."""
    return "\n\n".join(
        (
            paragraphs([f"{procedure.id}, version {procedure.version}", procedure.title], width),
            paragraphs([f"Source: {procedure.source}."], width),
            "How the votes are counted\n" + _indented(procedure.sentences, width),
            paragraphs([f"Digest of the rule: {procedure.digest()}"], width),
        )
    )


def _indented(sentences: tuple[str, ...], width: int) -> str:
    return "\n".join(paragraphs([sentence], width, "  ") for sentence in sentences)


def _schedule_text(schedule: Schedule, width: int) -> str:
    return f"{schedule.title}\n" + _indented((schedule.introduction, *schedule.sentences), width)


def _figures(rule: Rule) -> tuple[str, ...]:
    def places(number: int | None) -> str:
        if number is None:
            return "exact fractions"
        return "whole numbers" if number == 0 else f"{number} decimals"

    decimals = rule.decimals
    seats = "any number" if rule.most_seats is None else f"at most {rule.most_seats}"
    nobody = "may" if rule.takes_nobody else "cannot"
    return (
        f"Votes: {places(decimals.votes)}. Value of a paper: {places(decimals.value)}. "
        f"Quota: {places(decimals.quota)}.",
        f"Places to fill: {seats}. {rule.constraints_sentence} An entry on the paper {nobody} be nobody "
        "(re-open nominations).",
    )


def all_clauses(rule: Rule) -> dict[str, str]:
    """Every clause that the rule cites: what it is about, and its number."""
    clauses = {name.replace("-", " "): clause for name, clause in rule.clauses.items()}
    clauses["papers that skip or repeat a number"] = rule.irregular.clause
    return clauses | _tie_clauses(rule.description()["choices"])


def _tie_clauses(choices: Json) -> dict[str, str]:
    """Those that the choices cite, and the choices of a rule that is one of them."""
    found: dict[str, str] = {}
    for choice in choices.values() if isinstance(choices, Mapping) else ():
        if not isinstance(choice, Mapping):
            continue
        cited = choice.get("clauses")
        if "choices" in choice:
            found |= _tie_clauses(choice["choices"])
        elif isinstance(cited, Mapping):
            found |= {f"tie ({name})": str(clause) for name, clause in cited.items()}
    return found


def _clause_lines(rule: Rule, width: int) -> list[str]:
    return [
        paragraphs([f"{name}: {clause}"], width, "  ") for name, clause in all_clauses(rule).items()
    ]


def _identity(rule: Rule, schedules: tuple[Schedule, ...]) -> list[str]:
    lines = [f"Digest of the rule: {rule.digest()}"]
    for schedule in schedules:
        what = {NONE.id: " of None", CASTING_VOTE.id: " of the casting vote"}.get(schedule.id, "")
        lines.append(f"Digest of the schedule{what}: {sha256_digest(schedule.description())}")
    return lines
