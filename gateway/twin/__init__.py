"""Twin records: Temporal's histories of a stream and the ledger's stream, held against each other."""

from __future__ import annotations

from gateway.twin.archive import Archive
from gateway.twin.model import UNLAWFUL, Difference, Kind, Repair, Run, Taken
from gateway.twin.service import Report, Twin

__all__ = ["UNLAWFUL", "Archive", "Difference", "Kind", "Repair", "Report", "Run", "Taken", "Twin"]
