"""NMPA's decision on the registration (P13), and its delivery."""

from __future__ import annotations

from domain.case.base import Answer, provisions
from domain.case.remedies import notice, remedies
from domain.case.review_commands import DELIVERY, DecideRegistration, DeliverRegistration
from domain.case.review_events import RegistrationApproved, RegistrationDelivered, RegistrationRefused
from domain.case.state import CaseOutcome, CaseState
from domain.moment import Moment
from domain.refusals import refuse
from domain.terms import end, end_all, start


def decide_registration(command: DecideRegistration, state: CaseState, moment: Moment) -> Answer:
    """NMPA's decision; the remedies run from its delivery."""
    if command.outcome == "approve" and state.review.conclusion == "reject":
        return refuse("conclusion_is_negative", provisions("dal/25"))
    clock = (*end_all(state.terms, "review."), start(moment, DELIVERY, "reg.deliver"))
    said = {"decision_no": command.decision_no, "reason": command.reason, "on": moment.day, "clock": clock}
    if command.outcome == "approve":
        return (RegistrationApproved.model_validate(said),)
    told = notice(state, CaseOutcome.REGISTRATION_REFUSED, moment, known=False)
    basis = provisions("o27/100", "all/38")
    return (RegistrationRefused.model_validate({**said, "remedies": told, "basis": basis}),)


def deliver_registration(command: DeliverRegistration, state: CaseState, moment: Moment) -> Answer:
    """The applicant has the decision: it is known from this day on."""
    decided = state.outcome in {CaseOutcome.APPROVED, CaseOutcome.REGISTRATION_REFUSED}
    if not decided or state.review.delivered_on is not None:
        return refuse("nothing_to_deliver", provisions("o27/101"))
    refused = state.outcome is CaseOutcome.REGISTRATION_REFUSED
    acts = (*end(state.terms, DELIVERY), *remedies(moment))
    told = notice(state, CaseOutcome.REGISTRATION_REFUSED, moment) if refused else None
    delivered = RegistrationDelivered(receipt_no=command.receipt_no, on=moment.day, remedies=told, clock=acts)
    return (delivered,)
