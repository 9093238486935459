"""The box's store on SQLite and PostgreSQL: what `BoxStore` asks for, and what the files keep."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from ballots.leaves import BallotLeaf, Leaf, ManifestLeaf, hash_of
from ballots.memory import MemoryBoxStore
from service.db.box.store import SqlBoxStore, add_manifest, manifests
from service.db.migrate import migrate
from service.db.session import Database
from tests.service.databases import database_url

CONTESTS = ("chair", "motion")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    for url in database_url(request.param, tmp_path_factory.mktemp("box"), "box"):
        made = Database(url)
        migrate("box", made)
        yield made
        made.close()


@pytest.fixture
def election(request: pytest.FixtureRequest) -> str:
    """A name that no other test of this module uses: they share the databases."""
    return f"e{abs(hash(request.node.name)):x}"


def a_ballot(
    key: int = 1, seq: int = 1, contest: str = "chair", chance: random.Random | None = None
) -> BallotLeaf:
    fill = chance or random.Random(f"{key} {seq} {contest}")
    return BallotLeaf(
        contest=contest,
        ballot_pk=random.Random(key).randbytes(32),
        seq=seq,
        credential=fill.randbytes(384),
        sealed=fill.randbytes(1_200),
        signature=fill.randbytes(64),
    )


def test_a_ballot_waits_until_it_is_taken_and_is_known_ever_after(
    database: Database, election: str
) -> None:
    ballot, other = a_ballot(1), a_ballot(2)
    with database.transaction() as connection:
        store = SqlBoxStore(connection, election)
        assert not store.knows(hash_of(ballot))
        store.put_pending(hash_of(ballot), ballot)
        assert store.knows(hash_of(ballot))
        assert not store.knows(hash_of(other))
    with database.transaction() as connection:
        store = SqlBoxStore(connection, election)
        assert list(store.pending("chair")) == [hash_of(ballot)]
        assert list(store.pending("motion")) == []
        assert store.last_seq("chair", ballot.ballot_pk) == 1
        assert store.last_seq("motion", ballot.ballot_pk) == 0
        store.append(store.take_pending([hash_of(ballot)]))
    with database.reading() as connection:
        store = SqlBoxStore(connection, election)
        assert list(store.pending("chair")) == []
        assert store.knows(hash_of(ballot))
        assert list(store.log()) == [ballot.encode()]
        assert store.last_seq("chair", ballot.ballot_pk) == 1


def test_nothing_of_a_transaction_that_fails_is_kept(database: Database, election: str) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction() as connection:
        SqlBoxStore(connection, election).put_pending(hash_of(a_ballot()), a_ballot())
        raise ZeroDivisionError
    with database.reading() as connection:
        assert not SqlBoxStore(connection, election).knows(hash_of(a_ballot()))


def test_a_batch_comes_in_the_order_asked_for(database: Database, election: str) -> None:
    ballots = [a_ballot(key) for key in range(1_200)]  # more than one statement can name
    hashes = [hash_of(ballot) for ballot in ballots]
    with database.transaction() as connection:
        store = SqlBoxStore(connection, election)
        for ballot in ballots:
            store.put_pending(hash_of(ballot), ballot)
        assert list(store.pending("chair")) == sorted(hashes)
    with database.transaction() as connection:
        store = SqlBoxStore(connection, election)
        taken = store.take_pending(hashes[::-1])
        assert list(taken) == [ballot.encode() for ballot in ballots[::-1]]
        store.append(taken)
    with database.reading() as connection:
        store = SqlBoxStore(connection, election)
        assert store.size() == 1_200
        assert list(store.log(1_195)) == [ballot.encode() for ballot in ballots[4::-1]]
        assert list(store.log(3, 5)) == [
            ballot.encode() for ballot in (ballots[1196], ballots[1195])
        ]


def test_what_does_not_wait_cannot_be_taken(database: Database, election: str) -> None:
    with pytest.raises(KeyError), database.transaction() as connection:
        SqlBoxStore(connection, election).take_pending([bytes(32)])


def test_a_ballot_cannot_be_put_twice(database: Database, election: str) -> None:
    with pytest.raises(IntegrityError), database.transaction() as connection:
        store = SqlBoxStore(connection, election)
        store.put_pending(hash_of(a_ballot()), a_ballot())
        store.put_pending(hash_of(a_ballot()), a_ballot())


def test_documents_are_the_leaves_that_are_not_ballots(database: Database, election: str) -> None:
    first, second = ManifestLeaf(bytes(32)).encode(), ManifestLeaf(bytes(31) + b"\1").encode()
    with database.transaction() as connection:
        store = SqlBoxStore(connection, election)
        assert list(store.documents()) == []
        store.append([first])
        store.put_pending(hash_of(a_ballot()), a_ballot())
        store.append(store.take_pending([hash_of(a_ballot())]))
        store.append([second])
        assert list(store.documents()) == [first, second]


def test_turnout_counts_the_log_and_the_tally_counts_what_waits_too(
    database: Database, election: str
) -> None:
    ballots = [a_ballot(1, 1), a_ballot(1, 2), a_ballot(1, 3), a_ballot(2, 1)]
    with database.transaction() as connection:
        store = SqlBoxStore(connection, election)
        for ballot in ballots:
            store.put_pending(hash_of(ballot), ballot)
        # The random subset may hold the newest ballot of a key and leave the older ones behind.
        store.append(store.take_pending([hash_of(ballots[2])]))
        assert store.turnout("chair") == (1, 1)
        assert store.tally("chair") == (4, 2)
        assert store.tally("motion") == (0, 0)
        assert store.last_seq("chair", ballots[0].ballot_pk) == 3
        store.append(store.take_pending([hash_of(ballots[0]), hash_of(ballots[3])]))
        assert store.turnout("chair") == (3, 2)
        assert store.last_seq("chair", ballots[0].ballot_pk) == 3
        assert store.tally("chair") == (4, 2)


def test_elections_in_one_box_know_nothing_of_each_other(database: Database, election: str) -> None:
    ballot = a_ballot()
    with database.transaction() as connection:
        one, two = SqlBoxStore(connection, election), SqlBoxStore(connection, f"{election}-2")
        one.put_pending(hash_of(ballot), ballot)
        assert not two.knows(hash_of(ballot))
        assert two.last_seq("chair", ballot.ballot_pk) == 0
        assert two.tally("chair") == (0, 0)
        two.put_pending(hash_of(ballot), ballot)
        one.forget_order()
        assert list(two.pending("chair")) == list(one.pending("chair")) == [hash_of(ballot)]


def test_a_manifest_is_taken_in_once(database: Database, election: str) -> None:
    with database.transaction() as connection:
        add_manifest(connection, election, b"{}")
    with database.reading() as connection:
        assert manifests(connection)[election] == b"{}"
    with pytest.raises(IntegrityError), database.transaction() as connection:
        add_manifest(connection, election, b"{}")


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.sampled_from(CONTESTS), st.integers(1, 4)),
        st.tuples(st.just("batch"), st.integers(0, 2**32), st.integers(0, 3)),
        st.tuples(st.just("document"), st.integers(0, 255), st.just(0)),
        st.tuples(st.just("forget"), st.just(0), st.just(0)),
    ),
    max_size=30,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS, number=st.integers(0, 2**64))
def test_it_behaves_as_the_store_in_memory_does(
    database: Database, steps: list[tuple[str, object, object]], number: int
) -> None:
    name = f"r{number:x}-{random.SystemRandom().getrandbits(64):x}"
    memory = MemoryBoxStore()
    put: dict[bytes, BallotLeaf] = {}
    for step, what, how in steps:
        with database.transaction() as connection:
            store = SqlBoxStore(connection, name)
            if step == "put":
                assert isinstance(what, str) and isinstance(how, int)
                pk = a_ballot(how).ballot_pk
                leaf = a_ballot(how, memory.last_seq(what, pk) + 1, what)
                put[hash_of(leaf)] = leaf
                store.put_pending(hash_of(leaf), leaf)
                memory.put_pending(hash_of(leaf), leaf)
            elif step == "batch":
                assert isinstance(what, int) and isinstance(how, int)
                waiting = [hash_ for contest in CONTESTS for hash_ in memory.pending(contest)]
                chosen = random.Random(what).sample(waiting, max(0, len(waiting) - how))
                taken = store.take_pending(chosen)
                assert list(taken) == list(memory.take_pending(chosen))
                store.append(taken)
                memory.append(list(taken))
            elif step == "document":
                assert isinstance(what, int)
                document: Leaf = ManifestLeaf(bytes([what]) * 32)
                store.append([document.encode()])
                memory.append([document.encode()])
            else:
                store.forget_order()
        with database.reading() as connection:
            store = SqlBoxStore(connection, name)
            _same(store, memory, put)


def _same(store: SqlBoxStore, memory: MemoryBoxStore, put: dict[bytes, BallotLeaf]) -> None:
    assert list(store.log()) == memory.leaves
    assert store.size() == len(memory.leaves)
    assert list(store.documents()) == list(memory.documents())
    for contest in CONTESTS:
        assert list(store.pending(contest)) == list(memory.pending(contest))
        assert store.tally(contest) == memory.tally(contest)
    for hash_, leaf in put.items():
        assert store.knows(hash_) and memory.knows(hash_)
        expected = memory.last_seq(leaf.contest, leaf.ballot_pk)
        assert store.last_seq(leaf.contest, leaf.ballot_pk) == expected
