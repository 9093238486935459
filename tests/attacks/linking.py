"""Looks for anything stored that joins a member to a ballot, or one person's ballots in two contests.

For any stores: say what happened (`Happened`), give what each room holds at rest (`Room`; for a
folder of SQLite files `sqlite_room`), and read what `linking_faults` says. It looks at the fields
of every row, at the order in which tables give their rows and numbers grow, and at raw bytes:
live pages, free pages, write-ahead logs, whatever lies in the folder.

What is public anyway is no fault: which batch a ballot was logged in (`groups`), and values that
stand in the manifest (`public`). Not looked at: network, and what an operator records on purpose.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ballots.cast import Cast
from ballots.encoding import sha256
from ballots.leaves import hash_of
from ballots.receipt import commitment

Value = bytes | str | int | float | None
PAGE = 4096  # bytes; SQLite's default
_TELLING = 8  # bytes: shorter values (kinds, flags, small numbers) join nobody
_SIGMAS = 5.0  # a random order is further from none than this once in two million times
_MOST_FILES = 6  # a room has a database, its write-ahead log and its index, and perhaps a lock


@dataclass(frozen=True)
class Happened:
    """What the members know. `draws`: member, contest, blinded value, in order; `casts` likewise.

    `groups`: ballot keys (or members) within each of which order must say nothing: those logged
    in one batch, those that wait. Without any: all together.
    """

    draws: Sequence[tuple[str, str, bytes]]
    casts: Sequence[tuple[str, str, Cast]]
    groups: Sequence[Collection[bytes]] = ()
    public: Collection[Value] = ()


@dataclass(frozen=True)
class Room:
    """What a room holds. `rows`: by table, in the order in which the store gives them."""

    name: str
    rows: Mapping[str, Sequence[Sequence[Value]]]
    files: Mapping[str, bytes] = field(default_factory=dict)


def sqlite_room(name: str, folder: Path) -> Room:
    """All tables of all SQLite databases in a folder, and the raw bytes of every file in it.

    Nothing may be open on the databases: opening them to read would write.
    """
    files = {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}
    rows: dict[str, list[tuple[Value, ...]]] = {}
    for path in sorted(folder.iterdir()):
        if not files.get(path.name, b"").startswith(b"SQLite format 3\0"):
            continue
        source = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
        names = source.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in names:
            rows[f"{path.name}:{table}"] = source.execute(f'SELECT * FROM "{table}"').fetchall()
        source.close()
    return Room(name, rows, files)


def linking_faults(happened: Happened, roll: Room, box: Room) -> list[str]:
    """One sentence for each thing found that joins what must not be joined; empty if nothing does."""
    return [
        *_strangers(happened, roll, box),
        *_shared_by_rooms(happened, roll, box),
        *_shared_by_contests(happened, box),
        *_in_order(happened, roll, _of_members(happened), "draws"),
        *_in_order(happened, box, _of_ballots(happened), "casts"),
        *_left_over(happened, box),
        *_files(roll),
        *_files(box),
    ]


def _of_members(happened: Happened) -> list[tuple[bytes, ...]]:
    """What names each draw at the roll office, in the order of drawing; the first names its group."""
    return [(member.encode(), sha256(z)) for member, _, z in happened.draws]


def _of_ballots(happened: Happened) -> list[tuple[bytes, ...]]:
    """What names each ballot in the box, in the order of casting; the first names its group."""
    return [
        (
            cast.leaf.ballot_pk,
            hash_of(cast.leaf),
            cast.leaf.signature[16:48],
            cast.leaf.sealed[500:532],
            cast.leaf.credential[100:132],
        )
        for _, _, cast in happened.casts
    ]


def _all_bytes(room: Room) -> Iterator[tuple[str, bytes]]:
    """Every place where bytes are at rest, with a name for it."""
    yield from room.files.items()
    for table, rows in room.rows.items():
        yield table, b"\0".join(_as_bytes(value) for row in rows for value in row)


def _as_bytes(value: Value) -> bytes:
    if isinstance(value, bytes):
        return value
    return str(value).encode("utf-8", "backslashreplace")


def _strangers(happened: Happened, roll: Room, box: Room) -> Iterator[str]:
    """What one room must never have seen, found in it."""
    for _, _, cast in happened.casts:
        c = commitment(hash_of(cast.leaf), cast.nonce)
        for place, data in _all_bytes(box):
            for what, value in (("nonce", cast.nonce), ("receipt", c)):
                if value in data:
                    yield f"box, {place}: the {what} of a ballot is stored"
    at_roll = list(_all_bytes(roll))
    for names in _of_ballots(happened):
        for place, data in at_roll:
            if any(name in data for name in names):
                yield f"roll, {place}: part of a ballot is stored"
    at_box = list(_all_bytes(box))
    for member, contest, z in happened.draws:
        for place, data in at_box:
            if z[:32] in data or sha256(z) in data:
                yield f"box, {place}: a draw in '{contest}' is stored"
            if member.encode() in data:
                yield f"box, {place}: a member is named"


def _telling(value: Value, public: Collection[Value]) -> bool:
    if value in public or value is None:
        return False
    if isinstance(value, bytes | str):
        return len(value) >= _TELLING
    return abs(value) > 2**20  # times, serial numbers of something large, random ids


def _values(room: Room, public: Collection[Value]) -> dict[Value, str]:
    return {
        value: table
        for table, rows in room.rows.items()
        for row in rows
        for value in row
        if _telling(value, public)
    }


def _shared_by_rooms(happened: Happened, roll: Room, box: Room) -> Iterator[str]:
    """One value in both rooms joins the rows in which it stands."""
    at_roll, at_box = _values(roll, happened.public), _values(box, happened.public)
    for value in at_roll.keys() & at_box.keys():
        shown = ascii(value)[:40]
        yield f"{at_roll[value]} and {at_box[value]} share the value {shown}"


def _shared_by_contests(happened: Happened, box: Room) -> Iterator[str]:
    """One value in rows of a person's ballots in two contests joins the ballots."""
    person = {cast.leaf.ballot_pk: member for member, _, cast in happened.casts}
    contest = {cast.leaf.ballot_pk: of for _, of, cast in happened.casts}
    hashes = {hash_of(cast.leaf): cast.leaf.ballot_pk for _, _, cast in happened.casts}
    seen: dict[tuple[str, Value], bytes] = {}
    for table, rows in box.rows.items():
        for row in rows:
            key = _key_of(row, person, hashes)
            if key is None:
                continue
            for value in row:
                if not _telling(value, happened.public):
                    continue
                other = seen.setdefault((person[key], value), key)
                if contest[other] != contest[key]:
                    yield f"box, {table}: one person's ballots in two contests share a value"


