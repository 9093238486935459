"""Writes the evidence of an election: first a draft that officers declare, then the zip file.

    draft = make_draft(ElectionRecord(...))
    signed = SignedDeclaration(draft.declaration, endorsements)
    write_evidence(stream, draft, signed)

The same election gives the same bytes. Source: PROTOCOL, 'The life of a ballot', 11 and 12.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

from ballots.audit import AuditEntry, verify_chain
from ballots.checkpoint import verify_checkpoint
from ballots.declaration import Declaration, DeclaredContest, SignedDeclaration, check_declaration
from ballots.encoding import sha256
from ballots.errors import EvidenceError
from ballots.evidence import files
from ballots.evidence.archive import Member, write_archive
from ballots.evidence.results import (
    ContestResult,
    Leaves,
    count_contests,
    open_log,
    read_log,
)
from ballots.evidence.written import minutes_bytes, record_bytes
from ballots.leaves import ActLeaf
from ballots.manifest import Manifest
from ballots.motions import check_motion_record
from ballots.opening import SignedOpening
from ballots.seal import SealingKey
from ballots.standing import Standing
from ballots.state import LogState
from ballots.tiles import write_bundles
from ballots.totals import totals_of
from counting.check import CheckReport, check
from counting.motion import MotionRecord


@dataclass(frozen=True, slots=True)
class ElectionRecord:
    """All that the evidence is made of, but what the officers declare.

    `leaves`: the closed log. `checkpoints`: signed notes in ascending order of size, each once,
    the final one (with its cosignatures) last. `acts`: those after the close. `opening_seed`: 32
    bytes. `audit`: the chain up to the declaration.
    """

    manifest: Manifest
    acknowledgements: files.Acknowledgements
    leaves: Leaves
    checkpoints: Sequence[bytes]
    opening: SignedOpening
    opening_seed: bytes
    audit: Sequence[AuditEntry]
    acts: tuple[ActLeaf, ...] = ()
    reasons: tuple[files.Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be declared. `results`: by contest; a cancelled contest has none."""

    manifest: Manifest
    results: dict[str, ContestResult]
    declaration: Declaration
    members: tuple[Member, ...]


def make_draft(election: ElectionRecord) -> Draft:
    """Open, count, check independently, and draw up the files and the declaration.

    Raises EvidenceError where the independent check does not agree, CountingError where the rule
    cannot count, and the log's errors where the log does not hold. Memory: the papers, and some
    500 bytes for each ballot key; the leaves stream past four times.
    """
    manifest = election.manifest
    state, index = read_log(manifest, election.leaves)
    standing = state.standing
    for act in election.acts:
        standing = standing.after(act.act)
    checkpoint, _ = verify_checkpoint(election.checkpoints[-1], manifest.log)
    opened = open_log(manifest, index, SealingKey.from_seed(election.opening_seed), election.leaves)
    counted = count_contests(standing, opened, election.opening_seed, checkpoint.root)
    results = {id_: _checked(standing, result) for id_, result in counted.items()}
    members, listed = _drawn_up(election, results)
    inventory = files.write_inventory(listed.values())
    declaration = Declaration(
        mh=manifest.mh,
        root=checkpoint.root,
        contests=_declared(state, standing, listed),
        inventory_digest=sha256(inventory),
        audit_head=verify_chain(election.audit),
    )
    members.insert(0, _of_bytes(files.INVENTORY, inventory)[0])
    return Draft(manifest, results, declaration, tuple(members))


def write_evidence(
    stream: BinaryIO,
    draft: Draft,
    signed: SignedDeclaration,
    *,
    later_acts: tuple[ActLeaf, ...] = (),
    for_auditors: bool = False,
) -> None:
    """Write the zip file.

    `later_acts`: corrections and annulments after the declaration. `for_auditors`: with what is
    theirs alone, where publication is to auditors. Raises LogError or BadSignatureError unless
    the declaration is the draft's and enough officers have signed it.
    """
    check_declaration(draft.manifest, signed)
    if signed.declaration != draft.declaration:
        raise EvidenceError("the declaration is not the one that was drawn up")
    inventory, *others = draft.members
    members = [inventory, _of_bytes(files.DECLARATION, signed.dump())[0]]
    if later_acts:
        members.append(_of_bytes(files.LATER_ACTS, files.write_acts(later_acts))[0])
    public_only = draft.manifest.publication == "auditors" and not for_auditors
    members += [member for member in others if not (public_only and files.is_withheld(member.name))]
    write_archive(stream, members)


