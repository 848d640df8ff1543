"""A real Temporal server and a real worker, as processes of their own that a test may kill."""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import yaml
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.service import RPCError

from cli.binaries import binary
from domain.position import Position
from domain.streams import TOPICS
from gateway.client import Engine
from ledger import Envelope, Ledger

ROOT = Path(__file__).parents[2]
SETTINGS = yaml.safe_load((ROOT / "deploy" / "embedded" / "temporal.yaml").read_text("utf-8"))
PRODUCT, FAULTY = "worker", "tests.engine.faulty_worker"
SUGGEST_NEW_RUN_AFTER = 100
"""History events; Temporal's own figure is 4,096."""

LOOK_EVERY = 0.02
T = TypeVar("T")
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


async def until(look: Callable[[], Awaitable[T | None]], *, within: float = 30.0, what: str = "") -> T:
    """What `look` answers once it is not None; TimeoutError with `what` after so many seconds."""
    end = time.monotonic() + within
    while (found := await look()) is None:
        if time.monotonic() > end:
            raise TimeoutError(f"{what or look} did not come true within {within} s")
        await asyncio.sleep(LOOK_EVERY)
    return found


@dataclass
class Stack:
    """A server, a worker and a ledger in one folder; both processes can be killed and started again."""

    folder: Path
    port: int = 0
    environment: dict[str, str] = field(default_factory=dict)
    register: bool = True
    server: subprocess.Popen[bytes] | None = None
    worker: subprocess.Popen[bytes] | None = None
    module: str = PRODUCT
    database: str | None = None
    """The address of a ledger on PostgreSQL, in place of the file."""

    @property
    def address(self) -> str:
        """Where the server listens."""
        return f"127.0.0.1:{self.port}"

    @property
    def ledger_path(self) -> Path:
        """The ledger that the worker writes."""
        return self.folder / "ledger.sqlite"

    @property
    def seal_path(self) -> Path:
        """Where the worker seals it."""
        return self.folder / "seal"

    @property
    def temporal_path(self) -> Path:
        """The server's own database."""
        return self.folder / "temporal.db"

    def open_ledger(self) -> Ledger:
        """The ledger, to look into."""
        return Ledger.open(self.database or self.ledger_path, topics=TOPICS, simulation=True)

    def serve(self) -> None:
        """Start the server on the stack's port, always the same one."""
        self.port = self.port or _free_port()
        arguments = [str(binary("temporal")), "server", "start-dev", "--headless", "--ip", "127.0.0.1"]
        arguments += [
            "--port",
            str(self.port),
            "--db-filename",
            str(self.temporal_path),
            "--log-level",
            "error",
        ]
        for name, value in SETTINGS["sqlite_pragmas"].items():
            arguments += ["--sqlite-pragma", f"{name}={value}"]
        for name, value in SETTINGS["search_attributes"].items() if self.register else ():
            arguments += ["--search-attribute", f"{name}={value}"]
        suggest = f"limit.historyCount.suggestContinueAsNew={SUGGEST_NEW_RUN_AFTER}"
        self.server = self._spawn("server", [*arguments, "--dynamic-config-value", suggest])

    def work(self, module: str = PRODUCT, **environment: str) -> None:
        """Start a worker: the product's, or the one with faults."""
        self.module = module
        settings = {
            "TEMPORAL_ADDRESS": self.address,
            "FENDUAN_LEDGER": self.database or str(self.ledger_path),
            "FENDUAN_DATA": str(self.folder),
            "FENDUAN_SEAL": str(self.seal_path),
            "FENDUAN_MODE": "demo",
            "FENDUAN_SANDBOX": "true",
            "FENDUAN_RECONCILE": "0.5",
            "FAULTS": str(self.folder),
        }
        command = [sys.executable, "-m", module]
        self.worker = self._spawn("worker", command, {**settings, **self.environment, **environment})

    def kill_server(self) -> None:
        """As the machine would end it."""
        _kill(self.server)

    def kill_worker(self) -> None:
        """As the machine would end it."""
        _kill(self.worker)

    def lose_temporal(self) -> None:
        """Kill the server and delete its database."""
        self.kill_server()
        for path in self.folder.glob(f"{self.temporal_path.name}*"):
            path.unlink()

    def close(self) -> None:
        """End both processes."""
        self.kill_worker()
        self.kill_server()

    def arm(self, command_id: object, victim: str) -> None:
        """Let `worker`, `server` or `both` die between the commit of this command and the activity's answer."""
        pid = self.server.pid if self.server else 0
        (self.folder / f"crash.{command_id}").write_text(f"{victim} {pid}")

    async def connect(self, *, within: float = 30.0) -> Client:
        """A client, as soon as the server answers."""

        async def look() -> Client | None:
            try:
                client = await Client.connect(self.address, data_converter=pydantic_data_converter)
                await client.count_workflows()
            except (RuntimeError, RPCError):
                return None
            return client

        return await until(look, within=within, what=f"a server at {self.address}")

    async def ready(self) -> Engine:
        """An engine whose worker has started; AssertionError with the worker's last words if it ended instead."""
        client = await self.connect()
        log, since = self.folder / "worker.log", self._since

        async def look() -> bool | None:
            assert self.worker is not None, "no worker"
            assert self.worker.poll() is None, log.read_text("utf-8")[-2000:]
            return b"worker_started" in log.read_bytes()[since:] or None

        await until(look, what="the worker's start")
        return Engine(client)

    def log(self, name: str = "worker") -> str:
        """What the process has said so far."""
        return (self.folder / f"{name}.log").read_text("utf-8")

    _since: int = 0

    def _spawn(
        self, name: str, arguments: list[str], environment: dict[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        path = self.folder / f"{name}.log"
        if name == "worker":
            self._since = path.stat().st_size if path.exists() else 0
        with path.open("ab") as log:
            return subprocess.Popen(
                arguments,
                cwd=ROOT,
                env={**os.environ, **(environment or {})},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_die_with_parent,  # noqa: PLW1509 - it calls the kernel only
            )


async def standing(engine: Engine, stream: str) -> Position | None:
    """The position that the stream's workflow holds; None where nobody answers."""
    try:
        return await engine.position(stream)
    except Exception:  # noqa: BLE001 - killed servers answer in many ways, all of them mean: not yet
        return None


async def agree(engine: Engine, ledger: Ledger, stream: str, *, within: float = 30.0) -> int:
    """The version at which workflow and stream stand, once it is the same one."""

    async def look() -> int | None:
        position = await standing(engine, stream)
        version = ledger.version(stream)
        return version if position is not None and position.version == version else None

    return await until(look, within=within, what=f"{stream}: one version in workflow and ledger")


def topics(ledger: Ledger, stream: str) -> list[str]:
    """The stream's events by name."""
    return [event.topic for event in ledger.audit(stream)]


def refusals(ledger: Ledger, stream: str) -> list[tuple[str, tuple[str, ...]]]:
    """Code and articles of every refusal in the stream."""
    events = (event for event in ledger.audit(stream) if isinstance(event, Envelope))
    return [
        (event.event.model_dump()["code"], tuple(event.metadata.basis))
        for event in events
        if event.topic == "command.refused"
    ]


def doubled(ledger: Ledger) -> list[UUID]:
    """Commands whose events are not exactly those of their receipt: none, whatever happened."""
    found: dict[UUID, list[UUID]] = {}
    for event in ledger.notifications(0, 100_000):
        assert isinstance(event, Envelope)
        found.setdefault(event.metadata.command_id, []).append(event.event_id)
    receipts = {command: ledger.receipt(command) for command in found}
    return [
        command
        for command, receipt in receipts.items()
        if receipt is None or list(receipt.receipt.event_ids) != found[command]
    ]


def _kill(process: subprocess.Popen[bytes] | None) -> None:
    if process is None:
        return
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _die_with_parent() -> None:
    """On Linux, not even a killed test run leaves a server behind."""
    if _libc is not None:
        _libc.prctl(1, signal.SIGKILL)
