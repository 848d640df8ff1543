"""The law's lists: words by which a dosage form is known, and points on which a review makes a finding."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, Strict, field_validator

from domain.kind import Kind
from domain.law.document import Written
from domain.law.texts import Bilingual, Dated, Label
from domain.model import ProvisionId


class FormFamily(Dated):
    """Words by which a written form is known to belong to a family."""

    family: Annotated[str, Strict(), Field(min_length=1)]
    contains: tuple[Annotated[str, Strict(), Field(min_length=1)], ...] = Field(min_length=1)
    basis: tuple[ProvisionId, ...] = Field(min_length=1)
    label: Label


class ReviewPoint(Written):
    """One point of a review: its key, what it is about, and its article."""

    key: Annotated[str, Strict(), Field(pattern=r"^[a-z0-9_]+$")]
    title: Bilingual
    basis: tuple[ProvisionId, ...] = Field(min_length=1)
    label: Label
    note: Bilingual | None = None


class ReviewPointFile(Dated):
    """What a technical review must make a finding on, for one kind of product, from one day on."""

    kind: Kind
    points: tuple[ReviewPoint, ...] = Field(min_length=1)

    @field_validator("points")
    @classmethod
    def _once(cls, points: tuple[ReviewPoint, ...]) -> tuple[ReviewPoint, ...]:
        if len({point.key for point in points}) < len(points):
            raise ValueError("a key stands there twice")
        return points
