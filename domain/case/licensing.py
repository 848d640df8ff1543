"""Licensing (P08, P09; N05, N06): each licensee's Drug Manufacturing License, in parallel, each at its own province.

Entrusted manufacturers need a GMP notification and their agency's consent; the applicant's own license comes last,
because it shows every address of the chain (E21) and rests on their papers (E22).
"""

from __future__ import annotations

from datetime import date
from typing import assert_never

from domain.case import license_hearing, license_turned_away
from domain.case.base import Answer, CaseCommand, TermEnded, province_of, provisions
from domain.case.holds import held
from domain.case.license_commands import COMMANDS as FILE_COMMANDS
from domain.case.license_commands import (
    AcceptLicenseApplication,
    ApplyForLicense,
    AssessLicenseInspection,
    ConsentToEntrustment,
    CorrectLicenseApplication,
    DecideLicense,
    DeliverLicense,
    LicenseCommand,
    NotifyGmp,
    RefuseConsent,
    ReportLicenseInspection,
    ReportLicenseRectification,
    RequestLicenseCorrection,
    StartLicenseInspection,
    WithdrawLicenseApplication,
    acceptance,
    assessment,
    decision,
    delivery,
    inspection,
)
from domain.case.license_events import EVENTS as FILE_EVENTS
from domain.case.license_events import (
    ConsentRefused,
    EntrustmentConsented,
    LicenseApplicationAccepted,
    LicenseApplicationCorrected,
    LicenseApplicationDeemedAccepted,
    LicenseApplicationWithdrawn,
    LicenseApplied,
    LicenseCorrectionRequested,
    LicenseDecisionOverdue,
    LicenseEvent,
    LicenseGranted,
    LicenseRefused,
    LicenseTermOverdue,
)
from domain.case.license_file import changes
from domain.case.license_grant import decide_license, deliver_license
from domain.case.license_inspection import decide_inspection, notify_gmp
from domain.case.license_terms import decision_limit
from domain.case.path import Gate, path
from domain.case.readiness import completed
from domain.case.state import CaseState, LicenseFile, LicenseStep, Stage
from domain.messages import Refusal
from domain.moment import Moment
from domain.refusals import refuse
from domain.terms import ClockAct, ProcedureEvent, end, end_all, runs, start, until

__all__ = [
    "COMMANDS",
    "AcceptLicenseApplication",
    "ApplyForLicense",
    "AssessLicenseInspection",
    "ConsentToEntrustment",
    "CorrectLicenseApplication",
    "DecideLicense",
    "DeliverLicense",
    "LicenseCommand",
    "NotifyGmp",
    "RefuseConsent",
    "ReportLicenseInspection",
    "ReportLicenseRectification",
    "RequestLicenseCorrection",
    "StartLicenseInspection",
    "WithdrawLicenseApplication",
    "acceptance",
    "assessment",
    "decide",
    "decision",
    "delivery",
    "evolve",
    "inspection",
    "term_ended",
]

COMMANDS = FILE_COMMANDS | license_hearing.COMMANDS | license_turned_away.COMMANDS

BY_NOTICE = provisions("all/32")

EVENTS: tuple[type[ProcedureEvent], ...] = (
    *FILE_EVENTS,
    *license_hearing.EVENTS,
    *license_turned_away.EVENTS,
)

UNDECIDED = tuple(s for s in LicenseStep if s not in {LicenseStep.GRANTED, LicenseStep.NOT_GRANTED})

