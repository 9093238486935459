"""A published second opinion on plain contests: what pyrankvote makes of the same papers, and why it differs.

pyrankvote (https://github.com/jontingvold/pyrankvote) is somebody else's program with a rule of its own:
it works in floating point, averages what the papers of a pile are worth, transfers all surpluses of a round
at once, excludes together all who cannot catch up, and breaks ties by later preferences and then by
chance. It proves nothing about a statutory rule; where it agrees, two programs that share nothing
do. Its figures are shown as text and enter no record.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from counting.contest import CandidateId, Contest
from counting.errors import ContestError
from counting.phrases import display_name, display_names, number_of
from counting.rules import find_rule
from counting.votes import Votes, votes_text

if TYPE_CHECKING:
    from counting import CountRecord, Papers

MOST_PAPERS = 2_000_000  # it keeps every paper apart, and is slow
PLACES = 5  # decimals of its votes that are shown

_SEED = 0
_OTHER_SEEDS = (1, 2, 3, 4)
_EQUAL = Fraction(1, 1000)  # votes; what lies closer it takes for equal
_IRV_RULES = ("av", "av-to-two")


@dataclass(frozen=True, slots=True)
class Round:
    """A round of its count. `votes`: those it decides on, rounded to `PLACES` decimals."""

    votes: dict[CandidateId, Votes]
    elected: tuple[CandidateId, ...]
    rejected: tuple[CandidateId, ...]


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """`chance`: it drew lots. `other_winners`: whom it elects with other draws, where they differ."""

    method: str
    winners: tuple[CandidateId, ...]
    agrees: bool
    chance: bool
    other_winners: tuple[tuple[CandidateId, ...], ...]
    rounds: tuple[Round, ...]


def second_opinion(papers: Papers, record: CountRecord) -> SecondOpinion:
    """Counts the papers of a record by pyrankvote. Raises ContestError for a contest it cannot count.

    Papers that skip or repeat a rank are read as the record's rule reads them; those withdrawn are
    struck. Python's random numbers are as they were before.
    """
    contest = record.contest
    if contest.constraints:
        raise ContestError(
            "A second opinion is for plain contests: pyrankvote knows no constraints."
        )
    if contest.nobody or record.vacant:
        raise ContestError(
            "A second opinion is for plain contests: pyrankvote leaves no place vacant."
        )
    if papers.total > MOST_PAPERS:
        raise ContestError(
            f"There are {papers.total} papers; a second opinion takes at most {MOST_PAPERS}."
        )
    if not record.papers.valid:
        raise ContestError("There is no valid paper to have a second opinion on.")
    ballots = _rankings(papers, contest)
    rounds, chance = _counted(ballots, contest, _SEED)
    winners = _winners(rounds)
    others: set[frozenset[CandidateId]] = set()
    if chance:
        others = {
            frozenset(_winners(_counted(ballots, contest, seed)[0])) for seed in _OTHER_SEEDS
        } - {frozenset(winners)}
    in_order = [tuple(c.id for c in contest.candidates if c.id in other) for other in others]
    return SecondOpinion(
        method="instant run-off" if contest.rule in _IRV_RULES else "single transferable vote",
        winners=winners,
        agrees=set(winners) == set(record.elected),
        chance=chance,
        other_winners=tuple(sorted(in_order)),
        rounds=rounds,
    )


Ballots = list[tuple[tuple[CandidateId, ...], int]]


def _rankings(papers: Papers, contest: Contest) -> Ballots:
    """Valid papers by candidates' ids, without those withdrawn."""
    ids = [candidate.id for candidate in contest.candidates]
    standing = {candidate.id for candidate in contest.standing}
    read = papers.settled(find_rule(contest.rule).irregular.reading)
    found = [
        (tuple(ids[number - 1] for number in ranking if ids[number - 1] in standing), count)
        for ranking, count in read
    ]
    return [(ranking, count) for ranking, count in found if ranking]


def _counted(ballots: Ballots, contest: Contest, seed: int) -> tuple[tuple[Round, ...], bool]:
    """Its rounds, and whether it drew lots."""
    import pyrankvote

    known = {candidate.id: pyrankvote.Candidate(candidate.id) for candidate in contest.standing}
    each: list[object] = []
    for ranking, count in ballots:
        each += [pyrankvote.Ballot([known[id_] for id_ in ranking])] * count
    with _seeded(seed) as drew, _faults_named():
        if contest.rule in _IRV_RULES:
            results = pyrankvote.instant_runoff_voting(list(known.values()), each)
        else:
            results = pyrankvote.single_transferable_vote(
                list(known.values()), each, number_of_seats=contest.seats
            )
        chance = drew()
    rounds: list[Round] = []
    decided: set[CandidateId] = set()
    for result in results.rounds:
        now = {
            CandidateId(each.candidate.name): (each.number_of_votes, each.status)
            for each in result.candidate_results
        }
        new = [
            id_ for id_, (_, status) in now.items() if status != "Hopeful" and id_ not in decided
        ]
        decided.update(new)
        rounds.append(
            Round(
                {id_: _exact(votes) for id_, (votes, _) in now.items()},
                tuple(id_ for id_ in new if now[id_][1] == "Elected"),
                tuple(id_ for id_ in new if now[id_][1] == "Rejected"),
            )
        )
    return tuple(rounds), chance


