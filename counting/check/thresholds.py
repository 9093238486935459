"""The independent check of a motion: from the definition, apart from what decided it.

Every figure is looked at by what it means: a number of votes is enough if it is, and one fewer is not.
"""

from __future__ import annotations

from collections.abc import Iterator

from counting.check.report import CheckReport, Fault
from counting.motion import MotionRecord
from counting.papers import Papers
from counting.thresholds import Base, Given, MotionTerms, Outcome, Tally, Threshold


def check_motion(
    record: MotionRecord,
    terms: MotionTerms,
    papers: Papers | None = None,
    counted: Tally | None = None,
    given: Given | None = None,
) -> CheckReport:
    """Whether the outcome is what the votes and the frozen terms call for. Never raises.

    `papers`: those that name an option. `counted`: the figures beside the papers (abstentions, blank
    papers, those entitled, ballots), from whoever opened them. `given`: what has become of the
    casting vote.
    """
    checks = [
        "The terms are compared with those that were frozen, and the casting vote with the act."
    ]
    faults: list[str] = []
    if record.terms != terms:
        faults.append("The threshold, quorum or casting vote is not the one that was frozen.")
    if record.given != given:
        faults.append(f"The record has the casting vote as {record.given}; it is {given}.")
    if papers is not None:
        checks.append("The papers are counted again, and compared by digest.")
        faults += _papers(record, papers)
    if counted is not None:
        checks.append("Abstentions, blank papers, those entitled and ballots are compared.")
        faults += _beside(record.tally, counted)
    checks.append(
        "Quorum, threshold and casting vote are worked out again: by cross-multiplication, and each "
        "number of votes by what one vote fewer would do."
    )
    faults += _decision(record, terms, given)
    return CheckReport(tuple(checks), tuple(Fault(None, what) for what in faults))


def check_motion_of_file(record: MotionRecord, papers: Papers) -> CheckReport:
    """The same for the papers of a ballot file, by the record's own terms and casting vote.

    Blank papers may have been counted besides those of the file, each a ballot of one vote.
    """
    report = check_motion(record, record.terms, papers, given=record.given)
    tally, abstaining = record.tally, 0
    for ranking, number in papers.rankings():
        abstaining += number if ranking == (3,) else 0
    besides = tally.blank - papers.blank
    ballots = None if papers.ballots is None else papers.ballots + besides
    faults = []
    for what, said, due in (
        ("abstentions", tally.abstain, abstaining),
        ("number of ballots", tally.ballots, ballots),
    ):
        if said != due:
            faults.append(Fault(None, f"The record gives as {what} {said}; it is {due}."))
    if besides < 0:
        what = f"The record has {tally.blank} blank papers; the file alone has {papers.blank}."
        faults.append(Fault(None, what))
    return CheckReport(report.checks, (*report.faults, *faults))


def _papers(record: MotionRecord, papers: Papers) -> Iterator[str]:
    found = {1: 0, 2: 0, 3: 0}
    for ranking, number in papers.rankings():
        if len(ranking) != 1 or ranking[0] not in found:
            yield f"A paper ranks {list(ranking)}, which is neither for nor against."
            return
        found[ranking[0]] += number
    if papers.irregular:
        yield "Some papers skip a number or give one twice, which is neither for nor against."
    compared = [
        ("votes for", record.tally.in_favour, found[1]),
        ("votes against", record.tally.against, found[2]),
        ("digest of the papers", record.papers, papers.digest),
    ]
    for what, said, due in compared:
        if said != due:
            yield f"The record gives as {what} {said}; it is {due}."


def _beside(said: Tally, due: Tally) -> Iterator[str]:
    for what in ("abstain", "blank", "entitled", "ballots"):
        one, other = getattr(said, what), getattr(due, what)
        if one != other:
            yield f"The record gives as '{what}' {one}; it is {other}."


def _enough(votes: int, base: int, threshold: Threshold) -> bool:
    """Whether votes for are more than, or at least, the share of a base: no quotient is taken."""
    mine = votes * threshold.share.denominator
    theirs = base * threshold.share.numerator
    return mine > theirs if threshold.strict else mine >= theirs


def _base(tally: Tally, base: Base) -> int | None:
    parts = {
        Base.FOR_AND_AGAINST: (tally.in_favour, tally.against),
        Base.VOTING: (tally.in_favour, tally.against, tally.abstain, tally.blank),
        Base.ENTITLED: (tally.entitled,),
    }[base]
    return None if None in parts else sum(part for part in parts if part is not None)


def _decision(record: MotionRecord, terms: MotionTerms, given: Given | None) -> Iterator[str]:
    tally, said = record.tally, record.decision
    base = _base(tally, terms.threshold.base)
    if base is None:
        yield "The threshold is a share of those entitled, whose number the record does not have."
        return
    if said.base != base:
        yield f"The record takes the share of {said.base} votes; it is of {base}."
    enough, fewer = (
        _enough(votes, base, terms.threshold) for votes in (said.needed, said.needed - 1)
    )
    if not enough or (fewer and said.needed > 0):
        yield f"The record says that {said.needed} votes for are needed, which is not the fewest."
    due = _due(tally, terms, given, enough=_enough(tally.in_favour, base, terms.threshold))
    if said.outcome is not due:
        yield f"The record says '{said.outcome}'; the votes give '{due}'."


def _due(tally: Tally, terms: MotionTerms, given: Given | None, *, enough: bool) -> Outcome:
    present = tally.ballots
    if present is None:
        present = tally.in_favour + tally.against + tally.abstain + tally.blank
    if terms.quorum is not None and present < terms.quorum.ballots:
        return Outcome.NO_QUORUM
    lead = tally.in_favour - tally.against
    if lead == 0 and tally.against and terms.casting_vote is not None:
        if given is None or given is Given.AWAITED:
            return Outcome.EQUAL
        return Outcome.CARRIED if given is Given.FOR else Outcome.LOST
    return Outcome.CARRIED if lead > 0 and enough else Outcome.LOST
