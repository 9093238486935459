"""Small random elections for every rule there is, and the shape of a record that no name is in.

The rules are discovered: what a rule asks of a contest it says by its own attributes. Builds inputs
and turns records into plain data; computes no result.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from hypothesis import assume
from hypothesis import strategies as st

from counting import Contest, CountRecord, InfeasibleError, Papers, count
from counting.record import Decision
from counting.record_batches import Batch
from counting.rule import Rule
from counting.rules import all_rules
from tests.counting.elections import Election, elections

RULES = all_rules()
CONSTRAINED = tuple(rule for rule in RULES if rule.takes_constraints)
EXACT = tuple(rule for rule in CONSTRAINED if rule.decimals.votes is None)

MOST_SEATS = 4

every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
every_constrained_rule = pytest.mark.parametrize("rule", CONSTRAINED, ids=lambda rule: rule.id)
every_exact_rule = pytest.mark.parametrize("rule", EXACT, ids=lambda rule: rule.id)


def elections_of(
    rule: Rule, *, constrained: bool = False, loosely: bool = False, most_papers: int = 12
) -> st.SearchStrategy[Election]:
    """Contests of the sort this rule counts: ties, withdrawn candidates, blank and irregular papers."""
    return elections(
        rules=(rule.id,),
        constrained=constrained,
        loosely=loosely,
        withdrawn=True,
        irregular=True,
        most_seats=rule.most_seats or MOST_SEATS,
        most_papers=most_papers,
    )


def any_election_of(rule: Rule) -> st.SearchStrategy[Election]:
    """The same, with constraints and without where the rule takes them."""
    bare = elections_of(rule)
    return st.one_of(bare, elections_of(rule, constrained=True)) if rule.takes_constraints else bare


def counted(papers: Papers, contest: Contest) -> CountRecord:
    """The record of a count. Constraints that nobody can meet make no election: another is drawn."""
    try:
        return count(papers, contest)
    except InfeasibleError:
        assume(False)
        raise


_CANDIDATES = {"candidates", "passed_over", "elected"}
_ONE_CANDIDATE = {"source", "target", "chosen"}
_BY_CANDIDATE = {"tallies", "keep"}
_IN_NO_ORDER = {"transfers", "findings"}

Shape = dict[str, Any]


def shape(thing: Any, names: Mapping[str, str]) -> Shape:
    """A part of a record as plain data, each candidate under another name.

    Candidates are sorted, except where the order is that of election: the order of the ballot
    paper, in which a record lists the others, is no part of what happened.
    """
    ordered = isinstance(thing, Batch) or (isinstance(thing, Decision) and thing.act == "elect")
    found: Shape = {}
    for field in fields(thing):
        value = getattr(thing, field.name)
        if field.name in _CANDIDATES:
            renamed = [names[candidate] for candidate in value]
            found[field.name] = renamed if ordered else sorted(renamed)
        elif field.name in _ONE_CANDIDATE:
            found[field.name] = value if value is None else names[value]
        elif field.name in _BY_CANDIDATE:
            found[field.name] = {names[candidate]: votes for candidate, votes in value.items()}
        elif isinstance(value, tuple) and value and is_dataclass(value[0]):
            parts = [shape(part, names) for part in value]
            found[field.name] = sorted(parts, key=repr) if field.name in _IN_NO_ORDER else parts
        elif is_dataclass(value):
            found[field.name] = shape(value, names)
        else:
            found[field.name] = value
    return found


def shapes(record: CountRecord, names: Mapping[str, str] | None = None) -> list[Shape]:
    """Every stage of a record in that shape; without `names`, under the candidates' own ids."""
    known = names or {candidate.id: candidate.id for candidate in record.contest.candidates}
    return [shape(stage, known) for stage in record.stages]