def _exact(votes: float) -> Votes:
    """Its votes to so many decimals as are shown: nothing is ever decided by them."""
    return Votes(round(votes * 10**PLACES), 10**PLACES)


@contextmanager
def _faults_named() -> Iterator[None]:
    """A fault of the other program is its own, and no fault of the count."""
    try:
        yield
    except (RuntimeError, ZeroDivisionError) as error:
        raise ContestError(f"pyrankvote could not finish its count ({error}).") from error


@contextmanager
def _seeded(seed: int) -> Iterator[Callable[[], bool]]:
    """Python's shared random numbers from a seed; afterwards they are as they were."""
    kept = random.getstate()
    random.seed(seed)
    begun = random.getstate()
    try:
        yield lambda: random.getstate() != begun
    finally:
        random.setstate(kept)


def _winners(rounds: tuple[Round, ...]) -> tuple[CandidateId, ...]:
    return tuple(id_ for each in rounds for id_ in each.elected)


def explanation(opinion: SecondOpinion, record: CountRecord) -> tuple[str, ...]:
    """The opinion in sentences: whom it elects, round by round beside the record, and why it differs."""
    contest = record.contest
    verdict = (
        "It elects the same candidates."
        if opinion.agrees
        else f"It elects others: {display_names(contest, opinion.winners)}."
    )
    return (
        f"Second opinion: pyrankvote, {opinion.method}. {verdict}",
        f"Elected under {record.rule}: {display_names(contest, record.elected)}.",
        *_rounds(opinion, record),
        *_reasons(opinion, record),
    )


def _rounds(opinion: SecondOpinion, record: CountRecord) -> Iterator[str]:
    """Its rounds, each beside the stage of the record at which the same candidates are out."""
    contest = record.contest
    out: set[CandidateId] = set()
    paid: set[CandidateId] = set()
    for number, each in enumerate(opinion.rounds, start=1):
        acts = [
            f"{what} {display_names(contest, who)}"
            for what, who in (("elects", each.elected), ("excludes", each.rejected))
            if who
        ]
        yield f"Round {number} {' and '.join(acts) or 'decides nothing'}. " + _beside(
            each, record, frozenset(out), frozenset(paid)
        )
        yield from _ties(each, contest, number)
        out.update(each.rejected)
        quota = Votes(record.papers.valid, contest.seats + 1)
        paid.update(id_ for id_ in each.elected if each.votes[id_] - quota >= _EQUAL)


def _beside(
    each: Round, record: CountRecord, out: frozenset[CandidateId], paid: frozenset[CandidateId]
) -> str:
    """How far its votes are from the record's, where the two have come to the same point."""
    excluded: set[CandidateId] = set()
    transferred: set[CandidateId] = set()
    for stage in record.stages:
        excluded.update(stage.excluded)
        if stage.action.type == "surplus":
            transferred.update(stage.action.candidates)
        if excluded == out and transferred == paid and stage.action.type != "last-vacancies":
            gaps = {id_: abs(votes - stage.tallies[id_]) for id_, votes in each.votes.items()}
            widest = max(gaps, key=lambda id_: gaps[id_])
            if gaps[widest] < _EQUAL:
                return f"At stage {stage.number} of the record the votes are the same."
            return (
                f"At stage {stage.number} of the record the same surpluses and exclusions are done; "
                f"the votes differ by up to {votes_text(_shown(gaps[widest]), PLACES)} "
                f"({display_name(record.contest, widest)})."
            )
    return "At no stage of the record are just these surpluses and exclusions done."


def _shown(votes: Votes) -> Votes:
    return Votes(round(votes * 10**PLACES), 10**PLACES)


def _ties(each: Round, contest: Contest, number: int) -> Iterator[str]:
    for id_ in each.rejected:
        equal = [
            other
            for other, votes in each.votes.items()
            if other not in each.rejected and abs(votes - each.votes[id_]) < _EQUAL
        ]
        if equal and not any(other in each.elected for other in equal):
            yield (
                f"In round {number} it met a tie: {display_name(contest, id_)} had as many votes as "
                f"{display_names(contest, equal)}, and went out by later preferences or by chance."
            )


def _reasons(opinion: SecondOpinion, record: CountRecord) -> Iterator[str]:
    """What its rule does otherwise than the record's."""
    contest = record.contest
    if opinion.method == "instant run-off":
        yield "It elects with half of the votes, and excludes together all who cannot catch up."
    else:
        quota = votes_text(_shown(Votes(record.papers.valid, contest.seats + 1)), PLACES)
        ours = (
            f"; that of {record.rule} is {votes_text(_shown(record.quota), PLACES)}"
            if record.quota
            else ""
        )
        yield f"Its quota is votes divided by places plus one, {quota}{ours}."
        yield (
            "It transfers all surpluses of a round at once, every paper of a pile at the same average "
            "value, in floating point, and excludes together all who cannot catch up."
        )
    if not opinion.chance:
        yield "It drew no lots."
        return
    others = "; or ".join(display_names(contest, who) for who in opinion.other_winners)
    yield "It put candidates with equal votes in order by chance. " + (
        f"With other draws it elects {others}."
        if others
        else f"{number_of(len(_OTHER_SEEDS), 'other draw')} gave the same result."
    )
