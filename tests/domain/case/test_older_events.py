"""Events as they were recorded before inspections were assessed apart and conclusions were open to dissent."""

from __future__ import annotations

from domain.case.license_events import GmpNotified, LicenseGranted, LicenseInspectionReported
from domain.case.procedure import evolve
from domain.case.review_events import RegistrationApproved, ReviewConcluded
from domain.case.state import LicenseStep, ReviewStep
from tests.domain.case.given import Case, concluded, granted, reviewing, taken
from tests.domain.case.test_licensing import step


def test_inspection_report() -> None:
    """A report that no assessment follows is the conclusion of the inspection."""
    event = LicenseInspectionReported.model_validate({"licensee": "ds", "report_no": "1", "result": "pass"})
    case = Case(evolve(taken().state, event), ())
    file = case.state.licensing.file("ds")

    assert LicenseStep.ACCEPTED == step(case, "ds")
    assert file
    assert "pass" == file.inspected


def test_notification_after_a_failed_one() -> None:
    """A notification that was passed after one that was not leaves nothing to be mended."""
    state = taken().state
    for number, result in (("1", "fail"), ("2", "pass")):
        given = {"licensee": "ds", "notification_no": number, "result": result}
        state = evolve(state, GmpNotified.model_validate(given))

    assert LicenseStep.ACCEPTED == step(Case(state, ()), "ds")
    assert "decide_license" in Case(state, ()).waits


def test_conclusion() -> None:
    """A negative conclusion that says nothing of dissent is final."""
    said = {"conclusion": "reject", "process_linkage": "-", "whole_process_quality": "-", "reason": "-"}

    assert ReviewStep.CONCLUDED == evolve(reviewing().state, ReviewConcluded.model_validate(said)).review.step


def test_decisions_without_a_day() -> None:
    """Where a decision does not say its day, nobody is waited for to deliver it."""
    said = {"decision_no": "1", "reason": "-"}
    approved = Case(evolve(concluded().state, RegistrationApproved.model_validate(said)), ())
    state = granted().state
    for event in granted().events:
        if isinstance(event, LicenseGranted):
            state = evolve(state, event.model_copy(update={"on": None, "clock": ()}))

    assert "deliver_registration" not in approved.waits
    assert "deliver_license" not in Case(state, ()).waits
