"""A witness: somebody else's process, which remembers what the log has shown and cosigns only what continues it."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

from ledger.seal import files
from ledger.seal.errors import SealError, WitnessRefusedError
from ledger.seal.log import Head, Log
from ledger.seal.notes import new_signer, read_signers, write_signers
from ledger.seal.tiles import WIDTH
from ledger.seal.tree import Range
from verifier.fenduan_verify import (
    COSIGNATURE,
    BrokenError,
    Checkpoint,
    UnreadableError,
    check_consistency,
    read_checkpoint,
    read_key,
    read_note,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from ledger.seal.notes import Signer
    from verifier.fenduan_verify import Key


class Witness:
    """Watches one log from a folder of its own, which nobody who can write the log should be able to write.

    It keeps the newest checkpoint that it has seen, every cosignature that it has given, and the hash of every entry
    (no content), so that it can say which entry was changed first.
    """

    def __init__(
        self,
        log: Log,
        directory: Path,
        signer: Signer,
        keys: Sequence[Key],
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._log = log
        self._directory = directory
        self._signer = signer
        self._keys = tuple(keys)
        self._clock = clock
        self._seen: Range | None = None

    @property
    def key(self) -> Key:
        """By which others know its cosignatures."""
        return self._signer.key

    @property
    def remembered(self) -> Checkpoint | None:
        """The newest checkpoint that was cosigned. Raises SealError where the witness's own memory is damaged."""
        return remembered(self._directory)

    def look(self) -> Head | None:
        """Check what the log shows now and cosign it; None where it shows nothing yet.

        Raises WitnessRefusedError where the log does not continue what was seen before: both are kept as evidence.
        Raises SealError where the log cannot be read, such as a copy that is only half there, or is not signed by a
        key that the witness was given: that says nothing about the log's history, so look again.
        """
        self._log.tiles.full.cache_clear()
        before = self.remembered
        head = self._log.head(self._keys)
        if head is None:
            if before is not None:
                raise WitnessRefusedError(f"The log has lost all of its {before.size} entries.", 0)
            return None
        if before is not None:
            self._require_continued(before, head)
        self._remember(before.size if before else 0, head)
        return head

    def _require_continued(self, before: Checkpoint, head: Head) -> None:
        now = head.checkpoint
        try:
            proof = self._log.consistency(before.size, now.size)
            check_consistency(before, now, proof)
        except (BrokenError, ValueError):
            first = self._first_difference(before.size, now.size)
            where = "" if first is None else f", from entry {first} on"
            self._refuse(head, f"does not continue the {before.size} that were witnessed{where}", first)

    def _refuse(self, head: Head, why: str, first: int | None) -> NoReturn:
        """Keep what the log has signed, and say what is wrong with it."""
        size, root = head.checkpoint.size, head.checkpoint.root
        with suppress(FileExistsError):
            files.write_once(self._directory / f"refused/{size:012d}-{root.hex()[:16]}", head.note.encode())
        raise WitnessRefusedError(f"The log of {size} entries {why}.", first)

    def _first_difference(self, before: int, now: int) -> int | None:
        seen = leaves(self._directory)[:before]
        for tile in range((min(before, now) + WIDTH - 1) // WIDTH):
            try:
                shown = self._log.leaves(tile, now)
            except SealError:
                return tile * WIDTH
            for at, (old, new) in enumerate(zip(seen[tile * WIDTH :], shown, strict=False), tile * WIDTH):
                if old != new:
                    return at
        return now if now < before else None

    def _remember(self, before: int, head: Head) -> None:
        size = head.checkpoint.size
        added = [
            leaf
            for tile in range(before // WIDTH, (size + WIDTH - 1) // WIDTH)
            for leaf in self._log.leaves(tile, size)
        ][before % WIDTH :]
        seen = self._range(before)
        seen.add(added)
        if seen.root() != head.checkpoint.root:
            self._refuse(head, "shows entries that do not lead to the root that it has signed", None)
        self._seen = seen
        files.write_from(self._directory / "leaves", 32 * before, b"".join(added))
        name = f"cosigned/{size:012d}"
        path = self._directory / name
        if not path.exists():
            text, _ = read_note(head.note)
            line = self._signer.sign(text, time=int(self._clock()))
            files.write_once(path, (head.note + line).encode())
        note = path.read_text("utf-8")
        files.write(self._directory / "checkpoint", note.encode())
        self._deliver(size, note.splitlines(keepends=True)[-1])

    def _range(self, size: int) -> Range:
        """The tree over the hashes that are remembered. Raises SealError where they are no longer what was seen."""
        if self._seen is not None and self._seen.size == size:
            return self._seen.copy()
        seen, before = Range(), self.remembered
        seen.add(leaves(self._directory)[:size])
        if before is not None and (seen.size, seen.root()) != (before.size, before.root):
            raise SealError(f"The hashes that the witness in {self._directory} remembers are damaged.")
        return seen

    def _deliver(self, size: int, line: str) -> None:
        """Leave the cosignature with the log, where the witness may write there."""
        target = self._log.directory / "cosignatures" / f"{size:012d}" / self._signer.key.id.hex()
        with suppress(OSError):
            files.write_once(target, line.encode())


def hired(log: Log, directory: Path, name: str, keys: Sequence[Key] | None = None) -> Witness:
    """The witness of that folder; the first time it gets a key, and remembers which keys of the log to trust.

    Without `keys` those are what the log publishes then; later ones count only if they are given here again.
    Raises SealError; ValueError for a name that cannot name a key.
    """
    secret, trusted = directory / "witness.key", directory / "log.keys"
    if not secret.exists():
        try:
            write_signers(secret, [new_signer(name, COSIGNATURE)])
        except ValueError as error:
            raise SealError(str(error)) from None
    if keys is not None or not trusted.exists():
        listed = "".join(f"{each}\n" for each in (log.keys if keys is None else keys))
        files.write(trusted, listed.encode())
    [signer] = read_signers(secret)
    return Witness(log, directory, signer, [read_key(line) for line in trusted.read_text("utf-8").split()])


def remembered(directory: Path) -> Checkpoint | None:
    """The newest checkpoint in a witness's folder. Raises SealError where it cannot be read."""
    try:
        return read_checkpoint(read_note((directory / "checkpoint").read_text("utf-8"))[0])
    except FileNotFoundError:
        return None
    except (UnreadableError, OSError, UnicodeDecodeError) as error:
        raise SealError(f"What the witness in {directory} remembers cannot be read: {error}.") from error


def leaves(directory: Path) -> list[bytes]:
    """The entry hashes in a witness's folder, oldest first."""
    path = directory / "leaves"
    data = path.read_bytes() if path.exists() else b""
    return [data[at : at + 32] for at in range(0, len(data), 32)]
