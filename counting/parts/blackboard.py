"""The blackboard of a count: who is elected, who continues, and one frozen stage after another.

It decides nothing of a rule. The loop of a family says what is done; the blackboard looks up the
clause, settles ties as the rule says, keeps the order of election and writes each stage down.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from counting.contest import CandidateId, Contest
from counting.parts.field import Field
from counting.parts.ties import TieRule, choose, in_order_of_votes
from counting.record import (
    Action,
    CountRecord,
    Decision,
    PapersSummary,
    Stage,
    Tie,
    TieKind,
    Transfer,
)
from counting.record_batches import Batch, LastBatch
from counting.rule import Rule
from counting.schedule import LEFT_TO_NOBODY
from counting.votes import NO_VOTES, Votes

Tallies = Mapping[CandidateId, Votes]


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers of votes at the end of a stage; as in `record.Stage`."""

    quota: Votes
    tallies: Tallies
    non_transferable: Votes
    rounding: Votes = NO_VOTES
    figures: Mapping[str, Votes] = field(default_factory=dict)
    keep: Tallies = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Parcels:
    """What only rules that move papers parcel by parcel write in a stage; as in `record.Stage`."""

    batches: tuple[Batch, ...] = ()
    stopped: bool = False
    last_batch: LastBatch | None = None


_NO_PARCELS = Parcels()


class Blackboard:
    """One count under way. Made for that count and thrown away after it.

    `field`: who stands, continues and is elected.
    """

    def __init__(self, contest: Contest, rule: Rule, ties: TieRule) -> None:
        self.field = Field(contest)
        self.stages: list[Stage] = []
        self._rule = rule
        self._tie_rule = ties
        self._held = contest
        self._applied = self.field.take_applied()
        self._decisions: list[Decision] = []
        self._ties: list[Tie] = []

    @property
    def contest(self) -> Contest:
        """The contest as it stands now."""
        return self.field.contest

    @property
    def elected(self) -> list[CandidateId]:
        """In order of election."""
        return self.field.elected

    @property
    def continuing(self) -> list[CandidateId]:
        """Neither elected nor excluded, in the order of the contest."""
        return self.field.continuing

    @property
    def vacancies(self) -> int:
        """Places not filled yet."""
        return self.field.vacancies

    @property
    def number(self) -> int:
        """The number of the stage under way."""
        return len(self.stages) + 1

    @property
    def complete(self) -> bool:
        """Whether all places are filled, or no more continue than there are places left."""
        return self.field.complete

    @property
    def left_to_nobody(self) -> int:
        """Places that no person can have any more, while an option that is nobody continues."""
        return self.field.left_to_nobody

    def choose_one(
        self,
        kind: TieKind,
        among: Sequence[CandidateId],
        tallies: Tallies,
        earlier: Sequence[Stage],
        within: Votes = NO_VOTES,
    ) -> CandidateId:
        """The lowest of these in an exclusion, else the highest; equal ones as the rule says.

        `earlier`: the stages before the one with these tallies. `within`: votes by which others
        may differ and yet count as equal. A tie is written down with the stage under way.
        Raises LotNeededError.
        """
        best = (min if kind == "exclusion" else max)(tallies[c] for c in among)
        tied = [c.id for c in self.contest.standing if c.id in among]
        tied = [c for c in tied if abs(tallies[c] - best) <= within]
        chosen, tie = choose(
            kind, tied, best, earlier, self.contest, rule=self._tie_rule, stage=self.number
        )
        if tie:
            near = any(tallies[c] != best for c in tied)
            self._ties.append(replace(tie, within=within) if near else tie)
        return chosen

    def elect(self, reaching: Sequence[CandidateId], tallies: Tallies, reason: str) -> None:
        """Elect all of these, most votes first; never more than there are places.

        Should rounding lift more of them to the quota than there are places, those with most votes
        are elected, and equal ones as the rule says. Raises LotNeededError.
        """
        left = list(reaching)
        while len(left) > self.vacancies > 0:
            chosen = self.choose_one("election", left, tallies, self.stages)
            left.remove(chosen)
            self._elect_in_order((chosen,), reason)
        if left and self.vacancies:
            order = in_order_of_votes(left, tallies, self.stages, self.contest, self._tie_rule)
            self._elect_in_order(order, reason)

    def _elect_in_order(self, order: tuple[CandidateId, ...], reason: str) -> None:
        self._decisions.append(Decision("elect", order, reason, self._rule.clauses[reason]))
        self.field.elect(order)

    def elect_the_rest(self, tallies: Tallies) -> None:
        """The last vacancies, if the count is complete: the persons who continue, or else nobody."""
        if self.vacancies and self.complete:
            self.elect(self.field.persons, tallies, "last-vacancies")
            self.leave_to_nobody(self.vacancies)

    def leave_to_nobody(self, places: int) -> None:
        """So many places to the option that is nobody and its successors, if one continues."""
        if places and self.field.nobody:
            taken = self.field.leave_to_nobody(places)
            self._decisions.append(Decision("elect", taken, *LEFT_TO_NOBODY))

    def exclude(
        self, candidates: Sequence[CandidateId], reason: str, clause: str | None = None
    ) -> None:
        """Exclude these together. `clause`: where it is not that of the reason."""
        clause = clause or self._rule.clauses[reason]
        self._decisions.append(Decision("exclude", tuple(candidates), reason, clause))
        self.field.exclude(candidates)

    def transfer(self, source: CandidateId, reason: str, clause: str | None = None) -> None:
        """Write down whose surplus is transferred. `clause`: where it is not that of the reason."""
        clause = clause or self._rule.clauses[reason]
        self._decisions.append(Decision("transfer", (source,), reason, clause))

    def defer(self, sources: Sequence[CandidateId], clause: str) -> None:
        """Write down whose surpluses wait, and under which clause."""
        self._decisions.append(Decision("defer", tuple(sources), "surplus-deferred", clause))

    def end_stage(
        self,
        action: Action,
        figures: Figures,
        transfers: tuple[Transfer, ...] = (),
        parcels: Parcels = _NO_PARCELS,
    ) -> None:
        """Write the stage down, with what was decided in it."""
        self.stages.append(
            Stage(
                number=self.number,
                action=action,
                quota=figures.quota,
                tallies=dict(figures.tallies),
                non_transferable=figures.non_transferable,
                rounding=figures.rounding,
                transfers=transfers,
                decisions=tuple(self._decisions),
                ties=tuple(self._ties),
                batches=parcels.batches,
                stopped=parcels.stopped,
                last_batch=parcels.last_batch,
                figures=figures.figures,
                keep=figures.keep,
                applied=self.field.take_applied(),
            )
        )
        self._decisions, self._ties = [], []

    def record(self, papers: PapersSummary) -> CountRecord:
        """The whole count."""
        return CountRecord(
            contest=self._held,
            rule_version=self._rule.version,
            decimals=self._rule.decimals,
            papers=papers,
            before=(),
            stages=tuple(self.stages),
            applied=self._applied,
        )
