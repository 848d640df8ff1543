"""The holder's own audits and spot checks of its manufacturers, and what it reports when one is refused (E29)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal, assert_never

from domain.case.base import DocumentNo, Text, provisions
from domain.messages import Event
from domain.model import Province
from domain.moment import Moment
from domain.refusals import refuse
from domain.supervision.base import Answer, happened, known_site, passed
from domain.supervision.corrections import Reported, ReportedFinding, opened
from domain.supervision.messages import SupervisionCommand
from domain.supervision.state import Source, SupervisedSite, SupervisionState

Kind = Literal["audit", "spot_check"]

CONDUCT = provisions("plan/cmo-conduct", "dal/31")


class RecordAudit(SupervisionCommand):
    """The holder's own audit or spot check of a manufacturer's site; it follows up its findings itself."""

    name: Literal["record_audit"] = "record_audit"
    site: str
    report_no: Annotated[str, DocumentNo]
    kind: Kind = "audit"
    findings: tuple[Reported, ...] = ()
    correct_by: date | None = None


class ReportRefusedAudit(SupervisionCommand):
    """The holder reports to the agency of the site that the manufacturer did not admit an audit or spot check."""

    name: Literal["report_refused_audit"] = "report_refused_audit"
    site: str
    kind: Kind = "audit"
    reason: Annotated[str, Text]


class AuditRecorded(Event):
    """The holder audited or spot-checked a manufacturer's site."""

    topic: ClassVar[str] = "supervision.audit_recorded"
    site: str
    on: date
    report_no: str
    findings: tuple[str, ...]
    kind: Kind = "audit"


class AuditRefused(Event):
    """A manufacturer did not admit the holder's audit or spot check; the agency of the site is told."""

    topic: ClassVar[str] = "supervision.audit_refused"
    site: str
    manufacturer: str
    kind: Kind
    on: date
    agency: Province
    reason: str


COMMANDS = RecordAudit | ReportRefusedAudit
EVENTS: tuple[type[Event], ...] = (AuditRecorded, AuditRefused)


def decide(command: COMMANDS, state: SupervisionState, moment: Moment) -> Answer:
    """The record with its findings, or the report with a finding for the agency."""
    site = known_site(command.site, state)
    if not isinstance(site, SupervisedSite):
        return site
    on = happened(command, moment)
    match command:
        case RecordAudit(report_no=no, findings=findings, correct_by=day):
            for each in (day, *(finding.correct_by for finding in findings)):
                if refusal := passed(each, moment):
                    return refusal
            texts = tuple(each.text for each in findings)
            audit = AuditRecorded(site=site.id, on=on, report_no=no, findings=texts, kind=command.kind)
            found = opened(
                state, site.id, Source.AUDIT, findings, on=moment.day, report_no=no, correct_by=day
            )
            return (audit, *found)
        case ReportRefusedAudit(kind=kind, reason=reason):
            if not site.entrusted:
                return refuse("site_not_entrusted", CONDUCT, site=site.id)
            product = state.supervised
            refused = AuditRefused(
                site=site.id,
                manufacturer=product.maker(site.id),
                kind=kind,
                on=on,
                agency=product.in_charge(site.id),
                reason=reason,
            )
            told = (ReportedFinding(text=reason),)
            found = opened(state, site.id, Source.REFUSED_AUDIT, told, on=moment.day, serious=True)
            return (refused, *found)
        case _:
            assert_never(command)


def evolve(state: SupervisionState, event: Event) -> SupervisionState:
    """An audit counts for its operator for good, and for the year in which it was done."""
    match event:
        case AuditRecorded(site=id_, kind=kind, on=on):
            site, year = state.supervised.site(id_), state.year
            operators = {site.operator} if site else set()
            done = "audited" if kind == "audit" else "spot_checked"
            update: dict[str, object] = {done: getattr(state, done) | operators}
            if year and on.year >= year.year:
                update["year"] = year.model_copy(update={"audited": (*year.audited, id_)})
            return state.model_copy(update=update)
        case _:
            return state
