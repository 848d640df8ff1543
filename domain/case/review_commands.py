"""What may be said at technical review, and the names of the terms that run there."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.case.base import CaseCommand, DocumentNo, NotAcceptedGround, Text
from domain.case.state import Stage
from domain.model import Frozen, WorkingDays

ACCEPT, CLOCK, SUPPLEMENT, DECISION = "review.accept", "review.clock", "review.supplement", "review.decide"
EXPLANATION, DISSENT, PANEL, DELIVERY = "review.explain", "review.dissent", "review.expert", "review.deliver"
INSPECTION_NOTICE, INSPECTION_REPORT = "review.inspection_notice", "review.inspection_report"
TEST, CORRECTION = "review.test", "review.correction"

Track = Literal["reg.maa", "reg.maa.priority", "reg.maa.rare", "reg.sa", "reg.sa.merged", "reg.sa.inspection"]


class PointFinding(Frozen):
    """The centre's finding on one point that the law names for the kind of product."""

    point: str = Field(pattern=r"^[a-z0-9_]+$", max_length=64)
    satisfied: bool
    remark: str = Field(default="", max_length=2000)


class ReviewCommand(CaseCommand):
    """A command at technical review."""

    stages: ClassVar[tuple[Stage, ...]] = (Stage.TECHNICAL_REVIEW,)


class FileRegistration(ReviewCommand):
    """File the marketing or supplemental application on a review track, once the licenses are there."""

    name: Literal["file_registration"] = "file_registration"
    kind: Literal["marketing_application", "supplemental_application"]
    track: Track


class AcceptRegistration(ReviewCommand):
    """Accept the application; the review clock starts."""

    name: Literal["accept_registration"] = "accept_registration"
    acceptance_no: Annotated[str, DocumentNo]


class RequestRegistrationCorrection(ReviewCommand):
    """Tell the applicant once everything that has to be corrected in the filing, and perhaps by which day."""

    name: Literal["request_registration_correction"] = "request_registration_correction"
    defects: Annotated[tuple[Annotated[str, Text], ...], Field(min_length=1)]
    answer_by: date | None = None


class CorrectRegistration(ReviewCommand):
    """Hand in what was asked for."""

    name: Literal["correct_registration"] = "correct_registration"
    remark: Annotated[str, Text]


class RefuseRegistrationAcceptance(ReviewCommand):
    """Do not accept the filing, with the reason; where it belongs elsewhere, say to which office.

    The applicant may file again.
    """

    name: Literal["refuse_registration_acceptance"] = "refuse_registration_acceptance"
    ground: NotAcceptedGround | None = None
    go_to: Annotated[str, Text] | None = None
    reason: Annotated[str, Text]


class RequestSupplement(ReviewCommand):
    """Ask for further data; the review clock stands still until they are there.

    Once in principle (Order 27 Art. 87): a second request says in `again` why one was not enough.
    """

    name: Literal["request_supplement"] = "request_supplement"
    questions: Annotated[tuple[Annotated[str, Text], ...], Field(min_length=1)]
    again: Annotated[str, Text] | None = None


class AnswerSupplement(ReviewCommand):
    """Hand in all the data that were asked for."""

    name: Literal["answer_supplement"] = "answer_supplement"
    remark: Annotated[str, Text]


class RequestExplanation(ReviewCommand):
    """Ask for a mere explanation; the review clock goes on."""

    name: Literal["request_explanation"] = "request_explanation"
    questions: Annotated[tuple[Annotated[str, Text], ...], Field(min_length=1)]


class AnswerExplanation(ReviewCommand):
    """Explain what was asked."""

    name: Literal["answer_explanation"] = "answer_explanation"
    remark: Annotated[str, Text]


class ExtendReview(ReviewCommand):
    """Extend the review by working days: once, approved by the head of the centre, told in writing."""

    name: Literal["extend_review"] = "extend_review"
    days: Annotated[WorkingDays, Field(gt=0)]
    approved_by: Annotated[str, Text]
    notice_no: Annotated[str, DocumentNo]
    reason: Annotated[str, Text]


class ConcludeReview(ReviewCommand):
    """State the conclusion of the review, with its reasons and a finding on every point of the kind of product."""

    name: Literal["conclude_review"] = "conclude_review"
    conclusion: Literal["approve", "reject"]
    process_linkage: Annotated[str, Text]
    whole_process_quality: Annotated[str, Text]
    points: tuple[PointFinding, ...] = ()
    reason: Annotated[str, Text]


class DissentFromConclusion(ReviewCommand):
    """Object to a negative conclusion."""

    name: Literal["dissent_from_conclusion"] = "dissent_from_conclusion"
    reason: Annotated[str, Text]


class DecideDissent(ReviewCommand):
    """State the final conclusion after the dissent and the expert panel: upheld, or changed to a positive one."""

    name: Literal["decide_dissent"] = "decide_dissent"
    outcome: Literal["upheld", "changed"]
    panel_no: Annotated[str, DocumentNo]
    points: tuple[PointFinding, ...] = ()
    reason: Annotated[str, Text]


class DecideRegistration(ReviewCommand):
    """NMPA decides on the registration."""

    name: Literal["decide_registration"] = "decide_registration"
    outcome: Literal["approve", "refuse"]
    decision_no: Annotated[str, DocumentNo]
    reason: Annotated[str, Text]


class DeliverRegistration(ReviewCommand):
    """Deliver the certificate, the approval or the refusal to the applicant."""

    name: Literal["deliver_registration"] = "deliver_registration"
    stages: ClassVar[tuple[Stage, ...]] = (Stage.CLOSING,)
    receipt_no: Annotated[str, DocumentNo]
