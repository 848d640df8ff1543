"""Annual supervision: `decide` and `evolve` of every subject, composed (P14 to P16 of the pilot).

A year is a calendar year. It counts for the annual inspection if the product was in production on any day of it;
each agency acts for its own sites, that of the holder's province answers for the count. What is recorded later than
its year counts for no other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, get_args

from pydantic import Field

from domain.case.base import provisions
from domain.case.elsewhere import NOTHING, Elsewhere
from domain.case.state import CaseState
from domain.competence import competent
from domain.messages import Event, Refusal
from domain.moment import Moment
from domain.refusals import refuse
from domain.supervision import (
    acts,
    afterwards,
    alarms,
    audits,
    contest,
    corrections,
    duty_acts,
    inspections,
    life,
    measures,
    milestones,
    operation,
    reports,
    set_up,
    years,
)
from domain.supervision.base import Answer
from domain.supervision.messages import (
    AnnualInspectionMissed,
    OpenSupervision,
    SupervisionCommand,
    YearClosed,
    YearEnded,
)
from domain.supervision.relations import stands
from domain.supervision.state import SupervisionState
from domain.supervision.terms import COVER, running
from domain.terms import ProcedureEvent, after, dues_after

OutsideCommand = (
    life.COMMANDS
    | set_up.COMMANDS
    | operation.COMMANDS
    | inspections.COMMANDS
    | audits.COMMANDS
    | corrections.COMMANDS
    | measures.COMMANDS
    | afterwards.COMMANDS
    | reports.COMMANDS
    | alarms.COMMANDS
)
"""What somebody outside the workflow may send to a supervision."""

AnySupervisionCommand = Annotated[OutsideCommand | YearEnded, Field(discriminator="name")]

COMMANDS: dict[str, type[SupervisionCommand]] = {
    model.model_fields["name"].default: model for model in get_args(OutsideCommand)
}
"""Every outside command by its name."""

_YEARS: tuple[type[Event], ...] = (YearClosed, AnnualInspectionMissed)

EVENTS: tuple[type[Event], ...] = (
    *life.EVENTS,
    *set_up.EVENTS,
    *operation.EVENTS,
    *inspections.EVENTS,
    *audits.EVENTS,
    *corrections.EVENTS,
    *measures.EVENTS,
    *afterwards.EVENTS,
    *reports.EVENTS,
    *alarms.EVENTS,
    *_YEARS,
    *milestones.EVENTS,
)
"""Every event that a supervision can hold."""

_OWNERS: dict[type[Event], Callable[[SupervisionState, Event], SupervisionState]] = {
    **dict.fromkeys(life.EVENTS, life.evolve),
    **dict.fromkeys(set_up.EVENTS, set_up.evolve),
    **dict.fromkeys(operation.EVENTS, operation.evolve),
    **dict.fromkeys(inspections.EVENTS, inspections.evolve),
    **dict.fromkeys(audits.EVENTS, audits.evolve),
    **dict.fromkeys(corrections.EVENTS, corrections.evolve),
    **dict.fromkeys(measures.EVENTS, measures.evolve),
    **afterwards.OWNERS,
    **dict.fromkeys(reports.EVENTS, reports.evolve),
    **dict.fromkeys(alarms.EVENTS, alarms.evolve),
    **dict.fromkeys(_YEARS, years.evolve),
    **dict.fromkeys(milestones.EVENTS, milestones.evolve),
}


def decide(
    command: OutsideCommand | YearEnded,
    state: SupervisionState,
    case: CaseState,
    moment: Moment,
    elsewhere: Elsewhere = NOTHING,
) -> Answer | None:
    """What is now true, or why not; None for a timer that does not apply, or not yet. `case` is the case's state."""
    if isinstance(command, YearEnded):
        return _term_ended(command, state, case, moment)
    if isinstance(command, OpenSupervision):
        if state.product is not None:
            return refuse("already_open", provisions("dal/7"), stream=command.stream)
    elif state.product is None:
        return refuse("unknown_supervision", provisions("plan/licensing"), stream=command.stream)
    rows = moment.in_force.competence(case.regime) if case.regime else ()
    row = competent(command, rows, lambda relation: stands(relation, command.actor, command, state, case))
    if isinstance(row, Refusal):
        return row
    if command.occurred is not None and command.occurred > moment.received:
        return refuse("occurred_in_future", row.basis, occurred=command.occurred, received=moment.received)
    if state.closed:
        return refuse("supervision_closed", row.basis, command=command.name)
    if state.product is not None and state.stage not in command.stages:
        stages = ", ".join(command.stages)
        return refuse("wrong_stage", row.basis, command=command.name, stage=state.stage, stages=stages)
    answer = contest.unless_bound(_decide(command, state, case, moment, elsewhere), state)
    if isinstance(answer, Refusal):
        return answer
    return tuple(e if e.basis else e.model_copy(update={"basis": row.basis}) for e in answer)


def evolve(state: SupervisionState, event: Event) -> SupervisionState:
    """The supervision after an event: its subject's part, the clock, and what it counts for among the duties."""
    new = acts.noted(state, _OWNERS[type(event)](state, event), event)
    if isinstance(event, ProcedureEvent) and event.clock:
        terms, dues = after(state.terms, event.clock), dues_after(state.dues, event.clock)
        new = new.model_copy(update={"terms": terms, "dues": dues})
    return duty_acts.entered(state, new, event)


def _decide(
    command: OutsideCommand,
    state: SupervisionState,
    case: CaseState,
    moment: Moment,
    elsewhere: Elsewhere,
) -> Answer:
    if isinstance(command, life.COMMANDS):
        return life.decide(command, state, case, moment)
    if isinstance(command, set_up.COMMANDS):
        return set_up.decide(command, state, case, moment)
    if isinstance(command, operation.COMMANDS):
        return operation.decide(command, state, case, moment)
    if isinstance(command, inspections.COMMANDS):
        return inspections.decide(command, state, moment)
    if isinstance(command, audits.COMMANDS):
        return audits.decide(command, state, moment)
    if isinstance(command, corrections.COMMANDS):
        return corrections.decide(command, state, moment)
    if isinstance(command, afterwards.COMMANDS):
        return afterwards.decide(command, state, case, moment, elsewhere)
    if isinstance(command, measures.COMMANDS):
        return measures.decide(command, state, moment)
    if isinstance(command, reports.COMMANDS):
        return reports.decide(command, state, moment)
    return alarms.decide(command, state, moment)


def _term_ended(
    command: YearEnded, state: SupervisionState, case: CaseState, moment: Moment
) -> tuple[Event, ...] | None:
    """A timer applies only if that very term is running to that very instant, and the clock says it is over."""
    known = (*running(state, moment.law), *milestones.milestones(state, moment.law))
    found = next((d for d in known if (d.term, d.due) == (command.term, command.due)), None)
    if found is None or moment.clock < found.due:
        return None
    if command.term.startswith("milestone."):
        events = milestones.reached(command, state, moment)
    elif command.term == COVER:
        events = operation.cover_over(state, case, moment)
    elif command.term.startswith("posting."):
        events = operation.posting_over(command.term, state, case, moment)
    elif command.term.startswith("finding."):
        alarmed = alarms.fall_due(command.term, state, moment.law)
        events = alarmed or corrections.overdue(command.term, state)
    elif command.term.startswith("duties."):
        events = alarms.fall_due(command.term, state, moment.law)
    elif (ended := afterwards.term_ended(command.term, state, case, moment)) is not None:
        events = ended
    else:
        events = years.year_over(state, moment)
    return tuple(each if each.basis else each.model_copy(update={"basis": found.basis}) for each in events)
