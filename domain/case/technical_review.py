"""Technical review (P10 to P13): the registration file at the review centre, its legal clock, NMPA's decision."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, ClassVar, Literal, assert_never

from pydantic import Field

from domain.case.base import Answer, CaseCommand, DocumentNo, TermEnded, Text, provisions
from domain.case.holds import held
from domain.case.remedies import remedies
from domain.case.state import CaseOutcome, CaseState, ReviewStep, Stage
from domain.messages import Refusal
from domain.model import local_day
from domain.moment import Moment
from domain.refusals import refuse
from domain.rules.rule import Step
from domain.terms import ProcedureEvent, end, end_all, resume, runs, start, stop

REVIEW = (Stage.TECHNICAL_REVIEW,)
ACCEPT, CLOCK, SUPPLEMENT, DECISION = "review.accept", "review.clock", "review.supplement", "review.decide"
Track = Literal["reg.maa", "reg.maa.priority", "reg.maa.rare", "reg.sa", "reg.sa.merged", "reg.sa.inspection"]


class FileRegistration(CaseCommand):
    """File the marketing or supplemental application on a review track, once the licenses are there."""

    name: Literal["file_registration"] = "file_registration"
    stages: ClassVar[tuple[Stage, ...]] = REVIEW
    kind: Literal["marketing_application", "supplemental_application"]
    track: Track


class AcceptRegistration(CaseCommand):
    """Accept the application; the review clock starts."""

    name: Literal["accept_registration"] = "accept_registration"
    stages: ClassVar[tuple[Stage, ...]] = REVIEW
    acceptance_no: Annotated[str, DocumentNo]


class RequestSupplement(CaseCommand):
    """Ask once for further data; the review clock stands still until they are there."""

    name: Literal["request_supplement"] = "request_supplement"
    stages: ClassVar[tuple[Stage, ...]] = REVIEW
    questions: Annotated[tuple[Annotated[str, Text], ...], Field(min_length=1)]


class AnswerSupplement(CaseCommand):
    """Hand in all the data that were asked for."""

    name: Literal["answer_supplement"] = "answer_supplement"
    stages: ClassVar[tuple[Stage, ...]] = REVIEW
    remark: Annotated[str, Text]


class ConcludeReview(CaseCommand):
    """State the conclusion of the review, with its reasons."""

    name: Literal["conclude_review"] = "conclude_review"
    stages: ClassVar[tuple[Stage, ...]] = REVIEW
    conclusion: Literal["approve", "reject"]
    process_linkage: Annotated[str, Text]
    whole_process_quality: Annotated[str, Text]
    reason: Annotated[str, Text]


class DecideRegistration(CaseCommand):
    """NMPA decides on the registration."""

    name: Literal["decide_registration"] = "decide_registration"
    stages: ClassVar[tuple[Stage, ...]] = REVIEW
    outcome: Literal["approve", "refuse"]
    decision_no: Annotated[str, DocumentNo]
    reason: Annotated[str, Text]


class RegistrationFiled(ProcedureEvent):
    """The application was filed at the review centre."""

    topic: ClassVar[str] = "review.filed"
    kind: str
    track: Track


class RegistrationAccepted(ProcedureEvent):
    """The review centre accepted the application."""

    topic: ClassVar[str] = "review.accepted"
    acceptance_no: str


class SupplementRequested(ProcedureEvent):
    """The review centre asked for further data."""

    topic: ClassVar[str] = "review.supplement_requested"
    questions: tuple[str, ...]


class SupplementAnswered(ProcedureEvent):
    """The applicant handed in the data; the review goes on."""

    topic: ClassVar[str] = "review.supplement_answered"
    remark: str


class ReviewConcluded(ProcedureEvent):
    """The review centre stated its conclusion."""

    topic: ClassVar[str] = "review.concluded"
    conclusion: Literal["approve", "reject"]
    process_linkage: str
    whole_process_quality: str
    reason: str


class ReviewTermOverdue(ProcedureEvent):
    """A term of the review ran out; the duty that it measures stays."""

    topic: ClassVar[str] = "review.term_overdue"
    term: str


class RegistrationApproved(ProcedureEvent):
    """NMPA approved the registration."""

    topic: ClassVar[str] = "review.approved"
    decision_no: str
    reason: str


class RegistrationRefused(ProcedureEvent):
    """NMPA refused the registration; remedies are open."""

    topic: ClassVar[str] = "review.refused"
    decision_no: str
    reason: str


COMMANDS = (
    FileRegistration
    | AcceptRegistration
    | RequestSupplement
    | AnswerSupplement
    | ConcludeReview
    | DecideRegistration
)
EVENTS: tuple[type[ProcedureEvent], ...] = (
    RegistrationFiled,
    RegistrationAccepted,
    SupplementRequested,
    SupplementAnswered,
    ReviewConcluded,
    ReviewTermOverdue,
    RegistrationApproved,
    RegistrationRefused,
)

STEPS: dict[type[CaseCommand], ReviewStep] = {
    FileRegistration: ReviewStep.AWAITED,
    AcceptRegistration: ReviewStep.FILED,
    RequestSupplement: ReviewStep.REVIEWING,
    AnswerSupplement: ReviewStep.SUPPLEMENT,
    ConcludeReview: ReviewStep.REVIEWING,
    DecideRegistration: ReviewStep.CONCLUDED,
}
"""At which step of the review a command is possible."""


def decide(command: COMMANDS, state: CaseState, moment: Moment) -> Answer:
    """What follows from a command at technical review."""
    if refusal := _out_of_turn(command, state, moment):
        return refusal
    match command:
        case FileRegistration(kind=kind, track=track):
            if refusal := _cannot_file(kind, track, state):
                return refusal
            return (RegistrationFiled(kind=kind, track=track, clock=(start(moment, ACCEPT, "reg.accept"),)),)
        case AcceptRegistration(acceptance_no=number):
            begun = start(moment, CLOCK, state.review.track or "reg.maa")
            return (RegistrationAccepted(acceptance_no=number, clock=(*end(state.terms, ACCEPT), begun)),)
        case RequestSupplement(questions=questions):
            return _request_supplement(questions, state, moment)
        case AnswerSupplement(remark=remark):
            resumed = resume(moment, state.terms, CLOCK, added=_growth(state, moment))
            return (SupplementAnswered(remark=remark, clock=(*end(state.terms, SUPPLEMENT), *resumed)),)
        case ConcludeReview():
            concluded = ReviewConcluded(
                conclusion=command.conclusion,
                process_linkage=command.process_linkage,
                whole_process_quality=command.whole_process_quality,
                reason=command.reason,
                clock=(*end(state.terms, CLOCK), start(moment, DECISION, "reg.decide")),
            )
            return (concluded,)
        case DecideRegistration():
            return _decide_registration(command, state, moment)
        case _:
            assert_never(command)


def term_ended(command: TermEnded, state: CaseState, moment: Moment) -> Answer:
    """A term of the review ran out: it is overdue, and said so; without the data in time the review goes on."""
    ended = end(state.terms, command.term)
    if command.term == SUPPLEMENT:
        last = local_day(command.due) - timedelta(days=1)
        ended = (*ended, *resume(moment, state.terms, CLOCK, on=last))
    return (ReviewTermOverdue(term=command.term, clock=ended),)


def evolve(state: CaseState, event: ProcedureEvent) -> CaseState:
    """The case after an event of technical review."""
    review = state.review
    match event:
        case RegistrationFiled(kind=kind, track=track):
            review = review.model_copy(update={"step": ReviewStep.FILED, "kind": kind, "track": track})
        case RegistrationAccepted(acceptance_no=number):
            review = review.model_copy(update={"step": ReviewStep.REVIEWING, "acceptance_no": number})
        case SupplementRequested():
            update = {"step": ReviewStep.SUPPLEMENT, "supplements": review.supplements + 1}
            review = review.model_copy(update=update)
        case SupplementAnswered():
            review = review.model_copy(update={"step": ReviewStep.REVIEWING})
        case ReviewTermOverdue(term=term) if term == SUPPLEMENT:
            review = review.model_copy(update={"step": ReviewStep.REVIEWING, "lapsed": True})
        case ReviewConcluded(conclusion=conclusion):
            review = review.model_copy(update={"step": ReviewStep.CONCLUDED, "conclusion": conclusion})
        case RegistrationApproved():
            return state.model_copy(update={"stage": Stage.CLOSING, "outcome": CaseOutcome.APPROVED})
        case RegistrationRefused():
            return state.model_copy(
                update={"stage": Stage.CLOSING, "outcome": CaseOutcome.REGISTRATION_REFUSED}
            )
        case _:
            return state
    return state.model_copy(update={"review": review})


def _request_supplement(questions: tuple[str, ...], state: CaseState, moment: Moment) -> Answer:
    if state.review.supplements:
        return refuse("supplement_already_requested", provisions("o27/87"))
    stopped = stop(moment, state.terms, CLOCK, "supplementary_data", provisions("o27/87"))
    if not stopped:
        return refuse("review_term_over", provisions("o27/87"))
    return (
        SupplementRequested(
            questions=questions, clock=(*stopped, start(moment, SUPPLEMENT, "reg.supplement"))
        ),
    )


def _out_of_turn(command: COMMANDS, state: CaseState, moment: Moment) -> Refusal | None:
    review, possible = state.review, STEPS[type(command)]
    if isinstance(command, AnswerSupplement):
        overdue = review.step is ReviewStep.SUPPLEMENT and not runs(moment, state.terms, SUPPLEMENT)
        if overdue or (review.lapsed and review.step is ReviewStep.REVIEWING):
            return refuse("supplement_late", provisions("o27/87", "o27/92"))
    if review.step is possible:
        return None
    return refuse("review_out_of_turn", provisions("o27/96"), step=review.step, possible=possible)


def _cannot_file(kind: str, track: Track, state: CaseState) -> Refusal | None:
    """A track belongs to a kind of application; a hold on the filing (P10) waits for the missing studies."""
    if (kind == "marketing_application") is not track.startswith("reg.maa"):
        return refuse("track_does_not_fit", provisions("o27/96"), kind=kind, track=track)
    return held(state, Step.FILING)


def _growth(state: CaseState, moment: Moment) -> int:
    """Units by which the review term grows after the data are there (Order 27 Art. 87)."""
    priority = state.review.track == "reg.maa.priority"
    share = "reg.supplement.growth.priority" if priority else "reg.supplement.growth"
    return moment.in_force.growth(share, state.terms[CLOCK].n)


def _decide_registration(command: DecideRegistration, state: CaseState, moment: Moment) -> Answer:
    if refusal := _against_conclusion(command, state):
        return refusal
    clock = (*end_all(state.terms, "review."), *remedies(moment))
    if command.outcome == "approve":
        return (RegistrationApproved(decision_no=command.decision_no, reason=command.reason, clock=clock),)
    basis = provisions("o27/100", "all/38")
    return (
        RegistrationRefused(decision_no=command.decision_no, reason=command.reason, clock=clock, basis=basis),
    )


def _against_conclusion(command: DecideRegistration, state: CaseState) -> Refusal | None:
    """An approval rests on a positive conclusion of the review."""
    if command.outcome == "approve" and state.review.conclusion == "reject":
        return refuse("conclusion_is_negative", provisions("dal/25"))
    return None
