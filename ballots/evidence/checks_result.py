"""The last checks: opening, plaintexts, recount, declaration, audit chain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

from ballots.audit import AuditEntry, verify_chain
from ballots.declaration import SignedDeclaration, check_declaration
from ballots.encoding import sha256
from ballots.errors import EvidenceError, LogError, SealError
from ballots.evidence import files
from ballots.evidence.case import Case, NotReachedError, several
from ballots.evidence.files import NO_FILE
from ballots.evidence.results import (
    contests_held,
    contests_with_result,
    count_contests,
    open_log,
    papers_of,
)
from ballots.evidence.written import AnyRecord, minutes_bytes, record_bytes
from ballots.lots import lots_of
from ballots.manifest_people import ROOMS
from ballots.motions import is_motion, require_as_frozen
from ballots.opening import SignedOpening, check_key, check_opening
from ballots.seal import SealingKey
from counting import CandidateId, CountRecord, read_record, write_record
from counting.check import check
from counting.motion import MotionRecord, read_motion

FOR_AUDITORS = "left to the auditors named in the manifest, who have the opening key and the papers"


def opening(case: Case) -> str:
    """Enough trustees opened exactly this closed log."""
    signed = SignedOpening.load(case.read(files.OPENING))
    check_opening(case.manifest, signed, case.final)
    by = ", ".join(str(item.signer) for item in signed.signatures)
    holders = "trustees" if case.manifest.seal.holding == "trustees" else "the office,"
    return f"{holders} {by} signed the final size, the root and the hash of the opening seed"


def opening_key(case: Case) -> str:
    """The opening seed is the one the trustees signed for, and gives the manifest's sealing key."""
    if case.withholds:
        raise NotReachedError(FOR_AUDITORS)
    seed = files.read_opening_seed(case.read(files.OPENING_SEED))
    signed = SignedOpening.load(case.read(files.OPENING))
    if sha256(seed) != signed.opening.seed_hash:
        raise SealError("the opening seed is not the one that was signed for")
    check_key(case.manifest, SealingKey.from_seed(seed))
    case.seed = seed
    return "its hash is the one signed for, and its public half is the manifest's sealing key"


def plaintexts(case: Case) -> str:
    """The ballots, opened here, are the papers that were counted."""
    if case.withholds:
        raise NotReachedError(FOR_AUDITORS)
    key = SealingKey.from_seed(case.seed)
    case.opened = open_log(case.manifest, case.index, key, case.leaves)
    said = []
    for terms in contests_with_result(case.standing):
        opened = case.opened[terms.id]
        path = files.contest_file(terms.id, files.PAPERS)
        if not _same(files.papers_chunks(opened), case.archive.chunks(path)):
            raise EvidenceError(f"'{path}' is not what the ballots say when they are opened")
        if opened.accepted != case.deciding(terms.id):
            raise EvidenceError(
                f"contest '{terms.id}': {opened.accepted} ballots decide, "
                f"but U + B is {case.deciding(terms.id)}"
            )
        invalid = sum(papers for _, papers in opened.invalid)
        said.append(
            f"{terms.id}: {opened.valid} rank, {opened.abstentions} abstain, {invalid} invalid, "
            f"{opened.superseded} replaced by later ones"
        )
    return "; ".join(said) or "no contest has a result"


def _same(one: Iterable[bytes], other: Iterable[bytes]) -> bool:
    """Whether two streams of pieces hold the same bytes."""
    ours, theirs = iter(one), iter(other)
    mine, yours = b"", b""
    while True:
        mine = mine or next(ours, b"")
        yours = yours or next(theirs, b"")
        if not mine or not yours:
            return mine == yours
        size = min(len(mine), len(yours))
        if mine[:size] != yours[:size]:
            return False
        mine, yours = mine[size:], yours[size:]


def records(case: Case) -> str:
    """Each record is of its contest as frozen, struck by withdrawals; its papers fit the totals."""
    for terms in contests_with_result(case.standing):
        path = files.contest_file(terms.id, files.RECORD)
        data = case.read(path)
        if is_motion(terms):
            motion = read_motion(data)
            require_as_frozen(motion, case.standing, terms.id, case.deciding(terms.id), path)
            case.motions[terms.id] = motion
            continue
        record = read_record(data)
        if write_record(record) != data:
            raise EvidenceError(f"'{path}' is not canonical JSON")
        papers = record.papers.valid + record.papers.no_effective_preference
        if papers > case.deciding(terms.id) or record.papers.invalid:
            raise EvidenceError(
                f"'{path}' counts {papers} papers and {record.papers.invalid} blank ones, "
                f"but {case.deciding(terms.id)} ballots decide"
            )
        case.records[terms.id] = record
    frozen = contests_held(case.standing, lambda _: (), _elected(case))
    for id_, record in case.records.items():
        if replace(record.contest, lots=()) != frozen[id_]:
            path = files.contest_file(id_, files.RECORD)
            raise EvidenceError(f"'{path}' is not of the contest as it was frozen")
    number = several(len(case.records) + len(case.motions), "record")
    return f"{number}: candidates, places, rule, constraints, thresholds and withdrawals as frozen"


def lots(case: Case) -> str:
    """The order for ties is the one drawn by the manifest's method."""
    if case.manifest.lot_method == "opening" and not case.seed:
        raise NotReachedError(FOR_AUDITORS if case.withholds else "rests on 'opening key'")
    for id_, record in case.records.items():
        if record.contest.lots != _lots(case, id_):
            raise EvidenceError(f"contest '{id_}': the record's lots are not those that were drawn")
    how = "the opening seed and the final root"
    if case.manifest.lot_method == "witnessed":
        how = "the witnessed draws"
    return f"{several(len(case.records), 'order')} of lots, drawn from {how}"


