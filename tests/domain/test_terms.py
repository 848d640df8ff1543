"""Terms: what an event does to the clock, and which deadlines follow."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.law import Law
from domain.model import SHANGHAI, ProvisionId, WorkingDays, local_day
from domain.moment import Moment
from domain.term import Term
from domain.terms import ClockAct, Stopped, after, deadlines, end, end_all, resume, runs, start, stop

LAW = Law.load()
GROUND = (ProvisionId("o28/78"),)


def on(day: str) -> Moment:
    """That day at noon."""
    instant = datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=SHANGHAI)
    return Moment(LAW, instant, instant)


def begun(day: str = "2025-03-03", limit: str = "lic.change.decide") -> dict[str, Term]:
    """One term that began on that day."""
    return after({}, (start(on(day), "x", limit),))


def last(terms: dict[str, Term]) -> list[str]:
    """The last day of each term that runs."""
    moment = timedelta(microseconds=1)
    return [f"{local_day(each.due - moment)}" for each in deadlines(terms, LAW.calendar)]


class TestStart:
    def test_day_after(self) -> None:
        """The day of the start is not counted: fifteen working days from Monday 3 March end on the 24th."""
        assert ["2025-03-24"] == last(begun())

    def test_named_day(self) -> None:
        """A term may have begun on an earlier day than the one on which it is noted."""
        acts = (start(on("2025-03-10"), "x", "lic.change.decide", date(2025, 3, 3)),)

        assert ["2025-03-24"] == last(after({}, acts))

    def test_end_of_day(self) -> None:
        """A deadline is the very end of its last day in China."""
        (deadline,) = deadlines(begun(), LAW.calendar)

        assert datetime(2025, 3, 25, tzinfo=SHANGHAI) == deadline.due
        assert ("o28/16", "regs-2019/4") == deadline.basis

    def test_beyond_the_calendar(self) -> None:
        """A term that ends after the last published calendar is provisional."""
        (deadline,) = deadlines(begun("2026-06-01", "reg.maa"), LAW.calendar)

        assert deadline.provisional

    def test_known_then(self) -> None:
        """The due date in the event is the one that was known that day; the deadline follows the calendar."""
        act = start(on("2024-10-31"), "x", "reg.maa")

        assert act.provisional
        assert [False] == [each.provisional for each in deadlines(after({}, (act,)), LAW.calendar)]

    def test_backwards(self) -> None:
        """What is counted back from its event is not started."""
        with pytest.raises(ValueError, match="backwards"):
            start(on("2025-03-03"), "x", "hearing.notice")


class TestStop:
    def test_stopped(self) -> None:
        """A stopped term has no deadline."""
        terms = begun()

        assert [] == last(after(terms, stop(on("2025-03-05"), terms, "x", "g", GROUND)))

    def test_resumed(self) -> None:
        """The days of stop and resumption and all between are not counted."""
        terms = begun()
        terms = after(terms, stop(on("2025-03-05"), terms, "x", "g", GROUND))
        terms = after(terms, resume(on("2025-03-07"), terms, "x"))

        assert ["2025-03-27"] == last(terms)

    def test_longer(self) -> None:
        """A term may go on with more days than before."""
        terms = begun()
        terms = after(terms, stop(on("2025-03-05"), terms, "x", "g", GROUND))

        assert ["2025-03-31"] == last(
            after(terms, resume(on("2025-03-07"), terms, "x", added=WorkingDays(2)))
        )

    def test_what_does_not_run(self) -> None:
        """What is not there, stands still, or is over is not stopped."""
        terms = begun()
        held = after(terms, stop(on("2025-03-05"), terms, "x", "g", GROUND))

        assert () == stop(on("2025-03-05"), terms, "y", "g", GROUND)
        assert () == stop(on("2025-03-06"), held, "x", "g", GROUND)
        assert () == stop(on("2025-03-25"), terms, "x", "g", GROUND)

    def test_last_day(self) -> None:
        """On its last day it still can be."""
        assert [Stopped] == [type(act) for act in stop(on("2025-03-24"), begun(), "x", "g", GROUND)]

    def test_what_does_not_stand_still(self) -> None:
        """What is not there or runs is not resumed."""
        assert () == resume(on("2025-03-05"), begun(), "x")
        assert () == resume(on("2025-03-05"), begun(), "y")

    def test_runs(self) -> None:
        """A term runs to the end of its last day, and is not over while it stands still."""
        terms = begun()
        held = after(terms, stop(on("2025-03-05"), terms, "x", "g", GROUND))

        assert [True, False, True, False] == [
            runs(on("2025-03-24"), terms, "x"),
            runs(on("2025-03-25"), terms, "x"),
            runs(on("2025-12-31"), held, "x"),
            runs(on("2025-03-24"), terms, "y"),
        ]


class TestEnd:
    def test_named(self) -> None:
        """Only terms that exist end."""
        assert {} == after(begun(), end(begun(), "x", "y"))
        assert 1 == len(end(begun(), "x", "y"))

    def test_prefix(self) -> None:
        """Terms end by the beginning of their names."""
        terms = after(begun(), (start(on("2025-03-03"), "z", "lic.accept"),))

        assert ["x"] == list(after(terms, end_all(terms, "z")))


class TestOrder:
    def test_soonest_first(self) -> None:
        """Deadlines come in their order, and by name where they fall together."""
        moment = on("2025-03-03")
        acts = [start(moment, name, limit) for name, limit in (("c", "reg.maa"), ("b", "lic.accept"))]
        terms = after({}, [*acts, start(moment, "a", "lic.accept")])

        assert ["a", "b", "c"] == [each.term for each in deadlines(terms, LAW.calendar)]


WORDS = st.lists(st.sampled_from(["start", "stop", "resume", "end"]), max_size=12)


@given(words=WORDS, gaps=st.lists(st.integers(0, 40), min_size=12, max_size=12))
def test_any_sequence(words: list[str], gaps: list[int]) -> None:
    """Whatever happens on whichever later day, a term is never asked for what it cannot do."""
    terms: dict[str, Term] = {}
    day = date(2025, 1, 1)
    for word, gap in zip(words, gaps, strict=False):
        day += timedelta(days=gap)
        moment = on(f"{day}")
        acts: tuple[ClockAct, ...] = ()
        match word:
            case "start" if not terms:
                acts = (start(moment, "x", "lic.change.decide"),)
            case "stop":
                acts = stop(moment, terms, "x", "g", GROUND)
            case "resume":
                acts = resume(moment, terms, "x")
            case "end":
                acts = end(terms, "x")
            case _:
                pass
        terms = after(terms, acts)

    assert len(deadlines(terms, LAW.calendar)) <= len(terms) <= 1
