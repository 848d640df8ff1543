"""How alike two written dosage forms are."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from domain.law.lists import FormFamily


class Likeness(IntEnum):
    """From unlike to the same."""

    OTHER = 0
    FAMILY = 1
    SAME = 2


def likeness(one: str | None, other: str | None, families: Iterable[FormFamily]) -> Likeness:
    """The same words, the same family, or neither; a form that is not stated is like none."""
    if not one or not other:
        return Likeness.OTHER
    first, second = " ".join(one.lower().split()), " ".join(other.lower().split())
    if first == second:
        return Likeness.SAME
    both = any(
        any(word in first for word in family.contains) and any(word in second for word in family.contains)
        for family in families
    )
    return Likeness.FAMILY if both else Likeness.OTHER
