"""The office's store on SQLite and PostgreSQL: what is kept comes back, and nothing is kept by halves."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import IntegrityError

from ballots.audit import next_entry, verify_chain
from service.db.migrate import migrate
from service.db.office.store import ActRow, Election, Officer, OfficeStore, Result
from service.db.session import Database
from tests.service.databases import database_url

NOW = datetime(2027, 2, 1, 9, tzinfo=UTC)
NOTICE = 'title = "Wybory\u2014é"\n'
_names = itertools.count()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    for url in database_url(request.param, tmp_path_factory.mktemp("office"), "office"):
        made = Database(url)
        migrate("office", made)
        yield made
        made.close()


@pytest.fixture
def name() -> str:
    """An election that no other test has."""
    return f"election-{next(_names)}"


def test_officers_are_kept_by_id_and_may_get_a_new_password(database: Database, name: str) -> None:
    ann, bob = Officer(f"{name}-a", "Ann", "hash 1"), Officer(f"{name}-b", "Bob", "hash 2")
    with database.transaction() as connection:
        store = OfficeStore(connection)
        assert store.officer(ann.id) is None
        store.put_officer(bob)
        store.put_officer(ann)
        assert [o for o in store.officers() if o.id.startswith(f"{name}-")] == [ann, bob]
        newer = replace(ann, password_hash="hash 3")
        store.put_officer(newer)
        assert store.officer(ann.id) == newer


def test_sessions_end_and_ended_ones_are_forgotten(database: Database, name: str) -> None:
    one, two = (hashlib.sha256(f"{name}{n}".encode()).digest() for n in range(2))
    with database.transaction() as connection:
        store = OfficeStore(connection)
        store.add_session(one, "ann", ends=1_000, now=500)
        assert store.session(one, 999) == "ann"
        assert store.session(one, 1_000) is None
        assert store.session(two, 999) is None
        store.add_session(two, "bob", ends=3_000, now=1_000)
        assert store.session(one, 0) is None  # gone, not only over
        store.end_session(two)
        assert store.session(two, 1_001) is None


def test_an_election_begins_as_a_draft_and_changes_by_field(database: Database, name: str) -> None:
    with database.transaction() as connection:
        store = OfficeStore(connection)
        assert store.election(name) is None
        store.put_notice(name, NOTICE)
        assert store.election(name) == Election(name, "draft", NOTICE)
    changed = {
        field: f"{field}\0\xff".encode("latin-1")
        for field in (
            "ceremony", "manifest", "acknowledgements", "checkpoint", "opening", "declaration",
        )
    }  # fmt: skip
    seed = hashlib.sha256(b"seed").digest()
    with database.transaction() as connection:
        OfficeStore(connection).change(name, state="declared", opening_seed=seed, **changed)
    with database.reading() as connection:
        store = OfficeStore(connection)
        expected = Election(name, "declared", NOTICE, opening_seed=seed, **changed)
        assert store.election(name) == expected
        assert expected in store.elections()
    with database.transaction() as connection:
        store = OfficeStore(connection)
        store.put_notice(name, "title = 'anew'")
        assert store.election(name) == Election(name, "draft", "title = 'anew'")


def test_proposals_are_numbered_and_settled_once(database: Database, name: str) -> None:
    with database.transaction() as connection:
        store = OfficeStore(connection)
        first = store.add_proposal(name, "freeze", "{}", "As agreed", "ann")
        second = store.add_proposal(name, "extend", '{"closes":"later"}', "Snow", "bob")
        other = store.add_proposal(f"{name}-2", "freeze", "{}", "As agreed", "ann")
        assert (first.number, second.number, other.number) == (1, 2, 1)
        assert list(store.proposals(name)) == [first, second]
        assert store.settle(first, "done", "bob", '{"mh":"x"}')
        assert not store.settle(first, "withdrawn", "ann", "{}")
        assert list(store.proposals(name)) == [
            replace(first, state="done", confirmer="bob", parameters='{"mh":"x"}'),
            second,
        ]


def test_acts_stand_in_order_and_each_number_once(database: Database, name: str) -> None:
    acts = [
        ActRow(name, n, b"leaf %d\0" % n, hashlib.sha256(b"%d" % n).digest(), f"Reason {n}", n > 1)
        for n in (1, 2)
    ]
    with database.transaction() as connection:
        store = OfficeStore(connection)
        for act in reversed(acts):
            store.add_act(act)
        assert list(store.acts(name)) == acts
        assert list(store.acts(f"{name}-2")) == []
    with pytest.raises(IntegrityError), database.transaction() as connection:
        OfficeStore(connection).add_act(acts[0])


def test_results_are_replaced_together(database: Database, name: str) -> None:
    old = [Result(name, contest, b"{}", "Minutes", "{}") for contest in ("chair", "treasurer")]
    new = [Result(name, "chair", b'{"a":1}', "Minutes\u2014é", '{"valid":3}')]
    with database.transaction() as connection:
        store = OfficeStore(connection)
        store.replace_results(name, old)
        assert list(store.results(name)) == old
        store.replace_results(name, new)
        assert list(store.results(name)) == new
        store.replace_results(name, [])
        assert list(store.results(name)) == []


def test_the_audit_chain_comes_back_as_it_was_written(database: Database, name: str) -> None:
    with database.transaction() as connection:
        store = OfficeStore(connection)
        assert store.last_entry(name) is None
        for number in range(1, 13):  # in the order of numbers, not of words
            details = {"proposal": number}
            entry = next_entry(store.last_entry(name), NOW, "ann", "propose-freeze", details)
            store.add_entry(name, entry, f'{{"proposal":{number}}}')
            assert store.last_entry(name) == entry
    with database.reading() as connection:
        found = list(OfficeStore(connection).audit(name))
    assert [entry.number for entry, _ in found] == list(range(1, 13))
    assert verify_chain(entry for entry, _ in found) == found[-1][0].hash()
    assert [details for _, details in found][:2] == ['{"proposal":1}', '{"proposal":2}']


def test_two_entries_of_one_number_cannot_be(database: Database, name: str) -> None:
    """Two officers who act at once: one of them has to try again, and the chain never forks."""
    entry = next_entry(None, NOW, "ann", "load-notice", {})
    with database.transaction() as connection:
        OfficeStore(connection).add_entry(name, entry, "{}")
    rival = next_entry(None, NOW, "bob", "load-notice", {})
    with pytest.raises(IntegrityError), database.transaction() as connection:
        OfficeStore(connection).add_entry(name, rival, "{}")
    with database.reading() as connection:
        assert [e for e, _ in OfficeStore(connection).audit(name)] == [entry]


def test_nothing_of_a_transaction_that_fails_is_kept(database: Database, name: str) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction() as connection:
        store = OfficeStore(connection)
        store.put_notice(name, NOTICE)
        store.add_entry(name, next_entry(None, NOW, "ann", "load-notice", {}), "{}")
        raise ZeroDivisionError
    with database.reading() as connection:
        store = OfficeStore(connection)
        assert store.election(name) is None
        assert store.last_entry(name) is None
