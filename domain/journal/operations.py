"""Upkeep of the records, written down: what was done, by whom, with which result."""

from __future__ import annotations

from typing import ClassVar, Literal

from domain.messages import Event


class OperationRecorded(Event):
    """Somebody, or the engine itself, did upkeep: what it was about, and what came of it, by number."""

    topic: ClassVar[str] = "operation.recorded"
    operation: Literal["compare", "repair", "rebuild", "retry", "export"]
    about: tuple[str, ...] = ()
    found: int = 0
    repaired: int = 0


EVENTS: tuple[type[Event], ...] = (OperationRecorded,)
