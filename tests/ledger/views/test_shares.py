"""A rebuild that several processes share comes to the same tables."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path

import pytest

from ledger import Ledger, LedgerError
from ledger.projection import Progress, Projection, Rules
from ledger.views import Views
from ledger.views.rebuild import Rebuild
from ledger.views.shares import Sharing
from tests.ledger.events import TOPICS, Counted, Signed, sign
from tests.ledger.views.models import MONDAY, RULES


@contextmanager
def opened(place: str) -> Iterator[tuple[Ledger, Rules]]:
    """The test's ledger, in another process."""
    with Ledger.open(place, topics=TOPICS) as ledger:
        yield ledger, RULES


def broken() -> AbstractContextManager[tuple[Ledger, Rules]]:
    """A process that ends at once."""
    os._exit(3)


@pytest.fixture(autouse=True)
def carried(ledger: Ledger, projection: Projection) -> None:
    """Thirty events in seven cases, one of which cannot be folded to its end."""
    for n in range(28):
        sign(ledger, f"case/{n % 7}", n // 7, Signed(by=str(n)))
    sign(ledger, "case/3", 4, Counted(number=13, on=MONDAY.date()))
    sign(ledger, "case/4", 4, Signed(by="end"))
    projection.catch_up()


class TestShares:
    def test_the_same_tables(self, path: Path, projection: Projection) -> None:
        """Three processes build what one has built, to the row; a parked stream is parked at the same event."""
        sharing = Sharing(3, partial(opened, str(path)))

        assert () == Rebuild(projection, sharing=sharing).compare()

    def test_takes_its_place(self, path: Path, views: Views, projection: Projection) -> None:
        """It takes the place of the live tables, and what is wrong is told again."""
        before = views.cases()
        with views.writing() as connection:
            connection.execute("DELETE FROM cases")
        seen: list[tuple[int, int]] = []

        assert Progress(30, 30) == projection.rebuild(
            lambda done, whole: seen.append((done, whole)), Sharing(2, partial(opened, str(path)))
        )
        assert before == views.cases()
        assert ["case/3"] == [each.stream for each in views.parked()]
        assert (30, 30) == seen[-1]

    def test_a_process_that_dies(self, views: Views, projection: Projection) -> None:
        """Without all of the shares nothing changes, and the next rebuild can begin."""
        before = views.cases()

        with pytest.raises(LedgerError, match="ended before its share"):
            projection.rebuild(sharing=Sharing(2, broken))

        assert before == views.cases()
        assert Progress(30, 30) == projection.rebuild()

    def test_what_a_killed_one_has_left(self, path: Path, projection: Projection) -> None:
        """The files of a rebuild that was killed go with the next one."""
        left = projection.views.path.parent / "rebuild-killed"
        left.mkdir()
        (left / "0.sqlite").write_bytes(b"half")

        projection.rebuild(sharing=Sharing(2, partial(opened, str(path))))

        assert [] == list(left.parent.glob("rebuild-*"))
