"""Sequential alternative vote: each place by the alternative vote, over the same papers.

Source: OMOV, rule text 1 of 2026, clauses 1 and 2; for each place the statute in `rulebook`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from counting.check.family import Known, no_constraints
from counting.check.ground import Ground
from counting.check.procedure import Due, Procedure
from counting.check.report import Wording
from counting.check.rulebook import RULEBOOK
from counting.contest import Candidate, CandidateId, Contest, RuleId
from counting.papers import Papers
from counting.record import Finding, Stage
from counting.votes import NO_VOTES, Votes

_EACH = RuleId("av")


class Sequential:
    """One count: as many counts of the same papers as there are places."""

    def __init__(self, papers: Papers, contest: Contest) -> None:
        self.contest = contest
        self.papers = papers
        self.ground = Ground(contest)
        self.ground.look((), self.ground.order)
        self.applied = self.ground.take_applied()
        first = self._place(())
        self.valid = first.valid
        self.without_preference = first.without_preference
        self.wording = Wording(contest, RULEBOOK[_EACH].decimals.votes)
        self.before: tuple[Finding, ...] = ()

    def stages(self) -> Iterator[Due]:
        """Every stage that is due, in turn. Raises LotMissing where only a lot could go on."""
        elected: tuple[CandidateId, ...] = ()
        done = 0
        while self.ground.places(elected):
            place, held = self._place(elected), done
            for due in place.stages():
                done += 1
                if place.over:
                    elected += tuple(place.elected)
                    self.ground.succeed(place.elected, elected)
                yield replace(due, stage=self._in_the_whole(due.stage, held))

    def _place(self, elected: tuple[CandidateId, ...]) -> Procedure:
        """1: the next place is filled from all papers, by those not elected yet.

        The option that is nobody stands for every place: under the name of whoever succeeds it.
        """
        nobody, standing = self.ground.nobody, self.ground.nobody[-1:]
        candidates = tuple(
            Candidate(standing[0], self.contest.name(standing[0])) if c.id in nobody else c
            for c in self.contest.candidates
        )
        lots = tuple(standing[0] if c in nobody else c for c in self.contest.lots)
        one = replace(
            self.contest,
            seats=1,
            rule=_EACH,
            candidates=candidates,
            lots=lots,
            withdrawn=(*self.contest.withdrawn, *self.ground.persons(elected)),
            none=None,
            if_infeasible=(),
        )
        return Procedure(self.papers, one, RULEBOOK[_EACH])

    def _in_the_whole(self, stage: Stage, held: int) -> Stage:
        """A stage of one place, after `held` stages of those before.

        Whoever has a place has no votes in it, and papers that rank nobody else are not transferable.
        """
        votes = {c: stage.tallies.get(c, NO_VOTES) for c in self.ground.order}
        action = stage.action
        if held and stage.number == 1:
            action = replace(action, type="next-place")
        ties = tuple(
            replace(tie, steps=tuple(replace(s, stage=s.stage + held) for s in tie.steps))
            for tie in stage.ties
        )
        return replace(
            stage,
            number=stage.number + held,
            action=action,
            tallies=votes,
            non_transferable=Votes(self.valid) - sum(votes.values(), NO_VOTES),
            ties=ties,
        )


RULES: Mapping[str, Known] = {"sequential-av": Known(RULEBOOK[_EACH], Sequential, no_constraints)}
