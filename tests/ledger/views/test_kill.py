"""kill -9 before any statement of carrying and rebuilding, again and again over the same files."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ledger import Ledger
from ledger.projection import Projection
from ledger.views import Views
from ledger.views.rebuild import Rebuild
from tests.ledger.events import TOPICS
from tests.ledger.views.models import RULES

ROOT = Path(__file__).parents[3]


def survive(folder: Path, seed: int, kills: int) -> tuple[int, int]:
    """Kill, then check that each event is carried once and that all is as if built afresh.

    Returns how many were killed while they carried, and while they rebuilt.
    """
    program = [sys.executable, "-m", "tests.ledger.views.killer", str(folder), str(seed), str(kills)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(program, cwd=ROOT, env=environment, check=False, capture_output=True, text=True)
    assert 0 == ran.returncode, ran.stderr

    with (
        Ledger.open(folder / "ledger.db", topics=TOPICS) as ledger,
        Views.open(folder / "views.db") as views,
    ):
        projection = Projection(ledger, views, RULES, alarm=lambda _: None)
        assert 0 == projection.catch_up().behind
        with views.reading() as connection:
            carried = connection.execute("SELECT sequence, event_id FROM events ORDER BY sequence").fetchall()
        assert [(row.sequence, str(row.event_id)) for row in ledger.notifications(0, 10**6)] == [
            tuple(row) for row in carried
        ]
        assert () == Rebuild(projection).compare()
        before = views.cases()
        projection.rebuild()
        assert before == views.cases()
    carrying, rebuilding = map(int, ran.stdout.split())
    return carrying, rebuilding


class TestKill:
    def test_a_sample(self, tmp_path: Path) -> None:
        """Carrying and rebuilding go on after every kill as if nothing had happened."""
        carrying, rebuilding = survive(tmp_path, 20250302, 24)

        assert carrying > 2
        assert rebuilding > 2

    @pytest.mark.soak
    @pytest.mark.timeout(1200)
    def test_many(self, tmp_path: Path) -> None:
        """The same, four hundred times over the same read models."""
        carrying, rebuilding = survive(tmp_path, int(os.environ.get("FENDUAN_SEED", "0")), 400)

        assert carrying > 50
        assert rebuilding > 50
