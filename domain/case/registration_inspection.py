"""Registration inspection and testing (P12): called for by the review centre, reported by the inspection centre.

Where they are called for they cover every site of the chain, and no positive conclusion comes without all reports.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, assert_never

from domain.case.base import DocumentNo, Text, provisions
from domain.case.review_clock import report_term
from domain.case.review_commands import INSPECTION_NOTICE, INSPECTION_REPORT, TEST, ReviewCommand
from domain.case.state import CaseState, RegistrationInspection, Review, SiteInspection
from domain.dossier import in_mainland
from domain.messages import Refusal
from domain.moment import Moment
from domain.refusals import refuse
from domain.terms import ClockAct, ProcedureEvent, end, start

WITHOUT_INSPECTION = frozenset({"reg.sa", "reg.sa.merged"})
"""Tracks for supplemental applications without inspection or testing: those with them have a track of their own."""

_CALLED = provisions("o27/97")


class NotifyRegistrationInspection(ReviewCommand):
    """Call for the inspection of every site of the chain, and for testing where samples are to be tested."""

    name: Literal["notify_registration_inspection"] = "notify_registration_inspection"
    notice_no: Annotated[str, DocumentNo]
    testing: Literal["sample", "sample_and_standard"] | None = None


class WaiveRegistrationInspection(ReviewCommand):
    """State that this application needs no inspection, with the reason."""

    name: Literal["waive_registration_inspection"] = "waive_registration_inspection"
    reason: Annotated[str, Text]


class StartOverseasInspection(ReviewCommand):
    """Begin the inspection abroad; its time is not counted."""

    name: Literal["start_overseas_inspection"] = "start_overseas_inspection"
    plan_no: Annotated[str, DocumentNo]


class ReportRegistrationInspection(ReviewCommand):
    """Report on one site: passed, to be rectified, or not passed."""

    name: Literal["report_registration_inspection"] = "report_registration_inspection"
    site: str
    report_no: Annotated[str, DocumentNo]
    result: Literal["pass", "rectify", "fail"]
    findings: tuple[Annotated[str, Text], ...] = ()


class ReportRegistrationRectification(ReviewCommand):
    """The applicant reports that the defects of a site are mended."""

    name: Literal["report_registration_rectification"] = "report_registration_rectification"
    site: str
    remark: Annotated[str, Text]


class ReportRegistrationTest(ReviewCommand):
    """Report the result of the testing institute."""

    name: Literal["report_registration_test"] = "report_registration_test"
    institute: Annotated[str, Text]
    report_no: Annotated[str, DocumentNo]
    result: Literal["conforming", "not_conforming"]


class RegistrationInspectionNotified(ProcedureEvent):
    """Inspection centre and applicant were told: these sites are inspected, these samples tested."""

    topic: ClassVar[str] = "review.inspection_notified"
    notice_no: str
    sites: tuple[str, ...]
    overseas: tuple[str, ...] = ()
    testing: Literal["sample", "sample_and_standard"] | None = None


class RegistrationInspectionWaived(ProcedureEvent):
    """The review centre stated that no inspection is needed."""

    topic: ClassVar[str] = "review.inspection_waived"
    reason: str


class OverseasInspectionStarted(ProcedureEvent):
    """The inspection abroad began; the review clock stands still until every site abroad has its report."""

    topic: ClassVar[str] = "review.overseas_inspection_started"
    plan_no: str


class RegistrationInspectionReported(ProcedureEvent):
    """The inspection centre reported on a site."""

    topic: ClassVar[str] = "review.inspection_reported"
    site: str
    report_no: str
    result: Literal["pass", "rectify", "fail"]
    findings: tuple[str, ...] = ()


class RegistrationRectificationReported(ProcedureEvent):
    """The applicant reported that the defects of a site are mended."""

    topic: ClassVar[str] = "review.rectification_reported"
    site: str
    remark: str


class RegistrationTestReported(ProcedureEvent):
    """The result of the testing institute was reported."""

    topic: ClassVar[str] = "review.test_reported"
    institute: str
    report_no: str
    result: Literal["conforming", "not_conforming"]


class InspectionReportMissing(ProcedureEvent):
    """Reports were not there so long before the review ends: its clock stands still until they are."""

    topic: ClassVar[str] = "review.inspection_report_missing"
    sites: tuple[str, ...]


COMMANDS = (
    NotifyRegistrationInspection
    | WaiveRegistrationInspection
    | StartOverseasInspection
    | ReportRegistrationInspection
    | ReportRegistrationRectification
    | ReportRegistrationTest
)
EVENTS: tuple[type[ProcedureEvent], ...] = (
    RegistrationInspectionNotified,
    RegistrationInspectionWaived,
    OverseasInspectionStarted,
    RegistrationInspectionReported,
    RegistrationRectificationReported,
    RegistrationTestReported,
    InspectionReportMissing,
)

Decided = tuple[ProcedureEvent, tuple[ClockAct, ...]] | Refusal
"""An event with its own acts on the clock; the review adds those that follow from what holds it."""


def decide(command: COMMANDS, state: CaseState, moment: Moment) -> Decided:
    """What follows from a command about inspection or testing."""
    inspection = state.review.inspection
    match command:
        case NotifyRegistrationInspection():
            return _cannot_call(state.review) or _notified(command, state, moment)
        case WaiveRegistrationInspection(reason=reason):
            waived = RegistrationInspectionWaived(reason=reason)
            return _cannot_call(state.review) or (waived, end(state.terms, INSPECTION_NOTICE))
        case StartOverseasInspection(plan_no=number):
            if inspection.abroad or not any(each.overseas for each in inspection.unreported):
                return refuse("no_overseas_inspection", _CALLED)
            return OverseasInspectionStarted(plan_no=number), ()
        case ReportRegistrationInspection():
            return _reported(command, state)
        case ReportRegistrationRectification(site=site, remark=remark):
            found = inspection.site(site)
            if found is None or not found.rectifying:
                return refuse("nothing_to_rectify", _CALLED, site=site)
            return RegistrationRectificationReported(site=site, remark=remark), ()
        case ReportRegistrationTest(institute=institute, report_no=number, result=result):
            if inspection.testing is None or inspection.test_result is not None:
                return refuse("test_not_awaited", provisions("o27/98"))
            tested = RegistrationTestReported(institute=institute, report_no=number, result=result)
            return tested, end(state.terms, TEST)
        case _:
            assert_never(command)


def evolve(review: Review, event: ProcedureEvent) -> Review:
    """The review after such an event."""
    inspection = review.inspection
    match event:
        case RegistrationInspectionNotified(sites=sites, overseas=overseas, testing=testing):
            listed = tuple(SiteInspection(site=each, overseas=each in overseas) for each in sites)
            update: dict[str, object] = {"needed": True, "sites": listed, "testing": testing}
        case RegistrationInspectionWaived():
            update = {"needed": False}
        case OverseasInspectionStarted():
            update = {"abroad": True}
        case RegistrationInspectionReported(site=site, result=result):
            update = _site(inspection, site, {"result": result, "rectified": False})
        case RegistrationRectificationReported(site=site):
            update = _site(inspection, site, {"rectified": True})
        case RegistrationTestReported(result=result):
            update = {"test_result": result}
        case InspectionReportMissing():
            update = {"report_missing": True}
        case _:
            return review
    return review.model_copy(update={"inspection": inspection.model_copy(update=update)})


def unfinished(review: Review) -> Refusal | None:
    """Why a positive conclusion is not possible yet: reports that are missing, or not in order."""
    inspection = review.inspection
    if missing := inspection.unreported:
        return refuse("inspection_reports_missing", _CALLED, sites=", ".join(each.site for each in missing))
    if failed := [each.site for each in inspection.sites if each.result != "pass"]:
        return refuse("site_inspection_not_passed", _CALLED, sites=", ".join(failed))
    if inspection.testing is not None and inspection.test_result is None:
        return refuse("test_report_missing", provisions("o27/98"))
    if inspection.test_result == "not_conforming":
        return refuse("test_not_conforming", provisions("o27/98"))
    return None


def can_be_called(review: Review) -> bool:
    """Whether the review centre has still to say if an inspection is needed."""
    return review.inspection.needed is None and review.track not in WITHOUT_INSPECTION


def _cannot_call(review: Review) -> Refusal | None:
    if review.track in WITHOUT_INSPECTION:
        return refuse("track_without_inspection", provisions("o27/96"), track=review.track)
    if review.inspection.needed is not None:
        return refuse("inspection_already_settled", _CALLED)
    return None


def _notified(command: NotifyRegistrationInspection, state: CaseState, moment: Moment) -> Decided:
    """Every site of the chain is inspected; a test runs from the notice if the configured reading says so."""
    sites = state.file.used_sites()
    event = RegistrationInspectionNotified(
        notice_no=command.notice_no,
        sites=tuple(each.id for each in sites),
        overseas=tuple(each.id for each in sites if not in_mainland(each.country, each.province)),
        testing=command.testing,
    )
    acts = (*end(state.terms, INSPECTION_NOTICE), *report_term(moment, state.terms), *_test(command, moment))
    return event, acts


def _test(command: NotifyRegistrationInspection, moment: Moment) -> tuple[ClockAct, ...]:
    if command.testing is None or moment.in_force.reading("registration_test_start").value != "notice":
        return ()
    return (start(moment, TEST, "reg.test.standard" if command.testing != "sample" else "reg.test"),)


def _reported(command: ReportRegistrationInspection, state: CaseState) -> Decided:
    inspection = state.review.inspection
    found = inspection.site(command.site)
    if found is None:
        known = ", ".join(each.site for each in inspection.sites) or "—"
        return refuse("site_not_inspected", _CALLED, site=command.site, known=known)
    if found.result is not None and not found.rectified:
        return refuse("site_already_reported", _CALLED, site=command.site)
    last = [each.site for each in inspection.unreported] == [command.site]
    event = RegistrationInspectionReported(
        site=command.site, report_no=command.report_no, result=command.result, findings=command.findings
    )
    return event, end(state.terms, INSPECTION_REPORT) if last else ()


def _site(inspection: RegistrationInspection, site: str, update: dict[str, object]) -> dict[str, object]:
    sites = tuple(each.model_copy(update=update) if each.site == site else each for each in inspection.sites)
    return {"sites": sites}
