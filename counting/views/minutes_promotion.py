"""What people read of promotion from larger committees: further counts, and what follows from them."""

from __future__ import annotations

from counting.contest import CandidateId
from counting.further_counts import FURTHER_COUNTS, began, elected_in
from counting.phrases import display_names, is_or_are, number_of
from counting.record import CountRecord, Decision, Stage


def opening_of_a_count(record: CountRecord, stage: Stage) -> list[str]:
    """Why all papers are counted for another number of places; nothing at any other stage."""
    if stage.action.type not in FURTHER_COUNTS:
        return []
    places = number_of(stage.action.places or 0, "place")
    afresh = f"All papers are counted afresh for {places}, only to find who"
    if stage.action.type == "smaller-committee":
        return [f"{afresh} makes way for those promoted."]
    return [*_shortages(record, stage), f"{afresh} is promoted."]


def _shortages(record: CountRecord, stage: Stage) -> list[str]:
    """The requirements that were not met when this count was begun."""
    contest = record.contest
    elected = elected_in(record.stages[: stage.number - 1])
    attributes = {candidate.id: candidate.attributes for candidate in contest.candidates}
    found = []
    for one in contest.constraints:
        held = sum(attributes[c].get(one.attribute) == one.value for c in elected)
        required = one.least(contest.seats) or 0
        if held < required:
            found.append(
                f"For '{one.label}', {required} {is_or_are(required)} required, and "
                f"{held} {is_or_are(held)} elected so far."
            )
    return found


def promotion_text(record: CountRecord, index: int, decision: Decision) -> str:
    """Who is promoted, or makes way, in a sentence without its clause and its stop."""
    names = display_names(record.contest, decision.candidates)
    what = "Promoted" if decision.act == "promote" else "Making way"
    return f"{what}, {promotion_reason(record, index, decision)}: {names}"


def promotion_reason(record: CountRecord, index: int, decision: Decision) -> str:
    """Why somebody is promoted or makes way: 'as elected to a committee of 4 places'."""
    start = began(record.stages, index)
    places = number_of(record.stages[start].action.places or 0, "place")
    if decision.act == "promote":
        return f"as elected to a committee of {places}"
    if _in_the_smallest(record, index, decision.candidates):
        return "as a committee of no places elects nobody"
    return f"as not elected to a committee of {places}"


def promotion_notes(record: CountRecord) -> list[str]:
    """What a count sheet says below the table: how to read further counts, and what follows from them."""
    opened = [stage.number for stage in record.stages if stage.action.type in FURTHER_COUNTS]
    if not opened:
        return []
    notes = [
        f"From stage {opened[0]} on all papers are counted again for other numbers of places; whoever is "
        "elected there is elected to such a committee only."
    ]
    notes += [
        f"Stage {stage.number}: {promotion_text(record, index, decision)} ({decision.clause})."
        for index, stage in enumerate(record.stages)
        for decision in stage.decisions
        if decision.act in ("promote", "make-way")
    ]
    return notes


def in_this_count(record: CountRecord, index: int, said: str) -> str:
    """The sentence of an election as it stands in a further count, which elects nobody by itself."""
    start = began(record.stages, index)
    if not start:
        return said
    places = number_of(record.stages[start].action.places or 0, "place")
    return f"In this count for {places}: {said[0].lower()}{said[1:]}"


def _in_the_smallest(record: CountRecord, index: int, candidates: tuple[CandidateId, ...]) -> bool:
    """Whether those who make way would stay even in a committee of one, or there is but one place."""
    start = began(record.stages, index)
    if record.stages[start].action.type == "larger-committee":
        return True
    elected = {c for stage in record.stages[start : index + 1] for c in stage.elected}
    return elected.issuperset(candidates)


def place_of(record: CountRecord, candidate: CandidateId) -> tuple[int, Decision] | None:
    """The index of the stage at which promotion decided on a candidate, and how; None: it did not."""
    for index, stage in enumerate(record.stages):
        for decision in stage.decisions:
            if decision.act in ("promote", "make-way") and candidate in decision.candidates:
                return index, decision
    return None


def first_count(record: CountRecord) -> tuple[Stage, ...]:
    """The stages of the count that elects: all of them, unless promotion has called for more counts."""
    for index, stage in enumerate(record.stages):
        if stage.action.type in FURTHER_COUNTS:
            return record.stages[:index]
    return record.stages
