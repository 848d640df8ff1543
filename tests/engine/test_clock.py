"""Timers carry no authority: a deadline is over when the ledger says so."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from temporalio.api.enums.v1 import EventType
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment

from activities.record import Registrar
from cli.binaries import binary
from domain.law import Law
from domain.streams import TOPICS
from gateway.client import Engine
from ledger import Ledger
from tests.engine.path import PATIENCE, START, command, dossier
from tests.engine.stack import agree, topics, until
from worker import THREADS, build, register_search_attributes
from workflows.stream import SEARCH_ATTRIBUTES


class SlowClock:
    """A ledger's clock that a test sets."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        """What the ledger takes for the present."""
        return self.now


async def test_too_early(tmp_path: Path) -> None:
    """A timer that fires before the ledger's clock agrees leaves no trace and does not spin; then it counts once."""
    clock = SlowClock()
    env = await WorkflowEnvironment.start_time_skipping(
        data_converter=pydantic_data_converter,
        test_server_existing_path=str(binary("temporal-test-server")),
    )
    try:
        await register_search_attributes(env.client, SEARCH_ATTRIBUTES)
        with (
            Ledger.open(tmp_path / "ledger.sqlite", topics=TOPICS, clock=clock) as ledger,
            ThreadPoolExecutor(THREADS) as executor,
        ):
            registrar = Registrar(ledger, Law.load(), software="fenduan test")
            async with build(env.client, registrar, executor=executor):
                engine, opening = Engine(env.client), uuid4()
                stream = f"case/{ledger.allot(opening, 'SH', 2025)}"
                entry = {"channel": "counter", "received_at": START, "receipt_document": "SH-R-1"}
                submit = command(stream, "sh-agency", "submit", opening, dossier=dossier(), entry=entry)
                await engine.send(submit, patience=PATIENCE)
                deadline = registrar.position(stream).next_deadline
                assert deadline is not None
                assert deadline.due < await env.get_current_time()
                await env.sleep(timedelta(seconds=10))

                assert 2 == await agree(engine, ledger, stream)
                history = await env.client.get_workflow_handle(stream).fetch_history()
                armed = [e for e in history.events if e.event_type == EventType.EVENT_TYPE_TIMER_STARTED]
                assert 3 <= len(armed) <= 7

                clock.now = deadline.due
                await env.sleep(timedelta(seconds=5))

                async def reported() -> bool | None:
                    return True if "case.formal_check_overdue" in topics(ledger, stream) else None

                await until(reported)
                assert 3 == await agree(engine, ledger, stream)
                assert not ledger.is_simulation
    finally:
        await env.shutdown()
