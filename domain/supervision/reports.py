"""What enterprises report each year, and what they and the other agencies say about findings."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal, assert_never

from pydantic import Field

from domain.case.base import DocumentNo, Text, province_of, provisions
from domain.messages import Event
from domain.model import Province
from domain.moment import Moment
from domain.refusals import refuse
from domain.supervision.base import Answer, happened, known_site, open_finding
from domain.supervision.messages import SupervisionCommand
from domain.supervision.state import SiteFinding, SupervisedSite, SupervisionState

SHARED = provisions("o28/50", "dim/4")
REPORT = provisions("o28/annual-report")


class ReportSelfInspection(SupervisionCommand):
    """The operator of a site reports its yearly self-inspection there."""

    name: Literal["report_self_inspection"] = "report_self_inspection"
    site: str
    report_no: Annotated[str, DocumentNo]


class FileAnnualReport(SupervisionCommand):
    """The holder files its annual report on a year that is over."""

    name: Literal["file_annual_report"] = "file_annual_report"
    year: Annotated[int, Field(ge=2020, le=2100)]
    report_no: Annotated[str, DocumentNo]


class ReportCorrection(SupervisionCommand):
    """The operator of the site, or the holder, reports that a finding has been corrected."""

    name: Literal["report_correction"] = "report_correction"
    finding: Annotated[int, Field(ge=1)]
    report_no: Annotated[str, DocumentNo]
    remark: Annotated[str, Text]


class AcknowledgeFinding(SupervisionCommand):
    """Another agency concerned acknowledges a finding that it was notified of."""

    name: Literal["acknowledge_finding"] = "acknowledge_finding"
    finding: Annotated[int, Field(ge=1)]
    remark: Annotated[str, Text] | None = None


class SelfInspectionReported(Event):
    """The operator of a site inspected itself."""

    topic: ClassVar[str] = "supervision.self_inspection_reported"
    site: str
    on: date
    report_no: str
    organisation: str


class AnnualReportFiled(Event):
    """The holder reported on a year."""

    topic: ClassVar[str] = "supervision.annual_report_filed"
    year: int
    on: date
    report_no: str


class CorrectionReported(Event):
    """An enterprise reported that a finding has been corrected: the correction is to be verified."""

    topic: ClassVar[str] = "supervision.correction_reported"
    finding: int
    site: str
    organisation: str
    on: date
    report_no: str
    remark: str


class FindingAcknowledged(Event):
    """An agency acknowledged a finding at a site of another province."""

    topic: ClassVar[str] = "supervision.finding_acknowledged"
    finding: int
    site: str
    province: Province
    on: date
    remark: str | None = None


COMMANDS = ReportSelfInspection | FileAnnualReport | ReportCorrection | AcknowledgeFinding
EVENTS: tuple[type[Event], ...] = (
    SelfInspectionReported,
    AnnualReportFiled,
    CorrectionReported,
    FindingAcknowledged,
)


def decide(command: COMMANDS, state: SupervisionState, moment: Moment) -> Answer:
    """What follows from a report or an acknowledgement."""
    on, who = happened(command, moment), command.actor.organisation
    match command:
        case ReportSelfInspection(site=id_, report_no=no):
            site = known_site(id_, state)
            if not isinstance(site, SupervisedSite):
                return site
            return (SelfInspectionReported(site=site.id, on=on, report_no=no, organisation=who),)
        case FileAnnualReport(year=year, report_no=no):
            if year >= on.year:
                return refuse("year_not_over", REPORT, year=year, latest=on.year - 1)
            return (AnnualReportFiled(year=year, on=on, report_no=no),)
        case ReportCorrection(report_no=no, remark=remark):
            found = open_finding(command.finding, state)
            if not isinstance(found, SiteFinding):
                return found
            if not found.planned:
                return refuse("no_corrective_plan", SHARED, finding=found.number, site=found.site)
            if found.reported:
                return refuse("correction_reported", SHARED, finding=found.number)
            reported = CorrectionReported(
                finding=found.number,
                site=found.site,
                organisation=who,
                on=moment.day,
                report_no=no,
                remark=remark,
            )
            return (reported,)
        case AcknowledgeFinding():
            return _acknowledge(command, on, state)
        case _:
            assert_never(command)


def evolve(state: SupervisionState, event: Event) -> SupervisionState:
    """The supervision after a report or an acknowledgement; what counts for a duty is entered elsewhere."""
    match event:
        case CorrectionReported(finding=number):
            return state.with_finding(number, reported=True)
        case _:
            return state


def _acknowledge(command: AcknowledgeFinding, on: date, state: SupervisionState) -> Answer:
    """Only an agency that was notified acknowledges, once; a finding that is closed by then too."""
    province = province_of(command)
    told = [each.number for each in state.findings if province in each.notified]
    done = [
        n
        for act in state.acts
        for n in act.findings
        if "acknowledge_finding" in act.codes and act.by == province
    ]
    found = state.finding(command.finding)
    if found is None or found.number not in told or found.number in done:
        known = ", ".join(str(n) for n in told if n not in done) or "—"
        return refuse("finding_not_notified", SHARED, finding=command.finding, known=known)
    return (
        FindingAcknowledged(
            finding=found.number, site=found.site, province=province, on=on, remark=command.remark
        ),
    )
