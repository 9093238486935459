"""How the evidence can be tampered with: each function gives a change to make to an attack."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ballots.acts import reason_hash, write_act
from ballots.checkpoint import Checkpoint, sign_checkpoint
from ballots.documents import PaperBatch
from ballots.encoding import from_base64url, to_base64url
from ballots.evidence import files
from ballots.leaves import ActLeaf, CloseLeaf, ManifestLeaf, PaperBatchLeaf, RollCloseLeaf
from ballots.manifest_contest import RuleText
from ballots.plaintext import Choice
from counting import CountRecord
from counting.canonical import canonical_json
from tests.attacks.forger import Forger
from tests.attacks.insider import honest, only
from tests.ballots.elections import by_officers, seed_of

Tampering = Callable[[Forger], None]
PAPERS, RECORD, MINUTES = (files.contest_file("executive", n) for n in files.OF_A_CONTEST)
BUNDLE = "log/tile/entries/000.p/"


def bundle() -> str:
    return f"{BUNDLE}{len(honest()[0].store.leaves)}"


def text(path: str, old: str, new: str) -> Tampering:
    """Replace text in a file, once; it must be there."""

    def tamper(attack: Forger) -> None:
        def change(data: bytes) -> bytes:
            assert old.encode() in data
            return data.replace(old.encode(), new.encode(), 1)

        attack.changed[path] = change

    return tamper


def value(path: str, change: Callable[[Any], None]) -> Tampering:
    """Change the value of a JSON file, and write it canonically again."""

    def tamper(attack: Forger) -> None:
        def changed(data: bytes) -> bytes:
            found = json.loads(data)
            change(found)
            return canonical_json(found)

        attack.changed[path] = changed

    return tamper


def flipped(path: Callable[[], str] | str, at: int) -> Tampering:
    """Change one bit of a file."""

    def tamper(attack: Forger) -> None:
        name = path if isinstance(path, str) else path()

        def change(data: bytes) -> bytes:
            place = at % len(data)
            return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]

        attack.changed[name] = change

    return tamper


def record(change: Callable[[CountRecord], CountRecord]) -> Tampering:
    """Change what was counted, and write record and minutes anew."""

    def tamper(attack: Forger) -> None:
        attack.records["executive"] = change

    return tamper


def without(path: str) -> Tampering:
    return lambda attack: attack.removed.add(path)


def also(path: str, data: bytes) -> Tampering:
    return lambda attack: attack.added.update({path: data})


def signature(place: int) -> Callable[[Any], None]:
    """Put a byte out of order in the n-th signature of a list."""

    def change(found: Any) -> None:
        held = found["signatures" if "signatures" in found else "endorsements"][place]
        raw = from_base64url(held["signature"])
        held["signature"] = to_base64url(raw[:-8] + bytes([raw[-8] ^ 1]) + raw[-7:])

    return change


def set_to(*path: str | int, to: Any) -> Callable[[Any], None]:
    def change(found: Any) -> None:
        for step in path[:-1]:
            found = found[step]
        found[path[-1]] = to

    return change


def leaf_after_close(*deeds: Any, officers: tuple[str, ...] = ("ann", "cat")) -> bytes:
    manifest, last = honest()[0].manifest, honest()[0].state.standing.last_act
    leaves = []
    for number, deed in enumerate(deeds, start=last + 1):
        act = write_act(manifest.mh, number, deed, reason_hash(bytes(32), "why"))
        endorsed = (
            by_officers(act.message(), *officers)
            if len(officers) > 1
            else only(*officers, message=act.message())
        )
        leaves.append(ActLeaf(act, endorsed))
    return files.write_acts(leaves)


def another_note(attack: Forger, size: int, root: bytes) -> bytes:
    note = sign_checkpoint(Checkpoint(attack.manifest.log.origin, size, root), seed_of("log"))
    return note.encode()


def extra_checkpoint(attack: Forger) -> None:
    attack.changed[files.CHECKPOINTS] = lambda data: files.write_checkpoints(
        [another_note(attack, 3, bytes(32)), *files.read_checkpoints(data)]
    )


def exchange_first_two_trustees(found: Any) -> None:
    one, other, *_ = found["trustees"]
    one["signature"], other["signature"] = other["signature"], one["signature"]


def note_twice(attack: Forger) -> None:
    attack.changed[files.CHECKPOINTS] = lambda data: files.write_checkpoints(
        [files.read_checkpoints(data)[0], *files.read_checkpoints(data)]
    )


def final_without_witnesses(attack: Forger) -> None:
    def change(data: bytes) -> bytes:
        *others, last = files.read_checkpoints(data)
        lines = last.decode().split("\n")
        kept = [line for line in lines if "witness" not in line]
        return files.write_checkpoints([*others, "\n".join(kept).encode()])

    attack.changed[files.CHECKPOINTS] = change


def cosigned_by_a_stranger(attack: Forger) -> None:
    def change(data: bytes) -> bytes:
        *others, last = files.read_checkpoints(data)
        found = last.decode().replace("witness.example.org/a", "witness.example.org/x")
        found = found.replace("witness.example.org/b", "witness.example.org/y")
        return files.write_checkpoints([*others, found.encode()])

    attack.changed[files.CHECKPOINTS] = change


def other_rule(attack: Forger) -> None:
    executive, motion = attack.manifest.contests
    changed = replace(executive, rule=RuleText("scottish-2011", "sha256:" + "0" * 64))
    attack.manifest = replace(attack.manifest, contests=(changed, motion))


def unknown_rule(attack: Forger) -> None:
    executive, motion = attack.manifest.contests
    changed = replace(executive, rule=RuleText("by-acclamation", executive.rule.digest))
    attack.manifest = replace(attack.manifest, contests=(changed, motion))


def first_leaf_of_another(attack: Forger) -> None:
    attack.leaves[0] = ManifestLeaf(bytes(32)).encode()


def two_roll_closes(attack: Forger) -> None:
    at = attack.find(RollCloseLeaf)
    attack.leaves.insert(at, attack.leaves[at])


def no_roll_close(attack: Forger) -> None:
    del attack.leaves[attack.find(RollCloseLeaf)]


def no_close(attack: Forger) -> None:
    del attack.leaves[-1]


def close_of(**changes: int) -> Tampering:
    def tamper(attack: Forger) -> None:
        last = attack.decoded()[-1]
        assert isinstance(last, CloseLeaf)
        first, *others = last.counts
        counts = (replace(first, **changes), *others)
        attack.leaves[-1] = CloseLeaf(last.mh, counts, last.last_act).encode()

    return tamper


def close_with_another_last_act(attack: Forger) -> None:
    last = attack.decoded()[-1]
    assert isinstance(last, CloseLeaf)
    attack.leaves[-1] = replace(last, last_act=last.last_act - 1).encode()


def paper_batch(**changes: Any) -> Tampering:
    """Change the batch of paper ballots, and endorse it again.

    `unsigned`: exchange the ballots and endorse nothing.
    """

    def tamper(attack: Forger) -> None:
        at = attack.find(PaperBatchLeaf)
        leaf = attack.decoded()[at]
        assert isinstance(leaf, PaperBatchLeaf)
        given = dict(changes)
        unsigned = given.pop("unsigned", False)
        if unsigned:
            given["sealed"] = leaf.batch.sealed[::-1]
        batch: PaperBatch = replace(leaf.batch, **given)
        endorsed = leaf.endorsements if unsigned else by_officers(batch.message(), "ann", "cat")
        attack.leaves[at] = PaperBatchLeaf(batch, endorsed).encode()

    return tamper


def another_order_of_lots(record_: CountRecord) -> CountRecord:
    contest = record_.contest
    return replace(record_, contest=replace(contest, lots=contest.lots[::-1]))


def another_place(record_: CountRecord) -> CountRecord:
    return replace(record_, contest=replace(record_.contest, seats=2))


def fewer_stages(record_: CountRecord) -> CountRecord:
    return replace(record_, stages=record_.stages[:-1])


def more_votes_in_the_log(attack: Forger) -> None:
    for number in range(4):
        attack.insert(attack.stuffed(f"more {number}", Choice((5,))))
    attack.close_again()


def audit_line(change: Callable[[list[bytes]], list[bytes]]) -> Tampering:
    def tamper(attack: Forger) -> None:
        attack.changed[files.AUDIT] = lambda data: b"".join(change(data.splitlines(keepends=True)))

    return tamper
