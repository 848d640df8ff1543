"""Changes that a register must show: registered items of a license, key persons, and an overseas holder's agent.

Each begins a term with the day on which the change took place and ends it with its registration; one that is late
raises an alarm, and is still owed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar, Literal, assert_never

from pydantic import Field

from domain.actors import Role
from domain.case.base import DocumentNo, Text, provisions
from domain.case.state import CaseState
from domain.dossier import APPLICANT
from domain.kind import Kind
from domain.law.errors import UnknownLimitError
from domain.messages import Event, Refusal
from domain.model import Province
from domain.moment import Moment
from domain.position import Wait
from domain.refusals import refuse
from domain.supervision.base import Answer
from domain.supervision.held import Entry, EntryKind, EntryStep
from domain.supervision.messages import SupervisionCommand
from domain.supervision.renewal import known_license
from domain.supervision.renewal_messages import LicenseCommand
from domain.supervision.state import SupervisionState
from domain.terms import ClockAct, ProcedureEvent, end, start

REGISTER = provisions("o28/17", "o28/45")
AGENT = provisions("a137/change")
VACCINES = frozenset({Kind.VACCINE, Kind.MULTIVALENT_VACCINE})


class ReportEntryChange(LicenseCommand):
    """Report a change of a registered item or a key person of a licensee, or of the holder's domestic agent."""

    name: Literal["report_entry_change"] = "report_entry_change"
    kind: EntryKind
    what: Annotated[str, Text]
    changed_on: date


class EntryCommand(SupervisionCommand):
    """A command about an entry that has to change, by its number."""

    entry: Annotated[int, Field(ge=1)]


class ApplyForEntry(EntryCommand):
    """Apply for the change of a registered item."""

    name: Literal["apply_for_entry"] = "apply_for_entry"


class CompleteEntry(EntryCommand):
    """Register the change, or note the report of it."""

    name: Literal["complete_entry"] = "complete_entry"
    document_no: Annotated[str, DocumentNo]


class EntryChangeReported(ProcedureEvent):
    """Something changed that a register must show."""

    topic: ClassVar[str] = "supervision.entry_change_reported"
    entry: int
    kind: EntryKind
    licensee: str
    holder: str
    province: Province
    what: str
    changed_on: date


class EntryAppliedFor(ProcedureEvent):
    """The change of the registered item was applied for."""

    topic: ClassVar[str] = "supervision.entry_applied_for"
    entry: int


class EntryCompleted(ProcedureEvent):
    """The register shows the change."""

    topic: ClassVar[str] = "supervision.entry_completed"
    entry: int
    document_no: str


class EntryOverdue(ProcedureEvent):
    """The term for the application or the registration has passed; it is still owed."""

    topic: ClassVar[str] = "supervision.entry_overdue"
    entry: int
    term: str


COMMANDS = ReportEntryChange | ApplyForEntry | CompleteEntry
EVENTS: tuple[type[Event], ...] = (EntryChangeReported, EntryAppliedFor, EntryCompleted, EntryOverdue)


def decide(command: COMMANDS, state: SupervisionState, case: CaseState, moment: Moment) -> Answer:
    """What follows from a command about an entry."""
    if isinstance(command, ReportEntryChange):
        return _reported(command, state, case, moment)
    entry = state.entry(command.entry)
    if entry is None or entry.step is EntryStep.DONE:
        known = (
            ", ".join(str(each.number) for each in state.entries if each.step is not EntryStep.DONE) or "—"
        )
        return refuse("entry_unknown", REGISTER, entry=command.entry, known=known)
    number = entry.number
    match command:
        case ApplyForEntry():
            if entry.kind is not EntryKind.REGISTERED_ITEM or entry.step is not EntryStep.CHANGED:
                return refuse("entry_out_of_turn", REGISTER, entry=number, kind=entry.kind)
            done = start(moment, f"entry.{number}.done", "lic.regitem.done")
            ended = end(state.terms, f"entry.{number}.apply")
            return (EntryAppliedFor(entry=number, clock=(*ended, done)),)
        case CompleteEntry(document_no=no):
            if entry.kind is EntryKind.REGISTERED_ITEM and entry.step is not EntryStep.APPLIED:
                return refuse("entry_out_of_turn", REGISTER, entry=number, kind=entry.kind)
            ended = end(state.terms, f"entry.{number}.apply", f"entry.{number}.done")
            return (EntryCompleted(entry=number, document_no=no, clock=ended),)
        case _:
            assert_never(command)


