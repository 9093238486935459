"""Vacant places in sentences: what nobody has taken, and what the policy of the notice has done."""

from __future__ import annotations

from collections.abc import Iterator

from counting.contest import LEAVE_VACANT, RELAX
from counting.nobody import Applied
from counting.phrases import display_name, display_names, join_words, number_of
from counting.record import CountRecord
from counting.schedule import LEFT_TO_NOBODY
from counting.views.text import shown_with_unit
from counting.words_casting import open_result


def left_vacant(record: CountRecord, stages: int) -> int | None:
    """Places that the policy leaves vacant after so many stages; None: it has not left any so far.

    As `words_constraints` asks for it.
    """
    applied = [*record.applied, *(one for s in record.stages[:stages] for one in s.applied)]
    if not any(one.step == LEAVE_VACANT for one in applied):
        return None
    return applied[-1].vacant


def applied_sentence(applied: Applied, *, before: bool) -> str:
    """A step of the policy: what could not be met, and what was done. `before`: nobody was elected yet."""
    labels = [f"'{label}'" for label in applied.conflict]
    if not labels:
        cause = "there are fewer candidates than places"
    elif len(labels) == 1:
        cause = f"{labels[0]} cannot be met"
    else:
        cause = f"{join_words(labels)} cannot be met together"
    moment = "Before the count: " if before else "With the places that the votes leave vacant, "
    return f"{moment}{cause}{'' if before else ' any more'}. As the notice says, {_done(applied)}."


def _done(applied: Applied) -> str:
    if applied.step != LEAVE_VACANT:
        return f"'{applied.step.removeprefix(RELAX)}' no longer applies"
    counted = "every vacant place counts towards every minimum"
    if not applied.vacant:
        return counted
    places = number_of(applied.vacant, "place")
    return f"{places} stay{'s' if applied.vacant == 1 else ''} vacant, and {counted}"


def nobody_sentences(record: CountRecord, index: int) -> Iterator[str]:
    """What a stage leaves vacant by the votes, and what the policy does because of it."""
    contest, stage = record.contest, record.stages[index]
    for decision in stage.decisions:
        taken = [c for c in decision.candidates if c in contest.nobody]
        if decision.act != "elect" or not taken:
            continue
        one = len(taken) == 1
        takes = "takes a place that stays vacant" if one else "take places that stay vacant"
        left = f", since no person can have {'it' if one else 'them'}"
        because = left if decision.reason == LEFT_TO_NOBODY[0] else ""
        yield f"{display_names(contest, taken)} {takes}{because}."
    if any(c in contest.nobody for c in stage.elected):
        stood = record.standing(index)
        come = [c for c in record.standing(index + 1) if c not in (*stood, *stage.elected)]
        for successor in come:
            yield f"{display_name(contest, successor)} stands from now on."
    for applied in stage.applied:
        yield applied_sentence(applied, before=False)


def taken_by_nobody(record: CountRecord) -> Iterator[str]:
    """Each place that nobody has taken: at which stage, with how many votes, and by which clause."""
    contest = record.contest
    for stage in record.stages:
        for decision in stage.decisions:
            for taker in decision.candidates if decision.act == "elect" else ():
                if taker in contest.nobody:
                    votes = shown_with_unit(stage.tallies[taker], record.decimals.votes)
                    yield (
                        f"{display_name(contest, taker)} takes a place, which stays vacant: at stage "
                        f"{stage.number} of {len(record.stages)}, with {votes} "
                        f"({decision.clause})."
                    )


def result_sentence(record: CountRecord) -> str:
    """Who is elected, in order of election, and how many places stay vacant."""
    contest, elected = record.contest, record.elected
    names = display_names(contest, elected)
    if contest.none is not None and elected == (contest.none.candidate,):
        return f"No option is chosen ({names})."
    if record.left_open:
        return open_result(record, record.left_open)
    if not elected:
        return f"Nobody is elected: {_vacancies(record)}."
    result = f"Elected: {names}." if len(elected) == 1 else f"Elected, in this order: {names}."
    if record.vacant:
        counted = _vacancies(record)
        result += f" {counted[0].upper()}{counted[1:]}."
    return result


def _vacancies(record: CountRecord) -> str:
    if record.vacant == 1:
        return "the place stays vacant" if record.contest.seats == 1 else "1 place stays vacant"
    return f"{record.vacant} places stay vacant"
