"""Upkeep of the records, written down: what was done, by whom, with which result."""

from __future__ import annotations

from typing import ClassVar, Literal

from domain.journal.base import JournalCommand
from domain.messages import Event

Operation = Literal["compare", "repair", "rebuild", "retry", "export"]


class RecordOperation(JournalCommand):
    """Write down upkeep that was done, in the journal of whoever did it."""

    name: Literal["record_operation"] = "record_operation"
    operation: Operation
    about: tuple[str, ...] = ()
    found: int = 0
    repaired: int = 0


class OperationRecorded(Event):
    """Somebody, or the engine itself, did upkeep: what it was about, and what came of it, by number."""

    topic: ClassVar[str] = "operation.recorded"
    operation: Operation
    about: tuple[str, ...] = ()
    found: int = 0
    repaired: int = 0


EVENTS: tuple[type[Event], ...] = (OperationRecorded,)


def decide(command: RecordOperation) -> tuple[Event, ...]:
    """Upkeep has no conditions: what was done is true."""
    return (
        OperationRecorded(
            operation=command.operation, about=command.about, found=command.found, repaired=command.repaired
        ),
    )
