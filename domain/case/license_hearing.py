"""The hearing before a license decision (ALL Art. 46 to 48): told, asked for, notified, held.

Who is told may ask within five working days; the hearing is held within twenty and notified seven before. From the
request to the hearing the term of the decision stands still (Art. 45).
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal, assert_never

from domain import clock
from domain.actors import Role
from domain.case.base import Answer, CaseCommand, DocumentNo, Text, provisions
from domain.case.license_commands import LicenseCommand, decision
from domain.case.license_events import LicenseEvent
from domain.case.license_inspection import held_on
from domain.case.state import CaseState, HearingStep, LicenseFile
from domain.messages import Refusal
from domain.moment import Moment
from domain.refusals import refuse
from domain.terms import end, resume, runs, start

NOT_COUNTED = provisions("all/45")
HEARING = provisions("all/47")
OPEN = (HearingStep.TOLD, HearingStep.REQUESTED, HearingStep.NOTIFIED)

HearingGround = Literal["intended_refusal", "interests_of_others"]


class TellOfHearing(LicenseCommand):
    """Tell those concerned that they may ask for a hearing: before a refusal, or where others have interests."""

    name: Literal["tell_of_hearing"] = "tell_of_hearing"
    ground: HearingGround
    reason: Annotated[str, Text]


class RequestHearing(LicenseCommand):
    """Ask for the hearing. `by_others` names who else asked: the agency enters that."""

    name: Literal["request_hearing"] = "request_hearing"
    by_others: Annotated[str, Text] | None = None


class WaiveHearing(LicenseCommand):
    """Say that no hearing is wanted."""

    name: Literal["waive_hearing"] = "waive_hearing"


class NotifyHearing(LicenseCommand):
    """Notify day and place of the hearing, at least seven working days before it."""

    name: Literal["notify_hearing"] = "notify_hearing"
    on: date
    place: Annotated[str, Text]


class HoldHearing(LicenseCommand):
    """Record the hearing that was held; the decision rests on its minutes."""

    name: Literal["hold_hearing"] = "hold_hearing"
    minutes_no: Annotated[str, DocumentNo]
    summary: Annotated[str, Text]


COMMANDS = TellOfHearing | RequestHearing | WaiveHearing | NotifyHearing | HoldHearing


class HearingTold(LicenseEvent):
    """Those concerned were told of their right to a hearing."""

    topic: ClassVar[str] = "license.hearing_told"
    ground: HearingGround
    reason: str


class HearingRequested(LicenseEvent):
    """A hearing was asked for; the term of the decision stands still."""

    topic: ClassVar[str] = "license.hearing_requested"
    by_others: str | None = None


class HearingWaived(LicenseEvent):
    """No hearing is wanted."""

    topic: ClassVar[str] = "license.hearing_waived"


class HearingLapsed(LicenseEvent):
    """Nobody asked for a hearing in time."""

    topic: ClassVar[str] = "license.hearing_lapsed"


class HearingNotified(LicenseEvent):
    """Day and place of the hearing were notified."""

    topic: ClassVar[str] = "license.hearing_notified"
    on: date
    place: str


class HearingHeld(LicenseEvent):
    """The hearing was held; the term of the decision goes on."""

    topic: ClassVar[str] = "license.hearing_held"
    minutes_no: str
    summary: str


EVENTS: tuple[type[LicenseEvent], ...] = (
    HearingTold,
    HearingRequested,
    HearingWaived,
    HearingLapsed,
    HearingNotified,
    HearingHeld,
)

WANTED: dict[type[CaseCommand], tuple[HearingStep | None, ...]] = {
    TellOfHearing: (None,),
    RequestHearing: (HearingStep.TOLD,),
    WaiveHearing: (HearingStep.TOLD,),
    NotifyHearing: (HearingStep.REQUESTED, HearingStep.NOTIFIED),
    HoldHearing: (HearingStep.NOTIFIED,),
}


def to_request(licensee: str) -> str:
    """The name of the term in which a hearing may be asked for."""
    return f"licensing.{licensee}.hearing_request"


def to_hold(licensee: str) -> str:
    """The name of the term in which the hearing has to be held."""
    return f"licensing.{licensee}.hearing_hold"


def decide(command: COMMANDS, file: LicenseFile, state: CaseState, moment: Moment) -> Answer:
    """What follows from a command about the hearing."""
    licensee = command.licensee
    if file.hearing not in WANTED[type(command)]:
        return refuse("hearing_out_of_turn", HEARING, step=file.hearing or "—")
    match command:
        case TellOfHearing(ground=ground, reason=reason):
            begun = (start(moment, to_request(licensee), "hearing.request"),)
            return (HearingTold(licensee=licensee, ground=ground, reason=reason, clock=begun),)
        case RequestHearing():
            return _request(command, state, moment)
        case WaiveHearing():
            return (HearingWaived(licensee=licensee, clock=end(state.terms, to_request(licensee))),)
        case NotifyHearing(on=on, place=place):
            return _notify(licensee, on, place, moment)
        case HoldHearing():
            return _hold(command, file, state, moment)
        case _:
            assert_never(command)


def hearing_open(command: LicenseCommand, file: LicenseFile) -> Refusal | None:
    """While a hearing can still be asked for, or has to be held, nothing is decided and no inspection begun."""
    if file.hearing not in OPEN:
        return None
    return refuse("hearing_open", HEARING, licensee=command.licensee, step=file.hearing)


def lapsed(licensee: str, state: CaseState) -> HearingLapsed:
    """The time to ask is over."""
    return HearingLapsed(licensee=licensee, clock=end(state.terms, to_request(licensee)))


def changes(event: LicenseEvent) -> dict[str, object]:
    """What the event changes in the licensee's file."""
    match event:
        case HearingTold():
            return {"hearing": HearingStep.TOLD}
        case HearingRequested():
            return {"hearing": HearingStep.REQUESTED}
        case HearingNotified(on=on):
            return {"hearing": HearingStep.NOTIFIED, "hearing_on": on}
        case HearingWaived() | HearingLapsed() | HearingHeld():
            return {"hearing": HearingStep.OVER}
        case _:
            return {}


