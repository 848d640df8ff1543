"""Annual supervision: `decide` and `evolve` (P14 and P16 of the pilot).

A year is a calendar year. It counts for the annual inspection if the product was in production on any day of it;
the agency of the holder's province answers for the count. What is recorded later than its year counts for no other.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, assert_never, get_args

from pydantic import Field

from domain.actors import Actor, Role
from domain.case.state import CaseOutcome, CaseState, applicant_names
from domain.competence import competent
from domain.dossier import APPLICANT, DispatchedStaff, in_mainland
from domain.findings import Outcome
from domain.law.tables import Relation
from domain.messages import Event, Refusal
from domain.model import Province, ProvisionId, end_of_day, local_day
from domain.moment import Moment
from domain.position import Deadline
from domain.refusals import refuse
from domain.rules.case_rules import e16_staff
from domain.rules.thresholds import thresholds
from domain.supervision.messages import (
    AnnualInspectionMissed,
    ApprovalNoted,
    AuditRecorded,
    ConfirmSetUp,
    EndSupervision,
    InspectionRecorded,
    MoveSupervisionClock,
    NoteApproval,
    OpenSupervision,
    ProductionStarted,
    RecordAudit,
    RecordInspection,
    RecordSampling,
    SamplingRecorded,
    SupervisionClockMoved,
    SupervisionCommand,
    SupervisionEnded,
    SupervisionOpened,
    YearClosed,
    YearEnded,
)
from domain.supervision.state import (
    SupervisedProduct,
    SupervisedSite,
    SupervisionStage,
    SupervisionState,
    Year,
)

Answer = tuple[Event, ...] | Refusal

OutsideCommand = (
    OpenSupervision
    | NoteApproval
    | ConfirmSetUp
    | RecordInspection
    | RecordSampling
    | RecordAudit
    | EndSupervision
    | MoveSupervisionClock
)
"""What somebody outside the workflow may send to a supervision."""

AnySupervisionCommand = Annotated[OutsideCommand | YearEnded, Field(discriminator="name")]

COMMANDS: dict[str, type[SupervisionCommand]] = {
    model.model_fields["name"].default: model for model in get_args(OutsideCommand)
}
"""Every outside command by its name."""

EVENTS: tuple[type[Event], ...] = (
    SupervisionOpened,
    ApprovalNoted,
    ProductionStarted,
    InspectionRecorded,
    SamplingRecorded,
    AuditRecorded,
    YearClosed,
    AnnualInspectionMissed,
    SupervisionEnded,
    SupervisionClockMoved,
)
"""Every event that a supervision can hold."""

ANNUAL = "gmp.inspection"


def decide(
    command: OutsideCommand | YearEnded, state: SupervisionState, case: CaseState, moment: Moment
) -> Answer | None:
    """What is now true, or why not; None for a timer that does not apply, or not yet. `case` is the case's state."""
    if isinstance(command, YearEnded):
        return _year_ended(command, state, moment)
    if isinstance(command, OpenSupervision):
        if state.product is not None:
            return refuse("already_open", _provisions("dal/7"), stream=command.stream)
    elif state.product is None:
        return refuse("unknown_supervision", _provisions("plan/licensing"), stream=command.stream)
    rows = moment.in_force.competence(case.regime) if case.regime else ()
    row = competent(command, rows, lambda relation: _stands(relation, command.actor, command, state, case))
    if isinstance(row, Refusal):
        return row
    if command.occurred is not None and command.occurred > moment.received:
        return refuse("occurred_in_future", row.basis, occurred=command.occurred, received=moment.received)
    if state.closed:
        return refuse("supervision_closed", row.basis, command=command.name)
    if state.product is not None and state.stage not in command.stages:
        stages = ", ".join(command.stages)
        return refuse("wrong_stage", row.basis, command=command.name, stage=state.stage, stages=stages)
    answer = _decide(command, state, case, moment)
    if isinstance(answer, Refusal):
        return answer
    return tuple(e if e.basis else e.model_copy(update={"basis": row.basis}) for e in answer)


