"""A capable insider: the honest election that is attacked, whose keys are held, and what comes of it."""

from __future__ import annotations

import io
import zlib
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from ballots.documents import Endorsement
from ballots.encoding import sha256
from ballots.endorse import endorse
from ballots.evidence import ElectionRecord, Verdict, files, make_draft, verify_evidence
from ballots.evidence.archive import Member, write_archive
from ballots.manifest_contest import RuleText
from counting import rule_digest
from tests.ballots.elections import a_contest, seed_of
from tests.ballots.whole_election import (
    Ballots,
    Played,
    declared,
    play,
)

ROLL = frozenset({"roll"})
BOX = frozenset({"box", "promise", "log"})
OFFICE = frozenset({"office"})
OFFICERS = frozenset({"ann", "cat", "office"})  # the office attests for bob
WITNESSED = frozenset({"witness a", "witness b"})
TRUSTEES = frozenset({"trustee 1", "trustee 2", "trustee 3"})
OPERATOR = ROLL | BOX | OFFICE
"""Whoever runs every room: all keys but those of witnesses, trustees and of the officers themselves."""
EVERYBODY = OPERATOR | OFFICERS | WITNESSED | TRUSTEES

RANKINGS = (
    (1, 2, 3), (2, 1), (3, 4, 5), (1,), (5, 4), (2, 3, 1), (1, 3), (4,), (1, 5, 2), (3, 1),
    (2, 5), (5, 1, 4),
)  # fmt: skip
VOTES = ((1,), (2,), (1,), (1,), (2,), (1,), (1,))


def two_contests() -> tuple[Ballots, Ballots]:
    """Three places among five, and a motion."""
    rule = RuleText("scottish-2011", rule_digest("scottish-2011"))
    executive = replace(
        a_contest("executive", names=("Ada", "Ben", "Cai", "Dee", "Eve"), seats=3),
        rule=rule,
        constraints=(),
    )
    motion = replace(
        a_contest("motion-1", "motion", ("For", "Against")),
        rule=RuleText("av", rule_digest("av")),
        constraints=(),
    )
    return (
        Ballots(executive, RANKINGS, ((1, 2), (2, 4)), abstain=2, idle=1),
        Ballots(motion, VOTES, (), abstain=1, idle=1),
    )


@lru_cache(maxsize=1)
def honest() -> tuple[Played, ElectionRecord, Mapping[str, bytes]]:
    """One honest election, its record, and the files of its evidence."""
    played = play(two_contests(), seed=5, pool=2, again=4)
    record = played.record()
    draft = make_draft(record)
    found = {member.name: b"".join(member.chunks()) for member in draft.members}
    found[files.DECLARATION] = declared(draft).dump()
    return played, record, found


def zip_of(contents: Mapping[str, bytes]) -> bytes:
    """The archive of these files, in the order of evidence."""
    first = [files.INVENTORY, files.DECLARATION, files.LATER_ACTS]
    order = [name for name in first if name in contents]
    order += sorted(set(contents) - set(first))
    stream = io.BytesIO()
    write_archive(stream, [_member(name, contents[name]) for name in order])
    return stream.getvalue()


def _member(name: str, data: bytes) -> Member:
    return Member(name, len(data), zlib.crc32(data), lambda: (data,))


def verdict_on(data: bytes, expected: bytes | None = None) -> Verdict:
    """The verdict, with the honest manifest's hash expected unless another is given."""
    return verify_evidence(io.BytesIO(data), expected or honest()[0].manifest.mh)


def inventory_of(contents: Mapping[str, bytes]) -> bytes:
    """The inventory that fits these files."""
    return files.write_inventory(
        files.Listed(path, len(data), sha256(data))
        for path, data in contents.items()
        if path not in files.NOT_IN_INVENTORY
    )


def only(*officers: str, message: bytes) -> tuple[Endorsement, ...]:
    """The endorsements of these officers with keys of their own, whoever they are."""
    return tuple(endorse(officer, seed_of(officer), message) for officer in officers)
