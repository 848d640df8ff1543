"""What becomes of licenses and of the product after the approval: its subjects, composed for the supervision."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from domain.actors import Role
from domain.bars import notes
from domain.case.elsewhere import Elsewhere
from domain.case.state import CaseState
from domain.dossier import APPLICANT
from domain.law.calendar import Calendar
from domain.messages import Event, Refusal
from domain.moment import Moment
from domain.position import Deadline, Errand, Wait
from domain.supervision import (
    changes,
    contest,
    contest_parties,
    fines,
    operation,
    rectification,
    registrations,
    remedies,
    renewal,
    restrictions,
    revocation,
)
from domain.supervision.base import Answer
from domain.supervision.held import HeldLicense, LicenseStanding
from domain.supervision.state import SupervisionStage, SupervisionState
from domain.terms import deadlines as term_deadlines

COMMANDS = (
    renewal.COMMANDS
    | revocation.COMMANDS
    | registrations.COMMANDS
    | restrictions.COMMANDS
    | changes.COMMANDS
    | fines.COMMANDS
    | contest.COMMANDS
)
EVENTS: tuple[type[Event], ...] = (
    *renewal.EVENTS,
    *revocation.EVENTS,
    *registrations.EVENTS,
    *restrictions.EVENTS,
    *changes.EVENTS,
    *remedies.EVENTS,
    *rectification.EVENTS,
    *fines.EVENTS,
    *contest.EVENTS,
)

OWNERS: dict[type[Event], Callable[[SupervisionState, Event], SupervisionState]] = {
    **dict.fromkeys(renewal.EVENTS, renewal.evolve),
    **dict.fromkeys(revocation.EVENTS, revocation.evolve),
    **dict.fromkeys(registrations.EVENTS, registrations.evolve),
    **dict.fromkeys(restrictions.EVENTS, restrictions.evolve),
    **dict.fromkeys(changes.EVENTS, changes.evolve),
    **dict.fromkeys(remedies.EVENTS, remedies.evolve),
    **dict.fromkeys(rectification.EVENTS, rectification.evolve),
    **dict.fromkeys(fines.EVENTS, fines.evolve),
    **dict.fromkeys(contest.EVENTS, contest.evolve),
}


def decide(
    command: COMMANDS, state: SupervisionState, case: CaseState, moment: Moment, elsewhere: Elsewhere
) -> Answer:
    """What follows, with the holds of production that it brings about or lifts."""
    if isinstance(command, changes.COMMANDS):
        return changes.decide(command, state, moment, elsewhere)
    if isinstance(command, fines.COMMANDS):
        return fines.decide(command, state, moment)
    if isinstance(command, registrations.COMMANDS):
        return registrations.decide(command, state, case, moment)
    if isinstance(command, restrictions.COMMANDS):
        return restrictions.decide(command, state, moment)
    if isinstance(command, renewal.COMMANDS):
        answer = renewal.decide(command, state, case, moment)
    elif isinstance(command, contest.COMMANDS):
        answer = contest.decide(command, state, moment)
    else:
        answer = revocation.decide(command, state, moment)
    return answer if isinstance(answer, Refusal) else _with_holds(answer, state, case, moment)


def term_ended(
    term: str, state: SupervisionState, case: CaseState, moment: Moment
) -> tuple[Event, ...] | None:
    """What follows when one of these terms is over; None for a term of another subject."""
    match term.partition(".")[0]:
        case "license":
            return _with_holds(renewal.term_ended(term, state, moment), state, case, moment)
        case "entry":
            return registrations.term_ended(term, state)
        case "change":
            return changes.term_ended(term, state)
        case "rectification":
            return rectification.term_ended(term, state)
        case "remedy":
            return remedies.term_ended(term, state)
        case "contest":
            return contest.term_ended(term, state, moment)
        case _:
            return None


def running(state: SupervisionState, calendar: Calendar) -> Iterator[Deadline]:
    """The terms of these subjects: those that an event began, and the dates of the licenses."""
    yield from term_deadlines(state.terms, calendar)
    yield from renewal.deadlines(state)


def waits(state: SupervisionState) -> Iterator[Wait]:
    """Whose act is awaited."""
    for held in state.licenses:
        yield from _license(held)
    yield from registrations.waits(state)
    yield from restrictions.waits(state)
    yield from changes.waits(state)
    yield from contest_parties.waits(state)
    own = state.license(APPLICANT)
    if own is not None and own.standing is LicenseStanding.CANCELLED and not contest_parties.open_(state):
        yield Wait(role=Role.AGENCY, province=own.province, commands=("end_supervision",))


def errands(stream: str, state: SupervisionState) -> Iterator[Errand]:
    """What other streams have to learn: each bar, with the organisation that it falls on, and that it fell."""
    yield from notes(stream, state.bars, fallen=state.bars_fallen)


def _license(held: HeldLicense) -> Iterator[Wait]:
    if held.renewal_pending:
        yield Wait(role=Role.AGENCY, province=held.province, commands=("decide_renewal",))
    elif held.valid and held.reminded:
        role = Role.APPLICANT if held.licensee == APPLICANT else Role.MANUFACTURER
        yield Wait(role=role, organisation=held.holder, commands=("apply_for_renewal",))
    elif held.standing in {LicenseStanding.EXPIRED, LicenseStanding.REVOKED}:
        yield Wait(role=Role.AGENCY, province=held.province, commands=("cancel_license",))


def _with_holds(
    events: tuple[Event, ...], state: SupervisionState, case: CaseState, moment: Moment
) -> tuple[Event, ...]:
    if state.stage is not SupervisionStage.PRODUCTION:
        return events
    for event in events:
        state = OWNERS[type(event)](state, event)
    return (*events, *operation.holds(state, case, moment))
