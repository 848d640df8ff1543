"""The reconciler: a workflow that lags behind its stream, or was lost, is told to read the ledger again.

After a crash between the ledger's commit and the end of the workflow task, Temporal does not know the command and
the ledger does. Whoever sends the same command again heals it too; this does it when nobody sends. A worker that
starts with a later law, such as the calendar of another year, has every open workflow take up what now runs.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import timedelta
from itertools import count

import structlog
from temporalio.client import WorkflowQueryRejectedError
from temporalio.service import RPCError, RPCStatusCode

from domain.position import Position
from domain.streams import CASE, SUPERVISION
from gateway.client import Engine
from ledger import Ledger

EVERY = timedelta(seconds=5)
SWEEP = 12
"""So many looks apart, workflows that are gone are looked for: a lost Temporal database leaves no other trace."""
BATCH = 500
TAKEN_UP = 12
"""So often is a workflow told of a later law: while workers change, one that has not got it yet may answer."""
AT_ONCE = 4
"""Streams asked at the same time: a look must not take the worker from those who have work for it."""

_log = structlog.get_logger(__name__)


class Reconciler:
    """Compares streams that have moved with their workflows, and now and then looks for workflows that are gone."""

    def __init__(self, engine: Engine, ledger: Ledger, stand: Callable[[str], Position]) -> None:
        self._engine = engine
        self._ledger = ledger
        self._stand = stand
        self._seen = 0
        self._open: set[str] = set()
        self._under_another_law: Counter[str] = Counter()

    async def run(self, every: timedelta = EVERY) -> None:
        """Reconcile until cancelled. Faults of the services are logged and outlived."""
        doubtful: set[str] = set()
        for look in count():
            try:
                doubtful |= await asyncio.to_thread(self._moved)
                if look % SWEEP == 0:
                    doubtful |= await self._misplaced()
                doubtful -= await self._settled(doubtful)
            except Exception as error:  # noqa: BLE001 - it must outlive whatever the services do
                _log.warning("reconcile_failed", cause=str(error))
            await asyncio.sleep(every.total_seconds())

    async def reconcile(self, stream: str) -> bool:
        """Nudge the stream's workflow if it lags or is gone; True where it stood where the ledger stands."""
        position = await asyncio.to_thread(self._stand, stream)
        if not position.opened:
            return True
        (self._open.discard if position.closed else self._open.add)(stream)
        known = await self._known(stream)
        if known is None and position.closed:
            return True
        version = known.version if known else None
        if (
            known is not None
            and known.version >= position.version
            and not self._waits_wrongly(known, position)
        ):
            return True
        _log.info("stream_nudged", stream=stream, ledger_version=position.version, workflow_version=version)
        await self._engine.nudge(stream, start=not position.closed)
        return False

    async def _settled(self, doubtful: Iterable[str]) -> set[str]:
        """Those that stand where the ledger stands. One that cannot be asked now holds up none of the others."""
        gate = asyncio.Semaphore(AT_ONCE)

        async def ask(stream: str) -> bool:
            async with gate:
                try:
                    return await self.reconcile(stream)
                except Exception as error:  # noqa: BLE001 - it stays doubtful, and is asked again
                    _log.warning("stream_not_reconciled", stream=stream, cause=str(error))
                    return False

        asked = sorted(doubtful)
        answers = await asyncio.gather(*(ask(stream) for stream in asked))
        return {stream for stream, settled in zip(asked, answers, strict=True) if settled}

    def _waits_wrongly(self, known: Position, position: Position) -> bool:
        """Whether the workflow waits for other instants than this worker's law leads to, and is to be told again."""
        if known.version > position.version or set(known.timers) == set(position.timers):
            self._under_another_law.pop(position.stream, None)
            return False
        self._under_another_law[position.stream] += 1
        return self._under_another_law[position.stream] <= TAKEN_UP

    async def _known(self, stream: str) -> Position | None:
        """Where a running workflow stands; None where none runs."""
        try:
            return await self._engine.position(stream, running=True)
        except WorkflowQueryRejectedError:
            return None
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return None
            raise

    async def _misplaced(self) -> set[str]:
        """Open streams without a running workflow, and the reverse. What is listed may be late: each is asked."""
        running = {
            run.id
            async for run in self._engine.client.list_workflows("ExecutionStatus = 'Running'")
            if run.id.startswith((CASE, SUPERVISION))
        }
        return running ^ self._open

    def _moved(self) -> set[str]:
        """The streams that have new events since the last look; on the first look, all that are open."""
        if not self._seen:
            self._seen = self._ledger.last_sequence
            listed = [stream for prefix in (CASE, SUPERVISION) for stream, _ in self._ledger.streams(prefix)]
            return {stream for stream in listed if not self._stand(stream).closed}
        moved: set[str] = set()
        while events := self._ledger.notifications(self._seen, BATCH):
            moved |= {e.stream for e in events if e.stream.startswith((CASE, SUPERVISION))}
            self._seen = events[-1].sequence or self._seen
        return moved
