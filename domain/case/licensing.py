"""Licensing (P08, P09): each licensee's Drug Manufacturing License, in parallel, each at its own province.

Entrusted manufacturers need a GMP notification and their agency's consent; the applicant's own license comes last,
because it shows every address of the chain (E21) and rests on their papers (E22).
"""

from __future__ import annotations

import re
from typing import Annotated, ClassVar, Literal, assert_never

from pydantic import Field

from domain.case.base import Answer, CaseCommand, DocumentNo, TermEnded, Text, province_of, provisions
from domain.case.license_events import (
    EntrustmentConsented,
    GmpNotified,
    LicenseApplicationAccepted,
    LicenseApplicationCorrected,
    LicenseApplicationDeemedAccepted,
    LicenseApplied,
    LicenseCorrectionRequested,
    LicenseDecisionOverdue,
    LicenseGranted,
    LicenseInspectionReported,
    LicenseInspectionStarted,
    LicenseRefused,
)
from domain.case.remedies import remedies
from domain.case.state import CaseState, LicenseFile, LicenseStep, Stage
from domain.messages import Refusal
from domain.moment import Moment
from domain.refusals import refuse
from domain.terms import ClockAct, ProcedureEvent, end, end_all, resume, start, stop

LICENSING = (Stage.LICENSING,)
CLASSIFICATION = re.compile(r"(?:[ABC][hzsdyqtx]+|D[hzsdyqtx]*)+")


class LicenseCommand(CaseCommand):
    """A command about one licensee's file, named by its id in the dossier (`applicant` or the manufacturer's id)."""

    stages: ClassVar[tuple[Stage, ...]] = LICENSING
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
    """Report the inspection and its assessment; the term goes on."""

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
    """Grant the license or its change, or refuse it."""

    name: Literal["decide_license"] = "decide_license"
    outcome: Literal["grant", "refuse"]
    number: str | None = None
    classification: str | None = None
    addresses: tuple[str, ...] = ()
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


def decide(command: COMMANDS, state: CaseState, moment: Moment) -> Answer:
    """What follows from a command about one licensee's file."""
    file = state.licensing.file(command.licensee)
    if file is None:
        return refuse("unknown_licensee", provisions("plan/licensing"), licensee=command.licensee, known="—")
    if refusal := _out_of_turn(command, file):
        return refusal
    match command:
        case ApplyForLicense():
            return _apply(command, moment)
        case AcceptLicenseApplication():
            return (_accepted(LicenseApplicationAccepted, file, state, moment),)
        case RequestLicenseCorrection(licensee=licensee, defects=defects):
            if file.correction_used:
                return refuse("correction_already_used", provisions("all/32"))
            ended = end(state.terms, acceptance(licensee), decision(licensee))
            return (LicenseCorrectionRequested(licensee=licensee, defects=defects, clock=ended),)
        case CorrectLicenseApplication(licensee=licensee, remark=remark):
            begun = _begin(licensee, file.kind or "new", moment)
            return (
                LicenseApplicationCorrected(licensee=licensee, on=moment.day, remark=remark, clock=begun),
            )
        case StartLicenseInspection(licensee=licensee):
            stopped = stop(moment, decision(licensee), "on_site_inspection", provisions("o28/78"))
            return (LicenseInspectionStarted(licensee=licensee, clock=(stopped,)),)
        case ReportLicenseInspection(licensee=licensee, report_no=report_no, result=result):
            resumed = resume(moment, state.terms, decision(licensee))
            reported = LicenseInspectionReported(
                licensee=licensee, report_no=report_no, result=result, clock=(resumed,)
            )
            return (reported,)
        case NotifyGmp(licensee=licensee, notification_no=no, result=result):
            return (GmpNotified(licensee=licensee, notification_no=no, result=result),)
        case ConsentToEntrustment(licensee=licensee, opinion_no=no):
            return (EntrustmentConsented(licensee=licensee, opinion_no=no, province=province_of(command)),)
        case DecideLicense():
            return _decide_license(command, file, state, moment)
        case _:
            assert_never(command)


