"""Tiles: the paths, widths and bytes that any C2SP client expects."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.log.conftest import Deployment, numbered
from volens.engines.log import DirectoryStorage, FormatError, Tile, audit, leaf_hash, parse_path
from volens.engines.log.merkle import root_of
from volens.engines.log.tiles import ENTRIES, all_tiles, pack_entries, parse_entries, parse_hashes, right_edge


def test_paths_are_those_of_the_specification():
    assert Tile(0, 1234067).path() == "tile/0/x001/x234/067"
    assert Tile(0, 0).path() == "tile/0/000"
    assert Tile(2, 999, 1).path() == "tile/2/999.p/1"
    assert Tile(ENTRIES, 1000, 255).path() == "tile/entries/x001/000.p/255"
    assert Tile(63, 5).path() == "tile/63/005"


@settings(deadline=None)
@given(st.integers(ENTRIES, 63), st.integers(0, 2**55), st.integers(1, 256))
def test_every_tile_has_one_path(level, index, width):
    tile = Tile(level, index, width)
    assert parse_path(tile.path()) == tile


@pytest.mark.parametrize(
    "path",
    [
        "tile/00/000", "tile/64/000", "tile/0/0", "tile/0/1000", "tile/0/x000/000", "tile/0/x001/67", "tile/0/001/067",
        "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000/", "/tile/0/000", "tile/entry/000",
        "tile/0/../checkpoint", "tile/0/000\n", "tile/0/٠٠٠", "checkpoint", "",
    ],
)  # fmt: skip
def test_no_other_path_is_a_tile(path):
    with pytest.raises(FormatError):
        parse_path(path)


def test_the_example_of_the_specification():
    """A tree of 70,000: 273 full tiles, partial ones of 112, 17 and 1, one full tile at level 1."""
    tiles = list(all_tiles(70_000))
    assert sum(tile.level == 0 and tile.width == 256 for tile in tiles) == 273
    assert sum(tile.level == 1 and tile.width == 256 for tile in tiles) == 1
    assert right_edge(70_000) == [
        Tile(ENTRIES, 273, 112),
        Tile(0, 273, 112),
        Tile(1, 1, 17),
        Tile(2, 0, 1),
    ]
    assert right_edge(256) == [Tile(1, 0, 1)]
    assert right_edge(0) == []


@settings(deadline=None)
@given(st.lists(st.binary(max_size=300), max_size=20))
def test_bundles_are_read_back_and_a_cut_is_noticed(entries):
    data = pack_entries(entries)
    assert parse_entries(data, "bundle", len(entries)) == entries
    with pytest.raises(FormatError):
        parse_entries(data, "bundle", len(entries) + 1)
    if data:
        with pytest.raises(FormatError):
            parse_entries(data[:-1], "bundle", len(entries))


def test_an_entry_longer_than_a_bundle_can_say_is_refused_before_it_is_written(deployment: Deployment):
    with pytest.raises(FormatError, match="65535"):
        deployment.journal.append(bytes(65_536))
    assert deployment.journal.append(bytes(65_535)).number == 0
    deployment.add([])
    assert deployment.reader().entry(0) == bytes(65_535)


@pytest.mark.parametrize("size", [1, 255, 256, 257, 700])
def test_a_log_is_exactly_the_files_its_size_calls_for(deployment: Deployment, size):
    entries = numbered(size)
    deployment.add(entries, batch=100)
    stored = {
        str(path.relative_to(deployment.root / "public"))
        for path in (deployment.root / "public").rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }
    needed = {tile.path() for tile in all_tiles(size)} | {"checkpoint"}
    assert needed <= stored
    # What is left over are narrower forms of tiles still open: earlier checkpoints need them.
    still_open = {tile.full.path() for tile in right_edge(size)}
    assert {path.partition(".p/")[0] for path in stored - needed} <= still_open
    assert "".join(path for path in stored if ".writing" in path) == ""

    for tile in all_tiles(size):
        data = deployment.public.read(tile.path())
        start = tile.index * 256 ** (max(tile.level, 0) + 1)
        if tile.level == ENTRIES:
            assert parse_entries(data, "bundle") == entries[start : start + tile.width]
        else:
            span = 256**tile.level
            assert parse_hashes(data, tile) == [
                root_of(map(leaf_hash, entries[at : at + span])) for at in range(start, start + tile.width * span, span)
            ]
    assert list(audit(deployment.public, deployment.reader().checkpoint)) == []


@pytest.mark.parametrize("path", ["../outside", "a/../b", "/etc/passwd", "a//b", ".hidden", ""])
def test_storage_stays_in_its_directory(tmp_path, path):
    storage = DirectoryStorage(tmp_path / "log")
    for attempt in (lambda: storage.write({path: b""}), lambda: storage.read(path), lambda: storage.remove(path)):
        with pytest.raises(FormatError):
            attempt()
