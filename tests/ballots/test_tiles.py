"""Tiles and bundles against the worked examples of C2SP tlog-tiles."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballots.errors import BallotsError, LogError
from ballots.log import MerkleLog, leaf_hash, root_of
from ballots.tiles import (
    Tile,
    bundles_of,
    hash_tile,
    parse_path,
    read_bundle,
    tiles_of,
    write_bundle,
    write_bundles,
)


def leaf(index: int) -> bytes:
    return b"leaf %d" % index


def test_paths_are_those_of_the_standard() -> None:
    assert Tile(0, 1234067).path == "tile/0/x001/x234/067"
    assert Tile(0, 0).path == "tile/0/000"
    assert Tile(2, 0, 1).path == "tile/2/000.p/1"
    assert Tile(None, 999).path == "tile/entries/999"
    assert Tile(None, 1000, 112).path == "tile/entries/x001/000.p/112"


def test_a_log_of_70_000_has_the_tiles_that_the_standard_counts() -> None:
    tiles = list(tiles_of(70_000))
    assert [(t.level, t.width) for t in tiles].count((0, 256)) == 273
    assert Tile(0, 273, 112) in tiles
    assert [t for t in tiles if t.level == 1] == [Tile(1, 0), Tile(1, 1, 17)]
    assert [t for t in tiles if t.level == 2] == [Tile(2, 0, 1)]
    assert len(tiles) == 273 + 1 + 2 + 1
    assert len(list(bundles_of(70_000))) == 274


def test_a_log_of_256_has_a_full_tile_and_a_partial_one_above() -> None:
    assert list(tiles_of(256)) == [Tile(0, 0), Tile(1, 0, 1)]
    assert list(tiles_of(0)) == list(bundles_of(0)) == []


def test_hash_tiles_hold_the_roots_of_full_subtrees() -> None:
    log = MerkleLog(leaf_hash(leaf(index)) for index in range(600))
    first = hash_tile(log, Tile(0, 0))
    assert len(first) == 8192
    assert first[:32] == hashlib.sha256(b"\0leaf 0").digest()
    above = hash_tile(log, Tile(1, 0, 2))
    assert above[:32] == root_of(leaf_hash(leaf(index)) for index in range(256))
    assert above[32:] == root_of(leaf_hash(leaf(index)) for index in range(256, 512))
    for tile in tiles_of(600):
        assert len(hash_tile(log, tile)) == 32 * tile.width


def test_a_tile_that_is_not_full_yet_is_refused() -> None:
    log = MerkleLog(leaf_hash(leaf(index)) for index in range(300))
    for tile in (Tile(0, 1), Tile(1, 0), Tile(1, 0, 2), Tile(None, 0)):
        with pytest.raises(LogError):
            hash_tile(log, tile)


@given(st.integers(0, 1100))
def test_bundles_give_back_every_leaf_in_order(size: int) -> None:
    found: list[bytes] = []
    places = []
    for tile, data in write_bundles(leaf(index) for index in range(size)):
        places.append(tile)
        found.extend(read_bundle(data, tile.width))
    assert found == [leaf(index) for index in range(size)]
    assert places == list(bundles_of(size))


def test_a_bundle_is_each_leaf_after_its_length() -> None:
    assert write_bundle([b"ab", b""]) == b"\0\x02ab\0\0"


@pytest.mark.parametrize(
    ("data", "width"),
    [
        (b"", 1),
        (b"\0", 1),
        (b"\0\x02a", 1),
        (b"\0\x01a", 2),
        (b"\0\x01a\0\x01b", 1),
        (b"\0\0\0", 1),
    ],
)
def test_a_bundle_that_is_cut_or_of_another_width_is_refused(data: bytes, width: int) -> None:
    with pytest.raises(LogError):
        read_bundle(data, width)


@pytest.mark.parametrize("leaves", [[], [b""] * 257, [b"x" * 65_536]])
def test_a_bundle_that_could_not_be_read_cannot_be_written(leaves: list[bytes]) -> None:
    with pytest.raises(LogError):
        write_bundle(leaves)


@given(
    st.builds(
        Tile,
        st.one_of(st.none(), st.integers(0, 63)),
        st.integers(0, 10**12),
        st.integers(1, 256),
    )
)
def test_every_path_reads_back(tile: Tile) -> None:
    assert parse_path(tile.path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/1", "tile/00/001", "tile/64/001", "tile/0/x000/001", "tile/0/001.p/0",
        "tile/0/001.p/256", "tile/0/001.p/01", "tile/0/001/002", "tile/0/x001", "tile/-1/001",
        "tile/0/001/", "/tile/0/001", "tile/entries/../001", "tile/0/٠٠١", "", "checkpoint",
    ],
)  # fmt: skip
def test_anything_else_is_no_path(path: str) -> None:
    with pytest.raises(BallotsError):
        parse_path(path)