STEPS: dict[type[CaseCommand], tuple[LicenseStep, ...]] = {
    ApplyForLicense: (LicenseStep.AWAITED, LicenseStep.NOT_GRANTED),
    AcceptLicenseApplication: (LicenseStep.APPLIED,),
    RequestLicenseCorrection: (LicenseStep.APPLIED,),
    CorrectLicenseApplication: (LicenseStep.CORRECTING,),
    StartLicenseInspection: (LicenseStep.ACCEPTED,),
    ReportLicenseInspection: (LicenseStep.INSPECTING,),
    AssessLicenseInspection: (LicenseStep.ASSESSING,),
    ReportLicenseRectification: (LicenseStep.RECTIFYING,),
    license_turned_away.RefuseLicenseAcceptance: (LicenseStep.APPLIED, LicenseStep.CORRECTING),
    license_turned_away.ExtendLicenseDecision: (LicenseStep.ACCEPTED,),
    **dict.fromkeys(license_hearing.WANTED, (LicenseStep.ACCEPTED,)),
    WithdrawLicenseApplication: tuple(s for s in UNDECIDED if s is not LicenseStep.AWAITED),
    DecideLicense: (LicenseStep.ACCEPTED, LicenseStep.RECTIFYING),
    DeliverLicense: (LicenseStep.GRANTED, LicenseStep.NOT_GRANTED),
}
"""At which step of a file a command is possible; one that is not here is possible until the license is decided."""


def decide(command: COMMANDS, state: CaseState, moment: Moment) -> Answer:  # noqa: C901 - one row per kind
    """What follows from a command about one licensee's file."""
    file = state.licensing.file(command.licensee)
    if file is None:
        return refuse("nothing_to_deliver", provisions("all/44"))
    if refusal := _out_of_turn(command, file, state):
        return refusal
    match command:
        case ApplyForLicense():
            return _apply(command, file, state, moment)
        case AcceptLicenseApplication() | RequestLicenseCorrection() | CorrectLicenseApplication():
            return _formal_check(command, file, state, moment)
        case WithdrawLicenseApplication(licensee=licensee, reason=reason):
            ended = end_all(state.terms, f"licensing.{licensee}.")
            return (LicenseApplicationWithdrawn(licensee=licensee, reason=reason, clock=ended),)
        case NotifyGmp() | ConsentToEntrustment() | RefuseConsent():
            return _paper(command, file, state, moment)
        case _ if isinstance(command, license_hearing.COMMANDS):
            return license_hearing.decide(command, file, state, moment)
        case _ if isinstance(command, license_turned_away.COMMANDS):
            return license_turned_away.decide(command, file, state, moment)
        case DeliverLicense():
            return deliver_license(command, file, state, moment)
        case DecideLicense():
            return decide_license(command, file, state, moment)
        case _:
            return decide_inspection(command, state, moment)


def _paper(
    command: NotifyGmp | ConsentToEntrustment | RefuseConsent,
    file: LicenseFile,
    state: CaseState,
    moment: Moment,
) -> Answer:
    """A paper of the manufacturer's agency: the GMP notification, its consent, or the refusal of it."""
    match command:
        case NotifyGmp():
            return notify_gmp(command, file, state, moment)
        case ConsentToEntrustment(licensee=licensee, opinion_no=no):
            return (EntrustmentConsented(licensee=licensee, opinion_no=no, province=province_of(command)),)
        case RefuseConsent(licensee=licensee, opinion_no=no, reason=reason):
            province = province_of(command)
            refused = ConsentRefused(licensee=licensee, opinion_no=no, province=province, reason=reason)
            return (refused,)
        case _:
            assert_never(command)


def term_ended(command: TermEnded, state: CaseState, moment: Moment) -> Answer:
    """Silence accepts an application (ALL Art. 32); whatever else is late is overdue, and still owed."""
    licensee, _, which = command.term.removeprefix("licensing.").rpartition(".")
    file = state.licensing.file(licensee)
    if file is None:
        raise LookupError(f"the term {command.term} runs for no licensee of the case")
    ended = end(state.terms, command.term)
    match which:
        case "accept":
            return (_deemed_accepted(file, state, moment),)
        case "hearing_request":
            return (license_hearing.lapsed(licensee, state),)
        case "correction":
            return (license_turned_away.lapsed(licensee, state),)
        case "decide":
            return (LicenseDecisionOverdue(licensee=licensee, on=command.last_day, clock=ended),)
        case _:
            return (
                LicenseTermOverdue(licensee=licensee, term=command.term, on=command.last_day, clock=ended),
            )


