"""The streams of the engine, each with its state, its commands and its events; and the whole list of both."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID, uuid5

from pydantic import AwareDatetime, Field

from domain.actors import SYSTEM, Attestation
from domain.case import procedure as case
from domain.case.base import TermEnded
from domain.case.link import NoteLink
from domain.journal import operations, record, work
from domain.messages import Command, Event
from domain.model import Frozen
from domain.persons import messages as persons
from domain.position import Deadline, Errand
from domain.refusals import CommandRefused
from domain.supervision import procedure as supervision
from domain.supervision.change_messages import NoteChangeCase, NoteChangeOutcome
from domain.supervision.messages import NoteApproval, OpenSupervision, YearEnded
from domain.supervision.renewal_messages import NoteLicense

CASE, SUPERVISION, JOURNAL = "case/", "supervision/", "journal/"

IDS = UUID("5f1c9a4e-6a0e-5b57-9d0b-6d2b8f0f7c11")
"""The namespace of every id that the engine makes itself."""

AnyCommand = Annotated[
    case.OutsideCommand | TermEnded | supervision.OutsideCommand | YearEnded, Field(discriminator="name")
]
"""Every command of every stream, told apart by its name."""

COMMANDS: dict[str, type[Command]] = {**case.COMMANDS, **supervision.COMMANDS}
"""Every outside command by its name."""

OPENING_COMMANDS = frozenset({"submit", "open_supervision"})
"""The commands that a stream can begin with."""

JOURNAL_EVENTS: tuple[type[Event], ...] = (*work.EVENTS, *operations.EVENTS, *persons.EVENTS, *record.EVENTS)
"""Every event of a journal, beside the refusals that lie there."""

EVENTS: tuple[type[Event], ...] = tuple(
    dict.fromkeys((*case.EVENTS, *supervision.EVENTS, *JOURNAL_EVENTS, CommandRefused))
)
"""Every event of every stream; what is said of remedies stands in cases and supervisions."""

TOPICS: dict[str, type[Event]] = {event.topic: event for event in EVENTS}
"""Every event by its stable name in the ledger."""


class Call(Frozen):
    """One command on its way to the ledger; `now` is the workflow's clock as it is, without any shift."""

    command: AnyCommand
    now: AwareDatetime


class Letter(Frozen):
    """One command from a caller that cannot wait for the answer."""

    command: AnyCommand


def timer(stream: str, deadline: Deadline) -> TermEnded | YearEnded:
    """The engine's report that this deadline has passed. The same deadline makes the same command."""
    command = TermEnded if stream.startswith(CASE) else YearEnded
    return command(
        command_id=_id(stream, deadline.term, deadline.due),
        stream=stream,
        actor=SYSTEM,
        attestation=Attestation(method="engine"),
        term=deadline.term,
        due=deadline.due,
    )


ERRANDS: dict[str, tuple[type[Command], str | None]] = {
    "open_supervision": (OpenSupervision, None),
    "note_approval": (NoteApproval, None),
    "note_license": (NoteLicense, "licensee"),
    "note_link": (NoteLink, "case"),
    "note_change_case": (NoteChangeCase, "case"),
    "note_change_outcome": (NoteChangeOutcome, "outcome_of"),
}
"""The system command of each errand, and the field that takes what the errand is about."""


def errand_id(given: Errand) -> UUID:
    """The id of the command that carries the errand, through a door or into a journal: one for each fact."""
    about = f"/{given.about}" if given.about else ""
    return uuid5(IDS, f"{given.stream}/{given.command}{about}")


def errand(given: Errand) -> Command:
    """The system command that carries a fact of one stream to another. The same fact makes the same command."""
    command, field = ERRANDS[given.command]
    said: dict[str, object] = {field: given.about} if field else {}
    return command.model_validate(
        {
            **said,
            "command_id": errand_id(given),
            "stream": given.stream,
            "actor": SYSTEM,
            "attestation": Attestation(method="engine"),
        }
    )


def _id(stream: str, term: str, due: datetime) -> UUID:
    return uuid5(IDS, f"{stream}/{term}/{due.isoformat()}")
