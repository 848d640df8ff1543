"""The holder's audits: their findings are its own to close, and a refused audit is the agency's affair."""

from __future__ import annotations

from domain.messages import Refusal
from domain.supervision.audits import AuditRefused
from domain.supervision.corrections import FindingOpened
from tests.domain.case.given import code, topics
from tests.domain.supervision.given import Supervision, producing
from tests.domain.supervision.test_corrections import VERIFIED

REFUSED = {"site": "wuxi", "kind": "spot_check", "reason": "the gate stayed closed"}


def with_finding() -> Supervision:
    """An audit of October 2025 with one finding, planned by the manufacturer."""
    finding = {"text": "deviation closed late", "grade": "critical", "correct_by": "2025-12-01"}
    story = producing().does(
        "2025-10-20", "applicant", "record_audit", site="wuxi", report_no="A-1", findings=(finding,)
    )
    return story.does("2025-10-27", "ds", "hand_in_corrective_plan", finding=1, plan="a new procedure")


class TestFindings:
    def test_closed_by_the_holder(self) -> None:
        """The holder verifies and closes what it found itself; no agency does."""
        assert ["supervision.finding_closed"] == topics(
            with_finding().when("2025-11-20", "applicant", "verify_correction", finding=1, **VERIFIED)
        )
        assert "not_competent" == code(
            with_finding().when("2025-11-20", "jiangsu", "verify_correction", finding=1, **VERIFIED)
        )

    def test_no_measure(self) -> None:
        """However grave, a finding of the holder's own calls for no measure of an agency."""
        assert not {"admonish", "verify_correction"} & with_finding().asked("jiangsu")
        assert "verify_correction" in with_finding().asked("applicant")
        assert "finding_unknown" == code(
            with_finding().when(
                "2025-10-28", "jiangsu", "admonish", site="wuxi", document_no="1", reason="r", findings=(1,)
            )
        )

    def test_by_the_manufacturer(self) -> None:
        """A manufacturer does not audit itself."""
        assert "not_competent" == code(
            producing().when("2025-10-20", "ds", "record_audit", site="wuxi", report_no="A-1")
        )


class TestRefused:
    def test_told(self) -> None:
        """The agency of the site is told, and has a serious finding to deal with."""
        answer = producing().when("2025-10-20", "applicant", "report_refused_audit", **REFUSED)

        assert not isinstance(answer, Refusal)
        refused, opened = answer
        assert isinstance(refused, AuditRefused)
        assert isinstance(opened, FindingOpened)
        assert ("Example Biologics", "320000", True) == (refused.manufacturer, refused.agency, opened.serious)

    def test_not_an_audit(self) -> None:
        """A refused audit counts for none."""
        story = producing().does("2025-10-20", "applicant", "report_refused_audit", **REFUSED)

        assert frozenset() == story.state.spot_checked

    def test_own_site(self) -> None:
        """At its own site nobody can refuse the holder."""
        assert "site_not_entrusted" == code(
            producing().when(
                "2025-10-20", "applicant", "report_refused_audit", **{**REFUSED, "site": "pudong"}
            )
        )