def _request(command: RequestHearing, state: CaseState, moment: Moment) -> Answer:
    licensee = command.licensee
    if not runs(moment, state.terms, to_request(licensee)):
        return refuse("hearing_late", HEARING)
    if (command.by_others is not None) is not (command.actor.role is Role.AGENCY):
        return refuse("hearing_by_others_by_agency", HEARING)
    acts = (
        *end(state.terms, to_request(licensee)),
        start(moment, to_hold(licensee), "hearing.hold"),
        *held_on(licensee, "hearing", NOT_COUNTED, state, moment),
    )
    return (HearingRequested(licensee=licensee, by_others=command.by_others, clock=acts),)


def _notify(licensee: str, on: date, place: str, moment: Moment) -> Answer:
    """At least seven working days before the hearing, which is no day of the notice."""
    latest = clock.latest(moment.in_force.limit("hearing.notice"), on, moment.calendar)
    if moment.day > latest.day:
        return refuse("hearing_notice_late", provisions("all/48"), on=on, latest=latest.day)
    return (HearingNotified(licensee=licensee, on=on, place=place),)


def _hold(command: HoldHearing, file: LicenseFile, state: CaseState, moment: Moment) -> Answer:
    if file.hearing_on is not None and moment.day < file.hearing_on:
        return refuse("hearing_to_come", provisions("all/48"), on=file.hearing_on)
    licensee = command.licensee
    acts = (*end(state.terms, to_hold(licensee)), *resume(moment, state.terms, decision(licensee)))
    said = {"licensee": licensee, "minutes_no": command.minutes_no, "summary": command.summary}
    return (HearingHeld.model_validate({**said, "clock": acts}),)
