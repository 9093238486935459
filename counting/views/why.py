"""Why one candidate was or was not elected, in at most five lines. Counts nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from counting.contest import CandidateId
from counting.errors import ContestError
from counting.further_counts import began
from counting.gaps import Gap, decided_on, decision_gaps
from counting.record import CountRecord, Decision, Stage
from counting.views.minutes_promotion import first_count, place_of, promotion_reason
from counting.views.table import quota_word
from counting.views.text import shown_votes, shown_with_unit
from counting.votes import NO_VOTES, Votes
from counting.words import (
    display_name,
    display_names,
    finding_sentence,
    join_words,
    passed_over_sentence,
    tie_sentence,
)
from counting.words_casting import why_open
from counting.words_nobody import applied_sentence, left_vacant, taken_by_nobody

MOST_LINES = 5
_MOST_SOURCES = 3  # candidates named from whom, or to whom, most votes went


def why(record: CountRecord, candidate: CandidateId) -> tuple[str, ...]:
    """The outcome, the votes it rests on, the decision with its clause, and what else turned it.

    One sentence or two a line. Raises ContestError for somebody who is no candidate.
    """
    contest = record.contest
    known = [one.id for one in contest.candidates]
    if candidate not in known:
        raise ContestError(
            f"Candidate {candidate} is not in this contest; the candidates are {', '.join(known)}."
        )
    name = display_name(contest, candidate)
    struck = dict(contest.struck)
    if candidate in struck:
        return (f"{name} was passed over on every paper: {struck[candidate]}.",)
    if candidate in contest.withdrawn:
        return (f"{name} withdrew before the count and was passed over on every paper.",)
    index = _deciding(record, candidate)
    if set(contest.nobody).intersection(record.places_taken) and candidate in contest.nobody:
        lines = list(taken_by_nobody(record))
    elif (left_open := record.left_open) and candidate in left_open.candidates:
        lines = [why_open(record, candidate, left_open), *_support(record, candidate, index)]
    elif candidate in record.elected:
        lines = [_elected(record, candidate, index), *_support(record, candidate, index)]
    else:
        lines = [_not_elected(record, candidate, index), *_support(record, candidate, index)]
        lines += _after_exclusion(record, candidate, index)
    return tuple([*lines, *_turned_by(record, candidate, index)][:MOST_LINES])


def _deciding(record: CountRecord, candidate: CandidateId) -> int:
    """The index of the stage that decided on the candidate: the last, if none did by name."""
    if (promotion := place_of(record, candidate)) is not None:
        return promotion[0]
    stages = first_count(record)
    decided = [
        index
        for index, stage in enumerate(stages)
        if candidate in stage.elected or candidate in stage.excluded
    ]
    last = len(stages) - 1
    if not decided or (
        candidate not in record.elected and candidate in record.continuing(last + 1)
    ):
        return last
    return decided[-1]


def _decision(stage: Stage, candidate: CandidateId) -> Decision | None:
    return next(
        (d for d in stage.decisions if d.act in ("elect", "exclude") and candidate in d.candidates),
        None,
    )


def _elected(record: CountRecord, candidate: CandidateId, index: int) -> str:
    if (promotion := place_of(record, candidate)) is not None:
        return _by_promotion(record, candidate, *promotion)
    stage = record.stages[index]
    decision = _decision(stage, candidate)
    assert decision is not None  # whoever is elected is elected by a decision
    point = next((batch for batch in stage.batches if candidate in batch.elected), stage)
    votes = shown_with_unit(point.tallies[candidate], record.decimals.votes)
    quota = shown_votes(point.quota, record.decimals.quota)
    because = {
        "quota": f"with {votes}; the quota is {quota}",
        "majority": f"with {votes}; a majority is {quota}",
        "votes-required": f"with {votes}, as many as could still be required though fewer than "
        f"the quota, {quota}",
        "as-many-as-the-rest": f"with {votes}, no fewer than all other continuing candidates had "
        "together, with all votes still to be transferred",
        "last-vacancies": f"with {votes}, because no more candidates were left than places",
        "only-completion": f"with {votes}, because the constraints left a single choice",
        "final-tie": f"with {votes}, as many as the only other candidate left",
        "casting-vote": f"with {votes}, as many as the only other option left, by the casting vote",
    }.get(decision.reason, f"with {votes} ({decision.reason})")
    place = record.elected.index(candidate) + 1
    number = f", number {place} of {len(record.elected)}" if len(record.elected) > 1 else ""
    return (
        f"{display_name(record.contest, candidate)} is elected{number}: at stage {stage.number} of "
        f"{len(record.stages)}, {because} ({decision.clause})."
    )


def _by_promotion(
    record: CountRecord, candidate: CandidateId, index: int, decision: Decision
) -> str:
    """What a count for another number of places meant for the candidate."""
    name, number = display_name(record.contest, candidate), record.stages[index].number
    because = promotion_reason(record, index, replace(decision, candidates=(candidate,)))
    if decision.act == "make-way":
        first = next(s.number for s in record.stages if candidate in s.elected)
        return (
            f"{name} is not elected: elected at stage {first}, in the first count, but making way at "
            f"stage {number}, {because} ({decision.clause})."
        )
    place = record.elected.index(candidate) + 1
    return (
        f"{name} is elected, number {place} of {len(record.elected)}: promoted at stage {number}, "
        f"{because} ({decision.clause})."
    )


def _not_elected(record: CountRecord, candidate: CandidateId, index: int) -> str:
    if (promotion := place_of(record, candidate)) is not None:
        return _by_promotion(record, candidate, *promotion)
    stage, name = record.stages[index], display_name(record.contest, candidate)
    decision = _decision(stage, candidate)
    if decision is None or decision.act != "exclude":
        votes = shown_with_unit(stage.tallies[candidate], record.decimals.votes)
        filled = "no place was left after" if record.vacant else "every place was filled by"
        return f"{name} is not elected: {filled} stage {stage.number}, when {name} had {votes}."
    votes = shown_with_unit(decided_on(record, index).tallies[candidate], record.decimals.votes)
    text = (
        f"{name} is not elected: excluded at stage {stage.number} of {len(record.stages)} with "
        f"{votes}"
    )
    if decision.reason == "doomed":
        return f"{text}, because the constraints left no place ({decision.clause})."
    if decision.reason == "sure-losers" and len(decision.candidates) == 1:
        return f"{text}, which no transfer could have made enough ({decision.clause})."
    if len(decision.candidates) > 1:
        others = [c for c in decision.candidates if c != candidate]
        return f"{text}, together with {display_names(record.contest, others)} ({decision.clause})."
    return f"{text}, the fewest of those who could be excluded ({decision.clause})."


def _support(record: CountRecord, candidate: CandidateId, index: int) -> list[str]:
    """Where the candidate's votes came from."""
    start = began(record.stages, index)
    first = record.stages[start]
    text = f"First preferences: {shown_with_unit(first.tallies[candidate], record.decimals.votes)}"
    if first.quota:
        word = quota_word(record).lower()
        at = "the first stage" if not start else f"stage {first.number}"
        text += f" ({word} at {at} {shown_votes(first.quota, record.decimals.quota)})"
    came: dict[CandidateId, Votes] = {}
    since = max(
        (i for i in range(index + 1) if record.stages[i].action.type == "next-place"),
        default=start,
    )
    for stage in record.stages[since : index + 1]:
        for transfer in stage.transfers:
            if transfer.target == candidate:
                came[transfer.source] = came.get(transfer.source, NO_VOTES) + transfer.votes
    if not came:
        return [f"{text}."]
    return [f"{text}. Then most came from {_most(record, came)}."]


