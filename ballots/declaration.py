"""The declaration of the result, by two officers: what they put their names to.

`tagged("declaration", mh, root, lp(lp(contest, E, D, R, P, U, B, papers, record, minutes)…),
inventory, audit head)`: totals are u32, digests and roots 32 bytes, contests in the manifest's
order. `papers`, `record`, `minutes` are SHA-256 of those files' contents as the evidence holds
them; `inventory` is that of the list of all files but the declaration itself.
Source: PROTOCOL, `declaration` in the table of objects.
"""

from __future__ import annotations

from dataclasses import dataclass

from ballots.documents import Endorsement, identifier, sized
from ballots.encoding import HASH_BYTES, lp, tagged, to_base64url, u32
from ballots.endorse import check_endorsements
from ballots.errors import LogError
from ballots.manifest import Manifest
from ballots.reading import Node, read_canonical
from ballots.signing import SIGNATURE_BYTES
from ballots.totals import Totals
from counting.canonical import Json, canonical_json

FORMAT = "omov/declaration/v1"
_TOTALS = ("entitled", "drawn", "reissued", "on_paper", "keys", "papers")
_DIGESTS = ("papers_digest", "record_digest", "minutes_digest")
_LARGEST_U32 = 2**32 - 1


@dataclass(frozen=True, slots=True)
class DeclaredContest:
    """A contest's totals, and the digests (32 bytes) of its papers, record and minutes."""

    totals: Totals
    papers_digest: bytes
    record_digest: bytes
    minutes_digest: bytes


@dataclass(frozen=True, slots=True)
class Declaration:
    """What is declared. `root`: of the closed log; `audit_head`: of the audit chain."""

    mh: bytes
    root: bytes
    contests: tuple[DeclaredContest, ...]
    inventory_digest: bytes
    audit_head: bytes

    def message(self) -> bytes:
        """What the officers sign."""
        return tagged(
            "declaration",
            sized(self.mh, HASH_BYTES),
            sized(self.root, HASH_BYTES),
            lp(*(_row(contest) for contest in self.contests)),
            sized(self.inventory_digest, HASH_BYTES),
            sized(self.audit_head, HASH_BYTES),
        )


@dataclass(frozen=True, slots=True)
class SignedDeclaration:
    """The declaration and those who endorse it, in ascending order of officer."""

    declaration: Declaration
    endorsements: tuple[Endorsement, ...]

    def dump(self) -> bytes:
        """Canonical JSON."""
        declaration = self.declaration
        contests: Json = [_contest_json(contest) for contest in declaration.contests]
        endorsements: Json = [
            {"officer": item.officer, "signature": to_base64url(item.signature)}
            for item in self.endorsements
        ]
        return canonical_json(
            {
                "format": FORMAT,
                "mh": to_base64url(declaration.mh),
                "root": to_base64url(declaration.root),
                "contests": contests,
                "inventory_digest": to_base64url(declaration.inventory_digest),
                "audit_head": to_base64url(declaration.audit_head),
                "endorsements": endorsements,
            }
        )

    @classmethod
    def load(cls, data: bytes) -> SignedDeclaration:
        """The inverse of `dump`, strictly. Raises LogError, naming the key at fault."""
        parts = read_canonical(data, LogError).object(
            "format", "mh", "root", "contests", "inventory_digest", "audit_head", "endorsements"
        )
        parts["format"].one_of((FORMAT,))
        declaration = Declaration(
            mh=parts["mh"].bytes(HASH_BYTES),
            root=parts["root"].bytes(HASH_BYTES),
            contests=tuple(_read_contest(node) for node in parts["contests"].list()),
            inventory_digest=parts["inventory_digest"].bytes(HASH_BYTES),
            audit_head=parts["audit_head"].bytes(HASH_BYTES),
        )
        endorsements = []
        for node in parts["endorsements"].list():
            item = node.object("officer", "signature")
            endorsements.append(
                Endorsement(item["officer"].identifier(), item["signature"].bytes(SIGNATURE_BYTES))
            )
        return cls(declaration, tuple(endorsements))


def check_declaration(manifest: Manifest, signed: SignedDeclaration) -> None:
    """Raises LogError or BadSignatureError unless enough officers declare this election.

    What it says of root, totals and files is for the reader of the evidence to compare.
    """
    if signed.declaration.mh != manifest.mh:
        raise LogError("this declaration belongs to another election")
    found = [contest.totals.contest for contest in signed.declaration.contests]
    if found != [terms.id for terms in manifest.secret_contests]:
        raise LogError("a declaration lists every secret contest once, in the manifest's order")
    check_endorsements(manifest, signed.declaration.message(), signed.endorsements)


def _row(contest: DeclaredContest) -> bytes:
    totals = (u32(getattr(contest.totals, name)) for name in _TOTALS)
    digests = (sized(getattr(contest, name), HASH_BYTES) for name in _DIGESTS)
    return lp(identifier(contest.totals.contest), *totals, *digests)


def _contest_json(contest: DeclaredContest) -> Json:
    return {
        "contest": contest.totals.contest,
        **{name: getattr(contest.totals, name) for name in _TOTALS},
        **{name: to_base64url(getattr(contest, name)) for name in _DIGESTS},
    }


def _read_contest(node: Node) -> DeclaredContest:
    parts = node.object("contest", *_TOTALS, *_DIGESTS)
    numbers = (parts[name].integer(0, _LARGEST_U32) for name in _TOTALS)
    return DeclaredContest(
        Totals(parts["contest"].identifier(), *numbers),
        *(parts[name].bytes(HASH_BYTES) for name in _DIGESTS),
    )
