"""What a finding and a year make enterprises and agencies owe: corrections, measures, notices, reports."""

from __future__ import annotations

from datetime import date

from domain.model import end_of_day
from domain.supervision.duty_ledger import DutyStatus
from tests.domain.case.given import code
from tests.domain.supervision.given import INSPECTION, Supervision, producing
from tests.domain.supervision.test_duties import JIANGSU, SHANGHAI, lines, offices, told


class TestFindings:
    def found(self) -> Supervision:
        """Jiangsu found a critical defect on 20 October."""
        failed = {
            **INSPECTION,
            "result": "not_compliant",
            "findings": ({"text": "no log", "grade": "critical"},),
        }
        return producing().does("2025-10-20", "jiangsu", "record_inspection", **failed)

    def test_notified(self) -> None:
        """Every other agency concerned is notified, and acknowledges once."""
        story = self.found().does("2025-10-22", "shanghai", "acknowledge_finding", finding=1)

        assert "acknowledge_finding" in self.found().asked("shanghai")
        assert "acknowledge_finding" not in story.asked("shanghai")
        for who in ("shanghai", "jiangsu"):
            assert "finding_not_notified" == code(
                story.when("2025-10-23", who, "acknowledge_finding", finding=1)
            )

    def test_who_was_there(self) -> None:
        """Who inspected together knows already; the agency in charge is told of what another one found."""
        together = {**INSPECTION, "findings": ("a gap",), "joint_with": (SHANGHAI,)}
        alone = {**INSPECTION, "findings": ("a gap",), "kind": "for_cause", "cause": "a complaint"}

        for who, fields, told_to in (("jiangsu", together, ()), ("shanghai", alone, (JIANGSU,))):
            story = producing().does("2025-10-20", who, "record_inspection", **fields)
            assert [told_to] == [each.notified for each in story.state.findings]

    def test_no_date(self) -> None:
        """A finding without a date does not wait for ever: after thirty working days its enterprise is told."""
        assert "2025-12-01" == f"{lines(self.found())['correction.1.2025-12-01'].duty.due}"
        assert ["Example Biologics", "Example Pharma", JIANGSU, SHANGHAI, "nmpa"] == offices(
            told(self.found().waits_until("2026-06-30"), "correction")
        )

    def test_measure(self) -> None:
        """The agency answers a serious finding with a measure; any of them fulfils its duty."""
        act = {"site": "wuxi", "document_no": "1", "reason": "risk"}
        story = self.found().does("2025-10-27", "jiangsu", "hold_talk", **act)

        assert DutyStatus.DONE is lines(story)["measure.1.2025-11-03"].status

    def test_reported_and_found_wanting(self) -> None:
        """A correction that is reported is to be verified; where it is not enough it is owed again."""
        story = self.found().does("2025-10-27", "ds", "hand_in_corrective_plan", finding=1, plan="a log")
        report = {"finding": 1, "report_no": "R", "remark": "done"}
        story = story.does("2025-11-10", "ds", "report_correction", **report)
        wanting = {"finding": 1, "outcome": "not_corrected", "report_no": "V", "reason": "gaps"}
        back = story.does("2025-11-17", "jiangsu", "verify_correction", **wanting)

        assert "correction_reported" == code(story.when("2025-11-11", "ds", "report_correction", **report))
        assert "verify_correction" in story.asked("jiangsu")
        assert DutyStatus.DONE is lines(story)["correction.1.2025-12-01"].status
        assert DutyStatus.OPEN is lines(back)["correction.1.2025-12-01"].status
        assert DutyStatus.DONE is lines(back)["verification.1.2025-12-08"].status

    def test_owed_again(self) -> None:
        """A correction that is owed again after its day is told at once, by a timer that is not the one of that day."""
        dated = {**INSPECTION, "findings": ({"text": "a gap", "correct_by": "2025-12-31"},)}
        story = producing().does("2025-10-20", "jiangsu", "record_inspection", **dated)
        story = story.does("2025-10-27", "ds", "hand_in_corrective_plan", finding=1, plan="close it")
        story = story.does("2025-12-20", "ds", "report_correction", finding=1, report_no="R", remark="done")
        wanting = {"finding": 1, "outcome": "not_corrected", "report_no": "V", "reason": "still there"}
        back = story.does("2026-01-05", "jiangsu", "verify_correction", **wanting)
        over, again = back.position.next_deadline, back.waits_until("2026-01-06")

        assert over is not None
        assert ("duties.2025-12-31.7", end_of_day(date(2025, 12, 31))) == (over.term, over.due)
        assert ["Example Biologics"] == offices(told(again, "correction"))

    def test_no_plan(self) -> None:
        """What nobody has planned is not reported as corrected."""
        assert "no_corrective_plan" == code(
            self.found().when(
                "2025-11-10", "ds", "report_correction", finding=1, report_no="R", remark="done"
            )
        )


class TestReports:
    def test_annual_report(self) -> None:
        """The annual report is on a year that is over; the first is due in the April after production began."""
        report = {"report_no": "1"}
        story = producing().does("2026-04-29", "applicant", "file_annual_report", year=2025, **report)

        assert DutyStatus.DONE is lines(story, 2026)["annual_report.product.2026"].status
        assert "year_not_over" == code(
            producing().when("2026-04-29", "applicant", "file_annual_report", year=2026, **report)
        )

    def test_self_inspection(self) -> None:
        """Each operator reports for its own site."""
        report = {"report_no": "1"}
        story = producing().does("2025-12-01", "ds", "report_self_inspection", site="wuxi", **report)

        assert DutyStatus.DONE is lines(story)["self_inspection.wuxi.2025"].status
        assert "not_competent" == code(
            story.when("2025-12-01", "ds", "report_self_inspection", site="pudong", **report)
        )
