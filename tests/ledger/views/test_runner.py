"""One runner at a time, exactly once; what cannot be carried is parked while the others go on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from threading import Event, Thread

import pytest

from ledger import Envelope, Ledger, LedgerUnavailableError
from ledger.projection import Progress, Projection, Rules
from ledger.views import Parked, RefusalRow, Views
from ledger.views.rebuild import Rebuild
from tests.ledger.events import Counted, Signed, sign
from tests.ledger.views.models import RULES, SUMMARIES, refusal

DAY = date(2025, 1, 1)


class Clock:
    """Seconds that a test moves."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        """What it says."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Stands still until the test moves it."""
    return Clock()


@pytest.fixture
def other(ledger: Ledger, views: Views, clock: Clock) -> Iterator[Projection]:
    """A runner that has taken the lease and is silent."""
    other = Projection(ledger, views, RULES, clock=clock)
    with views.writing() as connection:
        assert other.lease.take(connection)
    yield other
    other._release()


class TestLease:
    @pytest.mark.usefixtures("other")
    def test_while_another_runs(self, ledger: Ledger, views: Views, clock: Clock) -> None:
        """Who has no lease carries nothing, waits, and says how far the model is behind."""
        receipt = sign(ledger, "case/A", 0)
        mine = Projection(ledger, views, RULES, clock=clock)

        assert Progress(0, 1) == mine.read(receipt.sequence, within=0.05)

    @pytest.mark.usefixtures("other")
    def test_taken_over(self, ledger: Ledger, views: Views, clock: Clock) -> None:
        """A lease that has lapsed goes to the next."""
        sign(ledger, "case/A", 0)
        clock.now += 10

        assert 0 == Projection(ledger, views, RULES, clock=clock).catch_up().behind

    def test_given_back(self, ledger: Ledger, views: Views, clock: Clock, other: Projection) -> None:
        """Who has finished lets the next one in at once."""
        sign(ledger, "case/A", 0)
        other.catch_up()
        sign(ledger, "case/A", 1)

        assert 0 == Projection(ledger, views, RULES, clock=clock).catch_up().behind


class TestRead:
    def test_a_reader_meets_its_own_write(self, ledger: Ledger, views: Views, projection: Projection) -> None:
        """A read after a sequence waits until the model holds it."""
        receipt = sign(ledger, "case/A", 0)

        assert Progress(1, 1) == projection.read(receipt.sequence)
        assert 1 == len(views.cases())

    def test_lag(self, ledger: Ledger, projection: Projection, monkeypatch: pytest.MonkeyPatch) -> None:
        """The lag is the age of the oldest event that is missing."""
        sign(ledger, "case/A", 0)
        recorded = ledger.load("case/A")[0].metadata.recorded
        monkeypatch.setattr(ledger, "now", lambda: recorded + timedelta(seconds=7))

        assert 7.0 == projection.lag()
        projection.catch_up()
        assert 0.0 == projection.lag()


class TestRun:
    def test_it_follows(self, ledger: Ledger, views: Views, projection: Projection) -> None:
        """A runner carries what is recorded while it runs, through a store that does not answer once, until told."""
        stop, troubles = Event(), iter([LedgerUnavailableError("busy")])
        read = ledger.notifications

        def sometimes(after: int, limit: int) -> object:
            if error := next(troubles, None):
                raise error
            return read(after, limit)

        ledger.notifications = sometimes  # type: ignore[method-assign, assignment]
        runner = Thread(target=lambda: projection.run(stop, every=0.01))
        runner.start()
        try:
            receipt = sign(ledger, "case/A", 0)
            assert 0 == Projection(ledger, views, RULES).read(receipt.sequence, within=30).behind
        finally:
            stop.set()
            runner.join()

        assert ["p-17"] == [case.stage for case in views.cases()]

    def test_other_rules(self, ledger: Ledger, views: Views, projection: Projection) -> None:
        """Rows that other rules have made are known for it, until they are rebuilt."""
        sign(ledger, "case/A", 0)
        projection.catch_up()
        newer = Projection(ledger, views, Rules(SUMMARIES, digest="second"))
        sign(ledger, "case/A", 1)
        newer.catch_up()

        assert (False, True) == (projection.outdated, newer.outdated)
        newer.rebuild()
        assert (True, False) == (projection.outdated, newer.outdated)


