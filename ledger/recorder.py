"""What every store of the ledger can do; `Ledger` stands on this and knows no database."""

from __future__ import annotations

from abc import abstractmethod
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from eventsourcing import persistence
from eventsourcing.persistence import ApplicationRecorder

from domain.messages import Receipt
from domain.model import StreamId
from ledger.envelope import Appended, CommandKey
from ledger.errors import LedgerError, LedgerUnavailableError
from ledger.mapper import Draft

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from uuid import UUID

    from ledger.envelope import PersonName, StoredReceipt
    from ledger.leaf import Row
    from ledger.snapshots import Snapshot

LAST_VERSION: Final = 2**62
"""As the last version that is asked for: whatever there is."""


@dataclass(frozen=True, slots=True)
class Append:
    """One append, whole: what one call to a database with functions of its own carries.

    `receipt` is pure and takes over the sequence and the recorded instant as they are: nothing else is unknown
    before the transaction.
    """

    stream: StreamId
    expected: int
    drafts: tuple[Draft, ...]
    command: CommandKey
    receipt: Callable[[Appended], Receipt]
    simulation: bool


class Answer(NamedTuple):
    """The receipt, and whether this very append committed: false where an earlier attempt had."""

    receipt: Receipt
    appended: bool


class Recorder(ApplicationRecorder):
    """The library's recorder with what the ledger adds. Errors come out as the library's: see `plain_errors`."""

    name: str
    """What messages call the store; never an address with a password."""

    @abstractmethod
    def prepare(self, *, create: bool) -> None:
        """Check that the store is safe to write; before that, if `create`, make it or bring it up to date.

        Raises UnsafeLedgerError, with what is wrong and what to do.
        """

    @abstractmethod
    def append(self, request: Append) -> Answer:
        """Commit the events with their command, or return the receipt of the attempt that came first.

        Raises StaleStreamError where the stream has moved.
        """

    @abstractmethod
    def rows(self, stream: str, *, since: int, upto: int) -> list[Row]:
        """The rows of a stream after version `since`, up to and including `upto`."""

    @abstractmethod
    def rows_after(self, sequence: int, limit: int) -> list[Row]:
        """The rows of the whole ledger after a sequence."""

    @abstractmethod
    def last_row(self) -> Row | None:
        """The newest row of the whole ledger."""

    @abstractmethod
    def version(self, stream: str) -> int:
        """The version at which the stream stands, 0 where it does not exist."""

    @abstractmethod
    def streams(self, prefix: str, *, upto: int) -> tuple[tuple[StreamId, int], ...]:
        """Every stream whose id begins so, with its version at that sequence, in the order of their ids' bytes."""

    @abstractmethod
    def receipt(self, command_id: UUID) -> StoredReceipt | None:
        """The first committed answer to the command."""

    @abstractmethod
    def allot(self, command_id: UUID, letters: str, year: int) -> str:
        """The command's case number: the same for ever."""

    @abstractmethod
    def stamp(self, key: str) -> str | None:
        """What is written once about the whole ledger, or None."""

    @abstractmethod
    def name_person(self, name: PersonName) -> None:
        """Keep the names, in place of earlier ones."""

    @abstractmethod
    def person_name(self, person: str) -> PersonName | None:
        """The names, or None where none were given or they were erased."""

    @abstractmethod
    def people(self, prefix: str) -> list[PersonName]:
        """The names of everybody whose id begins so, in the order of the ids."""

    @abstractmethod
    def refer(self, prefix: str, name: PersonName) -> str:
        """The id that begins so and has exactly these names; the given one, with them, where there is none."""

    @abstractmethod
    def erase_person(self, person: str) -> bool:
        """Forget the names, and have their bytes overwritten where the store can; False where there were none."""

    @abstractmethod
    def snapshot(self, stream: str, kind: str) -> Snapshot | None:
        """The snapshot of the stream for states of that kind."""

    def since_snapshot(self, stream: str, kind: str, code: str) -> tuple[Snapshot | None, list[Row]]:
        """The snapshot that this code made, and the rows from its event on; without one None and every row."""
        snapshot = self.snapshot(stream, kind)
        if snapshot is None or snapshot.code != code:
            return None, self.rows(stream, since=0, upto=LAST_VERSION)
        return snapshot, self.rows(stream, since=snapshot.version - 1, upto=LAST_VERSION)

    @abstractmethod
    def keep_snapshot(self, snapshot: Snapshot) -> None:
        """Keep it in place of an older one."""

    @abstractmethod
    def snapshots(self) -> tuple[tuple[str, str], ...]:
        """Stream and kind of every snapshot, in the order of the streams."""

    @abstractmethod
    def now(self) -> datetime:
        """The clock that recorded instants are taken from, in UTC."""

    @abstractmethod
    def close(self, *, wait: float) -> None:
        """Refuse new users, wait at most so many seconds for those inside, close."""


@contextmanager
def plain_errors(name: str) -> Iterator[None]:
    """The library's errors come out as the ledger's own, each a sentence."""
    try:
        yield
    except (persistence.OperationalError, persistence.InterfaceError) as error:
        raise LedgerUnavailableError(f"{name} does not answer: {error}.") from error
    except persistence.PersistenceError as error:
        raise LedgerError(f"{name} refuses this: {error}.") from error
