"""The read models: what readers search, in a file of its own, so that no reader ever holds up an append."""

from __future__ import annotations

from ledger.views.reader import Search, Views
from ledger.views.rows import (
    CaseRow,
    CaseView,
    Due,
    DueView,
    Duty,
    DutyView,
    License,
    LicenseView,
    Overrun,
    Parked,
    Pending,
    PendingView,
    RefusalRow,
    RefusalView,
    Standing,
)

__all__ = [
    "CaseRow",
    "CaseView",
    "Due",
    "DueView",
    "Duty",
    "DutyView",
    "License",
    "LicenseView",
    "Overrun",
    "Parked",
    "Pending",
    "PendingView",
    "RefusalRow",
    "RefusalView",
    "Search",
    "Standing",
    "Views",
]
