"""What can go wrong at the seal."""

from __future__ import annotations

from ledger.errors import LedgerError


class SealError(LedgerError):
    """The seal cannot do what was asked; the message is one sentence for a person."""


class WitnessRefusedError(SealError):
    """The log shows another history than the one that the witness has seen. `first` is the first entry that differs."""

    def __init__(self, message: str, first: int | None = None) -> None:
        super().__init__(message)
        self.first = first


class SealBusyError(SealError):
    """Another process has its turn at the seal; it seals the same events."""
