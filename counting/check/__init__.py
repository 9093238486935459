"""The independent check: is this record what the papers, the contest and the rule call for?

Written from the rules' texts and apart from the engine, of which it imports nothing; a declaration
cannot be signed without it. How to read it: `families` (the rules it knows), for each family what
its rules call for at each stage (`procedure`, of which `rulebook` has the rules as data, and its
neighbours), `piles` (whose each paper is and what it is worth), `ties`, `feasible` and `findings`
(what the constraints allow), `comparison` (the record beside it).
"""

from __future__ import annotations

from collections.abc import Iterator

from counting.check.casting import Idle, cannot_have
from counting.check.comparison import contest_faults, finding_faults, stage_faults
from counting.check.families import KNOWN
from counting.check.family import Count, Figures
from counting.check.ground import Ground, Unlawful
from counting.check.irregular import as_read
from counting.check.report import CheckReport, Fault
from counting.check.ties import LotMissing
from counting.contest import Contest
from counting.papers import Papers
from counting.record import CountRecord, Decimals

__all__ = ["CheckReport", "Fault", "check"]


def check(record: CountRecord, papers: Papers, contest: Contest | None = None) -> CheckReport:
    """Work the count out again from the papers and compare every figure and every decision.

    `contest`: the contest as it was frozen, of which the record must then be, in every field;
    without it the record's own contest is taken as the definition. After the first stage that is
    wrong nothing more is derived, since all that follows rests on it; the report says so.
    Never raises on a record that is well formed but wrong.
    """
    definition = record.contest if contest is None else contest
    faults: list[Fault] = []
    checks: list[str] = []
    if contest is not None:
        checks.append("The contest in the record is compared with the contest that was held.")
        faults += (Fault(None, what) for what in contest_faults(record.contest, contest))
    obstacle = cannot_have(definition) or _obstacle(record, papers, definition)
    if obstacle is not None:
        faults.append(Fault(None, obstacle))
        checks.append("Nothing could be counted, so no stage was looked at.")
        return CheckReport(tuple(checks), tuple(faults))
    rule = KNOWN[definition.rule]
    count = rule.begin(as_read(papers, definition.rule), definition)
    _check_frame(record, papers, rule.text, count, checks, faults)
    _check_stages(record, count, checks, faults)
    return CheckReport(tuple(checks), tuple(faults))


def _obstacle(record: CountRecord, papers: Papers, contest: Contest) -> str | None:
    """Why there is nothing that the stages could be compared with; None if there is."""
    rule = KNOWN.get(contest.rule)
    if rule is None:
        return f"The check knows no rule '{contest.rule}'; it knows {', '.join(sorted(KNOWN))}."
    if cannot := rule.cannot(contest):
        return cannot
    if papers.candidates != len(contest.candidates):
        return (
            f"The papers are of {papers.candidates} candidates; "
            f"the contest has {len(contest.candidates)}."
        )
    if _what_decides(record.contest) != _what_decides(contest):
        return "The record is of another contest, which can have another count."
    try:
        ground = Ground(contest)
        ground.look((), ground.order)
    except Unlawful:
        return "No set of winners meets the constraints; the record has a count all the same."
    return None


def _what_decides(contest: Contest) -> tuple[object, ...]:
    """All of a contest that its count depends on: everything but the names and the title."""
    candidates = [(candidate.id, dict(candidate.attributes)) for candidate in contest.candidates]
    return (
        contest.seats,
        contest.rule,
        candidates,
        contest.constraints,
        contest.lots,
        contest.withdrawn,
        contest.none,
        contest.if_infeasible,
        contest.linked,
        contest.casting_vote and (True, contest.casting_vote.chosen),
    )