def _key_of(
    row: Sequence[Value], person: Mapping[bytes, str], hashes: Mapping[bytes, bytes]
) -> bytes | None:
    """The ballot key that a row is about, if it is about one."""
    for value in row:
        if isinstance(value, bytes):
            if value in person:
                return value
            if value in hashes:
                return hashes[value]
            for key in person if len(value) > 1000 else ():
                if key in value:
                    return key
    return None


def _in_order(
    happened: Happened, room: Room, names: Sequence[tuple[bytes, ...]], what: str
) -> Iterator[str]:
    """Places where the order of something stored is the order of what happened."""
    for table, rows in room.rows.items():
        places = _first_places(rows, names)
        yield from _told(happened, names, places, f"{room.name}, {table}: rows stand", what)
        for column, numbers in _number_columns(rows):
            by_row = {at: numbers[row] for at, row in places.items() if row in numbers}
            where = f"{room.name}, {table}: column {column} grows"
            yield from _told(happened, names, by_row, where, what)
    for file, data in room.files.items():
        for which in range(len(names[0]) if names else 0):
            offsets = {
                at: offset
                for at, name in enumerate(names)
                if (offset := data.find(name[which])) >= 0
            }
            where = f"{room.name}, {file}: bytes of kind {which} lie"
            yield from _told(happened, names, offsets, where, what)
            yield from _told(happened, names, offsets, f"{where} within pages", what, PAGE)


