"""The application: what it says, and reading it from data."""

from domain.dossier.dossier import Dossier, Licensee, in_mainland
from domain.dossier.parts import (
    APPLICANT,
    Agreement,
    Applicant,
    Capability,
    Cmo,
    Compensation,
    DispatchedStaff,
    Document,
    DomesticAgent,
    Experience,
    Product,
    QualitySystem,
    Segment,
    SegmentationStudies,
    Site,
    SubstituteDocument,
    Vaccine,
)
from domain.dossier.problems import DossierError, Problem
from domain.dossier.reading import parse_dossier
from domain.dossier.text import read_dossier
from domain.dossier.vocabulary import (
    AgentRole,
    ApplicantRole,
    Channel,
    Composition,
    Consent,
    ExperienceBasis,
    Origin,
    RegistrationClass,
    Stage,
)
from domain.kind import Kind

__all__ = [
    "APPLICANT",
    "AgentRole",
    "Agreement",
    "Applicant",
    "ApplicantRole",
    "Capability",
    "Channel",
    "Cmo",
    "Compensation",
    "Composition",
    "Consent",
    "DispatchedStaff",
    "Document",
    "DomesticAgent",
    "Dossier",
    "DossierError",
    "Experience",
    "ExperienceBasis",
    "Kind",
    "Licensee",
    "Origin",
    "Problem",
    "Product",
    "QualitySystem",
    "RegistrationClass",
    "Segment",
    "SegmentationStudies",
    "Site",
    "Stage",
    "SubstituteDocument",
    "Vaccine",
    "in_mainland",
    "parse_dossier",
    "read_dossier",
]
