"""The stage for a simulation: a time-skipping Temporal server, a worker and a ledger of its own, for one scenario."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.runtime import LoggingConfig, Runtime, TelemetryConfig, TelemetryFilter
from temporalio.testing import WorkflowEnvironment

from activities.record import Registrar
from cli.binaries import binary
from cli.scenario.clocks import SkippedClock
from domain.law import Law
from domain.position import Position
from domain.streams import TOPICS
from gateway.client import Engine
from ledger import Ledger
from ledger.software import software
from worker import THREADS, build, register_search_attributes
from workflows.stream import SEARCH_ATTRIBUTES


@dataclass(frozen=True, slots=True)
class Theatre:
    """Everything that a scenario is played on."""

    env: WorkflowEnvironment
    engine: Engine
    ledger: Ledger
    stand: Callable[[str], Position]
    clock: SkippedClock


@cache
def _quiet() -> Runtime:
    """The test server is not a whole server, and the SDK warns of it each time: only errors are of interest."""
    errors = TelemetryFilter(core_level="ERROR", other_level="ERROR")
    return Runtime(telemetry=TelemetryConfig(logging=LoggingConfig(filter=errors)))


@asynccontextmanager
async def theatre(*, sandbox: bool = True) -> AsyncIterator[Theatre]:
    """Start server, worker and an empty ledger, for one scenario: the server's clock is global. Nothing stays."""
    with tempfile.TemporaryDirectory(prefix="fenduan-") as folder:
        env = await WorkflowEnvironment.start_time_skipping(
            data_converter=pydantic_data_converter,
            test_server_existing_path=str(binary("temporal-test-server")),
            runtime=_quiet(),
        )
        try:
            await register_search_attributes(env.client, SEARCH_ATTRIBUTES)
            with (
                Ledger.open(Path(folder) / "ledger.sqlite", topics=TOPICS, simulation=True) as ledger,
                ThreadPoolExecutor(THREADS, thread_name_prefix="record") as executor,
            ):
                registrar = Registrar(ledger, Law.load(), software=software(), shifting=True)
                async with build(env.client, registrar, sandbox=sandbox, executor=executor):
                    yield Theatre(env, Engine(env.client), ledger, registrar.position, SkippedClock(env))
        finally:
            await env.shutdown()
