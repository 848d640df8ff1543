"""What can go wrong at the ledger, one class per condition that a caller treats differently."""

from __future__ import annotations


class LedgerError(Exception):
    """The ledger cannot do what was asked; the message is one sentence for a person."""


class LedgerUnavailableError(LedgerError):
    """The store does not answer now (locked, disk full, file gone): the same call may work later."""


class LedgerClosedError(LedgerError):
    """The ledger was closed, or is closing."""


class UnsafeLedgerError(LedgerError):
    """The self-check found a setting or a damage with which no event may be written."""


class SimulationRefusedError(LedgerError):
    """An event with a shifted clock was offered to a ledger that was not opened for simulation."""


class StaleStreamError(LedgerError):
    """The stream moved since it was read: load it again and decide again."""

    def __init__(self, stream: str, expected: int, actual: int) -> None:
        super().__init__(f"{stream} stands at version {actual}, not at {expected}.")
        self.stream = stream
        self.expected = expected
        self.actual = actual


class UnreadableEventError(LedgerError):
    """A stored event cannot be read by this release; `audit` shows its bytes."""

    def __init__(self, stream: str, version: int, topic: str, problem: str) -> None:
        super().__init__(f"{stream} version {version} ({topic}): {problem}")
        self.stream = stream
        self.version = version
        self.topic = topic
        self.problem = problem


class UnknownTopicError(UnreadableEventError):
    """The event's topic is not in this release's list: a newer release wrote it, or nobody did."""


class DamagedEventError(UnreadableEventError):
    """The event's bytes do not fit its topic, or the chain of hashes does not fit the bytes."""
