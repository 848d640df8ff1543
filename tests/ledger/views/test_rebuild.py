"""The read models are rebuilt while they are read."""

from __future__ import annotations

from itertools import pairwise

import pytest

from ledger import Ledger
from ledger.projection import Progress, Projection
from ledger.views import Views, tables
from ledger.views.lease import LeaseLostError
from ledger.views.rebuild import Difference, Rebuild
from tests.ledger.events import Signed, sign
from tests.ledger.views.models import RULES


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several batches for a few events."""
    monkeypatch.setattr("ledger.projection.BATCH", 4)
    monkeypatch.setattr("ledger.views.rebuild.BATCH", 4)


@pytest.fixture(autouse=True)
def carried(ledger: Ledger, projection: Projection) -> None:
    """Ten events in five cases."""
    for n in range(10):
        sign(ledger, f"case/{n % 5}", n // 5, Signed(by=str(n)))
    projection.catch_up()


class TestRebuild:
    def test_without_downtime(self, ledger: Ledger, views: Views, projection: Projection) -> None:
        """Readers see the old rows, and the live runner goes on, between any two batches; then all is new."""
        with views.writing() as connection:
            connection.execute("DELETE FROM cases WHERE stream = 'case/0'")
        seen: list[tuple[int, int, int]] = []

        def told(done: int, whole: int) -> None:
            if done == 4:
                sign(ledger, "case/1", 2, Signed(by="meanwhile"))
                assert 0 == projection.catch_up().behind
            seen.append((done, whole, len(views.cases())))

        assert Progress(11, 11) == projection.rebuild(told)
        assert [(0, 10, 4), (4, 10, 4), (8, 10, 4), (10, 10, 4)] == seen
        assert ["5", "meanwhile", "7", "8", "9"] == [case.stage for case in views.cases()]

    def test_progress_only_grows(self, projection: Projection) -> None:
        """What is told grows to the whole."""
        done: list[int] = []
        projection.rebuild(lambda now, _: done.append(now))

        assert all(before < after for before, after in pairwise(done))

    def test_again_and_again(self, views: Views, projection: Projection) -> None:
        """Each rebuild leaves the same rows, and no shadow."""
        before = views.cases()
        for _ in range(3):
            projection.rebuild()
        with views.reading() as connection:
            found = connection.execute(
                "SELECT count(*) FROM sqlite_master WHERE name LIKE 'next!_%' ESCAPE '!'"
            )
            left = found.fetchone()[0]

        assert (before, 0) == (views.cases(), left)

    def test_taken_over(self, ledger: Ledger, views: Views) -> None:
        """A rebuild that was silent for longer than its lease changes nothing once another has begun."""
        seconds = iter(range(0, 10_000, 100))
        slow = Projection(ledger, views, RULES, clock=lambda: float(next(seconds)))
        fast = Rebuild(Projection(ledger, views, RULES, clock=lambda: 100_000.0))

        def told(done: int, _: int) -> None:
            if done == 8:
                fast.swap()

        with pytest.raises(LeaseLostError):
            slow.rebuild(told)
        assert 5 == len(views.cases())

    def test_two_at_once(self, views: Views, projection: Projection) -> None:
        """A second rebuild is told that one is under way."""

        def told(done: int, _: int) -> None:
            if done == 4:
                with pytest.raises(LeaseLostError, match="under way"):
                    projection.rebuild()

        projection.rebuild(told)
        assert 5 == len(views.cases())

    def test_broken_off(self, views: Views, projection: Projection) -> None:
        """After a rebuild that somebody has stopped the live rows stand, and the next one may begin at once."""

        def told(done: int, _: int) -> None:
            if done == 4:
                raise KeyboardInterrupt

        before = views.cases()
        with pytest.raises(KeyboardInterrupt):
            projection.rebuild(told)
        assert before == views.cases()
        projection.rebuild()
        assert before == views.cases()


class TestCompare:
    def test_equal(self, views: Views, projection: Projection) -> None:
        """The live models equal fresh ones, and the comparison leaves no trace."""
        assert () == Rebuild(projection).compare()
        with views.reading() as connection:
            assert 0 == tables.generation(connection)

    def test_behind(self, ledger: Ledger, projection: Projection) -> None:
        """Models that are behind are compared as of where they stand."""
        sign(ledger, "case/1", 2, Signed(by="later"))

        assert () == Rebuild(projection).compare()

    def test_different(self, views: Views, projection: Projection) -> None:
        """A row that is missing and one that was changed are named."""
        with views.writing() as connection:
            connection.execute("DELETE FROM pending WHERE stream = 'case/0'")
            connection.execute("UPDATE cases SET stage = 'never' WHERE stream = 'case/1'")

        assert {
            Difference(table="pending", key="case/0", live=False),
            Difference(table="cases", key="case/1", live=True),
            Difference(table="cases", key="case/1", live=False),
        } == set(Rebuild(projection).compare())
