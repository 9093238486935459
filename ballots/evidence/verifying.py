"""Verifies an evidence file offline, check by named check, in the order of the protocol.

No bytes make it raise: what cannot be read is a check that failed. Source: PROTOCOL, 'The life of
a ballot', 12.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import BinaryIO

from ballots.errors import BallotsError
from ballots.evidence import checks_form, checks_log, checks_motions, checks_result
from ballots.evidence.archive import Archive
from ballots.evidence.case import Case, NotReachedError, several
from ballots.evidence.verdict import EXPECTED, Check, Decided, Elected, Outcome, Recount, Verdict
from counting import CountingError, CountRecord, RuleId, count, rule_digest
from counting.motion_words import sentences_of
from counting.words_nobody import result_sentence


@dataclass(frozen=True, slots=True)
class _Step:
    """A named check, what must hold before it can be made, and the function that makes it."""

    name: str
    needs: tuple[str, ...]
    make: Callable[[Case], str]


UNPACKING = "unpacking"
_LONGEST_SAID = 1000  # characters
_STEPS = (
    _Step("inventory", (UNPACKING,), checks_form.inventory),
    _Step("manifest", (UNPACKING,), checks_form.manifest),
    _Step(EXPECTED, ("manifest",), checks_form.expected_manifest),
    _Step("acknowledgements", ("manifest",), checks_form.acknowledgements),
    _Step("rules", ("manifest",), checks_form.rules),
    _Step("tree", ("manifest",), checks_log.tree),
    _Step("checkpoints", ("tree",), checks_log.checkpoints),
    _Step("witnesses", ("checkpoints",), checks_log.witnesses),
    _Step("leaves", ("tree",), checks_log.leaves),
    _Step("acts", ("tree",), checks_log.acts),
    _Step("paper batches", ("tree",), checks_log.paper_batches),
    _Step("roll-close", ("tree",), checks_log.roll_close),
    _Step("close", ("tree",), checks_log.close),
    _Step("acts after the close", ("close",), checks_log.acts_after_close),
    _Step("reasons", ("acts after the close",), checks_log.reasons),
    _Step("contest files", ("inventory", "acts after the close"), checks_log.contest_files),
    _Step("ballots", ("close",), checks_log.ballots),
    _Step("sequence", ("close",), checks_log.sequence),
    _Step("totals", ("close",), checks_log.totals),
    _Step("opening", ("checkpoints", "close"), checks_result.opening),
    _Step("opening key", ("opening",), checks_result.opening_key),
    _Step(
        "plaintexts",
        ("opening key", "ballots", "sequence", "totals", "contest files"),
        checks_result.plaintexts,
    ),
    _Step("records", ("totals", "contest files"), checks_result.records),
    _Step("lots", ("records",), checks_result.lots),
    _Step("recount", ("plaintexts", "records", "rules", "lots"), checks_result.recount),
    _Step("independent check", ("plaintexts", "records", "lots"), checks_result.independent_check),
    _Step("motions", ("plaintexts", "records"), checks_motions.motions),
    _Step("minutes", ("records",), checks_result.minutes),
    _Step("declaration", ("inventory", "totals", "contest files"), checks_result.declaration),
    _Step("audit chain", ("declaration",), checks_result.audit_chain),
    _Step("later acts", ("declaration",), checks_log.later_acts),
)

CHECK_NAMES = (UNPACKING, *(step.name for step in _STEPS))
"""The names of all checks, in the order in which they are made and reported."""


def verify_evidence(
    stream: BinaryIO,
    expected: bytes | None = None,
    *,
    recount_under: str | None = None,
    told: Callable[[Check], None] | None = None,
) -> Verdict:
    """The verdict on an evidence file, which `stream` (seekable) is open on.

    `expected`: the manifest's hash from outside, 32 bytes; without it the verdict is at best
    'self-consistent only'. `recount_under`: a rule to count the papers under as well, which
    decides nothing. `told` is called with each check as it ends. Raises UnknownRuleError for a
    rule that there is not, and nothing else, whatever the bytes. Memory: some 500 bytes for each
    ballot key, the papers, and one file of the evidence at a time.
    """
    if recount_under is not None:
        rule_digest(recount_under)
    checks: list[Check] = []

    def note(check: Check) -> None:
        checks.append(check)
        if told is not None:
            told(check)

    case = _unpacked(stream, expected, note)
    held = {UNPACKING} if case else set()
    for step in _STEPS:
        check = _made(step, case, held)
        if check.outcome is Outcome.OK:
            held.add(step.name)
        note(check)
    return _verdict(tuple(checks), case, held, recount_under)


def _unpacked(
    stream: BinaryIO, expected: bytes | None, note: Callable[[Check], None]
) -> Case | None:
    try:
        case = Case(Archive(stream), expected)
    except Exception as error:  # whatever the bytes, a verification ends with a verdict
        note(Check(UNPACKING, Outcome.FAILED, _said(error)))
        return None
    names = case.archive.names
    note(
        Check(
            UNPACKING,
            Outcome.OK,
            f"{several(len(names), 'file')}, stored in the one form of the archive",
        )
    )
    return case


def _made(step: _Step, case: Case | None, held: set[str]) -> Check:
    missing = [name for name in step.needs if name not in held]
    if case is None or missing:
        names = " and ".join(f"'{name}'" for name in missing)
        return Check(step.name, Outcome.NOT_REACHED, f"rests on {names}")
    try:
        return Check(step.name, Outcome.OK, step.make(case))
    except NotReachedError as why:
        return Check(step.name, Outcome.NOT_REACHED, str(why))
    except Exception as error:  # whatever the bytes, a verification ends with a verdict
        return Check(step.name, Outcome.FAILED, _said(error))


def _said(error: Exception) -> str:
    """What went wrong, as text that can be printed and written as JSON whatever the file held."""
    said = str(error)
    if not isinstance(error, BallotsError | CountingError):
        said = f"this could not be read ({type(error).__name__}: {said})"
    return said.encode("utf-8", "backslashreplace").decode("utf-8")[:_LONGEST_SAID]


def _verdict(
    checks: tuple[Check, ...], case: Case | None, held: set[str], recount_under: str | None
) -> Verdict:
    manifest = None if case is None else case.manifest_or_none
    if case is None or manifest is None:
        return Verdict(checks, None, False)
    elected = tuple(
        Elected(
            contest=id_,
            title=record.contest.title,
            ids=tuple(record.elected),
            names=tuple(record.contest.name(id_) for id_ in record.elected),
            vacant=record.vacant,
            said=_result(record),
        )
        for id_, record in case.records.items()
    )
    recounts: tuple[Recount, ...] = ()
    if recount_under is not None:
        recounts = tuple(_recounts(case, recount_under))
    withheld = _for_auditors(checks) if case.withholds else ()
    limits = (
        f"This is the public copy. Only the auditors named in the manifest can check: "
        f"{', '.join(withheld)}.",
    )
    return Verdict(
        checks=checks,
        mh=manifest.mh.hex(),
        compared_with_expected=EXPECTED in held,
        for_auditors=withheld,
        elected=elected,
        motions=tuple(
            Decided(id_, record.title, record.decision.outcome.value, sentences_of(record.decision))
            for id_, record in case.motions.items()
        ),
        recounts=recounts,
        notes=(*(limits if withheld else ()), *case.remarks),
    )


def _result(record: CountRecord) -> str:
    """The sentence with which the minutes end; a forged record may be one that it cannot be made of."""
    try:
        return result_sentence(record)
    except (CountingError, LookupError):
        return "The record is not one of a count: who is elected cannot be said."


def _for_auditors(checks: tuple[Check, ...]) -> tuple[str, ...]:
    """The checks that the public copy does not allow, where nothing else stood in their way."""
    if any(check.outcome is Outcome.FAILED for check in checks):
        return ()
    unreached = (check.name for check in checks if check.outcome is Outcome.NOT_REACHED)
    return tuple(name for name in unreached if name != EXPECTED)


def _recounts(case: Case, rule: str) -> list[Recount]:
    found = []
    for id_, result in case.results.items():
        title = result.held.title
        try:
            record = count(result.papers, replace(result.held, rule=RuleId(rule)))
        except CountingError as error:
            said = f"{title}: under {rule} the papers cannot be counted. {error}"
            found.append(Recount(id_, rule, None, said))
            continue
        declared = case.records[id_]
        same = set(record.elected) == set(declared.elected)
        names = ", ".join(record.contest.name(one) for one in record.elected) or "nobody"
        outcome = "the same are elected" if same else "the result differs"
        said = f"{title}: under {rule} {outcome}: {names}."
        found.append(Recount(id_, rule, tuple(record.elected), said))
    return found
