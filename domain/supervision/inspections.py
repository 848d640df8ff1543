"""Inspections and sampling by the agency of the site (P16), with their findings."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal, assert_never

from domain.case.base import DocumentNo, Text, province_of
from domain.messages import Event
from domain.model import Province
from domain.moment import Moment
from domain.supervision.base import Answer, happened, known_site, passed
from domain.supervision.coordination import twice
from domain.supervision.corrections import Reported, ReportedFinding, opened
from domain.supervision.messages import SupervisionCommand
from domain.supervision.state import Source, SupervisedSite, SupervisionState

Kind = Literal["annual", "for_cause"]


class RecordInspection(SupervisionCommand):
    """A comprehensive GMP compliance inspection of a site; each finding may be graded and given a date.

    The agency that records it leads; `joint_with` are the provinces that took part. One `for_cause` counts for no
    year. `cause` says why a site that another province has inspected in the year is inspected again.
    """

    name: Literal["record_inspection"] = "record_inspection"
    site: str
    kind: Kind = "annual"
    joint_with: tuple[Province, ...] = ()
    cause: Annotated[str, Text] | None = None
    report_no: Annotated[str, DocumentNo]
    result: Literal["compliant", "defects", "not_compliant"]
    findings: tuple[Reported, ...] = ()
    correct_by: date | None = None


class RecordSampling(SupervisionCommand):
    """A sampling inspection at a site."""

    name: Literal["record_sampling"] = "record_sampling"
    site: str
    report_no: Annotated[str, DocumentNo]
    result: Literal["conforming", "not_conforming"]
    findings: tuple[Reported, ...] = ()
    correct_by: date | None = None


class RecordTransportCheck(SupervisionCommand):
    """A check of the transports from or to a site, by the agency that the plan names."""

    name: Literal["record_transport_check"] = "record_transport_check"
    site: str
    report_no: Annotated[str, DocumentNo]
    result: Literal["compliant", "defects"]
    findings: tuple[Reported, ...] = ()
    correct_by: date | None = None


class InspectionRecorded(Event):
    """A site was inspected comprehensively; `province` is where it lies, `by` who led, `joint_with` who took part."""

    topic: ClassVar[str] = "supervision.inspection_recorded"
    site: str
    province: Province | None
    on: date
    report_no: str
    result: Literal["compliant", "defects", "not_compliant"]
    findings: tuple[str, ...]
    kind: Kind = "annual"
    by: Province | None = None
    joint_with: tuple[Province, ...] = ()
    cause: str | None = None


class SamplingRecorded(Event):
    """Samples were taken at a site and tested."""

    topic: ClassVar[str] = "supervision.sampling_recorded"
    site: str
    on: date
    report_no: str
    result: Literal["conforming", "not_conforming"]
    by: Province | None = None


class TransportChecked(Event):
    """The transports from or to a site were checked."""

    topic: ClassVar[str] = "supervision.transport_checked"
    site: str
    on: date
    report_no: str
    result: Literal["compliant", "defects"]
    by: Province


COMMANDS = RecordInspection | RecordSampling | RecordTransportCheck
EVENTS: tuple[type[Event], ...] = (InspectionRecorded, SamplingRecorded, TransportChecked)


def decide(command: COMMANDS, state: SupervisionState, moment: Moment) -> Answer:
    """The record, and a finding for each that the report states; a report that failed states at least one."""
    site = known_site(command.site, state)
    if not isinstance(site, SupervisedSite):
        return site
    for day in (command.correct_by, *(each.correct_by for each in command.findings)):
        if refusal := passed(day, moment):
            return refusal
    on, no, by = happened(command, moment), command.report_no, province_of(command)
    if isinstance(command, RecordInspection) and (refusal := twice(command, by, on, state)):
        return refusal
    failed = command.result in {"not_compliant", "not_conforming"}
    stated = command.findings or ((ReportedFinding(text=no),) if failed else ())
    joined = command.joint_with if isinstance(command, RecordInspection) else ()
    record: Event
    match command:
        case RecordInspection(result=result):
            texts = tuple(each.text for each in command.findings)
            source = Source.INSPECTION
            record = InspectionRecorded(
                site=site.id,
                province=site.province,
                on=on,
                report_no=no,
                result=result,
                findings=texts,
                kind=command.kind,
                by=by,
                joint_with=command.joint_with,
                cause=command.cause,
            )
        case RecordSampling(result=tested):
            source = Source.SAMPLING
            record = SamplingRecorded(site=site.id, on=on, report_no=no, result=tested, by=by)
        case RecordTransportCheck(result=seen):
            source = Source.INSPECTION
            record = TransportChecked(site=site.id, on=on, report_no=no, result=seen, by=by)
        case _:
            assert_never(command)
    found = opened(
        state,
        site.id,
        source,
        stated,
        on=moment.day,
        seen_by=(by, *joined),
        report_no=no,
        correct_by=command.correct_by,
        serious=failed,
    )
    return (record, *found)


def evolve(state: SupervisionState, event: Event) -> SupervisionState:
    """What was done counts for the year that runs, if it was done in it, and pays the debt of the years before."""
    year = state.year
    match event:
        case InspectionRecorded(kind="for_cause"):
            return state
        case InspectionRecorded(site=site, on=on):
            owed = tuple(each for each in state.missed if each > on.year)
            counts = year and on.year >= year.year
            new = year.model_copy(update={"inspected": (*year.inspected, site)}) if year and counts else year
            return state.model_copy(update={"year": new, "missed": owed})
        case SamplingRecorded(site=site, on=on) if year and on.year >= year.year:
            sampled = year.model_copy(update={"sampled": (*year.sampled, site)})
            return state.model_copy(update={"year": sampled})
        case _:
            return state
