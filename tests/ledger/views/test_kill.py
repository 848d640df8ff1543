"""kill -9 before any statement of carrying and rebuilding, again and again over the same files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ledger.kills import SEED
from tests.ledger.views.surviving import survive


class TestKill:
    def test_a_sample(self, path: Path, tmp_path: Path) -> None:
        """Carrying and rebuilding go on after every kill as if nothing had happened."""
        carrying, rebuilding = survive(path, tmp_path, 20250302, 24)

        assert carrying > 2
        assert rebuilding > 2

    @pytest.mark.soak
    @pytest.mark.timeout(1200)
    def test_many(self, path: Path, tmp_path: Path) -> None:
        """The same, seven hundred times over the same read models."""
        carrying, rebuilding = survive(path, tmp_path, SEED, 700)

        assert carrying >= 200
        assert rebuilding >= 200
