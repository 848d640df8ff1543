"""The read model follows the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from domain.messages import Event
from domain.model import Province, StreamId
from ledger import Envelope, Ledger, LedgerError, LedgerUnavailableError
from ledger.projection import BATCH, Progress, Projection, Summary
from ledger.views import CaseRow, Views
from tests.ledger.events import TOPICS, Counted, Signed, sign

State = tuple[str, ...]


def evolve(state: State, envelope: Envelope) -> State:
    """Who signed, in order; a count of 13 cannot be folded."""
    match envelope.event:
        case Signed(by=by):
            return (*state, by)
        case Counted(number=13):
            raise ValueError("thirteen")
        case _:
            return state


def summarise(stream: StreamId, state: State) -> CaseRow:
    """The stage is who signed last."""
    return CaseRow(
        number=stream.partition("/")[2],
        kind="case",
        stage=state[-1] if state else "none",
        provinces=(Province("310000"), Province("320000")),
        opened=date(2025, 3, 3),
        closed="end" in state,
    )


SUMMARIES: dict[str, Summary[Any]] = {"case": Summary((), evolve, summarise)}


@pytest.fixture
def views(tmp_path: Path) -> Iterator[Views]:
    """An empty read model."""
    with Views.open(tmp_path / "views.db") as views:
        yield views


@pytest.fixture
def projection(ledger: Ledger, views: Views) -> Projection:
    """Carries the test's ledger to the test's views."""
    return Projection(ledger, views, SUMMARIES)


class TestCatchUp:
    def test_a_line_for_each_case(self, ledger: Ledger, views: Views, projection: Projection) -> None:
        """Each case stands as its newest event left it; journals have no line."""
        sign(ledger, "case/A", 0, Signed(by="x"), Signed(by="y"))
        sign(ledger, "case/B", 0, Signed(by="end"))
        sign(ledger, "journal/nmpa", 0)

        assert Progress(4, 4) == projection.catch_up()
        first, second = views.cases()
        assert ("A", "y", 2, 2, "test.signed", False) == (
            first.number,
            first.stage,
            first.version,
            first.last_sequence,
            first.last_topic,
            first.closed,
        )
        assert ledger.load("case/A")[-1].metadata.recorded == first.last_recorded
        assert (("310000", "320000"), date(2025, 3, 3), True) == (
            second.provinces,
            second.opened,
            second.closed,
        )
        assert (second,) == views.cases(closed=True)
        assert (first,) == views.cases(stage="y")
        assert first == views.case("case/A")
        assert views.case("case/C") is None

    def test_it_goes_on_where_it_ended(self, ledger: Ledger, views: Views, projection: Projection) -> None:
        """Later events are carried once, also by a projection that starts anew."""
        sign(ledger, "case/A", 0, Signed(by="x"))
        projection.catch_up()
        sign(ledger, "case/A", 1, Signed(by="y"))
        Projection(ledger, views, SUMMARIES).catch_up()
        sign(ledger, "case/A", 2, Signed(by="z"))
        projection.catch_up()

        line = views.case("case/A")
        assert line is not None
        assert ("z", 3) == (line.stage, line.version)

    def test_a_reader_waits_for_its_own_write(
        self, ledger: Ledger, views: Views, projection: Projection
    ) -> None:
        """After `catch_up(until=sequence)` that event is in the read model."""
        receipt = sign(ledger, "case/A", 0)

        assert 0 == projection.catch_up(until=receipt.sequence).behind
        assert views.case("case/A") is not None

    def test_more_than_one_batch(self, ledger: Ledger, views: Views, projection: Projection) -> None:
        """A long ledger is carried in several transactions, and a wait that ends early says how far it came."""
        for n in range(3):
            sign(ledger, f"case/{n}", 0, *(Signed(by=str(i)) for i in range(BATCH - 1)))
        last = ledger.last_sequence

        assert Progress(0, last) == projection.catch_up(within=0)
        assert Progress(last, last) == projection.catch_up()
        assert ["498"] * 3 == [line.stage for line in views.cases()]

    def test_a_sequence_that_does_not_exist_yet(self, ledger: Ledger, projection: Projection) -> None:
        """Waiting for the future ends at the newest event."""
        sign(ledger, "case/A", 0)

        assert Progress(1, 1) == projection.catch_up(until=99)

    def test_several_at_once(self, ledger: Ledger, views: Views) -> None:
        """Projections in several threads carry each event once."""
        for n in range(30):
            sign(ledger, f"case/{n % 3}", n // 3, Signed(by=str(n)))
        projections = [Projection(ledger, views, SUMMARIES) for _ in range(4)]
        with ThreadPoolExecutor(4) as threads:
            list(threads.map(lambda projection: projection.catch_up(), projections))

        assert ["27", "28", "29"] == [line.stage for line in views.cases()]

    def test_rebuilt_is_the_same(self, ledger: Ledger, views: Views, projection: Projection) -> None:
        """The read model holds nothing that the ledger does not."""
        for n in range(5):
            sign(ledger, f"case/{n}", 0, Signed(by=str(n)))
        projection.catch_up()
        before = views.cases()
        projection.rebuild()

        assert before == views.cases()


class TestTrouble:
    def test_a_stream_that_cannot_be_folded_is_parked(
        self, ledger: Ledger, views: Views, projection: Projection
    ) -> None:
        """Its line stands still and says so in the list of the parked; every other goes on."""
        sign(ledger, "case/A", 0, Signed(by="x"))
        projection.catch_up()
        sign(ledger, "case/A", 1, Counted(number=13, on=date(2025, 1, 1)))
        sign(ledger, "case/B", 0, Signed(by="y"))

        assert Progress(3, 3) == projection.catch_up()
        assert ["x", "y"] == [line.stage for line in views.cases()]
        assert [("case/A", 2, "ValueError: thirteen", 1)] == [
            (parked.stream, parked.sequence, parked.problem, parked.attempts) for parked in views.parked()
        ]

    def test_a_parked_stream_comes_back(self, path: Path, views: Views) -> None:
        """A release that can read the event takes the stream up again, without a new event."""
        older: dict[str, type[Event]] = {"test.signed": Signed}
        with Ledger.open(path, topics=TOPICS) as ledger:
            sign(ledger, "case/A", 0, Counted(number=1, on=date(2025, 1, 1)), Signed(by="x"))
        with Ledger.open(path, topics=older) as ledger:
            Projection(ledger, views, SUMMARIES).catch_up()
            parked = views.parked()
        with Ledger.open(path, topics=TOPICS) as ledger:
            left = Projection(ledger, views, SUMMARIES).retry_parked()

        assert "UnknownTopicError" in parked[0].problem
        assert (0, ["x"]) == (left, [line.stage for line in views.cases()])

    def test_a_busy_read_model_is_tried_again(
        self, ledger: Ledger, views: Views, projection: Projection, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A ledger that does not answer twice is asked again; the batch is not lost."""
        sign(ledger, "case/A", 0)
        faults = [LedgerUnavailableError("busy"), LedgerUnavailableError("busy")]
        read = ledger.rows_after

        def sometimes(after: int, limit: int) -> object:
            if faults:
                raise faults.pop()
            return read(after, limit)

        monkeypatch.setattr(ledger, "rows_after", sometimes)
        monkeypatch.setattr("ledger.projection._PAUSE", 0)

        assert 0 == projection.catch_up().behind
        assert ([], 1) == (faults, len(views.cases()))

    def test_an_older_read_model_is_filled_again(self, ledger: Ledger, tmp_path: Path) -> None:
        """A file with the tables of another release is emptied and filled from the ledger."""
        sign(ledger, "case/A", 0)
        file = tmp_path / "old.db"
        with Views.open(file) as views:
            Projection(ledger, views, SUMMARIES).catch_up()
            with views.writing() as connection:
                connection.execute("PRAGMA user_version = 77")
        with Views.open(file) as views:
            emptied = views.cases()
            Projection(ledger, views, SUMMARIES).catch_up()

            assert ((), 1) == (emptied, len(views.cases()))

    def test_a_file_that_is_no_read_model(self, ledger: Ledger, path: Path) -> None:
        """The ledger's own file, named by mistake, is not emptied."""
        sign(ledger, "case/A", 0)

        with pytest.raises(LedgerError, match="not a read model"):
            Views.open(path)

        assert 1 == len(ledger.load("case/A"))
