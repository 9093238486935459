"""Places filled one after another from the same papers, those elected before passed over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from counting.contest import CandidateId, Contest
from counting.errors import LotNeededError
from counting.papers import Papers
from counting.parts.field import Field
from counting.parts.paper_nobody import papers_with_successors
from counting.record import CountRecord, Stage, TieStep
from counting.rule import Rule
from counting.votes import NO_VOTES, Votes


@dataclass(frozen=True, slots=True, kw_only=True)
class SequentialRule(Rule):
    """The choice of such a rule. `each`: the rule by which every single place is filled."""

    each: Rule
    takes_nobody: ClassVar[bool] = True

    def count(self, papers: Papers, contest: Contest) -> CountRecord:
        """Count the papers afresh for each place: first preferences, then until somebody is elected."""
        self.require_countable(contest)
        field = Field(contest)
        applied = field.take_applied()
        wide = papers_with_successors(papers, contest)
        stages: list[Stage] = []
        records: list[CountRecord] = []
        while field.vacancies:
            stood = field.contest
            one = self._one_place(wide, field, len(stages))
            records.append(one)
            field.elect(one.elected)
            valid = Votes(records[0].papers.valid)
            place = _in_the_whole(one.stages, stood, valid, len(stages))
            stages += [*place[:-1], _with_all(place[-1], field.contest)]
        return CountRecord(
            contest=contest,
            rule_version=self.version,
            decimals=self.decimals,
            papers=records[0].papers,
            before=(),
            stages=tuple(stages),
            applied=applied,
        )

    def _one_place(self, papers: Papers, field: Field, done: int) -> CountRecord:
        """The count for the next place: a contest of its own, without those elected before."""
        contest = field.contest
        passed_over = (*contest.withdrawn, *field.elected)
        one = replace(
            contest,
            seats=1,
            rule=self.each.id,
            withdrawn=passed_over,
            none=None,  # for one place it is an option like the others
            if_infeasible=(),
        )
        try:
            return self.each.count(papers, one)
        except LotNeededError as lot:
            names = tuple(contest.name(CandidateId(c)) for c in lot.candidates)
            raise LotNeededError(lot.stage + done, lot.kind, lot.candidates, names) from None


def _with_all(stage: Stage, contest: Contest) -> Stage:
    """A stage with whoever stands since its decisions, a successor of nobody too."""
    tallies = {c.id: stage.tallies.get(c.id, NO_VOTES) for c in contest.standing}
    return replace(stage, tallies=tallies)


def _in_the_whole(
    stages: Sequence[Stage], contest: Contest, valid: Votes, done: int
) -> list[Stage]:
    """The stages of one place as they stand in the record of all: numbered on from `done`.

    Whoever was elected before has no votes; papers that rank nobody else are non-transferable.
    """
    found = []
    for stage in stages:
        tallies = {c.id: stage.tallies.get(c.id, NO_VOTES) for c in contest.standing}
        again = done and stage.number == 1
        found.append(
            replace(
                stage,
                number=stage.number + done,
                action=replace(stage.action, type="next-place") if again else stage.action,
                tallies=tallies,
                non_transferable=valid - stage.rounding - sum(tallies.values(), NO_VOTES),
                ties=tuple(
                    replace(tie, steps=tuple(_later(step, done) for step in tie.steps))
                    for tie in stage.ties
                ),
            )
        )
    return found


def _later(step: TieStep, done: int) -> TieStep:
    return replace(step, stage=step.stage + done)
