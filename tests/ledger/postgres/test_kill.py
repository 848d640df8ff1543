"""kill -9 at any step of a client's talk with PostgreSQL, of the read models and of the seal, again and again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ledger import surviving
from tests.ledger.kills import SEED
from tests.ledger.seal import surviving as surviving_seal
from tests.ledger.views import surviving as surviving_views


class TestAppend:
    def test_a_sample(self, url: str) -> None:
        """Appending goes on after every kill: nothing with a receipt is lost, nothing is doubled, every chain holds."""
        assert 24 == surviving.survive(url, 20250302, 24)

    @pytest.mark.soak
    @pytest.mark.timeout(1200)
    def test_many(self, url: str) -> None:
        """The same, two hundred times over one ledger."""
        assert 200 == surviving.survive(url, SEED, 200)


class TestViews:
    def test_a_sample(self, url: str, tmp_path: Path) -> None:
        """Carrying and rebuilding go on after every kill as if nothing had happened."""
        carrying, rebuilding = surviving_views.survive(url, tmp_path, 20250302, 24)

        assert carrying > 2
        assert rebuilding > 2

    @pytest.mark.soak
    @pytest.mark.timeout(1200)
    def test_many(self, url: str, tmp_path: Path) -> None:
        """The same, seven hundred times over the same read models."""
        carrying, rebuilding = surviving_views.survive(url, tmp_path, SEED, 700)

        assert carrying >= 200
        assert rebuilding >= 200


class TestSeal:
    def test_a_sample(self, url: str, tmp_path: Path) -> None:
        """Sealing and witnessing go on after every kill as if nothing had happened."""
        assert surviving_seal.survive(url, tmp_path, 20250302, 24) > 12

    @pytest.mark.soak
    @pytest.mark.timeout(1200)
    def test_many(self, url: str, tmp_path: Path) -> None:
        """The same, four hundred times over one log."""
        assert surviving_seal.survive(url, tmp_path, SEED, 400) > 200
