"""Sequential alternative vote: each place by the alternative vote, over the same papers.

Source: OMOV, rule text 1 of 2026, clauses 1 and 2; for each place the statute in `rulebook`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from counting.check.family import Known, no_constraints
from counting.check.procedure import Due, Procedure
from counting.check.report import Wording
from counting.check.rulebook import RULEBOOK
from counting.contest import CandidateId, Contest, RuleId
from counting.papers import Papers
from counting.record import Finding, Stage
from counting.votes import NO_VOTES, Votes

_EACH = RuleId("av")


class Sequential:
    """One count: as many counts of the same papers as there are places."""

    def __init__(self, papers: Papers, contest: Contest) -> None:
        self.contest = contest
        self.papers = papers
        first = self._place(())
        self.valid = first.valid
        self.without_preference = first.without_preference
        self.wording: Wording = first.wording
        self.before: tuple[Finding, ...] = ()

    def stages(self) -> Iterator[Due]:
        """Every stage that is due, in turn. Raises LotMissing where only a lot could go on."""
        elected: tuple[CandidateId, ...] = ()
        done = 0
        while len(elected) < self.contest.seats:
            place, held = self._place(elected), done
            for due in place.stages():
                done += 1
                yield replace(due, stage=self._in_the_whole(due.stage, held))
            elected += tuple(place.elected)

    def _place(self, elected: tuple[CandidateId, ...]) -> Procedure:
        """1: the next place is filled from all papers, by those not elected yet."""
        out = (*self.contest.withdrawn, *elected)
        one = replace(self.contest, seats=1, rule=_EACH, withdrawn=out)
        return Procedure(self.papers, one, RULEBOOK[_EACH])

    def _in_the_whole(self, stage: Stage, held: int) -> Stage:
        """A stage of one place, after `held` stages of those before.

        Whoever has a place has no votes in it, and papers that rank nobody else are not transferable.
        """
        votes = {c.id: stage.tallies.get(c.id, NO_VOTES) for c in self.contest.standing}
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