def evolve(state: SupervisionState, event: Event) -> SupervisionState:
    """The supervision after an event."""
    year = state.year
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
        case ApprovalNoted():
            update = {"stage": SupervisionStage.SET_UP}
        case ProductionStarted(on=on):
            update = {"stage": SupervisionStage.PRODUCTION, "production_since": on}
        case InspectionRecorded(site=site, on=on) if year and on.year >= year.year:
            update = {"year": year.model_copy(update={"inspected": (*year.inspected, site)})}
        case SamplingRecorded(site=site, on=on) if year and on.year >= year.year:
            update = {"year": year.model_copy(update={"sampled": (*year.sampled, site)})}
        case AuditRecorded(site=site, on=on) if year and on.year >= year.year:
            update = {"year": year.model_copy(update={"audited": (*year.audited, site)})}
        case YearClosed():
            update = {
                "year": Year(year=event.year + 1),
                "year_end": event.next_year_end,
                "years_closed": state.years_closed + 1,
            }
        case SupervisionEnded():
            update = {"closed": True, "year_end": None}
        case SupervisionClockMoved(shift=shift):
            update = {"shift": shift}
        case _:
            return state
    return state.model_copy(update=update)


def _decide(command: OutsideCommand, state: SupervisionState, case: CaseState, moment: Moment) -> Answer:
    match command:
        case OpenSupervision():
            if not case.licensing.granted:
                return refuse("no_license_yet", _provisions("plan/licensing"), case=_number(command))
            product = _product(case)
            end = _year_end(moment.day.year, moment)
            return (SupervisionOpened(product=product, on=moment.day, shift=case.shift, year_end=end),)
        case NoteApproval():
            if case.outcome is not CaseOutcome.APPROVED or state.stage is not SupervisionStage.LICENSED:
                return refuse("no_approval", _provisions("plan/supervision"), case=_number(command))
            return (ApprovalNoted(case=_number(command)),)
        case ConfirmSetUp():
            return _confirm(command, state, case, moment)
        case RecordInspection() | RecordSampling() | RecordAudit():
            return _record(command, state, local_day(command.occurred or moment.received))
        case EndSupervision(reason=reason):
            return (SupervisionEnded(reason=reason),)
        case MoveSupervisionClock(shift=shift):
            if shift <= state.shift:
                return refuse(
                    "clock_moves_forward_only", _provisions("cc/203"), shift=shift, current=state.shift
                )
            return (SupervisionClockMoved(shift=shift),)
        case _:
            assert_never(command)


def _record(
    command: RecordInspection | RecordSampling | RecordAudit, state: SupervisionState, on: date
) -> Answer:
    site = state.supervised.site(command.site)
    if site is None:
        known = ", ".join(each.id for each in state.supervised.sites)
        return refuse("unknown_site", _provisions("plan/supervision"), site=command.site, known=known)
    match command:
        case RecordInspection(report_no=no, result=result, findings=findings):
            return (
                InspectionRecorded(
                    site=site.id,
                    province=site.province,
                    on=on,
                    report_no=no,
                    result=result,
                    findings=findings,
                ),
            )
        case RecordSampling(report_no=no, result=tested):
            return (SamplingRecorded(site=site.id, on=on, report_no=no, result=tested),)
        case RecordAudit(report_no=no, findings=findings):
            return (AuditRecorded(site=site.id, on=on, report_no=no, findings=findings),)
        case _:
            assert_never(command)


