from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from activities.record import Registrar
from domain.law import Law
from gateway.client import Engine
from gateway.twin import Archive, Twin
from ledger import Ledger
from tests.engine.stack import Stack

Twins = Callable[[Engine, Ledger], Twin]


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """One server for the test process; its worker does not reconcile by itself, so that what is found stays."""
    stack = Stack(tmp_path_factory.mktemp("twin"), environment={"FENDUAN_RECONCILE": "3600"})
    try:
        stack.serve()
        yield stack
    finally:
        stack.close()


@pytest.fixture
async def stack(running: Stack) -> Stack:
    """The stack with server and worker up, whatever the test before has done to them."""
    if running.server is None or running.server.poll() is not None:
        running.serve()
    if running.worker is None or running.worker.poll() is not None:
        running.work()
    return running


@pytest.fixture
async def engine(stack: Stack) -> Engine:
    """A caller's view of the running stack."""
    return await stack.ready()


@pytest.fixture
async def ledger(stack: Stack, engine: Engine) -> AsyncIterator[Ledger]:  # noqa: ARG001 - the worker makes the file
    """The stack's ledger, to look into."""
    with stack.open_ledger() as ledger:
        yield ledger


@pytest.fixture
def law() -> Law:
    """The law that the positions are computed by."""
    return Law.load()


@pytest.fixture
def twins(tmp_path: Path, law: Law) -> Twins:
    """Makes who compares, with an archive that is the test's own."""

    def make(engine: Engine, ledger: Ledger) -> Twin:
        return Twin(
            engine, ledger, Archive(tmp_path / "histories"), Registrar(ledger, law, software="").position
        )

    return make
