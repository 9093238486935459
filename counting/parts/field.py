"""Who stands, who continues and who has a place in one count, and what the constraints still ask.

Two things change the field besides elections and exclusions: the successors of the option that is
nobody, and the policy of the notice, where the constraints cannot be met any more.
Sources: the schedules of `counting.schedule`; docs/adr/0018-none-and-vacant-places.md.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace

from counting.constraints import (
    assess,
    electable_together,
    explain,
    fewest_in_conflict,
    fewest_vacant,
    left_to_nobody,
)
from counting.contest import LEAVE_VACANT, RELAX, CandidateId, Contest
from counting.errors import ContestError, InfeasibleError
from counting.nobody import Applied
from counting.parts.paper_nobody import with_successors
from counting.phrases import number_of
from counting.record import Finding


class Field:
    """Made for one count and thrown away after it.

    `contest`: as it stands now, with the successors that have come and the constraints in force.
    `elected`: in order of election, the option that is nobody and its successors among them.
    `continuing`: neither elected nor excluded, in the order of the contest. `assessment`: of now.
    Raises InfeasibleError as soon as no set of winners is lawful and no step of the policy is left.
    """

    def __init__(self, contest: Contest) -> None:
        if contest.nobody and contest.linked is not None:
            raise ContestError(
                f"'{contest.name(contest.nobody[0])}' is nobody, and this contest is counted with others "
                "of a body, where whoever is elected may be wanted elsewhere. Remove it, or hold the "
                "contest by itself."
            )
        self.contest = with_successors(contest)
        self.elected: list[CandidateId] = []
        self.continuing = [candidate.id for candidate in self.contest.standing]
        self._steps = [] if contest.linked is not None else list(contest.if_infeasible)
        self._vacant: int | None = None
        self._applied: list[Applied] = []
        self._admit: Callable[[CandidateId], None] | None = None
        self._look()

    def welcome(self, admit: Callable[[CandidateId], None]) -> None:
        """From now on tell the table of every successor that comes, so that it has a pile."""
        self._admit = admit

    @property
    def vacancies(self) -> int:
        """Places that are neither filled, nor taken by nobody, nor left vacant by the policy."""
        return self.contest.seats - len(self.elected) - (self._vacant or 0)

    @property
    def nobody(self) -> CandidateId | None:
        """The option that is nobody, or the successor that stands for it now, if it continues."""
        return next((c for c in self.continuing if c in self.contest.nobody), None)

    @property
    def persons(self) -> list[CandidateId]:
        """Those continuing who are not nobody."""
        return [c for c in self.continuing if c not in self.contest.nobody]

    @property
    def complete(self) -> bool:
        """Whether all places are filled, or who fills the rest is settled by numbers alone."""
        if self.nobody is not None:
            return self.vacancies == 0 or not self.persons
        return len(self.continuing) <= self.vacancies or self.vacancies == 0

    @property
    def left_to_nobody(self) -> int:
        """Places that no lawful choice gives to a person, while the option that is nobody continues."""
        if self.nobody is None or self.vacancies == 0:
            return 0
        if not self.contest.constrained:
            return max(self.vacancies - len(self.persons), 0)
        return left_to_nobody(self.contest, self.elected, self.continuing, self._vacant)

    def in_contest_order(self, candidates: Collection[CandidateId]) -> list[CandidateId]:
        """These, in the order of the contest."""
        return [c.id for c in self.contest.standing if c.id in candidates]

    def elect(self, chosen: tuple[CandidateId, ...]) -> None:
        """Give these their places; a successor stands at once, if nobody is among them."""
        self.elected.extend(chosen)
        self.continuing = [c for c in self.continuing if c not in chosen]
        self._succeed(chosen)
        self._look()

    def leave_to_nobody(self, places: int) -> tuple[CandidateId, ...]:
        """So many places to the option that is nobody and its successors in turn; answers which."""
        before = len(self.elected)
        while self.nobody is not None and len(self.elected) < before + places:
            self.elected.append(self.nobody)
            self.continuing = self.persons
            self._succeed(self.elected[-1:])
        self._look()
        return tuple(self.elected[before:])

    def _succeed(self, chosen: Sequence[CandidateId]) -> None:
        """Where nobody has been chosen and a place is left, the successor stands from now on."""
        nobody = self.contest.nobody
        last = max((nobody.index(c) for c in chosen if c in nobody), default=None)
        if last is None or self.vacancies == 0:
            return
        come = nobody[last + 1]
        withdrawn = tuple(c for c in self.contest.withdrawn if c != come)
        self.contest = replace(self.contest, withdrawn=withdrawn)
        self.continuing = self.in_contest_order({*self.continuing, come})
        if self._admit is not None:
            self._admit(come)

    def exclude(self, candidates: Collection[CandidateId]) -> None:
        """These are no longer continuing."""
        self.continuing = [c for c in self.continuing if c not in candidates]
        self._look()

    def electable_together(
        self, chosen: Collection[CandidateId], continuing: Collection[CandidateId] | None = None
    ) -> bool:
        """Whether a lawful choice contains all of these. `continuing`: if not all who do."""
        among = self.continuing if continuing is None else continuing
        return electable_together(self.contest, self.elected, among, chosen, self._vacant)

    def leaves_all_open(self, out: Collection[CandidateId]) -> bool:
        """Whether without these there is a lawful choice, and nobody is doomed or there is but one."""
        rest = [c for c in self.continuing if c not in out]
        if not self.electable_together((), rest):
            return False
        after = assess(self.contest, self.elected, rest, self._vacant)
        return after.only_completion or not after.doomed

    def findings(self) -> tuple[Finding, ...]:
        """Who is guarded or doomed now, and why; nothing where all places are filled."""
        if not self.vacancies:
            return ()
        return explain(self.contest, self.elected, self.continuing, self.assessment, self._vacant)

    def take_applied(self) -> tuple[Applied, ...]:
        """The steps of the policy applied since this was last asked."""
        applied, self._applied = tuple(self._applied), []
        return applied

    def _look(self) -> None:
        """Work out anew who is guarded and who is doomed; where nothing is lawful, apply the policy."""
        while self._steps and not self.electable_together(()):
            self._apply(self._steps.pop(0))
        try:
            self.assessment = assess(self.contest, self.elected, self.continuing, self._vacant)
        except InfeasibleError as error:
            raise InfeasibleError(error.conflicts, (*self._so_far(), *error.sentences)) from None

    def _apply(self, step: str) -> None:
        """One step, because of the constraints that cannot be met together without it."""
        conflict = fewest_in_conflict(self.contest, self.elected, self.continuing, self._vacant)
        if step != LEAVE_VACANT:
            label = step.removeprefix(RELAX)
            kept = tuple(c for c in self.contest.constraints if c.label != label)
            # A contest may not name a constraint that it has no more.
            rest = tuple(one for one in self.contest.if_infeasible if one != step)
            self.contest = replace(self.contest, constraints=kept, if_infeasible=rest)
        if step == LEAVE_VACANT or self._vacant is not None:
            places = fewest_vacant(self.contest, self.elected, self.continuing)
            self._vacant = 0 if places is None else places
        self._applied.append(Applied(step, conflict, self._vacant or 0))

    def _so_far(self) -> Iterator[str]:
        """What has happened before a refusal, and what the policy did not do."""
        if taken := len([c for c in self.elected if c in self.contest.nobody]):
            by_votes = number_of(taken, "place")
            yield f"By the votes {by_votes} stay{'s' if taken == 1 else ''} vacant; then this cannot be met."
        if self._applied:
            steps = ", ".join(f"'{applied.step}'" for applied in self._applied)
            yield f"The policy of the notice has been applied ({steps}), and does not suffice."
        elif taken:
            yield "No step of a policy is left (if_infeasible)."
