"""Suspension and resumption, at any stage before the decision, by the office that has the case.

While a case is suspended nothing is done in it but its resumption, its end, and what the engine and the remedies ask
for; every term of the procedure stands still on the ground and article of the suspension. The terms of remedies run
on: they are not the office's. What no text settles stands in the readings `suspension_grounds`, `suspension_terms`
and `suspension_authority`, which are open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, ClassVar, Literal, assert_never

from domain.case import contest
from domain.case.anytime import BEFORE_DECISION, MoveClock, Withdraw
from domain.case.base import Answer, CaseCommand, DocumentNo, Text, provisions
from domain.case.closing import REMEDY_TERMS
from domain.case.remedies import in_charge
from domain.case.remedy_file import Office
from domain.case.review_clock import follow
from domain.case.state import CaseState, Stage
from domain.case.suspension_file import GROUNDS, Suspension, SuspensionGround
from domain.case.termination import TerminateCase
from domain.messages import Refusal
from domain.model import ProvisionId
from domain.moment import Moment
from domain.position import Wait
from domain.refusals import refuse
from domain.terms import ClockAct, ProcedureEvent, Terms, after, resume, stop

NOT_COUNTED = provisions("all/45", "o27/103")
"""What is not counted: in the procedure of a license, and in that of a registration."""

NAMED: Mapping[str, tuple[tuple[Stage, ...], tuple[ProvisionId, ...]]] = {
    "review_suspended": ((Stage.TECHNICAL_REVIEW,), provisions("o27/103")),
    "expert_appraisal": (
        tuple(stage for stage in BEFORE_DECISION if stage is not Stage.TECHNICAL_REVIEW),
        provisions("all/45"),
    ),
}
"""The grounds that an article names: at which stages, and on which article the terms stand still."""


class SuspendCase(CaseCommand):
    """Suspend the case: on a ground that an article names, or on another one with the reason why."""

    name: Literal["suspend_case"] = "suspend_case"
    stages: ClassVar[tuple[Stage, ...]] = BEFORE_DECISION
    ground: SuspensionGround
    document_no: Annotated[str, DocumentNo]
    reason: Annotated[str, Text]


class ResumeCase(CaseCommand):
    """Let a suspended case go on, and its terms with it."""

    name: Literal["resume_case"] = "resume_case"
    stages: ClassVar[tuple[Stage, ...]] = BEFORE_DECISION
    document_no: Annotated[str, DocumentNo]
    reason: Annotated[str, Text]


class CaseSuspended(ProcedureEvent):
    """The case is suspended. `open`: whether this ground suspends is a reading that nobody has settled."""

    topic: ClassVar[str] = "case.suspended"
    on: date
    stage: Stage
    by: Office
    ground: SuspensionGround
    document_no: str
    reason: str
    open: bool = False


class CaseResumed(ProcedureEvent):
    """The case goes on from the day after this one."""

    topic: ClassVar[str] = "case.resumed"
    on: date
    since: date
    ground: SuspensionGround
    document_no: str
    reason: str


COMMANDS = SuspendCase | ResumeCase
EVENTS: tuple[type[ProcedureEvent], ...] = (CaseSuspended, CaseResumed)

POSSIBLE = ResumeCase | TerminateCase | Withdraw | MoveClock | contest.COMMANDS
"""What is possible while a case is suspended."""


def suspended(command: CaseCommand, state: CaseState) -> Refusal | None:
    """The refusal of an act that has to wait until the case is resumed: since when, by whom, on which article."""
    held = state.suspension
    if held is None or isinstance(command, POSSIBLE):
        return None
    return refuse(
        "case_suspended",
        held.basis,
        command=command.name,
        since=held.since,
        role=held.by.role,
        province=held.by.province,
        ground=held.ground,
        articles=", ".join(held.basis),
    )


def decide(command: COMMANDS, state: CaseState, moment: Moment) -> Answer:
    """What follows from a suspension or its lifting."""
    match command:
        case SuspendCase():
            return _suspend(command, state, moment)
        case ResumeCase():
            return _resume(command, state, moment)
        case _:
            assert_never(command)


def stops(suspension: Suspension, terms: Terms, moment: Moment) -> tuple[ClockAct, ...]:
    """The acts by which every term of the procedure that runs stands still; those of remedies run on."""
    own = [name for name in terms if not name.startswith(REMEDY_TERMS)]
    ground, basis = suspension.ground, suspension.basis
    return tuple(act for name in own for act in stop(moment, terms, name, ground, basis))


def waits(suspension: Suspension) -> Iterator[Wait]:
    """The office that can lift the suspension, or end the case."""
    by = suspension.by
    yield Wait(role=by.role, province=by.province, commands=("resume_case", "terminate_case"))


def evolve(state: CaseState, event: ProcedureEvent) -> CaseState:
    """The case after such an event."""
    match event:
        case CaseSuspended():
            return state.model_copy(update={"suspension": _on_file(event)})
        case CaseResumed():
            return state.model_copy(update={"suspension": None})
        case _:
            return state


def _suspend(command: SuspendCase, state: CaseState, moment: Moment) -> Answer:
    stage = state.stage or Stage.INTAKE
    known = NAMED.get(command.ground)
    reading = moment.in_force.reading("suspension_grounds")
    if (known and stage not in known[0]) or (known is None and reading.value == "named_in_law"):
        possible = ", ".join(ground for ground, (stages, _) in NAMED.items() if stage in stages)
        basis = reading.basis
        return refuse("suspension_ground", basis, ground=command.ground, stage=stage, possible=possible)
    event = CaseSuspended(
        on=moment.day,
        stage=stage,
        by=in_charge(state),
        ground=command.ground,
        document_no=command.document_no,
        reason=command.reason,
        open=known is None and reading.open,
        basis=known[1] if known else reading.basis,
    )
    return (event.model_copy(update={"clock": stops(_on_file(event), state.terms, moment)}),)


def _resume(command: ResumeCase, state: CaseState, moment: Moment) -> Answer:
    held = state.suspension
    if held is None:
        return refuse("case_not_suspended", NOT_COUNTED)
    going_on = tuple(
        act
        for name, term in state.terms.items()
        if term.running_stop and term.running_stop.ground in GROUNDS
        for act in resume(moment, state.terms, name)
    )
    # What came to hold the review's clock meanwhile holds it from now on.
    again = follow(moment, after(state.terms, going_on), state.review)
    resumed = CaseResumed(
        on=moment.day,
        since=held.since,
        ground=held.ground,
        document_no=command.document_no,
        reason=command.reason,
        clock=(*going_on, *again),
        basis=held.basis,
    )
    return (resumed,)


def _on_file(event: CaseSuspended) -> Suspension:
    return Suspension(
        since=event.on,
        by=event.by,
        ground=event.ground,
        document_no=event.document_no,
        reason=event.reason,
        open=event.open,
        basis=event.basis,
    )
