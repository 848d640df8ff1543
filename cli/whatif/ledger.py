"""The facts of a case as the ledger holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.streams import CASE
from domain.whatif import Happened

if TYPE_CHECKING:
    from ledger import Envelope, Ledger


def happened(ledger: Ledger, no: str) -> tuple[Happened, ...]:
    """Every event of the case, with what is known of its act. Nothing where there is no such case."""
    return tuple(map(_happened, ledger.load(CASE + no)))


def _happened(row: Envelope) -> Happened:
    meta = row.metadata
    return Happened(
        stream=row.stream,
        command_id=meta.command_id,
        command=meta.command,
        digest=meta.digest,
        actor=meta.actor,
        occurred=meta.occurred,
        received=meta.received,
        reason=meta.reason,
        event=row.event,
    )
