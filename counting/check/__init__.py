"""The independent check: is this record what the papers, the contest and the rule call for?

Written from the rules' texts and apart from the engine, of which it imports nothing; a declaration
cannot be signed without it. How to read it: `rulebook` (the rules as data), `piles` (whose each
paper is and what it is worth), `procedure` (what the rule calls for at each stage), `ties`,
`feasible` and `findings` (what the constraints allow), `comparison` (the record beside it).
"""

from __future__ import annotations

from collections.abc import Iterator

from counting.check.comparison import contest_faults, finding_faults, stage_faults
from counting.check.feasible import outlook
from counting.check.irregular import as_read
from counting.check.procedure import Procedure
from counting.check.report import CheckReport, Fault
from counting.check.rulebook import RULEBOOK
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
    obstacle = _obstacle(record, papers, definition)
    if obstacle is not None:
        faults.append(Fault(None, obstacle))
        checks.append("Nothing could be counted, so no stage was looked at.")
        return CheckReport(tuple(checks), tuple(faults))
    read = as_read(papers, definition.rule)
    procedure = Procedure(read, definition, RULEBOOK[definition.rule])
    _check_frame(record, papers, procedure, checks, faults)
    _check_stages(record, procedure, checks, faults)
    return CheckReport(tuple(checks), tuple(faults))


def _obstacle(record: CountRecord, papers: Papers, contest: Contest) -> str | None:
    """Why there is nothing that the stages could be compared with; None if there is."""
    rule = RULEBOOK.get(contest.rule)
    if rule is None:
        return f"The check knows no rule '{contest.rule}'; it knows {', '.join(RULEBOOK)}."
    if rule.majority and (contest.seats != 1 or contest.constraints):
        return (
            f"Rule {contest.rule} fills one place and takes no constraints; this contest differs."
        )
    if papers.candidates != len(contest.candidates):
        return (
            f"The papers are of {papers.candidates} candidates; "
            f"the contest has {len(contest.candidates)}."
        )
    if _what_decides(record.contest) != _what_decides(contest):
        return "The record is of another contest, which can have another count."
    if not outlook(contest, (), [candidate.id for candidate in contest.standing]).possible:
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
    )


def _check_frame(
    record: CountRecord,
    papers: Papers,
    procedure: Procedure,
    checks: list[str],
    faults: list[Fault],
) -> None:
    """What stands before the first stage: rule, papers, and what the constraints decide at once."""
    rule, said = procedure.rule, record.papers
    checks.append(f"The version and the figures of rule {record.rule} are those of the rulebook.")
    checks.append(
        f"The papers are those counted: {papers.total}, of which {procedure.valid} valid."
    )
    for what, one, other in (
        ("rule version", record.rule_version, rule.version),
        ("places after the point", _places(record.decimals), _places(rule.decimals)),
        ("number of valid papers", said.valid, procedure.valid),
        (
            "number of invalid (blank) papers",
            said.invalid,
            papers.total - procedure.valid - procedure.piles.without_preference,
        ),
        ("number of irregular papers", said.irregular, sum(n for _, n in papers.irregular)),
        (
            "number of papers with no effective preference",
            said.no_effective_preference,
            procedure.piles.without_preference,
        ),
        ("number of distinct rankings", said.distinct, papers.distinct + len(papers.irregular)),
        ("digest of the papers", said.digest, papers.digest),
    ):
        if one != other:
            faults.append(Fault(None, f"The record gives as {what} {one}; it is {other}."))
    if procedure.contest.constraints:
        checks.append(
            "Before the count, those are guarded and doomed whom the constraints make so."
        )
    for what in finding_faults(record.before, procedure.before, procedure.wording):
        faults.append(Fault(None, f"Before the count, {what}"))


def _check_stages(
    record: CountRecord, procedure: Procedure, checks: list[str], faults: list[Fault]
) -> None:
    """Every stage beside the one that is due, as far as the first that is wrong."""
    stages = iter(record.stages)
    compared = 0
    try:
        for due in procedure.stages():
            number = due.stage.number
            said = next(stages, None)
            if said is None:
                what = f"the record ends before it, though places are left; {due.because}."
                faults.append(Fault(number, what))
                break
            compared = number
            wrong = list(stage_faults(said, due, procedure.valid, procedure.wording))
            faults += (Fault(number, what) for what in wrong)
            if wrong:
                break
        else:
            if len(record.stages) > compared:
                what = "the record goes on, though all places are filled at the stage before."
                faults.append(Fault(compared + 1, what))
    except LotMissing as lot:
        names = procedure.wording.all(lot.left)
        what = f"{names} are equal throughout ({lot.kind}), and the contest has no lot to decide."
        faults.append(Fault(compared + 1, what))
    constrained = bool(procedure.contest.constraints)
    checks += _stages_compared(compared, len(record.stages), constrained=constrained)


def _stages_compared(compared: int, of: int, *, constrained: bool) -> Iterator[str]:
    """What was compared stage by stage, and which stages were left out."""
    if compared:
        span = _span(1, compared)
        yield f"{span}: every paper is with whom it should be, at the value it should have."
        yield f"{span}: the quota, votes, non-transferable, rounding, transfers; votes conserved."
        yield f"{span}: every decision is what the rule calls for, with its clause; every tie."
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
