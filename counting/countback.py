"""Countbacks: who takes a place that has become vacant, from the papers of the election itself.

- `all-papers`: all papers are counted again without the vacating member and whoever cannot serve.
  Members who sit keep their places, under the contest's own rule; whoever is elected besides fills
  the vacancy. Constraints bind the members who sit and the replacement together.
- `quota-papers`: only the papers that make up the vacating member's votes are counted, each at what
  it counted for that member, by the alternative vote, among those who can serve and do not sit.
  A candidate with whom the constraints could not be met is passed over. In the manner of the
  recount of the Electoral Act 2004 (Tasmania), section 231 and Schedule 6, without claiming to be
  it: the weights are those of `following`, and the stages and ties those of `av`.

Of the policy for constraints that cannot be met, the steps before `leave vacant` are applied to the
members who sit and the replacement; no member's place becomes vacant by it. Where no step is left,
the constraints leave nobody to fill the vacancy.

Eligibility and consent come first: name whoever is not eligible or does not consent. If nobody can
fill the vacancy, what the organisation's rules say instead applies.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from math import lcm

from counting.constraints import electable_together
from counting.contest import LEAVE_VACANT, RELAX, CandidateId, Contest, RuleId
from counting.engine import count
from counting.errors import ContestError
from counting.following import follow
from counting.papers import MOST_PAPERS, Papers
from counting.phrases import number_of
from counting.protected import protecting
from counting.record import CountRecord
from counting.votes import NO_VOTES, Votes

SITTING = "members who sit keep their places"


@dataclass(frozen=True, slots=True)
class Vacancy:
    """What a countback is asked. `ineligible`: cannot serve, or does not consent.

    `sitting`: who holds the other places. Raises ContestError where they contradict each other.
    """

    vacating: tuple[CandidateId, ...]
    sitting: tuple[CandidateId, ...]
    ineligible: tuple[CandidateId, ...] = ()

    def __post_init__(self) -> None:
        named = (*self.vacating, *self.sitting, *self.ineligible)
        twice = [c for c in named if named.count(c) > 1]
        if twice:
            raise ContestError(
                f"Candidate {twice[0]} is named twice. Each is vacating, sitting or ineligible."
            )
        if not self.vacating:
            raise ContestError("Nobody vacates a place. Name who does.")


@dataclass(frozen=True, slots=True)
class Countback:
    """`replacements`: who fills the vacancies, in the order of election. `record`: the count.

    `original`: the count of the election. `passed_over`: by the constraints, before the count.
    `papers`: those counted; one paper of the election is `unit` of them.
    """

    method: str
    vacancy: Vacancy
    original: CountRecord
    record: CountRecord
    replacements: tuple[CandidateId, ...]
    papers: Papers
    passed_over: tuple[CandidateId, ...] = ()
    unit: int = 1


def vacancy_of(
    original: CountRecord,
    vacating: Sequence[CandidateId],
    ineligible: Sequence[CandidateId] = (),
    sitting: Sequence[CandidateId] | None = None,
) -> Vacancy:
    """The vacancy that arises from an election.

    `sitting`: None: all who were elected and do not vacate; otherwise as earlier vacancies have left
    them. Raises ContestError for strangers, and for somebody vacating who was not elected.
    """
    if original.contest.nobody:
        raise ContestError(
            "An option on the papers is nobody, and no rule of countback says what it would do with a "
            "casual vacancy. Hold a by-election."
        )
    if original.vacant:
        raise ContestError(
            f"The policy left {number_of(original.vacant, 'place')} vacant in the election, and no rule of "
            "countback says what that means for a casual vacancy. Hold a by-election."
        )
    known = {candidate.id for candidate in original.contest.candidates}
    for candidate in (*vacating, *ineligible, *(sitting or ())):
        if candidate not in known:
            raise ContestError(f"Candidate {candidate} was not a candidate of this election.")
    if sitting is None:
        not_in = [c for c in vacating if c not in original.elected]
        if not_in:
            raise ContestError(
                f"Candidate {not_in[0]} was not elected, so vacates nothing. Name the members who sit if a "
                "vacancy was filled before."
            )
        sitting = [c for c in original.elected if c not in vacating]
    vacancy = Vacancy(tuple(vacating), tuple(sitting), tuple(ineligible))
    if len(sitting) + len(vacating) > original.contest.seats:
        raise ContestError(
            f"{len(sitting)} sit and {len(vacating)} vacate, but there are "
            f"{original.contest.seats} places."
        )
    return vacancy


def countback(
    papers: Papers, contest: Contest, vacancy: Vacancy, method: str = "all-papers"
) -> Countback:
    """Fill the vacancy. `papers`, `contest`: as the election was counted.

    Raises ContestError (an unknown method, too few who can serve, a method that cannot count it),
    InfeasibleError (the constraints leave nobody), LotNeededError.
    """
    if method not in METHODS:
        raise ContestError(
            f"There is no countback method '{method}'. The methods are: {', '.join(METHODS)}."
        )
    return METHODS[method](papers, contest, vacancy)


def _all_papers(papers: Papers, contest: Contest, vacancy: Vacancy) -> Countback:
    places = len(vacancy.sitting) + len(vacancy.vacating)
    steps = tuple(takewhile(lambda step: step != LEAVE_VACANT, contest.if_infeasible))
    again = _without(contest, (*vacancy.vacating, *vacancy.ineligible), places)
    again = replace(again, if_infeasible=steps)
    record = count(papers, protecting(again, vacancy.sitting, SITTING))
    new = tuple(c for c in record.elected if c not in vacancy.sitting)
    return Countback("all-papers", vacancy, count(papers, contest), record, new, papers)


def _quota_papers(papers: Papers, contest: Contest, vacancy: Vacancy) -> Countback:
    from counting.rules import find_rule

    if contest.rule.endswith("-promotion"):
        raise ContestError(
            f"Rule {contest.rule} may count the papers several times, so no papers make up a member's "
            "votes. Count back by all-papers under the rule it builds on."
        )
    if len(vacancy.vacating) > 1:
        raise ContestError("quota-papers fills one vacancy at a time. Name one vacating member.")
    original = count(papers, contest)
    vacating = vacancy.vacating[0]
    if vacating not in original.elected:
        raise ContestError(
            f"Candidate {vacating} was not elected in the election itself, so no papers make up that "
            "member's votes. Use all-papers, or the member whom this one replaced."
        )
    as_read = papers.settled(find_rule(contest.rule).irregular.reading)
    theirs, unit = _papers_of(original, as_read, vacating)
    gone = {*vacancy.vacating, *vacancy.sitting, *vacancy.ineligible, *contest.withdrawn}
    able = [c.id for c in contest.candidates if c.id not in gone]
    relaxed = {one.step for one in original.applied}
    bound = tuple(c for c in contest.constraints if RELAX + c.label not in relaxed)
    barred = _barred(replace(contest, constraints=bound, if_infeasible=()), vacancy, able)
    single = replace(contest, rule=RuleId("av"), constraints=(), if_infeasible=(), withdrawn=())
    record = count(theirs, _without(single, (*gone, *barred), 1))
    if not record.papers.valid:
        raise ContestError(
            "None of the papers that make up the vacating member's votes ranks anybody who can serve, so "
            "they choose nobody. What the rules say instead applies: a by-election, a co-option, or a "
            "vacant place."
        )
    return Countback(
        "quota-papers", vacancy, original, record, record.elected, theirs, barred, unit
    )


METHODS: dict[str, Callable[[Papers, Contest, Vacancy], Countback]] = {
    "all-papers": _all_papers,
    "quota-papers": _quota_papers,
}


def _without(contest: Contest, gone: Collection[CandidateId], places: int) -> Contest:
    """The contest for so many places, these being passed over too."""
    struck = tuple(c.id for c in contest.candidates if c.id in gone or c.id in contest.withdrawn)
    if len(contest.candidates) - len(struck) < places:
        raise ContestError(
            "Too few candidates can serve to fill the vacancy. What the rules say instead applies: a "
            "by-election, a co-option, or a vacant place."
        )
    return replace(contest, seats=places, withdrawn=struck)


def _barred(
    contest: Contest, vacancy: Vacancy, able: Sequence[CandidateId]
) -> tuple[CandidateId, ...]:
    """Those who, with the members who sit, could not meet the constraints."""
    if not contest.constraints:
        return ()
    body = _without(contest, vacancy.vacating, len(vacancy.sitting) + 1)
    return tuple(c for c in able if not electable_together(body, vacancy.sitting, [c], [c]))


def _papers_of(original: CountRecord, papers: Papers, member: CandidateId) -> tuple[Papers, int]:
    """The papers that make up a member's votes, each as often as it counts, and how often one counts.

    What cutting lost when the surplus moved on stays with the member, as it does in `following`.
    """
    ids = [candidate.id for candidate in original.contest.candidates]
    shares: list[tuple[tuple[int, ...], int, Votes]] = []
    for ranking, number in papers:
        path = follow(original, [ids[place - 1] for place in ranking])
        last = path[-1] if path else None
        if last is not None:
            share = last.worth if last.holder == member else last.stays.get(member, NO_VOTES)
            if share:
                shares.append((ranking, number, share))
    unit = lcm(*(share.denominator for _, _, share in shares))
    total = sum(number * share for _, number, share in shares) * unit
    if total > MOST_PAPERS:
        raise ContestError(
            f"The papers of the member have too fine a worth under rule {original.contest.rule} to be "
            "counted so. Use all-papers."
        )
    weighted = ((ranking, int(number * share * unit)) for ranking, number, share in shares)
    return Papers.from_rankings(weighted, papers.candidates), unit
