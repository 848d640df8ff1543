"""Connections to PostgreSQL: each checked when it is made, none that could lose what was committed."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar

import psycopg
from eventsourcing import persistence
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import TransactionStatus
from psycopg.rows import TupleRow, tuple_row

from ledger.errors import LedgerError, UnsafeLedgerError
from ledger.pool import Pool
from ledger.postgres import arrays

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")
Connection: TypeAlias = psycopg.Connection[TupleRow]

_LIMIT: Final = 20
_OURS: Final = (
    "-c default_transaction_isolation=read\\ committed -c idle_in_transaction_session_timeout=60s -c jit=off"
)
_READING: Final = " -c default_transaction_read_only=on"
"""With it the server itself refuses every statement that would write."""
_SETTINGS: Final[dict[str, tuple[frozenset[str], str]]] = {
    "fsync": (frozenset({"on"}), "a crash of the machine could lose or tear committed events"),
    "full_page_writes": (frozenset({"on"}), "a crash of the machine could tear pages"),
    "synchronous_commit": (
        frozenset({"on", "local", "remote_write", "remote_apply"}),
        "an event could be lost after its receipt was given",
    ),
    "default_transaction_isolation": (frozenset({"read committed"}), "an append could miss its predecessor"),
    "server_encoding": (frozenset({"UTF8"}), "names in Chinese could not be kept"),
}
_LOCK_TIMEOUT: Final = "lock_timeout"
_READ_SETTINGS: Final = "SELECT name, setting FROM pg_settings WHERE name = ANY(%s)"


class Connections(Pool[Connection]):
    """`busy` is how many seconds a writer waits for another one's transaction, and the server may take to answer."""

    def __init__(self, url: str, *, busy: float = 10.0, read_only: bool = False) -> None:
        parameters = _parameters(url)
        super().__init__(_name(parameters), busy=busy, limit=_LIMIT)
        ours = f"{_OURS} -c {_LOCK_TIMEOUT}={max(int(busy * 1000), 1)}{_READING if read_only else ''}"
        parameters["options"] = f"{ours} {parameters.get('options') or ''}".rstrip()
        parameters["client_encoding"] = "utf8"
        parameters.setdefault("application_name", "fenduan ledger")
        parameters.setdefault("connect_timeout", max(int(busy), 2))
        self._conninfo = make_conninfo("", **parameters)

    def connect(self) -> Connection:
        """A connection in autocommit, with every setting that an append relies on."""
        connection = psycopg.connect(self._conninfo, autocommit=True, row_factory=tuple_row)
        try:
            connection.prepare_threshold = 1
            arrays.register(connection)
            _check_settings(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def reset(self, connection: Connection) -> bool:
        """Roll back what was left open; False for one that has lost its server."""
        if connection.closed or connection.broken:
            return False
        try:
            if connection.info.transaction_status is not TransactionStatus.IDLE:
                connection.rollback()
        except psycopg.Error:
            return False
        return True

    def discard(self, connection: Connection) -> None:
        """Close it."""
        connection.close()

    def run(self, work: Callable[[Connection], T]) -> T:
        """What `work` makes of a connection. It must be safe to repeat: a lost connection is tried once more.

        So a server that was restarted in between is not noticed. Errors come out as the library's.
        """
        with library_errors():
            connection = self.take()
            try:
                return work(connection)
            except psycopg.OperationalError:
                if not connection.broken:
                    raise
            finally:
                self.give_back(connection)
            # Whatever ended this connection has probably ended those that were idle.
            self.discard_idle()
            with self.reading() as another:
                return work(another)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection inside a transaction: committed at the end, rolled back on any exception."""
        with library_errors(), self.reading() as connection, connection.transaction():
            yield connection


def _check_settings(connection: Connection) -> None:
    found: dict[str, str] = dict(
        connection.execute(_READ_SETTINGS, ([*_SETTINGS, _LOCK_TIMEOUT],)).fetchall()
    )
    for name, (safe, why) in _SETTINGS.items():
        if found.get(name, "") not in safe:
            raise UnsafeLedgerError(
                f"PostgreSQL runs with {name}={found.get(name)}, so {why}: set it to {' or '.join(sorted(safe))}."
            )
    if found.get(_LOCK_TIMEOUT) == "0":
        raise UnsafeLedgerError(
            "PostgreSQL runs with lock_timeout=0, so one stuck transaction would hold up every append for ever:"
            " set a time."
        )


def _parameters(url: str) -> dict[str, str | int | None]:
    try:
        return dict(conninfo_to_dict(url))
    except psycopg.ProgrammingError as error:
        raise LedgerError(f"The ledger's address cannot be read: {first_line(error)}.") from error


def _name(parameters: dict[str, str | int | None]) -> str:
    """Database and host: what a message may say."""
    database = parameters.get("dbname") or parameters.get("user") or "postgresql"
    host = parameters.get("host") or parameters.get("hostaddr")
    return f"{database} on {host}" if host else str(database)


def first_line(error: psycopg.Error) -> str:
    """What went wrong, without the statement and its context."""
    text = error.diag.message_primary or str(error) or type(error).__name__
    return text.strip().splitlines()[0].rstrip(".")


_ERRORS: Final[tuple[tuple[type[psycopg.Error], type[persistence.PersistenceError]], ...]] = (
    (psycopg.InterfaceError, persistence.InterfaceError),
    # A server that was promoted away or is being restored may take the append later.
    (psycopg.errors.ReadOnlySqlTransaction, persistence.OperationalError),
    (psycopg.OperationalError, persistence.OperationalError),
    (psycopg.DataError, persistence.DataError),
    (psycopg.IntegrityError, persistence.IntegrityError),
    (psycopg.InternalError, persistence.InternalError),
    (psycopg.ProgrammingError, persistence.ProgrammingError),
    (psycopg.NotSupportedError, persistence.NotSupportedError),
    (psycopg.DatabaseError, persistence.DatabaseError),
)


@contextmanager
def library_errors() -> Iterator[None]:
    """The driver's errors come out as the library's."""
    try:
        yield
    except psycopg.Error as error:
        for kind, theirs in _ERRORS:
            if isinstance(error, kind):
                raise theirs(first_line(error)) from error
        raise persistence.PersistenceError(first_line(error)) from error
