from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from gateway.client import Engine
from ledger import Ledger
from tests.engine.stack import PRODUCT, Stack


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """One stack for the test process: its server and worker are started when first needed, and killed at the end."""
    stack = Stack(tmp_path_factory.mktemp("stack"))
    try:
        stack.serve()
        stack.work()
        yield stack
    finally:
        stack.close()


@pytest.fixture
def stack(running: Stack) -> Stack:
    """The stack with server and product worker up, whatever the test before has done to them."""
    if running.server is None or running.server.poll() is not None:
        running.serve()
    if running.worker is None or running.worker.poll() is not None or running.module != PRODUCT:
        running.kill_worker()
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
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A server of the test's own, whose namespace knows no search attributes; no worker."""
    stack = Stack(tmp_path_factory.mktemp("bare"), register=False)
    try:
        stack.serve()
        yield stack
    finally:
        stack.close()
