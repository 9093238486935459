"""The box's one writer: what it believes after a commit that failed, and what it does under load."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Connection

from ballots.cast import Cast
from ballots.errors import ClosedError, SequenceConflictError
from ballots.leaves import CloseLeaf
from ballots.log import leaf_hash, root_of
from ballots.memory import MemoryRollStore
from ballots.receipt import Receipt
from service.box import sequencer as sequencing
from service.box import use_cases
from service.box.sequencer import Sequencer
from service.box.urns import Urn, Urns
from service.db.box.store import SqlBoxStore
from service.db.migrate import migrate
from service.db.session import Database
from service.errors import TooMany
from tests.ballots.elections import (
    BOX_CLOSES,
    OPENS,
    Voter,
    a_manifest,
    roll_close_leaf,
    rows_of,
    seed_of,
)

MANIFEST = a_manifest(members=8, pool=2)
CONTEST = "executive"


class PowerCut(Exception):
    """The connection is gone: whether the commit was done, nobody knows."""


class Fragile(Database):
    """A database whose connection breaks at a commit: just before it or just after it."""

    breaks: str | None = None

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        with self.engine.connect() as connection, connection.begin():
            yield connection
            if self.breaks == "before":
                raise PowerCut
        if self.breaks == "after":
            raise PowerCut


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Fragile]:
    made = Fragile(f"sqlite:///{tmp_path / 'box.sqlite'}")
    migrate("box", made)
    yield made
    made.close()


def a_box(database: Database) -> Urns:
    urns = Urns(database, seed_of("promise"), seed_of("log"))
    urns.load()
    return urns


@pytest.fixture
def urn(database: Fragile) -> Urn:
    return a_box(database).take_in(MANIFEST)


def a_cast(name: str, seq: int = 1) -> Cast:
    return Voter(MANIFEST, seed_of(name)).cast(CONTEST, (1,), seq)


def accept(urn: Urn, cast: Cast) -> Receipt:
    return urn.write(lambda store, state: (urn.box.accept(store, state, cast, OPENS), state))


@pytest.mark.parametrize("breaks", ["before", "after"])
def test_a_cast_whose_commit_broke_is_answered_when_it_is_sent_again(
    database: Fragile, urn: Urn, breaks: str
) -> None:
    cast = a_cast("one")
    database.breaks = breaks
    with pytest.raises(PowerCut):
        accept(urn, cast)
    database.breaks = None
    receipt = accept(urn, cast)
    assert accept(urn, cast) == receipt
    with database.reading() as connection:
        assert len(list(SqlBoxStore(connection, MANIFEST.election.id).pending(CONTEST))) == 1


@pytest.mark.parametrize("breaks", ["before", "after"])
def test_a_close_whose_commit_broke_is_never_followed_by_a_ballot_unless_it_was_undone(
    database: Fragile, urn: Urn, breaks: str
) -> None:
    accept(urn, a_cast("one"))
    roll = roll_close_leaf(
        urn.state.standing, MemoryRollStore(rows_of(8, ("executive", "motion-1")))
    )
    use_cases.submit_leaf(urn, roll.encode())
    database.breaks = breaks
    with pytest.raises(PowerCut):
        use_cases.close(urn, lambda: BOX_CLOSES)
    database.breaks = None
    if breaks == "after":
        with pytest.raises(ClosedError):
            accept(urn, a_cast("two"))
    assert use_cases.close(urn, lambda: BOX_CLOSES).size == 4
    with database.reading() as connection:
        leaves = list(SqlBoxStore(connection, MANIFEST.election.id).log())
    assert urn.tree.root() == root_of(map(leaf_hash, leaves))
    assert isinstance(urn.state.close, CloseLeaf)


def test_a_box_that_starts_again_stands_where_it_was(database: Fragile, urn: Urn) -> None:
    for name in ("one", "two", "three", "four", "five"):
        accept(urn, a_cast(name))
    assert use_cases.log_batch(urn) == 3
    again = a_box(database).find(MANIFEST.election.id)
    assert again.tree.root() == urn.tree.root()
    assert again.state == urn.state
    assert again.documents == urn.documents
    assert again.turnout() == urn.turnout() == {CONTEST: (3, 3), "motion-1": (0, 0)}
    with pytest.raises(SequenceConflictError):
        accept(again, a_cast("one", seq=3))


def test_the_sequencer_answers_each_cast_of_a_group_for_itself(urn: Urn) -> None:
    casts = [a_cast(f"member {number}") for number in range(6)]
    wrong = a_cast("member 9", seq=2)

    async def run() -> list[Receipt | BaseException]:
        sequencer = Sequencer(lambda: OPENS)
        sequencer.start()
        group = [*casts, wrong, casts[0]]
        Random(1).shuffle(group)
        answers = await asyncio.gather(
            *(sequencer.accept(urn, cast) for cast in group), return_exceptions=True
        )
        await sequencer.stop()
        return [answers[group.index(cast)] for cast in [*casts, wrong]]

    *taken, refused = asyncio.run(run())
    assert all(isinstance(answer, Receipt) for answer in taken)
    assert isinstance(refused, SequenceConflictError)
    assert refused.last == 0


def test_a_group_whose_commit_broke_gets_no_receipt(database: Fragile, urn: Urn) -> None:
    casts = [a_cast(f"member {number}") for number in range(4)]

    async def run() -> list[Receipt | BaseException]:
        sequencer = Sequencer(lambda: OPENS)
        sequencer.start()
        database.breaks = "before"
        first = await asyncio.gather(
            *(sequencer.accept(urn, cast) for cast in casts), return_exceptions=True
        )
        database.breaks = None
        second = await asyncio.gather(*(sequencer.accept(urn, cast) for cast in casts))
        await sequencer.stop()
        return [*first, *second]

    answers = asyncio.run(run())
    assert all(isinstance(answer, PowerCut) for answer in answers[:4])
    assert all(isinstance(answer, Receipt) for answer in answers[4:])


def test_a_full_queue_turns_casts_away(urn: Urn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sequencing, "MOST_WAITING", 1)

    async def run() -> int:
        sequencer = Sequencer(lambda: OPENS)  # not started: nothing leaves the queue
        waiting = asyncio.create_task(sequencer.accept(urn, a_cast("one")))
        await asyncio.sleep(0)
        with pytest.raises(TooMany) as refused:
            await sequencer.accept(urn, a_cast("two"))
        waiting.cancel()
        retry = refused.value.more["retry_after"]
        assert isinstance(retry, int)
        return retry

    assert asyncio.run(run()) >= 1


def test_an_election_is_over_for_the_box_when_its_own_clock_says_so(urn: Urn) -> None:
    with pytest.raises(ClosedError):
        use_cases.close(urn, lambda: BOX_CLOSES - timedelta(microseconds=1))
