"""The read models: what readers search, in a file of its own, so that no reader ever holds up an append."""

from __future__ import annotations

from ledger.views.lists import Awaited
from ledger.views.pages import MOST, Page, WrongPageError
from ledger.views.reader import Views
from ledger.views.rows import (
    CaseRow,
    CaseView,
    ClaimRow,
    Due,
    DueView,
    Duty,
    DutyView,
    License,
    LicenseView,
    Overrun,
    OverrunView,
    Parked,
    Pending,
    PendingView,
    Place,
    RefusalRow,
    RefusalView,
    Standing,
    WorkView,
)
from ledger.views.search import Search

__all__ = [
    "MOST",
    "Awaited",
    "CaseRow",
    "CaseView",
    "ClaimRow",
    "Due",
    "DueView",
    "Duty",
    "DutyView",
    "License",
    "LicenseView",
    "Overrun",
    "OverrunView",
    "Page",
    "Parked",
    "Pending",
    "PendingView",
    "Place",
    "RefusalRow",
    "RefusalView",
    "Search",
    "Standing",
    "Views",
    "WorkView",
    "WrongPageError",
]
