"""Opening a closed log: who may, what the ballots say, the lots, the declaration, the audit chain."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballots.audit import NO_ENTRY, AuditEntry, next_entry, verify_chain
from ballots.box import Box
from ballots.checkpoint import Checkpoint, cosign, sign_checkpoint
from ballots.declaration import (
    Declaration,
    DeclaredContest,
    SignedDeclaration,
    check_declaration,
)
from ballots.documents import PaperBatch
from ballots.errors import BadSignatureError, BallotsError, EncodingError, LogError, SealError
from ballots.index import BallotIndex
from ballots.leaves import BallotLeaf, decode_leaf
from ballots.lots import lot_hash, lots_from_opening, lots_of, shuffled
from ballots.manifest import Manifest
from ballots.memory import MemoryBoxStore, MemoryRollStore
from ballots.notes import Note
from ballots.opening import (
    Opening,
    SignedOpening,
    check_opening,
    check_release,
    opening_of,
    sign_opening,
    trustee_message,
)
from ballots.plaintext import InvalidReason
from ballots.seal import SealingKey, seal
from ballots.shares import combine_checked
from ballots.standing import Phase, standing_at_first
from ballots.tally import OpenedContest, Tally, paper_info
from ballots.totals import Totals
from counting.papers import Papers
from tests.ballots.elections import (
    BOX_CLOSES,
    ELECTION,
    OPENING_SEED,
    OPENS,
    a_manifest,
    a_voter,
    by_officers,
    paper_leaf,
    roll_close_leaf,
    rows_of,
    sealing_key,
    seed_of,
    trustee_shares,
)

CONTESTS = ("executive", "motion-1")
ROOT = hashlib.sha256(b"root").digest()


def a_closed_log(manifest: Manifest) -> MemoryBoxStore:
    """Valid, superseded, abstaining, invalid and paper ballots, closed."""
    box = Box(manifest, seed_of("promise"), Random(5))
    store = MemoryBoxStore()
    state = box.begin(store)

    def take(
        name: str, ranking: tuple[int, ...], seq: int = 1, plaintext: bytes | None = None
    ) -> None:
        cast = a_voter(manifest, name).cast("executive", ranking, seq, plaintext=plaintext)
        box.check(cast)
        box.accept(store, state, cast, OPENS)

    take("a", (2, 1))
    take("a", (3,), 2)
    take("b", (2, 1))
    take("c", ())
    take("d", (1, 2, 3, 4))
    take("d", (), 2, b"\1" + bytes.fromhex("0001000100000000"))  # the last one counts: invalid
    take("e", (), 1, b"\2" + bytes(8))
    leaf = paper_leaf(manifest, "executive", 1, ((2, 1), (), (4, 3)))
    elsewhere = seal(
        manifest.sealing_key, paper_info(manifest.mh, "executive", 9, 9), b"\1\0\1" + bytes(6)
    )
    batch = PaperBatch(manifest.mh, "executive", 1, (*leaf.batch.sealed, elsewhere))
    leaf = replace(leaf, batch=batch, endorsements=by_officers(batch.message(), "ann", "bob"))
    state = box.submit(store, state, leaf)
    rolls = MemoryRollStore(rows_of(8, CONTESTS))
    state = box.submit(store, state, roll_close_leaf(state.standing, rolls))
    box.close(store, state, BOX_CLOSES)
    return store


MANIFEST = a_manifest()
STORE = a_closed_log(MANIFEST)
CHECKPOINT = Checkpoint(MANIFEST.log.origin, STORE.tree.size, STORE.tree.root())


def final_note(checkpoint: Checkpoint = CHECKPOINT, witnesses: int = 1) -> bytes:
    note: Note = sign_checkpoint(checkpoint, seed_of("log"))
    if witnesses:
        note = cosign(note, "witness.example.org/a", seed_of("witness a"), 1)
    return note.encode()


def tally_of(store: MemoryBoxStore, manifest: Manifest, key: SealingKey) -> Tally:
    leaves = [decode_leaf(leaf) for leaf in store.leaves]
    index = BallotIndex()
    for position, leaf in enumerate(leaves):
        if isinstance(leaf, BallotLeaf):
            index.add(position, leaf)
    tally = Tally(manifest, index, key)
    for position, leaf in enumerate(leaves):
        tally.add(position, leaf)
    return tally


def test_the_last_ballot_of_each_key_decides_even_if_it_is_invalid() -> None:
    opened = tally_of(STORE, MANIFEST, sealing_key()).contest("executive")
    assert opened == OpenedContest(
        contest="executive",
        candidates=4,
        rankings=(((2, 1), 2), ((3,), 1), ((4, 3), 1)),
        abstentions=2,
        invalid=(
            (InvalidReason.DOES_NOT_OPEN, 1),
            (InvalidReason.DUPLICATE, 1),
            (InvalidReason.UNKNOWN_KIND, 1),
        ),
        superseded=2,
    )
    assert opened.valid == 4
    assert opened.accepted == 5 + 4  # U + B


def test_the_opened_rankings_are_papers_that_counting_takes() -> None:
    opened = tally_of(STORE, MANIFEST, sealing_key()).contest("executive")
    papers = Papers.from_rankings(opened.rankings, opened.candidates)
    assert (papers.total, papers.blank) == (4, 0)


def test_a_contest_without_ballots_is_empty() -> None:
    opened = tally_of(STORE, MANIFEST, sealing_key()).contest("motion-1")
    assert opened == OpenedContest("motion-1", 2, (), 0, (), 0)


def test_another_key_opens_nothing() -> None:
    with pytest.raises(SealError, match="does not open this election"):
        Tally(MANIFEST, BallotIndex(), SealingKey.from_seed(bytes(32)))


def test_a_copied_ballot_does_not_open_under_another_key() -> None:
    honest = a_voter(MANIFEST, "honest").cast("executive", (1,)).leaf
    copied = replace(a_voter(MANIFEST, "copier").cast("executive", (2,)).leaf, sealed=honest.sealed)
    index = BallotIndex()
    index.add(0, copied)
    tally = Tally(MANIFEST, index, sealing_key())
    tally.add(0, copied)
    assert tally.contest("executive").invalid == ((InvalidReason.DOES_NOT_OPEN, 1),)


def test_a_trustee_releases_a_share_for_a_closed_and_witnessed_log_only() -> None:
    proof = STORE.tree.inclusion_proof(STORE.tree.size - 1)
    close = STORE.leaves[-1]
    assert check_release(MANIFEST, final_note(), close, proof) == CHECKPOINT
    earlier = Checkpoint(MANIFEST.log.origin, 5, STORE.tree.root(5))
    other = a_manifest(members=9)
    for manifest, note, leaf, path in [
        (MANIFEST, final_note(witnesses=0), close, proof),
        (MANIFEST, final_note(), STORE.leaves[0], proof),
        (MANIFEST, final_note(), close[:-1], proof),
        (MANIFEST, final_note(), close, proof[1:]),
        (MANIFEST, final_note(earlier), close, proof),
        (MANIFEST, final_note(replace(CHECKPOINT, root=ROOT)), close, proof),
        (other, final_note(), close, proof),
        (MANIFEST, final_note(replace(CHECKPOINT, size=0)), close, ()),
    ]:
        with pytest.raises(BallotsError):
            check_release(manifest, note, leaf, path)


def an_opening(manifest: Manifest = MANIFEST, signers: tuple[int, ...] = (1, 3)) -> SignedOpening:
    opening = opening_of(manifest, CHECKPOINT, sealing_key())
    return SignedOpening(
        opening,
        tuple(
            sign_opening(opening, n, seed_of(f"trustee {n}") if n else seed_of("office"))
            for n in signers
        ),
    )


def test_the_shares_of_the_trustees_give_the_key_of_the_manifest() -> None:
    hashes = [trustee.share_hash for trustee in MANIFEST.seal.trustees]
    for pair in permutations(trustee_shares(), 2):
        seed = combine_checked(ELECTION, pair, hashes, MANIFEST.seal.threshold)
        opening_of(MANIFEST, CHECKPOINT, SealingKey.from_seed(seed))


def test_an_opening_by_enough_trustees_holds_and_survives_its_encoding() -> None:
    signed = an_opening()
    check_opening(MANIFEST, signed, CHECKPOINT)
    check_opening(MANIFEST, an_opening(signers=(1, 2, 3)), CHECKPOINT)
    assert SignedOpening.load(signed.dump()) == signed
    assert signed.opening.seed_hash == hashlib.sha256(OPENING_SEED).digest()


@pytest.mark.parametrize(
    "change",
    [
        lambda s: replace(s, signatures=s.signatures[:1]),
        lambda s: replace(s, signatures=s.signatures[::-1]),
        lambda s: replace(s, signatures=(s.signatures[0], s.signatures[0])),
        lambda s: replace(s, signatures=(s.signatures[0], replace(s.signatures[1], signer=2))),
        lambda s: replace(s, signatures=(*s.signatures, replace(s.signatures[1], signer=4))),
        lambda s: replace(s, opening=replace(s.opening, size=s.opening.size - 1)),
        lambda s: replace(s, opening=replace(s.opening, root=ROOT)),
        lambda s: replace(s, opening=replace(s.opening, mh=ROOT)),
        lambda s: replace(s, opening=replace(s.opening, seed_hash=ROOT)),
    ],
)
def test_an_opening_that_was_changed_is_refused(
    change: Callable[[SignedOpening], SignedOpening],
) -> None:
    with pytest.raises(BallotsError):
        check_opening(MANIFEST, change(an_opening()), CHECKPOINT)


def test_where_the_service_holds_the_key_the_office_signs() -> None:
    manifest = a_manifest(holding="service")
    check_opening(manifest, an_opening(manifest, (0,)), CHECKPOINT)
    with pytest.raises(BadSignatureError):
        check_opening(manifest, an_opening(manifest, (1, 2)), CHECKPOINT)
    with pytest.raises(BadSignatureError):
        check_opening(MANIFEST, an_opening(signers=(0, 1, 2)), CHECKPOINT)


def test_the_opening_is_signed_field_by_field() -> None:
    opening = Opening(ROOT, 7, ROOT, ROOT)
    fields = [b"omov/opening/v1", ROOT, (7).to_bytes(8, "big"), ROOT, ROOT]
    assert opening.message() == b"".join(len(f).to_bytes(4, "big") + f for f in fields)
    assert trustee_message(ROOT, ROOT)[4:19] == b"omov/trustee/v1"


def by_hand(items: list[str], seed: bytes) -> list[str]:
    """The shuffle of the specification, written again from its text."""
    stream = b"".join(
        hashlib.sha256(seed + number.to_bytes(4, "big")).digest() for number in range(200)
    )
    at = 0
    for i in reversed(range(1, len(items))):
        while True:
            w = int.from_bytes(stream[at : at + 8], "big")
            at += 8
            if w < 2**64 - (2**64 % (i + 1)):
                break
        j = w % (i + 1)
        items[i], items[j] = items[j], items[i]
    return items


@given(st.binary(min_size=32, max_size=32), st.integers(1, 60))
def test_the_shuffle_is_the_one_that_is_specified(seed: bytes, size: int) -> None:
    items = [str(number) for number in range(size)]
    assert list(shuffled(items, seed)) == by_hand(items, seed)


def test_every_order_of_lots_is_equally_likely() -> None:
    times = 6000
    found = Counter(
        shuffled("abc", hashlib.sha256(number.to_bytes(4, "big")).digest())
        for number in range(times)
    )
    assert set(found) == set(permutations("abc"))
    expected = times / 6
    assert sum((n - expected) ** 2 / expected for n in found.values()) < 20.5  # 5 d.f., 1 in 1000


def test_lots_depend_on_the_opening_the_root_the_contest_and_the_election() -> None:
    hashes = {
        lot_hash(MANIFEST.mh, "executive", OPENING_SEED, ROOT),
        lot_hash(MANIFEST.mh, "motion-1", OPENING_SEED, ROOT),
        lot_hash(MANIFEST.mh, "executive", ROOT, ROOT),
        lot_hash(MANIFEST.mh, "executive", OPENING_SEED, OPENING_SEED),
        lot_hash(ROOT, "executive", OPENING_SEED, ROOT),
    }
    assert len(hashes) == 5
    order = lots_from_opening(MANIFEST, "executive", OPENING_SEED, ROOT)
    assert sorted(order) == ["1", "2", "3", "4"]
    assert MANIFEST.contest("executive").to_contest(lots=order).lots == order


def test_witnessed_lots_come_from_the_act_and_from_nothing_else() -> None:
    standing = standing_at_first(a_manifest(lot_method="witnessed")).at(Phase.CLOSED)
    assert lots_of(standing, "executive", OPENING_SEED, ROOT) == ()
    drawn = replace(standing, lots={"executive": ("4", "3", "2", "1")})
    assert lots_of(drawn, "executive", OPENING_SEED, ROOT) == ("4", "3", "2", "1")
    assert lots_of(standing_at_first(MANIFEST), "executive", OPENING_SEED, ROOT) == (
        lots_from_opening(MANIFEST, "executive", OPENING_SEED, ROOT)
    )


def a_declaration(*officers: str) -> SignedDeclaration:
    digest = hashlib.sha256(b"file").digest()
    declaration = Declaration(
        MANIFEST.mh,
        CHECKPOINT.root,
        tuple(
            DeclaredContest(Totals(contest, 8, 5, 0, 4, 5, 4), digest, digest, digest)
            for contest in CONTESTS
        ),
        digest,
        NO_ENTRY,
    )
    return SignedDeclaration(declaration, by_officers(declaration.message(), *officers))


def test_a_declaration_by_two_officers_holds_and_survives_its_encoding() -> None:
    signed = a_declaration("ann", "bob")
    check_declaration(MANIFEST, signed)
    assert SignedDeclaration.load(signed.dump()) == signed


def test_a_declaration_binds_everything_in_it() -> None:
    signed = a_declaration("ann", "bob")
    declaration = signed.declaration
    first = declaration.contests[0]
    digests: list[dict[str, Any]] = [
        {name: ROOT} for name in ("papers_digest", "record_digest", "minutes_digest")
    ]
    numbers: list[dict[str, Any]] = [
        {name: 7} for name in ("entitled", "drawn", "reissued", "on_paper", "keys", "papers")
    ]
    firsts = [
        *(replace(first, **digest) for digest in digests),
        *(replace(first, totals=replace(first.totals, **number)) for number in numbers),
    ]
    changes = [
        replace(declaration, mh=ROOT),
        replace(declaration, root=ROOT),
        replace(declaration, contests=declaration.contests[:1]),
        replace(declaration, contests=declaration.contests[::-1]),
        replace(declaration, inventory_digest=ROOT),
        replace(declaration, audit_head=ROOT),
        *(replace(declaration, contests=(other, *declaration.contests[1:])) for other in firsts),
    ]
    for changed in changes:
        with pytest.raises(BallotsError):
            check_declaration(MANIFEST, replace(signed, declaration=changed))
    with pytest.raises(BadSignatureError):
        check_declaration(MANIFEST, a_declaration("ann"))


def chain(length: int) -> list[AuditEntry]:
    entries: list[AuditEntry] = []
    for number in range(length):
        last = entries[-1] if entries else None
        time = OPENS + timedelta(minutes=number)
        entries.append(next_entry(last, time, "ann", "extend", {"step": number}))
    return entries


def test_the_audit_chain_begins_with_nothing_and_holds() -> None:
    entries = chain(4)
    assert entries[0].previous == NO_ENTRY == verify_chain([])
    assert verify_chain(entries) == entries[-1].hash()
    assert [AuditEntry.load(entry.dump()) for entry in entries] == entries


def test_an_audit_entry_hashes_its_fields_in_order() -> None:
    entry = chain(1)[0]
    fields = [
        b"omov/audit/v1", bytes(32), (1).to_bytes(8, "big"), b"2027-02-08T09:00:00Z", b"ann",
        b"extend", hashlib.sha256(b'{"step":0}').digest(),
    ]  # fmt: skip
    wanted = hashlib.sha256(b"".join(len(f).to_bytes(4, "big") + f for f in fields)).digest()
    assert entry.hash() == wanted


def test_a_chain_with_an_entry_changed_dropped_moved_or_put_in_is_refused() -> None:
    entries = chain(4)
    other = replace(entries[1], actor="bob")
    for changed in (
        [entries[0], other, *entries[2:]],
        entries[1:],
        [*entries[:1], *entries[2:]],
        [entries[0], entries[2], entries[1], entries[3]],
        [*entries[:2], entries[1], *entries[2:]],
        [*entries[:3], replace(entries[3], number=5)],
        [*entries[:3], replace(entries[3], time=OPENS)],
    ):
        with pytest.raises(LogError):
            verify_chain(changed)


def test_an_entry_names_an_officer_or_room_at_a_whole_second_and_never_goes_back() -> None:
    last = chain(2)[-1]
    with pytest.raises(EncodingError):
        next_entry(last, last.time, "Ann Officer", "extend", None)
    with pytest.raises(EncodingError):
        next_entry(last, last.time + timedelta(microseconds=1), "ann", "extend", None)
    with pytest.raises(LogError, match="earlier"):
        next_entry(last, OPENS, "ann", "extend", None)


@given(st.data())
def test_damaged_documents_are_refused_or_read_as_themselves(data: st.DataObject) -> None:
    good = data.draw(
        st.sampled_from(
            [an_opening().dump(), a_declaration("ann", "bob").dump(), chain(1)[0].dump()]
        )
    )
    at = data.draw(st.integers(0, len(good) - 1))
    damaged = (
        good[:at] + data.draw(st.binary(max_size=2)) + good[at + data.draw(st.integers(0, 2)) :]
    )
    for load in (SignedOpening.load, SignedDeclaration.load, AuditEntry.load):
        try:
            found = load(damaged)
        except BallotsError:
            continue
        assert found.dump() == damaged