def _after_exclusion(record: CountRecord, candidate: CandidateId, index: int) -> list[str]:
    """By how much the candidate was lowest, and where the papers went."""
    stage = record.stages[index]
    lines = [
        _gap_sentence(record, gap)
        for gap in decision_gaps(record)
        if (gap.stage, gap.act) == (stage.number, "exclude") and candidate in gap.candidates
    ]
    went: dict[CandidateId, Votes] = {}
    lost = NO_VOTES
    for transfer in stage.transfers:
        if transfer.source != candidate or candidate not in stage.excluded:
            continue
        if transfer.target is None:
            lost += transfer.votes
        else:
            went[transfer.target] = went.get(transfer.target, NO_VOTES) + transfer.votes
    to = [f"most went to {_most(record, went)}"] if went else []
    to += [f"{_votes(record, lost)} became non-transferable"] if lost else []
    lines += [f"Of the candidate's votes {'; '.join(to)}."] if to else []
    return [line for line in lines if line]


def _gap_sentence(record: CountRecord, gap: Gap) -> str:
    if gap.rival is None or not gap.gap:
        return ""
    than = "" if len(gap.candidates) == 1 else " than the highest of those excluded together"
    return (
        f"The next lowest, {display_name(record.contest, gap.rival)}, had "
        f"{shown_with_unit(gap.bar, record.decimals.votes)}: {_votes(record, gap.gap)} more{than}."
    )


def _turned_by(record: CountRecord, candidate: CandidateId, index: int) -> list[str]:
    """What turned it besides votes: constraints, then ties, at the stage and before."""
    contest = record.contest
    lines = (
        []
        if candidate in record.elected
        else [applied_sentence(one, before=True) for one in record.applied]
    )
    findings = record.stages[index - 1].findings if index else record.before
    elected = tuple(c for s in record.stages[:index] for c in s.elected)
    lines += [
        finding_sentence(
            contest, elected, record.continuing(index), finding, left_vacant(record, index)
        )
        for finding in findings
        if candidate in finding.candidates
    ]
    start = began(record.stages, index)
    for at, stage in enumerate(record.stages[: index + 1]):
        for decision in stage.decisions:
            if candidate in decision.passed_over or (
                decision.passed_over and candidate in decision.candidates
            ):
                tallies = decided_on(record, at).tallies
                said = passed_over_sentence(contest, decision, tallies, record.decimals.votes)
                lines.append(f"Stage {stage.number}: {said}")
    for stage in reversed(record.stages[start : index + 1]):
        lines += [
            f"Stage {stage.number}: {tie_sentence(contest, tie, record.decimals.votes)}"
            for tie in stage.ties
            if candidate in tie.candidates
        ]
    if not lines and candidate in record.elected:
        lines += _runner_up(record)
    return lines


def _runner_up(record: CountRecord) -> list[str]:
    """Who was the last to miss a place."""
    lost = [c for c in record.standing() if c not in record.places_taken]
    if not lost:
        return ["There were no more candidates than places."]
    last = max(lost, key=lambda c: (_deciding(record, c), record.stages[-1].tallies[c]))
    return [f"The last to miss a place was {display_name(record.contest, last)}."]


def _most(record: CountRecord, votes: Mapping[CandidateId, Votes]) -> str:
    largest = sorted(votes.items(), key=lambda item: -item[1])[:_MOST_SOURCES]
    return join_words(
        [f"{display_name(record.contest, c)} ({_votes(record, v)})" for c, v in largest]
    )


def _votes(record: CountRecord, votes: Votes) -> str:
    return shown_votes(votes, record.decimals.votes)
