"""Who acts, in which office, for whom, and how that is attested."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from domain.model import Frozen, Province


class Role(StrEnum):
    """The offices of the procedure."""

    APPLICANT = "applicant"
    MANUFACTURER = "manufacturer"
    AGENCY = "provincial_agency"
    GOVERNMENT = "provincial_government"
    NMPA = "nmpa"
    REVIEW_CENTRE = "review_centre"
    INSPECTION_CENTRE = "inspection_centre"
    SYSTEM = "system"
    OPERATOR = "operator"


class Actor(Frozen):
    """A person acting in an office. The person's name is kept elsewhere and can be erased; the id stays."""

    person: str = Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._-]+$")
    role: Role
    organisation: str = Field(min_length=1, max_length=200)
    province: Province | None = None
    on_behalf_of: str | None = Field(default=None, max_length=200)


class Attestation(Frozen):
    """How the engine knows that the actor said this. `demo`: named from a file, nothing proved."""

    method: Literal["demo", "engine"] = "demo"


SYSTEM = Actor(person="fenduan", role=Role.SYSTEM, organisation="fenduan")
"""The engine itself: it reports that a term has run out, and carries facts between streams."""
