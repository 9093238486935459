"""The attack table of the protocol, rows 4 to 7: linking, receipts, double draws, small batches."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from random import Random

import pytest

from ballots.acts import Reissue
from ballots.box import Box
from ballots.cast import Cast
from ballots.credential import blind_sign
from ballots.derive import derive
from ballots.encoding import sha256
from ballots.errors import AlreadyDrawnError, BadSignatureError, LogError, RollError
from ballots.leaves import ActLeaf, BallotLeaf, decode_leaf, hash_of
from ballots.memory import MemoryBoxStore
from ballots.plaintext import Choice
from ballots.receipt import check_kept, commitment
from ballots.roll import grant_message
from tests.attacks.forger import Forger
from tests.attacks.insider import EVERYBODY, honest, only, two_contests, verdict_on
from tests.ballots.elections import OPENS, by_officers, issuer_key, rows_of, seed_of
from tests.ballots.whole_election import begin, frozen

CONTESTS = ("executive", "motion-1")

# Row 4: linking the contests of one person.


def test_a_persons_ballots_in_two_contests_share_no_field() -> None:
    played, _, _ = honest()
    of_member: dict[str, dict[str, BallotLeaf]] = {}
    for (member, contest, _), (cast, _) in zip(played.order, played.receipts, strict=True):
        of_member.setdefault(member, {})[contest] = cast.leaf
    pairs = [leaves for leaves in of_member.values() if len(leaves) == 2]
    assert len(pairs) >= 5
    for leaves in pairs:
        one, other = leaves.values()
        assert one.ballot_pk != other.ballot_pk
        assert one.credential != other.credential
        assert one.sealed[:1120] != other.sealed[:1120]
        assert one.signature != other.signature


def test_one_seed_gives_no_common_bytes_in_two_contests() -> None:
    mh = honest()[0].manifest.mh
    seed = sha256(b"one seed")
    secrets = [derive(seed, mh, contest, issuer_key(contest).public) for contest in CONTESTS]
    for name in ("ballot_pk", "private_seed", "pss_salt", "blinding", "nonce"):
        one, other = (getattr(secret, name) for secret in secrets)
        assert one != other


def test_a_credential_is_of_no_use_in_another_contest() -> None:
    # Whoever could cast the same ballot key in both contests would link them.
    played, _, _ = honest()
    leaf = next(leaf for _, leaf in Forger(frozenset()).ballots("executive"))
    sealed = next(leaf for _, leaf in Forger(frozenset()).ballots("motion-1")).sealed
    moved = BallotLeaf("motion-1", leaf.ballot_pk, 1, leaf.credential, sealed, leaf.signature)
    with pytest.raises(BadSignatureError):
        played.box.check(Cast(moved, bytes(32)))


def test_a_moved_credential_that_an_insider_logs_is_caught_by_ballots() -> None:
    attack = Forger(EVERYBODY)
    leaf = next(leaf for _, leaf in attack.ballots("executive") if leaf.seq == 1)
    sealed = next(leaf for _, leaf in attack.ballots("motion-1")).sealed
    attack.insert(
        BallotLeaf("motion-1", leaf.ballot_pk, 1, leaf.credential, sealed, leaf.signature)
    )
    attack.close_again()
    assert verdict_on(attack.forge()).failed[0] == "ballots"


# Row 5: opening a vote from a receipt.


def test_a_receipt_alone_leads_to_no_ballot() -> None:
    # Whoever sees a receipt has c and all leaves of the log; what is missing is the nonce.
    played, _, _ = honest()
    cast, receipt = played.receipts[0]
    for data in played.store.leaves:
        leaf = decode_leaf(data)
        known = (hash_of(leaf), sha256(data), sha256(hash_of(leaf)))
        guesses = (bytes(32), played.manifest.mh, *known)
        for guess in guesses:
            assert commitment(hash_of(leaf), guess) != receipt.commitment
        assert receipt.commitment not in data
        assert receipt.promise not in data
    check_kept(receipt, hash_of(cast.leaf), cast.nonce)  # with the nonce it does


def test_a_receipt_fits_one_ballot_only() -> None:
    played, _, _ = honest()
    cast, receipt = played.receipts[0]
    for other, _ in played.receipts[1:6]:
        with pytest.raises(BadSignatureError, match="another ballot"):
            check_kept(receipt, hash_of(other.leaf), cast.nonce)


# Row 6: double draws and re-issues.


def test_another_blinded_value_for_a_paper_that_was_drawn_is_refused() -> None:
    manifest, rows = frozen(two_contests(), pool=2)
    played = begin(manifest, rows, Random(1))
    played.draw("member-1", "executive", played.device("member-1", "executive"))
    second = played.device("member-1", "executive", 2)
    with pytest.raises(AlreadyDrawnError):
        played.draw("member-1", "executive", second)


def test_a_reissue_needs_two_officers_and_an_act_in_the_log() -> None:
    manifest, rows = frozen(two_contests(), pool=2)
    played = begin(manifest, rows, Random(1))
    played.draw("member-1", "executive", played.device("member-1", "executive"))
    message = grant_message(manifest.mh, "executive", "member-1", 1)
    standing = played.state.standing
    with pytest.raises(BadSignatureError, match="takes 2"):
        played.office.reissue(standing, "member-1", "executive", only("ann", message=message))
    with pytest.raises(RollError, match="no act in the log"):
        endorsed = by_officers(message, "ann", "cat")
        played.office.reissue(standing, "member-1", "executive", endorsed)


def test_more_reissues_than_acts_allow_are_caught_by_roll_close() -> None:
    attack = Forger(EVERYBODY)
    attack.close_roll_again(reissued=3)
    assert verdict_on(attack.forge()).failed == ("roll-close",)


def test_a_reissue_that_one_officer_made_alone_is_caught_by_acts() -> None:
    attack = Forger(EVERYBODY)
    at = next(
        at
        for at, leaf in enumerate(attack.decoded())
        if isinstance(leaf, ActLeaf) and leaf.act.kind == "reissue"
    )
    leaf = decode_leaf(attack.leaves[at])
    assert isinstance(leaf, ActLeaf)
    attack.leaves[at] = ActLeaf(leaf.act, only("ann", message=leaf.act.message())).encode()
    assert verdict_on(attack.forge()).failed == ("acts",)


def test_a_credential_without_draw_or_reissue_is_caught_by_totals() -> None:
    # U > D + R: every drawn paper was used, and one more ballot key is in the log.
    attack = Forger(EVERYBODY)
    attack.insert(attack.stuffed("one", Choice((5,))))
    attack.insert(attack.stuffed("two", Choice((5,))))
    attack.insert(attack.stuffed("three", Choice((5,))))
    attack.insert(attack.stuffed("four", Choice((5,))))
    attack.close_again()
    assert verdict_on(attack.forge()).failed == ("totals",)


def test_a_reissue_is_published_and_counted_as_a_possible_second_vote() -> None:
    played, _, _ = honest()
    close = played.state.roll_close
    assert close is not None
    assert [count.reissued for count in close.counts] == [2, 2]
    logged = [decode_leaf(leaf) for leaf in played.store.leaves]
    acts = [leaf for leaf in logged if isinstance(leaf, ActLeaf) and leaf.act.kind == "reissue"]
    assert len(acts) == 4
    assert not any(b"member-" in leaf.encode() for leaf in acts)


def test_an_act_for_a_contest_that_there_is_not_is_refused() -> None:
    manifest, rows = frozen(two_contests(), pool=2)
    played = begin(manifest, rows, Random(1))
    with pytest.raises(LogError, match="no contest"):
        played.act(Reissue("nowhere"))


# Row 7: small batches and the order of arrival (stores on disk: test_linking).


def casts(count: int, box: Box) -> list[Cast]:
    """Ballots of as many devices, made and accepted one after another."""
    found = []
    for number in range(count):
        played, _, _ = honest()
        device = played.device(f"somebody-{number}", "executive")
        device.take(blind_sign(issuer_key("executive"), device.request()))
        found.append(device.cast(Choice((1,)), played.manifest.sealing_key))
    return found


@pytest.mark.parametrize("waiting", [1, 2, 3, 4, 5, 9])
def test_no_batch_leaves_fewer_than_k_behind_or_is_made_of_fewer_than_2k(waiting: int) -> None:
    manifest = honest()[0].manifest
    pool = manifest.times.pool
    box, store = Box(manifest, seed_of("promise"), Random(3)), MemoryBoxStore()
    state = box.begin(store)
    for cast in casts(waiting, box):
        box.accept(store, state, cast, OPENS)
    logged = box.batch(store, state)
    assert logged == (waiting - pool if waiting >= 2 * pool else 0)
    assert len(store.pending("executive")) == waiting - logged


def test_the_place_in_a_batch_says_nothing_of_the_order_of_arrival() -> None:
    # Six ballots wait, four are logged: over many runs each is left behind and stands first,
    # second, third and last about equally often.
    manifest = honest()[0].manifest
    made = casts(6, Box(manifest, seed_of("promise")))
    hashes = [hash_of(cast.leaf) for cast in made]
    places: Counter[tuple[int, int]] = Counter()
    runs = 600
    box = Box(manifest, seed_of("promise"), Random(9))
    for _ in range(runs):
        store = MemoryBoxStore()
        state = box.begin(store)
        for cast in made:
            box.accept(store, state, cast, OPENS)
        box.batch(store, state)
        for place, leaf in enumerate(store.leaves[1:]):
            places[(hashes.index(hash_of(decode_leaf(leaf))), place)] += 1
    assert len(places) == 24
    # Chi-square with 24 cells of 100: 0.999 quantile at 15 or more degrees of freedom is below 50.
    assert sum((seen - 100) ** 2 / 100 for seen in places.values()) < 50


def test_stores_hold_pending_ballots_by_hash_alone() -> None:
    played, _, _ = honest()
    made = casts(4, played.box)
    stores = []
    for order in (made, made[::-1]):
        store = MemoryBoxStore()
        box = Box(played.manifest, seed_of("promise"), Random(1))
        state = box.begin(store)
        for cast in order:
            box.accept(store, state, cast, OPENS)
        stores.append(store)
    assert list(stores[0].pending("executive")) == list(stores[1].pending("executive"))
    assert list(stores[0].pending("executive")) == sorted(stores[0].pending("executive"))


def test_rows_of_the_roll_are_salted_so_that_no_root_can_be_guessed() -> None:
    rows = rows_of(4, CONTESTS)
    for one, other in combinations(rows, 2):
        assert one.salt != other.salt
