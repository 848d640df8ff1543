"""kill -9 at any statement and system call of sealing and witnessing, again and again over the same files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ledger.kills import SEED
from tests.ledger.seal.surviving import survive


class TestKill:
    def test_a_sample(self, path: Path, tmp_path: Path) -> None:
        """Sealing and witnessing go on after every kill as if nothing had happened."""
        assert survive(path, tmp_path, 20250302, 24) > 12

    @pytest.mark.soak
    @pytest.mark.timeout(1200)
    def test_many(self, path: Path, tmp_path: Path) -> None:
        """The same, four hundred times over one log."""
        assert survive(path, tmp_path, SEED, 400) > 200
