"""A worker: workflows, activities and the ledger, wired and hosted until it is told to drain.

Settings come from the environment: Temporal's own (`TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE` and the rest of
`temporalio.envconfig`), those of `Settings`, and `FENDUAN_LAW`; `deploy/example.env` explains each.
"""

from __future__ import annotations

import asyncio
import gc
import os
import re
import signal
import sys
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, NoReturn

import structlog
from pydantic import NonNegativeFloat, PositiveFloat, ValidationError
from temporalio import workflow
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.client import Client
from temporalio.common import (
    SearchAttributeIndexedValueType,
    SearchAttributeKey,
    VersioningBehavior,
    WorkerDeploymentVersion,
)
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.envconfig import ClientConfig
from temporalio.service import RPCError
from temporalio.worker import UnsandboxedWorkflowRunner, Worker, WorkerDeploymentConfig, WorkflowRunner
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from activities.deliver import Courier
from activities.record import Registrar
from domain.law import Law, LawFileError
from domain.law.loader import folders_of, setting_of_process
from domain.law.released import require_unedited
from domain.model import Frozen
from domain.streams import TOPICS
from gateway.client import Engine
from gateway.reconcile import Reconciler
from gateway.twin import Archive, Twin
from gateway.upkeep import Comparisons, carry
from ledger import Ledger, LedgerError
from ledger.seal import sequencer_of, timestamps
from ledger.snapshots import code_digest
from ledger.software import software
from workflows import TASK_QUEUE
from workflows.case import CaseWorkflow
from workflows.stream import SEARCH_ATTRIBUTES
from workflows.supervision import SupervisionWorkflow

WORKFLOWS = (CaseWorkflow, SupervisionWorkflow)
THREADS = 20
DRAIN = timedelta(seconds=30)
STICKY = timedelta(seconds=1)
"""How long a task waits for the worker that has the workflow in its cache: with Temporal's ten seconds, the first
command after a killed worker takes ten."""

_log = structlog.get_logger("worker")


class Mode(StrEnum):
    """Which clocks a worker accepts: its own only, or also those that a simulation or a demonstration shifts."""

    PRODUCTION = "production"
    DEMO = "demo"
    SIMULATION = "simulation"


class Settings(Frozen):
    """What a worker reads from its environment."""

    ledger: str = ".fenduan/ledger.sqlite"
    """A file, or an address that begins with postgresql://."""
    mode: Mode = Mode.PRODUCTION
    sandbox: bool = False
    deployment: str | None = None
    build: str | None = None
    reconcile: PositiveFloat = 5.0
    """Seconds between two looks for workflows that lag behind their streams."""
    views: NonNegativeFloat = 2.0
    """Seconds between two batches for the read models; 0: whoever lists something brings them up to date."""
    compare: NonNegativeFloat = 3600.0
    """Seconds between two comparisons of Temporal's histories with the ledger; 0: only `fenduan ledger reconcile`."""
    data: str | None = None
    """The folder of read models and archived histories, for a ledger on PostgreSQL; else that of the file."""

    @property
    def home(self) -> Path | None:
        """Where they are; None where nobody has said."""
        if "://" not in self.ledger:
            return Path(self.ledger).parent
        return Path(self.data) if self.data else None

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Settings:
        """The settings of `FENDUAN_LEDGER`, `_MODE`, `_SANDBOX` and so on, by their names here; ValueError if wrong."""
        given = {name: environment.get(_variable(name)) for name in cls.model_fields}
        try:
            return cls.model_validate({name: value for name, value in given.items() if value})
        except ValidationError as error:
            wrong = (f"{_variable(str(e['loc'][0]))}={e['input']}: {e['msg']}." for e in error.errors())
            raise ValueError(" ".join(wrong)) from None


def _variable(name: str) -> str:
    return f"FENDUAN_{name.upper()}"


class StartUpError(Exception):
    """The worker cannot start; the message says why and what to do."""


