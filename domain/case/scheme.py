"""The scheme and supervision plan as a value: what a version says, who signed it, objected to it or sent it back."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from domain.model import Frozen, Province

Name = Annotated[str, Field(min_length=1, max_length=200)]


class Duty(StrEnum):
    """What an agency takes on for a site."""

    COMPREHENSIVE_INSPECTION = "comprehensive_inspection"
    SAMPLING_INSPECTION = "sampling_inspection"
    TRANSPORT_CHECK = "transport_check"
    CORRECTION_FOLLOW_UP = "correction_follow_up"


class SiteDuty(Frozen):
    """One agency's duty at one site; a joint one stands once for each agency."""

    site: Name
    province: Province
    duty: Duty = Duty.COMPREHENSIVE_INSPECTION


class TransportDuty(Frozen):
    """Who answers for a transport between two sites, and which agencies check it at either end.

    `responsible` is `applicant` or the id of a manufacturer.
    """

    from_site: Name
    to_site: Name
    responsible: Name
    dispatch_checked_by: Province | None = None
    receipt_checked_by: Province | None = None


class SchemeDocument(Frozen):
    """A document of a version by its digest (SHA-256, hexadecimal), and the digest of the one that it replaces."""

    name: str
    sha256: str
    supersedes: str | None = None


class SchemeVersion(Frozen):
    """One version of the scheme and supervision plan: what was proposed, by whom."""

    number: int
    proposed_by: Province
    summary: str
    inspections_per_year: int
    sampling: str
    document: str | None = None
    duties: tuple[SiteDuty, ...] = ()
    transport: tuple[TransportDuty, ...] = ()
    documents: tuple[SchemeDocument, ...] = ()


class Objection(Frozen):
    """An agency's reasoned no to a version."""

    province: Province
    version: int
    reason: str


class TakenBack(Frozen):
    """A signature that an agency took back, and why."""

    province: Province
    version: int
    reason: str


class Returned(Frozen):
    """A version that came back from the government or from NMPA, to be changed."""

    by: Literal["provincial_government", "nmpa"]
    version: int
    document_no: str
    reason: str


class JointPlan(Frozen):
    """Versions, signatures to the current one, objections to it, and what came back from those who decide."""

    versions: tuple[SchemeVersion, ...] = ()
    signed: tuple[Province, ...] = ()
    objections: tuple[Objection, ...] = ()
    taken_back: tuple[TakenBack, ...] = ()
    returns: tuple[Returned, ...] = ()
    needs_new_version: bool = True

    @property
    def current(self) -> SchemeVersion | None:
        """The newest version."""
        return self.versions[-1] if self.versions else None

    @property
    def objectors(self) -> tuple[Province, ...]:
        """The provinces that have objected to the current version."""
        return tuple(each.province for each in self.objections if each.version == len(self.versions))

    @property
    def answered(self) -> bool:
        """Whether any province has answered the current version: with a signature, a no, or both in turn."""
        back = any(each.version == len(self.versions) for each in self.taken_back)
        return bool(self.signed) or bool(self.objectors) or back
