"""What is true of the whole ledger, written once."""

from __future__ import annotations

from typing import Final

LEDGER_ID: Final = "ledger_id"
SIMULATION: Final = "simulation"
