"""What may be said about a license after it was granted, about its validity and renewal, and what is then true."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from domain.case.base import DocumentNo, Text
from domain.messages import Event
from domain.model import Province
from domain.supervision.messages import SupervisionCommand
from domain.supervision.remedies import ContestableEvent
from domain.terms import ProcedureEvent


class LicenseCommand(SupervisionCommand):
    """A command about one license, named by its licensee's id in the dossier."""

    licensee: str


class NoteLicense(LicenseCommand):
    """Note a license that the case granted. The engine sends it; the case proves it."""

    name: Literal["note_license"] = "note_license"


class StateValidity(LicenseCommand):
    """State until when a license is valid whose change left that as it was."""

    name: Literal["state_validity"] = "state_validity"
    valid_until: date
    document_no: Annotated[str, DocumentNo]


class ApplyForRenewal(LicenseCommand):
    """Apply for the renewal of a license."""

    name: Literal["apply_for_renewal"] = "apply_for_renewal"


class DecideRenewal(LicenseCommand):
    """Renew the license, or refuse it."""

    name: Literal["decide_renewal"] = "decide_renewal"
    outcome: Literal["renew", "refuse"]
    document_no: Annotated[str, DocumentNo]
    reason: Annotated[str, Text]


class LicenseNoted(Event):
    """A license of the chain is known to the supervision, with its validity and the last day to apply for renewal."""

    topic: ClassVar[str] = "supervision.license_noted"
    licensee: str
    holder: str
    province: Province
    number: str
    addresses: tuple[str, ...] = ()
    valid_until: date | None = None
    apply_by: date | None = None


class ValidityStated(Event):
    """The agency stated until when the license is valid."""

    topic: ClassVar[str] = "supervision.validity_stated"
    licensee: str
    number: str
    valid_until: date
    apply_by: date
    document_no: str


class RenewalAppliedFor(Event):
    """The renewal was applied for; `in_time` says whether silence would grant it."""

    topic: ClassVar[str] = "supervision.renewal_applied_for"
    licensee: str
    number: str
    on: date
    in_time: bool
    valid_until: date


class RenewalNotAppliedFor(Event):
    """The last day to apply for the renewal has passed without an application: the licensee is reminded."""

    topic: ClassVar[str] = "supervision.renewal_not_applied_for"
    licensee: str
    holder: str
    number: str
    valid_until: date


class LicenseRenewed(ProcedureEvent):
    """The license is valid for another term, by decision or by silence. Its number stays."""

    topic: ClassVar[str] = "supervision.license_renewed"
    licensee: str
    number: str
    deemed: bool
    valid_until: date
    apply_by: date
    document_no: str | None = None
    reason: str | None = None


class RenewalRefused(ContestableEvent):
    """The renewal was refused: the license ends with its validity."""

    topic: ClassVar[str] = "supervision.renewal_refused"
    licensee: str
    number: str
    document_no: str
    reason: str
    valid_until: date


class LicenseExpired(Event):
    """The license has expired: nothing may be made on it, and its agency has to cancel it."""

    topic: ClassVar[str] = "supervision.license_expired"
    licensee: str
    holder: str
    number: str
    province: Province
