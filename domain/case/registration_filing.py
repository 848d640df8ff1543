"""Filing and formal check (P10): the licenses are held, the track fits, the centre accepts or asks for a correction."""

from __future__ import annotations

from typing import assert_never

from domain.case.base import Answer, provisions
from domain.case.holds import held
from domain.case.path import Gate
from domain.case.registration_inspection import can_be_called
from domain.case.remedies import notice
from domain.case.remedy_file import FILING
from domain.case.review_commands import (
    ACCEPT,
    CLOCK,
    CORRECTION,
    INSPECTION_NOTICE,
    AcceptRegistration,
    CorrectRegistration,
    FileRegistration,
    RefuseRegistrationAcceptance,
    RequestRegistrationCorrection,
    Track,
)
from domain.case.review_events import (
    RegistrationAccepted,
    RegistrationCorrected,
    RegistrationCorrectionRequested,
    RegistrationFiled,
    RegistrationNotAccepted,
)
from domain.case.state import CaseOutcome, CaseState, LinkKind, ReviewStep
from domain.messages import Refusal
from domain.moment import Moment
from domain.refusals import refuse
from domain.terms import end, start, until


def formal_check(  # noqa: C901 - one row per command
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
            if can_be_called(state.review):
                acts = (*acts, start(moment, INSPECTION_NOTICE, "reg.inspect.notify"))
            return (RegistrationAccepted(acceptance_no=number, clock=acts),)
        case RequestRegistrationCorrection(defects=defects, answer_by=by):
            if state.review.correction_used:
                return refuse("correction_already_used", provisions("o27/95"))
            if by is not None and by <= moment.day:
                return refuse("answer_day_passed", provisions("o27/95"), answer_by=by)
            acts = (*checked, *until(moment, CORRECTION, by, provisions("o27/95")))
            return (RegistrationCorrectionRequested(defects=defects, answer_by=by, clock=acts),)
        case CorrectRegistration(remark=remark):
            again = (*end(state.terms, CORRECTION), start(moment, ACCEPT, "reg.accept"))
            return (RegistrationCorrected(remark=remark, clock=again),)
        case RefuseRegistrationAcceptance(reason=reason, ground=ground, go_to=go_to):
            if ground == "not_in_powers" and go_to is None:
                return refuse("where_to_go_missing", provisions("o27/95", "all/32"))
            if state.review.step is ReviewStep.CORRECTING and not state.review.correction_lapsed:
                return refuse("correction_awaited", provisions("o27/95"))
            basis = provisions("o27/95", "all/38")
            told = notice(state, CaseOutcome.NOT_ACCEPTED, moment, FILING)
            said = {"reason": reason, "ground": ground, "go_to": go_to, "clock": checked, "basis": basis}
            return (RegistrationNotAccepted.model_validate({**said, "remedies": told}),)
        case _:
            assert_never(command)


def _cannot_file(kind: str, track: Track, state: CaseState, moment: Moment) -> Refusal | None:
    """A track belongs to a kind of application; every license is held; a hold on the filing (P10, N07) waits."""
    if (kind == "marketing_application") is not track.startswith("reg.maa"):
        return refuse("track_does_not_fit", provisions("o27/96"), kind=kind, track=track)
    if kind == "marketing_application" and state.follows and state.follows.kind is LinkKind.CHANGE:
        return refuse("change_needs_supplement", provisions("pac/14", "pac/25"), case=state.follows.case)
    if moment.in_force.reading("license_held_from").value == "delivery" and (
        late := ", ".join(each.licensee.id for each in state.licensing.files if each.awaits_delivery)
    ):
        return refuse("license_not_delivered", provisions("o27/50"), licensees=late)
    return held(state, Gate.FILING)
