"""Promotion from larger committees: the text P1 to P7, worked out from counts by the check's own rules.

Source: OMOV, promotion text 1 of 2026 (docs/adr/0014-promotion.md). Each count is one by the rule
that the text builds upon, for another number of places and with nothing required.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from counting.check.ers97 import RULES as ERS97
from counting.check.ers97 import TEXT as ERS97_TEXT
from counting.check.family import Count, Known, RuleText
from counting.check.feasible import meets
from counting.check.procedure import Due, Procedure
from counting.check.report import Wording
from counting.check.rulebook import RULEBOOK
from counting.check.ties import LotMissing, Point, TieBreak
from counting.contest import CandidateId, Contest, RuleId
from counting.nobody import Applied
from counting.papers import Papers
from counting.record import Act, Action, Decision, Finding, Stage, Tie, TieKind
from counting.votes import Votes

Begin = Callable[[Papers, Contest], Count]
Some = tuple[CandidateId, ...]


@dataclass(frozen=True, slots=True)
class Winning:
    """Somebody's election in a count. `before`: all points before it; `at`: the one it was at."""

    who: CandidateId
    before: tuple[Point, ...]
    at: Point

    @property
    def votes(self) -> Votes:
        """The votes with which it came about."""
        return self.at.votes[self.who]


def winnings(stages: Sequence[Stage]) -> list[Winning]:
    """Every election of one count, in order."""
    found: list[Winning] = []
    before: tuple[Point, ...] = ()
    for stage in stages:
        ends = [(Point(stage.number, stage.tallies), stage.elected)]
        if stage.batches:
            ends = [
                (Point(stage.number, batch.tallies, place), batch.elected)
                for place, batch in enumerate(stage.batches, start=1)
            ]
        for at, elected in ends:
            found += [Winning(who, before, at) for who in elected]
            before += (at,)
    return found


class Promotion:
    """One election: the first count, the larger committees, the smaller ones, and what comes of them."""

    def __init__(
        self, begin: Begin, base: str, text: RuleText, papers: Papers, contest: Contest
    ) -> None:
        self.contest = contest
        self._begin, self._base, self._text, self._papers = begin, base, text, papers
        self._ties = TieBreak(text, contest)
        first = self._committee(contest.seats)
        self.valid = first.valid
        self.without_preference = first.without_preference
        self.wording: Wording = first.wording
        self.before: tuple[Finding, ...] = ()
        self.applied: tuple[Applied, ...] = ()
        self._done = 0  # stages
        self._order = tuple(candidate.id for candidate in contest.standing)
        self._first: list[Winning] = []
        self._up: list[CandidateId] = []
        self._out: list[CandidateId] = []
        # P2: for each requirement how many, and of whom.
        self._required = [
            (
                one.least(contest.seats) or 0,
                frozenset(c.id for c in contest.standing if meets(one, c)),
            )
            for one in contest.constraints
        ]

    def _committee(self, places: int) -> Count:
        """A count for so many places, in which nothing is required (P1, P3, P4)."""
        contest = self.contest
        one = replace(
            contest, seats=places, rule=RuleId(self._base), constraints=(), if_infeasible=()
        )
        return self._begin(self._papers, one)

    def stages(self) -> Iterator[Due]:
        """Every stage that is due, in turn. Raises LotMissing where only a lot could go on."""
        places = self.contest.seats
        yield from self._held(places, self._remember)
        while any(self._short(required) for required in self._required):
            places += 1
            yield from self._held(places, self._take_up)
        places = self.contest.seats
        while len(self._out) < len(self._up) and places > 1:
            places -= 1
            yield from self._held(places, self._send_out)

    def _held(
        self, places: int, after: Callable[[list[Winning]], tuple[list[Decision], list[Tie]]]
    ) -> Iterator[Due]:
        """The stages of one count; what follows from it stands at the end of its last."""
        held, stages = self._done, list[Stage]()
        last: Due | None = None
        count = iter(self._committee(places).stages())
        while True:
            try:
                due = next(count, None)
            except LotMissing:
                if last:  # what came before it was due all the same
                    yield last
                raise
            if due is None:
                break
            if last:
                yield last
            stage = self._numbered_on(due.stage, held, places)
            stages.append(stage)
            last = Due(stage, due.because)
        assert last is not None  # a count has a stage
        self._done += len(stages)
        decisions, ties = after(winnings(stages))
        yield Due(
            replace(
                last.stage,
                decisions=(*last.stage.decisions, *decisions),
                ties=(*last.stage.ties, *ties),
            ),
            last.because,
        )

    def _numbered_on(self, stage: Stage, held: int, places: int) -> Stage:
        action = stage.action
        if held and stage.number == 1:
            larger = places > self.contest.seats
            action = Action("larger-committee" if larger else "smaller-committee", places=places)
        ties = [
            replace(tie, steps=tuple(replace(step, stage=step.stage + held) for step in tie.steps))
            for tie in stage.ties
        ]
        return replace(stage, number=stage.number + held, action=action, ties=tuple(ties))

    def _remember(self, elected: list[Winning]) -> tuple[list[Decision], list[Tie]]:
        """P1: whoever the free count elects."""
        self._first = elected
        return [], []

    @property
    def _seated(self) -> set[CandidateId]:
        return {*(one.who for one in self._first), *self._up} - set(self._out)

    def _short(self, required: tuple[int, frozenset[CandidateId]]) -> int:
        """P2: by how many a category is short."""
        least, members = required
        return max(0, least - len(members & self._seated))

    def _take_up(self, elected: list[Winning]) -> tuple[list[Decision], list[Tie]]:
        """P3 and P5: who is promoted after a larger count; and, if one place is all there is, P4 at once."""
        was_in = {one.who for one in self._first} | set(self._up)
        ties: list[Tie] = []
        up: set[CandidateId] = set()
        for required in self._required:
            open_ = self._short(required)
            new = [one for one in elected if one.who in required[1] and one.who not in was_in]
            while open_ and new:
                together = [one for one in new if one.at == new[0].at]
                most = max(one.votes for one in together)
                equal = [one for one in together if one.votes == most]
                chosen = self._chosen("promotion", equal, ties, choice=len(equal) > open_)
                up.update(chosen)
                open_ -= len(chosen)
                new = [one for one in new if one.who not in up]
        order = tuple(one.who for one in elected if one.who in up)
        self._up += order
        said = self._said("promote", order, "promoted")
        ties = _in_turn(ties, elected)
        if self.contest.seats == 1 and not any(map(self._short, self._required)):
            more, further = self._send_out([])  # P4: a committee of no places
            return said + more, ties + further
        return said, ties

    def _send_out(self, elected: list[Winning]) -> tuple[list[Decision], list[Tie]]:
        """P4 to P6: who makes way after a smaller count; after that for one place, whoever is left to."""
        ties: list[Tie] = []
        decisions = self._leave({one.who for one in elected}, ties)
        if len(elected) == 1:  # the next smaller is a committee of no places
            decisions += self._leave((), ties)
        return decisions, ties

    def _leave(self, staying: Collection[CandidateId], ties: list[Tie]) -> list[Decision]:
        gone: list[CandidateId] = []
        while len(self._out) < len(self._up):
            able = [
                one for one in self._first if one.who not in staying and self._dispensable(one.who)
            ]
            if not able:
                break
            together = [one for one in able if one.at == able[-1].at]
            fewest = min(one.votes for one in together)
            equal = [one for one in together if one.votes == fewest]
            chosen = self._chosen(
                "making-way", equal, ties, choice=not self._all_dispensable(equal)
            )
            self._out += chosen
            gone += chosen
        return self._said("make-way", gone, "makes-way")

    def _dispensable(self, who: CandidateId) -> bool:
        """P6: whether no requirement needs this one, who is seated."""
        return who in self._seated and all(
            who not in members or len(members & self._seated) > least
            for least, members in self._required
        )

    def _all_dispensable(self, some: list[Winning]) -> bool:
        """Whether all of these can go together, and as many have to."""
        names = {one.who for one in some}
        return len(names) <= len(self._up) - len(self._out) and all(
            len(members & self._seated - names) >= least
            for least, members in self._required
            if members & names
        )

    def _chosen(
        self, kind: TieKind, equal: list[Winning], ties: list[Tie], *, choice: bool
    ) -> Some:
        """All of these, who have equal votes; if there is a choice, the one whom P5 picks."""
        names = tuple(c for c in self._order if c in {one.who for one in equal})
        if not choice:
            return names
        who, tie = self._ties.settle(kind, names, equal[0].votes, equal[0].before)
        ties += [tie] if tie else []
        return (who,)

    def _said(self, act: Act, some: Sequence[CandidateId], reason: str) -> list[Decision]:
        return [Decision(act, tuple(some), reason, self._text.acts[reason])] if some else []


