"""The same papers under several rules: who is elected by each, and where two counts part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from counting.contest import CandidateId, Contest, RuleId
from counting.engine import count
from counting.errors import ContestError, CountingError
from counting.further_counts import FURTHER_COUNTS
from counting.papers import Papers
from counting.record import CountRecord

Act = Literal["elect", "exclude", "promote", "make-way", "end"]


@dataclass(frozen=True, slots=True)
class Step:
    """One act of a count: who is elected or excluded together; or its end (nobody)."""

    stage: int
    act: Act
    candidates: tuple[CandidateId, ...]


@dataclass(frozen=True, slots=True)
class Parting:
    """The first act in which two counts differ, and the one before it. `before`: None at the start."""

    before: Step | None
    first: Step
    second: Step


@dataclass(frozen=True, slots=True)
class Counted:
    """One rule's count beside the first rule's.

    `parting`: None if the acts are the same to the end. `gained`, `lost`: elected by this rule and
    not by the first, and the other way round. `other_order`: the same winners in another order.
    """

    record: CountRecord
    parting: Parting | None
    gained: tuple[CandidateId, ...]
    lost: tuple[CandidateId, ...]
    other_order: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """A rule that cannot count this contest, and why."""

    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """`first`: the count that the others are held against. `others`: in the order asked for."""

    first: CountRecord
    others: tuple[Counted | Refused, ...]


def compare(papers: Papers, contest: Contest, rules: Sequence[str]) -> Comparison:
    """Count under the contest's own rule, and under each of these.

    A rule that cannot count the contest (several places, constraints, a lot that was not drawn) is
    `Refused`; nothing is changed to make it fit. Raises as `engine.count` does for the contest's
    own rule, UnknownRuleError for a rule that nobody has written, ContestError for one named twice.
    """
    from counting.rules import find_rule

    named = [contest.rule, *(find_rule(rule).id for rule in rules)]
    twice = [rule for rule in named if named.count(rule) > 1]
    if twice:
        raise ContestError(f"Rule {twice[0]} is to be compared with itself. Name each rule once.")
    first = count(papers, contest)
    return Comparison(first, tuple(_beside(first, papers, contest, rule) for rule in named[1:]))


def _beside(
    first: CountRecord, papers: Papers, contest: Contest, rule: RuleId
) -> Counted | Refused:
    try:
        record = count(papers, replace(contest, rule=rule))
    except CountingError as refusal:
        return Refused(rule, str(refusal))
    gained = tuple(c for c in record.elected if c not in first.elected)
    lost = tuple(c for c in first.elected if c not in record.elected)
    other_order = not gained and not lost and record.elected != first.elected
    return Counted(record, parting(first, record), gained, lost, other_order)


def parting(first: CountRecord, second: CountRecord) -> Parting | None:
    """Where two counts first elect or exclude somebody else; None if they never do.

    Acting on several together, or on one after another with nothing between, is the same here. Votes,
    quotas, transfers and the numbers of stages differ between rules that decide alike.
    """
    before: Step | None = None
    ours, theirs = list(steps(first)), list(steps(second))
    while ours and theirs:
        mine, yours = ours.pop(0), theirs.pop(0)
        if mine.act != yours.act or not _gathers(set(mine.candidates), yours, mine, ours, theirs):
            return Parting(before, mine, yours)
        before = mine
    return None


def _gathers(
    wanted: set[CandidateId], yours: Step, mine: Step, ours: list[Step], theirs: list[Step]
) -> bool:
    """Whether the two acts, with those that follow on the side that acts on fewer, act on the same.

    Takes what follows off `ours` and `theirs` as far as it belongs to it.
    """
    left, right = wanted, set(yours.candidates)
    while left != right:
        shorter, rest = (left, ours) if left < right else (right, theirs)
        longer = right if left < right else left
        if not shorter < longer or not rest or rest[0].act != mine.act:
            return False
        if not shorter | set(rest[0].candidates) <= longer:
            return False
        shorter.update(rest.pop(0).candidates)
    return True


def steps(record: CountRecord) -> tuple[Step, ...]:
    """Every election and exclusion in order; those elected one by one at one stage, as one act.

    Of counts for other numbers of places only who is promoted, and who makes way.
    """
    found: list[Step] = []
    further = False
    for stage in record.stages:
        further = further or stage.action.type in FURTHER_COUNTS
        for decision in stage.decisions:
            match decision.act:
                case "transfer" | "defer" | "leave-open":
                    continue
                case "elect" | "exclude" if further:
                    continue
                case act:
                    pass
            last = found[-1] if found else None
            if last and (last.act, last.stage, act) == ("elect", stage.number, "elect"):
                found[-1] = Step(stage.number, "elect", last.candidates + decision.candidates)
            else:
                found.append(Step(stage.number, act, decision.candidates))
    return (*found, Step(len(record.stages), "end", ()))
