"""How alike two written dosage forms are."""

from __future__ import annotations

from enum import IntEnum
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, Strict

from domain.law.document import read_document
from domain.law.texts import Dated, Label
from domain.model import ProvisionId

PACKAGED = Path(__file__).parent / "forms"


class Likeness(IntEnum):
    """From unlike to the same."""

    OTHER = 0
    FAMILY = 1
    SAME = 2


class FormFamily(Dated):
    """Words by which a written form is known to belong to a family."""

    family: Annotated[str, Strict()]
    contains: tuple[Annotated[str, Strict()], ...] = Field(min_length=1)
    basis: tuple[ProvisionId, ...] = Field(min_length=1)
    label: Label


@cache
def families() -> tuple[FormFamily, ...]:
    """The packaged families, read once."""
    return tuple(
        read_document(path.name, path.read_bytes(), FormFamily) for path in sorted(PACKAGED.glob("*.yaml"))
    )


def likeness(one: str | None, other: str | None) -> Likeness:
    """The same words, the same family, or neither; a form that is not stated is like none."""
    if not one or not other:
        return Likeness.OTHER
    first, second = " ".join(one.lower().split()), " ".join(other.lower().split())
    if first == second:
        return Likeness.SAME
    both = any(
        any(word in first for word in family.contains) and any(word in second for word in family.contains)
        for family in families()
    )
    return Likeness.FAMILY if both else Likeness.OTHER