def term_ended(command: TermEnded, state: CaseState, moment: Moment) -> Answer:
    """Silence accepts an application (ALL Art. 32); a late decision is overdue and goes on."""
    licensee, _, which = command.term.removeprefix("licensing.").rpartition(".")
    file = state.licensing.file(licensee)
    if file is None:
        return ()
    if which == "accept":
        return (_accepted(LicenseApplicationDeemedAccepted, file, state, moment),)
    return (LicenseDecisionOverdue(licensee=licensee, clock=end(state.terms, command.term)),)


def evolve(state: CaseState, event: ProcedureEvent) -> CaseState:
    """The case after an event of licensing."""
    match event:
        case LicenseApplied(licensee=licensee, kind=kind, on=on):
            return _file(state, licensee, step=LicenseStep.APPLIED, kind=kind, applied_on=on)
        case (
            LicenseApplicationAccepted(licensee=licensee)
            | LicenseApplicationDeemedAccepted(licensee=licensee)
        ):
            return _file(state, licensee, step=LicenseStep.ACCEPTED)
        case LicenseCorrectionRequested(licensee=licensee):
            return _file(state, licensee, step=LicenseStep.CORRECTING, correction_used=True)
        case LicenseApplicationCorrected(licensee=licensee, on=on):
            return _file(state, licensee, step=LicenseStep.APPLIED, applied_on=on)
        case LicenseInspectionStarted(licensee=licensee):
            return _file(state, licensee, step=LicenseStep.INSPECTING)
        case LicenseInspectionReported(licensee=licensee, result=result):
            return _file(state, licensee, step=LicenseStep.ACCEPTED, inspected=result)
        case GmpNotified(licensee=licensee, notification_no=no, result=result):
            return _file(state, licensee, gmp_notification=no if result == "pass" else None)
        case EntrustmentConsented(licensee=licensee, opinion_no=no):
            return _file(state, licensee, consent=no)
        case LicenseGranted():
            granted = _file(
                state,
                event.licensee,
                step=LicenseStep.GRANTED,
                number=event.number,
                classification=event.classification,
                addresses=event.addresses,
                valid_until=event.valid_until,
            )
            done = len(granted.licensing.granted) == len(granted.licensing.files)
            return granted.model_copy(update={"stage": Stage.TECHNICAL_REVIEW}) if done else granted
        case LicenseRefused():
            return state.model_copy(update={"stage": Stage.CLOSING, "outcome": event.outcome})
        case _:
            return state


STEPS: dict[type[CaseCommand], tuple[LicenseStep, ...]] = {
    ApplyForLicense: (LicenseStep.AWAITED,),
    AcceptLicenseApplication: (LicenseStep.APPLIED,),
    RequestLicenseCorrection: (LicenseStep.APPLIED,),
    CorrectLicenseApplication: (LicenseStep.CORRECTING,),
    StartLicenseInspection: (LicenseStep.ACCEPTED,),
    ReportLicenseInspection: (LicenseStep.INSPECTING,),
    DecideLicense: (LicenseStep.ACCEPTED,),
}
"""At which step of a file a command is possible; commands that are not here are possible until the license is granted."""


def _out_of_turn(command: LicenseCommand, file: LicenseFile) -> Refusal | None:
    possible = STEPS.get(type(command), tuple(s for s in LicenseStep if s is not LicenseStep.GRANTED))
    if file.step not in possible:
        shown = ", ".join(possible)
        return refuse("license_out_of_turn", provisions("plan/licensing"), step=file.step, possible=shown)
    if isinstance(command, NotifyGmp | ConsentToEntrustment) and file.licensee.is_applicant:
        return refuse(
            "not_an_entrusted_manufacturer", provisions("a132/cmo-papers"), licensee=command.licensee
        )
    return None


