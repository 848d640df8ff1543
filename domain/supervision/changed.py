"""The changes of a product after its approval, as a supervision knows them: what kind, which class, how far."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from domain.model import Frozen


class ChangeKind(StrEnum):
    """What is changed."""

    MANUFACTURER = "changed_manufacturer"
    SITE = "changed_site"
    SEGMENTATION = "changed_segmentation"
    PROCESS = "changed_process"
    STANDARD = "changed_standard"
    OTHER = "changed_other"


SEGMENTED = frozenset({ChangeKind.MANUFACTURER, ChangeKind.SITE, ChangeKind.SEGMENTATION})
"""Changes of who makes a segment and where: read as major for a biologic."""


class ChangeClass(StrEnum):
    """How a change is managed: approved, filed, or reported once a year. The first is the strictest."""

    MAJOR = "change_major"
    MODERATE = "change_moderate"
    MINOR = "change_minor"

    @property
    def rank(self) -> int:
        """0 for the strictest."""
        return list(ChangeClass).index(self)


class ChangeStep(StrEnum):
    """How far a change has come."""

    ASKED = "change_class_asked"
    ANSWERED = "change_class_answered"
    CASE_AWAITED = "change_case_awaited"
    CASE_OPEN = "change_case_open"
    APPROVED = "change_approved"
    FILING_AWAITED = "change_filing_awaited"
    FILED = "change_filed"
    CONFIRMED = "change_filing_confirmed"
    FREE = "change_free"
    IMPLEMENTED = "change_implemented"
    REFUSED = "change_refused"


ALLOWED = frozenset({ChangeStep.APPROVED, ChangeStep.FILED, ChangeStep.CONFIRMED, ChangeStep.FREE})
"""Where a change may be carried out."""

FIRST: dict[ChangeClass, ChangeStep] = {
    ChangeClass.MAJOR: ChangeStep.CASE_AWAITED,
    ChangeClass.MODERATE: ChangeStep.FILING_AWAITED,
    ChangeClass.MINOR: ChangeStep.FREE,
}
"""What a change waits for once its class is settled."""


class ProductChange(Frozen):
    """One change. `replied` is the agency's class, `case` the number of the case that applies for its approval."""

    number: int
    kind: ChangeKind
    step: ChangeStep
    description: str
    site: str | None = None
    class_: ChangeClass | None = None
    replied: ChangeClass | None = None
    case: str | None = None
    published: bool = False
    approved_on: date | None = None
