"""How a supervision begins and ends, and the clock of a demonstration."""

from __future__ import annotations

from typing import assert_never

from domain.case.base import provisions
from domain.case.state import CaseOutcome, CaseState
from domain.dossier import APPLICANT, in_mainland
from domain.messages import Event
from domain.model import Province
from domain.moment import Moment
from domain.refusals import refuse
from domain.supervision.base import SUPERVISION, Answer
from domain.supervision.contest_parties import open_
from domain.supervision.messages import (
    ApprovalNoted,
    EndSupervision,
    MoveSupervisionClock,
    NoteApproval,
    OpenSupervision,
    SupervisionClockMoved,
    SupervisionCommand,
    SupervisionEnded,
    SupervisionOpened,
)
from domain.supervision.records import SupervisionPlan
from domain.supervision.state import (
    ChineseName,
    SupervisedProduct,
    SupervisedSite,
    SupervisionStage,
    SupervisionState,
    Year,
)
from domain.supervision.years import year_end

REMEDIES = provisions("arl/20", "apl/46")

COMMANDS = OpenSupervision | NoteApproval | EndSupervision | MoveSupervisionClock
EVENTS: tuple[type[Event], ...] = (SupervisionOpened, ApprovalNoted, SupervisionEnded, SupervisionClockMoved)


def decide(command: COMMANDS, state: SupervisionState, case: CaseState, moment: Moment) -> Answer:
    """What follows from a command about the supervision itself."""
    match command:
        case OpenSupervision():
            if not case.licensing.granted:
                return refuse("no_license_yet", provisions("plan/licensing"), case=_number(command))
            end = year_end(moment.day.year, moment)
            product = _product(case)
            return (SupervisionOpened(product=product, on=moment.day, shift=case.shift, year_end=end),)
        case NoteApproval():
            if case.outcome is not CaseOutcome.APPROVED or state.stage is not SupervisionStage.LICENSED:
                return refuse("no_approval", SUPERVISION, case=_number(command))
            plan = _plan(case)
            another = plan if plan != state.supervised.plan else None
            return (ApprovalNoted(case=_number(command), plan=another),)
        case EndSupervision(reason=reason):
            if left := open_(state):
                return refuse("remedies_open", REMEDIES, acts=", ".join(left))
            return (SupervisionEnded(reason=reason),)
        case MoveSupervisionClock(shift=shift):
            if shift <= state.shift:
                return refuse(
                    "clock_moves_forward_only", provisions("cc/203"), shift=shift, current=state.shift
                )
            return (SupervisionClockMoved(shift=shift),)
        case _:
            assert_never(command)


def evolve(state: SupervisionState, event: Event) -> SupervisionState:
    """The supervision after one of these."""
    update: dict[str, object]
    match event:
        case SupervisionOpened():
            update = {
                "product": event.product,
                "opened_on": event.on,
                "shift": event.shift,
                "year": Year(year=event.on.year),
                "year_end": event.year_end,
            }
        case ApprovalNoted(plan=plan):
            update = {"stage": SupervisionStage.SET_UP}
            if plan is not None:
                update["product"] = state.supervised.model_copy(update={"plan": plan})
        case SupervisionEnded():
            update = {"closed": True, "year_end": None}
        case SupervisionClockMoved(shift=shift):
            update = {"shift": shift}
        case _:
            return state
    return state.model_copy(update=update)


def _product(case: CaseState) -> SupervisedProduct:
    dossier = case.file
    if case.regime is None or (province := dossier.applicant_province()) is None:
        raise LookupError("a case with a license has a regime and a province")
    names = {each.id: each.name for each in dossier.cmos}
    agent = dossier.applicant.domestic_agent
    return SupervisedProduct(
        case=case.number,
        regime=case.regime,
        product=dossier.product.name,
        product_zh=dossier.product.name_zh,
        holder=dossier.applicant.name,
        holder_province=province,
        manufacturers=tuple(cmo.name for cmo in dossier.chain()),
        acting=agent.name if agent else None,
        plan=_plan(case),
        names_zh=tuple(
            ChineseName(name=each.name, name_zh=each.name_zh)
            for each in dossier.parties()
            if each.name_zh is not None
        ),
        sites=tuple(
            SupervisedSite(
                id=site.id,
                operator=site.operator,
                province=Province(str(site.province)) if in_mainland(site.country, site.province) else None,
                entrusted=site.operator != APPLICANT,
                operator_name=names.get(site.operator),
            )
            for site in dossier.used_sites()
        ),
    )


def _plan(case: CaseState) -> SupervisionPlan | None:
    """What the joint plan says about supervision; a plan of a case that needed none is none."""
    version = case.plan.current
    if version is None:
        return None
    return SupervisionPlan(
        version=version.number,
        inspections_per_year=version.inspections_per_year,
        sampling=version.sampling,
        duties=version.duties,
    )


def _number(command: SupervisionCommand) -> str:
    return command.stream.removeprefix("supervision/")
