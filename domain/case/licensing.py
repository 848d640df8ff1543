"""Licensing (P08, P09): each licensee's Drug Manufacturing License, in parallel, each at its own province.

Entrusted manufacturers need a GMP notification and their agency's consent; the applicant's own license comes last,
because it shows every address of the chain (E21) and rests on their papers (E22).
"""

from __future__ import annotations

from datetime import date
from typing import assert_never

from domain.case.base import Answer, CaseCommand, TermEnded, province_of, provisions
from domain.case.holds import held
from domain.case.license_commands import (
    COMMANDS,
    AcceptLicenseApplication,
    ApplyForLicense,
    ConsentToEntrustment,
    CorrectLicenseApplication,
    DecideLicense,
    LicenseCommand,
    NotifyGmp,
    ReportLicenseInspection,
    RequestLicenseCorrection,
    StartLicenseInspection,
    acceptance,
    decision,
)
from domain.case.license_events import (
    EntrustmentConsented,
    GmpNotified,
    LicenseApplicationAccepted,
    LicenseApplicationCorrected,
    LicenseApplicationDeemedAccepted,
    LicenseApplied,
    LicenseCorrectionRequested,
    LicenseDecisionOverdue,
    LicenseEvent,
    LicenseGranted,
    LicenseInspectionReported,
    LicenseInspectionStarted,
    LicenseRefused,
)
from domain.case.license_grant import decide_license
from domain.case.state import CaseState, LicenseFile, LicenseStep, Stage
from domain.messages import Refusal
from domain.moment import Moment
from domain.refusals import refuse
from domain.rules.rule import Step
from domain.terms import ClockAct, ProcedureEvent, after, end, resume, runs, start, stop

__all__ = [
    "COMMANDS",
    "AcceptLicenseApplication",
    "ApplyForLicense",
    "ConsentToEntrustment",
    "CorrectLicenseApplication",
    "DecideLicense",
    "LicenseCommand",
    "NotifyGmp",
    "ReportLicenseInspection",
    "RequestLicenseCorrection",
    "StartLicenseInspection",
    "acceptance",
    "decide",
    "decision",
    "evolve",
    "term_ended",
]

NOT_COUNTED = provisions("o28/78")
"""On-site inspection, assessment and the enterprise's rectification take no time from the term."""

STEPS: dict[type[CaseCommand], tuple[LicenseStep, ...]] = {
    ApplyForLicense: (LicenseStep.AWAITED,),
    AcceptLicenseApplication: (LicenseStep.APPLIED,),
    RequestLicenseCorrection: (LicenseStep.APPLIED,),
    CorrectLicenseApplication: (LicenseStep.CORRECTING,),
    StartLicenseInspection: (LicenseStep.ACCEPTED,),
    ReportLicenseInspection: (LicenseStep.INSPECTING,),
    DecideLicense: (LicenseStep.ACCEPTED,),
}
"""At which step of a file a command is possible; one that is not here is possible until the license is granted."""


def decide(command: COMMANDS, state: CaseState, moment: Moment) -> Answer:
    """What follows from a command about one licensee's file."""
    file = state.licensing.file(command.licensee)
    if file is None:
        return refuse("unknown_licensee", provisions("plan/licensing"), licensee=command.licensee, known="—")
    if refusal := _out_of_turn(command, file):
        return refusal
    match command:
        case ApplyForLicense():
            return _apply(command, file, state, moment)
        case AcceptLicenseApplication() | RequestLicenseCorrection() | CorrectLicenseApplication():
            return _formal_check(command, file, state, moment)
        case StartLicenseInspection() | ReportLicenseInspection():
            return (_inspection(command, state, moment),)
        case NotifyGmp(licensee=licensee, notification_no=no, result=result):
            return (GmpNotified(licensee=licensee, notification_no=no, result=result),)
        case ConsentToEntrustment(licensee=licensee, opinion_no=no):
            return (EntrustmentConsented(licensee=licensee, opinion_no=no, province=province_of(command)),)
        case DecideLicense():
            return decide_license(command, file, state, moment)
        case _:
            assert_never(command)


def term_ended(command: TermEnded, state: CaseState, moment: Moment) -> Answer:
    """Silence accepts an application (ALL Art. 32); a late decision is overdue and goes on."""
    licensee, _, which = command.term.removeprefix("licensing.").rpartition(".")
    file = state.licensing.file(licensee)
    if file is None:
        raise LookupError(f"the term {command.term} runs for no licensee of the case")
    if which == "accept":
        return (_deemed_accepted(file, state, moment),)
    return (LicenseDecisionOverdue(licensee=licensee, clock=end(state.terms, command.term)),)


def evolve(state: CaseState, event: ProcedureEvent) -> CaseState:
    """The case after an event of licensing."""
    match event:
        case LicenseGranted():
            return _granted(state, event)
        case LicenseRefused():
            return state.model_copy(update={"stage": Stage.CLOSING, "outcome": event.outcome})
        case LicenseEvent():
            return _file(state, event.licensee, _changes(event))
        case _:
            return state


