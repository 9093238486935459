"""The roll office's store on SQLite and PostgreSQL: what `RollStore` asks for, people, links, sessions."""

from __future__ import annotations

import hashlib
import itertools
import threading
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from ballots.errors import RollError
from ballots.memory import MemoryRollStore
from ballots.roll import NEW_PAPER, Paper, RollRow
from service.db.migrate import migrate
from service.db.roll.papers import SqlRollStore
from service.db.roll.store import Link, Person, Rolls, Session
from service.db.session import Database
from tests.service.databases import database_url

CONTESTS = ("chair", "motion")
Z1, Z2 = hashlib.sha256(b"1").digest(), hashlib.sha256(b"2").digest()
_names = itertools.count()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    for url in database_url(request.param, tmp_path_factory.mktemp("roll"), "roll"):
        made = Database(url)
        migrate("roll", made)
        yield made
        made.close()


def a_name() -> str:
    """An election that no other test has."""
    return f"election-{next(_names)}"


def rows(members: int = 3) -> list[RollRow]:
    return [
        RollRow(hashlib.sha256(b"%d" % n).digest(), f"M{n}", CONTESTS if n % 2 else CONTESTS[:1])
        for n in range(1, members + 1)
    ]


def a_frozen_roll(database: Database, members: int = 3) -> str:
    name = a_name()
    with database.transaction() as connection:
        rolls = Rolls(connection)
        rolls.replace_entitlements(name, rows(members))
        SqlRollStore(connection, name).open_papers()
    return name


def test_rows_and_new_papers_are_there_from_the_freeze(database: Database) -> None:
    name = a_frozen_roll(database)
    with database.reading() as connection:
        store = SqlRollStore(connection, name)
        assert sorted(store.rows(), key=lambda row: row.member) == rows()
        assert store.row("M2") == rows()[1]
        assert store.row("M9") is None
        assert store.paper("M1", "motion") == NEW_PAPER
        assert store.granted("chair") == 0


def test_a_paper_is_replaced_only_from_what_it_was(database: Database) -> None:
    name = a_frozen_roll(database)
    drawn = Paper((Z1,))
    with database.transaction() as connection:
        store = SqlRollStore(connection, name, to_change=True)
        store.put_paper("M1", "chair", NEW_PAPER, drawn)
        assert store.paper("M1", "chair") == drawn
        assert store.paper("M1", "motion") == NEW_PAPER
        for before in (NEW_PAPER, Paper((Z2,)), Paper((Z1,), granted=1), Paper((Z1,), 0, True)):
            with pytest.raises(RollError):
                store.put_paper("M1", "chair", before, Paper((Z2,)))
        again = Paper((Z1, Z2), granted=1)
        store.put_paper("M1", "chair", drawn, again)
        assert store.paper("M1", "chair") == again
        assert store.granted("chair") == 1
        assert store.granted("motion") == 0


