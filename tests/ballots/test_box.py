"""The ballot box: what it takes, what it refuses, what it logs and when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from itertools import permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballots.acts import Cancel, Extend
from ballots.box import Box
from ballots.cast import Cast, read_cast, write_cast
from ballots.errors import (
    BadSignatureError,
    BallotsError,
    BoxError,
    ClosedError,
    EncodingError,
    KeyFormatError,
    LogError,
    SequenceConflictError,
)
from ballots.leaves import BallotLeaf, CloseLeaf, ManifestLeaf, decode_leaf, hash_of
from ballots.manifest import Manifest
from ballots.memory import MemoryBoxStore, MemoryRollStore
from ballots.receipt import check_kept, check_receipt, commitment
from ballots.signing import sign
from ballots.state import LogState
from tests.ballots.elections import (
    BOX_CLOSES,
    CLOSES,
    OPENS,
    a_contest,
    a_manifest,
    a_voter,
    act_leaf,
    key_of,
    paper_leaf,
    roll_close_leaf,
    rows_of,
    seed_of,
)

CONTESTS = ("executive", "motion-1")


@lru_cache(maxsize=1)
def manifest() -> Manifest:
    return a_manifest()


@lru_cache(maxsize=64)
def ballot(name: str = "one", seq: int = 1, contest: str = "executive") -> Cast:
    return a_voter(manifest(), name).cast(contest, (1,), seq)


class Election:
    """A box, its store and where its log stands."""

    def __init__(self, seed: int = 1) -> None:
        self.box = Box(manifest(), seed_of("promise"), Random(seed))
        self.store = MemoryBoxStore()
        self.state: LogState = self.box.begin(self.store)

    def accept(self, cast: Cast) -> bytes:
        self.box.check(cast)
        return self.box.accept(self.store, self.state, cast, OPENS).commitment

    def close_roll(self) -> None:
        leaf = roll_close_leaf(self.state.standing, MemoryRollStore(rows_of(8, CONTESTS)))
        self.state = self.box.submit(self.store, self.state, leaf)

    def close(self) -> None:
        self.close_roll()
        self.state = self.box.close(self.store, self.state, BOX_CLOSES)


@pytest.fixture
def election() -> Election:
    return Election()


def test_the_log_begins_with_the_manifest_once(election: Election) -> None:
    election.box.begin(election.store)
    assert election.store.leaves == [ManifestLeaf(manifest().mh).encode()]


def test_a_box_needs_the_promise_key_of_the_manifest() -> None:
    with pytest.raises(KeyFormatError, match="promise"):
        Box(manifest(), seed_of("other"))


def test_an_accepted_ballot_gets_a_promise_that_holds(election: Election) -> None:
    cast = ballot()
    election.box.check(cast)
    receipt = election.box.accept(election.store, election.state, cast, OPENS)
    check_receipt(key_of("promise"), manifest().mh, receipt)
    check_kept(receipt, hash_of(cast.leaf), cast.nonce)
    with pytest.raises(BadSignatureError):
        check_receipt(key_of("promise"), a_manifest(members=9).mh, receipt)
    with pytest.raises(BadSignatureError):
        check_kept(receipt, hash_of(ballot("two").leaf), cast.nonce)
    with pytest.raises(EncodingError):
        commitment(hash_of(cast.leaf), b"short")


def test_the_identical_ballot_gets_the_identical_receipt_and_is_kept_once(
    election: Election,
) -> None:
    first = election.accept(ballot())
    assert election.accept(ballot()) == first
    assert len(election.store.pending("executive")) == 1
    election.accept(ballot(seq=2))
    assert election.accept(ballot()) == first  # also after a later one


@pytest.mark.parametrize(("seq", "last"), [(2, 0), (7, 0), (1, 1), (3, 1)])
def test_any_other_number_than_the_next_is_a_conflict_that_names_the_last(
    election: Election, seq: int, last: int
) -> None:
    if last:
        election.accept(ballot())
    other = a_voter(manifest()).cast("executive", (2,), seq)
    with pytest.raises(SequenceConflictError, match=f"last one accepted is {last}") as conflict:
        election.accept(other)
    assert conflict.value.last == last
    assert election.box.state(election.store) == election.state


def changed(change: Callable[[BallotLeaf], BallotLeaf]) -> Cast:
    return replace(ballot(), leaf=change(ballot().leaf))


def signed_again(leaf: BallotLeaf) -> BallotLeaf:
    secrets = a_voter(manifest()).secrets("executive")
    return replace(leaf, signature=sign(secrets.private_seed, leaf.message(manifest().mh)))


@pytest.mark.parametrize(
    ("cast", "error"),
    [
        (lambda: changed(lambda b: replace(b, contest="nowhere")), BoxError),
        (lambda: changed(lambda b: replace(b, sealed=b.sealed + b"x")), BoxError),
        (lambda: changed(lambda b: replace(b, sealed=b.sealed[:-1])), BoxError),
        (lambda: changed(lambda b: replace(b, sealed=bytes(len(b.sealed)))), BadSignatureError),
        (lambda: changed(lambda b: replace(b, seq=2)), BadSignatureError),
        (lambda: changed(lambda b: replace(b, seq=0)), EncodingError),
        (lambda: changed(lambda b: replace(b, signature=bytes(64))), BadSignatureError),
        (lambda: changed(lambda b: replace(b, ballot_pk=bytes(32))), KeyFormatError),
        (lambda: changed(lambda b: replace(b, ballot_pk=key_of("x"))), BadSignatureError),
        (
            lambda: changed(
                lambda b: signed_again(replace(b, credential=ballot("two").leaf.credential))
            ),
            BadSignatureError,
        ),
        (
            lambda: changed(lambda b: signed_again(replace(b, credential=b"\xff" * 384))),
            BadSignatureError,
        ),
        (lambda: changed(lambda b: replace(b, contest="motion-1")), BoxError),
        (lambda: replace(ballot(), nonce=b"short"), EncodingError),
    ],
)
def test_a_ballot_that_does_not_hold_is_refused(
    election: Election, cast: Callable[[], Cast], error: type[BallotsError]
) -> None:
    with pytest.raises(error):
        election.box.check(cast())


def test_a_credential_of_one_contest_is_none_in_another() -> None:
    names = ("Ada", "Ben", "Cai", "Dee")
    twins = a_manifest(
        contests=(a_contest("executive", names=names), a_contest("motion-1", names=names))
    )
    voter = a_voter(twins)
    cast = voter.cast("motion-1", (1,), credential=voter.credential("executive"))
    with pytest.raises(BadSignatureError, match="not issued"):
        Box(twins, seed_of("promise")).check(cast)


def test_ballots_are_taken_from_the_opening_to_the_end_of_the_grace(election: Election) -> None:
    second = timedelta(seconds=1)
    for now in (OPENS - second, BOX_CLOSES, BOX_CLOSES + second):
        with pytest.raises(ClosedError):
            election.box.accept(election.store, election.state, ballot(), now)
    election.box.accept(election.store, election.state, ballot(), BOX_CLOSES - second)
    election.box.accept(election.store, election.state, ballot("two"), CLOSES)


def test_an_extension_is_an_act_that_the_box_follows(election: Election) -> None:
    leaf = act_leaf(manifest(), 1, Extend(CLOSES + timedelta(days=1)))
    election.state = election.box.submit(election.store, election.state, leaf)
    election.box.accept(election.store, election.state, ballot(), BOX_CLOSES)
    with pytest.raises(ClosedError):
        election.close()


def test_a_cancelled_contest_takes_no_ballots(election: Election) -> None:
    leaf = act_leaf(manifest(), 1, Cancel("executive"))
    election.state = election.box.submit(election.store, election.state, leaf)
    with pytest.raises(BoxError, match="cancelled"):
        election.accept(ballot())
    election.accept(ballot(contest="motion-1"))


@pytest.mark.parametrize(("waiting", "logged"), [(0, 0), (3, 0), (4, 2), (5, 3), (9, 7)])
def test_a_batch_leaves_the_pool_behind_and_waits_for_twice_the_pool(
    election: Election, waiting: int, logged: int
) -> None:
    for number in range(waiting):
        election.accept(ballot(f"v{number}"))
    assert election.box.batch(election.store, election.state) == logged
    assert len(election.store.leaves) == 1 + logged
    assert len(election.store.pending("executive")) == waiting - logged


def test_the_pool_is_of_each_contest_alone(election: Election) -> None:
    for number in range(3):
        election.accept(ballot(f"v{number}"))
        election.accept(ballot(f"v{number}", contest="motion-1"))
    assert election.box.batch(election.store, election.state) == 0


def test_every_subset_and_every_order_of_a_batch_is_equally_likely() -> None:
    casts = [ballot(f"v{number}") for number in range(4)]
    order = {hash_of(cast.leaf): number for number, cast in enumerate(casts)}
    found: Counter[tuple[int, ...]] = Counter()
    times = 2400
    for seed in range(times):
        election = Election(seed)
        for cast in casts:
            election.box.accept(election.store, election.state, cast, OPENS)
        election.box.batch(election.store, election.state)
        logged = [decode_leaf(leaf) for leaf in election.store.leaves[1:]]
        found[tuple(order[hash_of(leaf)] for leaf in logged)] += 1
    assert set(found) == set(permutations(range(4), 2))
    expected = times / 12
    chi_squared = sum((n - expected) ** 2 / expected for n in found.values())
    assert chi_squared < 31.3  # 11 degrees of freedom, one in a thousand


@given(st.permutations(range(6)))
def test_the_log_says_nothing_of_the_order_in_which_ballots_came(order: list[int]) -> None:
    logs = []
    for arrivals in (range(6), order):
        election = Election(seed=3)
        for number in arrivals:
            contest = "executive" if number % 2 else "motion-1"
            cast = ballot(f"v{number}", contest=contest)
            election.box.accept(election.store, election.state, cast, OPENS)
        election.box.batch(election.store, election.state)
        election.close()
        logs.append(election.store.leaves)
    assert logs[0] == logs[1]


def test_the_close_drains_everything_and_ends_the_log_for_ever(election: Election) -> None:
    casts = [ballot(f"v{number}") for number in range(5)] + [ballot("v0", 2)]
    for cast in casts:
        election.accept(cast)
    election.close()
    logged = {hash_of(decode_leaf(leaf)) for leaf in election.store.leaves}
    assert all(hash_of(cast.leaf) in logged for cast in casts)
    last = decode_leaf(election.store.leaves[-1])
    assert isinstance(last, CloseLeaf)
    assert [(c.contest, c.ballots, c.keys, c.papers) for c in last.counts] == [
        ("executive", 6, 5, 0),
        ("motion-1", 0, 0, 0),
    ]
    size = len(election.store.leaves)
    for attempt in (
        lambda: election.box.close(election.store, election.state, BOX_CLOSES),
        lambda: election.box.batch(election.store, election.state),
        lambda: election.box.submit(
            election.store, election.state, act_leaf(manifest(), 1, Cancel("executive"))
        ),
        lambda: election.accept(ballot("late")),
    ):
        with pytest.raises(BallotsError, match=r"closed|ended"):
            attempt()
    assert len(election.store.leaves) == size
    assert election.accept(casts[0])  # a lost answer is still given again


def test_the_box_does_not_close_early_nor_without_the_roll(election: Election) -> None:
    with pytest.raises(LogError, match="roll-close must come before"):
        election.box.close(election.store, election.state, BOX_CLOSES)
    election.close_roll()
    with pytest.raises(ClosedError, match="grace"):
        election.box.close(election.store, election.state, BOX_CLOSES - timedelta(seconds=1))
    election.accept(ballot())  # the roll has closed; the box still takes ballots
    election.state = election.box.close(election.store, election.state, BOX_CLOSES)


def test_only_documents_are_submitted(election: Election) -> None:
    for leaf in (ballot().leaf, ManifestLeaf(manifest().mh), CloseLeaf(manifest().mh, (), 0)):
        with pytest.raises(BoxError, match="only acts"):
            election.box.submit(election.store, election.state, leaf)


def test_paper_ballots_are_logged_at_once_and_counted(election: Election) -> None:
    for number, rankings in [(1, ((1, 2), (3,))), (2, ((),))]:
        leaf = paper_leaf(manifest(), "executive", number, rankings)
        election.state = election.box.submit(election.store, election.state, leaf)
    assert election.state.papers == {"executive": 3}
    election.close()
    last = decode_leaf(election.store.leaves[-1])
    assert isinstance(last, CloseLeaf)
    assert last.counts[0].papers == 3


def test_a_cast_survives_its_json(election: Election) -> None:
    body = write_cast(ballot())
    assert read_cast(body) == ballot()
    assert read_cast(body.replace(b",", b", ")) == ballot()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body: body[:-1],
        lambda body: body.replace(b'"seq":1', b'"seq":"1"'),
        lambda body: body.replace(b'"seq":1', b'"seq":0'),
        lambda body: body.replace(b'"seq":1', b'"seq":4294967296'),
        lambda body: body.replace(b'"seq":1', b'"seq":1.0'),
        lambda body: body.replace(b'"seq":1', b'"seq":1,"seq":1'),
        lambda body: body.replace(b'"seq":1', b'"seq":1,"email":"a@b"'),
        lambda body: body.replace(b'"nonce":"', b'"nonce":"A'),
        lambda body: body.replace(b'"nonce":"', b'"nonce":"='),
        lambda body: b"null",
        lambda body: b"{}",
        lambda body: b'"' + b"a" * 200_000 + b'"',
    ],
)
def test_a_body_that_is_no_cast_is_refused(spoil: Callable[[bytes], bytes]) -> None:
    with pytest.raises(EncodingError):
        read_cast(spoil(write_cast(ballot())))


@given(st.data())
def test_a_damaged_cast_is_refused_with_our_own_errors_only(data: st.DataObject) -> None:
    good = write_cast(ballot())
    at = data.draw(st.integers(0, len(good) - 1))
    damaged = good[:at] + data.draw(st.binary(max_size=2)) + good[at + 1 :]
    try:
        cast = read_cast(damaged)
    except BallotsError:
        return
    assert read_cast(write_cast(cast)) == cast