def _changes(event: LicenseEvent) -> dict[str, object]:
    """What the event changes in the licensee's file."""
    match event:
        case LicenseApplied(kind=kind, on=on):
            return {"step": LicenseStep.APPLIED, "kind": kind, "applied_on": on}
        case LicenseApplicationAccepted() | LicenseApplicationDeemedAccepted():
            return {"step": LicenseStep.ACCEPTED}
        case LicenseCorrectionRequested():
            return {"step": LicenseStep.CORRECTING, "correction_used": True}
        case LicenseApplicationCorrected(on=on):
            return {"step": LicenseStep.APPLIED, "applied_on": on}
        case LicenseInspectionStarted():
            return {"step": LicenseStep.INSPECTING}
        case LicenseInspectionReported(result=result):
            return {"step": LicenseStep.ACCEPTED, "inspected": result}
        case GmpNotified(notification_no=no, result=result):
            return {"gmp_notification": no if result == "pass" else None}
        case EntrustmentConsented(opinion_no=no):
            return {"consent": no}
        case _:
            return {}


def _granted(state: CaseState, event: LicenseGranted) -> CaseState:
    """The file with its license; the technical review once everybody has one."""
    kept = ("number", "classification", "addresses", "valid_until")
    changes = {"step": LicenseStep.GRANTED, **{name: getattr(event, name) for name in kept}}
    granted = _file(state, event.licensee, changes)
    done = len(granted.licensing.granted) == len(granted.licensing.files)
    return granted.model_copy(update={"stage": Stage.TECHNICAL_REVIEW}) if done else granted


def _file(state: CaseState, licensee: str, changes: dict[str, object]) -> CaseState:
    files = tuple(
        file.model_copy(update=changes) if file.licensee.id == licensee else file
        for file in state.licensing.files
    )
    return state.model_copy(update={"licensing": state.licensing.model_copy(update={"files": files})})


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


def _apply(command: ApplyForLicense, file: LicenseFile, state: CaseState, moment: Moment) -> Answer:
    """A hold on the manufacturers' licenses (P08), such as a missing consent of NMPA, keeps their files closed."""
    if not file.licensee.is_applicant and (refusal := held(state, Step.CMO_LICENSE)):
        return refusal
    begun = _begin(command.licensee, command.kind, moment)
    return (LicenseApplied(licensee=command.licensee, kind=command.kind, on=moment.day, clock=begun),)


def _formal_check(
    command: AcceptLicenseApplication | RequestLicenseCorrection | CorrectLicenseApplication,
    file: LicenseFile,
    state: CaseState,
    moment: Moment,
) -> Answer:
    """Acceptance, or one notice of everything to be corrected, and the answer to it (ALL Art. 32).

    After the last day of the check silence has accepted already, whether its timer has come or not.
    """
    licensee = file.licensee.id
    if file.step is LicenseStep.APPLIED and not runs(moment, state.terms, acceptance(licensee)):
        shown = {"step": LicenseStep.ACCEPTED, "possible": LicenseStep.APPLIED}
        return refuse("license_out_of_turn", provisions("all/32"), **shown)
    match command:
        case AcceptLicenseApplication():
            acts = (*end(state.terms, acceptance(licensee)), *_decision_from(file, moment))
            return (LicenseApplicationAccepted(licensee=licensee, clock=acts),)
        case RequestLicenseCorrection(defects=defects):
            if file.correction_used:
                return refuse("correction_already_used", provisions("all/32"))
            ended = end(state.terms, acceptance(licensee), decision(licensee))
            return (LicenseCorrectionRequested(licensee=licensee, defects=defects, clock=ended),)
        case CorrectLicenseApplication(remark=remark):
            begun = _begin(licensee, file.kind or "new", moment)
            return (
                LicenseApplicationCorrected(licensee=licensee, on=moment.day, remark=remark, clock=begun),
            )
        case _:
            assert_never(command)


def _deemed_accepted(file: LicenseFile, state: CaseState, moment: Moment) -> ProcedureEvent:
    """Accepted by silence as of the receipt, so that the term for the decision began that day (ALL Art. 32)."""
    licensee = file.licensee.id
    acts = (*end(state.terms, acceptance(licensee)), *_decision_from(file, moment, file.applied_on))
    return LicenseApplicationDeemedAccepted(licensee=licensee, clock=acts)


def _inspection(
    command: StartLicenseInspection | ReportLicenseInspection, state: CaseState, moment: Moment
) -> ProcedureEvent:
    """Inspection stops the term; after a failed one it waits for the rectification and the next inspection."""
    licensee = command.licensee
    resumed = resume(moment, state.terms, decision(licensee))
    terms = after(state.terms, resumed)
    match command:
        case StartLicenseInspection():
            held_back = stop(moment, terms, decision(licensee), "on_site_inspection", NOT_COUNTED)
            return LicenseInspectionStarted(licensee=licensee, clock=(*resumed, *held_back))
        case ReportLicenseInspection(report_no=no, result="pass"):
            return LicenseInspectionReported(licensee=licensee, report_no=no, result="pass", clock=resumed)
        case ReportLicenseInspection(report_no=no):
            held_back = stop(moment, terms, decision(licensee), "rectification", NOT_COUNTED)
            acts = (*resumed, *held_back)
            return LicenseInspectionReported(licensee=licensee, report_no=no, result="fail", clock=acts)
        case _:
            assert_never(command)


def _begin(licensee: str, kind: str, moment: Moment) -> tuple[ClockAct, ...]:
    """The formal check of what was received today; a change is also decided in a term from today."""
    check = start(moment, acceptance(licensee), "lic.accept")
    return (check,) if kind == "new" else (check, start(moment, decision(licensee), "lic.change.decide"))


def _decision_from(file: LicenseFile, moment: Moment, on: date | None = None) -> tuple[ClockAct, ...]:
    """A new license is decided in a term from its acceptance; a change counts from its receipt already."""
    return (start(moment, decision(file.licensee.id), "lic.new.decide", on),) if file.kind == "new" else ()
