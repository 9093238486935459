"""Count, check, declare: from the closed log and the opening key to the evidence.

Counting and declaring both go through `ballots.evidence.make_draft`, which opens, counts and runs
the independent check; nothing is declared that it does not agree with.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from ballots.checkpoint import verify_checkpoint
from ballots.declaration import SignedDeclaration
from ballots.evidence import (
    Acknowledgements,
    Draft,
    ElectionRecord,
    Reason,
    make_draft,
    write_evidence,
)
from ballots.evidence.written import minutes_of, record_bytes
from ballots.leaves import ActLeaf, decode_leaf
from ballots.log import leaf_hash, root_of
from ballots.manifest import Manifest
from ballots.opening import SignedOpening
from ballots.tiles import bundles_of, parse_path, read_bundle
from counting.canonical import Json, canonical_json
from service.db.office.store import Election, OfficeStore, Result
from service.errors import Refused
from service.office.courier import Courier
from service.office.deeds import endorsements
from service.office.freezing import read_acknowledgements
from service.office.room import OfficeRoom, election_of, manifest_of, require_state, write_audit

EVIDENCE = "evidence.zip"


async def fetch_log(room: OfficeRoom, election: Election) -> Path:
    """The closed log's bundles, in a folder; each is fetched once, and the root must be the final one."""
    manifest = manifest_of(election)
    if election.checkpoint is None:
        raise Refused("log-open", "The log is not closed yet.")
    checkpoint, _ = verify_checkpoint(election.checkpoint, manifest.log)
    folder = room.published(election.id) / "log"
    courier = Courier(room.peers, election.id)
    for tile in bundles_of(checkpoint.size):
        file = folder / tile.path
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            write_whole(file, await courier.bundle(tile.path))
    if root_of(leaf_hash(leaf) for leaf in leaves_in(folder, checkpoint.size)) != checkpoint.root:
        raise Refused("log", "The box's log is not the one that its final checkpoint says.")
    return folder


def leaves_in(folder: Path, size: int) -> Iterator[bytes]:
    """The leaves of fetched bundles, streamed."""
    for tile in bundles_of(size):
        yield from read_bundle((folder / tile.path).read_bytes(), parse_path(tile.path).width)


def write_whole(file: Path, data: bytes) -> None:
    """Write a file, whole or absent."""
    temporary = file.with_name(f"{file.name}.new")
    with temporary.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(file)


def election_record(
    store: OfficeStore, manifest: Manifest, election: Election, folder: Path
) -> ElectionRecord:
    """All that the evidence is made of, as the office holds it."""
    if not (election.opening and election.opening_seed and election.checkpoint):
        raise Refused("not-opened", "The ballots have not been opened yet.")
    checkpoint, _ = verify_checkpoint(election.checkpoint, manifest.log)
    rooms, trustees = read_acknowledgements(election)
    rows = store.acts(election.id)
    after = (decode_leaf(row.leaf) for row in rows if row.after_close)
    return ElectionRecord(
        manifest=manifest,
        acknowledgements=Acknowledgements(rooms, trustees),
        leaves=lambda: leaves_in(folder, checkpoint.size),
        checkpoints=(election.checkpoint,),
        opening=SignedOpening.load(election.opening),
        opening_seed=election.opening_seed,
        audit=tuple(entry for entry, _ in store.audit(election.id)),
        acts=tuple(leaf for leaf in after if isinstance(leaf, ActLeaf)),
        reasons=tuple(Reason(row.number, row.salt, row.reason) for row in rows),
    )


def draw_up(room: OfficeRoom, id_: str, folder: Path) -> Draft:
    """Open, count and check. Minutes of work for large elections: run it in a thread."""
    with room.database.reading() as connection:
        store = OfficeStore(connection)
        election = election_of(store, id_)
        record = election_record(store, manifest_of(election), election, folder)
    return make_draft(record)


def keep_results(room: OfficeRoom, id_: str, draft: Draft) -> None:
    """Keep the records, minutes and totals: the election is counted."""
    totals = {item.totals.contest: item.totals for item in draft.declaration.contests}
    made = []
    for contest, result in draft.results.items():
        opened, total = result.opened, totals[contest]
        found: Json = {
            "entitled": total.entitled,
            "drawn": total.drawn,
            "reissued": total.reissued,
            "on_paper": total.on_paper,
            "keys": total.keys,
            "papers": total.papers,
            "valid": opened.valid,
            "abstentions": opened.abstentions,
            "invalid": {reason.value: papers for reason, papers in opened.invalid},
            "superseded": opened.superseded,
        }
        record = record_bytes(result.record)
        made.append(
            Result(id_, contest, record, minutes_of(result.record), canonical_json(found).decode())
        )
    with room.database.transaction() as connection:
        store = OfficeStore(connection)
        require_state(election_of(store, id_), "opened")
        store.replace_results(id_, made)
        store.change(id_, state="counted")


def declare(room: OfficeRoom, id_: str, folder: Path, officers: tuple[str, ...]) -> None:
    """Sign the declaration and publish the evidence. The audit chain ends with this act.

    The long work (counting once more) is done outside any transaction; if somebody acts meanwhile,
    nothing is declared. Raises Refused, EvidenceError.
    """
    with room.database.transaction() as connection:
        store = OfficeStore(connection)
        election = election_of(store, id_)
        require_state(election, "counted")
        manifest = manifest_of(election)
        names: list[Json] = list(officers)
        write_audit(room, store, id_, officers[0], "declare", {"officers": names})
        record = election_record(store, manifest, election, folder)
    draft = make_draft(record)
    message = draft.declaration.message()
    signed = SignedDeclaration(draft.declaration, endorsements(room, message, officers))
    with room.database.transaction() as connection:
        store = OfficeStore(connection)
        require_state(election_of(store, id_), "counted")
        if store.last_entry(id_) != record.audit[-1]:
            raise Refused("changed", "Somebody acted while the result was drawn up. Declare again.")
        _same_results(store, id_, draft)
        _publish(room.published(id_), draft, signed)
        store.change(id_, state="declared", declaration=signed.dump())


def _same_results(store: OfficeStore, id_: str, draft: Draft) -> None:
    """What is declared is what the officers saw when it was counted."""
    seen = {result.contest: result.record for result in store.results(id_)}
    found = {contest: record_bytes(result.record) for contest, result in draft.results.items()}
    if seen != found:
        raise Refused("changed", "The count is not the one that was shown: count again.")


def _publish(folder: Path, draft: Draft, signed: SignedDeclaration) -> None:
    public_only = draft.manifest.publication == "auditors"
    for name, for_auditors in ((EVIDENCE, False), ("evidence-for-auditors.zip", True)):
        if for_auditors and not public_only:
            continue
        temporary = folder / f"{name}.new"
        with temporary.open("wb") as stream:
            write_evidence(stream, draft, signed, for_auditors=for_auditors)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(folder / name)
