"""Technical review (P10 to P13): the registration file at the review centre, its legal clock, NMPA's decision.

The clock of the review has one owner here: after every event it stands still or runs as `review_clock` says.
"""

from __future__ import annotations

from domain.case import registration_inspection as inspection
from domain.case.base import Answer, CaseCommand, TermEnded, provisions
from domain.case.dissent import decide_dissent, dissent_late
from domain.case.registration_decision import decide_registration, deliver_registration
from domain.case.registration_filing import formal_check
from domain.case.review_commands import (
    ACCEPT,
    CLOCK,
    DECISION,
    DELIVERY,
    DISSENT,
    EXPLANATION,
    INSPECTION_NOTICE,
    INSPECTION_REPORT,
    PANEL,
    SUPPLEMENT,
    TEST,
    AcceptRegistration,
    AnswerExplanation,
    AnswerSupplement,
    ConcludeReview,
    CorrectRegistration,
    DecideDissent,
    DecideRegistration,
    DeliverRegistration,
    DissentFromConclusion,
    ExtendReview,
    FileRegistration,
    PointFinding,
    RefuseRegistrationAcceptance,
    RequestExplanation,
    RequestRegistrationCorrection,
    RequestSupplement,
    ReviewCommand,
)
from domain.case.review_conclusion import BESIDE, conclude
from domain.case.review_events import (
    EVENTS as REVIEW_EVENTS,
)
from domain.case.review_events import (
    DissentLapsed,
    DissentStated,
    RegistrationApproved,
    RegistrationCorrectionLapsed,
    RegistrationRefused,
    ReviewConcluded,
    ReviewTermOverdue,
)
from domain.case.review_file import evolve
from domain.case.review_questions import extend_review, questions
from domain.case.review_timing import timed
from domain.case.state import CaseState, ReviewStep
from domain.messages import Refusal
from domain.moment import Moment
from domain.refusals import refuse
from domain.terms import ProcedureEvent, end, runs, start

__all__ = [
    "ACCEPT",
    "BESIDE",
    "CLOCK",
    "COMMANDS",
    "DECISION",
    "DELIVERY",
    "DISSENT",
    "EVENTS",
    "EXPLANATION",
    "INSPECTION_NOTICE",
    "INSPECTION_REPORT",
    "PANEL",
    "STEPS",
    "SUPPLEMENT",
    "TEST",
    "AcceptRegistration",
    "AnswerExplanation",
    "AnswerSupplement",
    "ConcludeReview",
    "CorrectRegistration",
    "DecideDissent",
    "DecideRegistration",
    "DeliverRegistration",
    "DissentFromConclusion",
    "ExtendReview",
    "FileRegistration",
    "PointFinding",
    "RefuseRegistrationAcceptance",
    "RegistrationApproved",
    "RegistrationRefused",
    "RequestExplanation",
    "RequestRegistrationCorrection",
    "RequestSupplement",
    "ReviewConcluded",
    "decide",
    "evolve",
    "term_ended",
]

COMMANDS = (
    FileRegistration
    | AcceptRegistration
    | RequestRegistrationCorrection
    | CorrectRegistration
    | RefuseRegistrationAcceptance
    | RequestSupplement
    | AnswerSupplement
    | RequestExplanation
    | AnswerExplanation
    | ExtendReview
    | inspection.COMMANDS
    | ConcludeReview
    | DissentFromConclusion
    | DecideDissent
    | DecideRegistration
    | DeliverRegistration
)
EVENTS: tuple[type[ProcedureEvent], ...] = (*REVIEW_EVENTS, *inspection.EVENTS)