def test_of_two_draws_at_once_one_is_kept(database: Database) -> None:
    name = a_frozen_roll(database)
    barrier = threading.Barrier(2)
    kept: list[bytes] = []

    def draw(z: bytes) -> None:
        barrier.wait()
        try:
            with database.transaction() as connection:
                store = SqlRollStore(connection, name, to_change=True)
                before = store.paper("M1", "chair")
                if not before.drawn:
                    store.put_paper("M1", "chair", before, Paper((z,)))
                    kept.append(z)
        except RollError:
            pass

    threads = [threading.Thread(target=draw, args=(z,)) for z in (Z1, Z2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(kept) == 1
    with database.reading() as connection:
        assert SqlRollStore(connection, name).paper("M1", "chair").drawn == (kept[0],)


def test_a_paper_that_was_never_opened_cannot_be_put(database: Database) -> None:
    name = a_frozen_roll(database)
    with pytest.raises(RollError), database.transaction() as connection:
        SqlRollStore(connection, name).put_paper("M2", "motion", NEW_PAPER, Paper((Z1,)))


def test_a_member_who_is_taken_off_leaves_nothing(database: Database) -> None:
    name = a_frozen_roll(database)
    with database.transaction() as connection:
        store = SqlRollStore(connection, name)
        store.remove("M1")
        assert store.row("M1") is None
        assert {row.member for row in store.rows()} == {"M2", "M3"}
        assert {row.member for row in store.whole().rows()} == {"M2", "M3"}


def test_nothing_of_a_transaction_that_fails_is_kept(database: Database) -> None:
    name = a_frozen_roll(database)
    with pytest.raises(ZeroDivisionError), database.transaction() as connection:
        SqlRollStore(connection, name).put_paper("M1", "chair", NEW_PAPER, Paper((Z1,)))
        raise ZeroDivisionError
    with database.reading() as connection:
        assert SqlRollStore(connection, name).paper("M1", "chair") == NEW_PAPER


PAPERS = st.builds(
    Paper,
    drawn=st.lists(st.sampled_from((Z1, Z2)), max_size=2).map(tuple),
    granted=st.integers(0, 2),
    on_paper=st.booleans(),
)
STEPS = st.lists(
    st.tuples(st.sampled_from(("M1", "M2", "M3")), st.sampled_from(CONTESTS), PAPERS, PAPERS),
    max_size=12,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_it_behaves_as_the_store_in_memory_does(
    database: Database, steps: list[tuple[str, str, Paper, Paper]]
) -> None:
    name = a_frozen_roll(database)
    memory = MemoryRollStore(rows())
    entitled = {row.member: row.contests for row in rows()}
    with database.transaction() as connection:
        store = SqlRollStore(connection, name)
        for member, contest, before, after in steps:
            if contest not in entitled[member]:
                continue
            taken = memory.paper(member, contest) == before
            for one in (store, memory):
                if taken:
                    one.put_paper(member, contest, before, after)
                else:
                    with pytest.raises(RollError):
                        one.put_paper(member, contest, before, after)
        whole = store.whole()
        for row in rows():
            for contest in row.contests:
                expected = memory.paper(row.member, contest)
                assert store.paper(row.member, contest) == expected
                assert whole.paper(row.member, contest) == expected
        for contest in CONTESTS:
            assert store.granted(contest) == memory.granted(contest)


ANN = Person("A1", "Ann", "ann@example.org")
BOB = Person("B2", "Bob", "bob@example.org")


def test_a_roll_is_replaced_whole_and_people_on_no_roll_are_forgotten(database: Database) -> None:
    name = a_name()
    with database.transaction() as connection:
        rolls = Rolls(connection)
        rolls.replace_roll(name, "one", [(ANN, {"paid": "yes"}), (BOB, {})])
        rolls.replace_roll(name, "two", [(ANN, {"region": "north"})])
        assert dict(rolls.roll(name, "one")) == {"A1": {"paid": "yes"}, "B2": {}}
        assert list(rolls.people(name)) == [ANN, BOB]
        assert rolls.sizes(name) == {"one": 2, "two": 1}
        rolls.replace_roll(name, "one", [(BOB, {"paid": "no"})])
        assert dict(rolls.roll(name, "one")) == {"B2": {"paid": "no"}}
        assert list(rolls.people(name)) == [ANN, BOB]  # Ann is still on the other roll
        rolls.replace_roll(name, "two", [(BOB, {})])
        assert list(rolls.people(name)) == [BOB]
        assert rolls.person(name, "A1") is None
        assert rolls.person(a_name(), "B2") is None


def test_a_corrected_name_is_taken_over(database: Database) -> None:
    name = a_name()
    better = Person("A1", "Ann Other", "ann@example.com")
    with database.transaction() as connection:
        rolls = Rolls(connection)
        rolls.replace_roll(name, "one", [(ANN, {})])
        rolls.replace_roll(name, "one", [(better, {})])
        assert rolls.person(name, "A1") == better
        # On two rolls, too: the newest stands.
        rolls.replace_roll(name, "two", [(ANN, {}), (BOB, {})])
        assert rolls.person(name, "A1") == ANN
        assert list(rolls.people(name, besides="two")) == [ANN]


def test_an_election_goes_from_prepared_to_frozen(database: Database) -> None:
    name = a_name()
    with database.transaction() as connection:
        rolls = Rolls(connection)
        assert rolls.election(name) is None
        assert rolls.documents(name) is None
        rolls.hold(name)
        rolls.put_prepared(name, b"asked")
        rolls.replace_entitlements(name, rows())
        assert rolls.documents(name) == (False, b"")
        rolls.unprepare(name)
        assert rolls.election(name) is None
        assert list(SqlRollStore(connection, name).rows()) == []
        rolls.put_prepared(name, b"asked again")
        rolls.replace_entitlements(name, rows())
        rolls.put_manifest(name, b"{}")
        rolls.put_documents(name, [b"leaf one", b""])
        rolls.unprepare(name)  # frozen: nothing happens
        found = rolls.election(name)
        assert found is not None
        assert (found.prepared, found.manifest) == (b"asked again", b"{}")
        assert found.documents == (b"leaf one", b"")
        assert len(list(SqlRollStore(connection, name).rows())) == 3


def test_draws_wait_while_the_election_is_changed(database: Database) -> None:
    """PostgreSQL lets transactions run side by side: the closing statement must count every draw."""
    name = a_frozen_roll(database)
    changing, order = threading.Event(), []

    def draw() -> None:
        changing.wait(10)
        with database.transaction() as connection:
            Rolls(connection).hold(name, shared=True)
            order.append("draw")

    thread = threading.Thread(target=draw)
    thread.start()
    with database.transaction() as connection:
        Rolls(connection).hold(name)
        changing.set()
        thread.join(0.3)
        order.append("close")
    thread.join()
    assert order == ["close", "draw"]


def test_links_are_replaced_together(database: Database) -> None:
    name = a_name()
    one, two = Link(f"a-{name}", name, "A1", Z1), Link(f"b-{name}", name, "B2", Z2)
    with database.transaction() as connection:
        rolls = Rolls(connection)
        rolls.replace_links(name, [one])
        assert rolls.link(one.id) == one
        rolls.replace_links(name, [two])
        assert rolls.link(one.id) is None
        assert rolls.link(two.id) == two
        rolls.replace_links(name, [])
        assert rolls.link(two.id) is None


def test_sessions_end(database: Database) -> None:
    name = a_name()
    token, later = (hashlib.sha256(f"{name}{n}".encode()).digest() for n in range(2))
    with database.transaction() as connection:
        rolls = Rolls(connection)
        rolls.add_session(token, Session(name, "A1", 1_000), now=500)
        assert rolls.session(token) == Session(name, "A1", 1_000)
        rolls.add_session(later, Session(name, "B2", 3_000), now=1_000)
        assert rolls.session(token) is None
        rolls.end_session(later)
        assert rolls.session(later) is None


def test_a_roll_row_without_its_person_cannot_be(database: Database) -> None:
    name = a_name()
    from sqlalchemy import insert

    from service.db.roll.tables import roll_rows

    with pytest.raises(IntegrityError), database.transaction() as connection:
        row = {"election": name, "roll": "one", "number": "A1", "attributes": "{}"}
        connection.execute(insert(roll_rows).values(**row))
