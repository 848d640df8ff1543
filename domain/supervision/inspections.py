"""Inspections and sampling by the agency of the site (P16), with their findings."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal, assert_never

from domain.case.base import DocumentNo
from domain.messages import Event
from domain.model import Province
from domain.moment import Moment
from domain.supervision.base import Answer, happened, known_site, passed
from domain.supervision.corrections import Reported, ReportedFinding, opened
from domain.supervision.messages import SupervisionCommand
from domain.supervision.state import Source, SupervisedSite, SupervisionState


class RecordInspection(SupervisionCommand):
    """A comprehensive GMP compliance inspection of a site; each finding may be graded and given a date."""

    name: Literal["record_inspection"] = "record_inspection"
    site: str
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


class InspectionRecorded(Event):
    """A site was inspected comprehensively."""

    topic: ClassVar[str] = "supervision.inspection_recorded"
    site: str
    province: Province | None
    on: date
    report_no: str
    result: Literal["compliant", "defects", "not_compliant"]
    findings: tuple[str, ...]


class SamplingRecorded(Event):
    """Samples were taken at a site and tested."""

    topic: ClassVar[str] = "supervision.sampling_recorded"
    site: str
    on: date
    report_no: str
    result: Literal["conforming", "not_conforming"]


COMMANDS = RecordInspection | RecordSampling
EVENTS: tuple[type[Event], ...] = (InspectionRecorded, SamplingRecorded)


def decide(command: COMMANDS, state: SupervisionState, moment: Moment) -> Answer:
    """The record, and a finding for each that the report states; a report that failed states at least one."""
    site = known_site(command.site, state)
    if not isinstance(site, SupervisedSite):
        return site
    for day in (command.correct_by, *(each.correct_by for each in command.findings)):
        if refusal := passed(day, moment):
            return refusal
    on, no = happened(command, moment), command.report_no
    failed = command.result in {"not_compliant", "not_conforming"}
    stated = command.findings or ((ReportedFinding(text=no),) if failed else ())
    record: Event
    match command:
        case RecordInspection(result=result):
            texts = tuple(each.text for each in command.findings)
            source = Source.INSPECTION
            record = InspectionRecorded(
                site=site.id, province=site.province, on=on, report_no=no, result=result, findings=texts
            )
        case RecordSampling(result=tested):
            source = Source.SAMPLING
            record = SamplingRecorded(site=site.id, on=on, report_no=no, result=tested)
        case _:
            assert_never(command)
    found = opened(
        state, site.id, source, stated, report_no=no, correct_by=command.correct_by, serious=failed
    )
    return (record, *found)


def evolve(state: SupervisionState, event: Event) -> SupervisionState:
    """What was done counts for the year that runs, if it was done in it, and pays the debt of the years before."""
    year = state.year
    match event:
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
