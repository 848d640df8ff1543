"""What may be said about one licensee's file, and the names of the terms that run for it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.case.base import CaseCommand, DocumentNo, Text
from domain.case.state import Stage
from domain.characters import Length
from domain.model import Frozen


class LicenseCommand(CaseCommand):
    """A command about one licensee's file, named by its id in the dossier (`applicant` or the manufacturer's id)."""

    stages: ClassVar[tuple[Stage, ...]] = (Stage.LICENSING,)
    licensee: str


class Substitute(Frozen):
    """A certificate of an authority, here or abroad, in place of material that is not applicable, and why it is not."""

    certificate: Annotated[str, Length(400)]
    authority: Annotated[str, Length(400)]
    replaces: Annotated[str, Length(400)]
    reason: Annotated[str, Text]


class ApplyForLicense(LicenseCommand):
    """Apply for a new license, or for a change of the one that is held."""

    name: Literal["apply_for_license"] = "apply_for_license"
    kind: Literal["new", "change"]


class AcceptLicenseApplication(LicenseCommand):
    """Accept the application."""

    name: Literal["accept_license_application"] = "accept_license_application"


class RequestLicenseCorrection(LicenseCommand):
    """Tell the licensee once everything that has to be corrected, and perhaps by which day."""

    name: Literal["request_license_correction"] = "request_license_correction"
    defects: Annotated[tuple[Annotated[str, Text], ...], Field(min_length=1)]
    answer_by: date | None = None


class CorrectLicenseApplication(LicenseCommand):
    """Hand in what was asked for."""

    name: Literal["correct_license_application"] = "correct_license_application"
    remark: Annotated[str, Text]


class StartLicenseInspection(LicenseCommand):
    """Begin the inspection, plan and visit; its time and the assessment's are not counted."""

    name: Literal["start_license_inspection"] = "start_license_inspection"
    plan: Annotated[str, Text] | None = None


class ReportLicenseInspection(LicenseCommand):
    """Report the inspection on site: what the team found. The comprehensive assessment concludes on it."""

    name: Literal["report_license_inspection"] = "report_license_inspection"
    report_no: Annotated[str, DocumentNo]
    result: Literal["pass", "fail"]
    findings: tuple[Annotated[str, Text], ...] = ()


class AssessLicenseInspection(LicenseCommand):
    """Conclude on the on-site report: met, to be rectified and inspected again, or not met."""

    name: Literal["assess_license_inspection"] = "assess_license_inspection"
    conclusion: Literal["pass", "rectify", "fail"]
    reason: Annotated[str, Text]


class ReportLicenseRectification(LicenseCommand):
    """The enterprise reports that the defects are mended, so that it can be inspected again."""

    name: Literal["report_license_rectification"] = "report_license_rectification"
    remark: Annotated[str, Text]


class NotifyGmp(LicenseCommand):
    """Notify the result of the GMP compliance inspection of an entrusted manufacturer."""

    name: Literal["notify_gmp"] = "notify_gmp"
    notification_no: Annotated[str, DocumentNo]
    result: Literal["pass", "fail"]


class ConsentToEntrustment(LicenseCommand):
    """Agree to the entrusted manufacture at a site of one's province."""

    name: Literal["consent_to_entrustment"] = "consent_to_entrustment"
    opinion_no: Annotated[str, DocumentNo]


class RefuseConsent(LicenseCommand):
    """Do not agree to the entrusted manufacture: the holder's license then waits."""

    name: Literal["refuse_consent"] = "refuse_consent"
    opinion_no: Annotated[str, DocumentNo]
    reason: Annotated[str, Text]


class WithdrawLicenseApplication(LicenseCommand):
    """Withdraw one application before its decision. The case goes on, and another one may follow."""

    name: Literal["withdraw_license_application"] = "withdraw_license_application"
    reason: Annotated[str, Text]


class DecideLicense(LicenseCommand):
    """Grant the license or its change, or refuse it.

    `valid_until` states what a license that is changed already shows; a new one is valid as the law says.
    `previous_addresses` is what a license showed before its change. `unlisted_reason` says why an intermediate site
    need not stand on the license. `substitutes` are certificates that stand in for material, where the scope of a
    license is widened in a cross-border case (N06).
    """

    name: Literal["decide_license"] = "decide_license"
    outcome: Literal["grant", "refuse"]
    number: str | None = None
    classification: str | None = None
    addresses: tuple[str, ...] = ()
    previous_addresses: tuple[str, ...] = ()
    unlisted_reason: Annotated[str, Text] | None = None
    valid_until: date | None = None
    substitutes: tuple[Substitute, ...] = ()
    reason: Annotated[str, Text]


class DeliverLicense(LicenseCommand):
    """Deliver the license, or its refusal, to the licensee."""

    name: Literal["deliver_license"] = "deliver_license"
    stages: ClassVar[tuple[Stage, ...]] = (Stage.LICENSING, Stage.TECHNICAL_REVIEW, Stage.CLOSING)
    receipt_no: Annotated[str, DocumentNo]


COMMANDS = (
    ApplyForLicense
    | AcceptLicenseApplication
    | RequestLicenseCorrection
    | CorrectLicenseApplication
    | StartLicenseInspection
    | ReportLicenseInspection
    | AssessLicenseInspection
    | ReportLicenseRectification
    | NotifyGmp
    | ConsentToEntrustment
    | RefuseConsent
    | WithdrawLicenseApplication
    | DecideLicense
    | DeliverLicense
)


def acceptance(licensee: str) -> str:
    """The name of the term for the formal check of this licensee's application."""
    return f"licensing.{licensee}.accept"


def decision(licensee: str) -> str:
    """The name of the term for the decision on this licensee's application."""
    return f"licensing.{licensee}.decide"


def inspection(licensee: str) -> str:
    """The name of the term for plan and visit of this licensee's inspection."""
    return f"licensing.{licensee}.inspect"


def assessment(licensee: str) -> str:
    """The name of the term for the assessment of this licensee's inspection."""
    return f"licensing.{licensee}.assess"


def delivery(licensee: str) -> str:
    """The name of the term for the delivery of the decision to this licensee."""
    return f"licensing.{licensee}.deliver"