def runner(*, sandbox: bool) -> WorkflowRunner:
    """Workflows in Temporal's sandbox, as tests and CI run them, or without it, a third cheaper."""
    if not sandbox:
        return UnsandboxedWorkflowRunner()
    passed = SandboxRestrictions.default.with_passthrough_modules("domain", "rfc8785", "structlog", "yaml")
    return SandboxedWorkflowRunner(restrictions=passed)


def build(  # noqa: PLR0913 - the parts of a worker, each once
    client: Client,
    registrar: Registrar,
    *,
    sandbox: bool = True,
    task_queue: str = TASK_QUEUE,
    deployment: WorkerDeploymentConfig | None = None,
    executor: ThreadPoolExecutor | None = None,
) -> Worker:
    """A Temporal worker with everything the engine needs."""
    for each in WORKFLOWS:
        _require_validators(each)
    gc.collect()
    gc.freeze()
    courier = Courier(Engine(client, task_queue=task_queue).deliver, registrar.clerk.note)
    return Worker(
        client,
        task_queue=task_queue,
        workflows=list(WORKFLOWS),
        activities=[registrar.record, registrar.stand, courier.deliver],
        activity_executor=executor or ThreadPoolExecutor(THREADS, thread_name_prefix="record"),
        max_concurrent_activities=THREADS,
        max_concurrent_local_activities=THREADS,
        workflow_runner=runner(sandbox=sandbox),
        sticky_queue_schedule_to_start_timeout=STICKY,
        graceful_shutdown_timeout=DRAIN,
        deployment_config=deployment,
    )


async def require_search_attributes(client: Client, *, register: bool) -> None:
    """Workflows would retry for ever without their search attributes: register them, or raise StartUpError."""
    request = ListSearchAttributesRequest(namespace=client.namespace)
    try:
        listed = await client.operator_service.list_search_attributes(request)
    except RPCError as error:
        raise StartUpError(f"Temporal does not tell its search attributes: {error.message}") from error
    missing = [key for key in SEARCH_ATTRIBUTES if key.name not in listed.custom_attributes]
    if not missing:
        return
    if register:
        await register_search_attributes(client, missing)
        return
    flags = " ".join(f"--name {key.name} --type {_TYPES[key.indexed_value_type][0]}" for key in missing)
    raise StartUpError(
        f"The namespace {client.namespace} lacks search attributes. Run: temporal operator search-attribute create"
        f" --namespace {client.namespace} {flags}"
    )


async def register_search_attributes(client: Client, keys: Iterable[SearchAttributeKey[Any]]) -> None:
    """Make the search attributes known to the namespace."""
    types = {key.name: _TYPES[key.indexed_value_type][1] for key in keys}
    request = AddSearchAttributesRequest(namespace=client.namespace, search_attributes=types)
    await client.operator_service.add_search_attributes(request)


_TYPES = {
    SearchAttributeIndexedValueType.KEYWORD: ("Keyword", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD),
    SearchAttributeIndexedValueType.KEYWORD_LIST: (
        "KeywordList",
        IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST,
    ),
    SearchAttributeIndexedValueType.DATETIME: ("Datetime", IndexedValueType.INDEXED_VALUE_TYPE_DATETIME),
}
"""How the command line and the wire spell the types of our search attributes."""


