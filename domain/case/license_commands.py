"""What may be said about one licensee's file, and the names of the terms that run for it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.case.base import CaseCommand, DocumentNo, Text
from domain.case.state import Stage


class LicenseCommand(CaseCommand):
    """A command about one licensee's file, named by its id in the dossier (`applicant` or the manufacturer's id)."""

    stages: ClassVar[tuple[Stage, ...]] = (Stage.LICENSING,)
    licensee: str


class ApplyForLicense(LicenseCommand):
    """Apply for a new license, or for a change of the one that is held."""

    name: Literal["apply_for_license"] = "apply_for_license"
    kind: Literal["new", "change"]


class AcceptLicenseApplication(LicenseCommand):
    """Accept the application."""

    name: Literal["accept_license_application"] = "accept_license_application"


class RequestLicenseCorrection(LicenseCommand):
    """Tell the licensee once everything that has to be corrected."""

    name: Literal["request_license_correction"] = "request_license_correction"
    defects: Annotated[tuple[Annotated[str, Text], ...], Field(min_length=1)]


class CorrectLicenseApplication(LicenseCommand):
    """Hand in what was asked for."""

    name: Literal["correct_license_application"] = "correct_license_application"
    remark: Annotated[str, Text]


class StartLicenseInspection(LicenseCommand):
    """Begin the on-site inspection; its time and the assessment's are not counted."""

    name: Literal["start_license_inspection"] = "start_license_inspection"


class ReportLicenseInspection(LicenseCommand):
    """Report the inspection and its assessment; the term goes on, or waits for the rectification."""

    name: Literal["report_license_inspection"] = "report_license_inspection"
    report_no: Annotated[str, DocumentNo]
    result: Literal["pass", "fail"]


class NotifyGmp(LicenseCommand):
    """Notify the result of the GMP compliance inspection of an entrusted manufacturer."""

    name: Literal["notify_gmp"] = "notify_gmp"
    notification_no: Annotated[str, DocumentNo]
    result: Literal["pass", "fail"]


class ConsentToEntrustment(LicenseCommand):
    """Agree to the entrusted manufacture at a site of one's province."""

    name: Literal["consent_to_entrustment"] = "consent_to_entrustment"
    opinion_no: Annotated[str, DocumentNo]


class DecideLicense(LicenseCommand):
    """Grant the license or its change, or refuse it.

    `valid_until` states what a license that is changed already shows; a new one is valid as the law says.
    """

    name: Literal["decide_license"] = "decide_license"
    outcome: Literal["grant", "refuse"]
    number: str | None = None
    classification: str | None = None
    addresses: tuple[str, ...] = ()
    valid_until: date | None = None
    reason: Annotated[str, Text]


COMMANDS = (
    ApplyForLicense
    | AcceptLicenseApplication
    | RequestLicenseCorrection
    | CorrectLicenseApplication
    | StartLicenseInspection
    | ReportLicenseInspection
    | NotifyGmp
    | ConsentToEntrustment
    | DecideLicense
)


def acceptance(licensee: str) -> str:
    """The name of the term for the formal check of this licensee's application."""
    return f"licensing.{licensee}.accept"


def decision(licensee: str) -> str:
    """The name of the term for the decision on this licensee's application."""
    return f"licensing.{licensee}.decide"
