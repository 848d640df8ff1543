"""The facts of licensing: what happened to each licensee's application."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

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
    """The on-site inspection began; the term stands still."""

    topic: ClassVar[str] = "license.inspection_started"


class LicenseInspectionReported(LicenseEvent):
    """The inspection and its assessment were reported; the term goes on, or waits for the rectification."""

    topic: ClassVar[str] = "license.inspection_reported"
    report_no: str
    result: Literal["pass", "fail"]


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


class LicenseDecisionOverdue(LicenseEvent):
    """The term for the decision ran out without one; the duty to decide stays."""

    topic: ClassVar[str] = "license.decision_overdue"


class LicenseGranted(LicenseEvent):
    """The license, or its change, was granted; a change does not by itself say until when the license is valid."""

    topic: ClassVar[str] = "license.granted"
    kind: Literal["new", "change"]
    number: str
    classification: str
    addresses: tuple[str, ...]
    valid_until: date | None
    reason: str


class LicenseRefused(LicenseEvent):
    """The license was refused, with reasons; remedies are open."""

    topic: ClassVar[str] = "license.refused"
    reason: str
    outcome: CaseOutcome = CaseOutcome.LICENSE_REFUSED


EVENTS: tuple[type[ProcedureEvent], ...] = (
    LicenseApplied,
    LicenseCorrectionRequested,
    LicenseApplicationCorrected,
    LicenseApplicationAccepted,
    LicenseApplicationDeemedAccepted,
    LicenseInspectionStarted,
    LicenseInspectionReported,
    GmpNotified,
    EntrustmentConsented,
    LicenseDecisionOverdue,
    LicenseGranted,
    LicenseRefused,
)
