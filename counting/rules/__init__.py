"""The rules: one file each, discovered. A rule's id and meaning never change once released."""

from __future__ import annotations

import importlib
import pkgutil

from counting.errors import UnknownRuleError
from counting.rule import Rule


def rule_ids() -> tuple[str, ...]:
    """The ids of all rules, in alphabetical order: the names of the files here, with hyphens."""
    names = (module.name for module in pkgutil.iter_modules(__path__))
    return tuple(sorted(name.replace("_", "-") for name in names))


def find_rule(id_: str) -> Rule:
    """The rule with this id. Raises UnknownRuleError."""
    if id_ not in rule_ids():
        raise UnknownRuleError(id_, rule_ids())
    rule: Rule = importlib.import_module(f"{__name__}.{id_.replace('-', '_')}").RULE
    if rule.id != id_:
        raise AssertionError(f"the file of rule {id_} says {rule.id}")
    return rule


def all_rules() -> tuple[Rule, ...]:
    """Every rule, in the order of their ids."""
    return tuple(find_rule(id_) for id_ in rule_ids())
