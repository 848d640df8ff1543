"""Risk measures of the agencies (DAL Art. 99): admonish, talk, rectify in time, suspend production, and lift that."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal, assert_never

from pydantic import Field

from domain.case.base import DocumentNo, Text, province_of, provisions
from domain.messages import Event, Refusal
from domain.model import Province
from domain.moment import Moment
from domain.refusals import refuse
from domain.supervision.base import Answer, known_site, passed
from domain.supervision.corrections import ReportedFinding, opened
from domain.supervision.messages import SupervisionCommand
from domain.supervision.remedies import RemedyNotice, remedies
from domain.supervision.state import SiteFinding, Source, SupervisionState, Suspension
from domain.terms import ProcedureEvent

MEASURES = provisions("dal/99")
FindingNo = Annotated[int, Field(ge=1)]


class RiskMeasure(SupervisionCommand):
    """A measure at one site, or without a site for the whole product.

    It answers the findings that it names, or where it names none every serious one there is in its scope.
    """

    site: str | None = None
    document_no: Annotated[str, DocumentNo]
    reason: Annotated[str, Text]
    findings: tuple[FindingNo, ...] = ()


class Admonish(RiskMeasure):
    """Admonish the enterprise."""

    name: Literal["admonish"] = "admonish"


class HoldTalk(RiskMeasure):
    """Summon the enterprise to a talk."""

    name: Literal["hold_talk"] = "hold_talk"


class OrderRectification(RiskMeasure):
    """Order rectification by a date. Without a finding to rest on the order opens one."""

    name: Literal["order_rectification"] = "order_rectification"
    rectify_by: date


class SuspendProduction(RiskMeasure):
    """Suspend production at a site, or of the product."""

    name: Literal["suspend_production"] = "suspend_production"


class LiftSuspension(SupervisionCommand):
    """Lift a suspension after rectification; the agency that suspended lifts it."""

    name: Literal["lift_suspension"] = "lift_suspension"
    suspension: Annotated[int, Field(ge=1)]
    document_no: Annotated[str, DocumentNo]
    reason: Annotated[str, Text]


class MeasureTaken(Event):
    """An agency took a measure; `findings` are those that it answers."""

    topic: ClassVar[str] = "supervision.measure_taken"
    measure: Literal["admonish", "hold_talk"]
    site: str | None = None
    province: Province
    document_no: str
    reason: str
    findings: tuple[int, ...] = ()


class RectificationOrdered(Event):
    """An agency ordered rectification by a date."""

    topic: ClassVar[str] = "supervision.rectification_ordered"
    site: str | None = None
    province: Province
    document_no: str
    reason: str
    findings: tuple[int, ...] = ()
    rectify_by: date


class ProductionSuspended(ProcedureEvent):
    """An agency suspended production: no batch may be started there. It tells its remedies."""

    topic: ClassVar[str] = "supervision.production_suspended"
    number: int
    site: str | None = None
    province: Province
    document_no: str
    reason: str
    findings: tuple[int, ...] = ()
    remedies: RemedyNotice | None = None


class SuspensionLifted(Event):
    """The agency lifted its suspension."""

    topic: ClassVar[str] = "supervision.suspension_lifted"
    number: int
    site: str | None = None
    province: Province
    document_no: str
    reason: str


COMMANDS = Admonish | HoldTalk | OrderRectification | SuspendProduction | LiftSuspension
EVENTS: tuple[type[Event], ...] = (MeasureTaken, RectificationOrdered, ProductionSuspended, SuspensionLifted)


def decide(command: COMMANDS, state: SupervisionState, moment: Moment) -> Answer:
    """What follows from a measure."""
    if isinstance(command, LiftSuspension):
        return _lift(command, state)
    answered = _answered(command, state)
    if isinstance(answered, Refusal):
        return answered
    given = {
        "site": command.site,
        "province": province_of(command),
        "document_no": command.document_no,
        "reason": command.reason,
        "findings": tuple(each.number for each in answered),
    }
    match command:
        case Admonish() | HoldTalk():
            return (MeasureTaken.model_validate({**given, "measure": command.name}),)
        case OrderRectification(rectify_by=day):
            if refusal := passed(day, moment):
                return refusal
            ordered = RectificationOrdered.model_validate({**given, "rectify_by": day})
            return (ordered, *(() if answered else _own_finding(command, state, moment)))
        case SuspendProduction(site=site):
            if standing := [s.number for s in state.suspensions if not s.lifted and s.site == site]:
                return refuse("already_suspended", MEASURES, suspension=standing[0])
            notice, acts = remedies(province_of(command), state, moment)
            said = {"number": len(state.suspensions) + 1, "remedies": notice, "clock": acts}
            return (ProductionSuspended.model_validate({**given, **said}),)
        case _:
            assert_never(command)


def evolve(state: SupervisionState, event: Event) -> SupervisionState:
    """The supervision after a measure."""
    match event:
        case MeasureTaken(findings=findings):
            return _measured(state, findings)
        case RectificationOrdered(findings=findings, rectify_by=day):
            return _measured(state, findings, correct_by=day, overdue=False)
        case ProductionSuspended(number=number, site=site, province=province, findings=findings):
            new = Suspension(number=number, site=site, province=province, findings=findings)
            update = {"suspensions": (*state.suspensions, new)}
            return _measured(state.model_copy(update=update), findings)
        case SuspensionLifted(number=number):
            suspensions = tuple(
                each.model_copy(update={"lifted": True}) if each.number == number else each
                for each in state.suspensions
            )
            return state.model_copy(update={"suspensions": suspensions})
        case _:
            return state


def _measured(state: SupervisionState, findings: tuple[int, ...], **change: object) -> SupervisionState:
    for number in findings:
        state = state.with_finding(number, measured=True, **change)
    return state


def _answered(command: RiskMeasure, state: SupervisionState) -> tuple[SiteFinding, ...] | Refusal:
    """The findings that the measure answers: open ones, in its scope, and not the holder's own."""
    if command.site is not None and isinstance(site := known_site(command.site, state), Refusal):
        return site
    scope = [
        each
        for each in state.open_findings
        if each.source is not Source.AUDIT and command.site in {None, each.site}
    ]
    if strange := sorted(set(command.findings) - {each.number for each in scope}):
        known = ", ".join(str(each.number) for each in scope) or "—"
        return refuse("finding_unknown", MEASURES, finding=", ".join(map(str, strange)), known=known)
    return tuple(e for e in scope if (e.number in command.findings if command.findings else e.serious))


def _own_finding(command: OrderRectification, state: SupervisionState, moment: Moment) -> tuple[Event, ...]:
    """An order that rests on no finding opens one at the site, or at every site of the product."""
    sites = [command.site] if command.site else [each.id for each in state.supervised.sites]
    found: list[Event] = []
    for number, site in enumerate(sites, len(state.findings) + 1):
        stated = (ReportedFinding(text=command.reason, correct_by=command.rectify_by),)
        (one,) = opened(state, site, Source.ORDER, stated, on=moment.day, report_no=command.document_no)
        found.append(one.model_copy(update={"number": number}))
    return tuple(found)


def _lift(command: LiftSuspension, state: SupervisionState) -> Answer:
    found = state.suspension(command.suspension)
    if found is None or found.lifted:
        known = ", ".join(str(each.number) for each in state.suspensions if not each.lifted) or "—"
        return refuse("suspension_unknown", MEASURES, suspension=command.suspension, known=known)
    if left := [str(each.number) for each in state.open_findings if each.number in found.findings]:
        return refuse("rectification_open", MEASURES, findings=", ".join(left))
    return (
        SuspensionLifted(
            number=found.number,
            site=found.site,
            province=found.province,
            document_no=command.document_no,
            reason=command.reason,
        ),
    )
