"""Technical review: the doors of the applicant, the review centre and NMPA."""

from __future__ import annotations

from temporalio import workflow

from workflows.stream import command

with workflow.unsafe.imports_passed_through():
    from domain.case import technical_review


class TechnicalReviewUpdates:
    """The updates of this stage."""

    file_registration = command(technical_review.FileRegistration)
    accept_registration = command(technical_review.AcceptRegistration)
    request_supplement = command(technical_review.RequestSupplement)
    answer_supplement = command(technical_review.AnswerSupplement)
    conclude_review = command(technical_review.ConcludeReview)
    decide_registration = command(technical_review.DecideRegistration)
