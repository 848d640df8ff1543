"""What is said about the scheme and supervision plan, and what is then true."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.case.base import CaseCommand, DocumentNo, Text
from domain.case.remedies import RemediesNotice
from domain.case.scheme import Name, SchemeDocument, SchemeVersion, SiteDuty, TransportDuty
from domain.case.state import Stage
from domain.model import Province
from domain.terms import ProcedureEvent

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 of a document, in hexadecimal."""


class ProposedDocument(SchemeDocument):
    """A document of the proposal, its digests in their form."""

    name: Name
    sha256: Digest
    supersedes: Digest | None = None


class PlanContent(CaseCommand):
    """What a plan says.

    Without `duties` each agency supervises the sites of its own province, as the configured reading says; with
    them every site of the chain must have its inspection.
    """

    summary: Annotated[str, Text]
    inspections_per_year: Annotated[int, Field(ge=0, le=52)]
    sampling: Annotated[str, Text]
    document: Digest | None = None
    duties: tuple[SiteDuty, ...] = ()
    transport: tuple[TransportDuty, ...] = ()
    documents: tuple[ProposedDocument, ...] = ()


class PlanCommand(CaseCommand):
    """A command that the procedure knows while the plan is being drawn up."""

    stages: ClassVar[tuple[Stage, ...]] = (Stage.JOINT_PLAN,)


class ProposeScheme(PlanContent, PlanCommand):
    """Propose a version of the scheme and supervision plan to all agencies concerned."""

    name: Literal["propose_scheme"] = "propose_scheme"


class SignScheme(PlanCommand):
    """Sign the current version for one's province."""

    name: Literal["sign_scheme"] = "sign_scheme"
    version: Annotated[int, Field(ge=1)]


class ObjectToScheme(PlanCommand):
    """Object to the current version for one's province, with the reason."""

    name: Literal["object_to_scheme"] = "object_to_scheme"
    version: Annotated[int, Field(ge=1)]
    reason: Annotated[str, Text]


class WithdrawSignature(PlanCommand):
    """Take back one's signature to the current version before the government has decided, with the reason."""

    name: Literal["withdraw_signature"] = "withdraw_signature"
    version: Annotated[int, Field(ge=1)]
    reason: Annotated[str, Text]


class DecideAsGovernment(PlanCommand):
    """The provincial government approves the signed version, returns it for change, or refuses it."""

    name: Literal["decide_as_government"] = "decide_as_government"
    outcome: Literal["approve", "return", "refuse"]
    document_no: Annotated[str, DocumentNo]
    reason: Annotated[str, Text]


class SchemeProposed(ProcedureEvent):
    """A version of the scheme and supervision plan was proposed."""

    topic: ClassVar[str] = "case.scheme_proposed"
    version: SchemeVersion


class SchemeSigned(ProcedureEvent):
    """A province signed the version."""

    topic: ClassVar[str] = "case.scheme_signed"
    version: int
    province: Province


class SchemeObjected(ProcedureEvent):
    """A province objected to the version."""

    topic: ClassVar[str] = "case.scheme_objected"
    version: int
    province: Province
    reason: str


class SignatureWithdrawn(ProcedureEvent):
    """A province took its signature to the version back."""

    topic: ClassVar[str] = "case.signature_withdrawn"
    version: int
    province: Province
    reason: str


class SchemeAgreed(ProcedureEvent):
    """Every province concerned has signed the same version."""

    topic: ClassVar[str] = "case.scheme_agreed"
    version: int
    provinces: tuple[Province, ...]


class GovernmentApproved(ProcedureEvent):
    """The government of the applicant's province approved scheme and plan."""

    topic: ClassVar[str] = "case.government_approved"
    version: int
    document_no: str
    reason: str


class GovernmentReturned(ProcedureEvent):
    """The government wants the scheme changed; a new version is needed."""

    topic: ClassVar[str] = "case.government_returned"
    version: int
    document_no: str
    reason: str


class GovernmentRefused(ProcedureEvent):
    """The government refused; the procedure ends."""

    topic: ClassVar[str] = "case.government_refused"
    version: int
    document_no: str
    reason: str
    remedies: RemediesNotice | None = None
