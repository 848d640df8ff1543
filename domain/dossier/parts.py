"""The parts of a dossier: the product, the parties, the sites and the papers.

A field that may be left out is a paper that may be missing: `None` says "not shown", `False` says "shown not
to be so", and the rules answer the two differently.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from domain.dossier.vocabulary import (
    AgentRole,
    ApplicantRole,
    Composition,
    ConsentState,
    Country,
    Day,
    ExperienceBasis,
    Key,
    Keys,
    Origin,
    ProvinceCode,
    RegistrationClass,
    Stage,
    Text,
)
from domain.kind import Kind
from domain.model import Frozen

APPLICANT = "applicant"
"""The id under which the applicant itself operates a site."""


class Product(Frozen):
    """The variety, as claimed; the kind is the applicant's word, the registration class decides."""

    name: Text
    name_zh: Text | None = None
    registration_class: RegistrationClass
    kind: Kind
    innovative: bool = False
    clinically_urgent: bool = False
    nmpa_designated: bool = False
    nmpa_exception: bool = False
    public_health_emergency: bool = False
    origin: Origin
    dosage_form: Text | None = None
    special_process: bool | None = None


class Experience(Frozen):
    """One continuous period of experience; both days count in it, no `until` means that it goes on."""

    dosage_form: Text | None = None
    biological: bool
    basis: ExperienceBasis
    since: Day
    until: Day | None = None


class Capability(Frozen):
    """What the applicant shows of its own abilities for this variety."""

    rd: bool | None = None
    quality: bool | None = None
    risk: bool | None = None
    compensation: bool | None = None


class DomesticAgent(Frozen):
    """The enterprise in mainland China through which an overseas applicant acts."""

    name: Text
    name_zh: Text | None = None
    province: ProvinceCode
    role: AgentRole | None = None


class Applicant(Frozen):
    """The holder or registration applicant who answers for the product.

    `license_application` says what it asks for with the dossier under Notice 173, where the application is also that
    for its own Drug Manufacturing License: a new one, or the change of one that it holds.
    """

    name: Text
    name_zh: Text | None = None
    role: ApplicantRole
    country: Country = "CN"
    province: ProvinceCode | None = None
    domestic_agent: DomesticAgent | None = None
    capability: Capability = Capability()
    experience: tuple[Experience, ...] = ()
    primary_responsibility: bool | None = None
    license_application: Literal["new", "change"] = "new"


class Agreement(Frozen):
    """A quality or entrustment agreement. Written as a bare day it is an agreement signed on that day."""

    signed_on: Day | None = None
    in_force_from: Day | None = None
    in_force_until: Day | None = None
    allocates_liability: bool | None = None
    covers_transport: bool | None = None


def _agreement(value: object) -> object:
    """A bare day, or a bare `true`, stands for an agreement of which nothing more is said."""
    if value is False:
        return None
    if value is True:
        return {}
    return value if value is None or isinstance(value, dict | Agreement) else {"signed_on": value}


OptionalAgreement = Annotated[Agreement | None, BeforeValidator(_agreement)]


class Cmo(Frozen):
    """An entrusted manufacturer."""

    id: Key
    name: Text
    name_zh: Text | None = None
    country: Country = "CN"
    province: ProvinceCode | None = None
    qa_system: bool | None = None
    experience: tuple[Experience, ...] = ()
    quality_agreement: OptionalAgreement = None
    entrustment_agreement: OptionalAgreement = None
    evaluated_applicant_on: Day | None = None
    sub_entrusts_to: Keys = ()


class Site(Frozen):
    """A production site; its operator is `applicant` or the id of an entrusted manufacturer."""

    id: Key
    operator: Key
    country: Country = "CN"
    province: ProvinceCode | None = None
    address: Text


class Segment(Frozen):
    """A stage of production and the site that makes it."""

    stage: Stage
    site: Key


def _all(value: object) -> object:
    return value if value is None or value == "all" or isinstance(value, list | tuple) else (value,)


class QualitySystem(Frozen):
    """The one quality system over the chain, and what it covers (`all` for every site or stage)."""

    unified: bool | None = None
    sites: Annotated[Literal["all"] | tuple[Key, ...] | None, BeforeValidator(_all)] = None
    stages: Annotated[Literal["all"] | tuple[Stage, ...] | None, BeforeValidator(_all)] = None


class Compensation(Frozen):
    """How the holder would compensate: a documented system, and evidence that it can pay."""

    system: bool | None = None
    capacity_evidence: bool | None = None
    sufficient: bool | None = None


def _compensation(value: object) -> object:
    """A bare `true` says that both papers are there, a bare `false` that neither is."""
    return {"system": value, "capacity_evidence": value} if isinstance(value, bool) else value


OptionalCompensation = Annotated[Compensation | None, BeforeValidator(_compensation)]


class DispatchedStaff(Frozen):
    """A technician posted to a manufacturer's site. `name` is a personnel number: people are named elsewhere."""

    name: Text
    site: Key
    knows_process: bool | None = None
    knows_gmp: bool | None = None
    mandate: bool | None = None
    qa_experience: Text | None = None


class Vaccine(Frozen):
    """What only a vaccine has to show."""

    composition: Composition | None = None
    nmpa_consent: ConsentState | None = None
    own_capability: bool | None = None


class SubstituteDocument(Frozen):
    """A certificate of a foreign authority for a site abroad, and the papers it stands in for."""

    site: Key
    certificate: Text
    authority: Text | None = None
    valid_until: Day | None = None
    replaces: Keys = ()
    reason: Text | None = None


class SegmentationStudies(Frozen):
    """The studies that show that splitting the production does not harm the product."""

    comparability: bool | None = None
    transport: bool | None = None
    hold_time: bool | None = None


class Document(Frozen):
    """A file of the dossier, by its digest (SHA-256, hexadecimal)."""

    name: Text
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
