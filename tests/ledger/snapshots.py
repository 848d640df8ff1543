"""What every store promises of snapshots. A store's own test module gives the fixture `place`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from domain.model import Frozen
from ledger import Envelope, Ledger
from ledger.snapshots import Snapshot
from tests.ledger.contract import CASE
from tests.ledger.events import TOPICS, Signed, sign

LONG: Final = 250
Evolve = Callable[["Total", Envelope], "Total"]


class Total(Frozen):
    """How many events there were, and the last of them."""

    events: int = 0
    last: str = ""


def total(state: Total, envelope: Envelope) -> Total:
    """One more."""
    assert isinstance(envelope.event, Signed)
    return state.model_copy(update={"events": state.events + 1, "last": envelope.event.by})


def seen(versions: list[int]) -> Evolve:
    """The same, and which versions were folded."""

    def evolve(state: Total, envelope: Envelope) -> Total:
        versions.append(envelope.version)
        return total(state, envelope)

    return evolve


def opened(place: Path | str, code: str | None = "release 1") -> Ledger:
    """A process that has not seen the ledger yet."""
    return Ledger.open(place, topics=TOPICS, code=code)


def kept(ledger: Ledger) -> Snapshot | None:
    """What is kept of the case."""
    return ledger._recorder.snapshot(CASE, "Total")


class SnapshotContract:
    """States of long streams, for processes that start."""

    @pytest.fixture
    def long(self, place: Path | str) -> Path | str:
        """A stream of 250 events whose state has been asked for once."""
        with opened(place) as ledger:
            sign(ledger, CASE, 0, *(Signed(by=str(n)) for n in range(1, LONG + 1)))
            ledger.fold(CASE, Total(), total)
        return place

    def test_a_process_that_starts(self, long: Path | str) -> None:
        """It goes on from the snapshot: nothing before is folded again, and what came since is."""
        versions: list[int] = []
        with opened(long, code=None) as ledger:
            sign(ledger, CASE, LONG, Signed(by="new"))

        with opened(long) as ledger:
            assert (LONG + 1, Total(events=LONG + 1, last="new")) == ledger.fold(
                CASE, Total(), seen(versions)
            )

        assert [LONG + 1] == versions

    def test_at_every_hundredth_event(self, place: Path | str) -> None:
        """An append that passes a hundredth event leaves the state there."""
        with opened(place) as ledger:
            sign(ledger, CASE, 0)
            ledger.fold(CASE, Total(), total)
            for version in range(1, 99):
                sign(ledger, CASE, version)
            assert kept(ledger) is None
            sign(ledger, CASE, 99)
            found = kept(ledger)

        assert found is not None
        assert 100 == found.version

    @pytest.mark.parametrize("code", ["release 2", None])
    def test_other_code(self, long: Path | str, code: str | None) -> None:
        """A release that folds in another way, or a reader that wants none, begins at the first event."""
        versions: list[int] = []
        with opened(long, code) as ledger:
            ledger.fold(CASE, Total(), seen(versions))

        assert list(range(1, LONG + 1)) == versions

    def test_of_another_event(self, long: Path | str) -> None:
        """A snapshot that was not made at the event that stands at its version is passed by."""
        versions: list[int] = []
        with opened(long) as ledger:
            found = kept(ledger)
            assert found is not None
            ledger._recorder.keep_snapshot(replace(found, tip=bytes(32)))
        with opened(long) as ledger:
            ledger.fold(CASE, Total(), seen(versions))

        assert list(range(1, LONG + 1)) == versions

    def test_that_cannot_be_read(self, long: Path | str) -> None:
        """A snapshot that is no state is passed by."""
        with opened(long) as ledger:
            found = kept(ledger)
            assert found is not None
            ledger._recorder.keep_snapshot(replace(found, state=b"{}x"))
        with opened(long) as ledger:
            assert (LONG, Total(events=LONG, last=str(LONG))) == ledger.fold(CASE, Total(), total)

    def test_changed_by_somebody(self, long: Path | str) -> None:
        """A snapshot that is not what the events come to is named; a true one is not."""
        kinds = {"case": (Total(), total)}
        with opened(long) as ledger:
            assert () == ledger.differing_snapshots(kinds)
            found = kept(ledger)
            assert found is not None
            ledger._recorder.keep_snapshot(replace(found, state=Total(events=7).model_dump_json().encode()))

            assert (CASE,) == ledger.differing_snapshots(kinds)

    def test_short_streams(self, place: Path | str) -> None:
        """A stream of a few events has none: it is folded as fast."""
        with opened(place) as ledger:
            sign(ledger, CASE, 0, *(Signed(by=str(n)) for n in range(99)))
            ledger.fold(CASE, Total(), total)

            assert kept(ledger) is None
