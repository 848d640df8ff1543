"""The facts of licensing: what happened to each licensee's application."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from domain.case.license_commands import Substitute
from domain.case.remedies import RemediesNotice
from domain.case.state import CaseOutcome
from domain.model import Province
from domain.terms import ProcedureEvent


class LicenseEvent(ProcedureEvent):
    """A fact about one licensee's file."""

    licensee: str


class LicenseApplied(LicenseEvent):
    """The licensee applied for a license or for its change."""

    topic: ClassVar[str] = "license.applied"
    kind: Literal["new", "change"]
    on: date


class LicenseCorrectionRequested(LicenseEvent):
    """The licensee was told everything that has to be corrected."""

    topic: ClassVar[str] = "license.correction_requested"
    defects: tuple[str, ...]
    answer_by: date | None = None


class LicenseApplicationCorrected(LicenseEvent):
    """The licensee handed in what was asked for."""

    topic: ClassVar[str] = "license.application_corrected"
    on: date
    remark: str


class LicenseApplicationAccepted(LicenseEvent):
    """The agency accepted the application."""

    topic: ClassVar[str] = "license.application_accepted"


class LicenseApplicationDeemedAccepted(LicenseEvent):
    """The agency was silent for the term of the formal check: the application counts as accepted."""

    topic: ClassVar[str] = "license.application_deemed_accepted"


class LicenseInspectionStarted(LicenseEvent):
    """The inspection began; the term stands still."""

    topic: ClassVar[str] = "license.inspection_started"
    plan: str | None = None


class LicenseInspectionReported(LicenseEvent):
    """The inspection on site was reported. Where no assessment follows, the report is the conclusion."""

    topic: ClassVar[str] = "license.inspection_reported"
    report_no: str
    result: Literal["pass", "fail"]
    findings: tuple[str, ...] = ()
    assessment_follows: bool = False


class LicenseInspectionAssessed(LicenseEvent):
    """The agency concluded on the inspection; the term goes on, or waits for the rectification."""

    topic: ClassVar[str] = "license.inspection_assessed"
    conclusion: Literal["pass", "rectify", "fail"]
    reason: str


class LicenseRectificationReported(LicenseEvent):
    """The enterprise reported that the defects are mended; it has to be inspected again."""

    topic: ClassVar[str] = "license.rectification_reported"
    remark: str


class GmpNotified(LicenseEvent):
    """The agency notified the result of the GMP compliance inspection."""

    topic: ClassVar[str] = "license.gmp_notified"
    notification_no: str
    result: Literal["pass", "fail"]


class EntrustmentConsented(LicenseEvent):
    """The manufacturer's agency agreed to the entrusted manufacture."""

    topic: ClassVar[str] = "license.entrustment_consented"
    opinion_no: str
    province: Province


class ConsentRefused(LicenseEvent):
    """The manufacturer's agency did not agree to the entrusted manufacture."""

    topic: ClassVar[str] = "license.consent_refused"
    opinion_no: str
    province: Province
    reason: str


class LicenseApplicationWithdrawn(LicenseEvent):
    """The licensee withdrew its application; it may apply again."""

    topic: ClassVar[str] = "license.application_withdrawn"
    reason: str


class LicenseTermOverdue(LicenseEvent):
    """A term of inspection, assessment or delivery ran out; the duty that it measures stays."""

    topic: ClassVar[str] = "license.term_overdue"
    term: str
    on: date | None = None


class LicenseDecisionOverdue(LicenseEvent):
    """The term for the decision ran out without one; the duty to decide stays."""

    topic: ClassVar[str] = "license.decision_overdue"
    on: date | None = None


class LicenseGranted(LicenseEvent):
    """The license, or its change, was granted; a change does not by itself say until when the license is valid."""

    topic: ClassVar[str] = "license.granted"
    kind: Literal["new", "change"]
    number: str
    classification: str
    addresses: tuple[str, ...]
    valid_until: date | None
    reason: str
    on: date | None = None
    previous_addresses: tuple[str, ...] = ()
    unlisted: tuple[str, ...] = ()
    unlisted_reason: str | None = None
    substitutes: tuple[Substitute, ...] = ()


class LicenseRefused(LicenseEvent):
    """The license was refused, with reasons; remedies are open. Without an outcome the case goes on."""

    topic: ClassVar[str] = "license.refused"
    reason: str
    outcome: CaseOutcome | None = CaseOutcome.LICENSE_REFUSED
    on: date | None = None
    remedies: RemediesNotice | None = None


class LicenseDelivered(LicenseEvent):
    """The licensee has the license, or its refusal: from now on it can contest a refusal."""

    topic: ClassVar[str] = "license.delivered"
    receipt_no: str
    on: date
    remedies: RemediesNotice | None = None


EVENTS: tuple[type[ProcedureEvent], ...] = (
    LicenseApplied,
    LicenseCorrectionRequested,
    LicenseApplicationCorrected,
    LicenseApplicationAccepted,
    LicenseApplicationDeemedAccepted,
    LicenseInspectionStarted,
    LicenseInspectionReported,
    LicenseInspectionAssessed,
    LicenseRectificationReported,
    GmpNotified,
    EntrustmentConsented,
    ConsentRefused,
    LicenseApplicationWithdrawn,
    LicenseTermOverdue,
    LicenseDecisionOverdue,
    LicenseGranted,
    LicenseRefused,
    LicenseDelivered,
)
