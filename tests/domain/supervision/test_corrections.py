"""Findings: opened by a report, planned, verified and closed; overdue on the date that the agency set."""

from __future__ import annotations

from functools import cache

from domain.messages import Refusal
from domain.supervision.corrections import FindingOpened, FindingOverdue
from domain.wording import sentence
from tests.domain.case.given import code, topics
from tests.domain.supervision.given import INSPECTION, Supervision, producing

DEFECTS = {
    **INSPECTION,
    "report_no": "GMP-7",
    "result": "defects",
    "findings": (
        {"text": "pressure record missing", "grade": "major"},
        {"text": "label archive incomplete", "grade": "minor", "correct_by": "2025-12-15"},
    ),
    "correct_by": "2025-11-28",
}
VERIFIED = {"outcome": "corrected", "report_no": "V-1", "reason": "seen on site"}


@cache
def inspected() -> Supervision:
    """Jiangsu found two defects at Wuxi on 20 October."""
    return producing().does("2025-10-20", "jiangsu", "record_inspection", **DEFECTS)


@cache
def planned() -> Supervision:
    """The manufacturer handed in its plan for the first on 27 October."""
    return inspected().does(
        "2025-10-27", "ds", "hand_in_corrective_plan", finding=1, plan="a second recorder"
    )


class TestOpened:
    def test_each(self) -> None:
        """Each finding of the report is opened with its grade and date; both dates run beside the year."""
        found = [event for event in inspected().events if isinstance(event, FindingOpened)]

        assert [(1, "major", "2025-11-28"), (2, "minor", "2025-12-15")] == [
            (each.number, each.grade, f"{each.correct_by}") for each in found
        ]
        assert {"finding.1": "2025-11-28", "finding.2": "2025-12-15", "year.2025": "2025-12-31"} == (
            inspected().due
        )

    def test_who_owes(self) -> None:
        """The manufacturer owes its plan and the correction, the other province its acknowledgement."""
        assert {"hand_in_corrective_plan", "report_correction"} <= inspected().asked("ds")
        assert "acknowledge_finding" in inspected().asked("shanghai")

    def test_bare_sentence(self) -> None:
        """A finding that nobody has graded is opened all the same, without a date."""
        bare = {**INSPECTION, "result": "defects", "findings": ("a gap in the log",)}
        _, opened = inspected().when("2025-10-21", "jiangsu", "record_inspection", **bare)

        assert isinstance(opened, FindingOpened)
        assert (3, None, None, False) == (opened.number, opened.grade, opened.correct_by, opened.serious)

    def test_date_behind(self) -> None:
        """No date to correct by lies behind."""
        assert "date_passed" == code(
            producing().when(
                "2025-10-20", "jiangsu", "record_inspection", **{**DEFECTS, "correct_by": "2025-10-19"}
            )
        )

    def test_in_words(self) -> None:
        """A finding reads as an official would write it."""
        event = inspected().events[-2]

        assert [
            (
                "2025-10-20开立第1号缺陷（场地wuxi，来源：监督检查，报告GMP-7，主要缺陷）：pressure record missing"
                "；限于2025-11-28前整改；由江苏省药品监督管理局跟踪；通报上海市药品监督管理局"
            ),
            (
                "Finding 1 of 2025-10-20 at site wuxi (from inspection, report GMP-7, major): pressure record "
                "missing; to be corrected by 2025-11-28; followed up by Jiangsu Medical Products Administration; "
                "notified to Shanghai Medical Products Administration"
            ),
        ] == [sentence(event.topic, event, lang) for lang in ("zh", "en")]


