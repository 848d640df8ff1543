"""License applications that are not taken up: not accepted, not corrected; and a general limit that is extended."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from domain.case.base import Answer, DocumentNo, NotAcceptedGround, Text, provisions
from domain.case.license_commands import LicenseCommand, decision
from domain.case.license_events import LicenseEvent
from domain.case.license_terms import FALLBACK
from domain.case.remedies import RemediesNotice, notice
from domain.case.state import CaseOutcome, CaseState, LicenseFile, LicenseStep
from domain.model import WorkingDays
from domain.moment import Moment
from domain.refusals import refuse
from domain.terms import end, end_all, extend, runs


class RefuseLicenseAcceptance(LicenseCommand):
    """Do not accept the application, at once, with the reason; where it belongs elsewhere, say to which office."""

    name: Literal["refuse_license_acceptance"] = "refuse_license_acceptance"
    ground: NotAcceptedGround
    go_to: Annotated[str, Text] | None = None
    reason: Annotated[str, Text]


class ExtendLicenseDecision(LicenseCommand):
    """Extend the general limit of the decision once, approved by the head of the office (ALL Art. 42)."""

    name: Literal["extend_license_decision"] = "extend_license_decision"
    approved_by: Annotated[str, Text]
    notice_no: Annotated[str, DocumentNo]
    reason: Annotated[str, Text]


class LicenseApplicationNotAccepted(LicenseEvent):
    """The application was not accepted; another one may follow."""

    topic: ClassVar[str] = "license.application_not_accepted"
    ground: NotAcceptedGround
    go_to: str | None = None
    reason: str
    remedies: RemediesNotice | None = None


class LicenseCorrectionLapsed(LicenseEvent):
    """What was to be corrected did not come by the day named in the notice; the agency may decline the application."""

    topic: ClassVar[str] = "license.correction_lapsed"


class LicenseDecisionExtended(LicenseEvent):
    """The general limit of the decision was extended by working days."""

    topic: ClassVar[str] = "license.decision_extended"
    days: WorkingDays
    approved_by: str
    notice_no: str
    reason: str


COMMANDS = RefuseLicenseAcceptance | ExtendLicenseDecision
EVENTS: tuple[type[LicenseEvent], ...] = (
    LicenseApplicationNotAccepted,
    LicenseCorrectionLapsed,
    LicenseDecisionExtended,
)


def correction(licensee: str) -> str:
    """The name of the term that a notice of correction set."""
    return f"licensing.{licensee}.correction"


def decide(command: COMMANDS, file: LicenseFile, state: CaseState, moment: Moment) -> Answer:
    """What follows from such a command."""
    if isinstance(command, ExtendLicenseDecision):
        return _extend(command, state, moment)
    if command.ground == "not_in_powers" and command.go_to is None:
        return refuse("where_to_go_missing", provisions("all/32"))
    if file.step is LicenseStep.CORRECTING and not file.correction_lapsed:
        return refuse("correction_awaited", provisions("all/32"))
    said: dict[str, object] = {"licensee": command.licensee, "ground": command.ground, "go_to": command.go_to}
    said["remedies"] = notice(state, CaseOutcome.NOT_ACCEPTED, moment, command.licensee)
    clock = end_all(state.terms, f"licensing.{command.licensee}.")
    declined = {**said, "reason": command.reason, "clock": clock, "basis": provisions("all/32", "all/38")}
    return (LicenseApplicationNotAccepted.model_validate(declined),)


def lapsed(licensee: str, state: CaseState) -> LicenseCorrectionLapsed:
    """The day that the notice named has passed."""
    return LicenseCorrectionLapsed(licensee=licensee, clock=end(state.terms, correction(licensee)))


def changes(event: LicenseEvent) -> dict[str, object]:
    """What the event changes in the licensee's file."""
    match event:
        case LicenseCorrectionLapsed():
            return {"correction_lapsed": True}
        case LicenseApplicationNotAccepted():
            fresh = {"kind": None, "applied_on": None, "correction_used": False, "correction_lapsed": False}
            return {"step": LicenseStep.AWAITED, **fresh}
        case _:
            return {}


def _extend(command: ExtendLicenseDecision, state: CaseState, moment: Moment) -> Answer:
    """Only the general limit can be extended: a special rule of another law goes before it."""
    name, basis = decision(command.licensee), provisions("all/42")
    if not runs(moment, state.terms, name) or state.terms[name].key != FALLBACK:
        return refuse("no_general_limit", basis)
    if state.terms[name].added:
        return refuse("already_extended", basis)
    days = WorkingDays(moment.in_force.limit("lic.fallback.extension").n)
    extended = LicenseDecisionExtended(
        licensee=command.licensee,
        days=days,
        approved_by=command.approved_by,
        notice_no=command.notice_no,
        reason=command.reason,
        clock=extend(moment, state.terms, name, days),
    )
    return (extended,)
