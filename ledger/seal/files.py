"""Files that survive a crash: whole or not there, and some of them never changed again."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def write(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Write the file whole, in place of an earlier one; it is on the disk when this returns."""
    new = _written(path, data, mode)
    new.replace(path)
    sync(path.parent)


def place(path: Path, data: bytes) -> None:
    """Write the file whole, not yet on the disk: `settle` sees to that for many files at once."""
    _make(path.parent)
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    new.write_bytes(data)
    new.replace(path)


def settle(paths: Iterable[Path]) -> None:
    """Return when the files are on the disk, with their names."""
    placed = list(paths)
    for path in (*placed, *dict.fromkeys(path.parent for path in placed)):
        sync(path)


def write_once(path: Path, data: bytes, *, mode: int = 0o444) -> None:
    """Write a file that must not be there yet. Raises FileExistsError; the same bytes again are no fault."""
    new = _written(path, data, mode)
    try:
        os.link(new, path)
    except FileExistsError:
        if path.read_bytes() != data:
            raise
    finally:
        new.unlink()
    sync(path.parent)


def write_from(path: Path, start: int, data: bytes) -> None:
    """Write behind the first `start` bytes of the file; what stood there, perhaps by half, goes."""
    _make(path.parent)
    path.touch()
    with path.open("r+b") as file:
        file.seek(start)
        file.truncate()
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def sync(path: Path) -> None:
    """Make a file durable, or the names in a directory."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _written(path: Path, data: bytes, mode: int) -> Path:
    _make(path.parent)
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    with suppress(FileNotFoundError):
        new.unlink()
    opened = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(opened, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(opened)
    return new


def _make(directory: Path) -> None:
    if not directory.is_dir():
        _make(directory.parent)
        directory.mkdir(exist_ok=True)
        sync(directory.parent)