class TestCorrected:
    def test_planned(self) -> None:
        """With the plan it is the agency's turn."""
        assert "verify_correction" in planned().asked("jiangsu")

    def test_closed(self) -> None:
        """Verified and closed, nothing runs for it any more."""
        story = planned().does("2025-11-20", "jiangsu", "verify_correction", finding=1, **VERIFIED)

        assert {"finding.2": "2025-12-15", "year.2025": "2025-12-31"} == story.due
        assert "finding_unknown" == code(
            story.when("2025-11-21", "jiangsu", "verify_correction", finding=1, **VERIFIED)
        )

    def test_without_a_plan(self) -> None:
        """What nobody has planned is not closed."""
        assert "no_corrective_plan" == code(
            inspected().when("2025-11-20", "jiangsu", "verify_correction", finding=1, **VERIFIED)
        )

    def test_not_enough(self) -> None:
        """A correction that is not enough needs a new plan, by a new date."""
        story = planned().does(
            "2025-11-20",
            "jiangsu",
            "verify_correction",
            finding=1,
            **{**VERIFIED, "outcome": "not_corrected", "correct_by": "2025-12-20"},
        )

        assert "2025-12-20" == story.due["finding.1"]
        assert "no_corrective_plan" == code(
            story.when("2025-11-21", "jiangsu", "verify_correction", finding=1, **VERIFIED)
        )

    def test_by_the_holder(self) -> None:
        """The holder may hand in the plan for its manufacturer, and does not verify what an agency found."""
        assert ["supervision.corrective_plan_handed_in"] == topics(
            inspected().when("2025-10-27", "applicant", "hand_in_corrective_plan", finding=1, plan="ours")
        )
        assert "not_competent" == code(
            planned().when("2025-11-20", "applicant", "verify_correction", finding=1, **VERIFIED)
        )

    def test_another_agency(self) -> None:
        """Each agency verifies at its own sites."""
        assert "not_competent" == code(
            planned().when("2025-11-20", "shanghai", "verify_correction", finding=1, **VERIFIED)
        )

    def test_unknown(self) -> None:
        """A finding that was never opened cannot be corrected; the refusal names those that are open."""
        answer = inspected().when("2025-10-27", "ds", "hand_in_corrective_plan", finding=9, plan="none")

        assert isinstance(answer, Refusal)
        assert ("finding_unknown", "1, 2") == (answer.code, answer.facts["known"])


class TestOverdue:
    def test_no_plan(self) -> None:
        """On the date set the alarm names the manufacturer that owes, and the agency that has to see to it."""
        story = inspected().waits_until("2025-11-29T00:00")
        alarm, told = story.events[-2:]

        assert isinstance(alarm, FindingOverdue)
        assert "supervision.alarm_raised" == told.topic
        assert (1, "Example Biologics", "320000") == (alarm.finding, alarm.owed_by, alarm.province)
        assert {"finding.2": "2025-12-15", "year.2025": "2025-12-31"} == story.due

    def test_stays_visible(self) -> None:
        """The agency is waited for until it has been corrected."""
        asked = inspected().waits_until("2025-11-29").asked("jiangsu")

        assert {
            "verify_correction",
            "admonish",
            "hold_talk",
            "order_rectification",
            "suspend_production",
        } <= asked

    def test_not_verified(self) -> None:
        """Where the correction was reported nobody but the agency owes, and no date of the enterprise passes."""
        reported = planned().does(
            "2025-11-20", "ds", "report_correction", finding=1, report_no="R-1", remark="done"
        )
        alarm = reported.waits_until("2025-11-29T00:00").events[-1]

        assert isinstance(alarm, FindingOverdue)
        assert None is alarm.owed_by
        assert {"verify_correction"} <= reported.asked("jiangsu")

    def test_each_in_its_turn(self) -> None:
        """Two dates and the year's end pass one after the other, each once."""
        story = inspected().waits_until("2026-01-01T00:00")
        others = {"supervision.alarm_raised", "supervision.rectification_year_begun"}
        passed = [each for each in topics(story.events) if each not in others]

        assert [
            "supervision.finding_overdue",
            "supervision.finding_overdue",
            "supervision.year_closed",
        ] == passed[-3:]
        assert "2026-12-31" == story.due["year.2026"]
