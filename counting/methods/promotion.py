"""Promotion from larger committees: the British practice for a balance, which is no constraint.

The papers are counted freely. Where a required number is not reached, they are counted again for more
places, to find who would be elected next of the category that is short, and for fewer places, to
find who would be the first to go. What is required bars nobody and spares nobody in any of these
counts. See `docs/adr/0014-promotion.md`; the clauses P1 to P7 are those of `SENTENCES`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from counting.constraints import require_feasible
from counting.contest import CandidateId, Constraint, Contest, RuleId
from counting.errors import ContestError, LotNeededError
from counting.methods.promotion_choice import Moment, Promotion, moments_of
from counting.papers import Papers
from counting.parts.ties import TieRule
from counting.record import Action, CountRecord, Decision, Stage, Tie, TieStep
from counting.rule import Rule

SOURCE: Final = (
    "OMOV, promotion text 1 of 2026, after the election regulations of the Liberal Democrats (1988 and "
    "later) as quoted in C. Rosenstiel, 'More details on using the Single Transferable Vote to select "
    "an ordered list of candidates'"
)

SENTENCES: Final = (
    "P1. The papers are first counted for the number of places as said above, whatever is required. "
    "If those elected meet every requirement, they are elected, and nothing more is counted.",
    "P2. A requirement is that at least so many of those elected are of a category, such as women. "
    "Nobody is of two of these categories. If fewer are elected, the category is short by the "
    "difference.",
    "P3. As long as a category is short, all papers are counted afresh for one place more, then for two "
    "more, and so on. In each such count, whoever is elected, was not elected in the first count and is "
    "of a category that is still short is promoted.",
    "P4. For each candidate promoted, one elected in the first count makes way. To find whom, all papers "
    "are counted afresh for one place fewer than there are to be filled, then for two fewer, and so on. "
    "In each such count, whoever was elected in the first count, is not elected in this one and is not "
    "needed for a requirement makes way. A committee of no places elects nobody.",
    "P5. If more could be promoted from one count than a category is short by, those elected earlier "
    "in it are promoted; if more could make way after one count than have to, those elected later in the "
    "first count make way. Of those elected together, the ones with more votes at that point are promoted, "
    "and those with fewer make way. Equal ones go by the earlier points of the same count as in other "
    "ties; if they were always equal, lots decide.",
    "P6. One is needed for a requirement if no more than the required number of that category would be "
    "left, those promoted included.",
    "P7. Elected are those of the first count who do not make way, in their order of election, and after "
    "them those promoted, in the order of promotion.",
)

CLAUSES: Final = {"promoted": "P3", "makes-way": "P4"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionRule(Rule):
    """The choices of such a rule. `base`: the rule of each count; `ties`: those between its elected."""

    base: Rule
    ties: TieRule

    @property
    def constraints_sentence(self) -> str:
        """What a notice says of constraints."""
        return (
            "Required numbers of a category may be set, and are met by promotion alone (P1 to P7); "
            "other constraints cannot be set."
        )

    def require_countable(self, contest: Contest) -> None:
        """Raise ContestError where the contest asks for more than promotion can give."""
        if contest.linked is not None:
            raise ContestError(
                f"Rule {self.id} balances one committee by itself, and this contest is linked to others. "
                "Choose a rule with constraints."
            )
        if contest.if_infeasible:
            raise ContestError(
                f"Rule {self.id} knows no policy for requirements that cannot be met: they are refused "
                "before anything is counted. Remove the policy."
            )
        self.base.require_countable(replace(contest, constraints=(), rule=self.base.id))
        if contest.none is not None:
            raise ContestError(
                f"Rule {self.id} knows no option that is nobody. Choose another rule, or remove it."
            )
        for constraint in contest.constraints:
            self._require_minimum(constraint, contest.seats)
        self._require_one_category_each(contest)

    def _require_minimum(self, constraint: Constraint, seats: int) -> None:
        if constraint.most(seats) is not None:
            raise ContestError(
                f"Rule {self.id}: '{constraint.label}' sets a maximum, and nobody is promoted to keep to "
                "one. Require a minimum of the others instead, or choose a rule with constraints."
            )
        if constraint.first is not None:
            raise ContestError(
                f"Rule {self.id}: '{constraint.label}' is about the first places of a list. Promotion "
                "fills a committee."
            )

    def _require_one_category_each(self, contest: Contest) -> None:
        for candidate in contest.standing:
            labels = [c.label for c in contest.constraints if _counts_for(candidate.attributes, c)]
            if len(labels) > 1:
                raise ContestError(
                    f"Rule {self.id}: {candidate.name} ({candidate.id}) is of both '{labels[0]}' and "
                    f"'{labels[1]}'. Promotion serves categories that no candidate shares: drop one of "
                    "them, or choose a rule with constraints."
                )

    def count(self, papers: Papers, contest: Contest) -> CountRecord:
        """Count the papers freely; then, as far as a category is short, for more and fewer places."""
        self.require_countable(contest)
        require_feasible(contest)
        count = _Counts(self, papers, contest)
        places = contest.seats
        while count.promotion.short:
            places += 1
            count.promote(count.hold(places))
        places = contest.seats
        while count.promotion.to_make_way:
            places -= 1
            count.make_way(count.hold(places) if places else ())
        return CountRecord(
            contest=contest,
            rule_version=self.version,
            decimals=self.decimals,
            papers=count.first.papers,
            before=(),
            stages=tuple(count.stages),
        )


def promoting(base: Rule, *, id_: str, title: str, ties: TieRule) -> PromotionRule:
    """The rule that promotes after counts by `base`. `ties`: how those are told apart who tie in P5."""
    return PromotionRule(
        id=RuleId(id_),
        title=title,
        source=f"{base.source}; {SOURCE}",
        decimals=base.decimals,
        clauses={**_without_schedule(base.clauses), **CLAUSES},
        sentences=(*base.sentences, *SENTENCES),
        takes_constraints=False,
        most_seats=base.most_seats,
        irregular=base.irregular,
        base=base,
        ties=ties,
    )


def _without_schedule(clauses: Mapping[str, str]) -> dict[str, str]:
    """The clauses of counts in which nothing is required: none of the schedule of constraints."""
    return {about: clause for about, clause in clauses.items() if not clause.startswith("schedule")}


class _Counts:
    """The counts so far, their stages one after another, and what promotion has made of them."""

    def __init__(self, rule: PromotionRule, papers: Papers, contest: Contest) -> None:
        self._rule = rule
        self._papers = papers
        self._contest = contest
        self.stages: list[Stage] = []
        self.first = self._counted(contest.seats)
        self.stages += self.first.stages
        self.promotion = Promotion(contest, rule.ties, moments_of(self.first.stages))

    def hold(self, places: int) -> tuple[Moment, ...]:
        """A further count, for so many places: when, in it, somebody was elected."""
        held = len(self.stages)
        larger = places > self._contest.seats
        opened = Action("larger-committee" if larger else "smaller-committee", places=places)
        for stage in self._counted(places).stages:
            action = opened if stage.number == 1 else stage.action
            ties = tuple(_later(tie, held) for tie in stage.ties)
            self.stages.append(replace(stage, number=stage.number + held, action=action, ties=ties))
        return moments_of(self.stages[held:])

    def promote(self, moments: Sequence[Moment]) -> None:
        """P3, after the count that was held last."""
        chosen, ties = self.promotion.promote(moments, self.stages[-1].number)
        self._decide("promote", chosen, "promoted", ties)

    def make_way(self, moments: Sequence[Moment]) -> None:
        """P4, after the count that was held last."""
        elected = {c for moment in moments for c in moment.elected}
        chosen, ties = self.promotion.make_way(elected, self.stages[-1].number)
        self._decide("make-way", chosen, "makes-way", ties)

    def _decide(
        self, act: str, chosen: tuple[CandidateId, ...], reason: str, ties: tuple[Tie, ...]
    ) -> None:
        if not chosen:
            return
        decision = Decision(
            "promote" if act == "promote" else "make-way",
            chosen,
            reason,
            self._rule.clauses[reason],
        )
        last = self.stages[-1]
        self.stages[-1] = replace(
            last, decisions=(*last.decisions, decision), ties=(*last.ties, *ties)
        )

    def _counted(self, places: int) -> CountRecord:
        """A count for so many places, in which nothing is required."""
        base = self._rule.base
        one = replace(self._contest, seats=places, rule=base.id, constraints=(), if_infeasible=())
        try:
            return base.count(self._papers, one)
        except LotNeededError as lot:
            names = tuple(one.name(CandidateId(c)) for c in lot.candidates)
            stage = lot.stage + len(self.stages)
            raise LotNeededError(stage, lot.kind, lot.candidates, names) from None


def _later(tie: Tie, held: int) -> Tie:
    """A tie of one count as it stands in the record of all: stages are numbered on."""
    steps = tuple(TieStep(s.stage + held, s.candidates, s.batch) for s in tie.steps)
    return replace(tie, steps=steps)


def _counts_for(attributes: Mapping[str, str], constraint: Constraint) -> bool:
    return attributes.get(constraint.attribute) == constraint.value
