"""What may be said about a remedy, and what is then true, in a case as in a supervision."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.case.base import DocumentNo, Text
from domain.model import CalendarUnits, Frozen
from domain.terms import ProcedureEvent

Ruling = Literal["upheld", "changed", "revoked", "act_anew", "ordered_to_act"]
"""The decision stands; it is changed; it falls; it falls and is to be made anew; an overdue act is ordered."""

FALLEN = frozenset({"changed", "revoked", "act_anew"})
"""Rulings by which what was decided falls."""


class AboutRemedy(Frozen):
    """What is said about the remedy of that number."""

    number: Annotated[int, Field(gt=0)]


class Acceptance(AboutRemedy):
    """The application is accepted. `admissible` says why the act can be reviewed, where that is an open question."""

    admissible: Annotated[str, Text] | None = None


class Reasoned(AboutRemedy):
    """Something is done about the remedy, with the reason: it is not accepted, extended, or withdrawn."""

    reason: Annotated[str, Text]


class Ruled(AboutRemedy):
    """The remedy is decided. `act_by` is the day until which the office has to act, where one is set."""

    outcome: Ruling
    document_no: Annotated[str, DocumentNo]
    reason: Annotated[str, Text]
    act_by: date | None = None


class RemedyEvent(ProcedureEvent):
    """A fact about one remedy."""

    number: int


class ReconsiderationAccepted(RemedyEvent):
    """The application was accepted; its decision has a term from this day."""

    topic: ClassVar[str] = "remedy.reconsideration_accepted"
    admissible: str | None = None


class ReconsiderationDeclined(RemedyEvent):
    """The application was not accepted; against that a court is open."""

    topic: ClassVar[str] = "remedy.reconsideration_declined"
    reason: str


class ReconsiderationExtended(RemedyEvent):
    """The time for the decision was extended by calendar days."""

    topic: ClassVar[str] = "remedy.reconsideration_extended"
    days: CalendarUnits
    reason: str


class ReconsiderationOverdue(RemedyEvent):
    """The decision on the reconsideration did not come in its term; a court is open, and the duty stays."""

    topic: ClassVar[str] = "remedy.reconsideration_overdue"


class ReconsiderationWithdrawn(RemedyEvent):
    """The application for reconsideration was withdrawn."""

    topic: ClassVar[str] = "remedy.reconsideration_withdrawn"
    reason: str


class ReconsiderationDecided(RemedyEvent):
    """The reconsideration was decided."""

    topic: ClassVar[str] = "remedy.reconsideration_decided"
    outcome: Ruling
    document_no: str
    reason: str
    act_by: date | None = None


class ActionWithdrawn(RemedyEvent):
    """The action was withdrawn."""

    topic: ClassVar[str] = "remedy.action_withdrawn"
    reason: str


class JudgmentRecorded(RemedyEvent):
    """The judgment or ruling that is in force."""

    topic: ClassVar[str] = "remedy.judgment_recorded"
    outcome: Ruling
    document_no: str
    reason: str
    act_by: date | None = None


EVENTS: tuple[type[ProcedureEvent], ...] = (
    ReconsiderationAccepted,
    ReconsiderationDeclined,
    ReconsiderationExtended,
    ReconsiderationOverdue,
    ReconsiderationWithdrawn,
    ReconsiderationDecided,
    ActionWithdrawn,
    JudgmentRecorded,
)
"""The facts that are the same whatever is contested."""