def _check_frame(
    record: CountRecord,
    papers: Papers,
    rule: Figures,
    count: Count,
    checks: list[str],
    faults: list[Fault],
) -> None:
    """What stands before the first stage: rule, papers, and what the constraints decide at once."""
    said = record.papers
    checks.append(f"Rule {record.rule}: its version and the places of its figures are looked up.")
    checks.append(
        f"The papers are compared by digest and in numbers: {papers.total}, of which {count.valid} valid."
    )
    for what, one, other in (
        ("rule version", record.rule_version, rule.version),
        ("places after the point", _places(record.decimals), _places(rule.decimals)),
        ("number of valid papers", said.valid, count.valid),
        (
            "number of invalid (blank) papers",
            said.invalid,
            papers.total - count.valid - count.without_preference,
        ),
        ("number of irregular papers", said.irregular, sum(n for _, n in papers.irregular)),
        ("number of ballots", said.ballots, papers.ballots),
        (
            "number of papers with no effective preference",
            said.no_effective_preference,
            count.without_preference,
        ),
        ("number of distinct rankings", said.distinct, papers.distinct + len(papers.irregular)),
        ("digest of the papers", said.digest, papers.digest),
    ):
        if one != other:
            faults.append(Fault(None, f"The record gives as {what} {one}; it is {other}."))
    if count.contest.constrained:
        checks.append("Before the count: who is guarded or doomed, and by which constraints.")
    if record.applied != count.applied:
        faults.append(
            Fault(None, "The record's steps of the policy before the count are not those due.")
        )
    for what in finding_faults(record.before, count.before, count.wording):
        faults.append(Fault(None, f"Before the count, {what}"))


def _check_stages(
    record: CountRecord, count: Count, checks: list[str], faults: list[Fault]
) -> None:
    """Every stage beside the one that is due, as far as the first that is wrong."""
    stages = iter(record.stages)
    compared = 0
    try:
        for due in count.stages():
            number = due.stage.number
            said = next(stages, None)
            if said is None:
                what = f"the record ends before it, though places are left; {due.because}."
                faults.append(Fault(number, what))
                break
            compared = number
            wrong = list(stage_faults(said, due, count.valid, count.wording))
            faults += (Fault(number, what) for what in wrong)
            if wrong:
                break
        else:
            if len(record.stages) > compared:
                what = "the record goes on, though all places are filled at the stage before."
                faults.append(Fault(compared + 1, what))
    except LotMissing as lot:
        names = count.wording.all(lot.left)
        what = f"{names} are equal throughout ({lot.kind}), and the contest has no lot to decide."
        faults.append(Fault(compared + 1, what))
    except Idle:
        what = (
            "A casting vote was given that settles nothing: no equal votes at the end call for it."
        )
        faults.append(Fault(None, what))
    except Unlawful:
        what = "the constraints cannot be met any more, and the policy has no step left."
        faults.append(Fault(compared + 1, what))
    constrained = count.contest.constrained
    checks += _stages_compared(compared, len(record.stages), constrained=constrained)


def _stages_compared(compared: int, of: int, *, constrained: bool) -> Iterator[str]:
    """What was compared stage by stage, and which stages were left out."""
    if compared:
        span = _span(1, compared)
        yield f"{span}: whose each paper is and what it is worth, found again from its first preference."
        yield f"{span}: quota, votes, non-transferable, rounding and transfers; that no vote is lost or made."
        yield f"{span}: every decision against what the rule calls for, with its clause; every tie."
        if constrained:
            yield f"{span}: who is guarded or doomed, and by which constraints."
    if compared < of:
        were, they = ("was", "it rests") if compared + 1 == of else ("were", "they rest")
        yield f"{_span(compared + 1, of)} {were} not looked at: {they} on what is wrong."


def _span(first: int, last: int) -> str:
    return f"Stage {first}" if first == last else f"Stages {first} to {last}"


def _places(decimals: Decimals) -> str:
    def text(places: int | None) -> str:
        return "exact" if places is None else str(places)

    return (
        f"votes {text(decimals.votes)}, value {text(decimals.value)}, quota {text(decimals.quota)}"
    )
