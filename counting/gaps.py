"""How close each decision of a count was, in votes: from the record, counting nothing again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from counting.contest import CandidateId
from counting.record import CountRecord, Decision, Stage
from counting.votes import Votes

AT_A_QUOTA = ("quota", "majority")


@dataclass(frozen=True, slots=True)
class Gap:
    """One decision, and by how many votes it could have been another.

    `candidates`: elected, excluded or transferred. `votes`: of the one of them nearest to `rival`,
    when it was decided. `rival`: who would have been next in their place; None: the gap is to the
    quota or majority. `bar`: the rival's votes, or that quota. `gap`: between `votes` and `bar`.
    """

    stage: int
    act: Literal["elect", "exclude", "transfer"]
    candidates: tuple[CandidateId, ...]
    clause: str
    votes: Votes
    rival: CandidateId | None
    bar: Votes
    gap: Votes


def decision_gaps(record: CountRecord) -> tuple[Gap, ...]:
    """The gap at each decision that votes made, in the order of the count.

    Decisions that leave no choice (the last vacancies, an only completion, the one doomed candidate)
    have none; nor has an election on the votes required by ERS97, which moves with every election.
    """
    return tuple(gap for index in range(len(record.stages)) for gap in _of_stage(record, index))


def closest(gaps: tuple[Gap, ...]) -> Gap | None:
    """The decision with the smallest gap; of equal ones an exclusion first, then the earliest."""
    return min(gaps, key=lambda g: (g.gap, g.act != "exclude", g.stage), default=None)


def decided_between_two(record: CountRecord) -> bool:
    """Whether the count ends with two options that have equal votes, where a casting vote is granted."""
    reasons = {decision.reason for decision in record.stages[-1].decisions}
    return bool(reasons & {"casting-vote", "no-casting-vote", "no-votes"})


def decided_on(record: CountRecord, index: int) -> Stage:
    """The stage on whose votes an exclusion or transfer in the stage with this index was decided.

    The one before; under Meek's method, which shares out first, the stage itself.
    """
    stage = record.stages[index]
    return stage if stage.keep or index == 0 else record.stages[index - 1]


def open_to_exclusion(record: CountRecord, index: int) -> tuple[CandidateId, ...]:
    """Those among whom the stage's exclusions were made: continuing, not guarded, not just elected."""
    stage = record.stages[index]
    findings = record.stages[index - 1].findings if index else record.before
    gone = set(record.with_status(findings, "guarded"))
    if stage.keep:
        gone.update(c for d in stage.decisions if d.reason == "quota" for c in d.candidates)
    doomed = record.with_status(findings, "doomed")
    if any(d.reason == "doomed" for d in stage.decisions):
        return doomed
    return tuple(c for c in record.continuing(index) if c not in gone)


def _of_stage(record: CountRecord, index: int) -> Iterator[Gap]:
    stage = record.stages[index]
    for decision in stage.decisions:
        if decision.act == "exclude":
            found = _exclusion(record, index, decision)
        elif decision.act == "transfer":
            found = _transfer(record, index, decision)
        elif decision.act == "elect":
            found = _election(record, stage, decision)
        else:
            found = None
        if found:
            yield found


def _exclusion(record: CountRecord, index: int, decision: Decision) -> Gap | None:
    tallies = decided_on(record, index).tallies
    rivals = [c for c in open_to_exclusion(record, index) if c not in decision.candidates]
    if not rivals:
        return None
    rival = min(rivals, key=lambda c: tallies[c])
    highest = max(tallies[c] for c in decision.candidates)
    return Gap(
        record.stages[index].number,
        "exclude",
        decision.candidates,
        decision.clause,
        highest,
        rival,
        tallies[rival],
        abs(tallies[rival] - highest),
    )


def _transfer(record: CountRecord, index: int, decision: Decision) -> Gap | None:
    """Against the next largest surplus, if there was another."""
    before = decided_on(record, index)
    source = decision.candidates[0]
    others = [c for c, v in before.tallies.items() if v > before.quota and c != source]
    if not others:
        return None
    rival = max(others, key=lambda c: before.tallies[c])
    votes, bar = before.tallies[source], before.tallies[rival]
    number = record.stages[index].number
    return Gap(number, "transfer", (source,), decision.clause, votes, rival, bar, abs(votes - bar))


def _election(record: CountRecord, stage: Stage, decision: Decision) -> Gap | None:
    """Above the quota or majority, or the runner-up; or, of two with equal votes, nothing."""
    lowest = decision.candidates[-1]
    if decision.reason in ("final-tie", "casting-vote"):
        rival = next(c for c in record.continuing(stage.number) if c != lowest)
        votes = stage.tallies[lowest]
        return Gap(stage.number, "elect", (lowest,), decision.clause, votes, rival, votes, Votes(0))
    point = next((batch for batch in stage.batches if lowest in batch.elected), stage)
    if decision.reason == "as-many-as-the-rest":
        return _above_the_rest(record, stage, decision, point.tallies)
    if decision.reason not in AT_A_QUOTA:
        return None
    votes = min(point.tallies[c] for c in decision.candidates)
    return Gap(
        stage.number,
        "elect",
        decision.candidates,
        decision.clause,
        votes,
        None,
        point.quota,
        abs(votes - point.quota),
    )


def _above_the_rest(
    record: CountRecord, stage: Stage, decision: Decision, tallies: Mapping[CandidateId, Votes]
) -> Gap:
    """Above whoever else had most when the last place was filled."""
    rival = max(record.continuing(stage.number), key=lambda c: tallies[c])
    votes, bar = tallies[decision.candidates[0]], tallies[rival]
    elected = decision.candidates
    return Gap(stage.number, "elect", elected, decision.clause, votes, rival, bar, abs(votes - bar))