def _in_turn(ties: list[Tie], elected: list[Winning]) -> list[Tie]:
    """The ties in the order of the points at which those tied were elected."""
    points = {one.who: (one.at.stage, one.at.batch or 0) for one in elected}
    return sorted(ties, key=lambda tie: points[tie.candidates[0]])


def _cannot(contest: Contest) -> str | None:
    """P2: at least so many, of categories that nobody shares; and nothing else."""
    if contest.linked is not None or contest.if_infeasible:
        return f"Rule {contest.rule} counts no contest linked to others, and none with a policy."
    for one in contest.constraints:
        if one.most(contest.seats) is not None or one.first is not None:
            return f"Rule {contest.rule} knows minimums only; '{one.label}' is something else."
    for candidate in contest.standing:
        if sum(meets(one, candidate) for one in contest.constraints) > 1:
            return f"{candidate.name} ({candidate.id}) is of two categories of rule {contest.rule}."
    return None


def _known(base: str, begin: Begin, text: RuleText) -> Known:
    # The acts of the schedule of constraints have no place here.
    bare = {act: text.acts[act] for act in text.acts if act not in ("doomed", "only-completion")}
    more = replace(
        text,
        acts={**bare, "promoted": "P3", "makes-way": "P4"},
        ties={"promotion": "P5", "making-way": "P5"},
    )
    return Known(
        more,
        lambda papers, contest: Promotion(begin, base, more, papers, contest),
        _cannot,
    )


_SCOTTISH = RULEBOOK["scottish-2011"]

RULES: Mapping[str, Known] = {
    "ers97-promotion": _known("ers97", ERS97["ers97"].begin, ERS97_TEXT),
    "scottish-2011-promotion": _known(
        "scottish-2011",
        lambda papers, contest: Procedure(papers, contest, _SCOTTISH),
        RuleText(
            version=_SCOTTISH.version,
            decimals=_SCOTTISH.decimals,
            acts={str(reason): clause for reason, clause in _SCOTTISH.acts.items()},
            ties=_SCOTTISH.ties,
            ties_from=_SCOTTISH.ties_from,
        ),
    ),
}
