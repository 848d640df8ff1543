"""The engine on PostgreSQL: the same cases, and a database that is killed under them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from gateway.client import Engine, PendingError
from ledger import Ledger
from ledger.seal import Log, audit
from ledger.seal.stored import stored_rows
from tests.engine.path import PATIENCE, TO_JOINT_PLAN, TO_LICENSE, TO_NATIONAL, command, opened, walk
from tests.engine.stack import Stack, agree, doubled, until
from tests.ledger.postgres.server import MISSING, Server, programs


@pytest.fixture(scope="module")
def database() -> Iterator[Server]:
    """A PostgreSQL of the test's own."""
    if programs() is None:
        pytest.skip(MISSING)
    server = Server()
    yield server
    server.destroy()


@pytest.fixture(scope="module")
def on_postgres(tmp_path_factory: pytest.TempPathFactory, database: Server) -> Iterator[Stack]:
    """A Temporal server and a worker whose ledger is there."""
    stack = Stack(tmp_path_factory.mktemp("postgres"), database=database.url())
    try:
        stack.serve()
        stack.work()
        yield stack
    finally:
        stack.close()


@pytest.fixture
async def engine(on_postgres: Stack) -> Engine:
    """A caller's view of it."""
    return await on_postgres.ready()


@pytest.fixture
def ledger(on_postgres: Stack, engine: Engine) -> Iterator[Ledger]:  # noqa: ARG001 - the worker makes the tables
    """That ledger, to look into."""
    with on_postgres.open_ledger() as ledger:
        yield ledger


async def test_killed_database(on_postgres: Stack, database: Server, engine: Engine, ledger: Ledger) -> None:
    """Callers are told to ask again while it is gone; then the same id gets its receipt, and the case goes on."""
    stream = await opened(engine, ledger, *TO_JOINT_PLAN)
    (who, what, content), *rest = TO_NATIONAL
    proposed = command(stream, who, what, **content)
    before = ledger.version(stream)
    database.kill()
    with pytest.raises(PendingError):
        await engine.send(proposed, patience=timedelta(seconds=1))

    async def started() -> bool | None:
        try:
            database.start()
        except RuntimeError:  # what was killed is still letting go of its memory
            return None
        return True

    await until(started, what="the database after its death")
    receipt = await engine.send(proposed, patience=PATIENCE)

    assert (before + 1,) == receipt.versions
    await walk(engine, stream, *rest, *TO_LICENSE)
    await agree(engine, ledger, stream)
    assert [] == doubled(ledger)
    assert await sealed(on_postgres, ledger)


async def sealed(stack: Stack, ledger: Ledger) -> bool:
    """Wait until the worker has sealed all that is recorded; whether the whole ledger is what was sealed."""
    log = Log(stack.seal_path)

    async def all_of_it() -> bool | None:
        head = log.head()
        return True if head and head.checkpoint.size == ledger.last_sequence else None

    await until(all_of_it, what="a seal over everything")
    with stored_rows(str(stack.database)) as rows:
        return audit(rows, log).findings == ()
