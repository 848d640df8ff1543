"""kill -9 before any statement of appending, again and again over one file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ledger.kills import SEED
from tests.ledger.surviving import survive


class TestKill:
    def test_a_sample(self, path: Path) -> None:
        """Appending goes on after every kill: nothing with a receipt is lost, nothing is doubled, every chain holds."""
        assert 24 == survive(path, 20250302, 24)

    @pytest.mark.soak
    @pytest.mark.timeout(1200)
    def test_many(self, path: Path) -> None:
        """The same, two hundred times over one ledger."""
        assert 200 == survive(path, SEED, 200)
