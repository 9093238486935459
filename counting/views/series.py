"""Ordered lists and countbacks in words, and as objects for programs. Counts nothing."""

from __future__ import annotations

from counting.canonical import Json
from counting.countback import Countback
from counting.list_record import OrderedList, Placing
from counting.record import CountRecord
from counting.record_json import record_object
from counting.views.table import weights_words
from counting.words import display_name, display_names, join_words, number_of


def list_lines(made: OrderedList) -> tuple[str, ...]:
    """The list, first place first, and what each count settled."""
    contest = made.contest
    lines = [f"{contest.title}: list by {made.method}, counted under {contest.rule}"]
    lines += _weights(made.placings[0].record)
    lines += [
        f"{place}. {display_name(contest, candidate)}"
        for place, candidate in enumerate(made.order, start=1)
    ]
    lines.append("")
    if made.relaxed:
        lines.append(
            "No list could meet all constraints. The policy gives up: "
            f"{join_words([repr(label) for label in made.relaxed])}."
        )
    lines += [_placing_line(made, placing) for placing in made.placings]
    if made.method == "rosenstiel-1998" and len(made.order) > 1:
        lines.append(f"First place: {display_name(contest, made.order[0])}, who is left.")
    return tuple(lines)


def _weights(record: CountRecord) -> list[str]:
    """How many ballots carry how many votes, where a ballot may carry several."""
    return [] if record.papers.ballots is None else [f"{weights_words(record.papers)}."]


def _placing_line(made: OrderedList, placing: Placing) -> str:
    record = placing.record
    places = number_of(record.contest.seats, "place")
    elected = display_names(made.contest, record.elected)
    if not placing.places:
        return f"Count for {places}, of all who stand: {elected}."
    placed = display_names(made.contest, placing.placed)
    if made.method == "rosenstiel-1998":
        return (
            f"Count for {places}, of those left: {elected}. Not elected, so number "
            f"{placing.places[0]} on the list: {placed}."
        )
    barred = ""
    if placing.barred:
        names = display_names(made.contest, placing.barred)
        barred = f" Could not be next, because no list could then meet the constraints: {names}."
    return (
        f"Count for {places}: {elected}. New, so number {placing.places[0]} on the list: {placed}."
        f"{barred}"
    )


def countback_lines(made: Countback) -> tuple[str, ...]:
    """Who fills the vacancy, and by what count."""
    contest, vacancy = made.original.contest, made.vacancy
    lines = [
        f"{contest.title}: countback by {made.method}",
        *_weights(made.original),
        f"Vacating: {display_names(contest, vacancy.vacating)}.",
    ]
    if vacancy.sitting:
        lines.append(f"Keeping their places: {display_names(contest, vacancy.sitting)}.")
    if vacancy.ineligible:
        lines.append(
            f"Not eligible or not consenting: {display_names(contest, vacancy.ineligible)}."
        )
    if made.passed_over:
        names = display_names(contest, made.passed_over)
        lines.append(f"Passed over, because the constraints could not be met with them: {names}.")
    if made.unit > 1:
        lines.append(
            f"The papers are counted in parts: one vote of the election is {made.unit} votes here."
        )
    counted = "valid paper" if made.original.papers.ballots is None else "valid vote"
    lines.append(
        f"Counted under {made.record.rule}: {number_of(made.record.papers.valid, counted)}, "
        f"{number_of(len(made.record.stages), 'stage')}."
    )
    one = len(made.replacements) == 1
    names = display_names(contest, made.replacements)
    lines.append(f"{names} {'fills the vacancy' if one else 'fill the vacancies'}.")
    return tuple(lines)


def countback_object(made: Countback) -> dict[str, Json]:
    """The countback for programs, with the whole record of its count and of the election's."""
    vacancy = made.vacancy
    return {
        "method": made.method,
        "vacating": list(vacancy.vacating),
        "sitting": list(vacancy.sitting),
        "ineligible": list(vacancy.ineligible),
        "passed_over": list(made.passed_over),
        "unit": made.unit,
        "replacements": list(made.replacements),
        "record": record_object(made.record),
        "original": record_object(made.original),
    }
