"""The facts of technical review."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from domain.case.base import NotAcceptedGround
from domain.case.remedies import RemediesNotice
from domain.case.review_commands import PointFinding, Track
from domain.terms import ProcedureEvent


class RegistrationFiled(ProcedureEvent):
    """The application was filed at the review centre."""

    topic: ClassVar[str] = "review.filed"
    kind: str
    track: Track


class RegistrationAccepted(ProcedureEvent):
    """The review centre accepted the application."""

    topic: ClassVar[str] = "review.accepted"
    acceptance_no: str


class RegistrationCorrectionRequested(ProcedureEvent):
    """The applicant was told everything that has to be corrected in the filing."""

    topic: ClassVar[str] = "review.correction_requested"
    defects: tuple[str, ...]
    answer_by: date | None = None


class RegistrationCorrectionLapsed(ProcedureEvent):
    """The correction did not come by the day that the notice named; the centre may now decline the filing."""

    topic: ClassVar[str] = "review.correction_lapsed"


class RegistrationCorrected(ProcedureEvent):
    """The applicant handed in what was asked for; the formal check begins again."""

    topic: ClassVar[str] = "review.corrected"
    remark: str


class RegistrationNotAccepted(ProcedureEvent):
    """The review centre did not accept the filing; the applicant may file again."""

    topic: ClassVar[str] = "review.not_accepted"
    reason: str
    ground: NotAcceptedGround | None = None
    go_to: str | None = None
    remedies: RemediesNotice | None = None


class SupplementRequested(ProcedureEvent):
    """The review centre asked for further data."""

    topic: ClassVar[str] = "review.supplement_requested"
    questions: tuple[str, ...]
    again: str | None = None


class SupplementAnswered(ProcedureEvent):
    """The applicant handed in the data; the review goes on."""

    topic: ClassVar[str] = "review.supplement_answered"
    remark: str


class ExplanationRequested(ProcedureEvent):
    """The review centre asked for an explanation."""

    topic: ClassVar[str] = "review.explanation_requested"
    questions: tuple[str, ...]


class ExplanationGiven(ProcedureEvent):
    """The applicant explained."""

    topic: ClassVar[str] = "review.explanation_given"
    remark: str


class ReviewExtended(ProcedureEvent):
    """The review was extended by working days."""

    topic: ClassVar[str] = "review.extended"
    days: int
    approved_by: str
    notice_no: str
    reason: str


class ReviewConcluded(ProcedureEvent):
    """The review centre stated its conclusion; a negative one is open to dissent."""

    topic: ClassVar[str] = "review.concluded"
    conclusion: Literal["approve", "reject"]
    process_linkage: str
    whole_process_quality: str
    points: tuple[PointFinding, ...] = ()
    reason: str
    dissent_open: bool = False


class DissentStated(ProcedureEvent):
    """The applicant objected to the conclusion."""

    topic: ClassVar[str] = "review.dissent_stated"
    reason: str


class DissentLapsed(ProcedureEvent):
    """The applicant did not object in time: the conclusion is final."""

    topic: ClassVar[str] = "review.dissent_lapsed"


class DissentDecided(ProcedureEvent):
    """The conclusion after dissent and panel: upheld, or changed to a positive one."""

    topic: ClassVar[str] = "review.dissent_decided"
    outcome: Literal["upheld", "changed"]
    panel_no: str
    points: tuple[PointFinding, ...] = ()
    reason: str


class ReviewTermOverdue(ProcedureEvent):
    """A term of the review ran out; the duty that it measures stays."""

    topic: ClassVar[str] = "review.term_overdue"
    term: str
    on: date | None = None


class RegistrationApproved(ProcedureEvent):
    """NMPA approved the registration."""

    topic: ClassVar[str] = "review.approved"
    decision_no: str
    reason: str
    on: date | None = None


class RegistrationRefused(ProcedureEvent):
    """NMPA refused the registration; remedies are open once it is delivered."""

    topic: ClassVar[str] = "review.refused"
    decision_no: str
    reason: str
    on: date | None = None
    remedies: RemediesNotice | None = None


class RegistrationDelivered(ProcedureEvent):
    """The applicant has the decision; the remedy terms run from now on."""

    topic: ClassVar[str] = "review.delivered"
    receipt_no: str
    on: date
    remedies: RemediesNotice | None = None


EVENTS: tuple[type[ProcedureEvent], ...] = (
    RegistrationFiled,
    RegistrationAccepted,
    RegistrationCorrectionRequested,
    RegistrationCorrectionLapsed,
    RegistrationCorrected,
    RegistrationNotAccepted,
    SupplementRequested,
    SupplementAnswered,
    ExplanationRequested,
    ExplanationGiven,
    ReviewExtended,
    ReviewConcluded,
    DissentStated,
    DissentLapsed,
    DissentDecided,
    ReviewTermOverdue,
    RegistrationApproved,
    RegistrationRefused,
    RegistrationDelivered,
)
