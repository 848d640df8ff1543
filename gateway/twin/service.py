"""Reads both records of a stream, has them compared, and repairs what a crash has left."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from uuid import UUID

from temporalio.service import RPCError, RPCStatusCode

from domain.position import Position
from domain.streams import CASE, SUPERVISION
from gateway.client import PATIENCE, Engine
from gateway.twin.archive import Archive, DamagedArchiveError
from gateway.twin.compare import Records, compare, standing
from gateway.twin.history import read_run
from gateway.twin.model import Difference, Kind, Repair, Run, Written
from gateway.twin.rows import written
from ledger import Ledger, UnreadableEventError

LOOK_EVERY = 0.1
STREAM = re.compile(f"({CASE}|{SUPERVISION})[A-Z0-9-]{{1,40}}")
"""The ids that commands can name; a workflow under any other id writes no stream."""


@dataclass(frozen=True, slots=True)
class Report:
    """What the comparison of one stream came to. `archived` are runs read from the archive, `gone` those nowhere."""

    stream: str
    version: int
    runs: tuple[Run, ...]
    archived: frozenset[str]
    gone: frozenset[str]
    differences: tuple[Difference, ...]

    @property
    def holds(self) -> bool:
        """Whether every difference is lawful."""
        return all(each.lawful for each in self.differences)

    @property
    def repair(self) -> Repair:
        """What brings the workflow back to the stream, if anything has to."""
        asked = {each.repair for each in self.differences}
        return next((each for each in (Repair.START, Repair.NUDGE) if each in asked), Repair.NONE)


class Twin:
    """Compares streams. `stand` computes a stream's position from the ledger."""

    def __init__(
        self, engine: Engine, ledger: Ledger, archive: Archive, stand: Callable[[str], Position]
    ) -> None:
        self._engine = engine
        self._ledger = ledger
        self._archive = archive
        self._stand = stand

    async def streams(self) -> tuple[str, ...]:
        """Every stream with a workflow that the ledger, or Temporal, has. Raises RPCError."""
        known: set[str] = {
            stream for prefix in (CASE, SUPERVISION) for stream, _ in self._ledger.streams(prefix)
        }
        async for run in self._engine.client.list_workflows():
            if STREAM.fullmatch(run.id):
                known.add(run.id)
        return tuple(sorted(known))

    async def reconcile(self, stream: str) -> Report:
        """The stream's two records compared; closed runs are archived on the way. Raises RPCError, LedgerError."""
        # Temporal first: what it has taken as recorded by now, the ledger has committed before.
        runs, damaged = await self._kept(stream)
        events = await asyncio.to_thread(written, self._ledger, stream)
        named = {event.run_id for event in events if event.workflow_id == stream and _is_id(event.run_id)}
        missing = {run_id for run_id in named if run_id is not None} - {run.run_id for run in runs}
        for run_id in sorted(missing):
            if (late := await self._fetch(stream, run_id)) is not None:
                runs.append(late)
                damaged += self._file(late)
        have = {run.run_id for run in runs}
        archived: set[str] = set()
        for run_id in self._archive.runs(stream):
            if run_id in have:
                continue
            try:
                run = self._archive.read(stream, run_id)
            except DamagedArchiveError as error:
                damaged.append(Difference(Kind.ARCHIVE_DAMAGED, stream, run_id=run_id, temporal=str(error)))
                continue
            if run is not None:
                runs.append(run)
                archived.add(run_id)
        gone = frozenset(missing - {run.run_id for run in runs})
        runs.sort(key=lambda run: (run.started, run.continues is not None, run.run_id))
        records = Records(
            stream=stream,
            runs=runs,
            gone=gone,
            events=events,
            receipt=cache(self._ledger.receipt),
            event=self._finder(stream, events),
        )
        differences = (*await asyncio.to_thread(compare, records), *damaged)
        if (kind := self._standing(stream, runs, events)) is not None:
            known = max((run.known for run in runs), default=0)
            version = _version(events)
            found = Difference(kind, stream, temporal=str(max(known, 0)), ledger=str(version))
            differences = (*differences, found)
        return Report(stream, _version(events), tuple(runs), frozenset(archived), gone, differences)

    async def repair(self, report: Report, *, patience: timedelta = 2 * PATIENCE) -> bool:
        """Nudge the stream's workflow, or begin it from the ledger; True once it stands where the ledger stands."""
        if report.repair is Repair.NONE:
            return True
        await self._engine.nudge(report.stream, start=True)
        until = time.monotonic() + patience.total_seconds()
        while time.monotonic() < until:
            if (await self.reconcile(report.stream)).repair is Repair.NONE:
                return True
            await asyncio.sleep(LOOK_EVERY)
        return False

    async def _kept(self, stream: str) -> tuple[list[Run], list[Difference]]:
        """The runs that Temporal lists, and those to which they lead: a listing may be late."""
        client = self._engine.client
        asked = {run.run_id async for run in client.list_workflows(f"WorkflowId = '{stream}'")}
        try:
            asked.add((await client.get_workflow_handle(stream).describe()).run_id)
        except RPCError as error:
            _unless_not_found(error)
        runs: dict[str, Run] = {}
        differences: list[Difference] = []
        while left := sorted(asked - runs.keys()):
            for run_id in left:
                run = await self._fetch(stream, run_id)
                if run is None:
                    asked.discard(run_id)
                    continue
                runs[run_id] = run
                differences += self._file(run)
        return list(runs.values()), differences

    async def _fetch(self, stream: str, run_id: str) -> Run | None:
        client = self._engine.client
        try:
            history = await client.get_workflow_handle(stream, run_id=run_id).fetch_history()
        except RPCError as error:
            _unless_not_found(error)
            return None
        return await read_run(history, run_id, client.data_converter)

    def _file(self, run: Run) -> list[Difference]:
        """Archive a closed run; what is archived already must be the same."""
        if run.closed is None or self._archive.keep(run):
            return []
        try:
            kept = self._archive.read(run.stream, run.run_id)
        except DamagedArchiveError as error:
            return [Difference(Kind.ARCHIVE_DAMAGED, run.stream, run_id=run.run_id, temporal=str(error))]
        # Another release of the SDK may write the same history in other words.
        if kept is None or kept.sdk != run.sdk or kept.sha256 == run.sha256:
            return []
        changed = Difference(
            Kind.HISTORY_CHANGED, run.stream, run_id=run.run_id, temporal=run.sha256, ledger=kept.sha256
        )
        return [changed]

    def _finder(self, stream: str, events: tuple[Written, ...]) -> Callable[[str, int], Written | None]:
        """Events of this stream, and of the journals in which refusals of streams that do not exist lie."""
        read = {stream: {event.version: event for event in events}}

        def find(of: str, version: int) -> Written | None:
            if of not in read:
                read[of] = {event.version: event for event in written(self._ledger, of)}
            return read[of].get(version)

        return find

    def _standing(self, stream: str, runs: list[Run], events: tuple[Written, ...]) -> Kind | None:
        try:
            position = self._stand(stream)
        except UnreadableEventError:
            # No workflow can go on from a stream that cannot be read; the damage is named.
            return None
        return standing(stream, runs, _version(events), opened=position.opened, closed=position.closed)


def _version(events: tuple[Written, ...]) -> int:
    return events[-1].version if events else 0


def _unless_not_found(error: RPCError) -> None:
    if error.status is not RPCStatusCode.NOT_FOUND:
        raise error


def _is_id(run_id: str | None) -> bool:
    try:
        return run_id is not None and str(UUID(run_id)) == run_id
    except ValueError:
        return False
