"""Inspection for a license, outside the clock: plan and visit, report, assessment, rectification, once more.

On-site inspection, assessment and the enterprise's rectification take no time from the term of the decision
(Order 28 Art. 78). They have terms of their own, and what is late in them is only said to be late.
"""

from __future__ import annotations

from typing import assert_never

from domain.case.base import Answer, provisions
from domain.case.license_commands import (
    AssessLicenseInspection,
    NotifyGmp,
    ReportLicenseInspection,
    ReportLicenseRectification,
    StartLicenseInspection,
    assessment,
    decision,
    inspection,
)
from domain.case.license_events import (
    GmpNotified,
    LicenseInspectionAssessed,
    LicenseInspectionReported,
    LicenseInspectionStarted,
    LicenseRectificationReported,
)
from domain.case.state import CaseState, LicenseFile, LicenseStep
from domain.model import ProvisionId
from domain.moment import Moment
from domain.refusals import refuse
from domain.terms import ClockAct, after, end, resume, start, stop

NOT_COUNTED = provisions("o28/78")

Inspection = (
    StartLicenseInspection | ReportLicenseInspection | AssessLicenseInspection | ReportLicenseRectification
)


def decide_inspection(command: Inspection, state: CaseState, moment: Moment) -> Answer:
    """The next step of an inspection."""
    licensee = command.licensee
    match command:
        case StartLicenseInspection(plan=plan):
            acts = (
                *_held(licensee, "on_site_inspection", state, moment),
                *_time_to_inspect(licensee, moment),
            )
            return (LicenseInspectionStarted(licensee=licensee, plan=plan, clock=acts),)
        case ReportLicenseInspection(report_no=number, result=result, findings=findings):
            reported = LicenseInspectionReported(
                licensee=licensee,
                report_no=number,
                result=result,
                findings=findings,
                assessment_follows=True,
                clock=(
                    *end(state.terms, inspection(licensee)),
                    start(moment, assessment(licensee), "lic.assess"),
                ),
            )
            return (reported,)
        case AssessLicenseInspection(conclusion=conclusion, reason=reason):
            ended = end(state.terms, assessment(licensee))
            acts = (
                _held(licensee, "rectification", state, moment)
                if conclusion == "rectify"
                else resume(moment, state.terms, decision(licensee))
            )
            assessed = LicenseInspectionAssessed(
                licensee=licensee, conclusion=conclusion, reason=reason, clock=(*ended, *acts)
            )
            return (assessed,)
        case ReportLicenseRectification(remark=remark):
            acts = resume(moment, state.terms, decision(licensee))
            return (LicenseRectificationReported(licensee=licensee, remark=remark, clock=acts),)
        case _:
            assert_never(command)


def notify_gmp(command: NotifyGmp, file: LicenseFile, state: CaseState, moment: Moment) -> Answer:
    """The GMP notification. One that is not passed calls for rectification, and another inspection before it is."""
    if command.result == "pass" and file.reinspection_due:
        return refuse("reinspection_due", provisions("dim/34"), licensee=command.licensee)
    mends = command.result == "fail" and file.step is LicenseStep.ACCEPTED
    acts = _held(command.licensee, "rectification", state, moment) if mends else ()
    return (
        GmpNotified(
            licensee=command.licensee,
            notification_no=command.notification_no,
            result=command.result,
            clock=acts,
        ),
    )


def _held(licensee: str, ground: str, state: CaseState, moment: Moment) -> tuple[ClockAct, ...]:
    return held_on(licensee, ground, NOT_COUNTED, state, moment)


def held_on(
    licensee: str, ground: str, basis: tuple[ProvisionId, ...], state: CaseState, moment: Moment
) -> tuple[ClockAct, ...]:
    """The decision's term stands still from today on this ground, whatever held it before."""
    resumed = resume(moment, state.terms, decision(licensee))
    return (*resumed, *stop(moment, after(state.terms, resumed), decision(licensee), ground, basis))


def _time_to_inspect(licensee: str, moment: Moment) -> tuple[ClockAct, ...]:
    """The term for plan and visit, if the configured reading lets it run from the day it is begun."""
    if moment.in_force.reading("license_inspection_start").value != "inspection_begun":
        return ()
    return (start(moment, inspection(licensee), "lic.inspect"),)
