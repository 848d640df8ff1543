"""Registration inspection and testing: every site of the chain, its reports, and what they do to the review clock.

Accepted on 1 April 2025 for seventy working days, a review ends on 14 July; 1 to 5 May and 31 May to 2 June are
holidays.
"""

from __future__ import annotations

import pytest

from tests.domain.case.given import CONCLUSION, Case, code, dossier, reviewing, topics

ABROAD = {"sites.0.country": "US", "sites.0.province": None}


def notified(track: str = "reg.maa.rare", testing: str | None = None, *, abroad: bool = False) -> Case:
    """The inspection called for on 6 May."""
    case = reviewing(track)
    if abroad:
        case = Case(case.state.model_copy(update={"dossier": dossier(ABROAD)}), case.events)
    return case.does("2025-05-06", "cde", "notify_registration_inspection", notice_no="1", testing=testing)


def reported(case: Case, day: str, site: str, result: str = "pass") -> Case:
    """The report on a site."""
    return case.does(day, "cfdi", "report_registration_inspection", site=site, report_no="1", result=result)


def conclude(case: Case, day: str) -> str:
    """Why a positive conclusion is declined on that day."""
    return code(case.when(day, "cde", "conclude_review", conclusion="approve", **CONCLUSION))


class TestNotice:
    def test_term(self) -> None:
        """The review centre has forty working days from acceptance to call for an inspection, or to say none is due."""
        assert "2025-05-30" == reviewing().due["review.inspection_notice"]
        assert {"notify_registration_inspection", "waive_registration_inspection"} <= reviewing().waits

    def test_silence(self) -> None:
        """Silence is overdue, and the question stays open."""
        case = reviewing().waits_until("2025-05-31T00:00")

        assert "review.term_overdue" == case.events[-1].topic
        assert "notify_registration_inspection" in case.waits

    def test_whole_chain(self) -> None:
        """An inspection covers every site of the chain, and the inspection centre is waited for."""
        sites = {each.site for each in notified().state.review.inspection.sites}
        centre = next(wait for wait in notified().position.waits if wait.role == "inspection_centre")

        assert {"wuxi", "pudong"} == sites
        assert ("report_registration_inspection",) == centre.commands

    def test_twice(self) -> None:
        """The question is settled once."""
        assert "inspection_already_settled" == code(
            notified().when("2025-05-07", "cde", "waive_registration_inspection", reason="after all not")
        )

    def test_other_track(self) -> None:
        """A track without inspection has none."""
        case = reviewing("reg.sa", "supplemental_application")

        assert {"review.clock": "2025-06-30"} == case.due
        assert "track_without_inspection" == code(
            case.when("2025-05-06", "cde", "notify_registration_inspection", notice_no="1")
        )

    @pytest.mark.parametrize("who", ["cde", "nmpa", "jiangsu"])
    def test_reports_by_another(self, who: str) -> None:
        """The inspection centre alone reports."""
        report = {"site": "wuxi", "report_no": "1", "result": "pass"}

        assert "not_competent" == code(
            notified().when("2025-05-12", who, "report_registration_inspection", **report)
        )


class TestReports:
    @pytest.mark.parametrize(("track", "due"), [("reg.maa.rare", "2025-05-16"), ("reg.maa", "2025-11-21")])
    def test_due(self, track: str, due: str) -> None:
        """The reports are due forty working days before the review ends."""
        assert due == notified(track).due["review.inspection_report"]

    def test_missing(self) -> None:
        """Without them the review stands still until the last has come."""
        case = reported(notified("reg.maa"), "2025-11-03", "wuxi").waits_until("2025-11-22T00:00")

        assert ["review.inspection_report_missing"] == topics(case.events[-1:])
        assert ("pudong",) == getattr(case.events[-1], "sites", None)
        assert {} == case.due
        assert {"review.clock": "2026-02-03"} == reported(case, "2025-12-08", "pudong").due

    def test_all_there(self) -> None:
        """With the last report its term ends."""
        case = reported(reported(notified(), "2025-05-12", "wuxi"), "2025-05-13", "pudong")

        assert {"review.clock": "2025-07-14"} == case.due

    def test_conclusion_without_them(self) -> None:
        """No positive conclusion comes before every site has its report."""
        assert "inspection_reports_missing" == conclude(
            reported(notified(), "2025-05-12", "wuxi"), "2025-05-14"
        )

    def test_failed_site(self) -> None:
        """Nor after a site has failed."""
        case = reported(reported(notified(), "2025-05-12", "wuxi", "fail"), "2025-05-13", "pudong")

        assert "site_inspection_not_passed" == conclude(case, "2025-05-14")

    def test_unknown_site(self) -> None:
        """A site that is not of the chain has no report, and one that has a report needs no other."""
        report = {"report_no": "2", "result": "pass"}
        case = reported(notified(), "2025-05-12", "wuxi")

        assert "site_not_inspected" == code(
            case.when("2025-05-13", "cfdi", "report_registration_inspection", site="suzhou", **report)
        )
        assert "site_already_reported" == code(
            case.when("2025-05-13", "cfdi", "report_registration_inspection", site="wuxi", **report)
        )


