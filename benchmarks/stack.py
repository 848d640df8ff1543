"""The processes of a benchmark: one Temporal server, and a worker for each side, in a folder that is thrown away."""

from __future__ import annotations

import asyncio
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.service import RPCError

from cli.binaries import binary
from cli.up.processes import Child, TemporalSettings

STARTS_WITHIN = 60.0


@asynccontextmanager
async def stack(folder: Path, workers: dict[str, str]) -> AsyncIterator[Client]:
    """A server with the settings of the embedded engine and the named worker modules; all ended at the end."""
    settings = TemporalSettings.read()
    port = _free_port(settings.ip)
    address = f"{settings.ip}:{port}"
    children = [Child("temporal", _server(settings, port, folder), {}, folder / "temporal.log")]
    environment = {
        "TEMPORAL_ADDRESS": address,
        "TEMPORAL_NAMESPACE": settings.namespace,
        "FENDUAN_LEDGER": str(folder / "ledger.sqlite"),
        "FENDUAN_MODE": "demo",
        "FENDUAN_SANDBOX": "false",
    }
    for name, module in workers.items():
        arguments = [sys.executable, "-m", module]
        children.append(Child(name, arguments, environment, folder / f"{name}.log"))
    try:
        await children[0].start()
        client = await _connected(address, settings.namespace)
        for child in children[1:]:
            await child.start()
            await _started(child)
        yield client
    finally:
        for child in reversed(children):
            await child.stop()


def _server(settings: TemporalSettings, port: int, folder: Path) -> list[str]:
    arguments = [str(binary("temporal")), "server", "start-dev", "--headless", "--ip", settings.ip]
    arguments += ["--port", str(port), "--db-filename", str(folder / "temporal.db"), "--log-level", "error"]
    arguments += ["--namespace", settings.namespace]
    for name, value in settings.sqlite_pragmas.items():
        arguments += ["--sqlite-pragma", f"{name}={value}"]
    for name, value in settings.search_attributes.items():
        arguments += ["--search-attribute", f"{name}={value}"]
    for name, setting in settings.dynamic_config.items():
        arguments += ["--dynamic-config-value", f"{name}={setting}"]
    return arguments


async def _connected(address: str, namespace: str) -> Client:
    end = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            client = await Client.connect(
                address, namespace=namespace, data_converter=pydantic_data_converter
            )
            await client.count_workflows()
        except (RuntimeError, RPCError):
            if time.monotonic() > end:
                raise
            await asyncio.sleep(0.1)
        else:
            return client


async def _started(child: Child) -> None:
    end = time.monotonic() + STARTS_WITHIN
    while "worker_started" not in (said := child.log.read_text(errors="replace")):
        if time.monotonic() > end or (child.process is not None and child.process.returncode is not None):
            raise RuntimeError(f"The worker {child.name} did not start: {said[-2000:]}")
        await asyncio.sleep(0.05)


def _free_port(ip: str) -> int:
    with socket.socket() as probe:
        probe.bind((ip, 0))
        return int(probe.getsockname()[1])
