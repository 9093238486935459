"""A whole election in memory: drawn, cast, logged, closed, opened, counted, declared, evidenced.

Everything is played through the library as the rooms would; the keys of everybody are at hand,
since nothing here is secret. It computes no expectation: results are compared elsewhere.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from ballots.acts import Deed, Extend, Reissue, RollChange, reason_hash, write_act
from ballots.audit import AuditEntry, next_entry
from ballots.box import Box
from ballots.cast import Cast
from ballots.checkpoint import Checkpoint, cosign, sign_checkpoint
from ballots.credential import blind_sign
from ballots.declaration import SignedDeclaration
from ballots.documents import Endorsement
from ballots.evidence import (
    Acknowledgements,
    Draft,
    ElectionRecord,
    Reason,
    make_draft,
    write_evidence,
)
from ballots.leaves import ActLeaf
from ballots.manifest import Manifest, ack_message
from ballots.manifest_contest import ContestTerms, RuleText
from ballots.marks import roll_root
from ballots.memory import MemoryBoxStore, MemoryRollStore
from ballots.opening import (
    SignedOpening,
    check_release,
    opening_of,
    sign_opening,
    trustee_message,
)
from ballots.plaintext import ABSTENTION, Choice
from ballots.receipt import Receipt
from ballots.rehearsal import Device
from ballots.roll import RollOffice, RollRow, grant_message
from ballots.seal import SealingKey
from ballots.shares import combine_checked
from ballots.signing import sign
from ballots.state import LogState
from counting import rule_digest
from counting.contest import Candidate, CandidateId
from counting.formats.blt import read_blt
from tests.ballots.elections import (
    CLOSES,
    ELECTION,
    OPENS,
    a_contest,
    a_manifest,
    by_officers,
    issuer_key,
    paper_leaf,
    roll_close_leaf,
    seed_of,
    trustee_shares,
)

WITNESSES = {"witness.example.org/a": "witness a", "witness.example.org/b": "witness b"}
REASON = "Announced at the meeting of the returning officers"


@dataclass(frozen=True)
class Ballots:
    """What the members of one contest do.

    `rankings`: one for each member who votes by device. `on_paper`: by paper. `abstain`: members
    who cast an abstention. `idle`: entitled members who draw and never cast.
    """

    terms: ContestTerms
    rankings: tuple[tuple[int, ...], ...]
    on_paper: tuple[tuple[int, ...], ...] = ()
    abstain: int = 0
    idle: int = 0


@dataclass
class Played:
    """One election on its way. `order`: (member, contest, ballot key) in the order of casting."""

    manifest: Manifest
    rolls: MemoryRollStore
    office: RollOffice
    store: MemoryBoxStore
    box: Box
    state: LogState
    random: Random
    now: datetime = OPENS
    acts: int = 0
    notes: list[bytes] = field(default_factory=list)
    audit: list[AuditEntry] = field(default_factory=list)
    receipts: list[tuple[Cast, Receipt]] = field(default_factory=list)
    drawn: list[tuple[str, str, bytes]] = field(default_factory=list)
    order: list[tuple[str, str, bytes]] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)

    # The roll office and the voters

    def device(self, member: str, contest: str, number: int = 1) -> Device:
        """A member's device, with a seed of its own."""
        seed = hashlib.sha256(f"{member} device {number}".encode()).digest()
        return Device(self.manifest, contest, seed)

    def draw(self, member: str, contest: str, device: Device) -> None:
        """The member draws a paper with this device."""
        z = device.request()
        self.office.draw(self.state.standing, member, contest, z, self.now)
        device.take(blind_sign(issuer_key(contest), z))
        self.drawn.append((member, contest, device.ballot_pk))

    def cast(self, member: str, contest: str, device: Device, choice: Choice) -> Cast:
        """The device casts, and gets its receipt."""
        return self.accept(member, contest, device.cast(choice, self.manifest.sealing_key))

    def accept(self, member: str, contest: str, cast: Cast) -> Cast:
        """The box takes a cast and gives its receipt."""
        self.box.check(cast)
        receipt = self.box.accept(self.store, self.state, cast, self.now)
        self.receipts.append((cast, receipt))
        self.order.append((member, contest, cast.leaf.ballot_pk))
        return cast

    # Officers

    def act(self, deed: Deed, officers: tuple[str, ...] = ("ann", "bob")) -> ActLeaf:
        """Two officers act; the box logs it while the log is open."""
        self.acts += 1
        salt = hashlib.sha256(b"salt of reason %d" % self.acts).digest()
        act = write_act(self.manifest.mh, self.acts, deed, reason_hash(salt, REASON))
        self.reasons.append(Reason(self.acts, salt, REASON))
        leaf = ActLeaf(act, by_officers(act.message(), *officers))
        if self.state.close is None:
            self.state = self.box.submit(self.store, self.state, leaf)
        self.entry("ann", f"act-{act.kind}")
        return leaf

    def reissue(self, member: str, contest: str, number: int = 1) -> None:
        """Two officers allow a member to draw once more."""
        self.act(Reissue(contest))
        message = grant_message(self.manifest.mh, contest, member, number)
        endorsed = by_officers(message, "ann", "cat")
        self.office.reissue(self.state.standing, member, contest, endorsed)

    def entry(self, actor: str, act: str) -> None:
        """One line more in the audit log."""
        last = self.audit[-1] if self.audit else None
        self.audit.append(next_entry(last, self.now, actor, act, {"entry": len(self.audit)}))

    # The box and the log

    def batch(self) -> int:
        """The box logs what it may, and the log signs a checkpoint if there is anything new."""
        self.now += timedelta(seconds=self.manifest.times.interval)
        logged = self.box.batch(self.store, self.state)
        if logged:
            self.checkpoint()
        return logged

    def checkpoint(self) -> bytes:
        """A checkpoint of the log as it is now, cosigned by every witness."""
        terms = self.manifest.log
        tree = self.store.tree
        note = sign_checkpoint(Checkpoint(terms.origin, tree.size, tree.root()), seed_of("log"))
        for name, who in WITNESSES.items():
            note = cosign(note, name, seed_of(who), int(self.now.timestamp()))
        self.notes.append(note.encode())
        return self.notes[-1]

    def close(self) -> None:
        """The roll closes, the box closes, and the final checkpoint is signed."""
        self.now = self.state.standing.box_closes
        leaf = roll_close_leaf(self.state.standing, self.rolls)
        self.state = self.box.submit(self.store, self.state, leaf)
        self.state = self.box.close(self.store, self.state, self.now)
        self.checkpoint()
        self.entry("box", "close")

    # Afterwards

    def open(self, trustees: tuple[int, ...] = (1, 3)) -> tuple[SignedOpening, bytes]:
        """These trustees check the close, release their shares and sign; the seed comes with it."""
        tree, last = self.store.tree, self.store.leaves[-1]
        proof = tree.inclusion_proof(tree.size - 1)
        checkpoint = check_release(self.manifest, self.notes[-1], last, proof)
        seed = combine_checked(
            ELECTION,
            [trustee_shares()[place - 1] for place in trustees],
            [trustee.share_hash for trustee in self.manifest.seal.trustees],
            self.manifest.seal.threshold,
        )
        opening = opening_of(self.manifest, checkpoint, SealingKey.from_seed(seed))
        signatures = tuple(
            sign_opening(opening, place, seed_of(f"trustee {place}")) for place in trustees
        )
        self.entry("office", "open")
        return SignedOpening(opening, signatures), seed

    def record(self, acts: tuple[ActLeaf, ...] = ()) -> ElectionRecord:
        """All that the evidence is made of."""
        opening, seed = self.open()
        self.entry("office", "count")
        return ElectionRecord(
            manifest=self.manifest,
            acknowledgements=acknowledgements(self.manifest),
            leaves=lambda: self.store.leaves,
            checkpoints=tuple(self.notes),
            opening=opening,
            opening_seed=seed,
            audit=tuple(self.audit),
            acts=acts,
            reasons=tuple(self.reasons),
        )