class TestParked:
    def test_the_rows_stand_at_the_last_sound_version(
        self, ledger: Ledger, views: Views, projection: Projection, alarms: list[Parked]
    ) -> None:
        """Poison in the middle of a batch is parked with an alarm; the rows say what held just before it."""
        sign(ledger, "case/A", 0, Signed(by="x"), Signed(by="y"), Counted(number=13, on=DAY), Signed(by="z"))
        sign(ledger, "case/B", 0, Signed(by="b"))

        assert 0 == projection.catch_up().behind
        assert [("y", 2), ("b", 1)] == [(case.stage, case.version) for case in views.cases()]
        assert (
            Parked(stream=alarms[0].stream, sequence=3, problem="ValueError: thirteen", attempts=1),
        ) == views.parked()
        assert list(views.parked()) == alarms

    def test_what_cannot_be_summed_up(self, ledger: Ledger, views: Views, projection: Projection) -> None:
        """A state without a summary parks the stream; the next one that has one takes it up again."""
        sign(ledger, "case/A", 0, Signed(by="x"), Signed(by="unsaid"))
        projection.catch_up()
        parked, stood = views.parked(), views.cases()
        sign(ledger, "case/A", 2, Signed(by="z"))
        projection.catch_up()

        assert ([2], ["x"]) == ([each.sequence for each in parked], [case.stage for case in stood])
        assert ((), ["z"]) == (views.parked(), [case.stage for case in views.cases()])

    def test_whatever_the_batches(
        self, ledger: Ledger, projection: Projection, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Poison leaves the same rows whether it came alone or among others."""
        monkeypatch.setattr("ledger.projection.BATCH", 1)
        monkeypatch.setattr("ledger.views.rebuild.BATCH", 50)
        poison = Counted(number=13, on=DAY)
        sign(ledger, "case/A", 0, Signed(by="x"), Signed(by="unsaid"), Signed(by="y"), poison, Signed(by="z"))
        sign(ledger, "case/B", 0, poison, Signed(by="x"))
        sign(ledger, "case/C", 0, Signed(by="x"), Signed(by="unsaid"), Counted(number=0, on=DAY))
        projection.catch_up()

        assert () == Rebuild(projection).compare()

    def test_a_journal(self, ledger: Ledger, views: Views, projection: Projection) -> None:
        """An event whose refusal cannot be told parks its journal."""
        sign(ledger, "journal/nmpa", 0, Counted(number=-1, on=DAY))
        projection.catch_up()

        assert ["ValueError: negative"] == [each.problem for each in views.parked()]

    def test_an_event_of_a_case(self, ledger: Ledger, views: Views, projection: Projection) -> None:
        """Its case stays parked, summed up as far as it goes, and equals a fresh rebuild, whatever comes next."""
        sign(ledger, "case/A", 0, Signed(by="x"), Counted(number=-1, on=DAY))
        projection.catch_up()
        first = views.parked()
        sign(ledger, "case/A", 2, Counted(number=0, on=DAY), Counted(number=-1, on=DAY))
        projection.catch_up()

        assert [(2, "ValueError: negative", 1)] == [(at.sequence, at.problem, at.attempts) for at in first]
        assert [(2, "ValueError: negative", 2)] == [
            (at.sequence, at.problem, at.attempts) for at in views.parked()
        ]
        assert [3] == [refusal.sequence for refusal in views.refusals()]
        assert () == Rebuild(projection).compare()

    @pytest.mark.parametrize("stream", ["case/A", "journal/nmpa"])
    def test_after_an_upgrade(
        self, ledger: Ledger, views: Views, projection: Projection, stream: str
    ) -> None:
        """A release that can tell the event tells it, once, and lets its stream go on."""
        sign(ledger, stream, 0, Signed(by="x"), Counted(number=0, on=DAY), Counted(number=-1, on=DAY))
        projection.catch_up()

        def later(envelope: Envelope) -> RefusalRow | None:
            event = envelope.event
            told = (
                replace(envelope, event=Counted(number=0, on=DAY)) if isinstance(event, Counted) else envelope
            )
            return refusal(told)

        assert 1 == projection.retry_parked()
        assert 0 == Projection(ledger, views, Rules(SUMMARIES, later)).retry_parked()
        assert [3, 2] == [each.sequence for each in views.refusals()]
