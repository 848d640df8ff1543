"""Runners that are killed again and again over one ledger and its read models, on any store."""

from __future__ import annotations

from pathlib import Path

from ledger import Ledger
from ledger.projection import Projection
from ledger.views import Views
from ledger.views.rebuild import Rebuild
from tests.ledger.events import TOPICS
from tests.ledger.kills import ran
from tests.ledger.views.models import RULES


def survive(place: Path | str, folder: Path, seed: int, kills: int) -> tuple[int, int]:
    """Kill, then check that each event is carried once and that all is as if built afresh.

    Returns how many were killed while they carried, and while they rebuilt.
    """
    said = ran("tests.ledger.views.killer", place, folder, seed, kills)

    with Ledger.open(place, topics=TOPICS) as ledger, Views.open(folder / "views.db") as views:
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
    carrying, rebuilding = map(int, said.split())
    return carrying, rebuilding
