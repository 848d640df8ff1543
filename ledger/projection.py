"""Fills the read models: in batches, exactly once, by one runner at a time."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

import structlog

from ledger.errors import LedgerError, LedgerUnavailableError
from ledger.views.carrier import Carrier, Rules, Summary
from ledger.views.lease import Lease

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from threading import Event

    from ledger.store import Ledger
    from ledger.views import Parked, Views
    from ledger.views.shares import Sharing

__all__ = ["BATCH", "Progress", "Projection", "Rules", "Summary", "owner"]

BATCH: Final = 500
READ_WITHIN: Final = 2.0
"""Seconds for which a reader that names a sequence waits."""
LEASE: Final = 3.0
"""Seconds after which the place of a runner that is silent can be taken; a batch that is under way keeps it."""
_ATTEMPTS: Final = 5
_PAUSE: Final = 0.05
_LOOK: Final = 0.02
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the read model is: everything up to `position` is in it, of `last` in the ledger."""

    position: int
    last: int

    @property
    def behind(self) -> int:
        """How many events are still missing."""
        return self.last - self.position


class Projection:
    """Carries events from the ledger to the views, while no other process does.

    A stream that cannot be read or summed up is parked: its rows stand still, every other goes on, `alarm` hears of
    it, and it is tried again with its next event and by `retry_parked`. `lease` is how many seconds a runner may be
    silent; `clock` counts seconds since 1970 alike in every process that shares the views.
    """

    def __init__(  # noqa: PLR0913 - each is a setting with a default
        self,
        ledger: Ledger,
        views: Views,
        rules: Rules | Mapping[str, Summary[Any]],
        *,
        alarm: Callable[[Parked], None] | None = None,
        lease: float = LEASE,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.ledger = ledger
        self.views = views
        self.rules = rules if isinstance(rules, Rules) else Rules(rules)
        self.alarm = alarm or _alarm
        self._ledger_id = ledger.ledger_id
        self._carrier = Carrier(ledger, self.rules, self.alarm)
        self.lease = Lease("runner", owner(), lease, clock)

    def progress(self) -> Progress:
        """How far the read model is behind the ledger."""
        reached = self.views.position(self._ledger_id)
        return Progress(reached, max(reached, self.ledger.last_sequence))

    def lag(self) -> float:
        """For how many seconds the oldest event that is missing has waited, by the ledger's clock; 0.0 if none is."""
        waiting = self.ledger.notifications(self.views.position(self._ledger_id), 1)
        if not waiting:
            return 0.0
        [event] = waiting
        return max((self.ledger.now() - event.recorded).total_seconds(), 0.0)

    @property
    def outdated(self) -> bool:
        """Whether rows were computed by other rules than these, as before a change of the law: rebuild them."""
        with self.views.reading() as connection:
            statement = "SELECT rules FROM tracking WHERE ledger_id = ?"
            row = connection.execute(statement, (self._ledger_id,)).fetchone()
        return row is not None and row[0] != self.rules.digest

    def read(self, after: int, *, within: float = READ_WITHIN) -> Progress:
        """Wait until that sequence is in, at most so many seconds; the answer says how far the model is behind."""
        return self.catch_up(until=after, within=within)

    def catch_up(self, until: int | None = None, *, within: float | None = None) -> Progress:
        """Carry events until that sequence is in, or everything; give up after `within` seconds, if given.

        While another runner has the lease, wait for it instead. Safe in any thread of any process at once.
        """
        deadline = None if within is None else time.monotonic() + within
        try:
            while True:
                reached, last = self.views.position(self._ledger_id), self.ledger.last_sequence
                target = last if until is None else min(until, last)
                if reached >= target or (deadline is not None and time.monotonic() >= deadline):
                    return self.progress()
                if with_patience(self._batch) is None:
                    time.sleep(_LOOK)
        finally:
            self._release()

    def run(self, stop: Event, *, every: float = 0.1) -> None:
        """Follow the ledger until told to stop, looking every so many seconds; what other rules made is rebuilt.

        Whoever has the lease runs, the others stand by. A store that does not answer is asked again.
        """
        for parked in self.views.parked():
            self.alarm(parked)
        try:
            while not stop.wait(every):
                try:
                    if self.outdated:
                        self.rebuild()
                    while with_patience(self._batch) and not stop.is_set():
                        pass
                except LedgerUnavailableError as error:
                    _log.warning("projection_waits", problem=str(error))
        finally:
            self._release()

    def retry_parked(self) -> int:
        """Try the parked streams again, as after an upgrade. Returns how many are still parked."""
        with self.views.writing() as connection:
            for (stream,) in connection.execute("SELECT stream FROM parked").fetchall():
                newest = connection.execute(
                    "SELECT max(version) FROM events WHERE stream = ?", (stream,)
                ).fetchone()
                self._carrier.settle(connection, stream, self.ledger.audit(stream)[: newest[0]])
        return len(self.views.parked())

    def rebuild(
        self, told: Callable[[int, int], None] | None = None, sharing: Sharing | None = None
    ) -> Progress:
        """Build everything anew beside the live tables, while readers go on, and swap. See `ledger.views.rebuild`.

        Raises LeaseLostError where another rebuild has taken over.
        """
        # It needs this module's patience, and this module only its name.
        from ledger.views.rebuild import Rebuild  # noqa: PLC0415

        Rebuild(self, told, sharing).swap()
        return self.catch_up()

    def _batch(self) -> int | None:
        """One batch; None while another has the lease."""
        with self.views.writing() as connection:
            if not self.lease.take(connection):
                return None
            return self._carrier.batch(connection, BATCH)

    def _release(self) -> None:
        """Let the next one in at once; where that cannot be written, the lease lapses."""
        with suppress(LedgerError):
            with self.views.reading() as connection:
                held = self.lease.held(connection)
            if held:
                with self.views.writing() as connection:
                    self.lease.release(connection)


def with_patience(batch: Callable[[], int | None]) -> int | None:
    """Try a batch again, each time after a longer pause, while a store does not answer."""
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            return batch()
        except LedgerUnavailableError:
            if attempt == _ATTEMPTS:
                raise
            time.sleep(_PAUSE * 2**attempt)
    raise AssertionError


def owner() -> str:
    """A name for one runner, told apart from every other one."""
    return f"{os.getpid()}/{uuid4()}"


def _alarm(parked: Parked) -> None:
    _log.error(
        "stream_parked",
        stream=parked.stream,
        sequence=parked.sequence,
        problem=parked.problem,
        attempts=parked.attempts,
    )
