"""One runner at a time: a row with its owner and its expiry, which anybody takes over once it has lapsed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ledger.errors import LedgerError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

_TAKE: Final = (
    "INSERT INTO leases (name, owner, expires) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE"
    " SET owner = excluded.owner, expires = excluded.expires WHERE owner = excluded.owner OR expires <= ?"
)


class LeaseLostError(LedgerError):
    """Somebody else has taken over, because this owner was silent for longer than its lease."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to do what `name` says. `seconds` is how long it holds without being taken again.

    It is taken in the transaction of the work that it is for, so that who has lost it changes nothing.
    """

    name: str
    owner: str
    seconds: float
    clock: Callable[[], float]

    def take(self, connection: sqlite3.Connection) -> bool:
        """Take it, or hold it longer; False while another holds it."""
        now = self.clock()
        ends = int((now + self.seconds) * 1_000_000)
        connection.execute(_TAKE, (self.name, self.owner, ends, int(now * 1_000_000)))
        return self.held(connection)

    def held(self, connection: sqlite3.Connection) -> bool:
        """Whether nobody else has taken it since."""
        row = connection.execute("SELECT owner FROM leases WHERE name = ?", (self.name,)).fetchone()
        return row is not None and row[0] == self.owner

    def keep(self, connection: sqlite3.Connection) -> None:
        """Hold it longer. Raises LeaseLostError where another has taken it."""
        if not self.held(connection):
            raise LeaseLostError(f"Another process has taken over: {self.name}.")
        self.take(connection)

    def release(self, connection: sqlite3.Connection) -> None:
        """Let the next one have it at once."""
        connection.execute("DELETE FROM leases WHERE name = ? AND owner = ?", (self.name, self.owner))
