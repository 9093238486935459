"""What a check found: plain sentences for people, and whether all is well."""

from __future__ import annotations

from dataclasses import dataclass

from counting.contest import CandidateId, Contest
from counting.votes import Votes, votes_text


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. `stage`: where, None if it is not in one stage; `what`: a sentence."""

    stage: int | None
    what: str

    def __str__(self) -> str:
        return self.what if self.stage is None else f"Stage {self.stage}: {self.what}"


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The outcome of a check. `checks`: what was compared and holds; `faults`: what does not hold."""

    checks: tuple[str, ...]
    faults: tuple[Fault, ...]

    @property
    def ok(self) -> bool:
        """Whether the record is what the papers, the contest and the rule call for."""
        return not self.faults


class Wording:
    """Puts names to candidates and figures into words, also where a record names nobody we know."""

    def __init__(self, contest: Contest, places: int | None) -> None:
        self._names = {candidate.id: candidate.name for candidate in contest.candidates}
        self._names |= {one: contest.name(one) for one in contest.nobody if one not in self._names}
        self._places = places

    def who(self, candidate: CandidateId | None) -> str:
        """'Ann (3)'; an id that belongs to nobody stands in quotation marks."""
        if candidate is None:
            return "non-transferable"
        name = self._names.get(candidate)
        return f"nobody known ('{candidate}')" if name is None else f"{name} ({candidate})"

    def all(self, candidates: tuple[CandidateId, ...]) -> str:
        """'Ann (3), Bob (4)', or 'nobody'."""
        return ", ".join(self.who(candidate) for candidate in candidates) or "nobody"

    def votes(self, value: Votes | None) -> str:
        """The figure as a record writes it; exactly, if it has more places than the rule allows."""
        if value is None:
            return "none"
        try:
            return votes_text(value, self._places)
        except ValueError:
            return str(value)
