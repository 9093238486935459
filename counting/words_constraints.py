"""What constraints decide, in sentences: who is guarded or doomed, and what cannot be met.

For the minutes and for refusals. Nothing here decides anything: the numbers are those of the
contest at the moment given, the verdict is the finding's.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from counting.contest import Candidate, CandidateId, Constraint, Contest
from counting.phrases import display_names, is_or_are, join_words, number_of, only
from counting.record import Finding


@dataclass(frozen=True, slots=True)
class _Standing:
    """One constraint at one moment, in numbers of candidates."""

    constraint: Constraint
    places: int  # of the contest
    elected: int  # elected who count for it
    continuing: int  # continuing who count for it
    vacant: int = 0  # places left vacant that count towards the minimum

    @property
    def needed(self) -> int:
        """How many more must be elected who count for it."""
        return max((self.constraint.least(self.places) or 0) - self.elected - self.vacant, 0)

    @property
    def room(self) -> int | None:
        """How many more may be elected who count for it; None: any number."""
        highest = self.constraint.most(self.places)
        return None if highest is None else max(highest - self.elected, 0)

    @property
    def more(self) -> str:
        """' more' if some who count for it are elected already."""
        return " more" if self.elected else ""

    def sentence(self) -> str:
        """Where the constraint stands, without judging it."""
        label, room = f"'{self.constraint.label}'", self.room
        if self.constraint.first is not None:
            return f"The list must have an order that keeps {label}."
        counting = f"continuing candidates who count for it: {self.continuing}"
        if room is None or room == self.needed:
            allowed = " exactly" if room is not None else ""
            return f"Still needed for {label}:{allowed} {self.needed}; {counting}."
        if self.needed:
            return f"Still needed for {label}: {self.needed}, at most {room}; {counting}."
        return f"Room left under {label}: {room}; {counting}."


def finding_sentence(
    contest: Contest,
    elected: Collection[CandidateId],
    continuing: Collection[CandidateId],
    finding: Finding,
    vacant: int | None = None,
) -> str:
    """Who is guarded or doomed, and the numbers that make it so.

    `elected`, `continuing`: at the moment of the finding. `vacant`: so many places are left vacant by
    the policy, and all vacant places count towards every minimum; None: none does. Raises KeyError for
    a label or a candidate that the contest does not have.
    """
    if contest.linked is not None:
        from counting.words_linked import linked_finding_sentence

        return linked_finding_sentence(contest, contest.linked, elected, continuing, finding)
    names = display_names(contest, finding.candidates)
    some = len(finding.candidates) != 1
    if finding.status == "guarded":
        verdict = f"{'are' if some else 'is'} guarded and must be elected."
    else:
        verdict = f"{'are' if some else 'is'} doomed and cannot be elected."
    places = contest.seats - len(set(elected)) - (vacant or 0)
    standings = [
        _standing(contest, _labelled(contest, label), elected, continuing, vacant)
        for label in finding.constraints
    ]
    if not standings:
        return (
            f"Places left: {places}; continuing candidates: {len(set(continuing))}. "
            f"{names} {verdict}"
        )
    if len(standings) > 1:
        facts = " ".join(standing.sentence() for standing in standings)
        return f"Places left: {places}. {facts} {joint_verdict(contest, finding)}"
    return _single_sentence(contest, finding, standings[0], places, names, verdict)


def constraint_sentence(
    contest: Contest,
    label: str,
    elected: Collection[CandidateId],
    continuing: Collection[CandidateId],
    vacant: int | None = None,
) -> str:
    """Where one constraint of a contest stands, in numbers. Raises KeyError for an unknown label."""
    return _standing(contest, _labelled(contest, label), elected, continuing, vacant).sentence()


def joint_verdict(contest: Contest, finding: Finding) -> str:
    """What several constraints, whose numbers have just been given, come to together."""
    names = display_names(contest, finding.candidates)
    if len(finding.candidates) == 1:
        needs = "is elected" if finding.status == "guarded" else "is not elected"
        return f"All of this can be met only if {names} {needs}: {names} is {finding.status}."
    needs = f"{names} are elected"
    if finding.status == "doomed":
        needs = f"none of {names} is elected"
    return f"All of this can be met only if {needs}: they are {finding.status}."


def _single_sentence(
    contest: Contest,
    finding: Finding,
    standing: _Standing,
    places: int,
    names: str,
    verdict: str,
) -> str:
    """One constraint alone decides: which of its two bounds, and by which comparison."""
    label = f"'{standing.constraint.label}'"
    if standing.constraint.first is not None:
        return f"Places left: {places}. {standing.sentence()} {joint_verdict(contest, finding)}"
    members = all(_counts_for(contest, c, standing.constraint) for c in finding.candidates)
    if finding.status == "guarded" and members:
        return (
            f"Still needed for {label}: {standing.needed}; continuing candidates who count for it: "
            f"{standing.continuing}. {names} {verdict}"
        )
    if finding.status == "guarded":
        return (
            f"Room left under {label}: {standing.room}; places left: {places}, so "
            f"{places - (standing.room or 0)} must go to candidates who do not count for it. "
            f"{names} {verdict}"
        )
    if members:
        return (
            f"Room left under {label}: none, with {standing.elected} elected who count for it. "
            f"{names} {verdict}"
        )
    return (
        f"Still needed for {label}: {standing.needed}; places left: {places}, so none is left for "
        f"candidates who do not count for it. {names} {verdict}"
    )


def conflict_sentence(
    contest: Contest,
    labels: Sequence[str],
    elected: Collection[CandidateId] = (),
    continuing: Collection[CandidateId] | None = None,
    vacant: int | None = None,
) -> str:
    """Why a smallest set of constraints cannot be met, in numbers of candidates.

    `continuing` None: everybody standing who is not elected. `vacant`: as above. Empty
    `labels`: there are fewer candidates than places. Raises KeyError for a label that the contest
    does not have.
    """
    if continuing is None:
        continuing = tuple(c.id for c in contest.standing if c.id not in set(elected))
    if contest.linked is not None:
        from counting.words_linked import linked_conflict_sentence

        return linked_conflict_sentence(contest, contest.linked, labels, elected, continuing)
    persons = len(set(continuing) - set(contest.nobody))
    places = contest.seats - len(set(elected)) - (vacant or 0)
    left = "left" if elected else "to fill"
    if not labels:
        return (
            f"There {is_or_are(places)} {number_of(places, 'place')} {left} but only "
            f"{number_of(persons, 'candidate')}."
        )
    standings = [
        _standing(contest, _labelled(contest, label), elected, continuing, vacant)
        for label in labels
    ]
    if len(standings) == 1:
        return _one_conflict(standings[0], places, persons, left)
    facts = "; ".join(_demand(standing) for standing in standings)
    quoted = join_words([f"'{label}'" for label in labels])
    both = "both" if len(labels) == 2 else "all"
    rest = "the other" if len(labels) == 2 else "the others"
    return (
        f"{quoted} cannot {both} be met with {number_of(places, 'place')} {left}: {facts}. "
        f"Without any one of them {rest} could be met."
    )


def _one_conflict(standing: _Standing, places: int, continuing: int, left: str) -> str:
    """Why one constraint cannot be met even alone."""
    refused, wanted = f"'{standing.constraint.label}' cannot be met:", standing.needed
    if standing.constraint.first is not None:
        return f"{refused} no list of {number_of(places, 'candidate')} has an order that keeps it."
    needed = f"{wanted}{standing.more} {is_or_are(wanted)} needed, but"
    if wanted > standing.continuing:
        have = only(standing.continuing, "candidate counts", "candidates count")
        return f"{refused} {needed} {have} for it."
    if wanted > places:
        return f"{refused} {needed} there {is_or_are(places)} {only(places, 'place')} {left}."
    highest = standing.constraint.most(standing.places)
    if highest is not None and standing.elected > highest:
        return f"{refused} {standing.elected} elected count for it already."
    others = continuing - standing.continuing
    return (
        f"{refused} it leaves {places - (standing.room or 0)} of the {number_of(places, 'place')} "
        f"{left} to candidates who do not count for it, but there {is_or_are(others)} "
        f"{only(others, 'candidate')} of that kind."
    )


def _demand(standing: _Standing) -> str:
    """What one of several conflicting constraints asks of how many candidates."""
    label, room, more = f"'{standing.constraint.label}'", standing.room, standing.more
    if standing.constraint.first is not None:
        return f"{label} needs an order of the list that keeps it"
    of = f"of {number_of(standing.continuing, 'candidate who counts', 'candidates who count')}"
    if room is None:
        return f"{label} needs {standing.needed}{more} {of} for it"
    if room == standing.needed:
        return f"{label} needs exactly {room}{more} {of} for it"
    if standing.needed:
        return f"{label} needs {standing.needed}{more} and allows {room} {of} for it"
    return f"{label} allows {room}{more} {of} for it"


def _labelled(contest: Contest, label: str) -> Constraint:
    for constraint in contest.constraints:
        if constraint.label == label:
            return constraint
    raise KeyError(label)


def _standing(
    contest: Contest,
    constraint: Constraint,
    elected: Collection[CandidateId],
    continuing: Collection[CandidateId],
    vacant: int | None = None,
) -> _Standing:
    counting = {c.id for c in contest.candidates if _matches(c, constraint)}
    return _Standing(
        constraint,
        contest.seats,
        len(counting.intersection(elected)),
        len(counting.intersection(continuing)),
        0 if vacant is None else vacant + len(set(contest.nobody).intersection(elected)),
    )


def _counts_for(contest: Contest, candidate: CandidateId, constraint: Constraint) -> bool:
    return any(c.id == candidate and _matches(c, constraint) for c in contest.candidates)


def _matches(candidate: Candidate, constraint: Constraint) -> bool:
    return candidate.attributes.get(constraint.attribute) == constraint.value