async def serve(settings: Settings) -> None:
    """Host a worker until SIGTERM or SIGINT, then finish what is under way and stop."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    client = await connect()
    await require_search_attributes(client, register=settings.mode is not Mode.PRODUCTION)
    shifting = settings.mode is not Mode.PRODUCTION
    with Ledger.open(
        settings.ledger, topics=TOPICS, simulation=shifting, code=code_digest("domain")
    ) as ledger:
        law = Law.load()
        registrar = Registrar(ledger, law, software=software(), shifting=shifting)
        worker = build(client, registrar, sandbox=settings.sandbox, deployment=_deployment(settings))
        reconciler = Reconciler(Engine(client), ledger, registrar.position)
        sequencer = sequencer_of(ledger, settings.ledger, os.environ)
        async with worker:
            _log.info("worker_started", mode=settings.mode, ledger=ledger.name, software=software())
            beside = [asyncio.create_task(reconciler.run(timedelta(seconds=settings.reconcile)))]
            beside += _upkeep(settings, client, ledger, registrar, law)
            if sequencer is not None:
                beside.append(asyncio.create_task(sequencer.run()))
                if (authority := timestamps.Authority.read(os.environ)) is not None:
                    beside.append(asyncio.create_task(timestamps.run(sequencer.log, authority)))
            await stop.wait()
            _log.info("worker_draining")
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
        if sequencer is not None:
            with suppress(LedgerError):
                await asyncio.to_thread(sequencer.seal, patience=5.0)
    _log.info("worker_stopped")


def _upkeep(
    settings: Settings, client: Client, ledger: Ledger, registrar: Registrar, law: Law
) -> list[asyncio.Task[None]]:
    """The read models, and the comparison of both records, where there is a folder for them."""
    home = settings.home
    tasks: list[asyncio.Task[None]] = []
    if home is not None and settings.views:
        every = timedelta(seconds=settings.views)
        tasks.append(asyncio.create_task(carry(ledger, home / "views.sqlite", law, every)))
    if home is not None and settings.compare:
        folder, every = home / "histories", timedelta(seconds=settings.compare)
        twin = Twin(Engine(client), ledger, Archive(folder), registrar.position)
        tasks.append(asyncio.create_task(Comparisons(twin, folder, every).run()))
    return tasks


async def connect() -> Client:
    """A client by Temporal's standard settings; StartUpError where the server cannot be reached."""
    config = ClientConfig.load_client_connect_config()
    config.setdefault("target_host", "127.0.0.1:7233")
    try:
        return await Client.connect(**config, data_converter=pydantic_data_converter)
    except RuntimeError as error:
        raise StartUpError(f"Temporal at {config['target_host']} cannot be reached: {_why(error)}") from error


def _why(error: RuntimeError) -> str:
    """What the system said, out of the client's report on its own layers."""
    found = re.search(r'message: "([^"]+)"', str(error))
    return found[1] if found else str(error)


def _deployment(settings: Settings) -> WorkerDeploymentConfig | None:
    """Runs are pinned to the release that began them, and move to a newer one when they continue as new."""
    if settings.deployment is None:
        return None
    build_id = settings.build or software().rpartition(" ")[2]
    return WorkerDeploymentConfig(
        version=WorkerDeploymentVersion(deployment_name=settings.deployment, build_id=build_id),
        use_worker_versioning=True,
        default_versioning_behavior=VersioningBehavior.PINNED,
    )


def _require_validators(cls: type) -> None:
    """An update without a validator would slip past every check that a validator makes."""
    definition = workflow._Definition.must_from_class(cls)  # noqa: SLF001 - there is no public way to ask
    if missing := [name for name, update in definition.updates.items() if update.validator is None]:
        raise StartUpError(f"{cls.__name__} has updates without a validator: {', '.join(map(str, missing))}.")


def main() -> int:
    """Run a worker; 0 after a drain, 2 on wrong settings, 3 where a service cannot be reached."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
    )
    try:
        settings = Settings.read(os.environ)
    except ValueError as error:
        sys.stderr.write(f"fenduan worker: wrong settings: {error}\n")
        return 2
    try:
        Law.load()
        for folder in folders_of(setting_of_process()):
            require_unedited(folder)
    except LawFileError as error:
        sys.stderr.write(f"fenduan worker: the law cannot be read: {error}\n")
        return 2
    try:
        asyncio.run(serve(settings))
    except (StartUpError, LedgerError) as error:
        sys.stderr.write(f"fenduan worker: {error}\n")
        return 3
    return 0


def leave(code: int) -> NoReturn:
    """End the process with this exit code, at once.

    Temporal's own threads may outlive the interpreter, which then aborts (SIGABRT) in place of the exit code.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    leave(main())