def _report(standing: Standing, result: ContestResult) -> CheckReport:
    if isinstance(result.record, MotionRecord):
        return check_motion_record(result.record, standing, result.opened)
    return check(result.record, result.papers, result.held)


def _checked(standing: Standing, result: ContestResult) -> ContestResult:
    report = _report(standing, result)
    if not report.ok:
        raise EvidenceError(
            f"contest '{result.opened.contest}': the independent check does not agree with the "
            f"count, so nothing can be declared: {report.faults[0]}"
        )
    return result


def _drawn_up(
    election: ElectionRecord, results: dict[str, ContestResult]
) -> tuple[list[Member], dict[str, files.Listed]]:
    """All files of the inventory, in ascending order of path."""
    found = [
        _of_bytes(files.MANIFEST, election.manifest.data),
        _of_bytes(files.ACKNOWLEDGEMENTS, files.write_acknowledgements(election.acknowledgements)),
        _of_bytes(files.CHECKPOINTS, files.write_checkpoints(election.checkpoints)),
        _of_bytes(files.ACTS, files.write_acts(election.acts)),
        _of_bytes(files.REASONS, files.write_reasons(election.reasons)),
        _of_bytes(files.OPENING, election.opening.dump()),
        _of_bytes(files.OPENING_SEED, files.write_opening_seed(election.opening_seed)),
        _of_bytes(files.AUDIT, b"".join(entry.dump() + b"\n" for entry in election.audit)),
        *_bundles(election.leaves),
    ]
    for id_, result in results.items():
        found += [
            _summed(
                files.contest_file(id_, files.PAPERS), partial(files.papers_chunks, result.opened)
            ),
            _of_bytes(files.contest_file(id_, files.RECORD), record_bytes(result.record)),
            _of_bytes(files.contest_file(id_, files.MINUTES), minutes_bytes(result.record)),
        ]
    found.sort(key=lambda pair: pair[1].path)
    return [member for member, _ in found], {listed.path: listed for _, listed in found}


def _bundles(leaves: Leaves) -> Iterable[tuple[Member, files.Listed]]:
    """The bundles are made twice: now for their digests, and again when they are written."""
    again = _Replay(leaves)
    for tile, data in write_bundles(leaves()):
        member, listed = _of_bytes(files.bundle_file(tile), data)
        yield (
            Member(member.name, member.size, member.crc, partial(again.bundle, tile.index)),
            listed,
        )


class _Replay:
    """Gives the bundles of a log once more, in order, without holding more than one of them."""

    __slots__ = ("_leaves", "_next", "_stream")

    def __init__(self, leaves: Leaves) -> None:
        self._leaves = leaves
        self._stream = iter(write_bundles(leaves()))
        self._next = 0

    def bundle(self, index: int) -> Iterable[bytes]:
        """The bundle with this index; quick when they are asked for in ascending order."""
        if index < self._next:
            self._stream, self._next = iter(write_bundles(self._leaves())), 0
        for _, data in self._stream:
            self._next += 1
            if self._next > index:
                return (data,)
        raise EvidenceError("the log changed while the evidence was being written")


def _declared(
    state: LogState, standing: Standing, listed: dict[str, files.Listed]
) -> tuple[DeclaredContest, ...]:
    if state.roll_close is None or state.close is None:
        raise EvidenceError("the log is not closed, so nothing can be declared")
    found = []
    for roll, box in zip(state.roll_close.counts, state.close.counts, strict=True):
        cancelled = roll.contest in standing.cancelled
        digests = (
            files.NO_FILE if cancelled else listed[files.contest_file(roll.contest, name)].digest
            for name in files.OF_A_CONTEST
        )
        found.append(DeclaredContest(totals_of(roll, box), *digests))
    return tuple(found)


def _of_bytes(path: str, data: bytes) -> tuple[Member, files.Listed]:
    return _summed(path, lambda: (data,))


def _summed(path: str, chunks: Callable[[], Iterable[bytes]]) -> tuple[Member, files.Listed]:
    """The member and the inventory's line of a file whose bytes come in pieces."""
    size, crc, digest = 0, 0, hashlib.sha256()
    for chunk in chunks():
        size += len(chunk)
        crc = zlib.crc32(chunk, crc)
        digest.update(chunk)
    return Member(path, size, crc, chunks), files.Listed(path, size, digest.digest())
