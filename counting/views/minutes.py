"""The count in plain English, stage by stage, as a returning officer reads it out. Counts nothing."""

from __future__ import annotations

from collections.abc import Iterable

from counting.contest import CandidateId
from counting.record import CountRecord, Decision, Stage
from counting.views.minutes_batches import batch_lines, deferral_sentence
from counting.views.minutes_promotion import in_this_count, opening_of_a_count, promotion_text
from counting.views.minutes_rounds import (
    exclusion_text,
    gone_by,
    keep_sentence,
    opening,
    shares_out,
)
from counting.views.table import quota_word, weights_words
from counting.views.text import (
    is_exact,
    pad,
    paragraphs,
    shown_votes,
    shown_with_unit,
    text_width,
)
from counting.votes import NO_VOTES, Votes
from counting.words import display_name, display_names, join_words, notes_of, number_of
from counting.words_casting import casting_words, open_words
from counting.words_nobody import result_sentence

_INDENT = "  "


def minutes(record: CountRecord, width: int) -> str:
    """The minutes of a count as text, in lines no wider than `width` columns where words allow."""
    parts = [paragraphs(_opening(record), width)]
    parts += [_stage_minutes(record, index, width) for index in range(len(record.stages))]
    parts.append(paragraphs([f"Result. {result_sentence(record)}"], width))
    return "\n\n".join(parts)


def _opening(record: CountRecord) -> list[str]:
    contest, papers = record.contest, record.papers
    persons = len(contest.standing) - len(contest.nobody[:1])
    standing = number_of(persons, "candidate")
    if contest.nobody:
        standing += f", and '{contest.name(contest.nobody[0])}', which is nobody,"
    sentences = [
        f"Minutes of the count: {contest.title}",
        f"Counted under the rule {record.rule}, version {record.rule_version}.",
        f"{standing} for {number_of(contest.seats, 'place')}. {_papers_sentence(record)}",
    ]
    if contest.gone:
        names = display_names(contest, contest.gone)
        one = len(contest.gone) == 1
        sentences.append(
            f"{names} {'has' if one else 'have'} withdrawn and {'is' if one else 'are'} passed "
            "over on every paper."
        )
    sentences += [
        f"{display_name(contest, candidate)} is passed over on every paper: {why}."
        for candidate, why in contest.struck
    ]
    if papers.irregular:
        sentences.append(
            f"{number_of(papers.irregular, 'paper')} skipped a number or gave one to several "
            "candidates; the rule says how they are read."
        )
    if papers.no_effective_preference:
        sentences.append(
            f"{number_of(papers.no_effective_preference, 'paper')} named nobody else, and "
            f"{'is' if papers.no_effective_preference == 1 else 'are'} not valid."
        )
    if contest.if_infeasible:
        steps = "; ".join(contest.if_infeasible)
        sentences.append(f"If the constraints cannot be met: {steps}.")
    sentences += [f"Constraint: {label}." for label in contest.bearing]
    if contest.casting_vote:
        sentences.append(f"Casting vote between the last two: {casting_words(contest)}.")
    if contest.lots:
        sentences.append(f"Order of the lots: {display_names(contest, contest.lots)}.")
    if is_exact(record.decimals):
        sentences.append("Votes are exact fractions; they are given here rounded to five decimals.")
    return sentences


def _papers_sentence(record: CountRecord) -> str:
    papers = record.papers
    carried = "" if papers.ballots is None else f"{weights_words(papers)}. "
    one = "valid paper" if papers.ballots is None else "valid vote"
    word = "without a clear first preference" if papers.irregular else "blank"
    blank = f", and {papers.invalid} {word}" if papers.invalid else ""
    are = "is" if papers.valid == 1 else "are"
    counted = f"{carried}There {are} {number_of(papers.valid, one)}{blank}."
    if not record.quota:
        return f"{counted} There is no quota."
    quota = shown_with_unit(record.quota, record.decimals.quota)
    word = {"Quota": "The quota", "Majority": "A majority at the first stage"}[quota_word(record)]
    return f"{counted} {word} is {quota}."


def _stage_minutes(record: CountRecord, index: int, width: int) -> str:
    stage = record.stages[index]
    # What a stage opens with is read before its votes; what they decide, after them.
    closing_acts = ("elect", "promote", "make-way", "leave-open")
    decided = [d for d in stage.decisions if d.act in closing_acts or shares_out(stage)]
    acts = [_decision(record, index, d) for d in stage.decisions if d not in decided]
    decisions = [_decision(record, index, d) for d in decided]
    lines = [
        paragraphs([" ".join([f"Stage {stage.number}.", *_opened_by(record, stage), *acts])], width)
    ]
    lines += _indented([*_transfer_lines(record, stage), *batch_lines(record, stage)], width)
    lines += ["Votes now:", *_indented(_tally_lines(record, stage), width)]
    notes = notes_of(record, index)
    before = (
        0 if index else len(record.applied) + len(record.before)
    )  # said before anyone is elected
    closing = [*notes[:before], *decisions, *notes[before:]]
    if closing:
        lines.append(paragraphs(closing, width))
    return "\n".join(lines)


def _indented(lines: Iterable[str], width: int) -> list[str]:
    """The lines with an indent; only those that are too long are broken, so that figures stay aligned."""
    fits = width - len(_INDENT)
    return [
        _INDENT + line if text_width(line) <= fits else paragraphs([line], width, _INDENT)
        for line in lines
    ]


def _opened_by(record: CountRecord, stage: Stage) -> list[str]:
    found = [said for said in (opening(stage), keep_sentence(record, stage)) if said]
    return [*opening_of_a_count(record, stage), *found]


