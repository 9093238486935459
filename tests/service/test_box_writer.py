"""One writer a box: a second is refused, and one that has lost the lock writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from service.box import use_cases
from service.box.urns import NotWriting, Urns
from service.box.writer import OnlyWriter
from service.db.migrate import migrate
from service.db.session import Database
from tests.ballots.elections import a_manifest, seed_of
from tests.service.databases import database_url

MANIFEST = a_manifest(members=8, pool=2)
END_ALL_OTHERS = text(
    "select pg_terminate_backend(pid) from pg_stat_activity "
    "where datname = current_database() and pid <> pg_backend_pid()"
)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    yield from database_url(request.param, tmp_path, "box")


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    made = Database(url)
    migrate("box", made)
    yield made
    made.close()


def test_a_second_writer_is_refused_while_the_first_is_there(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.box.writer._PATIENCE", 0.2)
    with OnlyWriter(database, tmp_path) as writer:
        assert writer.held()
        with pytest.raises(RuntimeError, match="another process"), OnlyWriter(database, tmp_path):
            pass
        assert writer.held()
    with OnlyWriter(database, tmp_path) as again:
        assert again.held()


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_a_lock_lost_when_the_server_restarts_is_taken_again_if_it_is_free(
    database: Database, url: str, tmp_path: Path
) -> None:
    other = Database(url)
    with OnlyWriter(database, tmp_path) as writer:
        with other.transaction() as connection:
            connection.execute(END_ALL_OTHERS)
        assert writer.held()
        with other.transaction() as connection:
            connection.execute(END_ALL_OTHERS)
        with OnlyWriter(other, tmp_path):
            assert not writer.held()
        assert writer.held()
    other.close()


def test_while_the_lock_is_lost_nothing_is_written_and_then_the_database_is_read_again(
    database: Database,
) -> None:
    urns = Urns(database, seed_of("promise"), seed_of("log"))
    urn = urns.take_in(MANIFEST)
    other = Urns(database, seed_of("promise"), seed_of("log"))
    other.load()
    urns.suspend()
    with pytest.raises(NotWriting):
        use_cases.log_batch(urn)
    with pytest.raises(NotWriting):
        urns.take_in(replace(MANIFEST, election=replace(MANIFEST.election, id="another")))
    assert urn.tree.root() == other.find(MANIFEST.election.id).tree.root()
    urns.resume()
    assert use_cases.log_batch(urn) == 0