def acknowledgements(manifest: Manifest) -> Acknowledgements:
    """Every room and every trustee has signed the manifest."""
    mh = manifest.mh
    rooms = {room: sign(seed_of(room), ack_message(mh, room)) for room in ("roll", "box", "office")}
    trustees = {
        place: sign(seed_of(f"trustee {place}"), trustee_message(mh, trustee.share_hash))
        for place, trustee in enumerate(manifest.seal.trustees, start=1)
    }
    return Acknowledgements(rooms, trustees)


def declared(draft: Draft, officers: tuple[str, ...] = ("ann", "bob")) -> SignedDeclaration:
    """The draft, signed by these officers."""
    endorsements: tuple[Endorsement, ...] = by_officers(draft.declaration.message(), *officers)
    return SignedDeclaration(draft.declaration, endorsements)


def evidence_of(record: ElectionRecord, *, for_auditors: bool = False) -> bytes:
    """The zip file of an election that two officers declare."""
    draft = make_draft(record)
    stream = io.BytesIO()
    write_evidence(stream, draft, declared(draft), for_auditors=for_auditors)
    return stream.getvalue()


def frozen(
    contests: Sequence[Ballots],
    pool: int = 20,
    *,
    manifest_changes: Mapping[str, object] | None = None,
) -> tuple[Manifest, tuple[RollRow, ...]]:
    """The manifest of an election in which each contest has just the members it needs.

    The members of all contests are the same people as far as they go: member-1 votes in each.
    """
    sizes = {ballots.terms.id: members_of(ballots) for ballots in contests}
    rows = tuple(
        RollRow(
            hashlib.sha256(b"salt %d" % number).digest(),
            f"member-{number}",
            tuple(id_ for id_, size in sizes.items() if number <= size),
        )
        for number in range(1, max(sizes.values()) + 1)
    )
    base = a_manifest(1, tuple(ballots.terms for ballots in contests), pool=pool)
    terms = tuple(replace(b.terms, entitled=sizes[b.terms.id]) for b in contests)
    changes = {"contests": terms, "roll_root": roll_root(ELECTION, rows)}
    return replace(base, **{**changes, **(manifest_changes or {})}), rows


