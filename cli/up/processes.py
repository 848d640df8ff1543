"""The processes of the embedded engine: started in order, watched, begun again when they die, stopped in order."""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from google.protobuf.duration_pb2 import Duration
from temporalio.api.namespace.v1 import NamespaceConfig
from temporalio.api.workflowservice.v1 import UpdateNamespaceRequest
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from cli.binaries import binary
from cli.up.data import DataDirectory
from domain.model import Frozen

STARTS_WITHIN = 60.0
DRAINS_WITHIN = 45.0
BETWEEN_STARTS = 1.0


class StartError(Exception):
    """A process did not come up; the message says where its log is."""


class TemporalSettings(Frozen):
    """`deploy/embedded/temporal.yaml`."""

    namespace: str
    ip: str
    port: int
    ui_port: int
    retention_days: int
    sqlite_pragmas: dict[str, str]
    search_attributes: dict[str, str]
    dynamic_config: dict[str, object]

    @classmethod
    def read(cls) -> TemporalSettings:
        """The packaged settings."""
        path = Path(__file__).resolve().parents[2] / "deploy" / "embedded" / "temporal.yaml"
        return cls.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


@dataclass(slots=True)
class Child:
    """A process of ours: how it is started, and the one that runs now."""

    name: str
    arguments: list[str]
    environment: dict[str, str]
    log: Path
    process: asyncio.subprocess.Process | None = None
    starts: int = 0

    async def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches only us."""
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *self.arguments,
                env={**os.environ, **self.environment},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,
            )
        self.starts += 1

    async def stop(self) -> None:
        """Ask it to finish; kill it if it does not."""
        process = self.process
        if process is None or process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), DRAINS_WITHIN)
        except TimeoutError:
            process.kill()
            await process.wait()


@dataclass(slots=True)
class Supervisor:
    """Temporal and a worker on one data directory. `say` is told what happens to them."""

    data: DataDirectory
    say: Callable[[str], None]
    settings: TemporalSettings = field(default_factory=TemporalSettings.read)
    children: list[Child] = field(default_factory=list)
    watchers: list[asyncio.Task[None]] = field(default_factory=list)
    stopping: bool = False
    ready: bool = False
    address: str = ""
    ui: str = ""
    client: Client | None = None

    async def start(self) -> Client:
        """Start everything; a client of the running server. Raises StartError."""
        self.client = await self._server_started()
        worker = Child(
            "worker", [sys.executable, "-m", "worker"], self._settings_of_worker(), self.data.log("worker")
        )
        self.children.append(worker)
        since = worker.log.stat().st_size if worker.log.exists() else 0
        await worker.start()
        await self._polled(worker, since)
        self._publish()
        self.watchers = [asyncio.create_task(self._watch(child)) for child in self.children]
        return self.client

    async def _server_started(self) -> Client:
        """Start Temporal on the wanted ports, or on free ones where somebody else took those just now."""
        for wanted, wanted_ui in ((self.settings.port, self.settings.ui_port), (0, 0), (0, 0)):
            port = _free(self.settings.ip, wanted)
            ui_port = _free(self.settings.ip, wanted_ui, port)
            self.address = f"{self.settings.ip}:{port}"
            self.ui = f"http://{self.settings.ip}:{ui_port}"
            temporal = Child("temporal", self._server(port, ui_port), {}, self.data.log("temporal"))
            await temporal.start()
            self.children = [temporal]
            client = await self._connected(temporal)
            if client is not None:
                return client
            await temporal.stop()
        raise StartError(f"Temporal did not start; its log: {self.data.log('temporal')}")

    async def stop(self) -> None:
        """Drain the worker, then stop Temporal."""
        self.stopping = True
        for watcher in self.watchers:
            watcher.cancel()
        for child in reversed(self.children):
            await child.stop()

    def loaded(self) -> None:
        """Publish that the samples are there and everything runs."""
        self.ready = True
        self._publish()

    async def _watch(self, child: Child) -> None:
        """Begin a process again when it ends by itself."""
        while child.process is not None:
            code = await child.process.wait()
            if self.stopping:
                return
            self.say(f"{child.name} ended ({code}) and is started again; its log: {child.log}")
            await asyncio.sleep(BETWEEN_STARTS)
            await child.start()
            self._publish()

    async def _connected(self, child: Child) -> Client | None:
        """A client once the server answers; None where its process has ended."""
        until = asyncio.get_running_loop().time() + STARTS_WITHIN
        while asyncio.get_running_loop().time() < until:
            if child.process is not None and child.process.returncode is not None:
                break
            try:
                # Another server may listen here and ours have failed: look at ours again after connecting.
                client = await Client.connect(
                    self.address, namespace=self.settings.namespace, data_converter=pydantic_data_converter
                )
                await self._keep_histories(client)
            except Exception:  # noqa: BLE001 - not up yet, whatever it says
                await asyncio.sleep(0.1)
            else:
                await asyncio.sleep(0.2)
                if child.process is not None and child.process.returncode is None:
                    return client
        return None

    async def _keep_histories(self, client: Client) -> None:
        """The development server forgets a closed case after a day, unless it is told not to."""
        retention = Duration()
        retention.FromTimedelta(timedelta(days=self.settings.retention_days))
        await client.workflow_service.update_namespace(
            UpdateNamespaceRequest(
                namespace=self.settings.namespace,
                config=NamespaceConfig(workflow_execution_retention_ttl=retention),
            )
        )

    async def _polled(self, child: Child, since: int) -> None:
        """Wait until the worker says that it has started; its log before `since` is of earlier ones."""
        until = asyncio.get_running_loop().time() + STARTS_WITHIN
        while asyncio.get_running_loop().time() < until:
            if child.process is not None and child.process.returncode is not None:
                break
            if "worker_started" in _said(child.log, since):
                return
            await asyncio.sleep(0.05)
        last = _said(child.log, since).strip().splitlines()
        raise StartError(
            f"The worker did not start: {last[-1] if last else 'it said nothing'} (log: {child.log})"
        )

    def _server(self, port: int, ui_port: int) -> list[str]:
        settings = self.settings
        arguments = [str(binary("temporal")), "server", "start-dev", "--ip", settings.ip, "--port", str(port)]
        arguments += ["--ui-port", str(ui_port), "--db-filename", str(self.data.temporal.resolve())]
        arguments += ["--namespace", settings.namespace, "--log-level", "warn", "--log-format", "json"]
        for name, value in settings.sqlite_pragmas.items():
            arguments += ["--sqlite-pragma", f"{name}={value}"]
        for name, value in settings.search_attributes.items():
            arguments += ["--search-attribute", f"{name}={value}"]
        for name, setting in settings.dynamic_config.items():
            arguments += ["--dynamic-config-value", f"{name}={setting}"]
        return arguments

    def _settings_of_worker(self) -> dict[str, str]:
        return {
            "TEMPORAL_ADDRESS": self.address,
            "TEMPORAL_NAMESPACE": self.settings.namespace,
            "FENDUAN_LEDGER": str(self.data.ledger.resolve()),
            "FENDUAN_MODE": "demo",
        }

    def _publish(self) -> None:
        pids = {child.name: child.process.pid for child in self.children if child.process}
        run: dict[str, Any] = {
            "pid": os.getpid(),
            "temporal": {
                "address": self.address,
                "namespace": self.settings.namespace,
                "ui": self.ui,
                "pid": pids.get("temporal"),
            },
            "worker": {"pid": pids.get("worker")},
            "ledger": str(self.data.ledger.resolve()),
            "views": str(self.data.views.resolve()),
            "ready": self.ready,
            "started": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        self.data.write_run(run)


def _said(log: Path, since: int) -> str:
    return log.read_bytes()[since:].decode(errors="replace") if log.exists() else ""


def _die_with_parent() -> None:
    """Linux ends the child when its parent is gone, however that came about."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


def _free(ip: str, wanted: int, *taken: int) -> int:
    """The wanted port, or any free one where somebody else has it."""
    for port in (wanted, 0):
        if port in taken:
            continue
        with socket.socket() as probe, suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((ip, port))
            return int(probe.getsockname()[1])
    raise StartError(f"No free port at {ip}.")
