"""The running roll office and box, looked through from outside: nothing joins a person to a ballot.

Recognisable members draw and cast in a known order through real doors. Then everything that either
room has kept is searched: rows, free pages, write-ahead logs, key folders, names and times of files,
log lines, headers of answers. On PostgreSQL rows and log lines only: its transaction ids, dead rows
and write-ahead log keep the order of arrival, as docs say, and nothing is promised of them.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import inspect, text

from ballots.cast import Cast, write_cast
from ballots.encoding import from_base64url, to_base64url
from ballots.leaves import BallotLeaf, decode_leaf, hash_of
from ballots.plaintext import Choice
from ballots.tiles import bundles_of, read_bundle
from service.db.migrate import metadata_of
from service.db.session import Database
from tests.attacks.linking import Happened, Room, Value, groups_of, linking_faults, sqlite_room
from tests.service.processes import RoomsProcess, rooms_process
from tests.service.rooms import CLOSES, CONTESTS, GRACE, OPENS, FrozenElection, freeze

MEMBERS = 40
MARK = "Recognisable-"  # what membership numbers begin with
POOL = 20
SETTLED = 90  # seconds within which the box has logged a batch and the roll office has tidied


@dataclass
class Crowd:
    """What members did, in order, and every header that came back."""

    draws: list[tuple[str, str, bytes]] = field(default_factory=list)
    casts: list[tuple[str, str, Cast]] = field(default_factory=list)
    headers: list[tuple[str, httpx.Headers]] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)


def come(election: FrozenElection, crowd: Crowd, numbers: Sequence[str]) -> None:
    """One after another they sign in, draw both papers and cast both ballots at once."""
    door = election.house.anybody
    for number in numbers:
        with closing(election.sign_in(number)) as client:
            crowd.secrets.append(client.cookies["omov_roll"])
            for contest in CONTESTS:
                device = election.device(f"{number} {contest}", contest)
                z = device.request()
                body = {"contest": contest, "z": to_base64url(z)}
                drawn = client.post(f"{election.roll}/draw", json=body)
                device.take(from_base64url(drawn.json()["signature"], 384))
                crowd.draws.append((number, contest, z))
                crowd.headers.append(("roll", drawn.headers))
                cast = device.cast(Choice((1 + int(number.removeprefix(MARK)) % 2,)))
                answer = door.post(f"{election.box}/cast", content=write_cast(cast))
                assert answer.status_code == 200, answer.text
                crowd.casts.append((number, contest, cast))
                crowd.headers.append(("box", answer.headers))


def misuse(election: FrozenElection, crowd: Crowd) -> None:
    """Requests that go wrong: what they say must not reach the log either."""
    door = election.house.client()
    link = election.links[f"{MARK}1"]
    crowd.secrets.append(link.split(".")[1])
    for form in ({"link": link, "number": f"{MARK}999"}, {"link": "nobody", "number": f"{MARK}1"}):
        assert door.post(f"{election.roll}/sign-in", json=form).status_code == 401
    last = crowd.casts[-1][2]
    wrong = write_cast(last).replace(b'"seq":1', b'"seq":7')
    assert election.cast(wrong).status_code == 403
    cookie = {"Cookie": f"omov_roll={crowd.secrets[0]}"}
    refused = door.post(f"{election.box}/cast", content=write_cast(last), headers=cookie)
    assert refused.status_code == 400
    assert door.get(f"{election.roll}/me?name=Member+1").status_code == 401


def leaves_of(election: FrozenElection) -> list[bytes]:
    door = election.house.anybody
    size = door.get(election.box).json()["size"]
    found: list[bytes] = []
    for tile in bundles_of(size):
        found += read_bundle(door.get(f"{election.box}/{tile.path}").content, tile.width)
    return found


def what_happened(election: FrozenElection, crowd: Crowd, batch: Sequence[bytes]) -> Happened:
    """Batches are public: order must say nothing within the one that was logged, and in the rest."""
    logged = {leaf.ballot_pk for leaf in map(decode_leaf, batch) if isinstance(leaf, BallotLeaf)}
    keys = {cast.leaf.ballot_pk for _, _, cast in crowd.casts}
    manifest = election.manifest
    public: set[Value] = {manifest.mh, manifest.data, manifest.election.id, *CONTESTS}
    public |= {" ".join(CONTESTS), '["executive", "motion-1"]'}
    return Happened(crowd.draws, crowd.casts, groups_of([logged, keys - logged]), public)


def wait_for(done: Callable[[], bool]) -> None:
    ends = time.monotonic() + SETTLED
    while not done():
        assert time.monotonic() < ends, "the rooms did not tidy up"
        time.sleep(0.25)


def at_rest(data: Path, room: str, folder: Path) -> Room:
    """A copy of the room's files, made while the process runs, and its key folder beside them."""
    folder.mkdir()
    for file in data.glob(f"{room}.sqlite*"):
        if not file.name.endswith("-shm"):
            (folder / file.name).write_bytes(file.read_bytes())
    found = sqlite_room(room, folder)
    keys = {
        str(file.relative_to(data)): file.read_bytes()
        for file in sorted((data / "keys" / room).rglob("*"))
        if file.is_file()
    }
    assert len(keys) <= 8, keys.keys()  # none for each member or ballot
    return Room(room, found.rows, {**found.files, f"{room} keys": b"\0".join(keys.values())})


