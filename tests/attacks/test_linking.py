"""Given all that roll and box have stored before the close, and the order in which members drew and
cast, nothing joins a member to a ballot, or one person's ballots in two contests.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from random import Random

import pytest

from ballots.box import Box
from ballots.cast import Cast
from ballots.credential import blind_sign
from ballots.leaves import BallotLeaf, decode_leaf, hash_of
from ballots.manifest import Manifest
from ballots.memory import MemoryBoxStore, MemoryRollStore
from ballots.plaintext import Choice
from ballots.receipt import commitment
from ballots.rehearsal import Device
from ballots.roll import RollOffice, RollRow
from ballots.standing import standing_at_first
from tests.attacks.insider import two_contests
from tests.attacks.linking import Happened, Room, groups_of, linking_faults, sqlite_room
from tests.attacks.sqlite_stores import Naive, SqliteBoxStore, SqliteRollStore
from tests.ballots.elections import OPENS, issuer_key, seed_of
from tests.ballots.whole_election import frozen

MEMBERS = 70
POOL = 20
CONTESTS = ("executive", "motion-1")


@dataclass(frozen=True)
class Crowd:
    """Members in the order in which they come, each with both contests drawn and cast."""

    manifest: Manifest
    rows: tuple[RollRow, ...]
    draws: tuple[tuple[str, str, bytes], ...]
    casts: tuple[tuple[str, str, Cast], ...]


@lru_cache(maxsize=1)
def crowd() -> Crowd:
    """Seventy members who come in no order, and cast both ballots at once; every fifth casts again."""
    contests = [
        replace(b, rankings=((1,),) * MEMBERS, on_paper=(), abstain=0, idle=0)
        for b in two_contests()
    ]
    manifest, rows = frozen(contests, POOL)
    random = Random(17)
    members = [f"member-{number}" for number in range(1, MEMBERS + 1)]
    random.shuffle(members)
    draws, casts = [], []
    for turn, member in enumerate(members):
        for contest in CONTESTS:
            device = Device(manifest, contest, random.randbytes(32))
            z = device.request()
            draws.append((member, contest, z))
            device.take(blind_sign(issuer_key(contest), z))
            for _ in range(2 if turn % 5 == 0 else 1):
                cast = device.cast(Choice((1 + turn % 2,)), manifest.sealing_key)
                casts.append((member, contest, cast))
    return Crowd(manifest, rows, tuple(draws), tuple(casts))


def play(
    people: Crowd,
    office: RollOffice,
    box: Box,
    store: SqliteBoxStore | MemoryBoxStore,
    log: Callable[[], list[bytes]],
    interval: Callable[[], None],
) -> list[list[bytes]]:
    """All draw and cast, with a batch now and then; gives the ballot keys of each, and of the rest."""
    state = box.begin(store)
    standing = standing_at_first(people.manifest)
    draws = iter(people.draws)
    drawn: set[tuple[str, str]] = set()
    batches: list[list[bytes]] = []
    logged = len(log())
    for turn, (member, contest, cast) in enumerate(people.casts, start=1):
        if (member, contest) not in drawn:
            _, _, z = next(draws)
            office.draw(standing, member, contest, z, OPENS)
            drawn.add((member, contest))
        box.accept(store, state, cast, OPENS)
        if turn % 56 == 0 or turn == len(people.casts):
            box.batch(store, state)
            interval()
            batches.append(keys_in(log()[logged:]))
            logged = len(log())
    waiting = {hash_ for contest in CONTESTS for hash_ in store.pending(contest)}
    by_hash = {hash_of(cast.leaf): cast.leaf.ballot_pk for _, _, cast in people.casts}
    return [*batches, [by_hash[hash_] for hash_ in waiting]]


def keys_in(leaves: list[bytes]) -> list[bytes]:
    decoded = map(decode_leaf, leaves)
    return [leaf.ballot_pk for leaf in decoded if isinstance(leaf, BallotLeaf)]


def happened(people: Crowd, batches: list[list[bytes]]) -> Happened:
    """A key that stands in two batches says only that somebody voted again; it is left out."""
    times = Counter(key for batch in batches for key in set(batch))
    several = {key for key, batches_ in times.items() if batches_ > 1}
    groups = groups_of([key for key in batch if key not in several] for batch in batches)
    assert max(map(len, groups)) > 30
    return Happened(people.draws, people.casts, groups, public_values(people.manifest))


def public_values(manifest: Manifest) -> set[bytes | str | int | float | None]:
    return {manifest.mh, *CONTESTS, " ".join(CONTESTS)}


def on_disk(tmp_path: Path, naive: Naive, casts: int | None = None) -> list[str]:
    """What the checker says of SQLite stores through which the crowd has gone, or its first casts."""
    people = replace(crowd(), casts=crowd().casts[:casts])
    roll_folder, box_folder = tmp_path / "roll", tmp_path / "box"
    roll_folder.mkdir()
    box_folder.mkdir()
    rolls = SqliteRollStore(roll_folder, people.rows, naive)
    store = SqliteBoxStore(box_folder, Random(99), naive)

    def log() -> list[bytes]:
        return [d for (d,) in store.database.execute("SELECT data FROM leaf ORDER BY position")]

    def interval() -> None:
        store.forget_order()
        rolls.forget_order()

    box = Box(people.manifest, seed_of("promise"), Random(5))
    batches = play(people, RollOffice(rolls), box, store, log, interval)
    spoil(people, rolls, store, naive)
    # Copied while all is open: closing the last connection would tidy up.
    rooms = []
    for name, folder in (("roll", roll_folder), ("box", box_folder)):
        copied = tmp_path / f"{name}-copy"
        copied.mkdir()
        for path in folder.iterdir():
            (copied / path.name).write_bytes(path.read_bytes())
        rooms.append(sqlite_room(name, copied))
    rolls.database.close()
    store.database.close()
    return linking_faults(happened(people, batches), *rooms)


def spoil(people: Crowd, rolls: SqliteRollStore, store: SqliteBoxStore, naive: Naive) -> None:
    """Stores something that a room must not have."""
    if naive.device:
        store.database.execute("CREATE TABLE device (pk BLOB, device TEXT)")
        for member, _, cast in people.casts:
            browser = f"browser {hash(member) % 10**9:09d}"
            store.database.execute(
                "INSERT INTO device VALUES (?, ?)", (cast.leaf.ballot_pk, browser)
            )
    if naive.session:
        store.database.execute("CREATE TABLE session (pk BLOB, session TEXT)")
        rolls.database.execute("CREATE TABLE session (member TEXT, session TEXT)")
        for at, (member, _, cast) in enumerate(people.casts):
            session = (member, f"session-{at:08d}")
            rolls.database.execute("INSERT INTO session VALUES (?, ?)", session)
            store.database.execute(
                "INSERT INTO session VALUES (?, ?)", (cast.leaf.ballot_pk, session[1])
            )
    if naive.receipts:
        store.database.execute("CREATE TABLE receipt (c BLOB PRIMARY KEY) WITHOUT ROWID")
        for _, _, cast in people.casts:
            c = commitment(hash_of(cast.leaf), cast.nonce)
            store.database.execute("INSERT INTO receipt VALUES (?)", (c,))
    if naive.device or naive.session or naive.receipts:
        for database in (rolls.database, store.database):
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def test_nothing_in_sqlite_stores_joins_a_member_to_a_ballot_or_two_ballots(tmp_path: Path) -> None:
    assert on_disk(tmp_path, Naive()) == []


@pytest.mark.parametrize(
    ("naive", "said"),
    [
        (Naive(serial=True), "column 5 grows in the order of the casts"),
        (Naive(times=True), "column 5 grows in the order of the casts"),
        (Naive(times=True), "column 5 grows in the order of the draws"),
        (Naive(rowid=True, pages=True), "rows stand in the order of the casts"),
        (Naive(write_ahead=True), "a log of writes, in their order, is not empty"),
        (Naive(free_pages=True), "in rows"),
        (Naive(device=True), "one person's ballots in two contests share a value"),
        (Naive(session=True), "share the value"),
        (Naive(receipts=True), "the receipt of a ballot is stored"),
    ],
)
def test_the_checker_notices_what_a_careless_store_keeps(
    tmp_path: Path, naive: Naive, said: str
) -> None:
    faults = on_disk(tmp_path, naive)
    assert any(said in fault for fault in faults), faults[:5]


FEWER_THAN_A_BATCH = 76


def test_nothing_in_sqlite_stores_tells_of_arrival_before_the_first_batch(tmp_path: Path) -> None:
    assert on_disk(tmp_path, Naive(), FEWER_THAN_A_BATCH) == []


@pytest.mark.parametrize(
    "said", ["box.db: bytes of kind 3 lie in the order of the casts", "roll.db: bytes of kind 1"]
)
def test_the_checker_notices_pages_that_arrivals_filled(tmp_path: Path, said: str) -> None:
    faults = on_disk(tmp_path, Naive(pages=True), FEWER_THAN_A_BATCH)
    assert any(said in fault for fault in faults), faults[:9]


def test_nothing_that_stores_in_memory_give_out_joins_a_member_to_a_ballot() -> None:
    people = crowd()
    rolls, store = MemoryRollStore(people.rows), MemoryBoxStore()
    box = Box(people.manifest, seed_of("promise"), Random(5))
    batches = play(people, RollOffice(rolls), box, store, lambda: store.leaves, lambda: None)
    of_roll = [
        (row.member, contest, *rolls.paper(row.member, contest).drawn)
        for row in rolls.rows()
        for contest in row.contests
    ]
    box_rows = {
        "log": [(leaf,) for leaf in store.leaves],
        "pending": [(hash_,) for contest in CONTESTS for hash_ in store.pending(contest)],
        "tally": [(contest, *store.tally(contest)) for contest in CONTESTS],
    }
    rooms = Room("roll", {"paper": of_roll}), Room("box", box_rows)
    assert linking_faults(happened(people, batches), *rooms) == []


def test_a_member_in_the_box_and_a_ballot_on_the_roll_are_noticed() -> None:
    people = crowd()
    member, _, cast = people.casts[0]
    known = Happened(people.draws, people.casts)
    roll = Room("roll", {"note": [(member, cast.leaf.ballot_pk)]})
    box = Room("box", {"note": [(cast.leaf.ballot_pk, member)]}, {"x.log": people.draws[0][2]})
    faults = " ".join(linking_faults(known, roll, box))
    assert "roll, note: part of a ballot is stored" in faults
    assert "box, note: a member is named" in faults
    assert "box, x.log: a draw in 'executive' is stored" in faults


def test_a_file_for_each_ballot_is_noticed() -> None:
    files = {f"{number}.ballot": b"" for number in range(9)}
    faults = linking_faults(Happened((), ()), Room("roll", {}), Room("box", {}, files))
    assert faults == ["box: 9 files, each with times of its own"]
