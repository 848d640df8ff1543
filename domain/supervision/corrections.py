"""Findings and their correction: opened by a report, planned by the enterprise, verified and closed by who found them.

The date to correct by is set in the act of the agency, not by a text: when it passes the engine raises an alarm.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, ClassVar, Literal, assert_never

from pydantic import BeforeValidator, Field

from domain.case.base import DocumentNo, Text
from domain.messages import Event
from domain.model import Frozen, Province
from domain.moment import Moment
from domain.refusals import refuse
from domain.supervision.base import SUPERVISION, Answer, happened, open_finding, passed
from domain.supervision.messages import SupervisionCommand
from domain.supervision.state import Grade, SiteFinding, Source, SupervisionState


class ReportedFinding(Frozen):
    """A finding as a report states it. Without a date of its own that of the report counts."""

    text: Annotated[str, Text]
    grade: Grade | None = None
    correct_by: date | None = None


def _plain(value: object) -> object:
    return {"text": value} if isinstance(value, str) else value


Reported = Annotated[ReportedFinding, BeforeValidator(_plain)]
"""A finding; a bare sentence is one that nobody has graded."""


class HandInCorrectivePlan(SupervisionCommand):
    """The operator of the site, or the holder, hands in its plan to correct a finding."""

    name: Literal["hand_in_corrective_plan"] = "hand_in_corrective_plan"
    finding: Annotated[int, Field(ge=1)]
    plan: Annotated[str, Text]


class VerifyCorrection(SupervisionCommand):
    """Who opened the finding looks at the correction: it is closed, or stays open, perhaps with a new date."""

    name: Literal["verify_correction"] = "verify_correction"
    finding: Annotated[int, Field(ge=1)]
    outcome: Literal["corrected", "not_corrected"]
    report_no: Annotated[str, DocumentNo]
    reason: Annotated[str, Text]
    correct_by: date | None = None


class FindingOpened(Event):
    """A finding was opened; `province` is whose agency follows it up, `notified` are the others that are told."""

    topic: ClassVar[str] = "supervision.finding_opened"
    number: int
    site: str
    province: Province
    source: Source
    report_no: str | None = None
    text: str
    grade: Grade | None = None
    correct_by: date | None = None
    serious: bool = False
    on: date | None = None
    notified: tuple[Province, ...] = ()


class CorrectivePlanHandedIn(Event):
    """A plan to correct the finding was handed in."""

    topic: ClassVar[str] = "supervision.corrective_plan_handed_in"
    finding: int
    site: str
    organisation: str
    plan: str


class FindingClosed(Event):
    """The correction was verified and the finding closed."""

    topic: ClassVar[str] = "supervision.finding_closed"
    finding: int
    site: str
    report_no: str
    reason: str
    on: date | None = None


class CorrectionNotAccepted(Event):
    """The correction was looked at and is not enough: a new plan is needed."""

    topic: ClassVar[str] = "supervision.correction_not_accepted"
    finding: int
    site: str
    report_no: str
    reason: str
    correct_by: date | None = None
    on: date | None = None


class FindingOverdue(Event):
    """The date set for the correction has passed; `owed_by` has to act, the agency of `province` to see to it."""

    topic: ClassVar[str] = "supervision.finding_overdue"
    finding: int
    site: str
    province: Province
    owed_by: str | None = None


COMMANDS = HandInCorrectivePlan | VerifyCorrection
EVENTS: tuple[type[Event], ...] = (
    FindingOpened,
    CorrectivePlanHandedIn,
    FindingClosed,
    CorrectionNotAccepted,
    FindingOverdue,
)


def opened(  # noqa: PLR0913 - what a report says, each thing once
    state: SupervisionState,
    site: str,
    source: Source,
    findings: Iterable[ReportedFinding],
    *,
    on: date | None = None,
    seen_by: Iterable[Province] = (),
    report_no: str | None = None,
    correct_by: date | None = None,
    serious: bool = False,
) -> tuple[FindingOpened, ...]:
    """The findings of a report, numbered on; a critical one is always serious.

    Every agency concerned that was not there (`seen_by`; else the one in charge was) is notified of what an agency
    found; the holder's own findings stay with it.
    """
    product = state.supervised
    here = product.in_charge(site)
    there = {*seen_by} or {here}
    others = () if source is Source.AUDIT else tuple(each for each in product.provinces if each not in there)
    return tuple(
        FindingOpened(
            number=number,
            site=site,
            province=here,
            source=source,
            report_no=report_no,
            text=each.text,
            grade=each.grade,
            correct_by=each.correct_by or correct_by,
            serious=serious or (each.grade is Grade.CRITICAL and source is not Source.AUDIT),
            on=on,
            notified=others,
        )
        for number, each in enumerate(findings, len(state.findings) + 1)
    )


def decide(command: COMMANDS, state: SupervisionState, moment: Moment) -> Answer:
    """What follows from a command about a finding."""
    found = open_finding(command.finding, state)
    if not isinstance(found, SiteFinding):
        return found
    match command:
        case HandInCorrectivePlan(plan=plan):
            who = command.actor.organisation
            handed = CorrectivePlanHandedIn(
                finding=found.number, site=found.site, organisation=who, plan=plan
            )
            return (handed,)
        case VerifyCorrection(outcome="corrected"):
            if not found.planned:
                return refuse("no_corrective_plan", SUPERVISION, finding=found.number, site=found.site)
            return (
                FindingClosed(
                    finding=found.number,
                    site=found.site,
                    report_no=command.report_no,
                    reason=command.reason,
                    on=happened(command, moment),
                ),
            )
        case VerifyCorrection():
            not_enough = CorrectionNotAccepted(
                finding=found.number,
                site=found.site,
                report_no=command.report_no,
                reason=command.reason,
                correct_by=command.correct_by,
                on=happened(command, moment),
            )
            return passed(command.correct_by, moment) or (not_enough,)
        case _:
            assert_never(command)


def overdue(term: str, state: SupervisionState) -> tuple[Event, ...]:
    """What follows when the date set for a correction has passed."""
    found = next(each for each in state.open_findings if finding_term(each) == term)
    product = state.supervised
    makes_it_right = None if found.reported else product.maker(found.site)
    return (
        FindingOverdue(
            finding=found.number,
            site=found.site,
            province=product.in_charge(found.site),
            owed_by=product.represented_by if found.source is Source.AUDIT else makes_it_right,
        ),
    )


def finding_term(finding: SiteFinding) -> str:
    """The name of the term in which a finding is to be corrected."""
    return f"finding.{finding.number}"


def evolve(state: SupervisionState, event: Event) -> SupervisionState:
    """The supervision after an event about a finding."""
    match event:
        case FindingOpened():
            finding = SiteFinding(
                number=event.number,
                site=event.site,
                source=event.source,
                grade=event.grade,
                correct_by=event.correct_by,
                serious=event.serious,
                opened_on=event.on,
                notified=event.notified,
            )
            return state.model_copy(update={"findings": (*state.findings, finding)})
        case CorrectivePlanHandedIn(finding=number):
            return state.with_finding(number, planned=True)
        case FindingClosed(finding=number):
            return state.with_finding(number, closed=True, overdue=False)
        case CorrectionNotAccepted(finding=number, correct_by=day):
            again: dict[str, object] = {"planned": False, "reported": False, "refused": len(state.acts)}
            if day is not None:
                again |= {"correct_by": day, "overdue": False}
            return state.with_finding(number, **again)
        case FindingOverdue(finding=number):
            return state.with_finding(number, overdue=True)
        case _:
            return state
