"""kill -9 at any step of a client's talk with PostgreSQL while it appends, again and again over one ledger."""

from __future__ import annotations

import pytest

from tests.ledger.surviving import SEED, survive


class TestKill:
    def test_a_sample(self, url: str) -> None:
        """Appending goes on after every kill: nothing with a receipt is lost, nothing is doubled, every chain holds."""
        assert 24 == survive(url, 20250302, 24)

    @pytest.mark.soak
    @pytest.mark.timeout(1200)
    def test_many(self, url: str) -> None:
        """The same, two hundred times over one ledger."""
        assert 200 == survive(url, SEED, 200)