def members_of(ballots: Ballots) -> int:
    """Entitled: voters, abstainers, those who only draw, two who do nothing, one who will leave."""
    return len(ballots.rankings) + len(ballots.on_paper) + ballots.abstain + ballots.idle + 3


def begin(manifest: Manifest, rows: Iterable[RollRow], random: Random) -> Played:
    """The rooms have the manifest; voting is open."""
    rolls, store = MemoryRollStore(rows), MemoryBoxStore()
    box = Box(manifest, seed_of("promise"), random)
    played = Played(manifest, rolls, RollOffice(rolls), store, box, box.begin(store), random)
    played.entry("office", "freeze")
    return played


def play(contests: Sequence[Ballots], seed: int = 1, pool: int = 20, again: int = 10) -> Played:
    """Everybody votes, some (every `again`-th) twice; two are re-issued; the log closes."""
    manifest, rows = frozen(contests, pool)
    played = begin(manifest, rows, Random(seed))
    for ballots in contests:
        _vote_on_paper(played, ballots)
    played.act(Extend(CLOSES + timedelta(hours=1)))
    turns = [(b, place) for b in contests for place in range(len(b.rankings) + b.abstain + b.idle)]
    played.random.shuffle(turns)
    for turn, (ballots, place) in enumerate(turns):
        _vote(played, ballots, place, twice=turn % again == 0)
        if turn % (2 * pool) == 0:
            played.batch()
    _one_leaves(played, max(map(members_of, contests)))
    played.close()
    return played


def _vote(played: Played, ballots: Ballots, place: int, *, twice: bool) -> None:
    """The member at this place draws and casts; the first two lose a device before they cast."""
    contest, member = ballots.terms.id, f"member-{place + 1}"
    device = played.device(member, contest)
    played.draw(member, contest, device)
    voters = len(ballots.rankings)
    if place >= voters + ballots.abstain:
        return
    if place < 2:
        played.reissue(member, contest)
        device = played.device(member, contest, 2)
        played.draw(member, contest, device)
    choice = Choice(ballots.rankings[place]) if place < voters else ABSTENTION
    if twice:
        candidates = range(1, len(ballots.terms.candidates) + 1)
        other = () if ballots.terms.kind == "motion" else played.random.sample(candidates, 2)
        played.cast(member, contest, device, Choice(tuple(other)))
    played.cast(member, contest, device, choice)


def _vote_on_paper(played: Played, ballots: Ballots) -> None:
    first = len(ballots.rankings) + ballots.abstain + ballots.idle
    for place in range(len(ballots.on_paper)):
        played.office.mark_on_paper(f"member-{first + place + 1}", ballots.terms.id)
    if ballots.on_paper:
        leaf = paper_leaf(played.manifest, ballots.terms.id, 1, ballots.on_paper)
        played.state = played.box.submit(played.store, played.state, leaf)


def _one_leaves(played: Played, members: int) -> None:
    """The last member, who has done nothing, is taken off the roll."""
    row = played.office.remove(f"member-{members}")
    for contest in row.contests:
        entitled = played.state.standing.entitled[contest] - 1
        played.act(RollChange(contest, entitled))


def contest_of_file(path: Path, rule: str = "scottish-2011") -> Ballots:
    """The contest of a ballot file: one member for each of its papers, two of them by post."""
    ballot_file = read_blt(path)
    names = [name.strip() or f"Candidate {at}" for at, name in enumerate(ballot_file.names, 1)]
    candidates = tuple(
        Candidate(CandidateId(str(number)), name) for number, name in enumerate(names, start=1)
    )
    terms = replace(
        a_contest(),
        title=ballot_file.title,
        seats=ballot_file.seats,
        candidates=candidates,
        rule=RuleText(rule, rule_digest(rule)),
        constraints=(),
    )
    rankings = [r for r, papers in ballot_file.papers for _ in range(papers)]
    Random(2).shuffle(rankings)
    return Ballots(terms, tuple(rankings[2:]), tuple(rankings[:2]), abstain=5, idle=2)