def check_words(crowd: Crowd, rooms: Sequence[Room], log: bytes) -> None:
    """Names, numbers, addresses and secrets: in no log line and not in the box; rankings nowhere."""
    named = re.compile(rf"Member \d|Member\+\d|{MARK}|@example\.org".encode(), re.IGNORECASE)
    assert not named.search(log), named.search(log)
    box = next(room for room in rooms if room.name == "box")
    for table, rows in box.rows.items():
        for row in rows:
            assert not any(isinstance(v, str) and named.search(v.encode()) for v in row), table
    for secret in crowd.secrets:
        assert secret.encode() not in log
        for room in rooms:
            for place, data in room.files.items():
                assert secret.encode() not in data, (room.name, place)
    for _, _, cast in crowd.casts:
        for value in (cast.leaf.ballot_pk, cast.nonce, hash_of(cast.leaf), cast.leaf.signature):
            for form in (value.hex(), to_base64url(value)):
                assert form.encode() not in log
    assert b"127.0.0.1" not in re.sub(rb"http://127\.0\.0\.1:\d+", b"", log)


def check_headers(crowd: Crowd) -> None:
    """An answer's headers are the same for everybody, but for the time and the length."""
    for room in ("roll", "box"):
        shapes = {
            tuple(sorted((k, v) for k, v in headers.items() if k not in ("date", "content-length")))
            for of, headers in crowd.headers
            if of == room
        }
        assert len(shapes) == 1, shapes
    assert all("set-cookie" not in headers for of, headers in crowd.headers if of == "box")


def close(process: RoomsProcess, election: FrozenElection) -> None:
    process.stop()
    process.start(CLOSES + timedelta(seconds=GRACE + 1))
    door = process.house.anybody
    leaf = door.post(f"{election.roll}/close").json()["leaf"]
    assert door.post(f"{election.box}/leaves", json={"leaf": leaf}).is_success
    assert door.post(f"{election.box}/close").is_success


def an_open_election(process: RoomsProcess, interval: int) -> tuple[FrozenElection, list[str]]:
    """With members who come in no order that anybody chose."""
    process.start(OPENS - timedelta(hours=1))
    election = freeze(process.house, MEMBERS, interval=interval, pool=POOL, mark=MARK)
    process.stop()
    process.start(OPENS + timedelta(hours=1))
    numbers = [f"{MARK}{n}" for n in range(1, MEMBERS + 1)]
    random.Random(11).shuffle(numbers)
    return election, numbers


@pytest.mark.slow
def test_files_of_the_running_rooms_join_nobody_to_a_ballot(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    with rooms_process("sqlite", data) as process:
        # Long enough for all to have come before the first batch.
        election, numbers = an_open_election(process, interval=20)
        crowd = Crowd()
        come(election, crowd, numbers)
        misuse(election, crowd)
        wait_for(lambda: len(leaves_of(election)) > 1)
        logs = [data / "box.sqlite-wal", data / "roll.sqlite-wal"]
        wait_for(lambda: all(not log.exists() or log.stat().st_size == 0 for log in logs))
        happened = what_happened(election, crowd, leaves_of(election)[1:])
        assert all(len(group) >= POOL for group in happened.groups)
        rooms = [at_rest(data, room, tmp_path / f"{room} before") for room in ("roll", "box")]
        assert linking_faults(happened, *rooms) == []
        check_words(crowd, rooms, process.log.read_bytes())
        check_headers(crowd)
        check_modes(data)
        close(process, election)
        process.stop()
        rooms = [at_rest(data, room, tmp_path / f"{room} after") for room in ("roll", "box")]
        assert linking_faults(happened, *rooms) == []
        check_words(crowd, rooms, process.log.read_bytes())


def check_modes(data: Path) -> None:
    """Only their owner reads databases and keys."""
    for file in [*data.glob("*.sqlite*"), *(data / "keys").rglob("*.key")]:
        assert file.stat().st_mode & 0o077 == 0, file


def postgresql_room(name: str, url: str) -> Room:
    """All rows, by their keys: the order in which PostgreSQL gives them otherwise is not promised."""
    database = Database(url)
    rows = {}
    with database.reading() as connection:
        metadata = metadata_of("roll" if name == "roll" else "box")
        assert set(inspect(connection).get_table_names()) == {*metadata.tables, "alembic_version"}
        for table in metadata.sorted_tables:
            query = table.select().order_by(*table.primary_key.columns)
            found = connection.execute(query)
            rows[table.name] = [
                tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in found
            ]
        sequences = connection.execute(text("select count(*) from pg_sequences")).scalar()
        assert sequences == 0  # no serial number anywhere
    database.close()
    return Room(name, rows)


@pytest.mark.slow
def test_rows_in_postgresql_join_nobody_to_a_ballot(tmp_path: Path) -> None:
    with rooms_process("postgresql", tmp_path) as process:
        election, numbers = an_open_election(process, interval=3_600)
        crowd = Crowd()
        come(election, crowd, numbers)
        misuse(election, crowd)
        happened = what_happened(election, crowd, [])
        rooms = [postgresql_room(room, process.urls[f"{room}_url"]) for room in ("roll", "box")]
        assert linking_faults(happened, *rooms) == []
        check_words(crowd, rooms, process.log.read_bytes())
        check_headers(crowd)
        close(process, election)
        rooms = [postgresql_room(room, process.urls[f"{room}_url"]) for room in ("roll", "box")]
        assert linking_faults(happened, *rooms) == []
        check_words(crowd, rooms, process.log.read_bytes())
