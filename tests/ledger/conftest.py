from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from ledger import Ledger
from tests.ledger.events import TOPICS


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the test's ledger lies."""
    return tmp_path / "ledger.db"


@pytest.fixture
def place(path: Path) -> Path:
    """The same, for tests that are told of either store."""
    return path


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    """A new ledger on SQLite."""
    with Ledger.open(path, topics=TOPICS) as ledger:
        yield ledger


@pytest.fixture
def simulated(path: Path) -> Iterator[Ledger]:
    """A new ledger that allows shifted clocks."""
    with Ledger.open(path, topics=TOPICS, simulation=True) as ledger:
        yield ledger


@pytest.fixture
def reopen(path: Path) -> Iterator[Callable[[Callable[[], datetime]], Ledger]]:
    """Opens the test's ledger with a clock of the test's own."""
    opened: list[Ledger] = []

    def open_with(clock: Callable[[], datetime]) -> Ledger:
        opened.append(Ledger.open(path, topics=TOPICS, clock=clock))
        return opened[-1]

    yield open_with
    for ledger in opened:
        ledger.close()