class TestRectification:
    def mended(self) -> Case:
        """Wuxi's defects, found on 12 May, are mended on 19 May."""
        case = reported(reported(notified(), "2025-05-12", "pudong"), "2025-05-12", "wuxi", "rectify")
        return case.does(
            "2025-05-19", "applicant", "report_registration_rectification", site="wuxi", remark="mended"
        )

    def test_clock(self) -> None:
        """From the report to the rectification the review stands still: six working days."""
        case = reported(notified(), "2025-05-12", "wuxi", "rectify")

        assert {} == case.due
        assert "report_registration_rectification" in case.waits
        assert {"review.clock": "2025-07-22"} == self.mended().due

    def test_looked_at_again(self) -> None:
        """What was mended is looked at again before a positive conclusion."""
        assert "site_inspection_not_passed" == conclude(self.mended(), "2025-05-20")
        assert ["review.concluded"] == topics(
            reported(self.mended(), "2025-05-21", "wuxi").when(
                "2025-05-22", "cde", "conclude_review", conclusion="approve", **CONCLUSION
            )
        )

    def test_nothing_found(self) -> None:
        """Nothing is mended that was not found."""
        assert "nothing_to_rectify" == code(
            notified().when(
                "2025-05-12",
                "applicant",
                "report_registration_rectification",
                site="wuxi",
                remark="mended",
            )
        )


class TestOverseas:
    def begun(self) -> Case:
        """Begun on 12 May."""
        return notified(abroad=True).does("2025-05-12", "cfdi", "start_overseas_inspection", plan_no="1")

    def test_clock(self) -> None:
        """The time abroad is not counted; the day of the report is the last that is not."""
        case = reported(self.begun(), "2025-05-19", "wuxi")

        assert "start_overseas_inspection" in notified(abroad=True).waits
        assert {} == self.begun().due
        assert {"review.clock": "2025-07-22", "review.inspection_report": "2025-05-26"} == case.due

    def test_with_a_supplement(self) -> None:
        """Two grounds at once: the review goes on after the last, longer by the growth for the data."""
        case = self.begun().does("2025-05-14", "cde", "request_supplement", questions=("data",))
        case = reported(case, "2025-05-19", "wuxi")

        assert "review.clock" not in case.due

        case = case.does("2025-05-26", "applicant", "answer_supplement", remark="attached")

        assert "2025-08-22" == case.due["review.clock"]

    def test_at_home(self) -> None:
        """A chain within the mainland has no overseas inspection."""
        assert "no_overseas_inspection" == code(
            notified().when("2025-05-12", "cfdi", "start_overseas_inspection", plan_no="1")
        )


class TestTesting:
    @pytest.mark.parametrize(
        ("testing", "due"), [("sample", "2025-07-30"), ("sample_and_standard", "2025-09-10")]
    )
    def test_term(self, testing: str, due: str) -> None:
        """A test takes sixty working days, ninety with the standard, from the notice."""
        assert due == notified("reg.maa", testing).due["review.test"]

    @pytest.mark.parametrize(
        ("result", "declined"), [(None, "test_report_missing"), ("not_conforming", "test_not_conforming")]
    )
    def test_conclusion(self, result: str | None, declined: str) -> None:
        """No positive conclusion comes without the test that was called for, or against it."""
        case = notified("reg.maa", "sample")
        case = reported(reported(case, "2025-05-12", "wuxi"), "2025-05-13", "pudong")
        test = {"institute": "NIFDC", "report_no": "1", "result": result}
        if result:
            case = case.does("2025-05-14", "cfdi", "report_registration_test", **test)

        assert declined == conclude(case, "2025-05-15")

    def test_unasked(self) -> None:
        """Nothing is tested that was not called for."""
        test = {"institute": "NIFDC", "report_no": "1", "result": "conforming"}

        assert "test_not_awaited" == code(
            notified().when("2025-05-12", "cfdi", "report_registration_test", **test)
        )
