"""The worker of the comparison: the product's own parts, with a ledger that is nothing but memory.

Workflows, activities, domain, client and reconciler are those of the product; the events are decided and evolved, and
then neither written, hashed, checked nor read back.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

import structlog

import worker
from activities.record import Registrar
from domain.law import Law
from domain.messages import Receipt
from domain.model import StreamId
from gateway.client import Engine
from gateway.reconcile import Reconciler
from ledger import (
    Appended,
    CommandKey,
    Envelope,
    Ledger,
    Metadata,
    Proposed,
    Provenance,
    StaleStreamError,
    StoredReceipt,
)
from ledger.software import software

if TYPE_CHECKING:
    from collections.abc import Hashable

S = TypeVar("S")
TASK_QUEUE = "fenduan-without-ledger"


class Memory:
    """What a registrar and a reconciler ask of a ledger, answered from memory."""

    def __init__(self) -> None:
        self._events: list[Envelope] = []
        self._streams: dict[str, list[Envelope]] = {}
        self._states: dict[Hashable, tuple[int, object]] = {}
        self._receipts: dict[UUID, StoredReceipt] = {}
        self._lock = Lock()

    is_simulation = True

    def now(self) -> datetime:
        """The clock, in UTC."""
        return datetime.now(UTC)

    def receipt(self, command_id: UUID) -> StoredReceipt | None:
        """The first answer to the command."""
        return self._receipts.get(command_id)

    def version(self, stream: str) -> int:
        """Where the stream stands."""
        return len(self._streams.get(stream, ()))

    def fold(self, stream: str, initial: S, evolve: Callable[[S, Envelope], S]) -> tuple[int, S]:
        """Version and state of the stream, evolved over what is new."""
        key = (stream, evolve)
        version, state = cast("tuple[int, S]", self._states.get(key, (0, initial)))
        newer = self._streams.get(stream, [])[version:]
        if newer:
            for envelope in newer:
                state = evolve(state, envelope)
            version += len(newer)
            self._states[key] = (version, state)
        return version, state

    def append(  # noqa: PLR0913 - the ledger's own signature
        self,
        stream: str,
        expected_version: int,
        events: Sequence[Proposed],
        *,
        metadata: Provenance,
        receipt: Callable[[Appended], Receipt],
        command: CommandKey,
    ) -> Receipt:
        """Keep the events and the receipt, as objects."""
        with self._lock:
            known = self._receipts.get(command.command_id)
            if known is not None:
                return known.receipt
            kept = self._streams.setdefault(stream, [])
            if len(kept) != expected_version:
                raise StaleStreamError(stream, expected_version, len(kept))
            recorded = self.now()
            given: dict[str, Any] = {**metadata.__dict__, "recorded": recorded}
            for item in events:
                meta = Metadata.model_construct(**given, basis=item.basis or item.event.basis)
                place = (
                    len(kept) + 1,
                    item.event_id,
                    item.event.topic,
                    item.event,
                    meta,
                    len(self._events) + 1,
                )
                kept.append(Envelope(StreamId(stream), *place))
                self._events.append(kept[-1])
            new = kept[-len(events) :]
            answer = receipt(
                Appended(
                    StreamId(stream),
                    tuple(envelope.event_id for envelope in new),
                    tuple(envelope.version for envelope in new),
                    len(self._events),
                    recorded,
                )
            )
            self._receipts[command.command_id] = StoredReceipt(command.digest, command.stream, answer)
            return answer

    def journal(self, organisation: str, expected_version: int | None, *args: Any, **kwargs: Any) -> Receipt:  # noqa: ANN401
        """Append to `journal/{organisation}`, wherever it ends."""
        stream = f"journal/{organisation}"
        expected = self.version(stream) if expected_version is None else expected_version
        return self.append(stream, expected, *args, **kwargs)

    @property
    def last_sequence(self) -> int:
        """How many events there are."""
        return len(self._events)

    def notifications(self, after: int, limit: int) -> tuple[Envelope, ...]:
        """The events after that sequence."""
        return tuple(self._events[after : after + limit])

    def streams(self, prefix: str = "") -> tuple[tuple[StreamId, int], ...]:
        """Every stream whose id begins so, with its version."""
        return tuple((StreamId(s), len(kept)) for s, kept in self._streams.items() if s.startswith(prefix))


async def serve(settings: worker.Settings) -> None:
    """As `worker.serve`, on another task queue and on memory."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    client = await worker.connect()
    ledger = cast("Ledger", Memory())
    registrar = Registrar(ledger, Law.load(), software=software(), shifting=True)
    reconciler = Reconciler(Engine(client, task_queue=TASK_QUEUE), ledger, registrar.position)
    async with worker.build(client, registrar, sandbox=settings.sandbox, task_queue=TASK_QUEUE):
        structlog.get_logger().info("worker_started")
        reconciling = asyncio.create_task(reconciler.run(timedelta(seconds=settings.reconcile)))
        await stop.wait()
        reconciling.cancel()
        with suppress(asyncio.CancelledError):
            await reconciling


if __name__ == "__main__":
    structlog.configure(logger_factory=structlog.WriteLoggerFactory(sys.stderr))
    asyncio.run(serve(worker.Settings.read(os.environ)))
