"""The release of a calendar in a case: the arrangement of 2026 was published on 4 November 2025."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

from domain.case.milestones import CaseTermsRecomputed
from domain.law import Law
from domain.law.book import put_in_order
from domain.law.loader import PACKAGED, read_folder
from domain.model import end_of_day
from domain.position import Deadline
from domain.releases import CALENDAR
from domain.streams import timer
from domain.terms import KnownDue, Recomputed, dues_after
from tests.domain.case.given import (
    LAW,
    STREAM,
    Case,
    accepted,
    instant,
    licensing,
    reviewing,
    submitted,
    topics,
    uninspected,
)

PUBLISHED, LATER = "2025-11-04T00:00", "2025-12-01"
TOPIC = "case.terms_recomputed"


@cache
def known_to(year: int) -> Law:
    """The law of an engine that has no calendar after that year."""
    folder = read_folder(PACKAGED)
    return put_in_order(
        replace(folder, calendars=tuple(each for each in folder.calendars if each.value.year <= year))
    )


def unaware(story: Case) -> Case:
    """The same story with an engine that has no calendar after 2025."""
    return replace(story, knows=known_to(2025))


def told(story: Case) -> CaseTermsRecomputed:
    """The last event, which has to be that a calendar was released."""
    event = story.events[-1]
    assert isinstance(event, CaseTermsRecomputed), event.topic
    return event


def calendars(story: Case) -> list[Deadline]:
    """The releases that lie before the case."""
    return [each for each in story.position.milestones if each.term.startswith(CALENDAR)]


class TestPublished:
    """A review of 200 working days from 1 April 2025, which without the calendar of 2026 ends on 16 January."""

    def test_the_minute_before(self) -> None:
        """Given a provisional last day, when the calendar is not yet published, then nothing is recorded."""
        story = uninspected().waits_until("2025-11-03T23:59")

        assert TOPIC not in topics(story.events)
        assert (
            KnownDue(due=date(2026, 1, 16), provisional=True, arranged_to=2025)
            == (story.state.dues["review.clock"])
        )

    def test_on_the_day(self) -> None:
        """Given a provisional last day, when the calendar is published, then the old and the new one are recorded."""
        event = told(uninspected().waits_until(PUBLISHED))
        [release] = [each for each in LAW.shelf.calendars if each.value.year == 2026]

        assert (
            Recomputed(name="review.clock", was=date(2026, 1, 16), due=date(2026, 1, 19), provisional=False),
        ) == (event.clock)
        assert (2026, release.value.notice.number, date(2025, 11, 4)) == (
            event.year,
            event.notice,
            event.published,
        )
        assert ("calendars/cn-2026.yaml", release.file.sha256) == (event.file, event.sha256)
        assert {"all/82", "cc/203"} == set(event.basis)

    def test_the_term_stays(self) -> None:
        """Given the release, then the term itself is the same, and its last day is on record as certain."""
        before, after = uninspected(), uninspected().waits_until(PUBLISHED)

        assert before.state.terms == after.state.terms
        assert {"review.clock": "2026-01-19"} == after.due
        assert not after.state.dues["review.clock"].provisional

    def test_too_early(self) -> None:
        """A timer that comes before the day of publication changes nothing."""
        [milestone] = calendars(uninspected())

        assert end_of_day(date(2025, 11, 3)) == milestone.due
        assert uninspected().times_out(milestone, instant("2025-11-03T23:59")) is None

    def test_once(self) -> None:
        """Given that it is recorded, then the same timer finds nothing to record, and none is set."""
        [milestone] = calendars(uninspected())
        story = uninspected().waits_until(LATER)

        assert story.times_out(milestone, instant(LATER)) is None
        assert [] == calendars(story)
        assert 1 == topics(story.events).count(TOPIC)

    def test_the_command(self) -> None:
        """The same calendar makes the same command in the same case, and another in another case."""
        [milestone] = calendars(uninspected())
        [release] = [each for each in LAW.shelf.calendars if each.value.year == 2026]

        assert f"{CALENDAR}.2026.{release.file.sha256}" == milestone.term
        assert timer(STREAM, milestone).command_id == timer(STREAM, calendars(reviewing())[0]).command_id
        assert timer(STREAM, milestone).command_id != timer("case/FD-2025-SH-0002", milestone).command_id


class TestNothingToTell:
    def test_a_certain_day(self) -> None:
        """Given terms that end in a year already arranged, then no release lies before the case."""
        assert submitted().state.dues
        assert [] == calendars(submitted())

    def test_no_term(self) -> None:
        """Given a case in which no term runs, then no release lies before it."""
        assert [] == calendars(licensing())

    def test_the_year_is_not_the_one(self) -> None:
        """Given a term of months that ends in 2027, when the calendar of 2026 comes, then it stays provisional."""
        refused = {"outcome": "not_selected", "reason": "not in the plan"}
        story = unaware(accepted()).does("2026-08-03", "shanghai", "decide_selection", **refused)
        known = story.state.dues["closing.litigation"]

        assert (2027, True) == (known.due.year, known.provisional)
        event = told(replace(story, knows=LAW).waits_until("2026-08-03T10:01"))
        assert {"closing.reconsideration"} == {act.name for act in event.clock}
        assert [] == calendars(replace(story, knows=LAW).waits_until("2026-08-03T10:01"))

    def test_a_closed_case(self) -> None:
        """Given a case that is closed, then no release is looked for."""
        story = accepted().does("2025-09-15", "applicant", "withdraw", reason="no longer wanted")
        story = story.waits_until("2026-12-31")

        assert story.state.closed
        assert [] == calendars(story)


class TestLate:
    """An engine that gets the calendar after its publication."""

    def test_at_once(self) -> None:
        """Given that the engine learns of it a month later, then it is the first thing that it records."""
        before = unaware(uninspected()).waits_until(LATER)
        assert TOPIC not in topics(before.events)
        assert {"review.clock": "2026-01-16"} == before.due

        after = replace(before, knows=LAW)

        assert calendars(after)[0] == after.position.next_timer
        assert date(2026, 1, 19) == told(after.waits_until(LATER)).clock[0].due  # type: ignore[union-attr]

    def test_before_the_next_act(self) -> None:
        """Given that the engine learns of it late, when somebody acts, then the release comes before the act."""
        before = replace(unaware(uninspected()).waits_until(LATER), knows=LAW)
        after = before.does(LATER, "cde", "request_supplement", questions=("a batch record",))

        assert TOPIC == after.events[-2].topic

    def test_a_worker_that_has_not_got_it_yet(self) -> None:
        """Given that it is told, when an older worker begins a term, then that one is told by another command."""
        first = uninspected().waits_until(PUBLISHED)
        older = unaware(first).does(LATER, "cde", "request_supplement", questions=("a batch record",))
        after = replace(older, knows=LAW)
        [milestone] = calendars(after)

        assert milestone.term.endswith(".1")
        assert timer(STREAM, milestone).command_id != timer(STREAM, calendars(uninspected())[0]).command_id
        event = told(after.waits_until("2025-12-01T10:01"))
        assert {"review.supplement"} == {act.name for act in event.clock}
        assert [] == calendars(after.waits_until("2025-12-01T10:01"))

    def test_two_calendars(self) -> None:
        """Given that two years are missing, then each release is told by itself, and the last day is the law's."""
        story = replace(uninspected(), knows=known_to(2024))
        story = story.does("2025-09-22", "cde", "request_supplement", questions=("a batch record",))
        known = story.state.dues["review.supplement"]
        assert (True, 2024) == (known.provisional, known.arranged_to)

        after = replace(story, knows=LAW).waits_until(PUBLISHED)

        assert [2025, 2026] == [each.year for each in after.events if isinstance(each, CaseTermsRecomputed)][
            -2:
        ]
        assert after.due["review.supplement"] == f"{after.state.dues['review.supplement'].due}"

    def test_an_event_that_does_not_say(self) -> None:
        """Given an event that does not say which calendars were known, then those to the year before are taken."""
        acts = [act for event in uninspected().events for act in event.clock if act.name == "review.clock"]
        bare = tuple(act.model_copy(update={"arranged_to": None}) for act in acts)

        assert (
            KnownDue(due=date(2026, 1, 16), provisional=True, arranged_to=2025)
            == (dues_after({}, bare)["review.clock"])
        )
