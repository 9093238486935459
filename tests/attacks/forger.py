"""Changes an election and seals again all that the keys in the attacker's hands can seal.

`Forger` starts from the honest election. The attacker changes leaves, the manifest or files; then
`forge` recomputes every digest, tree, record and list, and signs again with the keys held. What
was signed with other keys stays as it was, or is left out where it would give the attack away.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from ballots.audit import AuditEntry, verify_chain
from ballots.checkpoint import Checkpoint, cosign, parse_checkpoint, sign_checkpoint
from ballots.credential import blind_sign
from ballots.declaration import Declaration, DeclaredContest, SignedDeclaration
from ballots.encoding import sha256
from ballots.errors import BallotsError
from ballots.evidence import files
from ballots.evidence.results import contests_with_result, count_contests
from ballots.index import BallotIndex
from ballots.leaves import (
    BallotLeaf,
    BoxCount,
    CloseLeaf,
    Leaf,
    PaperBatchLeaf,
    RollCloseLeaf,
    decode_leaf,
)
from ballots.log import leaf_hash, root_of
from ballots.manifest import Manifest
from ballots.notes import parse_note
from ballots.opening import Opening, OpeningSignature, SignedOpening, sign_opening
from ballots.plaintext import Choice
from ballots.rehearsal import Device
from ballots.seal import SealingKey
from ballots.signing import sign
from ballots.standing import Standing, standing_at_first
from ballots.tally import Tally
from ballots.tiles import write_bundles
from ballots.totals import Totals
from counting import CountRecord, minutes_text, write_record
from tests.attacks.insider import OFFICERS, OPERATOR, TRUSTEES, honest, inventory_of, zip_of
from tests.ballots.elections import by_officers, issuer_key, seed_of
from tests.ballots.whole_election import (
    WITNESSES,
    acknowledgements,
)

_LAST = frozenset({files.INVENTORY, files.DECLARATION})


@dataclass
class Forger:
    """An attack on the honest election. `holds`: whose keys the attacker has.

    `kept`: checkpoints that somebody else kept and holds against the attacker. `changed`: files
    that the attacker writes, after everything else has been derived and before the inventory and
    the declaration are. `records`: changes to what was counted.
    """

    holds: frozenset[str]
    manifest: Manifest = field(default_factory=lambda: honest()[0].manifest)
    leaves: list[bytes] = field(default_factory=lambda: list(honest()[0].store.leaves))
    notes: list[bytes] = field(default_factory=lambda: list(honest()[0].notes))
    audit: list[AuditEntry] = field(default_factory=lambda: list(honest()[0].audit))
    reasons: list[files.Reason] = field(default_factory=lambda: list(honest()[0].reasons))
    seed: bytes = field(default_factory=lambda: honest()[1].opening_seed)
    opening: SignedOpening = field(default_factory=lambda: honest()[1].opening)
    changed: dict[str, Callable[[bytes], bytes]] = field(default_factory=dict)
    records: dict[str, Callable[[CountRecord], CountRecord]] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    kept: set[bytes] = field(default_factory=set)
    added: dict[str, bytes] = field(default_factory=dict)
    declare: Callable[[Declaration], Declaration] = lambda declaration: declaration

    # What the attacker may do to the log

    def decoded(self) -> list[Leaf | None]:
        """The leaves; None for one that is not a leaf at all."""
        return [_decoded(leaf) for leaf in self.leaves]

    def find(self, kind: type[Leaf]) -> int:
        """The position of the first leaf of a kind."""
        return next(at for at, leaf in enumerate(self.decoded()) if isinstance(leaf, kind))

    def ballots(self, contest: str = "executive") -> list[tuple[int, BallotLeaf]]:
        """The ballots of a contest, with their positions."""
        return [
            (at, leaf)
            for at, leaf in enumerate(self.decoded())
            if isinstance(leaf, BallotLeaf) and leaf.contest == contest
        ]

    def stuffed(
        self, name: str, choice: Choice, contest: str = "executive", plaintext: bytes | None = None
    ) -> BallotLeaf:
        """A ballot whose credential the issuer signed off the books."""
        device = Device(self.manifest, contest, sha256(name.encode()))
        device.take(blind_sign(issuer_key(contest), device.request()))
        if plaintext is not None:
            return device.cast_plaintext(plaintext).leaf
        return device.cast(choice).leaf

    def insert(self, leaf: Leaf, position: int | None = None) -> None:
        """Put a leaf in before the roll-close, or at a position."""
        at = self.find(RollCloseLeaf) if position is None else position
        self.leaves.insert(at, leaf.encode())

    def close_again(self) -> None:
        """Write a close leaf that counts what is now in the log."""
        index, last = BallotIndex(), decode_leaf(self.leaves[-1])
        assert isinstance(last, CloseLeaf)
        papers = dict.fromkeys((terms.id for terms in self.manifest.secret_contests), 0)
        for at, leaf in enumerate(self.decoded()):
            if isinstance(leaf, BallotLeaf):
                index.add(at, leaf)
            if isinstance(leaf, PaperBatchLeaf):
                papers[leaf.batch.contest] += len(leaf.batch.sealed)
        counts = tuple(
            BoxCount(id_, index.ballots(id_), index.keys(id_), papers[id_]) for id_ in papers
        )
        self.leaves[-1] = CloseLeaf(last.mh, counts, last.last_act).encode()

    def close_roll_again(self, **changes: int) -> None:
        """Change the roll-close's figures of the first contest; signed again if the key is held."""
        at = self.find(RollCloseLeaf)
        leaf = decode_leaf(self.leaves[at])
        assert isinstance(leaf, RollCloseLeaf)
        first, *others = leaf.roll_close.counts
        statement = replace(leaf.roll_close, counts=(replace(first, **changes), *others))
        signature = (
            sign(seed_of("roll"), statement.message()) if "roll" in self.holds else leaf.signature
        )
        self.leaves[at] = RollCloseLeaf(statement, signature).encode()

    # Sealing it all again

    def forge(self) -> bytes:
        """The evidence as the attacker publishes it."""
        root = root_of(leaf_hash(leaf) for leaf in self.leaves)
        self.notes = self._notes_again(root)
        self.opening = self._opening_again(root)
        contents = self._contents(root)
        for name, change in self.changed.items():
            if name not in _LAST:
                contents[name] = change(contents[name])
        contents.update(self.added)
        for name in self.removed:
            contents.pop(name, None)
        contents[files.INVENTORY] = inventory_of(contents)
        contents[files.DECLARATION] = self._declaration_again(root, contents)
        for name in _LAST & self.changed.keys():
            contents[name] = self.changed[name](contents[name])
        return zip_of(contents)

    def _notes_again(self, root: bytes) -> list[bytes]:
        """Notes that no longer fit are signed again, or dropped, or stay if the log's key is not held."""
        found = []
        for note in self.notes[:-1]:
            said = parse_checkpoint(parse_note(note).text)
            now = root_of(leaf_hash(leaf) for leaf in self.leaves[: said.size])
            if said.size >= len(self.leaves) and "log" in self.holds:
                continue
            if said.root == now or "log" not in self.holds or note in self.kept:
                found.append(note)
            else:
                found.append(self._note(said.size, now))
        last = parse_checkpoint(parse_note(self.notes[-1]).text)
        fits = (last.size, last.root) == (len(self.leaves), root)
        keep = fits or "log" not in self.holds
        return [*found, self.notes[-1] if keep else self._note(len(self.leaves), root)]

    def _note(self, size: int, root: bytes) -> bytes:
        note = sign_checkpoint(Checkpoint(self.manifest.log.origin, size, root), seed_of("log"))
        for name, who in WITNESSES.items():
            if who in self.holds:
                note = cosign(note, name, seed_of(who), 1_900_000_000)
        return note.encode()

    def _opening_again(self, root: bytes) -> SignedOpening:
        opening = Opening(self.manifest.mh, len(self.leaves), root, sha256(self.seed))
        if opening == self.opening.opening:
            return self.opening
        signers = [item.signer for item in self.opening.signatures]
        held = [place for place in signers if f"trustee {place}" in self.holds]
        if not held:
            return SignedOpening(opening, self.opening.signatures)
        signatures: list[OpeningSignature] = [
            sign_opening(opening, place, seed_of(f"trustee {place}")) for place in held
        ]
        return SignedOpening(opening, tuple(signatures))

    def _contents(self, root: bytes) -> dict[str, bytes]:
        contents = {
            files.MANIFEST: self.manifest.data,
            files.ACKNOWLEDGEMENTS: honest()[2][files.ACKNOWLEDGEMENTS],
            files.CHECKPOINTS: files.write_checkpoints(self.notes),
            files.ACTS: files.write_acts(()),
            files.REASONS: files.write_reasons(self.reasons),
            files.OPENING: self.opening.dump(),
            files.OPENING_SEED: files.write_opening_seed(self.seed),
            files.AUDIT: b"".join(entry.dump() + b"\n" for entry in self.audit),
        }
        if self.manifest.mh != honest()[0].manifest.mh and self.holds >= TRUSTEES | OPERATOR:
            again = acknowledgements(self.manifest)
            contents[files.ACKNOWLEDGEMENTS] = files.write_acknowledgements(again)
        for tile, data in write_bundles(self.leaves):
            contents[files.bundle_file(tile)] = data
        return contents | self._counted(root)

    def standing(self) -> Standing:
        """How the election stands by the acts in the log, as far as they make sense."""
        standing = standing_at_first(self.manifest)
        for leaf in self.decoded():
            act = getattr(leaf, "act", None)
            if act is not None:
                standing = standing.after(act)
        return standing

    def _counted(self, root: bytes) -> dict[str, bytes]:
        """Papers, record and minutes, opened and counted as anyone can once the seed is public."""
        try:
            tally = self._tallied()
            standing = self.standing()
        except (BallotsError, KeyError):
            return {n: d for n, d in honest()[2].items() if n.startswith("contests/")}
        found = {}
        every = {terms.id: tally.contest(terms.id) for terms in contests_with_result(standing)}
        counted = count_contests(standing, every, self.seed, root)
        for terms in contests_with_result(standing):
            opened, record = every[terms.id], counted[terms.id].record
            record = self.records.get(terms.id, lambda record: record)(record)
            found |= {
                files.contest_file(terms.id, files.PAPERS): b"".join(files.papers_chunks(opened)),
                files.contest_file(terms.id, files.RECORD): write_record(record),
                files.contest_file(terms.id, files.MINUTES): minutes_text(record).encode() + b"\n",
            }
        return found

    def _tallied(self) -> Tally:
        index = BallotIndex()
        key = SealingKey.from_seed(self.seed)
        for at, leaf in enumerate(self.decoded()):
            if isinstance(leaf, BallotLeaf):
                index.add(at, leaf)
        tally = Tally(self.manifest, index, key)
        for at, leaf in enumerate(self.decoded()):
            if leaf is not None:
                tally.add(at, leaf)
        return tally

    def _declaration_again(self, root: bytes, contents: Mapping[str, bytes]) -> bytes:
        said = SignedDeclaration.load(honest()[2][files.DECLARATION])
        declaration = self.declare(
            Declaration(
                mh=self.manifest.mh,
                root=root,
                contests=tuple(self._declared(contents)),
                inventory_digest=sha256(contents[files.INVENTORY]),
                audit_head=_head(self.audit),
            )
        )
        if declaration == said.declaration:
            return said.dump()
        if not self.holds >= OFFICERS:
            return SignedDeclaration(declaration, said.endorsements).dump()
        return SignedDeclaration(
            declaration, by_officers(declaration.message(), "ann", "bob")
        ).dump()

    def _declared(self, contents: Mapping[str, bytes]) -> list[DeclaredContest]:
        roll = box = None
        for leaf in self.decoded():
            roll = leaf.roll_close.counts if isinstance(leaf, RollCloseLeaf) else roll
            box = leaf.counts if isinstance(leaf, CloseLeaf) else box
        honestly = SignedDeclaration.load(honest()[2][files.DECLARATION]).declaration.contests
        found = []
        for at, terms in enumerate(self.manifest.secret_contests):
            totals = honestly[at].totals
            if roll and box:
                r, b = roll[at], box[at]
                totals = Totals(
                    terms.id, r.entitled, r.drawn, r.reissued, r.on_paper, b.keys, b.papers
                )
            paths = [files.contest_file(terms.id, name) for name in files.OF_A_CONTEST]
            digests = (sha256(contents[p]) if p in contents else files.NO_FILE for p in paths)
            found.append(DeclaredContest(totals, *digests))
        return found


def _decoded(leaf: bytes) -> Leaf | None:
    try:
        return decode_leaf(leaf)
    except BallotsError:
        return None


def _head(audit: list[AuditEntry]) -> bytes:
    try:
        return verify_chain(audit)
    except BallotsError:
        return audit[-1].hash()
