"""Which acts count for duties: read from the events, whatever subject they belong to."""

from __future__ import annotations

from typing import assert_never

from domain.messages import Event
from domain.supervision.audits import AuditRecorded
from domain.supervision.corrections import CorrectionNotAccepted, FindingClosed
from domain.supervision.inspections import InspectionRecorded, SamplingRecorded, TransportChecked
from domain.supervision.records import DutyAct
from domain.supervision.reports import (
    AnnualReportFiled,
    CorrectionReported,
    FindingAcknowledged,
    SelfInspectionReported,
)
from domain.supervision.state import SupervisionState

MEASURES = ("admonish", "hold_talk", "order_rectification", "suspend_production")


def entered(before: SupervisionState, after: SupervisionState, event: Event) -> SupervisionState:
    """The supervision after the event with its act, if it is one, in the list of acts."""
    act = _act(before, after, event)
    if act is None:
        return after
    site = after.product.site(act.site) if after.product else None
    told = {"alarms": len(after.alarms), "operator": site.operator if site else None}
    return after.model_copy(update={"acts": (*after.acts, act.model_copy(update=told))})


def _act(before: SupervisionState, after: SupervisionState, event: Event) -> DutyAct | None:
    topic = event.topic
    match event:
        case InspectionRecorded(site=site, on=on, report_no=no):
            joint = ("record_inspection.joint",) if event.joint_with else ()
            yearly = ("record_inspection", *joint)
            by = event.by or after.supervised.in_charge(site)
            return DutyAct(
                codes=yearly if event.kind == "annual" else ("record_inspection.for_cause",),
                topic=topic,
                on=on,
                site=site,
                by=by,
                joint_with=event.joint_with,
                report_no=no,
            )
        case SamplingRecorded(site=site, on=on, report_no=no):
            by = event.by or after.supervised.in_charge(site)
            return DutyAct(codes=("record_sampling",), topic=topic, on=on, site=site, by=by, report_no=no)
        case TransportChecked(site=site, on=on, report_no=no, by=by):
            checked = ("record_transport_check",)
            return DutyAct(codes=checked, topic=topic, on=on, site=site, by=by, report_no=no)
        case AuditRecorded(site=site, on=on, report_no=no, kind=kind):
            return DutyAct(codes=(f"record_audit.{kind}",), topic=topic, on=on, site=site, report_no=no)
        case SelfInspectionReported(site=site, on=on, report_no=no):
            return DutyAct(codes=("report_self_inspection",), topic=topic, on=on, site=site, report_no=no)
        case AnnualReportFiled(on=on, report_no=no):
            return DutyAct(codes=("file_annual_report",), topic=topic, on=on, report_no=no)
        case CorrectionReported() | FindingAcknowledged() | FindingClosed() | CorrectionNotAccepted():
            return _on_a_finding(event)
        case _:
            return _measure(before, after, event)


def _on_a_finding(
    event: CorrectionReported | FindingAcknowledged | FindingClosed | CorrectionNotAccepted,
) -> DutyAct:
    match event:
        case CorrectionReported(site=site, on=on, report_no=no, finding=number):
            asked = ("report_correction",)
            return DutyAct(codes=asked, topic=event.topic, on=on, site=site, report_no=no, findings=(number,))
        case FindingAcknowledged(site=site, on=on, province=by, finding=number):
            told = ("acknowledge_finding",)
            return DutyAct(codes=told, topic=event.topic, on=on, site=site, by=by, findings=(number,))
        case FindingClosed(site=site, report_no=no, finding=number, on=on):
            done = ("verify_correction", "verify_correction.corrected")
            return DutyAct(codes=done, topic=event.topic, on=on, site=site, report_no=no, findings=(number,))
        case CorrectionNotAccepted(site=site, report_no=no, finding=number, on=on):
            seen = ("verify_correction",)
            return DutyAct(codes=seen, topic=event.topic, on=on, site=site, report_no=no, findings=(number,))
        case _:
            assert_never(event)


def _measure(before: SupervisionState, after: SupervisionState, event: Event) -> DutyAct | None:
    """Whatever measure it was, if findings are now answered by one that were not before."""
    was = {each.number for each in before.findings if each.measured}
    now = tuple(each.number for each in after.findings if each.measured and each.number not in was)
    return DutyAct(codes=MEASURES, topic=event.topic, findings=now) if now else None
