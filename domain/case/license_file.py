"""A licensee's file after each event: how far the application has come, and which papers are there."""

from __future__ import annotations

from domain.case import license_hearing, license_turned_away
from domain.case.license_events import (
    ConsentRefused,
    EntrustmentConsented,
    GmpNotified,
    LicenseApplicationAccepted,
    LicenseApplicationCorrected,
    LicenseApplicationDeemedAccepted,
    LicenseApplicationWithdrawn,
    LicenseApplied,
    LicenseCorrectionRequested,
    LicenseDelivered,
    LicenseEvent,
    LicenseGranted,
    LicenseInspectionAssessed,
    LicenseInspectionReported,
    LicenseInspectionStarted,
    LicenseRectificationReported,
    LicenseRefused,
)
from domain.case.state import LicenseFile, LicenseStep


def changes(event: LicenseEvent, file: LicenseFile) -> dict[str, object]:  # noqa: C901 - one row per event
    """What the event changes in the licensee's file."""
    match event:
        case LicenseApplied(kind=kind, on=on):
            anew = {"decided_on": None, "delivered_on": None} if file.step is LicenseStep.NOT_GRANTED else {}
            return {
                "step": LicenseStep.APPLIED,
                "kind": kind,
                "applied_on": on,
                "hearing": None,
                "hearing_on": None,
                **anew,
            }
        case LicenseApplicationAccepted() | LicenseApplicationDeemedAccepted():
            return {"step": LicenseStep.ACCEPTED}
        case LicenseCorrectionRequested():
            return {"step": LicenseStep.CORRECTING, "correction_used": True}
        case LicenseApplicationCorrected(on=on):
            return {"step": LicenseStep.APPLIED, "applied_on": on, "correction_lapsed": False}
        case LicenseApplicationWithdrawn():
            fresh = {
                "correction_used": False,
                "correction_lapsed": False,
                "hearing": None,
                "hearing_on": None,
            }
            return {"step": LicenseStep.AWAITED, "kind": None, "applied_on": None, **fresh}
        case EntrustmentConsented(opinion_no=no):
            return {"consent": no, "consent_refused": None}
        case ConsentRefused(opinion_no=no):
            return {"consent": None, "consent_refused": no}
        case LicenseGranted():
            kept = ("number", "classification", "addresses", "valid_until")
            said = {name: getattr(event, name) for name in kept}
            return {"step": LicenseStep.GRANTED, "decided_on": event.on, **said}
        case LicenseRefused(on=on):
            return {"step": LicenseStep.NOT_GRANTED, "decided_on": on}
        case LicenseDelivered(on=on):
            return {"delivered_on": on}
        case _:
            return {
                **license_hearing.changes(event),
                **license_turned_away.changes(event),
                **_inspected(event, file),
            }


def _inspected(event: LicenseEvent, file: LicenseFile) -> dict[str, object]:
    match event:
        case LicenseInspectionStarted():
            return {"step": LicenseStep.INSPECTING}
        case LicenseInspectionReported(assessment_follows=True):
            return {"step": LicenseStep.ASSESSING}
        case LicenseInspectionReported(result=result):
            return {"step": LicenseStep.ACCEPTED, "inspected": result}
        case LicenseInspectionAssessed(conclusion="rectify"):
            return {"step": LicenseStep.RECTIFYING, "inspected": "rectify", "reinspection_due": True}
        case LicenseInspectionAssessed(conclusion=conclusion):
            return {"step": LicenseStep.ACCEPTED, "inspected": conclusion, "reinspection_due": False}
        case LicenseRectificationReported():
            return {"step": LicenseStep.ACCEPTED}
        case GmpNotified(notification_no=no, result=result):
            was, now = LicenseStep.ACCEPTED, LicenseStep.RECTIFYING
            if result == "pass":
                was, now = now, was
            failed = result == "fail"
            step = now if file.step is was else file.step
            return {"gmp_notification": None if failed else no, "reinspection_due": failed, "step": step}
        case _:
            return {}