def _first_places(
    rows: Sequence[Sequence[Value]], names: Sequence[tuple[bytes, ...]]
) -> dict[int, int]:
    """In which row each event is first named, by any of its names that is a field of its own."""
    where: dict[bytes, int] = {}
    for at, row in enumerate(rows):
        for value in row:
            if isinstance(value, bytes | str):
                where.setdefault(_as_bytes(value), at)
    found = {}
    for at, name in enumerate(names):
        for part in (name[1], name[0]):
            if part in where:
                found[at] = where[part]
                break
    return found


def _number_columns(rows: Sequence[Sequence[Value]]) -> Iterator[tuple[int, dict[int, float]]]:
    """Columns with numbers that are not always the same few: each row's, where it has one."""
    for column in range(max(map(len, rows), default=0)):
        values = {
            at: float(value)
            for at, row in enumerate(rows)
            if column < len(row) and isinstance(value := row[column], int | float)
        }
        if len(set(values.values())) > 3:
            yield column, values


def _told(
    happened: Happened,
    names: Sequence[tuple[bytes, ...]],
    places: Mapping[int, float],
    where: str,
    what: str,
    page: int | None = None,
) -> Iterator[str]:
    """A fault if places follow the order of events more than chance would let them."""
    groups = happened.groups if what == "casts" and happened.groups else None
    score, variance = 0, 0.0
    for members in _grouped(names, places, groups, page):
        score += _concordance([places[at] for at in members])
        n = len(members)
        variance += n * (n - 1) * (2 * n + 5) / 18
    if variance and abs(score) > _SIGMAS * math.sqrt(variance):
        yield f"{where} in the order of the {what} ({score / math.sqrt(variance):+.0f} sigma)"


def _grouped(
    names: Sequence[tuple[bytes, ...]],
    places: Mapping[int, float],
    groups: Sequence[Collection[bytes]] | None,
    page: int | None,
) -> Iterator[list[int]]:
    """Events, in their order, of one group (and, where `page` is given, on one page)."""
    of_key = {key: at for at, group in enumerate(groups or ()) for key in group}
    found: dict[tuple[int, int], list[int]] = {}
    for at in sorted(places):
        group = of_key.get(names[at][0], -1) if groups else 0
        if group >= 0:
            where = int(places[at]) // page if page else 0
            found.setdefault((group, where), []).append(at)
    yield from found.values()


def _concordance(values: Sequence[float]) -> int:
    """Pairs in ascending order minus pairs in descending order (Kendall's S)."""
    return sum(
        (later > earlier) - (later < earlier)
        for at, earlier in enumerate(values)
        for later in values[at + 1 :]
    )


def _left_over(happened: Happened, box: Room) -> Iterator[str]:
    """Bytes of ballots in files that belong to no row any more."""
    live = b"\0".join(data for place, data in _all_bytes(box) if place in box.rows)
    for names in _of_ballots(happened):
        for name in names[2:]:  # hashes and keys may stand in indexes too
            stored = live.count(name)
            for file, data in box.files.items():
                if data.count(name) > stored:
                    yield f"box, {file}: a ballot stands {data.count(name)} times, in rows {stored}"


def _files(room: Room) -> Iterator[str]:
    """Write-ahead logs that are not empty, and files as many as there are people."""
    for file, data in room.files.items():
        if file.endswith(("-wal", "-journal")) and data:
            yield f"{room.name}, {file}: a log of writes, in their order, is not empty"
    if len(room.files) > _MOST_FILES:
        yield f"{room.name}: {len(room.files)} files, each with times of its own"


def groups_of(batches: Iterable[Iterable[bytes]]) -> tuple[frozenset[bytes], ...]:
    """Groups for `Happened` from the ballot keys of each batch."""
    return tuple(frozenset(batch) for batch in batches)
