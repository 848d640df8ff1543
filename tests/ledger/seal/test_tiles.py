from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ledger.seal import SealError, tree
from ledger.seal.tiles import Tiles, decode, encode, tile_path, width_of
from tests.ledger.seal.trees import mth
from verifier.fenduan_verify import leaf_hash

if TYPE_CHECKING:
    from collections.abc import Sequence


def entries(count: int) -> list[bytes]:
    """So many entries that are easily told apart."""
    return [f"entry {n}".encode() for n in range(count)]


def grow(tiles: Tiles, given: Sequence[bytes], *sizes: int) -> None:
    """Extend the tiles to each of the sizes in turn."""
    before = 0
    for size in sizes:
        part = given[before:size]
        tiles.extend(before, part, [leaf_hash(entry) for entry in part])
        tiles.prune(before, size)
        before = size


class TestPaths:
    @pytest.mark.parametrize(
        ("level", "index", "width", "path"),
        [
            (0, 0, 256, "tile/0/000"),
            (0, 1234067, 256, "tile/0/x001/x234/067"),
            (1, 17, 112, "tile/1/017.p/112"),
            ("entries", 1000, 1, "tile/entries/x001/000.p/1"),
            (63, 999, 255, "tile/63/999.p/255"),
        ],
    )
    def test_as_published(self, level: int | str, index: int, width: int, path: str) -> None:
        """A tile stands where c2sp.org/tlog-tiles says."""
        assert path == tile_path(level, index, width)

    def test_widths_as_published(self) -> None:
        """A tree of 70,000 has the tiles that the specification's example lists; one of 256 too."""
        assert (256, 112, 0) == tuple(width_of(0, n, 70_000) for n in (272, 273, 274))
        assert (256, 17, 0) == tuple(width_of(1, n, 70_000) for n in (0, 1, 2))
        assert (1, 0) == tuple(width_of(2, n, 70_000) for n in (0, 1))
        assert (256, 1) == (width_of(0, 0, 256), width_of(1, 0, 256))


class TestBundles:
    def test_lengths_are_two_bytes(self) -> None:
        """An entry follows its length in two bytes, the higher first."""
        assert b"\x00\x00\x00\x01a\x00\x02bc" == encode([b"", b"a", b"bc"])

    @pytest.mark.parametrize("wide", [False, True])
    def test_read_back(self, wide: bool) -> None:  # noqa: FBT001 - a parameter
        """A bundle is read back as it was written."""
        given = [b"", b"a", bytes(60000)]

        assert given == decode(encode(given, wide=wide), wide=wide)

    def test_cut_short(self) -> None:
        """A bundle that is cut short is no bundle."""
        with pytest.raises(SealError):
            decode(encode([b"abc"])[:-1])


class TestTiles:
    @pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 300, 511, 512, 600])
    def test_files_of_a_tree(self, tmp_path: Path, size: int) -> None:
        """Tiles hold the hashes, bundles the entries, and nothing else is there."""
        given = entries(size)
        grow(Tiles(tmp_path), given, size)
        leaves = [leaf_hash(entry) for entry in given]
        expected = {
            tile_path(level, n, width_of(level, n, size))
            for level in (0, 1)
            for n in range((size >> 8 * level) // 256 + 1)
            if width_of(level, n, size)
        } | {tile_path("entries", n, width_of(0, n, size)) for n in range((size + 255) // 256)}

        found = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
        zero = b"".join(
            (tmp_path / tile_path(0, n, width_of(0, n, size))).read_bytes()
            for n in range((size + 255) // 256)
        )

        assert expected == found
        assert b"".join(leaves) == zero
        assert [mth(given[n * 256 : n * 256 + 256]) for n in range(size // 256)] == (
            Tiles(tmp_path).hashes(1, 0, size // 256) if size >= 256 else []
        )

    def test_grown_step_by_step(self, tmp_path: Path) -> None:
        """However a tree grew, its files are the same and lead to the same root."""
        given = entries(700)
        at_once, slowly = Tiles(tmp_path / "a"), Tiles(tmp_path / "b")
        grow(at_once, given, 700)
        grow(slowly, given, 1, 3, 250, 256, 257, 511, 513, 699, 700)

        for path in (path for path in (tmp_path / "a").rglob("*") if path.is_file()):
            assert path.read_bytes() == (tmp_path / "b" / path.relative_to(tmp_path / "a")).read_bytes()
        for size in (1, 2, 255, 256, 300, 512, 700):
            assert mth(given[:size]) == tree.root(size, slowly.subtrees(700))

    def test_deep_trees(self, tmp_path: Path) -> None:
        """A tree of more than 65,536 entries has a third level, and proofs through it hold."""
        given = [b"%d" % n for n in range(66_000)]
        tiles = Tiles(tmp_path)
        grow(tiles, given, 65_000, 66_000)
        grown = tree.Range()
        grown.add(map(leaf_hash, given))

        assert grown.root() == tree.root(66_000, tiles.subtrees(66_000))
        assert (tmp_path / "tile/2/000.p/1").is_file()

    def test_older_partial_tiles_stay_until_full(self, tmp_path: Path) -> None:
        """The hashes of an older checkpoint are kept until the full tile takes their place; of bundles two."""
        tiles, given = Tiles(tmp_path), entries(300)
        grow(tiles, given, 5, 10, 20)
        assert given[:5] == tiles.entries(0, 5)
        assert [True, True, False, True, True] == [
            (tmp_path / f"tile/{name}").is_file()
            for name in ("0/000.p/5", "0/000.p/10", "entries/000.p/5", "entries/000.p/10", "entries/000.p/20")
        ]

        tiles.extend(20, given[20:300], [leaf_hash(entry) for entry in given[20:300]])
        tiles.prune(20, 300)

        assert not (tmp_path / "tile/0/000.p").exists()
        assert not (tmp_path / "tile/entries/000.p").exists()
        assert given[:10] == tiles.entries(0, 10)

    def test_an_entry_too_long_for_the_layout(self, tmp_path: Path) -> None:
        """A bundle with an entry of more than 65,535 bytes stands under another name, with wider lengths."""
        tiles, given = Tiles(tmp_path), [b"a", bytes(70_000), b"b"]
        grow(tiles, given, 1, 2, 3)

        assert given == tiles.entries(0, 3)
        assert (tmp_path / "tile/large-entries/000.p/3").is_file()
        assert not (tmp_path / "tile/entries/000.p/1").exists()

    def test_missing_and_short_files(self, tmp_path: Path) -> None:
        """A tile that is missing or cut short is said to be."""
        tiles = Tiles(tmp_path)
        grow(tiles, entries(5), 5)
        (tmp_path / "tile/0/000.p/5").write_bytes(bytes(32))
        (tmp_path / "tile/entries/000.p/5").unlink()

        with pytest.raises(SealError, match=r"tile/0/000\.p/5"):
            tiles.hashes(0, 0, 5)
        with pytest.raises(SealError, match="missing"):
            tiles.entries(0, 5)
