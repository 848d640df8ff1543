"""Risk measures: each with its reason, by the agency of the site; a suspension stops batches until it is lifted."""

from __future__ import annotations

from functools import cache

import pytest

from domain.messages import Refusal
from domain.supervision.corrections import FindingOpened
from domain.supervision.measures import ProductionSuspended
from tests.domain.case.given import code, topics
from tests.domain.supervision.given import INSPECTION, Supervision, producing
from tests.domain.supervision.test_corrections import VERIFIED
from tests.domain.supervision.test_operation import BATCH, audited

ACT = {"site": "wuxi", "document_no": "SU-1", "reason": "sterility is not assured"}
FAILED = {**INSPECTION, "result": "not_compliant", "findings": ({"text": "no barrier", "grade": "critical"},)}
SAMPLE = {"site": "wuxi", "report_no": "S-9", "result": "not_conforming"}


@cache
def failed() -> Supervision:
    """The inspection of 20 October failed."""
    return audited().does("2025-10-20", "jiangsu", "record_inspection", **FAILED)


@cache
def suspended() -> Supervision:
    """Jiangsu suspended production at Wuxi the next day."""
    return failed().does("2025-10-21", "jiangsu", "suspend_production", **ACT)


@cache
def rectified() -> Supervision:
    """The finding was corrected and closed in November."""
    story = suspended().does("2025-10-27", "ds", "hand_in_corrective_plan", finding=1, plan="a new barrier")
    return story.does("2025-11-20", "jiangsu", "verify_correction", finding=1, **VERIFIED)


class TestCalledFor:
    def test_failed_inspection(self) -> None:
        """After a failed inspection the agency is waited for to take a measure, and its act is enough."""
        after = failed().does("2025-10-21", "jiangsu", "admonish", **ACT)

        assert {"admonish", "hold_talk", "order_rectification", "suspend_production"} == failed().asked(
            "jiangsu"
        )
        assert set() == after.asked("jiangsu")

    def test_sample(self) -> None:
        """A sample that does not conform opens a serious finding by itself."""
        answer = audited().when("2025-10-20", "jiangsu", "record_sampling", **SAMPLE)

        assert not isinstance(answer, Refusal)
        (_, opened) = answer
        assert isinstance(opened, FindingOpened)
        assert ("from_sampling", True, "S-9") == (opened.source, opened.serious, opened.report_no)

    @pytest.mark.parametrize("name", ["admonish", "hold_talk"])
    def test_recorded(self, name: str) -> None:
        """Admonition and talk stand in the record with the findings that they answer and the article."""
        answer = failed().when("2025-10-21", "jiangsu", name, **ACT)

        assert not isinstance(answer, Refusal)
        (taken,) = answer
        assert (name, (1,), ("dal/99",)) == (
            getattr(taken, "measure", ""),
            getattr(taken, "findings", ()),
            taken.basis,
        )

    @pytest.mark.parametrize("name", ["admonish", "hold_talk", "suspend_production"])
    def test_another_agency(self, name: str) -> None:
        """Each agency acts at its own sites."""
        assert "not_competent" == code(failed().when("2025-10-21", "shanghai", name, **ACT))

    def test_whole_product(self) -> None:
        """Of the whole product the agency of the holder's province decides."""
        everywhere = {**ACT, "site": None}

        assert "not_competent" == code(
            failed().when("2025-10-21", "jiangsu", "suspend_production", **everywhere)
        )
        assert ["supervision.production_suspended"] == topics(
            failed().when("2025-10-21", "shanghai", "suspend_production", **everywhere)
        )


class TestRectification:
    def test_date(self) -> None:
        """The order gives the finding its date."""
        story = failed().does("2025-10-21", "jiangsu", "order_rectification", **ACT, rectify_by="2025-11-14")

        assert "2025-11-14" == story.due["finding.1"]

    def test_without_a_finding(self) -> None:
        """An order that rests on no finding opens one, so that its end can be seen."""
        story = audited().does("2025-10-21", "jiangsu", "order_rectification", **ACT, rectify_by="2025-11-14")

        assert "2025-11-14" == story.due["finding.1"]

    def test_behind(self) -> None:
        """Nobody is ordered to have rectified yesterday."""
        assert "date_passed" == code(
            failed().when("2025-10-21", "jiangsu", "order_rectification", **ACT, rectify_by="2025-10-20")
        )

    def test_unknown_finding(self) -> None:
        """A measure rests on findings that are open in its scope."""
        assert "finding_unknown" == code(
            failed().when("2025-10-21", "jiangsu", "admonish", **ACT, findings=(7,))
        )


class TestSuspension:
    def test_stops_batches(self) -> None:
        """No batch is started at a suspended site; at another one it is."""
        answer = suspended().when("2025-10-22", "ds", "start_batch", **BATCH)

        assert isinstance(answer, Refusal)
        assert ("production_suspended", ("dal/99",)) == (answer.code, answer.basis)
        assert ["supervision.batch_started"] == topics(
            suspended().when("2025-10-22", "applicant", "start_batch", site="pudong", batch_no="1")
        )

    def test_whole_product(self) -> None:
        """A suspension of the product stops every site."""
        story = failed().does("2025-10-21", "shanghai", "suspend_production", **{**ACT, "site": None})

        assert "production_suspended" == code(
            story.when("2025-10-22", "applicant", "start_batch", site="pudong", batch_no="1")
        )

    def test_twice(self) -> None:
        """The same scope is not suspended twice."""
        assert "already_suspended" == code(
            suspended().when("2025-10-22", "jiangsu", "suspend_production", **ACT)
        )

    def test_findings(self) -> None:
        """It rests on the serious findings of the site."""
        event = suspended().events[-1]

        assert isinstance(event, ProductionSuspended)
        assert (1, (1,)) == (event.number, event.findings)

    def test_before_rectification(self) -> None:
        """It is not lifted while what it rests on is open."""
        assert "rectification_open" == code(
            suspended().when(
                "2025-10-22", "jiangsu", "lift_suspension", suspension=1, document_no="2", reason="soon"
            )
        )

    def test_lifted(self) -> None:
        """After rectification the same agency lifts it, and batches are started again."""
        story = rectified().does(
            "2025-11-21", "jiangsu", "lift_suspension", suspension=1, document_no="2", reason="rectified"
        )

        assert ["supervision.batch_started"] == topics(story.when("2025-11-24", "ds", "start_batch", **BATCH))
        assert "suspension_unknown" == code(
            story.when(
                "2025-11-24", "jiangsu", "lift_suspension", suspension=1, document_no="3", reason="again"
            )
        )

    def test_by_another(self) -> None:
        """No other agency lifts it, the holder's included."""
        assert "not_competent" == code(
            rectified().when(
                "2025-11-21", "shanghai", "lift_suspension", suspension=1, document_no="2", reason="rectified"
            )
        )

    def test_waited_for(self) -> None:
        """While it stands the agency that suspended is waited for."""
        assert ("320000", ("lift_suspension",)) in [
            (wait.province, wait.commands) for wait in rectified().position.waits
        ]


class TestMissedYear:
    def test_stays_visible(self) -> None:
        """A missed inspection is owed by the holder's province until one is recorded."""
        story = producing().waits_until("2026-01-01T00:00")

        assert (2025,) == story.state.missed
        assert {"record_inspection", "acknowledge_alarm"} <= story.asked("shanghai")
        assert () == story.does("2026-02-02", "jiangsu", "record_inspection", **INSPECTION).state.missed

    def test_next_year(self) -> None:
        """Nobody forgets it over another year without one."""
        assert (2025, 2026) == producing().waits_until("2027-01-01T00:00").state.missed
