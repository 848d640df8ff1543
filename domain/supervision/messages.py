"""What is said to a supervision, and what is then true."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, ClassVar, Literal

from pydantic import AwareDatetime, Field

from domain.case.base import DocumentNo, Text
from domain.messages import Command, Event, OpeningCommand
from domain.model import Frozen, Province
from domain.position import Deadline
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


class Posting(Frozen):
    """A person whom the holder dispatched to an entrusted site, by id; what the person knows."""

    person: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._-]+$")]
    site: str
    knows_process: bool
    knows_gmp: bool


class ConfirmSetUp(SupervisionCommand):
    """The holder confirms that everything is in place for the first batch (P14)."""

    name: Literal["confirm_set_up"] = "confirm_set_up"
    stages: ClassVar[tuple[SupervisionStage, ...]] = (SupervisionStage.SET_UP,)
    postings: tuple[Posting, ...]
    quality_system_version: Annotated[str, DocumentNo]
    compensation_policy_no: Annotated[str, DocumentNo]
    transport_validation_no: Annotated[str, DocumentNo]


class RecordInspection(SupervisionCommand):
    """A comprehensive GMP compliance inspection of a site."""

    name: Literal["record_inspection"] = "record_inspection"
    site: str
    report_no: Annotated[str, DocumentNo]
    result: Literal["compliant", "defects", "not_compliant"]
    findings: tuple[Annotated[str, Text], ...] = ()


class RecordSampling(SupervisionCommand):
    """A sampling inspection at a site."""

    name: Literal["record_sampling"] = "record_sampling"
    site: str
    report_no: Annotated[str, DocumentNo]
    result: Literal["conforming", "not_conforming"]


class RecordAudit(SupervisionCommand):
    """The holder's own audit of a manufacturer's site."""

    name: Literal["record_audit"] = "record_audit"
    site: str
    report_no: Annotated[str, DocumentNo]
    findings: tuple[Annotated[str, Text], ...] = ()


class EndSupervision(SupervisionCommand):
    """End the supervision: the product is made no more, or its license was cancelled."""

    name: Literal["end_supervision"] = "end_supervision"
    reason: Annotated[str, Text]


class MoveSupervisionClock(SupervisionCommand):
    """Move the supervision's own clock forward. Known only to an engine in demonstration mode."""

    name: Literal["move_supervision_clock"] = "move_supervision_clock"
    shift: timedelta


class YearEnded(SupervisionCommand):
    """The engine reports that a calendar year seems to be over. It carries no authority."""

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
    """The registration is approved: production may be set up."""

    topic: ClassVar[str] = "supervision.approval_noted"
    case: str


class ProductionStarted(Event):
    """Everything is in place and confirmed: commercial production may start."""

    topic: ClassVar[str] = "supervision.production_started"
    on: date
    postings: tuple[Posting, ...]
    quality_system_version: str
    compensation_policy_no: str
    transport_validation_no: str


class InspectionRecorded(Event):
    """A site was inspected comprehensively."""

    topic: ClassVar[str] = "supervision.inspection_recorded"
    site: str
    province: Province | None
    on: date
    report_no: str
    result: Literal["compliant", "defects", "not_compliant"]
    findings: tuple[str, ...]


class SamplingRecorded(Event):
    """Samples were taken at a site and tested."""

    topic: ClassVar[str] = "supervision.sampling_recorded"
    site: str
    on: date
    report_no: str
    result: Literal["conforming", "not_conforming"]


class AuditRecorded(Event):
    """The holder audited a manufacturer's site."""

    topic: ClassVar[str] = "supervision.audit_recorded"
    site: str
    on: date
    report_no: str
    findings: tuple[str, ...]


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
