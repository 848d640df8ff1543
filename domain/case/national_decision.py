"""National decision (P07): NMPA's assessment of scheme, plan, agencies, enterprises and variety."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, ClassVar, Literal, assert_never

from pydantic import Field

from domain.case.base import Answer, CaseCommand, DocumentNo, Text, provisions
from domain.case.joint_plan import reopened
from domain.case.remedies import remedies
from domain.case.state import CaseOutcome, CaseState, LicenseFile, Licensing, Stage
from domain.model import Frozen
from domain.moment import Moment
from domain.refusals import refuse
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


COMMANDS = DecideAsNmpa
EVENTS: tuple[type[ProcedureEvent], ...] = (NationalApproved, NationalReturned, NationalRefused)


def decide(command: COMMANDS, state: CaseState, moment: Moment) -> Answer:  # noqa: ARG001 - one shape for all stages
    """What follows from NMPA's decision."""
    found = [finding.subject for finding in command.findings]
    if sorted(found) != sorted(Subject):
        missing = ", ".join(subject for subject in Subject if subject not in found) or "—"
        return refuse("subjects_incomplete", provisions("plan/nmpa-assessment"), missing=missing)
    answer = {"reply_no": command.reply_no, "findings": command.findings, "reason": command.reason}
    match command.outcome:
        case "approve":
            if unsatisfied := ", ".join(f.subject for f in command.findings if not f.satisfied):
                return refuse(
                    "subject_not_satisfied", provisions("plan/nmpa-assessment"), subjects=unsatisfied
                )
            return (NationalApproved.model_validate(answer),)
        case "return":
            return (NationalReturned.model_validate(answer),)
        case "refuse":
            return (NationalRefused.model_validate({**answer, "clock": remedies(moment)}),)
        case _:
            assert_never(command.outcome)


def evolve(state: CaseState, event: ProcedureEvent) -> CaseState:
    """The case after NMPA's decision."""
    match event:
        case NationalApproved():
            files = tuple(LicenseFile(licensee=licensee) for licensee in state.file.licensees())
            return state.model_copy(update={"stage": Stage.LICENSING, "licensing": Licensing(files=files)})
        case NationalReturned():
            return state.model_copy(update={"stage": Stage.JOINT_PLAN, "plan": reopened(state.plan)})
        case NationalRefused():
            return state.model_copy(update={"stage": Stage.CLOSING, "outcome": CaseOutcome.REFUSED_BY_NMPA})
        case _:
            return state
