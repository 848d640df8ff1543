"""Work items between journals, streams and the read model."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import TYPE_CHECKING

from domain.journal.items import OpenItem, open_items
from domain.journal.work import (
    Claim,
    Claims,
    WorkClaimed,
    WorkCommand,
    WorkDelegated,
    WorkReleased,
    decide,
    evolve,
)
from domain.messages import Event, Receipt, Refusal
from domain.model import StreamId
from gateway.journal import Journal
from gateway.persons import referred_text
from ledger import Envelope
from ledger.views import ClaimRow, Views

if TYPE_CHECKING:
    from domain.explain import Fact
    from domain.explain.answers import State
    from domain.position import Position


def claim(envelope: Envelope) -> ClaimRow | None:
    """Who has an item after this event of a journal; None where it is about no item."""
    match envelope.event:
        case WorkClaimed(item=item, holder=holder, version=version):
            return ClaimRow(item=item.key, stream=StreamId(item.stream), holder=holder, version=version)
        case WorkDelegated(item=item, colleague=colleague, version=version):
            return ClaimRow(item=item.key, stream=StreamId(item.stream), holder=colleague, version=version)
        case WorkReleased(item=item):
            return ClaimRow(item=item.key, stream=StreamId(item.stream), holder=None)
        case _:
            return None


def found(command: WorkCommand, position: Position, state: State, facts: Sequence[Fact]) -> OpenItem | None:
    """The command's item as its stream has it; None where nothing waits for it."""
    opened = open_items(position, state, facts)
    return next((each for each in opened if each.item == command.item), None)


def record(
    journal: Journal, views: Views, command: WorkCommand, given: OpenItem | None, version: int
) -> Receipt:
    """Decide the command on the actor's journal, and append. `given` is the item as it is at that version.

    A name in its reason is replaced first, as in the case that it is about. The read model stands for the older
    part of the journal, which only grows; the ledger itself says what is newer.
    """
    number = command.item.stream.partition("/")[2]
    if command.reason is not None:
        reason = referred_text(journal.ledger, command.reason, number)
        command = command.model_copy(update={"reason": reason})

    def decided(at: int) -> tuple[Event, ...] | Refusal:
        return decide(command, _claims(journal, views, command, at), given, version)

    return journal.record(command, decided, case=number)


def _claims(journal: Journal, views: Views, command: WorkCommand, upto: int) -> Claims:
    """Who has the item, as the journal stands at that version."""
    known, row = views.claim(command.stream, command.item.key)
    if known > upto:
        known, row = 0, None
    claims: Claims = ()
    if row is not None and row.holder is not None:
        claims = (Claim(item=command.item, holder=row.holder, version=row.version),)
    newer = journal.ledger.load(command.stream, since=known, upto=upto)
    return reduce(evolve, (each.event for each in newer), claims)
