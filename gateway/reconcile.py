"""The reconciler: a workflow that lags behind its stream, or was lost, is told to read the ledger again.

After a crash between the ledger's commit and the end of the workflow task, Temporal does not know the command and
the ledger does. Whoever sends the same command again heals it too; this does it when nobody sends.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import structlog
from temporalio.client import WorkflowQueryFailedError, WorkflowQueryRejectedError
from temporalio.service import RPCError, RPCStatusCode

from domain.position import Position
from domain.streams import CASE, SUPERVISION
from gateway.client import Engine
from ledger import Ledger

EVERY = timedelta(seconds=5)
BATCH = 500

_log = structlog.get_logger(__name__)


class Reconciler:
    """Compares streams that have moved with their workflows, at first all of them."""

    def __init__(self, engine: Engine, ledger: Ledger, stand: Callable[[str], Position]) -> None:
        self._engine = engine
        self._ledger = ledger
        self._stand = stand
        self._seen: int | None = None

    async def run(self, every: timedelta = EVERY) -> None:
        """Reconcile until cancelled. Faults of the services are logged and outlived."""
        doubtful: set[str] = set()
        while True:
            try:
                doubtful |= await asyncio.to_thread(self._moved)
                doubtful -= {stream for stream in sorted(doubtful) if await self.reconcile(stream)}
            except Exception as error:  # noqa: BLE001 - it must outlive whatever the services do
                _log.warning("reconcile_failed", cause=str(error))
            await asyncio.sleep(every.total_seconds())

    async def reconcile(self, stream: str) -> bool:
        """Nudge the stream's workflow if it lags; True where it stood where the ledger stands."""
        position = await asyncio.to_thread(self._stand, stream)
        if position.closed or not position.opened:
            return True
        known = await self._known(stream)
        if known is not None and known >= position.version:
            return True
        _log.info("stream_nudged", stream=stream, ledger_version=position.version, workflow_version=known)
        await self._engine.nudge(stream)
        return False

    async def _known(self, stream: str) -> int | None:
        try:
            return (await self._engine.position(stream)).version
        except (WorkflowQueryFailedError, WorkflowQueryRejectedError):
            return None
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return None
            raise

    def _moved(self) -> set[str]:
        """The streams that have new events since the last look; on the first look, all."""
        if self._seen is None:
            self._seen = self._ledger.last_sequence
            return {s for prefix in (CASE, SUPERVISION) for s, _ in self._ledger.streams(prefix)}
        moved: set[str] = set()
        while events := self._ledger.notifications(self._seen, BATCH):
            moved |= {e.stream for e in events if e.stream.startswith((CASE, SUPERVISION))}
            self._seen = events[-1].sequence or self._seen
        return moved
