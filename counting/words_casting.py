"""A casting vote between options in sentences: who has it, what it settled, and where it is awaited."""

from __future__ import annotations

from collections.abc import Iterator

from counting.contest import Contest
from counting.phrases import display_name, display_names, join_words
from counting.record import CountRecord, Decision, Tie
from counting.views.text import shown_with_unit


def casting_words(contest: Contest) -> str:
    """'chair', or 'chair, for Tea'; empty where none is granted."""
    vote = contest.casting_vote
    if vote is None:
        return ""
    return (
        vote.holder if vote.chosen is None else f"{vote.holder}, for {_name(contest, vote.chosen)}"
    )


def _name(contest: Contest, chosen: str) -> str:
    return next(display_name(contest, c.id) for c in contest.candidates if c.id == chosen)


def casting_sentence(contest: Contest, tie: Tie) -> str:
    """How a tie ended that the casting vote settled."""
    return (
        f"By the casting vote{_held_by(contest)}, {display_name(contest, tie.chosen)} is elected."
    )


def _held_by(contest: Contest) -> str:
    return f" ({contest.casting_vote.holder})" if contest.casting_vote else ""


def open_words(record: CountRecord, decision: Decision) -> str:
    """Who is left with how many votes, and that neither is chosen; without a full stop."""
    tallies, places = record.stages[-1].tallies, record.decimals.votes
    names = join_words(
        [
            f"{display_name(record.contest, c)} ({shown_with_unit(tallies[c], places)})"
            for c in decision.candidates
        ]
    )
    return f"Two remain, with equal votes, and neither is chosen: {names}"


def open_note(record: CountRecord, decision: Decision) -> str:
    """What would settle the final tie of two options between which nothing is chosen."""
    contest = record.contest
    names = display_names(contest, decision.candidates, "or")
    if decision.reason == "no-votes":
        return f"Nobody has voted for {names}, so there is no casting vote between them."
    return (
        f"The casting vote{_held_by(contest)} may be given for {names}. It has not been given, and "
        "silence carries no option."
    )


def open_notes(record: CountRecord, index: int) -> Iterator[str]:
    """That sentence, if the stage with this index leaves two options open."""
    for decision in record.stages[index].decisions:
        if decision.act == "leave-open":
            yield open_note(record, decision)


def open_result(record: CountRecord, decision: Decision) -> str:
    """The result where neither of the last two is chosen."""
    names = display_names(record.contest, decision.candidates)
    votes = "no votes" if decision.reason == "no-votes" else "equal votes"
    return f"No option is chosen: {names} have {votes}. {open_note(record, decision)}"


def why_open(record: CountRecord, candidate: str, decision: Decision) -> str:
    """Why one of the last two is not chosen, nor the other."""
    stage = record.stages[-1]
    name = _name(record.contest, candidate)
    other = next(display_name(record.contest, c) for c in decision.candidates if c != candidate)
    votes = shown_with_unit(stage.tallies[decision.candidates[0]], record.decimals.votes)
    return (
        f"{name} is not chosen: at stage {stage.number} of {len(record.stages)} only {other} was left "
        f"beside {name}, each with {votes} ({decision.clause}). {open_note(record, decision)}"
    )
