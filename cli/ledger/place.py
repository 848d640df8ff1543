"""Where the ledger and its seal lie, and how errors of theirs are said."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from cli.context import Place
from cli.errors import InputError, NotSoError, Sentence, UnreachableError, wrong
from cli.files import reason

if TYPE_CHECKING:
    from ledger import Ledger
    from ledger.seal import Log, Rows, SealSettings, Sequencer
    from ledger.seal.stored import StoredRows
    from verifier.fenduan_verify import Checkpoint, Key

Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Evidence:
    """A ledger with its seal. Reading either makes nothing new."""

    place: Place

    @classmethod
    def at(cls, data: Path | None) -> Self:
        """Those of the data folder, of `run.json` or of the environment."""
        return cls(Place.at(data))

    @property
    def ledger(self) -> Path | str:
        """The file, or the address, of the ledger."""
        return self.place.ledger_at

    @cached_property
    def settings(self) -> SealSettings:
        """Where the seal is, and its key."""
        from ledger.seal import SealSettings

        return SealSettings.beside(self.ledger, os.environ, self.place.data)

    @cached_property
    def log(self) -> Log:
        """The log as it is published."""
        from ledger.seal import Log

        return Log(self.settings.directory)

    @contextmanager
    def opened(self) -> Iterator[Ledger]:
        """The ledger, checked as for any use. Raises UnreachableError."""
        if isinstance(self.ledger, Path):
            with self.place.ledger() as ledger:
                yield ledger
            return
        from domain.streams import TOPICS
        from ledger import Ledger

        with Ledger.open(self.ledger, topics=TOPICS, create=False) as ledger:
            yield ledger

    @contextmanager
    def rows(self) -> Iterator[StoredRows]:
        """The stored rows, unchecked. Raises UnreachableError where there is no ledger."""
        from ledger.seal.stored import stored_rows

        if isinstance(self.ledger, Path) and not self.ledger.is_file():
            sentence = Sentence.of("error.no_ledger", path=self.ledger)
            raise UnreachableError("no_ledger", sentence, field="--data")
        with stored_rows(self.ledger) as rows:
            yield rows

    def sequencer(self, rows: Rows, ledger_id: str) -> Sequencer:
        """Who seals those rows. Raises NotSoError without a private key."""
        from ledger.seal import Sequencer

        with said():
            return Sequencer(rows, self.log, self.settings.signers(ledger_id), pushed=self.settings.pushed)


@contextmanager
def said() -> Iterator[None]:
    """Errors of the seal as errors of a command."""
    from ledger.seal import SealError, WitnessRefusedError

    try:
        yield
    except WitnessRefusedError as error:
        sentence = Sentence.of("error.refused_by_witness", why=error)
        raise NotSoError("witness_refused", sentence, more={"first": error.first}) from error
    except (SealError, OSError) as error:
        raise NotSoError("seal", Sentence.of("error.seal", why=error)) from error


@contextmanager
def progress(what: str) -> Iterator[Told]:
    """Shows at a terminal how far long work has come; elsewhere nothing."""
    from rich.progress import Progress

    from cli.output import console

    with Progress(console=console(err=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(what)
        yield lambda done, whole: bar.update(task, completed=done, total=whole)


def given_keys(given: Sequence[str], name: str) -> list[Key]:
    """Verifier keys, or files of them. Raises InputError."""
    from verifier.fenduan_verify import UnreadableError, read_keys

    try:
        return read_keys(given)
    except (UnreadableError, OSError, UnicodeDecodeError) as error:
        raise wrong("key", name, why=error) from None


def read_evidence(path: Path, name: str) -> str:
    """The text of a file of evidence. Raises InputError."""
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        raise wrong("no_file", name, path=path) from None
    except (OSError, UnicodeDecodeError) as error:
        raise wrong("unreadable_file", name, path=path, why=reason(error)) from None


def kept_checkpoint(path: Path, name: str, keys: Sequence[Key]) -> Checkpoint:
    """A checkpoint that somebody has kept, signed by one of the keys. Raises InputError, NotSoError."""
    from verifier.fenduan_verify import open_checkpoint

    with verified(path, name):
        return open_checkpoint(read_evidence(path, name), keys)


@contextmanager
def verified(path: Path, name: str) -> Iterator[None]:
    """What the verifier says, as errors of a command."""
    from verifier.fenduan_verify import BrokenError, UnreadableError

    try:
        yield
    except BrokenError as error:
        sentence = Sentence(
            Sentence.of("error.broken", why=error.en).en, Sentence.of("error.broken", why=error.zh).zh
        )
        raise NotSoError(
            "broken", sentence, field=str(path), more={"why": error.code, "event": error.where or None}
        ) from error
    except UnreadableError as error:
        raise InputError(
            "unreadable_evidence", Sentence.of("error.pack", field=name, path=path, why=error), field=name
        ) from error