UNDER_REVIEW = (ReviewStep.REVIEWING, ReviewStep.SUPPLEMENT)
STEPS: dict[type[CaseCommand], tuple[ReviewStep, ...]] = {
    FileRegistration: (ReviewStep.AWAITED,),
    AcceptRegistration: (ReviewStep.FILED,),
    RequestRegistrationCorrection: (ReviewStep.FILED,),
    RefuseRegistrationAcceptance: (ReviewStep.FILED, ReviewStep.CORRECTING),
    CorrectRegistration: (ReviewStep.CORRECTING,),
    RequestSupplement: (ReviewStep.REVIEWING,),
    AnswerSupplement: (ReviewStep.SUPPLEMENT,),
    RequestExplanation: (ReviewStep.REVIEWING,),
    AnswerExplanation: UNDER_REVIEW,
    ExtendReview: UNDER_REVIEW,
    ConcludeReview: (ReviewStep.REVIEWING,),
    DissentFromConclusion: (ReviewStep.DISSENT_OPEN,),
    DecideDissent: (ReviewStep.EXPERT_PANEL,),
    DecideRegistration: (ReviewStep.CONCLUDED,),
}
"""At which step of the review a command is possible; inspection also while a panel sits."""

INSPECTING = (*UNDER_REVIEW, ReviewStep.EXPERT_PANEL)


def decide(command: COMMANDS, state: CaseState, moment: Moment) -> Answer:
    """What follows from a command at technical review."""
    if isinstance(command, DeliverRegistration):
        return deliver_registration(command, state, moment)
    if refusal := _out_of_turn(command, state, moment):
        return refusal
    match command:
        case (
            FileRegistration()
            | AcceptRegistration()
            | RequestRegistrationCorrection()
            | CorrectRegistration()
            | RefuseRegistrationAcceptance()
        ):
            return formal_check(command, state, moment)
        case RequestSupplement() | AnswerSupplement() | RequestExplanation() | AnswerExplanation():
            return questions(command, state, moment)
        case ExtendReview():
            return extend_review(command, state, moment)
        case ConcludeReview():
            return conclude(command, state, moment)
        case DissentFromConclusion(reason=reason):
            acts = (*end(state.terms, DISSENT), start(moment, PANEL, "reg.expert"))
            return timed(DissentStated(reason=reason), acts, state, moment)
        case DecideDissent():
            return decide_dissent(command, state, moment)
        case DecideRegistration():
            return decide_registration(command, state, moment)
        case _:
            found = inspection.decide(command, state, moment)
            return found if isinstance(found, Refusal) else timed(*found, state, moment)


def term_ended(command: TermEnded, state: CaseState, moment: Moment) -> Answer:
    """A term of the review ran out. Silence on a conclusion makes it final; all else is overdue, and said so."""
    ended, last = end(state.terms, command.term), command.last_day
    match command.term:
        case "review.correction":
            return (RegistrationCorrectionLapsed(clock=ended),)
        case "review.dissent":
            acts = (*ended, *end(state.terms, CLOCK), start(moment, DECISION, "reg.decide", last))
            return (DissentLapsed(clock=acts),)
        case "review.inspection_report":
            sites = tuple(each.site for each in state.review.inspection.unreported)
            return timed(inspection.InspectionReportMissing(sites=sites), ended, state, moment)
        case _:
            return timed(ReviewTermOverdue(term=command.term, on=last), ended, state, moment, on=last)


def _out_of_turn(command: ReviewCommand, state: CaseState, moment: Moment) -> Refusal | None:
    review, possible = state.review, STEPS.get(type(command), INSPECTING)
    if isinstance(command, AnswerSupplement):
        overdue = review.step is ReviewStep.SUPPLEMENT and not runs(moment, state.terms, SUPPLEMENT)
        if overdue or (review.lapsed and review.step is ReviewStep.REVIEWING):
            return refuse("supplement_late", provisions("o27/87", "o27/92"))
    if isinstance(command, DissentFromConclusion) and (refusal := dissent_late(state, moment)):
        return refusal
    if review.step in possible:
        return None
    shown = ", ".join(possible)
    return refuse("review_out_of_turn", provisions("o27/96"), step=review.step, possible=shown)