def _confirm(command: ConfirmSetUp, state: SupervisionState, case: CaseState, moment: Moment) -> Answer:
    """Production waits until enough qualified people are posted at every entrusted site (E16)."""
    known = {site.id for site in state.supervised.sites}
    if strange := sorted({posting.site for posting in command.postings} - known):
        shown = {"site": ", ".join(strange), "known": ", ".join(sorted(known))}
        return refuse("unknown_site", _provisions("plan/4"), **shown)
    sites = [site for site in case.file.used_sites() if site.operator != APPLICANT]
    staff = [
        DispatchedStaff(name=p.person, site=p.site, knows_process=p.knows_process, knows_gmp=p.knows_gmp)
        for p in command.postings
    ]
    finding = e16_staff(sites, staff, thresholds().on("staff.per_site", moment.day).n)
    if finding.outcome is Outcome.HOLD:
        posted = ", ".join(f"{site}: {count}" for site, count in finding.facts.items())
        return refuse("set_up_incomplete", finding.citations, posted=posted)
    return (
        ProductionStarted(
            on=moment.day,
            postings=command.postings,
            quality_system_version=command.quality_system_version,
            compensation_policy_no=command.compensation_policy_no,
            transport_validation_no=command.transport_validation_no,
        ),
    )


def _year_ended(command: YearEnded, state: SupervisionState, moment: Moment) -> Answer | None:
    end, year = state.year_end, state.year
    if (
        end is None
        or year is None
        or (end.term, end.due) != (command.term, command.due)
        or moment.clock < end.due
    ):
        return None
    since = state.production_since
    in_production = since is not None and since.year <= year.year
    closed = YearClosed(
        year=year.year,
        in_production=in_production,
        inspections=len(year.inspected),
        samplings=len(year.sampled),
        audits=len(year.audited),
        next_year_end=_year_end(year.year + 1, moment),
        basis=end.basis,
    )
    if not in_production or len(year.inspected) >= _least_inspections(year.year):
        return (closed,)
    responsible = state.supervised.holder_province
    return (AnnualInspectionMissed(year=year.year, responsible=responsible, basis=end.basis), closed)


def _least_inspections(year: int) -> int:
    return thresholds().on("inspection.per_year", date(year, 12, 31)).n


def _year_end(year: int, moment: Moment) -> Deadline:
    """24:00 of 31 December: the plan counts inspections by calendar year."""
    limit = moment.in_force.limit(ANNUAL)
    due = end_of_day(date(year, 12, 31))
    return Deadline(term=f"year.{year}", limit=ANNUAL, due=due, basis=limit.basis)


def _product(case: CaseState) -> SupervisedProduct:
    dossier = case.file
    used = dossier.used_sites()
    if case.regime is None or (province := dossier.applicant_province()) is None:
        raise LookupError("a case with a license has a regime and a province")
    return SupervisedProduct(
        case=case.number,
        regime=case.regime,
        product=dossier.product.name,
        product_zh=dossier.product.name_zh,
        holder=dossier.applicant.name,
        holder_province=province,
        manufacturers=tuple(cmo.name for cmo in dossier.chain()),
        sites=tuple(
            SupervisedSite(
                id=site.id,
                operator=site.operator,
                province=Province(str(site.province)) if in_mainland(site.country, site.province) else None,
                entrusted=site.operator != APPLICANT,
            )
            for site in used
        ),
    )


def _stands(
    relation: Relation,
    actor: Actor,
    command: SupervisionCommand,
    state: SupervisionState,
    case: CaseState,
) -> bool:
    if relation is Relation.ENGINE:
        return actor.role is Role.SYSTEM
    product = state.product
    if product is None:
        return False
    match relation:
        case Relation.APPLICANT:
            return actor.organisation in {product.holder, *applicant_names(case.file)}
        case Relation.APPLICANT_AGENCY:
            return actor.province == product.holder_province
        case Relation.CONCERNED_AGENCY:
            return actor.province in product.provinces
        case Relation.SITE_AGENCY:
            site = product.site(getattr(command, "site", ""))
            return site is None or (site.province is not None and actor.province == site.province)
        case Relation.NATIONAL:
            return True
        case _:
            return False


def _number(command: SupervisionCommand) -> str:
    return command.stream.removeprefix("supervision/")


def _provisions(*names: str) -> tuple[ProvisionId, ...]:
    return tuple(ProvisionId(name) for name in names)
