from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import count

import pytest

from ledger import Ledger
from tests.ledger.events import TOPICS
from tests.ledger.postgres.server import MISSING, Server, programs

_SCHEMAS = count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """One PostgreSQL for each process of the tests, started when the first test needs it."""
    if programs() is None:
        pytest.skip(MISSING)
    server = Server()
    yield server
    server.destroy()


@pytest.fixture
def schema(server: Server) -> str:
    """An empty schema of the test's own: a ledger lies in one."""
    name = f"ledger_{next(_SCHEMAS)}"
    with server.connect() as connection:
        connection.execute(f"CREATE SCHEMA {name}".encode())
    return name


@pytest.fixture
def url(server: Server, schema: str) -> str:
    """The address of the test's ledger."""
    return server.url(schema)


@pytest.fixture
def place(url: str) -> str:
    """The same, for tests that are told of either store."""
    return url


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    """A new ledger on PostgreSQL."""
    with Ledger.open(url, topics=TOPICS) as ledger:
        yield ledger


@pytest.fixture
def simulated(url: str) -> Iterator[Ledger]:
    """A new ledger that allows shifted clocks."""
    with Ledger.open(url, topics=TOPICS, simulation=True) as ledger:
        yield ledger


@pytest.fixture
def reopen(url: str) -> Iterator[Callable[[Callable[[], datetime]], Ledger]]:
    """Opens the test's ledger with a clock of the test's own."""
    opened: list[Ledger] = []

    def open_with(clock: Callable[[], datetime]) -> Ledger:
        opened.append(Ledger.open(url, topics=TOPICS, clock=clock))
        return opened[-1]

    yield open_with
    for ledger in opened:
        ledger.close()
