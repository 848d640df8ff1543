"""Upkeep by people, in the journal of their organisation."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

from domain.actors import Actor
from domain.journal.operations import Operation, RecordOperation, decide
from domain.law import Law
from domain.messages import Receipt
from gateway.journal import Journal, journal_of
from ledger import Ledger
from ledger.software import software


def note(  # noqa: PLR0913 - each is a field of the event
    ledger: Ledger,
    operation: Operation,
    actor: Actor,
    *,
    about: Sequence[str] = (),
    found: int = 0,
    repaired: int = 0,
) -> Receipt:
    """Record what was done. Raises LedgerError where it cannot be recorded."""
    command = RecordOperation(
        command_id=uuid4(),
        stream=journal_of(actor.organisation),
        actor=actor,
        operation=operation,
        about=tuple(about),
        found=found,
        repaired=repaired,
    )
    return Journal(ledger, Law.load(), software()).record(command, lambda _: decide(command))