def _apply(command: ApplyForLicense, moment: Moment) -> Answer:
    begun = _begin(command.licensee, command.kind, moment)
    return (LicenseApplied(licensee=command.licensee, kind=command.kind, on=moment.day, clock=begun),)


def _begin(licensee: str, kind: str, moment: Moment) -> tuple[ClockAct, ...]:
    check = start(moment, acceptance(licensee), "lic.accept")
    if kind == "new":
        return (check,)
    return (check, start(moment, decision(licensee), "lic.change.decide"))


def _accepted(
    event: type[LicenseApplicationAccepted | LicenseApplicationDeemedAccepted],
    file: LicenseFile,
    state: CaseState,
    moment: Moment,
) -> ProcedureEvent:
    """A new license counts from acceptance, a change from receipt."""
    licensee = file.licensee.id
    ended = end(state.terms, acceptance(licensee))
    begun = (start(moment, decision(licensee), "lic.new.decide"),) if file.kind == "new" else ()
    return event(licensee=licensee, clock=(*ended, *begun))


def _decide_license(command: DecideLicense, file: LicenseFile, state: CaseState, moment: Moment) -> Answer:
    ended = end(state.terms, decision(command.licensee))
    if command.outcome == "refuse":
        return (
            LicenseRefused(
                licensee=command.licensee,
                reason=command.reason,
                clock=(*end_all(state.terms, "licensing."), *remedies(moment)),
            ),
        )
    number, classification = command.number or "", command.classification or ""
    if refusal := _conditions(command, file, state) or _form(number, classification, file, moment):
        return refusal
    return (
        LicenseGranted(
            licensee=command.licensee,
            kind=file.kind or "new",
            number=number,
            classification=classification,
            addresses=command.addresses,
            valid_until=start(moment, "license.validity", "lic.validity").due,
            reason=command.reason,
            clock=ended,
        ),
    )


def _conditions(command: DecideLicense, file: LicenseFile, state: CaseState) -> Refusal | None:
    """What has to be true before a license is granted: inspection, papers of the others, mirrored addresses."""
    if file.inspected == "fail":
        return refuse("inspection_failed", provisions("dal/42"), licensee=command.licensee)
    if not file.licensee.is_applicant and not (file.gmp_notification and file.consent):
        return refuse("gmp_or_consent_missing", provisions("a132/cmo-papers"), manufacturers=command.licensee)
    if file.licensee.is_applicant:
        others = (f for f in state.licensing.files if not f.licensee.is_applicant)
        if open_files := ", ".join(f.licensee.id for f in others if f.step is not LicenseStep.GRANTED):
            return refuse("gmp_or_consent_missing", provisions("a132/cmo-papers"), manufacturers=open_files)
    if missing := [a for a in file.licensee.addresses if a not in command.addresses]:
        return refuse("address_not_mirrored", provisions("plan/licensing"), addresses="; ".join(missing))
    return None


def _form(number: str, classification: str, file: LicenseFile, moment: Moment) -> Refusal | None:
    """The number and class code that Order 28 Art. 77 gives a license."""
    division = moment.law.divisions[file.licensee.province]
    short = [mark for mark in (division.short, division.short_also) if mark]
    if not re.fullmatch(rf"[{''.join(short)}]\d{{8}}", number):
        return refuse(
            "license_number_form", provisions("o28/77"), number=number or "—", short="/".join(short)
        )
    if not CLASSIFICATION.fullmatch(classification):
        return refuse("classification_form", provisions("o28/77"), classification=classification or "—")
    return None


def _file(state: CaseState, licensee: str, **changes: object) -> CaseState:
    files = tuple(
        file.model_copy(update=changes) if file.licensee.id == licensee else file
        for file in state.licensing.files
    )
    return state.model_copy(update={"licensing": state.licensing.model_copy(update={"files": files})})
