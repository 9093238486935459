"""The smallest stores in SQLite that keep the protocol's promises, and ways to break each of them.

The service has its own; these show that what `linking` asks for can be had, and that it notices
when it is not. Source: PROTOCOL, 'The life of a ballot', 5 to 7.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from ballots.errors import RollError
from ballots.leaves import BallotLeaf, decode_leaf
from ballots.log import leaf_hash
from ballots.roll import Paper, RollRow

_NO_DRAW = bytes(32)


@dataclass(frozen=True)
class Naive:
    """What a careless store would do. All False: what the protocol asks for."""

    serial: bool = False  # a serial number for each ballot
    times: bool = False  # the moment of each ballot
    rowid: bool = False  # a table in the order of arrival
    write_ahead: bool = False  # a write-ahead log that is never emptied
    pages: bool = False  # pages as arrivals filled them
    free_pages: bool = False  # deleted bytes left where they were
    device: bool = False  # something of the device that casts
    session: bool = False  # something of the session that drew
    receipts: bool = False  # receipts, to look them up later


def connect(path: Path, naive: Naive) -> sqlite3.Connection:
    """A database with the pragmas that decide what stays in its files."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=OFF")  # what survives a crash is not the question here
    connection.execute(f"PRAGMA secure_delete={'OFF' if naive.free_pages else 'ON'}")
    return connection


class SqliteBoxStore:
    """The box's store. Ballots wait in `pending` alone; the other tables grow by whole batches."""

    def __init__(self, folder: Path, random: Random, naive: Naive = Naive()) -> None:
        self._random = random
        self._naive = naive
        self._arrived = 0
        self.database = connect(folder / "box.db", naive)
        without = "" if naive.rowid else "WITHOUT ROWID"
        key = "" if naive.rowid else "PRIMARY KEY"
        self.database.executescript(
            f"CREATE TABLE pending (hash BLOB {key}, contest TEXT, pk BLOB, seq INTEGER, leaf BLOB,"
            f" extra BLOB) {without};"
            "CREATE TABLE logged (hash BLOB PRIMARY KEY) WITHOUT ROWID;"
            "CREATE TABLE leaf (position INTEGER PRIMARY KEY, ballot INTEGER, data BLOB);"
            "CREATE TABLE ballot_key (contest TEXT, pk BLOB, last INTEGER,"
            " PRIMARY KEY (contest, pk)) WITHOUT ROWID;"
        )

    def knows(self, leaf_hash: bytes) -> bool:
        """See BoxStore."""
        query = (
            "SELECT 1 FROM pending WHERE hash = ?1 UNION ALL SELECT 1 FROM logged WHERE hash = ?1"
        )
        return self.database.execute(query, (leaf_hash,)).fetchone() is not None

    def last_seq(self, contest: str, ballot_pk: bytes) -> int:
        """See BoxStore."""
        query = (
            "SELECT seq FROM pending WHERE contest = ?1 AND pk = ?2 UNION ALL"
            " SELECT last FROM ballot_key WHERE contest = ?1 AND pk = ?2"
        )
        found = self.database.execute(query, (contest, ballot_pk)).fetchall()
        return max((number for (number,) in found), default=0)

    def put_pending(self, leaf_hash: bytes, leaf: BallotLeaf) -> None:
        """See BoxStore."""
        self._arrived += 1
        extra: bytes | int | None = None
        if self._naive.serial:
            extra = self._arrived
        if self._naive.times:
            extra = 1_800_000_000 + 7 * self._arrived
        self.put_row((leaf_hash, leaf.contest, leaf.ballot_pk, leaf.seq, leaf.encode(), extra))

    def put_row(self, row: tuple[object, ...]) -> None:
        """One row more of what waits."""
        self.database.execute("INSERT INTO pending VALUES (?, ?, ?, ?, ?, ?)", row)

    def pending(self, contest: str) -> Sequence[bytes]:
        """See BoxStore."""
        query = "SELECT hash FROM pending WHERE contest = ? ORDER BY hash"
        return [hash_ for (hash_,) in self.database.execute(query, (contest,))]

    def take_pending(self, leaf_hashes: Sequence[bytes]) -> Sequence[bytes]:
        """See BoxStore."""
        found = []
        for hash_ in leaf_hashes:
            query = "SELECT contest, pk, seq, leaf FROM pending WHERE hash = ?"
            contest, pk, seq, leaf = self.database.execute(query, (hash_,)).fetchone()
            found.append(leaf)
            self.database.execute("DELETE FROM pending WHERE hash = ?", (hash_,))
            self.database.execute("INSERT INTO logged VALUES (?)", (hash_,))
            self.database.execute(
                "INSERT INTO ballot_key VALUES (?, ?, ?) ON CONFLICT DO UPDATE"
                " SET last = max(last, excluded.last)",
                (contest, pk, seq),
            )
        return found

    def append(self, leaves: Sequence[bytes]) -> None:
        """See BoxStore."""
        for data in leaves:
            ballot = isinstance(decode_leaf(data), BallotLeaf)
            self.database.execute("INSERT INTO leaf (ballot, data) VALUES (?, ?)", (ballot, data))

    def documents(self) -> Iterable[bytes]:
        """See BoxStore."""
        query = "SELECT data FROM leaf WHERE NOT ballot ORDER BY position"
        return [data for (data,) in self.database.execute(query)]

    def tally(self, contest: str) -> tuple[int, int]:
        """See BoxStore."""
        query = (
            "SELECT max(last) FROM (SELECT pk, last FROM ballot_key WHERE contest = ?1 UNION ALL"
            " SELECT pk, seq FROM pending WHERE contest = ?1) GROUP BY pk"
        )
        numbers = [number for (number,) in self.database.execute(query, (contest,))]
        return sum(numbers), len(numbers)

    def forget_order(self) -> None:
        """After each batch: what still waits goes out and in again in an order that nobody knows.

        Its pages were taken in the order of arrival. Going out in a random order, it leaves them
        in a random order, in which they are used again. Then the write-ahead log is emptied.
        """
        if not self._naive.pages:
            rows = self.database.execute("SELECT * FROM pending").fetchall()
            self._random.shuffle(rows)
            self.database.execute("BEGIN")
            for row in rows:
                self.database.execute("DELETE FROM pending WHERE hash = ?", (row[0],))
            self._random.shuffle(rows)
            for row in rows:
                self.put_row(row)
            self.database.execute("COMMIT")
        if not self._naive.write_ahead:
            self.database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


