"""The event store: every step of every stream, in order, with who, when and on what legal basis."""

from __future__ import annotations

from ledger.envelope import (
    Appended,
    CommandKey,
    Envelope,
    Instants,
    Metadata,
    PersonName,
    Proposed,
    Provenance,
    Raw,
    StoredReceipt,
)
from ledger.errors import (
    DamagedEventError,
    LedgerClosedError,
    LedgerError,
    LedgerUnavailableError,
    SimulationRefusedError,
    StaleStreamError,
    UnknownTopicError,
    UnreadableEventError,
    UnsafeLedgerError,
)
from ledger.store import Ledger

__all__ = [
    "Appended",
    "CommandKey",
    "DamagedEventError",
    "Envelope",
    "Instants",
    "Ledger",
    "LedgerClosedError",
    "LedgerError",
    "LedgerUnavailableError",
    "Metadata",
    "PersonName",
    "Proposed",
    "Provenance",
    "Raw",
    "SimulationRefusedError",
    "StaleStreamError",
    "StoredReceipt",
    "UnknownTopicError",
    "UnreadableEventError",
    "UnsafeLedgerError",
]
