"""What every family of rules has: a text, contests it cannot count, and a way through the papers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from counting.check.procedure import Due
from counting.check.report import Wording
from counting.contest import Contest
from counting.nobody import Applied
from counting.papers import Papers
from counting.record import Decimals, Finding, TieBy, TieKind


class Figures(Protocol):
    """Which version of a rule it is, and to how many places its figures are kept."""

    @property
    def version(self) -> int: ...
    @property
    def decimals(self) -> Decimals: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleText:
    """One rule. `acts`: the clause for each reason to act; `ties`: the clause for each kind of tie.

    `ties_from`: what is looked at first when votes are equal; 'lot': nothing but the lots.
    """

    version: int = 1
    decimals: Decimals
    acts: Mapping[str, str]
    ties: Mapping[TieKind, str]
    ties_from: TieBy


class Count(Protocol):
    """One count as the check works it out. Go through `stages` once; it may raise LotMissing.

    `valid`, `without_preference`: numbers of papers. `before`: findings before anyone is elected;
    `applied`: steps of the policy that were necessary for it.
    """

    @property
    def contest(self) -> Contest: ...
    @property
    def wording(self) -> Wording: ...
    @property
    def valid(self) -> int: ...
    @property
    def without_preference(self) -> int: ...
    @property
    def before(self) -> tuple[Finding, ...]: ...
    @property
    def applied(self) -> tuple[Applied, ...]: ...
    def stages(self) -> Iterator[Due]: ...


@dataclass(frozen=True, slots=True)
class Known:
    """A rule that the check knows. `begin`: a count of papers with ordinary rankings only.

    `cannot`: why the rule cannot count such a contest, in a sentence; None if it can.
    """

    text: Figures
    begin: Callable[[Papers, Contest], Count]
    cannot: Callable[[Contest], str | None]


def anything(contest: Contest) -> str | None:  # noqa: ARG001 - as `Known.cannot`
    """A rule that can count every contest."""
    return None


def nobody_or_constraints(contest: Contest) -> str | None:
    """A rule that knows neither constraints nor an option that is nobody."""
    if contest.nobody:
        return f"Rule {contest.rule} knows no option that is nobody; this contest has one."
    return no_constraints(contest)


def no_constraints(contest: Contest) -> str | None:
    """A rule that knows no constraints."""
    if contest.constrained:
        return f"Rule {contest.rule} takes no constraints; this contest has some."
    return None