def _lots(case: Case, id_: str) -> tuple[str, ...]:
    return lots_of(case.standing, id_, case.seed, case.final.root)


def _elected(case: Case) -> dict[str, tuple[CandidateId, ...]]:
    """Who is elected in each contest, as the records have it."""
    return {id_: record.elected for id_, record in case.records.items()}


def recount(case: Case) -> str:
    """Counting the opened papers under the frozen rule gives the record, byte for byte."""
    if case.withholds:
        raise NotReachedError(FOR_AUDITORS)
    counted = count_contests(case.standing, case.opened, case.seed, case.final.root)
    for id_, record in case.records.items():
        result = counted[id_]
        found = result.record
        if found != record or record_bytes(found) != write_record(record):
            raise EvidenceError(f"contest '{id_}': {_difference(record, found)}")
        case.results[id_] = result
    return f"{several(len(case.results), 'record')}, the same to the last byte"


def _difference(said: CountRecord, found: AnyRecord) -> str:
    if isinstance(found, MotionRecord):
        return "the record is of a count, and this is a motion"
    if said.elected != found.elected:
        return (
            f"the record elects {', '.join(said.elected) or 'nobody'}; "
            f"the papers elect {', '.join(found.elected) or 'nobody'}"
        )
    for one, other in zip(said.stages, found.stages, strict=False):
        if one != other:
            return f"stage {other.number} of the record is not what the papers give"
    return "the record is not what the papers give, though it elects the same"


def independent_check(case: Case) -> str:
    """The check that shares nothing with the engine finds nothing wrong in the record."""
    if case.withholds:
        raise NotReachedError(FOR_AUDITORS)
    stages = 0
    held = contests_held(case.standing, partial(_lots, case), _elected(case))
    for id_, record in case.records.items():
        report = check(record, papers_of(case.opened[id_]), held[id_])
        if not report.ok:
            raise EvidenceError(f"contest '{id_}': {report.faults[0]}")
        stages += len(record.stages)
    return f"{several(stages, 'stage')} and every decision in them, apart from the engine"


def minutes(case: Case) -> str:
    """The minutes are those of the record."""
    records: dict[str, AnyRecord] = {**case.records, **case.motions}
    for id_, record in records.items():
        path = files.contest_file(id_, files.MINUTES)
        if minutes_bytes(record) != case.read(path):
            raise EvidenceError(
                f"'{path}' is not what this version of the program writes of the record: "
                "read it beside the record"
            )
    return f"{several(len(records), 'record')}, with minutes word for word"


def declaration(case: Case) -> str:
    """Enough officers declared this election: its root, totals, papers, records and inventory."""
    signed = SignedDeclaration.load(case.read(files.DECLARATION))
    check_declaration(case.manifest, signed)
    declared = signed.declaration
    if declared.root != case.final.root:
        raise LogError("the declaration is of another root than the final checkpoint's")
    if declared.inventory_digest != sha256(case.read(files.INVENTORY)):
        raise LogError("the declaration is of another inventory")
    for contest, totals in zip(declared.contests, case.totals, strict=True):
        if contest.totals != totals:
            raise LogError(
                f"the declaration gives other totals for '{totals.contest}' than the log"
            )
        digests = (contest.papers_digest, contest.record_digest, contest.minutes_digest)
        if digests != _digests(case, totals.contest):
            raise LogError(f"the declaration is of other papers or records in '{totals.contest}'")
    case.declaration = signed
    by = ", ".join(item.officer for item in signed.endorsements)
    return (
        f"signed by {by}: manifest, root, totals, papers, records, minutes, inventory, audit head"
    )


def _digests(case: Case, contest: str) -> tuple[bytes, ...]:
    if contest in case.standing.cancelled:
        return (NO_FILE,) * 3
    paths = (files.contest_file(contest, name) for name in files.OF_A_CONTEST)
    return tuple(case.listed[path].digest for path in paths)


def audit_chain(case: Case) -> str:
    """Every audit entry binds the one before it, and the last is the one declared."""
    if case.declaration is None:
        raise NotReachedError("there is no declaration to compare it with")
    actors = {*ROOMS, *(officer.id for officer in case.manifest.officers)}
    found = 0

    def entries() -> Iterator[AuditEntry]:
        nonlocal found
        for line in _lines(case.archive.chunks(files.AUDIT)):
            entry = AuditEntry.load(line)
            if entry.actor not in actors:
                raise LogError(f"audit entry {entry.number}: there is no officer '{entry.actor}'")
            found += 1
            yield entry

    head = verify_chain(entries())
    if head != case.declaration.declaration.audit_head:
        raise LogError(
            f"the audit chain ends at {head.hex()}; "
            f"declared is {case.declaration.declaration.audit_head.hex()}"
        )
    return f"{several(found, 'entry', 'entries')}, each bound to all before it; the last is the one declared"


def _lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of a file, each ended by a newline. Raises EvidenceError for one without, or too long."""
    held = b""
    for chunk in chunks:
        *whole, held = (held + chunk).split(b"\n")
        if max(map(len, (*whole, held))) > files.LONGEST_AUDIT_LINE:
            raise EvidenceError(f"a line has at most {files.LONGEST_AUDIT_LINE} bytes")
        yield from whole
    if held:
        raise EvidenceError("the last line is not ended by a newline")
