"""Termination (终止): the office that has the case ends it, because nobody or nothing is left to decide on.

No text that was read lists the grounds; the reading `termination_grounds`, which is open, does. A termination is told
with its reason and remedies like any other refusal, and on a remedy the case goes back to where it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from domain.case.anytime import BEFORE_DECISION
from domain.case.base import Answer, CaseCommand, DocumentNo, Text, finish, provisions
from domain.case.closing import REMEDY_TERMS
from domain.case.remedies import RemediesNotice, notice, remedies
from domain.case.state import CaseOutcome, CaseState, Stage
from domain.model import ProvisionId
from domain.moment import Moment
from domain.refusals import refuse
from domain.terms import ProcedureEvent, end

TerminationGround = Literal["applicant_ended", "subject_gone", "scheme_declined"]

BASIS: Mapping[TerminationGround, tuple[ProvisionId, ...]] = {
    "applicant_ended": provisions("all/70", "all/38"),
    "subject_gone": provisions("all/38"),
    "scheme_declined": provisions("plan/joint-scheme", "all/38"),
}
"""The articles of each ground: that of the license of an entity that has ended, of the scheme that all sign."""


class TerminateCase(CaseCommand):
    """End the case: its applicant has ended, its subject has fallen away, or a province declines the joint scheme."""

    name: Literal["terminate_case"] = "terminate_case"
    stages: ClassVar[tuple[Stage, ...]] = BEFORE_DECISION
    ground: TerminationGround
    document_no: Annotated[str, DocumentNo]
    reason: Annotated[str, Text]


class CaseTerminated(ProcedureEvent):
    """The case was terminated; nothing but the remedies runs on."""

    topic: ClassVar[str] = "case.terminated"
    stage: Stage
    ground: TerminationGround
    document_no: str
    reason: str
    remedies: RemediesNotice | None = None


COMMANDS = TerminateCase
EVENTS: tuple[type[ProcedureEvent], ...] = (CaseTerminated,)


def decide(command: TerminateCase, state: CaseState, moment: Moment) -> Answer:
    """The end of the case, with the notice of its remedies."""
    basis = BASIS[command.ground]
    if command.ground == "scheme_declined" and not _declined(state):
        return refuse("no_province_declines", basis)
    own = (name for name in state.terms if not name.startswith(REMEDY_TERMS))
    terminated = CaseTerminated(
        stage=state.stage or Stage.INTAKE,
        ground=command.ground,
        document_no=command.document_no,
        reason=command.reason,
        remedies=notice(state, CaseOutcome.TERMINATED, moment),
        clock=(*end(state.terms, *own), *remedies(moment)),
        basis=basis,
    )
    return (terminated,)


def evolve(state: CaseState, event: ProcedureEvent) -> CaseState:
    """The case at its end."""
    return finish(state, CaseOutcome.TERMINATED) if isinstance(event, CaseTerminated) else state


def _declined(state: CaseState) -> bool:
    """Whether a province has said no to the version that is to be signed."""
    return state.stage is Stage.JOINT_PLAN and bool(state.plan.objectors)
