"""Plain sentences for the minutes, from structured facts: nothing here decides or counts votes.

Every sentence is a function of the contest, the state at that moment and one fact of the record,
so that whoever has the record can write it again. British English; names, attributes, values and
labels are the organisation's own.
"""

from __future__ import annotations

from collections.abc import Mapping

from counting.contest import CandidateId, Contest
from counting.errors import RecordError
from counting.phrases import display_name, display_names, join_words, number_of
from counting.record import CountRecord, Decision, Finding, Tie
from counting.votes import Votes, votes_text
from counting.words_casting import casting_sentence, open_notes
from counting.words_constraints import conflict_sentence, finding_sentence
from counting.words_nobody import applied_sentence, left_vacant, nobody_sentences

__all__ = [
    "conflict_sentence",
    "display_name",
    "display_names",
    "finding_sentence",
    "join_words",
    "notes_of",
    "number_of",
    "passed_over_sentence",
    "tie_sentence",
]


def passed_over_sentence(
    contest: Contest,
    decision: Decision,
    tallies: Mapping[CandidateId, Votes],
    decimals: int | None,
) -> str:
    """Why an exclusion took somebody else than those with no more votes, who are guarded.

    `tallies`: votes when the exclusion was decided (the end of the stage before). `decimals`:
    places in which votes are written; None: exact. Raises ValueError if nobody was passed over.
    """
    if not decision.passed_over or not decision.candidates:
        raise ValueError("nobody was passed over")

    def with_votes(candidate: CandidateId) -> str:
        return f"{display_name(contest, candidate)} ({votes_text(tallies[candidate], decimals)})"

    spared = join_words([with_votes(candidate) for candidate in decision.passed_over])
    highest = max(tallies[candidate] for candidate in decision.passed_over)
    lowest = min(tallies[candidate] for candidate in decision.candidates)
    votes = "fewer votes" if highest < lowest else "no more votes"
    some = len(decision.passed_over) > 1
    verbs = ("have", "are") if some else ("has", "is")
    out = join_words([with_votes(candidate) for candidate in decision.candidates])
    several = len(decision.candidates) > 1
    return (
        f"{spared} {verbs[0]} {votes} but {verbs[1]} guarded; the lowest other "
        f"{'candidates' if several else 'candidate'}, {out}, "
        f"{'are' if several else 'is'} excluded instead."
    )


def tie_sentence(contest: Contest, tie: Tie, decimals: int | None) -> str:
    """Who had equal votes, and how the choice between them was made.

    `decimals`: places in which votes are written; None: exact.
    """
    names = display_names(contest, tie.candidates)
    equal = f"equal votes ({votes_text(tie.votes, decimals)}"
    if tie.within:
        equal += f", or within {votes_text(tie.within, decimals)} of it, which counts as equal"
    sentences = [f"{names} had {equal})."]
    fewer_or_more = "fewer" if tie.kind in ("exclusion", "making-way") else "more"
    chosen = display_name(contest, tie.chosen)
    act = {
        "election": f"{chosen} is elected",
        "surplus": f"the surplus of {chosen} is transferred",
        "exclusion": f"{chosen} is excluded",
        "promotion": f"{chosen} is promoted",
        "making-way": f"{chosen} makes way",
    }[tie.kind]
    for step in tie.steps:
        left = display_names(contest, step.candidates)
        where = f"At stage {step.stage}"
        if step.batch is not None:
            where = f"After batch {step.batch} of stage {step.stage}"
        if tuple(step.candidates) == (tie.chosen,):
            sentences.append(f"{where} they differed: {chosen} had {fewer_or_more}, so {act}.")
        else:
            sentences.append(f"{where} they differed: {left} had {fewer_or_more} than the rest.")
    if tie.by == "casting-vote":
        sentences.append(casting_sentence(contest, tie))
    if tie.by != "lot" and tie.steps and len(tie.steps[-1].candidates) > 1:
        sentences.append(f"There is room for all of these; among them, {act}.")
    if tie.by == "pseudo-random":
        drawn = join_words(
            [f"{display_name(contest, c)} has {number}" for c, number in tie.numbers.items()]
        )
        sentences.append(
            f"No {'other' if tie.steps else 'earlier'} stage tells them apart. Of the pseudo-random "
            f"numbers at this stage {drawn}; the lowest is excluded, so {act}."
        )
    if tie.by == "lot":
        alike = (
            "No other stage tells those left apart"
            if tie.steps
            else "No earlier stage tells them apart"
        )
        sentences.append(f"{alike}; by the order of the lots, {act}.")
    return " ".join(sentences)


def notes_of(record: CountRecord, index: int) -> tuple[str, ...]:
    """The sentences of one stage, by its index from 0.

    Why guarded candidates were passed over, how ties were settled, then what the constraints
    newly decide at its end. The first stage opens with what they decide before anyone is elected.
    Raises RecordError if the stage speaks of what its contest does not have.
    """
    try:
        return _notes(record, index)
    except KeyError as unknown:
        raise RecordError(
            f"Stage {record.stages[index].number} speaks of {unknown}, which is no candidate "
            "and no constraint of the contest."
        ) from None
    except ValueError as wrong:
        raise RecordError(f"Stage {record.stages[index].number}: {wrong}.") from None


def _notes(record: CountRecord, index: int) -> tuple[str, ...]:
    contest, decimals = record.contest, record.decimals.votes
    stage = record.stages[index]
    # An exclusion is decided on the votes at the end of the stage before.
    decided_on = record.stages[index - 1].tallies if index else stage.tallies
    notes: list[str] = []
    if index == 0:
        standing = record.continuing(0)
        notes += [applied_sentence(applied, before=True) for applied in record.applied]
        for finding in record.before:
            sentence = finding_sentence(contest, (), standing, finding, left_vacant(record, 0))
            notes.append(f"Before the count: {sentence[0].lower()}{sentence[1:]}")
    notes += [
        passed_over_sentence(contest, decision, decided_on, decimals)
        for decision in stage.decisions
        if decision.passed_over
    ]
    notes += [tie_sentence(contest, tie, decimals) for tie in stage.ties]
    notes += nobody_sentences(record, index)
    notes += open_notes(record, index)
    earlier = record.stages[index - 1].findings if index else record.before
    elected = tuple(c for s in record.stages[: index + 1] for c in s.elected)
    continuing = record.continuing(index + 1)
    notes += [
        finding_sentence(contest, elected, continuing, finding, left_vacant(record, index + 1))
        for finding in stage.findings
        if _is_news(finding, earlier)
    ]
    return tuple(notes)


def _is_news(finding: Finding, earlier: tuple[Finding, ...]) -> bool:
    """Whether it gives somebody a status that the earlier findings did not."""
    known = {c for before in earlier if before.status == finding.status for c in before.candidates}
    return not known.issuperset(finding.candidates)
