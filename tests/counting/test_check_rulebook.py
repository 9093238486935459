"""The check's own rulebook says what the rules say, and the check imports nothing of the engine."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import counting.check
from counting.check.families import KNOWN
from counting.check.family import RuleText
from counting.check.rulebook import RULEBOOK
from counting.methods.gregory import GregoryRule
from counting.methods.runoff import RunoffRule
from counting.rules import find_rule, rule_ids

ALLOWED = {
    "counting.body_terms",
    "counting.canonical",
    "counting.constraint",
    "counting.contest",
    "counting.errors",
    "counting.linked",
    "counting.list_record",
    "counting.marks",
    "counting.motion",
    "counting.nobody",
    "counting.papers",
    "counting.record",
    "counting.record_batches",
    "counting.record_json",
    "counting.thresholds",
    "counting.votes",
    "counting.words",
}
# Of modules that hold more than facts, the facts only.
FACTS = {
    # What irregular papers bear; how the engine reads them is in the same file.
    "counting.marks": {"Marks"},
    "counting.motion": {"MotionRecord"},
    "counting.nobody": {"Applied"},
    "counting.thresholds": {"Base", "Given", "MotionTerms", "Outcome", "Tally", "Threshold"},
    "counting.list_record": {"OrderedList", "Placing"},
    "counting.record_batches": {"Batch", "LastBatch"},
}


def test_every_rule_can_be_checked() -> None:
    assert sorted(KNOWN) == list(rule_ids())


@pytest.mark.parametrize("id_", KNOWN)
def test_version_figures_and_clauses_of_every_family_are_those_of_the_rule(id_: str) -> None:
    known, rule = KNOWN[id_], find_rule(id_)
    assert known.text.version == rule.version
    assert known.text.decimals == rule.decimals
    if isinstance(known.text, RuleText):
        assert dict(known.text.acts) == dict(rule.clauses)
        description = rule.description()["choices"]
        assert isinstance(description, dict)
        ties = description["ties"]
        assert isinstance(ties, dict)
        assert dict(known.text.ties) == ties["clauses"]
        assert known.text.ties_from == ties["by"]


@pytest.mark.parametrize("id_", RULEBOOK)
def test_version_figures_and_clauses_are_those_of_the_rule(id_: str) -> None:
    entry, rule = RULEBOOK[id_], find_rule(id_)
    assert isinstance(rule, GregoryRule | RunoffRule)
    assert entry.version == rule.version
    assert entry.decimals == rule.decimals
    assert dict(entry.acts) == dict(rule.clauses)
    assert dict(entry.ties) == dict(rule.ties.clauses)
    assert entry.ties_from == rule.ties.by
    assert entry.majority == (not rule.takes_constraints) == (rule.most_seats == 1)


def test_the_check_shares_nothing_with_the_engine() -> None:
    folder = Path(counting.check.__file__ or "").parent
    for file in folder.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module in FACTS:
                assert {alias.name for alias in node.names} <= FACTS[node.module], file
            names = [node.module] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                ours = (name or "").startswith(("counting", "ballots", "service"))
                assert not ours or name in ALLOWED or (name or "").startswith("counting.check"), (
                    file,
                    name,
                )