def evolve(state: CaseState, event: ProcedureEvent) -> CaseState:
    """The case after an event of licensing."""
    match event:
        case LicenseGranted():
            return completed(_file(state, event))
        case LicenseRefused(outcome=outcome) if outcome is not None:
            return _file(state, event).model_copy(update={"stage": Stage.CLOSING, "outcome": outcome})
        case LicenseEvent():
            return _file(state, event)
        case _:
            return state


def _file(state: CaseState, event: LicenseEvent) -> CaseState:
    """The case with what the event changes in its licensee's file."""
    files = tuple(
        file.model_copy(update=changes(event, file)) if file.licensee.id == event.licensee else file
        for file in state.licensing.files
    )
    return state.model_copy(update={"licensing": state.licensing.model_copy(update={"files": files})})


def _out_of_turn(command: LicenseCommand, file: LicenseFile, state: CaseState) -> Refusal | None:
    """What comes at another step, to another's file, or while a hearing is open."""
    possible = STEPS.get(type(command), UNDECIDED)
    if file.step not in possible:
        shown = ", ".join(possible)
        return refuse("license_out_of_turn", path(state).licensing, step=file.step, possible=shown)
    if isinstance(command, NotifyGmp | ConsentToEntrustment | RefuseConsent) and file.licensee.is_applicant:
        return refuse(
            "not_an_entrusted_manufacturer", provisions("a132/cmo-papers"), licensee=command.licensee
        )
    decides = isinstance(command, DecideLicense | StartLicenseInspection)
    if decides or (isinstance(command, NotifyGmp) and command.result == "fail"):
        return license_hearing.hearing_open(command, file)
    return None


def _apply(command: ApplyForLicense, file: LicenseFile, state: CaseState, moment: Moment) -> Answer:
    """A hold on the manufacturers' licenses (P08), such as a missing consent of NMPA, keeps their files closed."""
    if not file.licensee.is_applicant and (refusal := held(state, Gate.CMO_LICENSE)):
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
        case RequestLicenseCorrection(defects=defects, answer_by=by):
            if file.correction_used:
                return refuse("correction_already_used", provisions("all/32"))
            if by is not None and by <= moment.day:
                return refuse("answer_day_passed", provisions("all/32"), answer_by=by)
            ended = end(state.terms, acceptance(licensee), decision(licensee))
            acts = (*ended, *until(moment, license_turned_away.correction(licensee), by, BY_NOTICE))
            return (LicenseCorrectionRequested(licensee=licensee, defects=defects, answer_by=by, clock=acts),)
        case CorrectLicenseApplication(remark=remark):
            ended = end(state.terms, license_turned_away.correction(licensee))
            acts = (*ended, *_begin(licensee, file.kind or "new", moment))
            return (LicenseApplicationCorrected(licensee=licensee, on=moment.day, remark=remark, clock=acts),)
        case _:
            assert_never(command)


def _deemed_accepted(file: LicenseFile, state: CaseState, moment: Moment) -> ProcedureEvent:
    """Accepted by silence as of the receipt, so that the term for the decision began that day (ALL Art. 32)."""
    licensee = file.licensee.id
    acts = (*end(state.terms, acceptance(licensee)), *_decision_from(file, moment, file.applied_on))
    return LicenseApplicationDeemedAccepted(licensee=licensee, clock=acts)


def _begin(licensee: str, kind: str, moment: Moment) -> tuple[ClockAct, ...]:
    """The formal check of what was received today; a change is also decided in a term from today."""
    check = start(moment, acceptance(licensee), "lic.accept")
    return (
        (check,)
        if kind == "new"
        else (check, start(moment, decision(licensee), decision_limit(kind, moment)))
    )


def _decision_from(file: LicenseFile, moment: Moment, on: date | None = None) -> tuple[ClockAct, ...]:
    """A new license is decided in a term from its acceptance; a change counts from its receipt already."""
    if file.kind != "new":
        return ()
    return (start(moment, decision(file.licensee.id), decision_limit("new", moment), on),)
