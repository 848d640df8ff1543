"""Technical review: the doors of the applicant, the review and inspection centres and NMPA."""

from __future__ import annotations

from temporalio import workflow

from workflows.stream import command

with workflow.unsafe.imports_passed_through():
    from domain.case import registration_inspection, technical_review


class TechnicalReviewUpdates:
    """The updates of this stage."""

    file_registration = command(technical_review.FileRegistration)
    accept_registration = command(technical_review.AcceptRegistration)
    request_registration_correction = command(technical_review.RequestRegistrationCorrection)
    correct_registration = command(technical_review.CorrectRegistration)
    refuse_registration_acceptance = command(technical_review.RefuseRegistrationAcceptance)
    request_supplement = command(technical_review.RequestSupplement)
    answer_supplement = command(technical_review.AnswerSupplement)
    request_explanation = command(technical_review.RequestExplanation)
    answer_explanation = command(technical_review.AnswerExplanation)
    extend_review = command(technical_review.ExtendReview)
    notify_registration_inspection = command(registration_inspection.NotifyRegistrationInspection)
    waive_registration_inspection = command(registration_inspection.WaiveRegistrationInspection)
    start_overseas_inspection = command(registration_inspection.StartOverseasInspection)
    report_registration_inspection = command(registration_inspection.ReportRegistrationInspection)
    report_registration_rectification = command(registration_inspection.ReportRegistrationRectification)
    report_registration_test = command(registration_inspection.ReportRegistrationTest)
    conclude_review = command(technical_review.ConcludeReview)
    dissent_from_conclusion = command(technical_review.DissentFromConclusion)
    decide_dissent = command(technical_review.DecideDissent)
    decide_registration = command(technical_review.DecideRegistration)
    deliver_registration = command(technical_review.DeliverRegistration)
