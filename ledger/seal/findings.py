"""What an audit says: which event, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ledger.seal.tree import EMPTY


class What(StrEnum):
    """What is wrong with an event, or with the seal."""

    CHANGED = "changed"
    MOVED = "moved"
    DELETED = "deleted"
    INSERTED = "inserted"
    CHAIN = "chain"
    VERSION = "version"
    TILE = "tile"
    STAMP = "stamp"
    CHECKPOINT = "checkpoint"
    LOST = "lost"
    HISTORY = "history"
    SNAPSHOT = "snapshot"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold. `sealed_as` names the event that was sealed in this place, where that is known."""

    what: What
    sequence: int | None = None
    stream: str | None = None
    version: int | None = None
    event_id: str | None = None
    sealed_as: str | None = None
    why: str | None = None

    @property
    def event(self) -> str | None:
        """The event, such as `case/FD-2025-SH-0001 3`."""
        return f"{self.stream} {self.version}" if self.stream is not None else self.sealed_as


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit found: nothing in `findings` means that all `sealed` events are what was sealed."""

    events: int
    sealed: int
    checkpoints: int
    findings: tuple[Finding, ...]
    root: bytes = EMPTY
    oldest_unsealed: int | None = None
    """When the first event was recorded that is not sealed yet, in microseconds since 1970 UTC."""

    @property
    def first(self) -> Finding | None:
        """The first finding in the order of the ledger, an event before the seal's own files."""
        return min(self.findings, key=lambda each: each.sequence or 2**63, default=None)
