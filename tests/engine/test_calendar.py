"""A worker that starts with the calendar of another year: what runs is counted anew, on record, once."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from activities.record import Registrar
from cli.main import app
from domain.case.milestones import CaseTermsRecomputed
from domain.law import Law
from domain.law.loader import PACKAGED
from domain.model import SHANGHAI
from domain.position import Position
from domain.terms import Recomputed
from gateway.client import Engine
from gateway.reconcile import TAKEN_UP, Reconciler
from ledger import Envelope, Ledger
from tests.engine.path import TO_JOINT_PLAN, TO_LICENSE, TO_NATIONAL, command, opened, walk
from tests.engine.stack import Stack, agree, doubled, standing, topics, until

TOPIC = "case.terms_recomputed"
AT_FIRST, AFTERWARDS = date(2027, 1, 11), date(2027, 1, 13)
TERM = "licensing.wuxi-ds.decide"
YEAR = """\
year: 2027
published: 2026-11-20
notice: {title: {zh: 节假日安排（示例）, en: Arrangement of holidays (example)}, number: example, label: inference}
holidays:
  - {name: {zh: 元旦, en: New Year}, from: 2027-01-01, to: 2027-01-03}
  - {name: {zh: 示例假日, en: Example holiday}, from: 2027-01-05, to: 2027-01-06}
working_weekends: [2027-01-09]
sources: [example]
"""


@pytest.fixture
def calendar(tmp_path: Path) -> Path:
    """The made-up calendar of 2027, in a folder of law of its own."""
    file = tmp_path / "law" / "calendars" / "cn-2027.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(YEAR, "utf-8")
    return file


@pytest.fixture
def own(stack: Stack) -> Iterator[Stack]:
    """The stack, whose worker with another law ends with the test."""
    yield stack
    stack.kill_worker()


async def undecided(engine: Engine, ledger: Ledger) -> str:
    """A case whose license has been applied for on 21 December 2026: fifteen working days reach into 2027."""
    stream = await opened(engine, ledger, *TO_JOINT_PLAN, *TO_NATIONAL, TO_LICENSE[0])
    there = datetime(2026, 12, 21, 10, tzinfo=SHANGHAI) - datetime.now(UTC)
    moved = command(stream, "engine", "move_clock", shift=timedelta(seconds=round(there.total_seconds())))
    await engine.send(moved)
    await walk(engine, stream, *TO_LICENSE[1:3])
    return stream


async def restarted(stack: Stack, law: Path | None) -> Engine:
    """The stack with another worker, whose law has the calendar too."""
    stack.kill_worker()
    stack.work(**({"FENDUAN_LAW": f"+{law.parents[1]}"} if law else {}))
    return await stack.ready()


def recomputed(ledger: Ledger, stream: str) -> list[Envelope]:
    """The events by which last days were counted anew."""
    return [each for each in ledger.audit(stream) if isinstance(each, Envelope) and each.topic == TOPIC]


def due(position: Position) -> tuple[date, bool]:
    """The last day of the decision on the license, and whether it is provisional."""
    found = next(each for each in position.deadlines if each.term == TERM)
    return (found.due.astimezone(SHANGHAI) - timedelta(microseconds=1)).date(), found.provisional


async def fenduan(*args: str) -> str:
    """What `fenduan case` prints, on one line; in a thread, for it has a loop of its own."""
    result = await asyncio.to_thread(CliRunner().invoke, app, ["case", *args, "--lang", "en"])
    assert 0 == result.exit_code, result.output
    return " ".join(result.stdout.split())


class TestRelease:
    async def test_a_worker_with_the_calendar(
        self, own: Stack, calendar: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Nobody acts, and the new last day is on record, once, also after another restart; history and show say so."""
        engine = await own.ready()
        with own.open_ledger() as ledger:
            stream = await undecided(engine, ledger)
            position = await engine.position(stream)
            assert (AT_FIRST, True) == due(position)
            before = ledger.version(stream)

            engine = await restarted(own, calendar)

            async def told() -> Envelope | None:
                return next(iter(recomputed(ledger, stream)), None)

            envelope = await until(told, what="the event")
            event = envelope.event
            assert isinstance(event, CaseTermsRecomputed)
            [act] = [each for each in event.clock if each.name == TERM]
            assert isinstance(act, Recomputed)
            assert (AT_FIRST, AFTERWARDS, False) == (act.was, act.due, act.provisional)
            sha256 = hashlib.sha256(YEAR.encode()).hexdigest()
            assert (2027, "calendars/cn-2027.yaml", sha256) == (event.year, event.file, sha256)
            assert ("term_ended", "system") == (envelope.metadata.command, envelope.metadata.actor.role)
            assert before + 1 == await agree(engine, ledger, stream)
            assert (AFTERWARDS, False) == due(await engine.position(stream))

            engine = await restarted(own, calendar)

            async def settled() -> bool | None:
                held = await standing(engine, stream)
                stands = held is not None and (held.version, due(held)) == (before + 1, (AFTERWARDS, False))
                return stands or None

            await until(settled, what="the same standing")
            monkeypatch.setenv("FENDUAN_LAW", f"+{calendar.parents[1]}")
            number, data = stream.removeprefix("case/"), ["--data", str(own.folder)]
            assert "was due 2027-01-11, now due 2027-01-13" in await fenduan("history", number, *data)
            assert (
                "was 2027-01-11, provisional; counted anew, on record, with the calendar of 2027 (example)"
                in (await fenduan("show", number, *data))
            )
            await walk(engine, stream, TO_LICENSE[3])
            assert 1 == topics(ledger, stream).count(TOPIC)
            assert [] == doubled(ledger)


class TestWorkersThatDiffer:
    async def test_not_for_ever(self, engine: Engine, ledger: Ledger, calendar: Path) -> None:
        """A workflow whose worker never gets the calendar is told of it a number of times, and then left alone."""
        stream = await undecided(engine, ledger)
        await agree(engine, ledger, stream)
        law = Law.load(PACKAGED, calendar.parents[1])
        reconciler = Reconciler(engine, ledger, Registrar(ledger, law, software="test").position)

        told = 0
        while not await reconciler.reconcile(stream):
            told += 1
            # Between two runs nobody answers, and that is told too.
            assert told < 2 * TAKEN_UP

        assert told >= TAKEN_UP
        assert await reconciler.reconcile(stream)
        assert [] == recomputed(ledger, stream)
