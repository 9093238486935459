"""What a counting rule is: an identity, a source, choices that are functions, and clauses.

The loops live in `counting.methods`, one per family; a file in `counting.rules` is one rule.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, ClassVar, Protocol, runtime_checkable

from counting.canonical import Json, sha256_digest
from counting.contest import Contest, RuleId
from counting.errors import ContestError
from counting.marks import ENDS_BEFORE_BREAK, Irregular
from counting.record import CountRecord, Decimals
from counting.schedule import CONSTRAINTS, Schedule

if TYPE_CHECKING:
    from counting.papers import Papers


@runtime_checkable
class Described(Protocol):
    """A choice made of several."""

    def description(self) -> dict[str, Json]:
        """Its choices by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(ABC):
    """A named, dated counting rule. Its id and meaning never change once released.

    `clauses`: what the family's loop does, and the clause of the source that calls for it.
    `sentences`: what a returning officer prints in the notice of election, in order.
    `irregular`: how papers are read that skip a rank or give it to several; `count` gets them read.
    `schedule`: what a count with constraints adds to them; one for each family. `takes_nobody`: whether
    an option on the paper may be nobody (re-open nominations). `takes_casting_vote`: whether its last
    two may be options between whom a casting vote decides.
    """

    schedule: ClassVar[Schedule] = CONSTRAINTS
    takes_nobody: ClassVar[bool] = False
    takes_casting_vote: ClassVar[bool] = False

    id: RuleId
    version: int = 1
    title: str
    source: str
    decimals: Decimals
    clauses: Mapping[str, str]
    sentences: tuple[str, ...]
    takes_constraints: bool = True
    most_seats: int | None = None
    irregular: Irregular = ENDS_BEFORE_BREAK

    @abstractmethod
    def count(self, papers: Papers, contest: Contest) -> CountRecord:
        """Count the papers. Raises LotNeededError, InfeasibleError, ContestError."""

    def require_countable(self, contest: Contest) -> None:
        """Raise ContestError where this rule cannot count such a contest."""
        if self.most_seats is not None and contest.seats > self.most_seats:
            raise ContestError(
                f"Rule {self.id} fills {self.most_seats} seat, but there are {contest.seats}. "
                "Choose a rule for several seats, or hold one contest for each seat."
            )
        if contest.constrained and not self.takes_constraints:
            raise ContestError(
                f"Rule {self.id} takes no constraints. Choose another rule, or remove the constraints."
            )
        if contest.nobody and not self.takes_nobody:
            raise ContestError(
                f"Rule {self.id} cannot count papers with an option that is nobody: nobody is elected "
                "under it in a way that a successor could follow. Choose another rule, or remove the option."
            )
        if contest.casting_vote is not None:
            self._require_casting_vote(contest)

    def _require_casting_vote(self, contest: Contest) -> None:
        if not self.takes_casting_vote:
            raise ContestError(
                f"Rule {self.id} has no final tie between two options that a casting vote could decide. "
                "Count the options under av or av-to-two, or remove the casting vote."
            )
        if contest.nobody:
            raise ContestError(
                "A casting vote is given between options, and re-open nominations is a choice among "
                "persons. Remove the one or the other."
            )

    @property
    def constraints_sentence(self) -> str:
        """What a notice says of constraints under this rule."""
        may = "may" if self.takes_constraints else "cannot"
        return f"Constraints on who is elected: {may} be set."

    def description(self) -> dict[str, Json]:
        """All that decides a count under this rule: its choices by name, and its clauses."""
        choices: dict[str, Json] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if callable(value):
                choices[field.name] = value.__name__
            elif isinstance(value, Described):
                choices[field.name] = value.description()
        places = self.decimals
        return {
            "id": self.id,
            "version": self.version,
            "title": self.title,
            "source": self.source,
            "decimals": {"votes": places.votes, "value": places.value, "quota": places.quota},
            "choices": choices,
            "clauses": dict(self.clauses),
            "sentences": list(self.sentences),
        }

    def digest(self) -> str:
        """`sha256:` and the SHA-256 of the canonical JSON of the description."""
        return sha256_digest(self.description())
