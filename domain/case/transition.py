"""The end of the Plan (P18): at 24:00 of its last day every open pilot case is recorded as it stands, and goes on.

No text that was read says what becomes of such a case. The reading `pilot_transition`, which is open, is recorded with
it, and the applicant's agency confirms with its reason that the case goes on under the Plan. The engine moves no case
to another rule book: no clause was found by which that could be done.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from domain.actors import Role
from domain.case.base import Answer, CaseCommand, Text, provisions
from domain.case.state import CaseState, Stage, Transition
from domain.law import Law, Regime
from domain.model import ProvisionId, end_of_day
from domain.moment import Moment
from domain.position import Deadline, Wait
from domain.refusals import refuse
from domain.terms import ProcedureEvent

PLAN_END = "milestone.plan_end"
TERM_OF_THE_PLAN = ProvisionId("plan/term")
BASIS = provisions("plan/term")


class ConfirmTransition(CaseCommand):
    """Confirm that a case which was open at the end of the Plan goes on under it, and say why."""

    name: Literal["confirm_transition"] = "confirm_transition"
    stages: ClassVar[tuple[Stage, ...]] = tuple(stage for stage in Stage if stage is not Stage.CLOSING)
    reason: Annotated[str, Text]


class PilotEnded(ProcedureEvent):
    """The Plan has ended while the case was open: at which stage, what it waited for, which terms ran.

    `reading` is what the deployment reads at that moment, and `open` whether that reading is not settled.
    """

    topic: ClassVar[str] = "case.pilot_ended"
    stage: Stage
    awaited: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    reading: str
    open: bool


class TransitionConfirmed(ProcedureEvent):
    """The agency has confirmed that the case goes on under the Plan."""

    topic: ClassVar[str] = "case.transition_confirmed"
    reason: str


COMMANDS = ConfirmTransition
EVENTS: tuple[type[ProcedureEvent], ...] = (PilotEnded, TransitionConfirmed)


def milestones(state: CaseState, law: Law) -> Iterator[Deadline]:
    """The end of the Plan, for a pilot case that nobody has decided and that has not seen it yet."""
    last = law.provision(TERM_OF_THE_PLAN).in_force.to
    undecided = state.opened and not state.closed and state.stage is not Stage.CLOSING
    if undecided and state.regime is Regime.PILOT and state.transition is None and last is not None:
        yield Deadline(term=PLAN_END, limit="plan_end", due=end_of_day(last), basis=BASIS)


def reached(state: CaseState, awaited: tuple[str, ...], moment: Moment) -> Answer:
    """The case as it stands at the end of the Plan, and the reading under which it goes on."""
    reading = moment.in_force.reading("pilot_transition")
    ended = PilotEnded(
        stage=state.stage or Stage.INTAKE,
        awaited=awaited,
        terms=tuple(state.terms),
        reading=str(reading.value),
        open=reading.open,
        basis=reading.basis,
    )
    return (ended,)


def waits(state: CaseState) -> Iterator[Wait]:
    """The agency that has to confirm how the case goes on; the stage's own acts go on beside it."""
    unsaid = state.transition is not None and not state.transition.confirmed
    if unsaid and state.stage is not Stage.CLOSING:
        home = state.file.applicant_province()
        yield Wait(role=Role.AGENCY, province=home, commands=("confirm_transition",))


def decide(command: ConfirmTransition, state: CaseState) -> Answer:
    """The agency's act, once the Plan has ended, and once."""
    if state.transition is None:
        return refuse("pilot_goes_on", BASIS)
    if state.transition.confirmed:
        return refuse("transition_already_confirmed", BASIS)
    return (TransitionConfirmed(reason=command.reason),)


def evolve(state: CaseState, event: ProcedureEvent) -> CaseState:
    """The case after such an event; its rule book stays the Plan's."""
    match event:
        case PilotEnded(reading=reading):
            return state.model_copy(update={"transition": Transition(reading=reading)})
        case TransitionConfirmed() if state.transition:
            confirmed = state.transition.model_copy(update={"confirmed": True})
            return state.model_copy(update={"transition": confirmed})
        case _:
            return state
