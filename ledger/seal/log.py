"""The published log: its checkpoints, its tiles, and which event of the ledger each entry is."""

from __future__ import annotations

import struct
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from pydantic import ValidationError

from domain.model import Frozen
from ledger.seal import files, tree
from ledger.seal.errors import SealError
from ledger.seal.tiles import Tiles, width_of
from verifier.fenduan_verify import (
    BrokenError,
    Checkpoint,
    Key,
    UnreadableError,
    open_checkpoint,
    read_key,
    read_note,
    to_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from ledger.leaf import Row

_SEQUENCE: Final = struct.Struct(">Q")
_GROUPS: Final = 4
_WITNESSES: Final = 32
_LINE: Final = 8192


class Rows(Protocol):
    """Where the seal reads the ledger: the rows as they are stored."""

    def rows_after(self, sequence: int, limit: int) -> Sequence[Row]:
        """The rows of all streams after that sequence, in the order in which they were recorded."""


class Published(Frozen):
    """What the log says of itself in `log.json`, beside its checkpoints."""

    origin: str
    keys: tuple[str, ...]
    maximum_delay_seconds: float


class Head(NamedTuple):
    """A checkpoint with the note that signs it."""

    checkpoint: Checkpoint
    note: str


class Log:
    """A log below a directory, read as an outsider could read it, and grown by the sequencer alone."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.tiles = Tiles(directory)

    @cached_property
    def published(self) -> Published:
        """What the log says of itself. Raises SealError where nothing was ever sealed here."""
        path = self.directory / "log.json"
        try:
            return Published.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            raise SealError(f"Nothing has been sealed in {self.directory} yet.") from None
        except (OSError, ValidationError) as error:
            raise SealError(f"{path} cannot be read: {error}.") from error

    @property
    def keys(self) -> tuple[Key, ...]:
        """The keys that the log publishes, retired ones included."""
        try:
            return tuple(read_key(each) for each in self.published.keys)
        except UnreadableError as error:
            raise SealError(f"A published key cannot be read: {error}.") from error

    def publish(self, origin: str, keys: Sequence[Key], maximum_delay: float) -> None:
        """Say who signs, beside the keys that were said before, whoever said them."""
        self.__dict__.pop("published", None)
        path = self.directory / "log.json"
        before = self.published.keys if path.exists() else ()
        listed = tuple(dict.fromkeys((*before, *map(str, keys))))
        said = Published(origin=origin, keys=listed, maximum_delay_seconds=maximum_delay)
        if not path.exists() or said != self.published:
            files.write(path, said.model_dump_json(indent=2).encode() + b"\n")
            self.__dict__.pop("published", None)

    # Checkpoints

    def head(self, keys: Sequence[Key] | None = None) -> Head | None:
        """The newest checkpoint, None before the first. Raises SealError where no published key has signed it."""
        path = self.directory / "checkpoints"
        for _ in range(_GROUPS):
            try:
                names = [each.name for each in path.iterdir() if each.name.isdigit()] if path.is_dir() else []
            except OSError as error:
                raise SealError(f"{path} cannot be read: {error.strerror}.") from error
            if not names:
                return None
            path /= max(names)
        return self._open(path, keys)

    def checkpoint(self, size: int, keys: Sequence[Key] | None = None) -> Head | None:
        """The checkpoint of that size, None where the log never signed one."""
        path = self.directory / checkpoint_path(size)
        return self._open(path, keys) if path.is_file() else None

    def sizes(self) -> list[int]:
        """The sizes at which the log has signed a checkpoint, in order."""
        found = (self.directory / "checkpoints").glob("/".join(["[0-9]" * 3] * _GROUPS))
        return sorted(int("".join(path.parts[-_GROUPS:])) for path in found)

    def seal(self, checkpoint: Checkpoint, note: str) -> None:
        """Make the checkpoint known for ever: from here on it counts. Raises SealError for a second one of its size."""
        path = self.directory / checkpoint_path(checkpoint.size)
        try:
            files.write_once(path, note.encode())
        except FileExistsError:
            raise SealError(f"{path} exists already, and is never written again.") from None

    def show(self, note: str) -> None:
        """Copy the newest checkpoint to where readers look for it."""
        path = self.directory / "checkpoint"
        if not path.exists() or path.read_text("utf-8") != note:
            files.write(path, note.encode())

    def _open(self, path: Path, keys: Sequence[Key] | None) -> Head:
        try:
            note = path.read_bytes().decode()
            return Head(open_checkpoint(note, self.keys if keys is None else keys), note)
        except (BrokenError, UnreadableError, OSError, UnicodeDecodeError) as error:
            raise SealError(f"The checkpoint {path} cannot be trusted: {error}.") from error

    # Entries

    def leaves(self, tile: int, size: int) -> list[bytes]:
        """The leaf hashes in one tile of a tree of that size."""
        return self.tiles.hashes(0, tile, width_of(0, tile, size))

    def sequences(self, start: int, end: int) -> list[int]:
        """The ledger's sequences of the entries from `start` up to and without `end`, as far as they are known."""
        try:
            with (self.directory / "sequences").open("rb") as file:
                file.seek(start * _SEQUENCE.size)
                data = file.read(max(0, end - start) * _SEQUENCE.size)
        except FileNotFoundError:
            return []
        return [number for (number,) in _SEQUENCE.iter_unpack(data[: len(data) // 8 * 8])]

    def keep_sequences(self, size: int, sequences: Sequence[int]) -> None:
        """Note which events the entries after the first `size` are; what a crash left behind those goes."""
        data = b"".join(map(_SEQUENCE.pack, sequences))
        files.write_from(self.directory / "sequences", size * _SEQUENCE.size, data)

    def index(self, sequence: int, size: int) -> int | None:
        """Which entry of a tree of that size the event of that sequence is; None where it is not sealed."""
        low, high = 0, size
        while low < high:
            middle = (low + high) // 2
            [found] = self.sequences(middle, middle + 1) or [0]
            if found == sequence:
                return middle
            low, high = (middle + 1, high) if found < sequence else (low, middle)
        return None

    # Proofs

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """The hashes from the entry up to the root of a tree of that size."""
        return tree.inclusion(index, size, self.tiles.subtrees(size))

    def consistency(self, old: int, new: int) -> list[bytes]:
        """The hashes that show how the tree of size `old` begins that of size `new`."""
        return tree.consistency(old, new, self.tiles.subtrees(new))

    def growth(self, old: int, head: Head) -> str:
        """How the log grew from that size: the body of c2sp.org/tlog-witness's add-checkpoint."""
        steps = self.consistency(old, head.checkpoint.size)
        return f"old {old}\n" + "".join(f"{to_text(each)}\n" for each in steps) + f"\n{head.note}"

    def cosignatures(self, size: int) -> Iterator[str]:
        """The lines with which witnesses have signed the checkpoint of that size, as they delivered them.

        Whoever may deliver one could deliver anything: what is not one line, or stands under the log's own name, is
        passed by.
        """
        delivered = (self.directory / "cosignatures" / f"{size:012d}").glob("[!.]*")
        for path in sorted(delivered)[:_WITNESSES]:
            with suppress(UnreadableError, ValueError, OSError):
                line = path.read_bytes()[:_LINE].decode()
                text, [(name, _)] = read_note(f"\n\n{line}")
                if text == "\n" and name != self.published.origin:
                    yield line


def checkpoint_path(size: int) -> str:
    """Where the checkpoint of that size stands: one file for each, written once."""
    digits = f"{size:012d}"
    return "checkpoints/" + "/".join(digits[at : at + 3] for at in range(0, len(digits), 3))


def checkpoint_text(checkpoint: Checkpoint) -> str:
    """The text that is signed, as c2sp.org/tlog-checkpoint writes it."""
    return f"{checkpoint.origin}\n{checkpoint.size}\n{to_text(checkpoint.root)}\n"
