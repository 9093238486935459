"""`omov rules`: the counting rules, and each of them as a notice of election prints it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.contest_options import JsonOption
from service.cli.exits import CommandError
from service.cli.output import say, say_bytes, width

if TYPE_CHECKING:
    from counting.canonical import Json
    from counting.rule import Rule

WITH_CONSTRAINTS = "+constraints"
WITH_NOBODY = "+ron"
WITH_CASTING_VOTE = "+casting-vote"


def register(app: typer.Typer) -> None:
    """Add `omov rules`."""
    app.command("rules", short_help="List the counting rules, or print one.")(_rules)


def _rules(
    id_: Annotated[
        str | None,
        typer.Argument(metavar="ID", help="A rule, as 'av' or 'scottish-2011+constraints'."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """List the counting rules with their sources, or print one for a notice of election.

    How motions are decided, which is no counting rule, is printed as 'motion'.

    \b
    Examples:
      omov rules
      omov rules scottish-2011
      omov rules scottish-2011+constraints
      omov rules scottish-2011+constraints+ron
      omov rules av+casting-vote
      omov rules motion
    """
    from counting.canonical import canonical_json
    from counting.motion import PROCEDURE
    from counting.rules import all_rules, find_rule
    from counting.views.rule_page import rule_page

    if id_ is None:
        rules = all_rules()
        if json:
            say_bytes(canonical_json([_as_object(rule) for rule in rules]))
        else:
            say(_table(rules))
        return
    if id_ == PROCEDURE.id:
        _say_procedure(as_json=json)
        return
    with_casting_vote = id_.endswith(WITH_CASTING_VOTE)
    bare = id_.removesuffix(WITH_CASTING_VOTE)
    with_nobody = bare.endswith(WITH_NOBODY)
    bare = bare.removesuffix(WITH_NOBODY)
    with_constraints = bare.endswith(WITH_CONSTRAINTS)
    bare = bare.removesuffix(WITH_CONSTRAINTS)
    if "+" in bare:
        raise CommandError(
            f"There is no rule '{id_}'. What may follow a rule's name, in this order: "
            f"{WITH_CONSTRAINTS} and {WITH_NOBODY}, or {WITH_CASTING_VOTE}."
        )
    rule = find_rule(bare)
    if with_constraints and not rule.takes_constraints:
        raise CommandError(f"Rule {rule.id} takes no constraints, so there is no rule '{id_}'.")
    if with_nobody and not rule.takes_nobody:
        raise CommandError(
            f"Under rule {rule.id} no entry on the paper can be nobody, so there is no rule '{id_}'."
        )
    if with_casting_vote and (with_nobody or not rule.takes_casting_vote):
        raise CommandError(
            f"No casting vote decides under such a rule, so there is no rule '{id_}'."
        )
    schedules = {
        "with_constraints": with_constraints,
        "with_nobody": with_nobody,
        "with_casting_vote": with_casting_vote,
    }
    if json:
        say_bytes(canonical_json(_as_object(rule, **schedules)))
    else:
        say(rule_page(rule, width(), **schedules))


def _say_procedure(*, as_json: bool) -> None:
    """How motions are decided, for people or with its digest for programs."""
    from counting.canonical import canonical_json
    from counting.motion import PROCEDURE
    from counting.views.rule_page import procedure_page

    if as_json:
        found: dict[str, Json] = {**PROCEDURE.description(), "digest": PROCEDURE.digest()}
        say_bytes(canonical_json(found))
    else:
        say(procedure_page(PROCEDURE, width()))


def _as_object(
    rule: Rule,
    *,
    with_constraints: bool = False,
    with_nobody: bool = False,
    with_casting_vote: bool = False,
) -> dict[str, Json]:
    """The rule's description and digest; with its schedules and their digests where it has any."""
    from counting.canonical import sha256_digest
    from counting.schedule import CASTING_VOTE, NONE

    found: dict[str, Json] = {**rule.description(), "digest": rule.digest()}
    if with_constraints:
        schedule = rule.schedule.description()
        found["schedule"] = {**schedule, "digest": sha256_digest(schedule)}
    if with_nobody:
        schedule = NONE.description()
        found["schedule_of_none"] = {**schedule, "digest": sha256_digest(schedule)}
    if with_casting_vote:
        schedule = CASTING_VOTE.description()
        found["schedule_of_the_casting_vote"] = {**schedule, "digest": sha256_digest(schedule)}
    return found


def _table(rules: tuple[Rule, ...]) -> str:
    from counting.views.text import columns

    rows = [(rule.id, rule.title, rule.source) for rule in rules]
    return columns(("Rule", "What it is", "Source"), rows, width())
