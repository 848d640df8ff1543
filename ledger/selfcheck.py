"""What must hold in any store before an event is written."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ledger.errors import UnsafeLedgerError
from ledger.leaf import NO_EVENT, leaf_hash

if TYPE_CHECKING:
    from ledger.recorder import Recorder


def check_environment() -> None:
    """Raise UnsafeLedgerError where the environment asks the library for what is unsafe."""
    if os.environ.get("POSTGRES_ENABLE_DB_FUNCTIONS"):
        raise UnsafeLedgerError(
            "POSTGRES_ENABLE_DB_FUNCTIONS is set: with it the library loses tracking and order; unset it."
        )


def check_last(recorder: Recorder) -> None:
    """Raise UnsafeLedgerError where the newest event does not follow from the one before it in its stream."""
    last = recorder.last_row()
    if last is None:
        return
    version = last.version
    before = recorder.rows(last.stream, since=version - 2, upto=version - 1)
    expected = leaf_hash(before[0]) if before else NO_EVENT
    if (not before and version > 1) or last.prev_hash != expected:
        raise UnsafeLedgerError(
            f"The chain of {last.stream} is broken between versions {version - 1} and {version}: restore the ledger."
        )
