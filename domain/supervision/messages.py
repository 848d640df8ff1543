"""The life of a supervision: what opens and ends it, and the years between; each other subject has its module."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, ClassVar, Literal

from pydantic import AwareDatetime, Field

from domain.case.base import Text
from domain.messages import Command, Event, OpeningCommand
from domain.model import Province
from domain.position import Deadline
from domain.supervision.records import SupervisionPlan
from domain.supervision.state import SupervisedProduct, SupervisionStage


class SupervisionCommand(Command):
    """A command to a supervision."""

    stream: str = Field(pattern=r"^supervision/[A-Z0-9-]{1,40}$")
    stages: ClassVar[tuple[SupervisionStage, ...]] = tuple(SupervisionStage)


class OpenSupervision(SupervisionCommand, OpeningCommand):
    """Open the supervision of a case whose first license was granted. The engine sends it; the case proves it."""

    name: Literal["open_supervision"] = "open_supervision"


class NoteApproval(SupervisionCommand):
    """Note that the registration was approved. The engine sends it; the case proves it."""

    name: Literal["note_approval"] = "note_approval"


class EndSupervision(SupervisionCommand):
    """End the supervision: the product is made no more, or its license was cancelled."""

    name: Literal["end_supervision"] = "end_supervision"
    reason: Annotated[str, Text]


class MoveSupervisionClock(SupervisionCommand):
    """Move the supervision's own clock forward. Known only to an engine in demonstration mode."""

    name: Literal["move_supervision_clock"] = "move_supervision_clock"
    shift: timedelta


class YearEnded(SupervisionCommand):
    """The engine reports that a year, or another term of the supervision, seems to be over.

    It carries no authority: the stream and the clock decide whether that term has run out.
    """

    name: Literal["year_ended"] = "year_ended"
    term: str
    due: AwareDatetime


class SupervisionOpened(Event):
    """The supervision of the product began with its first license."""

    topic: ClassVar[str] = "supervision.opened"
    product: SupervisedProduct
    on: date
    shift: timedelta
    year_end: Deadline


class ApprovalNoted(Event):
    """The registration is approved: production may be set up. `plan` is the one that counts, if another by now."""

    topic: ClassVar[str] = "supervision.approval_noted"
    case: str
    plan: SupervisionPlan | None = None


class YearClosed(Event):
    """A calendar year of supervision is over: what was done in it."""

    topic: ClassVar[str] = "supervision.year_closed"
    year: int
    in_production: bool
    inspections: int
    samplings: int
    audits: int
    next_year_end: Deadline


class AnnualInspectionMissed(Event):
    """A year of production passed without the comprehensive inspection that the plan demands."""

    topic: ClassVar[str] = "supervision.annual_inspection_missed"
    year: int
    responsible: Province


class SupervisionEnded(Event):
    """The supervision is over."""

    topic: ClassVar[str] = "supervision.ended"
    reason: str


class SupervisionClockMoved(Event):
    """The supervision's own clock was moved forward for a demonstration."""

    topic: ClassVar[str] = "supervision.clock_moved"
    shift: timedelta
