"""National decision (P07): NMPA's assessment of scheme, plan, agencies, enterprises and variety.

A stage of the pilot; of Notice 173 only where the reading on NMPA's approval says so.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, ClassVar, Literal, assert_never

from pydantic import Field

from domain.case.base import Answer, CaseCommand, DocumentNo, Text
from domain.case.holder_application import with_the_application
from domain.case.joint_plan import reopened
from domain.case.path import enter, forward, path
from domain.case.readiness import not_ready
from domain.case.remedies import RemediesNotice, notice, remedies
from domain.case.scheme import Returned
from domain.case.state import (
    CaseOutcome,
    CaseState,
    Reply,
    ReplyScope,
    Stage,
    Suitability,
)
from domain.dossier import Dossier
from domain.dossier import Stage as MadeAt
from domain.findings import Outcome
from domain.model import Frozen
from domain.moment import Moment
from domain.refusals import refuse
from domain.rules.case_rules import e20_nmpa
from domain.terms import ProcedureEvent


class Subject(StrEnum):
    """What NMPA assesses, each with a finding of its own."""

    SCHEME = "scheme"
    SUPERVISION_PLAN = "supervision_plan"
    AGENCIES = "agencies"
    ENTERPRISES = "enterprises"
    VARIETY = "variety"


class SubjectFinding(Frozen):
    """NMPA's finding on one subject."""

    subject: Subject
    satisfied: bool
    remark: str = Field(default="", max_length=2000)


class DecideAsNmpa(CaseCommand):
    """NMPA approves, returns the scheme to the plan, or refuses."""

    name: Literal["decide_as_nmpa"] = "decide_as_nmpa"
    stages: ClassVar[tuple[Stage, ...]] = (Stage.NATIONAL_DECISION,)
    outcome: Literal["approve", "return", "refuse"]
    reply_no: Annotated[str, DocumentNo]
    findings: tuple[SubjectFinding, ...]
    reason: Annotated[str, Text]


class NationalApproved(ProcedureEvent):
    """NMPA approved the pilot: variety, holder, manufacturers, stages and sites as in the dossier."""

    topic: ClassVar[str] = "case.national_approved"
    reply_no: str
    findings: tuple[SubjectFinding, ...]
    reason: str
    scope: ReplyScope | None = None


class NationalReturned(ProcedureEvent):
    """NMPA returned the scheme: it goes back to the joint plan for a new version."""

    topic: ClassVar[str] = "case.national_returned"
    reply_no: str
    findings: tuple[SubjectFinding, ...]
    reason: str


class NationalRefused(ProcedureEvent):
    """NMPA refused the pilot."""

    topic: ClassVar[str] = "case.national_refused"
    reply_no: str
    findings: tuple[SubjectFinding, ...]
    reason: str
    remedies: RemediesNotice | None = None


COMMANDS = DecideAsNmpa
EVENTS: tuple[type[ProcedureEvent], ...] = (NationalApproved, NationalReturned, NationalRefused)


_IN_THE_RULE = {Subject.SUPERVISION_PLAN: "plan"}
"""What the rule calls a subject, where it has another name for it."""


def decide(command: COMMANDS, state: CaseState, moment: Moment) -> Answer:
    """What follows from NMPA's decision. Under Notice 173 it rests on what the agency has found and drawn up."""
    if refusal := not_ready(state):
        return refusal
    found = [finding.subject for finding in command.findings]
    rule = e20_nmpa("approve", [_IN_THE_RULE.get(subject, subject.value) for subject in found])
    if rule.outcome is not Outcome.PASS or len(found) != len(Subject):
        missing = ", ".join(subject for subject in Subject if subject not in found) or "—"
        return refuse("subjects_incomplete", rule.citations, missing=missing)
    answer = {"reply_no": command.reply_no, "findings": command.findings, "reason": command.reason}
    match command.outcome:
        case "approve":
            if unsatisfied := ", ".join(f.subject for f in command.findings if not f.satisfied):
                return refuse("subject_not_satisfied", rule.citations, subjects=unsatisfied)
            approved = NationalApproved.model_validate({**answer, "scope": _scope(state.file)})
            return with_the_application(approved, state, moment, moment.day)
        case "return":
            return (NationalReturned.model_validate(answer),)
        case "refuse":
            told = notice(state, CaseOutcome.REFUSED_BY_NMPA, moment)
            said = {**answer, "remedies": told, "clock": remedies(moment)}
            return (NationalRefused.model_validate(said),)
        case _:
            assert_never(command.outcome)


def evolve(state: CaseState, event: ProcedureEvent) -> CaseState:
    """The case after NMPA's decision."""
    match event:
        case NationalApproved(reply_no=no, scope=scope):
            return forward(state).model_copy(update={"reply": Reply(reply_no=no, scope=scope)})
        case NationalReturned(reply_no=no, reason=reason):
            came = Returned(by="nmpa", version=len(state.plan.versions), document_no=no, reason=reason)
            update = {"plan": reopened(state.plan, came), "suitability": _again(state.suitability)}
            return enter(state.model_copy(update=update), path(state).returned_to)
        case NationalRefused():
            return state.model_copy(update={"stage": Stage.CLOSING, "outcome": CaseOutcome.REFUSED_BY_NMPA})
        case _:
            return state


def _again(suitability: Suitability) -> Suitability:
    """What NMPA sends back is examined once more; advice and confirmation stay."""
    return suitability.model_copy(update={"found": False})


def _scope(dossier: Dossier) -> ReplyScope:
    """What was applied for is what is approved: the reply takes it over from the dossier."""
    made = {each.stage for each in dossier.segments}
    return ReplyScope(
        variety=dossier.product.name,
        variety_zh=dossier.product.name_zh,
        holder=dossier.applicant.name,
        holder_zh=dossier.applicant.name_zh,
        manufacturers=tuple(each.name for each in dossier.chain()),
        manufacturers_zh=tuple(each.name_zh or each.name for each in dossier.chain()),
        stages=tuple(stage for stage in MadeAt if stage in made),
        sites=tuple(site.id for site in dossier.used_sites()),
    )