class SqliteRollStore:
    """The roll's store. Every paper has its row, of one size, from the start: a draw fills it in."""

    def __init__(self, folder: Path, rows: Iterable[RollRow], naive: Naive = Naive()) -> None:
        self._naive = naive
        self._arrived = 0
        self.database = connect(folder / "roll.db", naive)
        self.database.executescript(
            "CREATE TABLE member (member TEXT PRIMARY KEY, salt BLOB, contests TEXT) WITHOUT ROWID;"
            "CREATE TABLE paper (member TEXT, contest TEXT, drawn BLOB, granted INTEGER,"
            " on_paper INTEGER, extra BLOB, PRIMARY KEY (member, contest)) WITHOUT ROWID;"
        )
        for row in sorted(rows, key=lambda row: row.member):
            values = (row.member, row.salt, " ".join(row.contests))
            self.database.execute("INSERT INTO member VALUES (?, ?, ?)", values)
            for contest in row.contests if not naive.pages else ():
                self.database.execute(
                    "INSERT INTO paper VALUES (?, ?, ?, 0, 0, NULL)",
                    (row.member, contest, _NO_DRAW),
                )

    def row(self, member: str) -> RollRow | None:
        """See RollStore."""
        query = "SELECT salt, contests FROM member WHERE member = ?"
        found = self.database.execute(query, (member,)).fetchone()
        return None if found is None else RollRow(found[0], member, tuple(found[1].split()))

    def rows(self) -> Iterable[RollRow]:
        """See RollStore."""
        query = "SELECT salt, member, contests FROM member"
        return [RollRow(s, m, tuple(c.split())) for s, m, c in self.database.execute(query)]

    def paper(self, member: str, contest: str) -> Paper:
        """See RollStore."""
        query = "SELECT drawn, granted, on_paper FROM paper WHERE member = ? AND contest = ?"
        found = self.database.execute(query, (member, contest)).fetchone()
        if found is None or (found[0] == _NO_DRAW and not found[2]):
            return Paper()
        drawn, granted, on_paper = found
        digests = tuple(drawn[at : at + 32] for at in range(0, len(drawn), 32))
        return Paper(() if drawn == _NO_DRAW else digests, granted, bool(on_paper))

    def put_paper(self, member: str, contest: str, before: Paper, after: Paper) -> None:
        """See RollStore."""
        if self.paper(member, contest) != before:
            raise RollError("another request came between: try again")
        self._arrived += 1
        extra = 1_800_000_000 + 5 * self._arrived if self._naive.times else None
        self.database.execute(
            "INSERT INTO paper VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
            " drawn = excluded.drawn, granted = excluded.granted, on_paper = excluded.on_paper,"
            " extra = excluded.extra",
            (
                member,
                contest,
                b"".join(after.drawn) or _NO_DRAW,
                after.granted,
                after.on_paper,
                extra,
            ),
        )

    def granted(self, contest: str) -> int:
        """See RollStore."""
        query = "SELECT coalesce(sum(granted), 0) FROM paper WHERE contest = ?"
        return int(self.database.execute(query, (contest,)).fetchone()[0])

    def remove(self, member: str) -> None:
        """See RollStore."""
        self.database.execute("DELETE FROM paper WHERE member = ?", (member,))
        self.database.execute("DELETE FROM member WHERE member = ?", (member,))

    def forget_order(self) -> None:
        """The write-ahead log is emptied."""
        if not self._naive.write_ahead:
            self.database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def log_hashes(store: SqliteBoxStore) -> list[bytes]:
    """The leaf hashes of the log so far, in its order."""
    query = "SELECT data FROM leaf ORDER BY position"
    return [leaf_hash(data) for (data,) in store.database.execute(query)]
