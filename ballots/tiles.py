"""The log as files that anyone downloads whole: hash tiles and bundles of leaves.

Source: C2SP tlog-tiles. A full tile holds 256 hashes, a full bundle 256 leaves, each leaf after
its length as u16. Whole tiles are fetched, never one leaf, so that a download says nothing of
which ballot somebody looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ballots.encoding import u16
from ballots.errors import LogError
from ballots.leaves import LONGEST_LEAF
from ballots.log import MerkleLog

WIDTH = 256
HEIGHT = 8  # 2^8 hashes in a full tile
ENTRIES = "entries"
_PATH = re.compile(
    r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?"
)


@dataclass(frozen=True, slots=True)
class Tile:
    """One file of the log. `level`: 0 for leaf hashes, None for the leaves themselves.

    `index`: counts tiles of the level from 0. `width`: 256, or less for the last of a level.
    """

    level: int | None
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Where it is, below the log's address. Source: C2SP tlog-tiles, 'Merkle Tree'."""
        digits = f"{self.index:03d}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        *parents, last = (digits[at : at + 3] for at in range(0, len(digits), 3))
        name = "/".join([*(f"x{parent}" for parent in parents), last])
        level = ENTRIES if self.level is None else str(self.level)
        partial = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{level}/{name}{partial}"


def parse_path(path: str) -> Tile:
    """The inverse of `Tile.path`, strictly. Raises LogError."""
    match = _PATH.fullmatch(path)
    if match is not None:
        level = None if match[1] == ENTRIES else int(match[1])
        index = int(match[2].replace("x", "").replace("/", ""))
        tile = Tile(level, index, WIDTH if match[3] is None else int(match[3]))
        if tile.path == path and tile.width <= WIDTH and (level is None or level <= 63):
            return tile
    raise LogError(f"'{path[:80]}' is not the path of a tile")


def bundles_of(size: int) -> Iterator[Tile]:
    """The bundles of leaves of a log of this size, in order."""
    yield from _tiles(None, size)


def tiles_of(size: int) -> Iterator[Tile]:
    """The hash tiles of a log of this size, level by level."""
    level = 0
    while size:
        yield from _tiles(level, size)
        size //= WIDTH
        level += 1


def hash_tile(log: MerkleLog, tile: Tile) -> bytes:
    """The bytes of a hash tile: its hashes one after another. Raises LogError if the log is too short."""
    if tile.level is None:
        raise LogError("a bundle of leaves is not a hash tile")
    first = tile.index * WIDTH
    height = tile.level * HEIGHT
    return b"".join(log.full_subtree(height, first + at) for at in range(tile.width))


def write_bundle(leaves: Sequence[bytes]) -> bytes:
    """The bytes of a bundle of 1 to 256 leaves. Raises LogError."""
    if not 1 <= len(leaves) <= WIDTH:
        raise LogError(f"a bundle holds 1 to {WIDTH} leaves, not {len(leaves)}")
    for leaf in leaves:
        if len(leaf) > LONGEST_LEAF:
            raise LogError(f"a leaf in a bundle has at most {LONGEST_LEAF} bytes, not {len(leaf)}")
    return b"".join(u16(len(leaf)) + leaf for leaf in leaves)


def read_bundle(data: bytes, width: int) -> tuple[bytes, ...]:
    """The leaves of a bundle of exactly this width. Raises LogError."""
    leaves = []
    at = 0
    while at < len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if len(data) - at < 2 or end > len(data):
            raise LogError("a leaf in this bundle is cut short")
        leaves.append(data[at + 2 : end])
        at = end
    if len(leaves) != width:
        raise LogError(f"this bundle holds {len(leaves)} leaves, not {width}")
    return tuple(leaves)


def write_bundles(leaves: Iterable[bytes]) -> Iterator[tuple[Tile, bytes]]:
    """The bundles of a log whose leaves stream past, with their places."""
    held: list[bytes] = []
    index = 0
    for leaf in leaves:
        held.append(leaf)
        if len(held) == WIDTH:
            yield Tile(None, index), write_bundle(held)
            held = []
            index += 1
    if held:
        yield Tile(None, index, len(held)), write_bundle(held)


def _tiles(level: int | None, size: int) -> Iterator[Tile]:
    for index in range(size // WIDTH):
        yield Tile(level, index)
    if size % WIDTH:
        yield Tile(level, size // WIDTH, size % WIDTH)