def term_ended(term: str, state: SupervisionState) -> tuple[Event, ...]:
    """The term has passed without the act that it was for."""
    number = int(term.split(".")[1])
    return (EntryOverdue(entry=number, term=term, clock=end(state.terms, term)),)


def evolve(state: SupervisionState, event: Event) -> SupervisionState:
    """The supervision after an event about an entry."""
    match event:
        case EntryChangeReported(entry=number):
            given = {name: getattr(event, name) for name in Entry.model_fields if hasattr(event, name)}
            new = Entry.model_validate({**given, "number": number})
            return state.model_copy(update={"entries": (*state.entries, new)})
        case EntryAppliedFor(entry=number):
            return state.with_entry(number, step=EntryStep.APPLIED)
        case EntryCompleted(entry=number):
            return state.with_entry(number, step=EntryStep.DONE)
        case _:
            return state


def waits(state: SupervisionState) -> Iterator[Wait]:
    """A registered item waits for its application, everything else for the agency."""
    for entry in state.entries:
        if entry.kind is EntryKind.REGISTERED_ITEM and entry.step is EntryStep.CHANGED:
            role = Role.APPLICANT if entry.licensee == APPLICANT else Role.MANUFACTURER
            yield Wait(role=role, organisation=entry.holder, commands=("apply_for_entry",))
        elif entry.step is not EntryStep.DONE:
            yield Wait(role=Role.AGENCY, province=entry.province, commands=("complete_entry",))


def _reported(command: ReportEntryChange, state: SupervisionState, case: CaseState, moment: Moment) -> Answer:
    if command.changed_on > moment.day:
        return refuse("changed_in_future", REGISTER, day=command.changed_on, today=moment.day)
    product = state.supervised
    holder, province = product.represented_by, product.holder_province
    if command.kind is not EntryKind.RESPONSIBLE_PERSON:
        held = known_license(command.licensee, state)
        if isinstance(held, Refusal):
            return held
        holder, province = held.holder, held.province
    elif product.acting is None or command.licensee != APPLICANT:
        return refuse("no_responsible_person", AGENT, licensee=command.licensee)
    number = len(state.entries) + 1
    term = _term(command, number, case, moment)
    return (
        EntryChangeReported(
            entry=number,
            kind=command.kind,
            licensee=command.licensee,
            holder=holder,
            province=province,
            what=command.what,
            changed_on=command.changed_on,
            clock=term,
            basis=AGENT if command.kind is EntryKind.RESPONSIBLE_PERSON else REGISTER,
        ),
    )


def _term(command: ReportEntryChange, number: int, case: CaseState, moment: Moment) -> tuple[ClockAct, ...]:
    """The term from the change on; the agent's has none before the announcement that sets it."""
    on = command.changed_on
    match command.kind:
        case EntryKind.REGISTERED_ITEM:
            return (start(moment, f"entry.{number}.apply", "lic.regitem.apply", on),)
        case EntryKind.KEY_PERSON:
            vaccine = ".vaccine" if case.file.product.kind in VACCINES else ""
            return (start(moment, f"entry.{number}.done", f"lic.keyperson{vaccine}", on),)
        case EntryKind.RESPONSIBLE_PERSON:
            try:
                return (start(moment, f"entry.{number}.done", "resp.person.change", on),)
            except UnknownLimitError:
                return ()
        case _:
            assert_never(command.kind)