def _decision(record: CountRecord, index: int, decision: Decision) -> str:
    """One decision in a sentence, with its clause."""
    stage = record.stages[index]
    text = {
        "elect": _election,
        "exclude": _exclusion,
        "transfer": _transfer,
        "defer": _deferral,
        "promote": promotion_text,
        "make-way": promotion_text,
        "leave-open": _left_open,
    }[decision.act](record, index, decision)
    if decision.act == "elect":
        text = in_this_count(record, index, text)
    if decision.act == "exclude" and stage.action.type == "last-vacancies":
        text += ", and the papers are not transferred"
    return f"{text} ({decision.clause})."


def _election(record: CountRecord, index: int, decision: Decision) -> str:
    stage = record.stages[index]
    names = _names_with_votes(record, stage, decision.candidates)
    are = "is" if len(decision.candidates) == 1 else "are"
    quota = shown_votes(stage.quota, record.decimals.quota)
    match decision.reason:
        case "quota":
            return f"Elected: {names}; the quota is {quota}"
        case "majority":
            return f"Elected: {names}; a majority is {quota}"
        case "votes-required":
            return (
                f"Elected: {names}; no more is required than the total active vote divided by one "
                "more than the places left"
            )
        case "as-many-as-the-rest":
            return (
                f"Elected: {names}; no fewer than all other continuing candidates have together, with "
                "all votes still to be transferred"
            )
        case "last-vacancies":
            return f"No more candidates remain than places: {names} {are} elected"
        case "only-completion":
            return (
                "A single choice of candidates that meets the constraints is left: "
                f"{names} {are} elected"
            )
        case "casting-vote":
            return f"Two remain, with equal votes: {names} {are} elected by the casting vote"
        case "final-tie":
            return f"Two remain, with equal votes: {names} {are} elected"
        case "left-to-nobody":
            takes = "takes a place" if len(decision.candidates) == 1 else "take places"
            return f"No person can have what is left: {names} {takes}"
        case other:
            return f"Elected: {names}; {other}"


def _left_open(record: CountRecord, index: int, decision: Decision) -> str:  # noqa: ARG001
    return open_words(record, decision)


def _exclusion(record: CountRecord, index: int, decision: Decision) -> str:
    stage = record.stages[index]
    decided_on = stage if shares_out(stage) else record.stages[index - 1]
    names = _names_with_votes(record, decided_on, decision.candidates)
    match decision.reason:
        case "lowest" if decision.passed_over:
            return f"Excluded, as the lowest who is not guarded: {names}"
        case "lowest":
            return f"Excluded, as the lowest: {names}"
        case "doomed":
            return f"Excluded first, because the constraints leave no place: {names}"
        case other:
            said = exclusion_text(record, stage, decision, names)
            return said or f"Excluded, {other}: {names}"


def _transfer(record: CountRecord, index: int, decision: Decision) -> str:
    stage = record.stages[index]
    names = display_names(record.contest, decision.candidates)
    surplus = shown_with_unit(stage.action.surplus or NO_VOTES, record.decimals.votes)
    which = ", the largest" if decision.reason == "largest-surplus" else f", {decision.reason}"
    return f"Transferred: the surplus of {names}, {surplus}{which}"


def _deferral(record: CountRecord, index: int, decision: Decision) -> str:
    return deferral_sentence(record, record.stages[index], decision)


def _names_with_votes(
    record: CountRecord, stage: Stage, candidates: tuple[CandidateId, ...]
) -> str:
    decimals = record.decimals.votes
    return join_words(
        [
            f"{display_name(record.contest, candidate)} "
            f"({shown_with_unit(stage.tallies[candidate], decimals)})"
            for candidate in candidates
        ]
    )


def _transfer_lines(record: CountRecord, stage: Stage) -> list[str]:
    """One line for each pile that papers went to: votes, and how many papers at what value."""
    targets: dict[CandidateId | None, dict[Votes, int]] = {}
    for transfer in stage.transfers:
        if transfer.target is None and stage.last_batch:
            continue  # set aside without a value of their own: `batch_lines` says how many
        papers = targets.setdefault(transfer.target, {})
        papers[transfer.value] = papers.get(transfer.value, 0) + transfer.papers
    lines = []
    for target, papers in targets.items():
        votes = sum((value * many for value, many in papers.items()), NO_VOTES)
        parcels = ", ".join(
            f"{number_of(many, 'paper')} at {shown_votes(value, record.decimals.value)}"
            for value, many in papers.items()
        )
        to = "Non-transferable" if target is None else f"To {display_name(record.contest, target)}"
        lines.append(f"{to}: {shown_with_unit(votes, record.decimals.votes)} ({parcels}).")
    return lines


def _tally_lines(record: CountRecord, stage: Stage) -> list[str]:
    """The votes of all who have not been excluded, and those that no longer count for anybody."""
    decimals = record.decimals.votes
    gone = gone_by(record, stage)
    rows = [
        (display_name(record.contest, candidate), shown_votes(stage.tallies[candidate], decimals))
        for candidate in record.standing()
        if candidate in stage.tallies and (stage.tallies[candidate] or candidate not in gone)
    ]
    rows.append(("Non-transferable", shown_votes(stage.non_transferable, decimals)))
    if stage.rounding:
        rows.append(("Lost by rounding", shown_votes(stage.rounding, decimals)))
    label = max(text_width(name) for name, _ in rows)
    figures = max(text_width(votes) for _, votes in rows)
    return [f"{pad(name, label)}  {pad(votes, figures, 'right')}" for name, votes in rows]
