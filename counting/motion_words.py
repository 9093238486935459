"""What becomes of a motion, in the sentences of the minutes: every figure, and why. Decides nothing."""

from __future__ import annotations

from typing import Final

from counting.phrases import number_of
from counting.thresholds import Base, CastingVote, Decision, Given, MotionTerms, Outcome, Threshold

_OF: Final = {
    Base.FOR_AND_AGAINST: "the votes for and against",
    Base.VOTING: "the votes of all who voted, those abstaining, blank and invalid included",
    Base.ENTITLED: "the votes of all who are entitled to vote",
}


def sentences_of(decision: Decision) -> tuple[str, ...]:
    """The minutes of a motion: the votes, the quorum, what was needed, and what follows."""
    found = [_votes(decision)]
    if decision.quorate is not None:
        found.append(_quorum(decision))
    if decision.quorate is not False:
        found += [_needed(decision), *_reasons(decision)]
    found.append(_outcome(decision))
    return tuple(found)


def motion_minutes(title: str, decision: Decision) -> str:
    """The minutes as they go into the evidence: one sentence a line, without a line end at the end."""
    return "\n".join((f"Minutes of the vote: {title}", *sentences_of(decision)))


def threshold_words(threshold: Threshold) -> str:
    """'more than 1/2 of the votes for and against'."""
    least = "more than" if threshold.strict else "at least"
    share = f"{threshold.share.numerator}/{threshold.share.denominator}"
    return f"{least} {share} of {_OF[threshold.base]}"


def terms_words(terms: MotionTerms) -> str:
    """What a motion needs, before it is voted on."""
    sentences = [f"Needed: {threshold_words(terms.threshold)}."]
    if terms.quorum is not None:
        ballots = number_of(terms.quorum.ballots, "accepted ballot")
        sentences.append(f"The quorum is {ballots}, abstentions included.")
    if terms.casting_vote is not None:
        sentences.append(
            f"If as many vote for as against, there is a casting vote: {terms.casting_vote}."
        )
    return " ".join(sentences)


def _votes(decision: Decision) -> str:
    tally = decision.tally
    text = (
        f"Votes: {tally.in_favour} for, {tally.against} against, {tally.abstain} abstaining, "
        f"{tally.blank} blank or invalid."
    )
    if tally.ballots is not None:
        carries = "carries" if tally.ballots == 1 else "carry"
        text += f" {number_of(tally.ballots, 'ballot')} {carries} {number_of(tally.votes, 'vote')}."
    return text


def _quorum(decision: Decision) -> str:
    quorum = decision.terms.quorum.ballots if decision.terms.quorum else 0
    accepted = decision.tally.accepted
    were = "was" if accepted == 1 else "were"
    so = "so there is a quorum" if decision.quorate else "so there is no quorum"
    return (
        f"The quorum is {number_of(quorum, 'accepted ballot')}, abstentions included; "
        f"{accepted} {were} accepted, {so}."
    )


def _needed(decision: Decision) -> str:
    threshold, base = decision.terms.threshold, decision.base
    share = f"{threshold.share.numerator}/{threshold.share.denominator}"
    there = decision.tally.in_favour
    are = "is" if there == 1 else "are"
    return (
        f"Needed: {threshold_words(threshold)}. {share} of {base} is {threshold.share * base}, "
        f"so {number_of(decision.needed, 'vote')} for {'is' if decision.needed == 1 else 'are'} "
        f"needed; there {are} {there}."
    )


def _reasons(decision: Decision) -> list[str]:
    """Why votes that might seem enough are not, and what the casting vote did."""
    tally = decision.tally
    if not tally.in_favour + tally.against:
        return ["Nobody voted for or against, which carries nothing."]
    if tally.equal:
        return [_equality(decision.casting_vote)]
    if tally.in_favour >= decision.needed and tally.in_favour < tally.against:
        return ["More voted against the motion than for it, so it is not carried by that share."]
    return []


def _equality(casting: CastingVote | None) -> str:
    equal = "The votes for and against are equal"
    if casting is None:
        return f"{equal}, which does not carry a motion; the rules grant no casting vote."
    who = f"the casting vote ({casting.holder})"
    return {
        Given.AWAITED: f"{equal}; {who} is awaited.",
        Given.FOR: f"{equal}; {who} is for the motion.",
        Given.AGAINST: f"{equal}; {who} is against the motion.",
        Given.WITHHELD: f"{equal}; {who} is withheld, which does not carry the motion.",
        Given.SILENT: f"{equal}; {who} has not been given, and silence does not carry a motion.",
    }[casting.given]


def _outcome(decision: Decision) -> str:
    return {
        Outcome.CARRIED: "The motion is carried.",
        Outcome.LOST: "The motion is lost.",
        Outcome.NO_QUORUM: "Without a quorum nothing is decided: the motion is neither carried nor lost.",
        Outcome.EQUAL: "The motion waits for the casting vote; without one it is lost.",
    }[decision.outcome]
