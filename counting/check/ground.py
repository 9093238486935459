"""What a count stands on while it goes on: who stands for nobody, and which constraints are in force.

Without an option that is nobody, and as long as the constraints can be met, this is `feasible` and
nothing else. Sources: the schedules of constraints, 1 and 7, and of None.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from counting.check.feasible import Choices, Outlook, outlook
from counting.check.findings import findings, findings_at
from counting.check.vacant import Places, VacantMoment
from counting.contest import CandidateId, Contest
from counting.nobody import Applied
from counting.record import Finding

Some = Sequence[CandidateId]


class Unlawful(Exception):
    """No set of winners is lawful any more, and the policy has no step left."""


class Ground:
    """One count's. `contest`: with the constraints in force; `order`: all who stand so far.

    `nobody`: the option that is nobody and those of its successors who stand, in turn.
    """

    def __init__(self, contest: Contest) -> None:
        self.contest = contest
        self.nobody: tuple[CandidateId, ...] = contest.nobody[:1]
        self.order: tuple[CandidateId, ...] = tuple(candidate.id for candidate in contest.standing)
        self._coming = list(contest.nobody[1:])
        self._steps = [] if contest.linked is not None else list(contest.if_infeasible)
        self._kept = 0
        self._counted = False
        self._applied: list[Applied] = []
        self._choices = Choices()

    def places(self, elected: Some) -> int:
        """Places that are neither filled nor vacant, when these have one each."""
        return self.contest.seats - len(elected) - self._kept

    def succeed(self, chosen: Some, elected: Some) -> CandidateId | None:
        """Who stands from now on: if nobody is among the chosen, and a place is left after them."""
        if not any(c in chosen for c in self.nobody[-1:]) or self.places(elected) <= 0:
            return None
        new = self._coming.pop(0)
        after = self.order.index(self.nobody[-1]) + 1
        self.order = (*self.order[:after], new, *self.order[after:])
        self.nobody = (*self.nobody, new)
        return new

    def take_applied(self) -> tuple[Applied, ...]:
        """The steps of the policy applied since this was last asked."""
        taken, self._applied = tuple(self._applied), []
        return taken

    def look(self, elected: Some, continuing: Some) -> Outlook:
        """The outlook; with the policy applied as far as it must be. Raises Unlawful."""
        found = self.outlook(elected, continuing)
        while not found.possible:
            if not self._steps:
                raise Unlawful
            self._apply(self._steps.pop(0), elected, continuing)
            found = self.outlook(elected, continuing)
        return found

    def _apply(self, step: str, elected: Some, continuing: Some) -> None:
        labels = self.contest.labels
        conflict = self._moment(elected, continuing).fewest_in_conflict()
        if step == "leave vacant":
            self._counted = True
        else:
            rest = tuple(c for c in self.contest.constraints if f"relax {c.label}" != step)
            steps = tuple(one for one in self.contest.if_infeasible if one != step)
            self.contest = replace(self.contest, constraints=rest, if_infeasible=steps)
            self._choices = Choices()
        if self._counted:
            self._kept = self._fewest_kept(elected, continuing)
        self._applied.append(Applied(step, tuple(labels[i] for i in conflict), self._kept))

    def _fewest_kept(self, elected: Some, continuing: Some) -> int:
        every = range(len(self.contest.constraints))
        for kept in range(self.contest.seats - len(elected) + 1):
            self._kept = kept
            if self._moment(elected, continuing).possible(every):
                return kept
        return 0

    def outlook(self, elected: Some, continuing: Some) -> Outlook:
        """The outlook when these are elected and these continue."""
        if not self._some_vacant:
            return outlook(self.contest, elected, continuing, self._choices)
        moment = self._moment(elected, continuing)
        every = range(len(self.contest.constraints))
        if not moment.possible(every):
            return Outlook(possible=False, single=False)
        if moment.left == 0:
            return Outlook(possible=True, single=True)
        sure = {kind for kind in moment.sizes if not moment.possible(every, without=kind)}
        never = {kind for kind in moment.sizes if not moment.possible(every, including=kind)}
        # While nobody continues, the votes can leave any place vacant (schedule of None, 4).
        single = not moment.sizes or (not moment.places.open and sure | never == set(moment.sizes))
        if not self.contest.constrained:
            return Outlook(True, single)
        return Outlook(True, single, moment.of_kinds(sure), moment.of_kinds(never))

    def findings(self, elected: Some, continuing: Some, found: Outlook) -> tuple[Finding, ...]:
        """The findings that belong in the record."""
        if not self._some_vacant:
            return findings(self.contest, elected, continuing, found, self._choices)
        moment = self._moment(elected, continuing)
        return findings_at(moment, moment, self.contest, found)

    def left_to_nobody(self, elected: Some, continuing: Some) -> int:
        """Places that no completion gives to a person (schedule of None, 3); 0 if it does not continue."""
        if not self._continues(continuing) or not self.places(elected):
            return 0
        moment = self._moment(elected, continuing)
        every = range(len(self.contest.constraints))
        return next(n for n in range(moment.left + 1) if moment.possible(every, vacant=n))

    def persons(self, some: Some) -> tuple[CandidateId, ...]:
        """Those of them who are not nobody."""
        return tuple(c for c in some if c not in self.nobody)

    @property
    def _some_vacant(self) -> bool:
        return bool(self.nobody) or self._counted or self.contest.seats > len(self.order)

    def _continues(self, continuing: Collection[CandidateId]) -> bool:
        return any(c in continuing for c in self.nobody)

    def _moment(self, elected: Some, continuing: Some) -> VacantMoment:
        places = Places(
            taken=len(elected) - len(self.persons(elected)),
            kept=self._kept,
            open=self._continues(continuing),
            counted=self._counted,
        )
        return VacantMoment.of(
            self.contest, self.persons(elected), self.persons(continuing), places
        )
