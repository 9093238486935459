"""Where one paper lay, in lines for people. Counts nothing."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from counting.canonical import Json
from counting.contest import CandidateId
from counting.following import Lie, follow
from counting.record import CountRecord
from counting.views.text import shown_votes
from counting.votes import NO_VOTES, votes_text
from counting.words import display_name, join_words


def follow_lines(record: CountRecord, ranking: Sequence[CandidateId]) -> tuple[str, ...]:
    """One line for each stage, those that change nothing taken together.

    Raises ContestError as `following.follow` does.
    """
    named = " > ".join(display_name(record.contest, c) for c in ranking if _known(record, c))
    path = follow(record, ranking)
    if not path:
        return ("The paper names no candidate who stands, so it is not valid and was not counted.",)
    lines = [f"A paper with the ranking {named}:"]
    for _, alike in groupby(
        path, key=lambda lie: (lie.holder, lie.worth, tuple(lie.stays.items()))
    ):
        group = list(alike)
        lines.append(f"{_stages(group)}: {_where(record, group)}")
    return tuple(lines)


def _known(record: CountRecord, candidate: CandidateId) -> bool:
    return any(candidate == known.id for known in record.contest.candidates)


def _stages(group: Sequence[Lie]) -> str:
    first, last = group[0].stage, group[-1].stage
    if first == last:
        return f"Stage {first}"
    return f"Stages {first} {'and' if last == first + 1 else 'to'} {last}"


def _where(record: CountRecord, group: Sequence[Lie]) -> str:
    lie = group[0]
    worth = shown_votes(lie.worth, record.decimals.value)
    if lie.holder is not None:
        holder = display_name(record.contest, lie.holder)
        return f"with {holder}{_fate(record, group)}, worth {worth}{_stays(record, lie)}."
    text = "no further preference for a continuing candidate"
    if lie.worth != NO_VOTES:
        text += f", so {worth} is non-transferable"
    return f"{text}{_stays(record, lie)}."


def _stays(record: CountRecord, lie: Lie) -> str:
    """What of the paper stays with elected candidates it has passed."""
    parts = [
        f"{shown_votes(votes, record.decimals.value)} with {display_name(record.contest, candidate)}"
        for candidate, votes in lie.stays.items()
    ]
    return f"; left behind: {join_words(parts)}" if parts else ""


def _fate(record: CountRecord, group: Sequence[Lie]) -> str:
    """What becomes, at these stages, of the candidate with whom the paper lies."""
    holder = group[0].holder
    for lie in group:
        stage = record.stages[lie.stage - 1]
        if holder in stage.elected:
            return f" (elected at stage {stage.number})"
        if holder in stage.excluded:
            return f" (excluded at stage {stage.number})"
    return ""


def follow_object(record: CountRecord, ranking: Sequence[CandidateId]) -> dict[str, Json]:
    """The same for programs: ranking, and for each stage holder, worth and what stays with whom."""
    places = record.decimals.value
    return {
        "ranking": list(ranking),
        "stages": [
            {
                "number": lie.stage,
                "holder": lie.holder,
                "worth": votes_text(lie.worth, places),
                "stays": {c: votes_text(votes, places) for c, votes in lie.stays.items()},
            }
            for lie in follow(record, ranking)
        ],
    }
