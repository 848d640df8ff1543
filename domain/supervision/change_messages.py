"""What may be said about a change after approval, and what is then true."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.case.base import DocumentNo, Text
from domain.case.stages import CaseOutcome
from domain.messages import Event
from domain.model import Province
from domain.supervision.changed import ChangeClass, ChangeKind
from domain.supervision.messages import SupervisionCommand
from domain.terms import ProcedureEvent

Number = Annotated[int, Field(ge=1)]


class ReportChange(SupervisionCommand):
    """Report a change of manufacturer, site, segmentation or anything else, with its class.

    Without a class the holder is unsure and asks the agency, an overseas holder the review centre.
    """

    name: Literal["report_change"] = "report_change"
    kind: ChangeKind
    description: Annotated[str, Text]
    site: str | None = None
    change_class: ChangeClass | None = None


class ChangeCommand(SupervisionCommand):
    """A command about a change that was reported."""

    change: Number


class ReplyChangeClass(ChangeCommand):
    """Answer in writing of which class the change is."""

    name: Literal["reply_change_class"] = "reply_change_class"
    change_class: ChangeClass
    document_no: Annotated[str, DocumentNo]
    reason: Annotated[str, Text]


class SettleChangeClass(ChangeCommand):
    """The holder takes over the class of the answer, or keeps another one: then the stricter of the two holds."""

    name: Literal["settle_change_class"] = "settle_change_class"
    change_class: ChangeClass


class FileChange(ChangeCommand):
    """File a moderate change with the agency."""

    name: Literal["file_change"] = "file_change"
    filing_no: Annotated[str, DocumentNo]


class PublishChangeFiling(ChangeCommand):
    """Publish the filing."""

    name: Literal["publish_change_filing"] = "publish_change_filing"
    document_no: Annotated[str, DocumentNo]


class ConcludeChangeFiling(ChangeCommand):
    """Conclude the check of the filing."""

    name: Literal["conclude_change_filing"] = "conclude_change_filing"
    outcome: Literal["filing_confirmed", "filing_not_confirmed"]
    document_no: Annotated[str, DocumentNo]
    reason: Annotated[str, Text]


class ImplementChange(ChangeCommand):
    """Carry the change out. One that is not allowed yet is recorded as an offence, not declined: it has happened."""

    name: Literal["implement_change"] = "implement_change"


class RecordUnapprovedChange(SupervisionCommand):
    """Record a change that was carried out without approval or filing, found at a site."""

    name: Literal["record_unapproved_change"] = "record_unapproved_change"
    site: str
    description: Annotated[str, Text]
    evidence_no: Annotated[str, DocumentNo]


class NoteChangeCase(SupervisionCommand):
    """Note that a case applies for the approval of a change. The engine sends it; that case proves it."""

    name: Literal["note_change_case"] = "note_change_case"
    case: str


class NoteChangeOutcome(SupervisionCommand):
    """Note how that case ended, as `number#outcome`. The engine sends it; that case proves it."""

    name: Literal["note_change_outcome"] = "note_change_outcome"
    outcome_of: str


class ChangeReported(ProcedureEvent):
    """The holder reported a change; without a class it asked for one."""

    topic: ClassVar[str] = "supervision.change_reported"
    change: int
    kind: ChangeKind
    description: str
    site: str | None = None
    change_class: ChangeClass | None = None


class ChangeClassReplied(ProcedureEvent):
    """The class of the change was answered in writing."""

    topic: ClassVar[str] = "supervision.change_class_replied"
    change: int
    change_class: ChangeClass
    document_no: str
    reason: str


class ChangeClassSettled(Event):
    """The class of the change is settled: the one that both named, or the stricter."""

    topic: ClassVar[str] = "supervision.change_class_settled"
    change: int
    change_class: ChangeClass
    agreed: bool


class ChangeCaseOpened(Event):
    """A case applies for the approval of the change."""

    topic: ClassVar[str] = "supervision.change_case_opened"
    change: int
    case: str


class ChangeApproved(ProcedureEvent):
    """The supplemental application was approved: the change is carried out in the term that begins."""

    topic: ClassVar[str] = "supervision.change_approved"
    change: int
    case: str
    on: date


class ChangeNotApproved(Event):
    """The case ended without an approval: the change may not be carried out."""

    topic: ClassVar[str] = "supervision.change_not_approved"
    change: int
    case: str
    outcome: CaseOutcome


class ChangeFiled(ProcedureEvent):
    """The change was filed: it is published and checked in the terms that begin."""

    topic: ClassVar[str] = "supervision.change_filed"
    change: int
    filing_no: str


class ChangeFilingPublished(ProcedureEvent):
    """The filing was published."""

    topic: ClassVar[str] = "supervision.change_filing_published"
    change: int
    document_no: str


class ChangeFilingConcluded(ProcedureEvent):
    """The filing was checked."""

    topic: ClassVar[str] = "supervision.change_filing_concluded"
    change: int
    outcome: Literal["filing_confirmed", "filing_not_confirmed"]
    document_no: str
    reason: str


class ChangeImplemented(ProcedureEvent):
    """The change was carried out; a minor one goes into the annual report."""

    topic: ClassVar[str] = "supervision.change_implemented"
    change: int
    change_class: ChangeClass
    on: date


class ChangeOffence(Event):
    """A change was carried out without the approval or filing that it needs: the agency has to see to it."""

    topic: ClassVar[str] = "supervision.change_offence"
    change: int | None = None
    site: str
    province: Province
    description: str
    evidence_no: str | None = None


class ChangeTermOverdue(ProcedureEvent):
    """A term about a change has passed without the act that it was for."""

    topic: ClassVar[str] = "supervision.change_term_overdue"
    term: str
    change: int
