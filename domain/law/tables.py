"""The law's smaller tables as values: readings, competence, divisions, pilot areas."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, Strict, StrictBool, StrictInt

from domain.actors import Role
from domain.law.document import Written
from domain.law.limits import Key
from domain.law.regime import Regime
from domain.law.texts import Bilingual, Dated, Label, Text
from domain.model import Province, ProvisionId


class Reading(Written):
    """How this deployment reads a text that can be read in more than one way.

    `open` says that nobody competent has settled it. `other` names the readings that were set aside.
    `source` is what the reading rests on: tags of sources, `G` general knowledge, `I` inference.
    """

    key: Key
    value: StrictBool | StrictInt | Annotated[str, Strict()]
    other: tuple[StrictBool | StrictInt | Annotated[str, Strict()], ...] = ()
    open: StrictBool
    text: Bilingual
    source: Text
    basis: tuple[ProvisionId, ...] = ()


class ReadingFile(Dated):
    """Readings that hold from one day on."""

    readings: tuple[Reading, ...] = Field(min_length=1)


class Relation(StrEnum):
    """How the one who acts stands to the case."""

    APPLICANT = "applicant"
    APPLICANT_AGENCY = "applicant_agency"
    CONCERNED_AGENCY = "concerned_agency"
    APPLICANT_GOVERNMENT = "applicant_government"
    LICENSEE = "licensee"
    LICENSEE_AGENCY = "licensee_agency"
    SITE_AGENCY = "site_agency"
    STAGE_AUTHORITY = "stage_authority"
    CLAIMANT = "claimant"
    RESPONDENT = "respondent"
    RECONSIDERATION_BODY = "reconsideration_body"
    NATIONAL = "national"
    ENGINE = "engine"


class CompetenceRow(Written):
    """Who may do what: the command, the office, the relation to the case, and the article that says so."""

    command: Annotated[str, Strict(), Field(pattern=r"^[a-z0-9_]+$")]
    role: Role
    relation: Relation
    basis: tuple[ProvisionId, ...] = Field(min_length=1)


class CompetenceFile(Dated):
    """The table of competence of one or more regimes."""

    regimes: tuple[Regime, ...] = Field(min_length=1)
    rows: tuple[CompetenceRow, ...] = Field(min_length=1)


class Division(Written):
    """A provincial-level division. `letters` and `short` (license numbers) are absent where none exists."""

    code: Annotated[Province, Strict(), Field(pattern=r"^\d{6}$")]
    zh: Text
    en: Text
    letters: Annotated[str, Strict(), Field(pattern=r"^[A-Z]{2}$")] | None = None
    short: Text | None = None
    short_also: Text | None = None
    mainland: StrictBool
    label: Label

    @property
    def mark(self) -> str:
        """The letters, or the code where there are none: for case numbers."""
        return self.letters or self.code


class DivisionFile(Dated):
    """The provincial-level divisions from one day on."""

    divisions: tuple[Division, ...] = Field(min_length=1)


class AreaLimb(Written):
    """One limb of the Plan's area condition and what speaks for it."""

    limb: Literal["tasked", "cluster", "unstated"]
    strength: Literal["evidence", "named_only"]
    evidence: Bilingual
    sources: tuple[str, ...] = Field(min_length=1)
    label: Label


class PilotArea(Written):
    """A province that this deployment treats as a pilot area. No official list was published."""

    province: Province
    limbs: tuple[AreaLimb, ...] = Field(min_length=1)


class AreaFile(Dated):
    """The pilot areas from one day on."""

    basis: tuple[ProvisionId, ...] = Field(min_length=1)
    areas: tuple[PilotArea, ...] = Field(min_length=1)
