"""The tree as static files, in the layout of c2sp.org/tlog-tiles: any web server can publish them as they are."""

from __future__ import annotations

import struct
from functools import lru_cache
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING, Final

from ledger.seal import files, tree
from ledger.seal.errors import SealError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

WIDTH: Final = 256
"""Hashes in a full tile, entries in a full bundle."""

_HASH: Final = 32
_LONGEST: Final = 0xFFFF
ENTRIES: Final = "entries"
LARGE: Final = "large-entries"
"""A bundle with an entry too long for the u16 lengths of the published layout has u32 lengths, under this name."""


def tile_path(level: int | str, index: int, width: int = WIDTH) -> str:
    """Where a tile stands. `level` is a number, or the name of a kind of bundle."""
    groups = [f"{index % 1000:03d}"]
    while index := index // 1000:
        groups.insert(0, f"x{index % 1000:03d}")
    return f"tile/{level}/{'/'.join(groups)}" + ("" if width == WIDTH else f".p/{width}")


def width_of(level: int, index: int, size: int) -> int:
    """How many hashes the tile has in a tree of that size."""
    return max(0, min(WIDTH, (size >> 8 * level) - WIDTH * index))


class Tiles:
    """The files of one tree below a directory. Reading raises SealError for a file that is missing or too short."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.full = lru_cache(maxsize=512)(self._full)

    def hashes(self, level: int, index: int, width: int) -> list[bytes]:
        """The first hashes of a tile."""
        if width == WIDTH:
            return self.full(level, index)
        data = self._read(level, index, width, width * _HASH)
        return _cut(data)[:width]

    def entries(self, index: int, width: int) -> list[bytes]:
        """The first entries of a bundle. Of partial bundles the newest two are kept: they begin with all older."""
        for kind in (ENTRIES, LARGE):
            for wider in self._widths(kind, index):
                if wider >= width:
                    return decode(self._read(kind, index, wider, 0), wide=kind == LARGE)[:width]
        raise SealError(f"{tile_path(ENTRIES, index, width)} of the seal is missing.")

    def subtrees(self, size: int) -> Callable[[int, int], bytes]:
        """The hashes of complete subtrees in a tree of that size."""

        def subtree(level: int, index: int) -> bytes:
            tile_level, inside = divmod(level, 8)
            first, count = index << inside, 1 << inside
            tile, start = divmod(first, WIDTH)
            width = width_of(tile_level, tile, size)
            return tree.fold(self.hashes(tile_level, tile, width)[start : start + count])

        return subtree

    def extend(self, size: int, entries: Sequence[bytes], leaves: Sequence[bytes]) -> None:
        """Add entries, of which `leaves` are the hashes, behind a tree of that size.

        Nothing that a tree of up to that size consists of is changed, so a half-done extension can be repeated.
        """
        written = list[Path]()
        first, inside = divmod(size, WIDTH)
        kept = self.entries(first, inside) if inside else []
        for tile, part in _parts(first, [*kept, *entries]):
            wide = any(len(entry) > _LONGEST for entry in part)
            bundle = encode(part, wide=wide)
            written.append(self._write(LARGE if wide else ENTRIES, tile, len(part), bundle))
        added, level = list(leaves), 0
        while added:
            first, inside = divmod(size >> 8 * level, WIDTH)
            kept = self.hashes(level, first, inside) if inside else []
            parts = list(_parts(first, [*kept, *added]))
            written += [self._write(level, tile, len(part), b"".join(part)) for tile, part in parts]
            added = [tree.fold(part) for _, part in parts if len(part) == WIDTH]
            level += 1
        self.full.cache_clear()
        files.settle(written)

    def prune(self, before: int, size: int) -> None:
        """Remove what the growth from `before` to `size` leaves has made needless.

        Partial tiles that are full now, and older partial bundles: those would hold each event a hundred times. The
        bundle of `before` stays, for whoever has just read that checkpoint.
        """
        level = 0
        while before >> 8 * level:
            tile = before >> 8 * (level + 1)
            if width_of(level, tile, size) == WIDTH:
                rmtree((self.directory / tile_path(level, tile, 1)).parent, ignore_errors=True)
            level += 1
        bundle = before // WIDTH
        width = width_of(0, bundle, size)
        for kind in (ENTRIES, LARGE):
            partial = (self.directory / tile_path(kind, bundle, 1)).parent
            if width == WIDTH:
                rmtree(partial, ignore_errors=True)
            for path in partial.glob("*"):
                if path.name.isdigit() and int(path.name) < before % WIDTH:
                    path.unlink(missing_ok=True)

    def _full(self, level: int, index: int) -> list[bytes]:
        return _cut(self._read(level, index, WIDTH, WIDTH * _HASH))

    def _widths(self, kind: str, index: int) -> list[int]:
        """The widths in which a bundle is there, in order."""
        if (self.directory / tile_path(kind, index)).is_file():
            return [WIDTH]
        partial = (self.directory / tile_path(kind, index, 1)).parent
        return sorted(int(path.name) for path in partial.glob("*") if path.name.isdigit())

    def _read(self, level: int | str, index: int, width: int, least: int) -> bytes:
        for wide in (width, WIDTH):
            try:
                data = (self.directory / tile_path(level, index, wide)).read_bytes()
            except FileNotFoundError:
                continue
            except OSError as error:
                raise SealError(
                    f"{tile_path(level, index, wide)} of the seal cannot be read: {error.strerror}."
                ) from error
            if len(data) >= least:
                return data
        raise SealError(f"{tile_path(level, index, width)} of the seal is missing or too short.")

    def _write(self, level: int | str, index: int, width: int, data: bytes) -> Path:
        path = self.directory / tile_path(level, index, width)
        files.place(path, data)
        return path


def encode(entries: Sequence[bytes], *, wide: bool = False) -> bytes:
    """A bundle: every entry after its length."""
    length = struct.Struct(">I" if wide else ">H")
    return b"".join(length.pack(len(entry)) + entry for entry in entries)


def decode(data: bytes, *, wide: bool = False) -> list[bytes]:
    """The entries of a bundle. Raises SealError where it is cut short."""
    size, at, entries = 4 if wide else 2, 0, list[bytes]()
    while at < len(data):
        end = at + size + int.from_bytes(data[at : at + size], "big")
        if end > len(data):
            raise SealError("An entry bundle of the seal is cut short.")
        entries.append(data[at + size : end])
        at = end
    return entries


def _cut(data: bytes) -> list[bytes]:
    return [data[at : at + _HASH] for at in range(0, len(data), _HASH)]


def _parts(first: int, items: list[bytes]) -> list[tuple[int, list[bytes]]]:
    return [(first + at // WIDTH, items[at : at + WIDTH]) for at in range(0, len(items), WIDTH)]
