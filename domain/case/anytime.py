"""What is possible at every stage: the applicant's withdrawal; in a demonstration, moving the case's own clock."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, ClassVar, Literal, assert_never

from domain.case.base import Answer, CaseCommand, Text, provisions
from domain.case.closing import CaseClosed
from domain.case.state import CaseOutcome, CaseState, Stage
from domain.moment import Moment
from domain.refusals import refuse
from domain.terms import ProcedureEvent, end_all

BEFORE_DECISION = tuple(stage for stage in Stage if stage is not Stage.CLOSING)


class Withdraw(CaseCommand):
    """Withdraw the application before the last decision."""

    name: Literal["withdraw"] = "withdraw"
    stages: ClassVar[tuple[Stage, ...]] = BEFORE_DECISION
    reason: Annotated[str, Text]


class MoveClock(CaseCommand):
    """Move the case's own clock forward. Known only to an engine in demonstration mode."""

    name: Literal["move_clock"] = "move_clock"
    stages: ClassVar[tuple[Stage, ...]] = tuple(Stage)
    shift: timedelta


class Withdrawn(ProcedureEvent):
    """The applicant withdrew; nothing was decided."""

    topic: ClassVar[str] = "case.withdrawn"
    reason: str
    stage: Stage | None


class ClockMoved(ProcedureEvent):
    """The case's own clock was moved forward for a demonstration."""

    topic: ClassVar[str] = "case.clock_moved"
    shift: timedelta


COMMANDS = Withdraw | MoveClock
EVENTS: tuple[type[ProcedureEvent], ...] = (Withdrawn, ClockMoved)


def decide(command: COMMANDS, state: CaseState, moment: Moment) -> Answer:  # noqa: ARG001 - one shape for all stages
    """What follows from a command that no stage owns."""
    match command:
        case Withdraw(reason=reason):
            withdrawn = Withdrawn(reason=reason, stage=state.stage, clock=end_all(state.terms))
            return (withdrawn, CaseClosed(outcome=CaseOutcome.WITHDRAWN))
        case MoveClock(shift=shift):
            if shift <= state.shift:
                return refuse(
                    "clock_moves_forward_only", provisions("cc/203"), shift=shift, current=state.shift
                )
            return (ClockMoved(shift=shift),)
        case _:
            assert_never(command)


def evolve(state: CaseState, event: ProcedureEvent) -> CaseState:
    """The case after such an event."""
    match event:
        case Withdrawn():
            return state.model_copy(update={"outcome": CaseOutcome.WITHDRAWN, "stage": Stage.CLOSING})
        case ClockMoved(shift=shift):
            return state.model_copy(update={"shift": shift})
        case _:
            return state
