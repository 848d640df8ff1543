"""What a worker does beside its work: it carries the read models, and compares both records on a schedule."""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Event
from typing import NoReturn

import structlog
from pydantic import AwareDatetime, ValidationError

from domain.law import Law
from domain.model import Frozen
from gateway.models import rules
from gateway.twin import Repair, Report, Twin
from ledger import Ledger, LedgerError
from ledger.projection import Projection
from ledger.views import Views

LAST = "last.json"
_LOOK = timedelta(seconds=30)
_log = structlog.get_logger(__name__)


class Compared(Frozen):
    """What the last comparison of all streams came to. `unlawful` are streams with the kinds of their differences."""

    began: AwareDatetime
    ended: AwareDatetime
    streams: int
    lawful: int
    unlawful: dict[str, tuple[str, ...]] = {}
    repaired: tuple[str, ...] = ()
    lagging: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


def last_comparison(folder: Path) -> Compared | None:
    """What is kept of the last comparison; None where there was none that can be read."""
    try:
        return Compared.model_validate_json((folder / LAST).read_bytes())
    except (OSError, ValidationError):
        return None


async def carry(ledger: Ledger, views: Path, law: Law, every: timedelta) -> None:
    """Carry the read models until cancelled, and then leave only when the thread that carries has let go."""
    stop = Event()
    running = asyncio.create_task(asyncio.to_thread(_carry, ledger, views, law, stop, every.total_seconds()))
    try:
        await asyncio.shield(running)
    finally:
        stop.set()
        await asyncio.wait({running})


def _carry(ledger: Ledger, path: Path, law: Law, stop: Event, every: float) -> None:
    try:
        with Views.open(path) as views:
            Projection(ledger, views, rules(law)).run(stop, every=every)
    except LedgerError as error:
        _log.error("read_models_stopped", cause=str(error))


class Comparisons:
    """Compares every stream's two records every so often, one worker at a time, and repairs what a crash has left.

    Closed runs are archived on the way, so that Temporal's retention erases nothing that is not kept: `every` must be
    shorter than the retention. What cannot be explained is logged as an error, and stands in `last.json`.
    """

    def __init__(self, twin: Twin, folder: Path, every: timedelta) -> None:
        self._twin = twin
        self._folder = folder
        self._every = every

    async def run(self) -> NoReturn:
        """Compare until cancelled. Faults of the services are logged and outlived."""
        while True:
            try:
                await self.compare_if_due()
            except Exception as error:  # noqa: BLE001 - it must outlive whatever the services do
                _log.warning("comparison_failed", cause=str(error))
            await asyncio.sleep(min(self._every, _LOOK).total_seconds())

    async def compare_if_due(self) -> Compared | None:
        """Compare everything, if the last comparison is old enough and no other worker is at it."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with _alone(self._folder / ".lock") as mine:
            last = last_comparison(self._folder)
            if not mine or (last is not None and datetime.now(UTC) - last.ended < self._every):
                return None
            found = await self._compare()
            _keep(self._folder / LAST, found)
        _log.info("compared", streams=found.streams, lawful=found.lawful, repaired=len(found.repaired))
        return found

    async def _compare(self) -> Compared:
        began = datetime.now(UTC)
        reports: list[Report] = []
        done: dict[str, bool] = {}
        failed: list[str] = []
        for stream in await self._twin.streams():
            try:
                report = await self._twin.reconcile(stream)
                if report.repair is not Repair.NONE:
                    done[stream] = await self._twin.repair(report)
            except Exception as error:  # noqa: BLE001 - one stream holds up none of the others
                _log.warning("stream_not_compared", stream=stream, cause=str(error))
                failed.append(stream)
                continue
            reports.append(report)
            for each in report.differences:
                if not each.lawful:
                    _log.error(
                        "records_differ", stream=stream, kind=each.kind, command_id=str(each.command_id)
                    )
        return Compared(
            began=began,
            ended=datetime.now(UTC),
            streams=len(reports),
            lawful=sum(each.lawful for report in reports for each in report.differences),
            unlawful={
                report.stream: tuple(sorted({each.kind for each in report.differences if not each.lawful}))
                for report in reports
                if not report.holds
            },
            repaired=tuple(stream for stream, well in done.items() if well),
            lagging=tuple(stream for stream, well in done.items() if not well),
            failed=tuple(failed),
        )


@contextmanager
def _alone(path: Path) -> Iterator[bool]:
    """Whether this process has the place to itself; the kernel keeps the lock, so it goes with the process."""
    with path.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def _keep(path: Path, found: Compared) -> None:
    """Whole or not at all."""
    with NamedTemporaryFile(dir=path.parent, suffix=".new", delete=False) as file:
        file.write(found.model_dump_json(indent=1).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)
