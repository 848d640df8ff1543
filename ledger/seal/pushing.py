"""Checkpoints in a folder elsewhere that cannot be rewritten: the anchor that a ledger's owner can set up alone."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

import structlog

from ledger.seal.errors import SealError
from ledger.seal.log import checkpoint_path

if TYPE_CHECKING:
    from pathlib import Path

    from ledger.seal.log import Head

_log = structlog.get_logger(__name__)


def push(head: Head, folder: Path) -> None:
    """Leave the checkpoint in the folder, where nothing is ever removed, renamed or written again.

    A folder that cannot be written now is only logged: a later checkpoint vouches for all before it. Raises SealError
    where another checkpoint of that size lies there already.
    """
    path = folder / checkpoint_path(head.checkpoint.size)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            _write(path, head.note.encode())
        lies = path.read_bytes()
    except OSError as error:
        _log.warning("checkpoint_not_pushed", size=head.checkpoint.size, cause=str(error))
        return
    # What a crash has cut short cannot be mended there; what was signed by one key more says the same.
    if not _text(head.note.encode()).startswith(_text(lies)):
        raise SealError(
            f"{path} holds another checkpoint than the log: leave both as they are, and find out why."
        )


def pushed(folder: Path) -> list[Path]:
    """The checkpoints in such a folder, the smallest first."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size)


def _write(path: Path, data: bytes) -> None:
    """In one go, under its own name: no other file may have to be renamed or removed for it."""
    opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o444)
    try:
        os.write(opened, data)
        os.fsync(opened)
    finally:
        os.close(opened)


def _text(note: bytes) -> bytes:
    return note.partition(b"\n\n")[0]
