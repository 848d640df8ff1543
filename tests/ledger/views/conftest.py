from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger import Ledger
from ledger.projection import Projection
from ledger.views import Parked, Views
from tests.ledger.views.models import RULES


@pytest.fixture
def views(tmp_path: Path) -> Iterator[Views]:
    """Empty read models."""
    with Views.open(tmp_path / "views.db") as views:
        yield views


@pytest.fixture
def alarms() -> list[Parked]:
    """What the projection has cried out."""
    return []


@pytest.fixture
def projection(ledger: Ledger, views: Views, alarms: list[Parked]) -> Projection:
    """Carries the test's ledger to the test's views."""
    return Projection(ledger, views, RULES, alarm=alarms.append)
