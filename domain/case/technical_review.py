"""Technical review (P10 to P13): the registration file at the review centre, its legal clock, NMPA's decision.

The clock of the review has one owner here: after every event it stands still or runs as `review_clock` says.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import assert_never

from domain.case import registration_inspection as inspection
from domain.case.base import Answer, CaseCommand, TermEnded, provisions
from domain.case.dissent import decide_dissent, dissent_late
from domain.case.holds import held
from domain.case.remedies import remedies
from domain.case.review_clock import follow
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
    Track,
)
from domain.case.review_conclusion import cannot_conclude
from domain.case.review_events import (
    EVENTS as REVIEW_EVENTS,
)
from domain.case.review_events import (
    DissentLapsed,
    DissentStated,
    ExplanationGiven,
    ExplanationRequested,
    RegistrationAccepted,
    RegistrationApproved,
    RegistrationCorrected,
    RegistrationCorrectionRequested,
    RegistrationDelivered,
    RegistrationFiled,
    RegistrationNotAccepted,
    RegistrationRefused,
    ReviewConcluded,
    ReviewExtended,
    ReviewTermOverdue,
    SupplementAnswered,
    SupplementRequested,
)
from domain.case.review_file import evolve
from domain.case.state import CaseOutcome, CaseState, ReviewStep
from domain.messages import Refusal
from domain.model import local_day
from domain.moment import Moment
from domain.refusals import refuse
from domain.rules.rule import Step
from domain.terms import ClockAct, ProcedureEvent, after, end, end_all, extend, runs, start

__all__ = [
    "ACCEPT",
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
    RefuseRegistrationAcceptance: (ReviewStep.FILED,),
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
NOT_COUNTED_ON = (EXPLANATION, INSPECTION_NOTICE, INSPECTION_REPORT, TEST)
"""Terms inside the review that end with its conclusion."""


def decide(command: COMMANDS, state: CaseState, moment: Moment) -> Answer:
    """What follows from a command at technical review."""
    if isinstance(command, DeliverRegistration):
        return _deliver(command, state, moment)
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
            return _formal_check(command, state, moment)
        case RequestSupplement() | AnswerSupplement() | RequestExplanation() | AnswerExplanation():
            return _questions(command, state, moment)
        case ExtendReview():
            return _extend(command, state, moment)
        case ConcludeReview():
            return _conclude(command, state, moment)
        case DissentFromConclusion(reason=reason):
            acts = (*end(state.terms, DISSENT), start(moment, PANEL, "reg.expert"))
            return _timed(DissentStated(reason=reason), acts, state, moment)
        case DecideDissent():
            return decide_dissent(command, state, moment)
        case DecideRegistration():
            return _decide_registration(command, state, moment)
        case _:
            found = inspection.decide(command, state, moment)
            return found if isinstance(found, Refusal) else _timed(*found, state, moment)


def term_ended(command: TermEnded, state: CaseState, moment: Moment) -> Answer:
    """A term of the review ran out. Silence on a conclusion makes it final; all else is overdue, and said so."""
    ended, last = end(state.terms, command.term), local_day(command.due) - timedelta(days=1)
    match command.term:
        case "review.dissent":
            acts = (*ended, *end(state.terms, CLOCK), start(moment, DECISION, "reg.decide", last))
            return (DissentLapsed(clock=acts),)
        case "review.inspection_report":
            sites = tuple(each.site for each in state.review.inspection.unreported)
            return _timed(inspection.InspectionReportMissing(sites=sites), ended, state, moment)
        case _:
            return _timed(ReviewTermOverdue(term=command.term), ended, state, moment, on=last)


def _timed(  # noqa: PLR0913 - one place where an event gets its acts on the clock
    event: ProcedureEvent,
    acts: tuple[ClockAct, ...],
    state: CaseState,
    moment: Moment,
    *,
    on: date | None = None,
    added: int = 0,
) -> tuple[ProcedureEvent, ...]:
    """The event with its own acts on the clock, and those by which the review clock follows the new standing."""
    review, terms = evolve(state, event).review, after(state.terms, acts)
    clock = (*acts, *follow(moment, terms, review, on=on, added=added))
    return (event.model_copy(update={"clock": clock}),)


def _formal_check(
    command: FileRegistration
    | AcceptRegistration
    | RequestRegistrationCorrection
    | CorrectRegistration
    | RefuseRegistrationAcceptance,
    state: CaseState,
    moment: Moment,
) -> Answer:
    """Filing; then acceptance, one notice of everything to be corrected, or no acceptance (Order 27 Art. 95)."""
    checked = end(state.terms, ACCEPT)
    match command:
        case FileRegistration(kind=kind, track=track):
            if refusal := _cannot_file(kind, track, state, moment):
                return refusal
            return (RegistrationFiled(kind=kind, track=track, clock=(start(moment, ACCEPT, "reg.accept"),)),)
        case AcceptRegistration(acceptance_no=number):
            acts = (*checked, start(moment, CLOCK, state.review.track or "reg.maa"))
            if inspection.can_be_called(state.review):
                acts = (*acts, start(moment, INSPECTION_NOTICE, "reg.inspect.notify"))
            return (RegistrationAccepted(acceptance_no=number, clock=acts),)
        case RequestRegistrationCorrection(defects=defects):
            if state.review.correction_used:
                return refuse("correction_already_used", provisions("o27/95"))
            return (RegistrationCorrectionRequested(defects=defects, clock=checked),)
        case CorrectRegistration(remark=remark):
            again = (start(moment, ACCEPT, "reg.accept"),)
            return (RegistrationCorrected(remark=remark, clock=again),)
        case RefuseRegistrationAcceptance(reason=reason):
            basis = provisions("o27/95", "all/38")
            return (RegistrationNotAccepted(reason=reason, clock=checked, basis=basis),)
        case _:
            assert_never(command)


def _questions(
    command: RequestSupplement | AnswerSupplement | RequestExplanation | AnswerExplanation,
    state: CaseState,
    moment: Moment,
) -> Answer:
    """Data once, for which the clock stands still; explanations, for which it does not (Order 27 Art. 87)."""
    match command:
        case RequestSupplement(questions=questions):
            if state.review.supplements:
                return refuse("supplement_already_requested", provisions("o27/87"))
            if not runs(moment, state.terms, CLOCK):
                return refuse("review_term_over", provisions("o27/87"))
            begun = (start(moment, SUPPLEMENT, "reg.supplement"),)
            return _timed(SupplementRequested(questions=questions), begun, state, moment)
        case AnswerSupplement(remark=remark):
            ended, growth = end(state.terms, SUPPLEMENT), _growth(state, moment)
            return _timed(SupplementAnswered(remark=remark), ended, state, moment, added=growth)
        case RequestExplanation(questions=questions):
            if state.review.explanation == "awaited":
                return refuse("explanation_open", provisions("o27/87"))
            begun = (start(moment, EXPLANATION, "reg.explain"),)
            return (ExplanationRequested(questions=questions, clock=begun),)
        case AnswerExplanation(remark=remark):
            if state.review.explanation is None:
                return refuse("explanation_not_requested", provisions("o27/87"))
            if not runs(moment, state.terms, EXPLANATION):
                return refuse("explanation_late", provisions("o27/87"))
            return (ExplanationGiven(remark=remark, clock=end(state.terms, EXPLANATION)),)
        case _:
            assert_never(command)


def _extend(command: ExtendReview, state: CaseState, moment: Moment) -> Answer:
    """Once, by no more than the share of the original limit that Order 27 Art. 102 allows."""
    basis = provisions("o27/102")
    if state.review.extended:
        return refuse("already_extended", basis)
    if not runs(moment, state.terms, CLOCK):
        return refuse("review_term_over", basis)
    most = moment.in_force.growth("reg.extend", state.terms[CLOCK].n)
    if command.days > most:
        return refuse("extension_too_long", basis, asked=command.days, most=most)
    extended = ReviewExtended(
        days=command.days,
        approved_by=command.approved_by,
        notice_no=command.notice_no,
        reason=command.reason,
        clock=(
            *extend(moment, state.terms, CLOCK, command.days),
            *extend(moment, state.terms, INSPECTION_REPORT, command.days),
        ),
    )
    return (extended,)


def _conclude(command: ConcludeReview, state: CaseState, moment: Moment) -> Answer:
    """The conclusion. A positive one ends the review; a negative one is told, and may be objected to."""
    if state.review.explanation == "awaited" and runs(moment, state.terms, EXPLANATION):
        return refuse("explanation_open", provisions("o27/87"))
    positive = command.conclusion == "approve"
    if refusal := cannot_conclude(command.points, state, moment, positive=positive):
        return refusal
    concluded = ReviewConcluded(
        conclusion=command.conclusion,
        process_linkage=command.process_linkage,
        whole_process_quality=command.whole_process_quality,
        points=command.points,
        reason=command.reason,
        dissent_open=not positive,
    )
    ended = end(state.terms, *NOT_COUNTED_ON)
    if positive:
        acts = (*ended, *end(state.terms, CLOCK), start(moment, DECISION, "reg.decide"))
    else:
        acts = (*ended, start(moment, DISSENT, "reg.dissent"))
    return _timed(concluded, acts, state, moment)


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


def _cannot_file(kind: str, track: Track, state: CaseState, moment: Moment) -> Refusal | None:
    """A track belongs to a kind of application; every license is held; a hold on the filing (P10) waits."""
    if (kind == "marketing_application") is not track.startswith("reg.maa"):
        return refuse("track_does_not_fit", provisions("o27/96"), kind=kind, track=track)
    if moment.in_force.reading("license_held_from").value == "delivery" and (
        late := ", ".join(each.licensee.id for each in state.licensing.files if each.awaits_delivery)
    ):
        return refuse("license_not_delivered", provisions("o27/50"), licensees=late)
    return held(state, Step.FILING)


def _growth(state: CaseState, moment: Moment) -> int:
    """Units by which the review term grows after the data are there (Order 27 Art. 87)."""
    if CLOCK not in state.terms:
        return 0
    priority = state.review.track == "reg.maa.priority"
    share = "reg.supplement.growth.priority" if priority else "reg.supplement.growth"
    return moment.in_force.growth(share, state.terms[CLOCK].n)


def _decide_registration(command: DecideRegistration, state: CaseState, moment: Moment) -> Answer:
    """NMPA's decision; the remedies run from its delivery."""
    if command.outcome == "approve" and state.review.conclusion == "reject":
        return refuse("conclusion_is_negative", provisions("dal/25"))
    clock = (*end_all(state.terms, "review."), start(moment, DELIVERY, "reg.deliver"))
    said = {"decision_no": command.decision_no, "reason": command.reason, "on": moment.day, "clock": clock}
    if command.outcome == "approve":
        return (RegistrationApproved.model_validate(said),)
    return (RegistrationRefused.model_validate({**said, "basis": provisions("o27/100", "all/38")}),)


def _deliver(command: DeliverRegistration, state: CaseState, moment: Moment) -> Answer:
    decided = state.outcome in {CaseOutcome.APPROVED, CaseOutcome.REGISTRATION_REFUSED}
    if not decided or state.review.delivered_on is not None:
        return refuse("nothing_to_deliver", provisions("o27/101"))
    acts = (*end(state.terms, DELIVERY), *remedies(moment))
    return (RegistrationDelivered(receipt_no=command.receipt_no, on=moment.day, clock=acts),)
